"""The report room: an audit in, an Outline (values, no paper), and from it every format.

    outline(audit, pictures, options)                       what the report says, as frozen values
    report_pdf(audit, pictures, options, progress)          PDF/A-3b bytes with the audit's data attached
    write_report(audit, path, pictures, options, progress)  a file by its ending: .pdf .html .docx .csv .json
    web(outline), csv_table(audit), whole_json(audit), docx.docx_report(outline) the same formats as bytes

`pictures` is anything with `has(digest)` and `printed_copy(digest, marks) -> Path | None` (see options.Pictures);
None stands for no pictures at hand. `Options(layout, paper, logo, previous)`: layout is "full", "summary" or
"findings", paper "a4" or "letter". `progress(done, total)` is called as pages fill; it may raise `Cancelled`, and
nothing is made. A picture that is missing or damaged becomes a named placeholder and is listed in `Outline.faults`.
The same audit, pictures and options give the same bytes.
"""

from audit_app.audit.audit import Audit
from audit_app.report.audit_json import whole, whole_json
from audit_app.report.formats.csv_tables import csv_table
from audit_app.report.formats.html import web
from audit_app.report.formats.report_file import FORMATS, maker, write_report
from audit_app.report.options import Cancelled, NoPictures, Options, Pictures, Progress
from audit_app.report.outline import Outline, outline
from audit_app.report.pdf.document import pdf, write_pdf


def report_pdf(
    audit: Audit, pictures: Pictures | None = None, options: Options | None = None, progress: Progress | None = None
) -> bytes:
    """The report of an audit as a PDF."""
    return pdf(outline(audit, pictures, options), options, progress)


__all__ = [
    "FORMATS",
    "Cancelled",
    "NoPictures",
    "Options",
    "Outline",
    "Pictures",
    "Progress",
    "csv_table",
    "maker",
    "outline",
    "pdf",
    "report_pdf",
    "web",
    "whole",
    "whole_json",
    "write_pdf",
    "write_report",
]
