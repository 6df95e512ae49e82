"""Every checklist of this tablet in one place: to edit, withdraw from new audits, take in and hand on."""

from functools import partial

import flet as ft

from audit_app.checklist.model import Checklist
from audit_app.portfolio.checklists.offer import named, offered, take_in, withdraw, withdrawn
from audit_app.portfolio.checklists.versions import file_text, versions
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.files import FileIn, FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, chip, label, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.portfolio.checklist_editor import kept_draft
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say


@view
def ChecklistsScreen() -> ft.View:
    """The list of checklists, and the way to take one in."""
    desk = use_desk()
    turn, set_turn = held(0)

    def anew() -> None:
        set_turn(turn + 1)

    known = versions(desk.cabinet.store)
    once = dict.fromkeys(each.id for each in known)
    rows = [ListCard(desk, tuple(e for e in known if e.id == one), anew, key=f"{one}.{turn}") for one in once]
    parts: list[ft.Control] = [TakeIn(desk, anew, key="take-in"), *rows]
    return frame("/checklists", say("Checklists"), parts, back="/settings", help_page="checklists")


@piece
def TakeIn(desk: Desk, anew: object) -> ft.Control:
    """Takes in a checklist made on another tablet; one with a fault is refused, and every fault is named."""
    told, tell = held("")

    def take(name: str, data: bytes) -> None:
        made = take_in(desk.cabinet.store, data.decode("utf-8-sig", errors="replace"), name)
        tell(say("{title}, version {n}, is on this tablet now.", title=made.title, n=made.version))
        if callable(anew):
            anew()

    words = say("A checklist made on another tablet is checked in full before it is imported.")
    button = FileIn(desk, "checklist.import", say("Import a checklist"), ft.Icons.UPLOAD_FILE, ("toml",), take)
    return card(title(say("From another tablet"), size=18), body(words), line(button), *([body(told)] if told else []))


@piece
def ListCard(desk: Desk, known: tuple[Checklist, ...], anew: object) -> ft.Control:
    """One checklist: the version on offer, whether a draft waits, and what can be done."""
    store, newest = desk.cabinet.store, known[0]
    nothing: Out | None = None
    out, set_out = held(nothing)
    gone = withdrawn(store)
    on_offer = next((each for each in offered(store) if each.id == newest.id), None)
    draft = kept_draft(desk.cabinet, newest.id)
    chips = [chip(say("version {v}", v=newest.version))]
    if draft is not None and draft.new != draft.old:
        chips.append(chip(say("draft begun"), ft.Icons.EDIT_OUTLINED))
    if on_offer is None:
        chips.append(chip(say("withdrawn from new audits"), ft.Icons.BLOCK))
    elif on_offer.version != newest.version:
        chips.append(chip(say("new audits use version {v}", v=on_offer.version)))

    def turn(checklist: Checklist, yes: bool) -> None:
        withdraw(store, checklist, yes)
        if callable(anew):
            anew()

    def hand_on() -> None:
        set_out(put_out(desk.cabinet, f"{newest.id}-v{newest.version}.toml", file_text(store, newest).encode()))

    ways: list[ft.Control] = [
        plain(f"edit.{newest.id}", say("Edit"), go(f"/portfolio/checklist/{newest.id}"), icon=ft.Icons.EDIT_OUTLINED)
    ]
    for each in known:
        out_now = named(each) in gone
        words = (
            say("Offer version {v} again", v=each.version) if out_now else say("Withdraw version {v}", v=each.version)
        )
        icon = ft.Icons.UNDO if out_now else ft.Icons.BLOCK
        ways.append(quiet(f"withdraw.{named(each)}", words, partial(turn, each, not out_now), icon=icon))
    ways.append(
        FileOut(f"file.{newest.id}", say("Save the file"), ft.Icons.DOWNLOAD, out)
        if out is not None
        else quiet(f"export.{newest.id}", say("Export for another tablet"), hand_on, icon=ft.Icons.SHARE)
    )
    return card(title(newest.title, size=18), label(newest.about.strip()), line(*chips), line(*ways))
