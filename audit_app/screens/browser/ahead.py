"""What later screens need is imported while nobody does anything: in a browser no thread does it beside the screen.

The first screen begins without it. A tap that comes meanwhile waits for one step at most.
"""

import asyncio
from collections.abc import Callable
from importlib import import_module

QUIET = 3.0  # seconds without a message of the page before the next step
STEPS = (
    "audit_app.field.model",  # with NumPy
    "audit_app.photos.copies",  # with Pillow
    "audit_app.store.shelf.copies",
    "audit_app.field.account",
    "audit_app.report.pdf.text.fonts",  # with the first half of ReportLab
    "audit_app.report.pdf.document",
    "audit_app.report.formats.report_file",
    "audit_app.screens.report.report",
)


async def import_ahead(quiet_for: Callable[[], float]) -> None:
    """Imports one after the other; `quiet_for` says how many seconds ago the page was heard last."""
    for name in STEPS:
        while (left := QUIET - quiet_for()) > 0:
            await asyncio.sleep(left)
        import_module(name)
        await asyncio.sleep(0)  # what came meanwhile is heard first
