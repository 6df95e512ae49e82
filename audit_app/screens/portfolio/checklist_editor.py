"""Editing a checklist: questions changed, added or taken out become a new version, with who, when and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import flet as ft

from audit_app.checklist.fault import Fault
from audit_app.checklist.lint import lint
from audit_app.checklist.model import Checklist, Item
from audit_app.checklist.reader import parse
from audit_app.portfolio.checklists.development import Difference, difference
from audit_app.portfolio.checklists.offer import refuse_faulty
from audit_app.portfolio.checklists.toml import to_toml
from audit_app.portfolio.checklists.versions import (
    changed,
    file_text,
    keep_version,
    new_version,
    newest,
    replaced,
    versions,
)
from audit_app.portfolio.evidence.evidence import Evidence, FromChecklists, applicant, keep, next_number
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import ask, plain, quiet, strong
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.files import FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, empty, label, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.portfolio.questions import Sections
from audit_app.screens.portfolio.things_form import ThingsForm
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk, Nameless, use_desk
from audit_app.screens.session.language import say, say_many

DRAFT = "checklist-draft"  # a preference: what is being edited, as it was last kept


@dataclass(frozen=True)
class Draft:
    """The version that is being edited, and how it reads now."""

    old: Checklist
    new: Checklist
    begun_from: int = 0

    @property
    def is_overtaken(self) -> bool:
        """Whether a newer version came to this tablet since it was begun."""
        return bool(self.begun_from) and self.begun_from != self.old.version

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What the check finds wrong with it."""
        return _checked(_said(self.new))

    @cached_property
    def difference(self) -> Difference:
        """What was changed so far."""
        return difference(self.old, self.new)


def _said(checklist: Checklist) -> str:
    """Everything a checklist says, to know it by."""
    return checklist.model_dump_json(by_alias=True)


# The text of a whole checklist takes a quarter of a second to write: once for each change, not at each drawing.
@lru_cache(maxsize=4)
def _written(said: str) -> str:
    return to_toml(Checklist.model_validate_json(said))


@lru_cache(maxsize=4)
def _checked(said: str) -> tuple[Fault, ...]:
    return lint(_written(said), Checklist.model_validate_json(said).title).faults


def kept_draft(cabinet: Cabinet, checklist_id: str) -> Draft | None:
    """The draft of a checklist as it was left, or its newest version untouched; None when there is no such one."""
    known = next((each for each in newest(versions(cabinet.store)) if each.id == checklist_id), None)
    if known is None:
        return None
    kept = cabinet.store.drawers.preferred(f"{DRAFT}/{checklist_id}", {})
    if not kept.get("text") or not str(kept.get("version")).isdecimal():
        return Draft(known, known)
    made = parse(str(kept["text"]), say("The draft"))
    # A newer version may have come since it was begun: then it stands on that one, and the difference says so.
    return Draft(known, replaced(made, version=known.version, history=known.history), int(kept["version"]))


def keep_draft(cabinet: Cabinet, draft: Draft) -> None:
    """Keeps a draft, so that it is there after a restart."""
    text = {"version": draft.begun_from or draft.old.version, "text": _written(_said(draft.new))}
    cabinet.store.drawers.prefer(f"{DRAFT}/{draft.old.id}", text)


@view
def ChecklistScreen() -> ft.View:
    """The checklist in the address."""
    desk = use_desk()
    checklist_id = ft.use_route_params().get("checklist", "")
    here = f"/portfolio/checklist/{checklist_id}"
    turn, again = held(0)
    draft = kept_draft(desk.cabinet, checklist_id)
    if draft is None:
        gone = empty(ft.Icons.SEARCH_OFF, say("There is no such checklist"), say("Choose one under Settings."))
        return frame(here, say("Checklist"), [gone], back="/checklists")

    def change(then: Callable[[Checklist], Checklist]) -> None:
        now = kept_draft(desk.cabinet, checklist_id) or draft  # another tab may have changed another question
        keep_draft(desk.cabinet, Draft(now.old, then(now.new), now.begun_from or now.old.version))
        shown()

    def start_again() -> None:
        desk.cabinet.store.drawers.prefer(f"{DRAFT}/{checklist_id}", {})
        shown()

    def shown() -> None:
        again(turn + 1)
        desk.told_device()

    subtitle = say("from version {n}", n=draft.old.version)
    parts: list[ft.Control] = [
        Begun(draft, start_again, key="begun"),
        Sections(draft.new, change, key="sections"),
        ThingsForm(draft.new, change, key="things"),
        NewVersion(desk, draft, key="new-version"),
    ]
    return frame(here, draft.old.title, parts, back="/checklists", help_page="checklists", subtitle=subtitle)


@piece
def Begun(draft: Draft, start_again: Callable[[], None]) -> ft.Control:
    """That a draft is there, that a newer version came since it was begun, and the way to drop it."""
    asking, set_asking = held(False)

    def drop() -> None:
        set_asking(False)
        start_again()

    words = say("Everything changed in this draft is discarded. Released versions are kept.")
    yes = say("Discard the draft")
    ft.use_dialog(ask(say("Start again?"), words, yes, drop, lambda: set_asking(False), danger=True, key="drop")
                  if asking else None)  # fmt: skip
    if draft.new == draft.old:
        return ft.Container(height=0)
    told = say("Your draft is kept on this tablet. {difference}.", difference=draft.difference.words)
    parts: list[ft.Control] = [body(told)]
    if draft.is_overtaken:
        since = say("Version {n} has arrived on this tablet since. Check below what your draft changes in it.",
                    n=draft.old.version)  # fmt: skip
        parts.append(body(since, color=ft.Colors.ERROR, key="overtaken"))
    return card(*parts, line(quiet("start-again", say("Start again from version {n}", n=draft.old.version),
                                   lambda: set_asking(True), icon=ft.Icons.RESTART_ALT)))  # fmt: skip


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

    wrong = draft.faults
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
        raise Nameless(say("This tablet"), say("does not know who is using it"), say("Enter your name first"))
    today = cabinet.clock.now().date()
    new = new_version(draft.new, draft.old, name, why, today)
    before = file_text(store, draft.old)
    text = to_toml(new, before)
    refuse_faulty(text, f"{new.title}, version {new.version}")
    keep_version(store, new, text)
    store.drawers.prefer(f"{DRAFT}/{new.id}", {})
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
