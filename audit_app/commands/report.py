"""`mr-audit report` and `mr-audit sheets`: an audit as a file to hand over, and on paper to fill in by hand."""

import os
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from audit_app.audit.audit import Audit
from audit_app.audit.findings.action_sheet import sheet_csv
from audit_app.audit.pictures import refuse_unreviewed
from audit_app.commands.target import AUDIT, audit_id, in_folder, written_out
from audit_app.counting import counted
from audit_app.errors import UsageError
from audit_app.report import Options, maker, write_report
from audit_app.report.formats.pdf_signature import signed_pdf
from audit_app.report.pdf.action_sheet import action_sheet
from audit_app.report.pdf.blanks import sheets_pdf
from audit_app.report.sheets import sheets as sheets_of
from audit_app.report.status import status, write_status
from audit_app.store.identity import issuers
from audit_app.store.lineage import audits_of, followed_up, previous_of
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

DATA = (".csv", ".json")
PLAIN = ("actions", "status")  # documents without a front page and a signature
PASSPHRASE = "MR_AUDIT_SIGN_PASSPHRASE"
PAPER = click.option(
    "--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Paper size."
)


@click.command()
@AUDIT
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="File to write.")
@click.option(
    "--document",
    type=click.Choice(["report", "record", "actions", "status"]),
    default="report",
    show_default=True,
    help="The report leads with the result, the record tells everything, actions is the sheet to fill in, status how "
    "the actions of a signed audit stand today.",
)
@PAPER
@click.option("--logo", type=click.Path(path_type=Path), metavar="PICTURE", help="The unit's logo, for the front page.")
@click.option("--sign", type=click.Path(path_type=Path), metavar="CERT", help="Sign a PDF with this .p12 or .pfx file.")
@in_folder
def report(
    audit: str, output: Path, folder: Path, document: str, paper: str, logo: Path | None, sign: Path | None
) -> None:
    """Write the report of an audit; the ending of FILE chooses the format.

    \b
    .pdf   a tagged PDF (PDF/UA-1 and PDF/A-3a, with the audit's data attached)
    .html  the same as one accessible web page
    .docx  the same as a Word document
    .csv   every answer and reading, a row each, units in columns of their own
    .json  the whole audit, as export writes it

    A report that would show photos nobody reviewed is refused, with the list of them.
    The passphrase of a certificate is asked for, or taken from MR_AUDIT_SIGN_PASSPHRASE.
    """
    _check(output, document, logo, sign)
    with Store.to_read(folder) as store:
        told = store.load(audit_id(store, audit))
        now = followed_up(store, told)
        if output.suffix.lower() not in DATA and document != "actions":
            refuse_unreviewed(now if document == "status" else told)
        compared = {
            "previous": previous_of(store, told),
            "earlier": audits_of(store, told)[:-1],
            "issuers": issuers(store),
        }
    if document == "actions":
        # click gives text; its Choice holds it to the names that the types list (here and below)
        written_out(output, action_sheet(told, paper) if output.suffix.lower() == ".pdf" else sheet_csv(told))  # type: ignore[arg-type]
    elif document == "status":
        _write_status(told, now, output, folder, Options(paper=paper))  # type: ignore[arg-type]  # its Choice holds it to the type's names
    else:
        options = Options(document, paper, logo, **compared)  # type: ignore[arg-type]
        _write(told, output, folder, options, sign)
    click.echo(f"Wrote {output}")


def _check(output: Path, document: str, logo: Path | None, sign: Path | None) -> None:
    """UsageError when the options do not go with the file."""
    ending = output.suffix.lower()
    maker(ending)
    if document == "status" and ending not in (".pdf", ".html"):
        raise UsageError(str(output), "cannot hold the status of actions", "Give a name that ends in .pdf or .html")
    if document == "actions" and ending not in (".pdf", ".csv"):
        raise UsageError(str(output), "is not a file name for an action sheet", "Give a name that ends in .pdf or .csv")
    if sign is not None and (ending != ".pdf" or document in PLAIN):
        raise UsageError(str(output), "cannot be signed", "Only a report's PDF can; give a file that ends in .pdf")
    if logo is not None and (ending in DATA or document in PLAIN):
        remedy = "Leave --logo out, or write a .pdf, .html or .docx"
        raise UsageError(str(output), "has no front page for a logo", remedy)


def _write_status(told: Audit, now: Audit, output: Path, folder: Path, options: Options) -> None:
    if told.state != "signed":
        raise UsageError(
            "This audit", "is not signed", "Sign it first; until then its report tells how its actions stand"
        )
    file = BytesIO()
    write_status(status(told, now, date.today(), Shelf(folder)), file, output.suffix.lower(), options)
    written_out(output, file.getvalue())


def _write(told: Audit, output: Path, folder: Path, options: Options, sign: Path | None) -> None:
    if sign is None:
        write_report(told, output, Shelf(folder), options)
        return
    with TemporaryDirectory(prefix="mr-audit-") as aside:  # an unsigned report never stands where a signed one should
        unsigned = Path(aside) / "report.pdf"
        write_report(told, unsigned, Shelf(folder), options)
        written_out(output, signed_pdf(unsigned.read_bytes(), sign, _passphrase()))


def _passphrase() -> str:
    secret = os.environ.get(PASSPHRASE)
    return str(click.prompt("Passphrase", hide_input=True, default="")) if secret is None else secret


@click.command()
@AUDIT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf", help="File to write."
)
@click.option("--zone", "zones", multiple=True, type=click.Choice(["I", "II", "III", "IV"]), help="Only this zone.")
@click.option("--left", is_flag=True, help="Only what is not answered yet.")
@PAPER
@in_folder
def sheets(audit: str, output: Path, folder: Path, zones: tuple[str, ...], left: bool, paper: str) -> None:
    """Print an audit's items as sheets to fill in by hand, for the scan room or a flat battery.

    Each sheet has a code; type the answers in afterwards under that code, in the app.
    """
    if output.suffix.lower() != ".pdf":
        raise UsageError(str(output), "is not a PDF's name", "Give a file that ends in .pdf")
    with Store.to_read(folder) as store:
        told = store.load(audit_id(store, audit))
    some = sheets_of(told, zones, left)
    written_out(output, sheets_pdf(told, some, paper))  # type: ignore[arg-type]
    click.echo(f"Wrote {counted(len(some), 'sheet')} to {output}")
