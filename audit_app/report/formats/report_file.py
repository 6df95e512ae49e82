"""A report as a file, in the format its ending names."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from audit_app.atomic_file import outgoing
from audit_app.audit.audit import Audit
from audit_app.audit.signatures import as_signed
from audit_app.documents.word_library import refuse_without_word
from audit_app.errors import ReportError
from audit_app.report.audit_json import whole_json
from audit_app.report.formats.csv_tables import csv_table
from audit_app.report.formats.html import web
from audit_app.report.options import Options, Pictures, Progress
from audit_app.report.outline import outline
from audit_app.report.pdf.document import write_pdf

Made = Callable[[Audit, Pictures | None, Options, Progress | None, BinaryIO], None]


def _pdf(audit: Audit, pictures: Pictures | None, options: Options, progress: Progress | None, file: BinaryIO) -> None:
    write_pdf(outline(audit, pictures, options), file, options, progress)


def _html(audit: Audit, pictures: Pictures | None, options: Options, progress: Progress | None, file: BinaryIO) -> None:
    file.write(web(outline(audit, pictures, options), options, progress))


def _docx(audit: Audit, pictures: Pictures | None, options: Options, progress: Progress | None, file: BinaryIO) -> None:
    refuse_without_word("The report")
    from audit_app.report.formats.docx import docx_report  # a third of a second to load: only when it is asked for

    file.write(docx_report(outline(audit, pictures, options), options, progress))


def _csv(audit: Audit, pictures: Pictures | None, options: Options, progress: Progress | None, file: BinaryIO) -> None:
    file.write(csv_table(audit))


def _json(audit: Audit, pictures: Pictures | None, options: Options, progress: Progress | None, file: BinaryIO) -> None:
    file.write(whole_json(as_signed(audit)))


FORMATS: dict[str, Made] = {".pdf": _pdf, ".html": _html, ".docx": _docx, ".csv": _csv, ".json": _json}


def maker(ending: str) -> Made:
    """What makes the format with this ending; ReportError when there is none."""
    try:
        return FORMATS[ending.lower()]
    except KeyError:
        known = ", ".join(FORMATS)
        raise ReportError(ending or "The file", "is not an ending of a report", f"Use one of: {known}") from None


def write_report(
    audit: Audit,
    path: Path,
    pictures: Pictures | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> None:
    """Writes a report into a file, whole or not at all; ReportError says why it could not be written."""
    make = maker(path.suffix)
    with outgoing(path, ReportError) as half, half.open("wb") as file:
        make(audit, pictures, options or Options(), progress, file)
