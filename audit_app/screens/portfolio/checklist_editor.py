"""Editing a checklist: questions changed, added or taken out become a new version, with who, when and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from audit_app.checklist.fault import Fault
from audit_app.checklist.lint import lint
from audit_app.checklist.model import Checklist, Item
from audit_app.checklist.reader import parse
from audit_app.errors import ChecklistError, UsageError
from audit_app.portfolio.checklists.development import Difference, difference
from audit_app.portfolio.checklists.offer import refuse_faulty
from audit_app.portfolio.checklists.rule import moved, rule_text, things_text, with_rule, with_things
from audit_app.portfolio.checklists.toml import to_toml
from audit_app.portfolio.checklists.versions import (
    changed,
    edited,
    file_text,
    keep_version,
    new_version,
    newest,
    versions,
    with_item,
    without,
)
from audit_app.portfolio.evidence.evidence import Evidence, FromChecklists, applicant, keep, next_number
from audit_app.screens.pieces.component import held, held_from, piece, view
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.fields import TypedField, choice
from audit_app.screens.pieces.files import FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame, go
from audit_app.screens.pieces.layout import body, card, empty, label, line, title
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many

DRAFT = "checklist-draft"  # a preference: what is being edited, as it was last kept


@dataclass(frozen=True)
class Draft:
    """The version that is being edited, and how it reads now."""

    old: Checklist
    new: Checklist

    @property
    def difference(self) -> Difference:
        """What was changed so far."""
        return difference(self.old, self.new)


def kept_draft(cabinet: Cabinet, checklist_id: str) -> Draft | None:
    """The draft of a checklist as it was left, or its newest version untouched; None when there is no such one."""
    known = next((each for each in newest(versions(cabinet.store)) if each.id == checklist_id), None)
    if known is None:
        return None
    kept = cabinet.store.drawers.preferred(f"{DRAFT}/{checklist_id}") or {}
    same = kept.get("version") == known.version
    return Draft(known, parse(str(kept["text"]), say("The draft")) if same else known)


def keep_draft(cabinet: Cabinet, draft: Draft) -> None:
    """Keeps a draft, so that it is there after a restart."""
    text = {"version": draft.old.version, "text": to_toml(draft.new)}
    cabinet.store.drawers.prefer(f"{DRAFT}/{draft.old.id}", text)


@view
def ChecklistScreen() -> ft.View:
    """The checklist in the address."""
    desk = use_desk()
    checklist_id = ft.use_route_params().get("checklist", "")
    here = f"/portfolio/checklist/{checklist_id}"
    draft, set_draft = held_from(lambda: kept_draft(desk.cabinet, checklist_id))
    if draft is None:
        gone = empty(ft.Icons.SEARCH_OFF, say("There is no such checklist"), say("Choose one under Settings."))
        return frame(here, say("Checklist"), [gone], back="/checklists")

    def change(then: Callable[[Checklist], Checklist]) -> None:
        after = Draft(draft.old, then(draft.new))
        keep_draft(desk.cabinet, after)
        set_draft(after)

    subtitle = say("from version {n}", n=draft.old.version)
    parts = [
        Sections(draft.new, change, key="sections"),
        ThingsCard(draft.new, change, key="things"),
        NewVersion(desk, draft, key="new-version"),
    ]
    return frame(here, draft.old.title, parts, back="/checklists", help_page="checklists", subtitle=subtitle)


@piece
def Sections(checklist: Checklist, change: Callable[[Callable[[Checklist], Checklist]], None]) -> ft.Control:
    """One section at a time: its questions, and a place for a new one."""
    chosen, choose = held(checklist.sections[0].id)
    added, set_added = held(0)
    section = next((each for each in checklist.sections if each.id == chosen), checklist.sections[0])
    options = [(each.id, each.title) for each in checklist.sections]

    def add(text: str) -> None:
        if text.strip():
            change(lambda now: with_item(now, section.id, text))
            set_added(added + 1)

    return ft.Column(
        [
            card(choice("section", say("Section"), section.id, options, choose), label(section.guidance)),
            *[Question(each, change, key=f"{checklist.id}.{each.id}") for each in section.items],
            card(
                TypedField("add-item", say("A new question at the end of this section"), "", add, key=f"add.{added}"),
                label(say("It is answered by compliance. For a reading or a choice, change its rule afterwards.")),
            ),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@piece
def Question(item: Item, change: Callable[[Callable[[Checklist], Checklist]], None]) -> ft.Control:
    """One item: its question, how to check it, what good looks like."""

    def field(name: str, words: str) -> ft.Control:
        def leave(text: str) -> None:
            change(lambda now: edited(now, item.id, **{name: text.strip()}))

        more: dict[str, Any] = {"multiline": True, "min_lines": 1, "max_lines": 6}
        return TypedField(f"{name}.{item.id}", words, getattr(item, name), leave, **more)

    return card(
        label(item.id),
        field("text", say("Question")),
        field("how", say("How to check")),
        field("good", say("What good looks like")),
        Rule(item, change, key=f"rule.{item.id}"),
        line(
            quiet(f"up.{item.id}", say("Earlier"), lambda: change(lambda now: moved(now, item.id, -1))),
            quiet(f"down.{item.id}", say("Later"), lambda: change(lambda now: moved(now, item.id, 1))),
            quiet(f"out.{item.id}", say("Remove it"), lambda: change(lambda now: without(now, item.id))),
        ),
    )


@piece
def Rule(item: Item, change: Callable[[Callable[[Checklist], Checklist]], None]) -> ft.Control:
    """What the item asks, folded away: limits, choices, conditions, references and evidence as text."""
    opened, set_opened = held(False)
    fault, set_fault = held("")
    if not opened:
        words = say("Limits, choices and conditions")
        return line(quiet(f"rule.{item.id}", words, lambda: set_opened(True), icon=ft.Icons.RULE))

    def leave(text: str) -> None:
        try:
            change(lambda now: with_rule(now, item.id, text))
            set_fault("")
        except ChecklistError as error:
            set_fault(str(error))

    told = say(
        "One line for each: ask (with its limit or options), applies_when, deficient_when, references, evidence."
    )
    field = TypedField(
        f"rule-text.{item.id}",
        say("Rule of this question"),
        rule_text(item),
        leave,
        multiline=True,
        min_lines=3,
        max_lines=14,
        key=f"rule-field.{item.id}",
    )
    wrong = [body(fault, color=ft.Colors.ERROR)] if fault else []
    return ft.Column([label(told), field, *wrong], horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@piece
def ThingsCard(checklist: Checklist, change: Callable[[Callable[[Checklist], Checklist]], None]) -> ft.Control:
    """The things that sections repeat over, one a line."""
    fault, set_fault = held("")

    def leave(text: str) -> None:
        try:
            change(lambda now: with_things(now, text))
            set_fault("")
        except ChecklistError as error:
            set_fault(str(error))

    told = say("Doors, sensors and the like that a section is asked for one by one: id; one; many; an example.")
    field = TypedField("things-text", say("Things, one per line"), things_text(checklist), leave, multiline=True,
                       min_lines=2, max_lines=10)  # fmt: skip
    wrong = [body(fault, color=ft.Colors.ERROR)] if fault else []
    return card(title(say("Things"), size=18), label(told), field, *wrong)


@piece
def NewVersion(desk: Desk, draft: Draft) -> ft.Control:
    """What was changed so far, why, and the button that makes the version."""
    why, set_why, forget = drafted(f"/checklist/{draft.old.id}/why", "")
    nothing: tuple[Out, str] | None = None
    made, set_made = held(nothing)
    found = draft.difference
    stale = made is not None or not changed(found)

    def make() -> None:
        set_made(released(desk, draft, why))
        forget()

    wrong = lint(to_toml(draft.new), draft.new.title).faults
    parts: list[ft.Control] = [
        title(say("The new version"), size=18),
        body(found.words, key="difference"),
        *checked(wrong),
        Preview(draft.new, key="preview"),
        TypedField("why", say("Why it is changed"), why, set_why, set_why, multiline=True, min_lines=2, max_lines=5),
        line(strong("release", say("Make version {n}", n=draft.old.version + 1), make, disabled=stale or bool(wrong))),
    ]
    if made is not None:
        out, item_id = made
        parts.append(
            line(
                FileOut("save-version", say("Save the file"), ft.Icons.DOWNLOAD, out),
                plain("open-item", say("Open it as evidence"), go(f"/portfolio/item/{item_id}")),
            )
        )
    return card(*parts)


def checked(wrong: Sequence[Fault]) -> list[ft.Control]:
    """What the check finds: each fault that must be corrected first, or that there is none."""
    if not wrong:
        return [body(say("Checked: no fault was found."), key="checked")]
    head = body(say_many("{n} fault must be corrected first", "{n} faults must be corrected first", len(wrong)),
                color=ft.Colors.ERROR, key="checked")  # fmt: skip
    return [head, *(label(str(each)) for each in wrong[:20])]


@piece
def Preview(checklist: Checklist) -> ft.Control:
    """Every question as the visit will ask it, folded away."""
    opened, set_opened = held(False)
    if not opened:
        return line(quiet("preview", say("Preview"), lambda: set_opened(True), icon=ft.Icons.VISIBILITY_OUTLINED))
    rows: list[ft.Control] = []
    for section in checklist.sections:
        rows.append(title(section.title, size=16, level=3))
        rows += [label(f"{number}. {asked(item)}") for number, item in enumerate(section.items, 1)]
    return ft.Column(rows, spacing=4)


def asked(item: Item) -> str:
    """A question with how it is answered."""
    how = {
        "choice": say("one of: {words}", words=", ".join(each.label for each in getattr(item.ask, "options", ()))),
        "quantity": say("a reading in {unit}", unit=getattr(item.ask, "unit", "")),
        "count": say("a number"),
        "date": say("a date"),
        "text": say("words"),
    }
    return f"{item.text} ({how.get(item.ask.kind, say('compliance'))})"


def released(desk: Desk, draft: Draft, why: str) -> tuple[Out, str]:
    """Keeps the new version and makes an item of evidence of it; gives its file and the item's id."""
    cabinet, store = desk.cabinet, desk.cabinet.store
    name = applicant(store).person.name or (desk.preferences.person.name if desk.preferences.person else "")
    if not name.strip():
        raise UsageError(say("This tablet"), say("does not know who is using it"), say("Enter your name first"))
    today = cabinet.clock.now().date()
    new = new_version(draft.new, draft.old, name, why, today)
    before = file_text(store, draft.old)
    text = to_toml(new, before)
    refuse_faulty(text, f"{new.title}, version {new.version}")
    keep_version(store, new, text)
    item = Evidence(
        id=cabinet.clock.new_id(),
        number=next_number(store),
        title=f"{new.title}: {say('development')}, {new.version}",
        on=today.isoformat(),
        sub_categories=(new.sub_category,),
        source=FromChecklists(old=before, new=text),
    )
    keep(store, item)
    out = put_out(cabinet, f"{new.id}-v{new.version}.toml", text.encode())
    return out, item.id
