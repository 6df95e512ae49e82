"""Answers taken down on paper: which sheet they come from, and who checks that they were typed as written."""

import asyncio

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.errors import UsageError
from audit_app.report.paper.blanks import sheets_pdf
from audit_app.report.sheets import Sheet, sheet_with, sheets
from audit_app.screens.desk import Desk, Transcribing
from audit_app.screens.opening import still_opening, use_audit
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.drawing import held, known, piece, view
from audit_app.screens.pieces.fields import TypedField, text_field
from audit_app.screens.pieces.files import FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import XS, S, body, card, label, line, pt, stack, title
from audit_app.screens.reporting import file_name
from audit_app.screens.words import say, say_many


@view
def Paper() -> ft.View:
    """Enter a sheet's code, or choose the sheet, and type its answers."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    route = f"{address}/paper"
    if audit is None:
        return frame(route, say("Paper sheets"), [still_opening()], back=address)
    parts = [
        Print(desk, audit, key="print"),
        Transcribe(desk, audit, address, key="transcribe"),
        listed(desk, audit, address),
    ]
    return frame(route, say("Paper sheets"), parts, back=address, help_page="paper")


@piece
def Print(desk: Desk, audit: Audit) -> ft.Control:
    """Sheets to take along: for the magnet room only, or for everything that is left."""
    nothing: Out | None = None
    made, set_made = held(nothing)
    busy, set_busy = held(False)

    async def make(zones: tuple[str, ...]) -> None:
        some = sheets(audit, zones, left_only=True)
        if not some:
            raise UsageError(say("The sheets"), say("would be empty"), say("Nothing is left to write down there"))
        set_busy(True)
        try:
            data = await asyncio.to_thread(sheets_pdf, audit, some)
            set_made(put_out(desk.cabinet, file_name(audit, "paper sheets"), data))
        finally:
            set_busy(False)

    async def magnet_room() -> None:
        await make(("IV",))

    async def everything() -> None:
        await make(())

    buttons = [
        strong("paper.magnet", say("For the magnet room"), magnet_room, icon=ft.Icons.PRINT_OUTLINED, disabled=busy),
        plain("paper.all", say("For everything that is left"), everything, disabled=busy),
    ]
    parts: list[ft.Control] = [
        title(say("Sheets to take along"), size=18),
        body(say("Paper goes where the tablet may not. Each sheet has its code and room for answers and readings.")),
        line(*buttons),
    ]
    if made is not None:
        parts.append(line(FileOut("paper.save", say("Save the sheets"), ft.Icons.DOWNLOAD, made)))
    return card(*parts)


@piece
def Transcribe(desk: Desk, audit: Audit, address: str) -> ft.Control:
    """The code in the corner of the sheet, and the second person."""
    checker, set_checker = held("")

    def begin(code: str) -> None:
        if code.strip():
            transcribe(desk, audit, sheet_with(audit, code), checker, address)

    now = desk.transcribing
    parts: list[ft.Control] = [
        title(say("Type in a sheet"), size=18),
        body(say("Type the code in the corner of the sheet. Each answer then carries the code in the log.")),
        known(
            "paper.checker",
            text_field(
                say("Checked by, if a second person compares sheet and screen"),
                checker,
                lambda event: set_checker(event.data or ""),
            ),
        ),
        TypedField("paper.code", say("Code of the sheet"), "", begin, hint_text="7KQM-2XPA", key="code"),
    ]
    if now:
        words = say("Answers now carry sheet {code}.", code=now.paper)
        parts.append(line(body(words), plain("paper.stop", say("Stop transcribing"), lambda: stop(desk))))
    return card(*parts)


def transcribe(desk: Desk, audit: Audit, sheet: Sheet, checker: str, address: str) -> None:
    """From now on answers carry this sheet's code; turns to its first item."""
    thing = sheet.thing.id if sheet.thing else ""
    desk.transcribing = Transcribing(audit.id, sheet.code, sheet.section.id, thing, checker.strip())
    desk.go_to(sheet.lines[0].key)
    ft.context.page.navigate(address)


def stop(desk: Desk) -> None:
    """Answers are entered directly again."""
    desk.transcribing = None


def listed(desk: Desk, audit: Audit, address: str) -> ft.Control:
    """Every sheet that still asks something, with its code."""
    rows = [sheet_row(desk, audit, each, address) for each in sheets(audit, left_only=True)]
    heading = title(say("Sheets with something left"), size=18)
    return card(heading, *(rows or [body(say("Nothing is left to write down."))]))


def sheet_row(desk: Desk, audit: Audit, sheet: Sheet, address: str) -> ft.Control:
    """One sheet: code, what it asks, and the way to type it in."""
    count = say_many("{n} item", "{n} items", len(sheet.lines))
    words = stack(ft.Text(sheet.title, size=pt(16)), label(f"{sheet.code} · {count}"), spacing=XS, expand=True)
    button = strong(f"paper.{sheet.code}", say("Type in"), lambda: transcribe(desk, audit, sheet, "", address))
    return ft.Row([words, button], spacing=S)
