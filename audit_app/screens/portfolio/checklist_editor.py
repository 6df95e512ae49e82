"""Editing a checklist: questions changed, added or taken out become a new version, with who, when and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from audit_app.checklist.model import Checklist, Item
from audit_app.checklist.reader import parse
from audit_app.errors import UsageError
from audit_app.portfolio.checklists.development import Difference, difference
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
from audit_app.screens.session.language import say

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
        gone = empty(ft.Icons.SEARCH_OFF, say("There is no such checklist"), say("Choose one from the portfolio."))
        return frame(here, say("Checklist"), [gone], back="/portfolio")

    def change(then: Callable[[Checklist], Checklist]) -> None:
        after = Draft(draft.old, then(draft.new))
        keep_draft(desk.cabinet, after)
        set_draft(after)

    subtitle = say("from version {n}", n=draft.old.version)
    parts = [Sections(draft.new, change, key="sections"), NewVersion(desk, draft, key="new-version")]
    return frame(here, draft.old.title, parts, back="/portfolio", help_page="portfolio", subtitle=subtitle)


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
                label(say("It is answered by compliance. For a reading or a choice, edit the file.")),
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

    def take_out() -> None:
        change(lambda now: without(now, item.id))

    return card(
        label(item.id),
        field("text", say("Question")),
        field("how", say("How to check")),
        field("good", say("What good looks like")),
        line(quiet(f"out.{item.id}", say("Remove it"), take_out, icon=ft.Icons.DELETE_OUTLINE)),
    )


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

    parts: list[ft.Control] = [
        title(say("The new version"), size=18),
        body(found.words, key="difference"),
        TypedField("why", say("Why it is changed"), why, set_why, set_why, multiline=True, min_lines=2, max_lines=5),
        line(strong("release", say("Make version {n}", n=draft.old.version + 1), make, disabled=stale)),
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
