"""The action sheet on paper: one landscape page that a site fills in by hand, with room to write beside each action."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Spacer, Table, TableStyle

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import STATES, Action, actions
from audit_app.audit.findings.finding import Finding, findings
from audit_app.report.blocks import Said
from audit_app.report.chapters.cover import banners
from audit_app.report.chapters.summary import tone
from audit_app.report.options import Paper
from audit_app.report.pdf.fonts import REGULAR
from audit_app.report.pdf.frames import OnePage
from audit_app.report.pdf.glyphs import shown
from audit_app.report.pdf.style import colour, paragraph, said
from audit_app.report.wording import day, log_heads

SIZES = {"a4": landscape(A4), "letter": landscape(LETTER)}
EDGE, FOOT, PADDING = 12 * mm, 14 * mm, 6.0
LEAST = 0.8  # of the usual size; smaller than that nobody fills it in
HEAD = ("No", "Finding and risk", "Action", "Owner", "Due", "State", "What was done, by whom and when (please fill in)")
SIGNED = ("Name", "Role", "Date", "Signature")
SHARES = (0.5, 2.7, 2.2, 1.2, 1.0, 0.9, 3.2)
ROOMS = (14, 8, 2)  # points to write in below each row's words


def action_sheet(audit: Audit, paper: Paper = "a4") -> bytes:
    """The sheet as PDF, the same bytes for the same audit, on one page where that can be read.

    Rows are set closer until all of them fit, then everything a little smaller; where even that is not enough they go
    on to further pages under the same head.
    """
    size = SIZES[paper]
    for room in ROOMS:
        file, pages = _made(audit, size, partial(_story, audit, room=room))
        if pages == 1:
            return file
    width, height = size[0] - 2 * EDGE - 2 * PADDING, size[1] - EDGE - FOOT - 2 * PADDING
    one = OnePage([partial(_story, audit, room=ROOMS[-1])], height)
    one.wrap(width, height)
    if one.scale >= LEAST:
        return _made(audit, size, lambda width: [one])[0]
    return _made(audit, size, partial(_story, audit, room=ROOMS[-1]), pages)[0]


def _story(audit: Audit, width: float, room: int) -> list[Any]:
    return [*_top(audit), _table(audit, width, room), *_bottom(width)]


def _made(
    audit: Audit, size: tuple[float, float], story: Callable[[float], list[Any]], of: int = 1
) -> tuple[bytes, int]:
    """The sheet, whose foot counts on so many pages, and the number of pages that it has."""
    file = BytesIO()
    edges = {"leftMargin": EDGE, "rightMargin": EDGE, "topMargin": EDGE, "bottomMargin": FOOT}
    named = {"title": shown(f"Action sheet, {audit.begun.unit.name}"), "author": shown(audit.begun.auditor.name)}
    document = SimpleDocTemplate(file, pagesize=size, invariant=1, **edges, **named)
    foot = partial(_foot, audit, of)
    document.build(story(size[0] - 2 * EDGE), onFirstPage=foot, onLaterPages=foot)
    return file.getvalue(), document.page


def _top(audit: Audit) -> list[Any]:
    unit = audit.begun.unit
    place = ", ".join(part for part in (unit.name, unit.site, unit.organisation) if part)
    marks = [paragraph(text, "danger") for text in banners(audit)]
    asks = "Fill in the last column, sign below and send the sheet back to the auditor, or send back the CSV sheet."
    about = f"{place}. Audit of {day(audit.begun.on)} by {audit.begun.auditor.name}. {asks}"
    return [paragraph("Actions after the MR safety audit", "chapter"), paragraph(about), *marks, Spacer(1, 3 * mm)]


def _table(audit: Audit, width: float, room: int) -> Table:
    every = findings(audit)
    planned = actions(audit)
    rows: list[list[Any]] = [[paragraph(title, "head") for title in HEAD]]
    for each in every:
        own = [action for action in planned if action.finding == each.id]
        rows += [_row(each, action) for action in own] or [_row(each, None)]
    if not every:
        rows.append([paragraph(text) for text in ("–", "No finding was raised.", "", "", "", "", "")])
    columns = [width * share / sum(SHARES) for share in SHARES]
    table = Table(rows, columns, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colour("rule")),
                ("BACKGROUND", (0, 0), (-1, 0), colour("panel")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 1), (-1, -1), room),
            ]
        )
    )
    return table


def _row(each: Finding, action: Action | None) -> list[Any]:
    danger = [said(Said("Immediate danger", "danger"))] if each.immediate_danger else []
    about = [*danger, paragraph(each.title, "strong"), said(Said(each.risk, "quiet", tone=tone(each)))]
    if action is None:
        none = paragraph("No action yet: please propose one", "quiet")
        return [paragraph(each.short, "strong"), about, none, "", "", "", ""]
    owner = [paragraph(action.owner_name)]
    if action.owner and action.owner.email:
        owner.append(paragraph(action.owner.email, "quiet"))
    proof = [paragraph(proof.text, "quiet") for proof in action.evidence if proof.text]
    stands = [paragraph(text) for text in (brief(action.due), action.words)]
    return [paragraph(each.short, "strong"), about, paragraph(action.what), owner, *stands, proof or ""]


def brief(due: str) -> str:
    """A due date short enough for its column, e.g. 27 Nov 2026."""
    if not due:
        return "No date yet"
    parts = day(due).split()
    return f"{parts[0]} {parts[1][:3]} {parts[2]}" if len(parts) == 3 else due


def _bottom(width: float) -> list[Any]:
    states = ", ".join(word.lower() for word in STATES.values())
    help_ = paragraph(f"States: {states}. An accepted risk needs the name of who accepts it.", "quiet")
    signed = Table(
        [[paragraph(word, "quiet") for word in SIGNED]], [width * share for share in (0.32, 0.22, 0.14, 0.32)]
    )
    signed.setStyle(TableStyle([("LINEABOVE", (0, 0), (-1, 0), 0.6, colour("muted"))]))
    return [Spacer(1, 3 * mm), help_, Spacer(1, 8 * mm), signed]


def _foot(audit: Audit, of: int, canvas: Canvas, document: Any) -> None:
    canvas.setFont(REGULAR, 6.9)
    canvas.setFillColor(colour("muted"))
    canvas.drawString(EDGE, 8 * mm, shown(f"Audit {audit.id}, {log_heads(audit.heads)}"))
    canvas.drawRightString(document.pagesize[0] - EDGE, 8 * mm, f"Page {document.page} of {of}")
