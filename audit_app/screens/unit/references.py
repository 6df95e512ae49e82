"""The references, checked against the guideline that the person at this tablet holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

import flet as ft

from audit_app.beside import beside
from audit_app.checklist.reference.confirmations import add_confirmed, load_confirmed
from audit_app.checklist.reference.guideline import (
    ClauseCheck,
    Guideline,
    check_clauses,
    confirmations,
    edition_named,
    read_guideline,
)
from audit_app.checklist.reference.sources import Confirmation, Library, library
from audit_app.dates import spoken
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, held_from, known, piece, view
from audit_app.screens.pieces.dialogs import strong, working
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.files import FileIn
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, chip, copied, label, line, title
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many

Take = Callable[[tuple[Confirmation, ...]], None]
Change = Callable[[str], None]
Turn = Callable[[str, bool], None]


def compared(data: bytes, name: str, kept: tuple[Confirmation, ...]) -> tuple[Guideline, tuple[ClauseCheck, ...]]:
    """A guideline's PDF held against the library and what was confirmed before; ReferenceProblem when it cannot be."""
    known_ = library().with_confirmations(kept)
    guideline = read_guideline(data, name, known_)
    return guideline, check_clauses(guideline, known_)


@view
def ReferencesScreen() -> ft.View:
    """Check a guideline, accept what was found, and see what is confirmed."""
    desk = use_desk()
    kept, set_kept = held_from(lambda: load_confirmed(desk.cabinet.folder))
    parts = [Comparison(desk, kept, set_kept, key="comparing"), confirmed_card(library().with_confirmations(kept))]
    return frame("/references", say("References"), parts, back="/settings", help_page="references")


@piece
def Comparison(desk: Desk, kept: tuple[Confirmation, ...], set_kept: Take) -> ft.Control:
    """Pick the PDF, see where each clause stands, choose what to accept."""
    result, set_result = held(cast(tuple[Guideline, tuple[ClauseCheck, ...]] | None, None))
    reading, set_reading = held("")

    async def compare(name: str, data: bytes) -> None:
        set_reading(name)
        try:
            set_result(await beside(compared, data, name, kept))
        except AuditError as error:
            desk.report(error)
        finally:
            set_reading("")

    def take(name: str, data: bytes) -> None:
        ft.context.page.run_task(compare, name, data)

    parts: list[ft.Control] = [
        title(say("Check against your own guideline"), size=18),
        body(say("Choose your copy of the MHRA guidelines as a PDF. It is read on this device and sent nowhere.")),
        line(FileIn(desk, "guide.pick", say("Choose the PDF"), ft.Icons.UPLOAD_FILE, ("pdf",), take, key="guide")),
    ]
    if reading:
        parts.append(working(say("Reading {name} …", name=reading), None, None))
    if result is not None:
        guideline, checks = result
        parts.append(ClauseChoice(desk, guideline, checks, set_kept, key=f"choosing.{guideline.name}"))
    return card(*parts)


@piece
def ClauseChoice(desk: Desk, guideline: Guideline, checks: tuple[ClauseCheck, ...], set_kept: Take) -> ft.Control:
    """Every clause found, ticked when its title leaves no doubt; the name of the person; and accept."""
    chosen, choose = held(frozenset(each.clause.id for each in checks if each.sure))
    person = desk.preferences.person
    name, set_name, _ = drafted("/references/by", person.name if person else "")
    edition, set_edition, forget = drafted(f"/references/edition/{guideline.name}", guideline.edition)

    def turn(clause: str, on: bool) -> None:
        choose(chosen | {clause} if on else chosen - {clause})

    def accept() -> None:
        named = edition_named(edition, guideline.document) if edition.strip() else ""
        read = replace(guideline, edition=named)
        new = confirmations(read, checks, name, date.today(), chosen)
        set_kept(add_confirmed(desk.cabinet.folder, new))
        confirm_in_open_audits(desk, new)
        forget()
        desk.said(say_many("{n} section number kept", "{n} section numbers kept", len(new)), undoable=False)

    asked = _field("guide.edition", say("Edition you hold, e.g. 4.3"), edition, set_edition)
    words = say_many("Accept {n} section number", "Accept {n} section numbers", len(chosen))
    icon = ft.Icons.VERIFIED_OUTLINED
    return card(
        ft.Semantics(
            content=body(guideline_words(guideline), weight=ft.FontWeight.W_600, key="guide.is"), live_region=True
        ),
        *[_row(each, each.clause.id in chosen, turn) for each in checks if each.section],
        *not_found(checks),
        *([] if guideline.edition else [asked]),
        _field("guide.by", say("Who holds this copy"), name, set_name),
        line(strong("guide.accept", words, accept, icon=icon, disabled=not chosen)),
    )


def confirm_in_open_audits(desk: Desk, new: tuple[Confirmation, ...]) -> None:
    """Enters what was confirmed in every audit that is open on this device, so that its report prints it too."""
    for each in desk.audits if new else ():
        if each.state == "open" and not each.about.get("simulated"):
            with desk.visiting(each.id) as visit:
                visit.confirm_references(new)


def guideline_words(guideline: Guideline) -> str:
    """Which document it is, in which edition."""
    edition = guideline.edition_label or say("edition not stated")
    name = guideline.document.title
    return say("{title}, {edition}: {pages} pages", title=name, edition=edition, pages=guideline.pages)


def not_found(checks: tuple[ClauseCheck, ...]) -> list[ft.Control]:
    """The topics that the document has no section for."""
    missing = [label(f"• {each.clause.topic}") for each in checks if not each.section]
    return [label(say("Not found; look for each of them yourself:")), *missing] if missing else []


def _field(key: str, words: str, value: str, change: Change) -> ft.Control:
    return known(key, text_field(words, value, lambda event: change(event.data or "")))


def _row(check: ClauseCheck, on: bool, turn: Turn) -> ft.Control:
    said = f"{check}, " + say("page {n}", n=check.page) if check.page else str(check)
    return tick(f"take.{check.clause.id}", check.clause.topic, on, lambda yes: turn(check.clause.id, yes), said)


def confirmed_card(known_: Library) -> ft.Control:
    """What is confirmed on this device, by whom and when."""
    rows: list[ft.Control] = [
        line(
            copied(body(known_.cite(each.clause).text)),
            chip(f"{each.by}, {spoken(each.on.isoformat())}", ft.Icons.VERIFIED_OUTLINED),
        )
        for each in known_.confirmations
    ]
    none = label(say("None yet. Until then, reports cite by topic and say that the section is to be confirmed."))
    about = label(say("Audits that are open, and those begun from now on, print these section numbers."))
    return card(title(say("Confirmed on this device"), size=18), about, *(rows or [none]), key="confirmed")
