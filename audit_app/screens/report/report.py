"""Making the report: in a thread of its own with its progress shown, to be opened, saved or shared."""

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import cast

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.pictures import refuse_unreviewed
from audit_app.beside import beside
from audit_app.documents.word_library import has_word
from audit_app.errors import ReportError
from audit_app.portfolio.filenames import audit_file
from audit_app.report import Options
from audit_app.report.formats.report_file import write_report
from audit_app.report.options import Layout, Paper
from audit_app.report.pdf.action_sheet import action_sheet
from audit_app.report.pdf.text import fonts
from audit_app.report.status import TITLE, status, write_status
from audit_app.screens.pieces.component import held, held_from, known, piece, view
from audit_app.screens.pieces.dialogs import Work, strong, use_worker
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.files import Out, put_out, ways_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, label, line, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.report.unit_logo import UnitLogo, logo_of
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.store.identity import issuers
from audit_app.store.lineage import audits_of, previous_of

PAPERS = (".pdf", ".html", ".docx")  # the files with a front page
ABOUT_STATUS = "How each action stands today, and what was done since the report was signed. The report stays as it is."
FILES = {"report": (*PAPERS, ".csv", ".json"), "status": (".pdf", ".html"), "actions": (".pdf",)}  # a kind can be


@dataclass(frozen=True)
class Made(Out):
    """A report that was made, and the number of entries it tells."""

    entries: int


@view
def ReportScreen() -> ft.View:
    """What kind of report, make it, take it along."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    back = f"{address}/summary"
    if audit is None:
        return frame(f"{address}/report", say("Report"), [still_opening()], back=back)
    parts = [MakeReport(desk, audit, key=f"make.{audit.id}")]
    return frame(
        f"{address}/report", say("Report"), parts, back=back, help_page="report", subtitle=audit.begun.unit.name
    )


@piece
def MakeReport(desk: Desk, audit: Audit) -> ft.Control:
    """The choices, the button, the progress and what was made."""
    layout, set_layout = held_from(lambda: desk.trail.wanted(f"/audit/{audit.id}/report") or "report")
    paper, set_paper = held("a4")
    chosen, set_ending = held(".pdf")
    made, set_made = held(cast(Made | None, None))
    worker = use_worker(desk, say("Stopped; no report was made"))
    files = FILES.get(layout, FILES["report"])
    ending = chosen if chosen in files else files[0]

    async def make() -> None:
        set_made(cast(Made | None, None))
        await worker.run(lambda work: made_of(desk.cabinet, audit, layout, cast(Paper, paper), work, ending), set_made,
                         say("Making the report …"))  # fmt: skip

    ft.use_effect(fonts_ahead, [])
    sizes = [("a4", "A4"), ("letter", "Letter")]
    state = say("signed") if audit.state == "signed" else say("not signed yet: every page is marked as a draft")
    parts: list[ft.Control] = [
        title(say("Site report"), size=18),
        body(say("The audit is {state}.", state=state)),
        segments("layout", layout, kinds(audit), set_layout),
        *([label(say(ABOUT_STATUS))] if layout == "status" else []),
        *([choice("format", say("File"), ending, formats(files), set_ending, width=360)] if len(files) > 1 else []),
        line(label(say("Paper size")), segments("paper", paper, sizes, set_paper)),
        *([UnitLogo(desk, audit.begun.unit, key="unit-logo")] if ending in PAPERS and files[2:] else []),
    ]
    if worker.seen is not None:
        parts.append(worker.seen.shown(say("Making the report …")))
    else:
        parts.append(line(strong("make", say("Make the report"), make, icon=ft.Icons.PICTURE_AS_PDF_OUTLINED)))
    if made is not None:
        parts += ready(desk, audit, made)
    return card(*parts)


async def fonts_ahead() -> None:
    """Reads the fonts while somebody looks at the choices: a third of the time that the first report takes."""
    with suppress(ReportError):  # told by the report itself
        await beside(fonts.ready)


def kinds(audit: Audit) -> list[tuple[str, str]]:
    """What can be made of an audit; how its actions stand now only follows a signed report."""
    always = [("report", say("Report")), ("record", say("Full record")), ("actions", say("Action sheet"))]
    return [*always, ("status", say(TITLE))] if audit.state == "signed" else always


def formats(endings: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files a document can be, by their ending."""
    every = [
        (".pdf", say("PDF, to print and to keep")),
        (".html", say("Web page, to read on a screen")),
        *([(".docx", say("Word, to edit"))] if has_word() else []),
        (".csv", say("Table of the items (CSV)")),
        (".json", say("Data of the audit (JSON)")),
    ]
    return [each for each in every if each[0] in endings]


def ready(desk: Desk, audit: Audit, made: Made) -> list[ft.Control]:
    """What can be done with the report that was made."""
    stale = made.entries != len(audit.entries)
    words = say("{name} is ready ({size} kB).", name=made.path.name, size=max(1, made.path.stat().st_size // 1000))
    parts: list[ft.Control] = [
        ft.Semantics(content=body(words, key="ready", weight=ft.FontWeight.W_600), live_region=True)
    ]
    if stale:
        parts.append(label(say("Something has been entered since. Make the report again to include it.")))
    if desk.cabinet.served:
        save = link("save", say("Save"), made.address, ft.Icons.DOWNLOAD)
        see = link("open", say("Open"), f"{made.address}?open", ft.Icons.OPEN_IN_NEW, blank=True)
        parts.append(line(see, *ways_out("save", save, made)))
    else:
        parts.append(line(SaveHere(made, key="save-here")))
    return parts


def link(key: str, words: str, address: str, icon: ft.IconData, *, blank: bool = False) -> ft.Control:
    """A button that the browser itself follows, inside the tap, so that nothing is blocked."""
    target = ft.UrlTarget.BLANK if blank else ft.UrlTarget.SELF
    return known(key, ft.OutlinedButton(words, icon=icon, action=ft.OpenUrl(url=address, target=target)))


@piece
def SaveHere(made: Made) -> ft.Control:
    """Saving and sharing on a tablet or a desktop, through the system's own dialog."""

    async def save() -> None:
        picker = ft.FilePicker()
        ft.context.page.services.append(picker)
        await picker.save_file(file_name=made.path.name, src_bytes=made.path.read_bytes())

    async def share() -> None:
        await ft.Share().share_files([ft.ShareFile.from_path(str(made.path))])

    return line(
        strong("save", say("Save"), save, icon=ft.Icons.DOWNLOAD),
        strong("share", say("Share"), share, icon=ft.Icons.SHARE),
    )


def made_of(cabinet: Cabinet, audit: Audit, layout: str, paper: Paper, work: Work, ending: str) -> Made:
    """Makes what was chosen, and keeps it among the made files."""
    if layout == "actions":
        return write_sheet(cabinet, audit, paper)
    if layout == "status":
        return write_actions(cabinet, audit, paper, ending)
    return write(cabinet, audit, options_for(cabinet, audit, cast(Layout, layout), paper), work, ending)


def options_for(cabinet: Cabinet, audit: Audit, layout: Layout, paper: Paper) -> Options:
    """The options as the command line has them: compared with the last audit of the unit where it is here."""
    earlier = audits_of(cabinet.store, audit)[:-1]
    logo, previous = logo_of(cabinet, audit.begun.unit), previous_of(cabinet.store, audit)
    return Options(
        layout=layout, paper=paper, logo=logo, previous=previous, earlier=earlier, issuers=issuers(cabinet.store)
    )


def write(cabinet: Cabinet, audit: Audit, options: Options, work: Work, ending: str = ".pdf") -> Made:
    """Makes the PDF and keeps it among the made files; StoreError when there is no room for it, PhotoRefused with the
    list when photos in it were not reviewed."""
    refuse_unreviewed(audit)
    path = cabinet.made / audit_file(audit, f"MR audit {options.layout}", ending)
    write_report(audit, path, cabinet.shelf, options, work.advance)
    return Made(path, cabinet.offer(path), len(audit.entries))


def write_sheet(cabinet: Cabinet, audit: Audit, paper: Paper) -> Made:
    """Makes the action sheet and keeps it among the made files; StoreError when there is no room for it."""
    out = put_out(cabinet, audit_file(audit, "MR audit action sheet", ".pdf"), action_sheet(audit, paper))
    return Made(out.path, out.address, len(audit.entries))


def write_actions(cabinet: Cabinet, audit: Audit, paper: Paper, ending: str = ".pdf") -> Made:
    """Makes the status of the actions as of today and keeps it among the made files; PhotoRefused with the list when
    photos were not reviewed."""
    now, today, file = cabinet.followed(audit), cabinet.clock.now().date(), BytesIO()
    refuse_unreviewed(now)
    write_status(status(audit, now, today, cabinet.shelf), file, ending, Options(paper=paper))
    out = put_out(cabinet, audit_file(audit, f"MR audit {TITLE.lower()} {today}", ending), file.getvalue())
    return Made(out.path, out.address, len(audit.entries))
