"""Answers taken down on paper: which sheet they come from, and who checks that they were typed as written."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.beside import beside
from audit_app.errors import UsageError
from audit_app.portfolio.filenames import audit_file
from audit_app.report.pdf.blanks import sheets_pdf
from audit_app.report.sheets import sheets
from audit_app.screens.paper.sheet_entry import SheetsToType
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.files import FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, line, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say


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
        SheetsToType(desk, audit, address, key="type-in"),
    ]
    return frame(route, say("Paper sheets"), parts, back=address, help_page="paper")


@piece
def Print(desk: Desk, audit: Audit) -> ft.Control:
    """Sheets to take along: for the scan room only, or for everything that is left."""
    nothing: Out | None = None
    made, set_made = held(nothing)
    busy, set_busy = held(False)

    async def make(zones: tuple[str, ...]) -> None:
        some = sheets(audit, zones, left_only=True)
        if not some:
            raise UsageError(say("The sheets"), say("would be empty"), say("Nothing is left to write down there"))
        set_busy(True)
        try:
            data = await beside(sheets_pdf, audit, some)
            set_made(put_out(desk.cabinet, audit_file(audit, "MR audit paper sheets", ".pdf"), data))
        finally:
            set_busy(False)

    async def magnet_room() -> None:
        await make(("IV",))

    async def everything() -> None:
        await make(())

    buttons = [
        strong("paper.magnet", say("For the scan room"), magnet_room, icon=ft.Icons.PRINT_OUTLINED, disabled=busy),
        plain("paper.all", say("For everything still to do"), everything, disabled=busy),
    ]
    parts: list[ft.Control] = [
        title(say("Paper sheets"), size=18),
        body(say("For where the tablet may not go. Each sheet has a code and space for answers and readings.")),
        line(*buttons),
    ]
    if made is not None:
        parts.append(line(FileOut("paper.save", say("Save the sheets"), ft.Icons.DOWNLOAD, made)))
    return card(*parts)
