"""`mr-audit report` and `mr-audit sheets`: an audit as a file to hand over, and on paper to fill in by hand."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from audit_app.audit.pictures import refuse_unreviewed
from audit_app.commands.target import AUDIT, audit_id, in_folder, written_out
from audit_app.counting import counted
from audit_app.errors import UsageError
from audit_app.report import Options, maker, write_report
from audit_app.report.formats.pdf_signature import signed_pdf
from audit_app.report.pdf.blanks import sheets_pdf
from audit_app.report.sheets import sheets as sheets_of
from audit_app.store.lineage import audits_of, previous_of
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

PASSPHRASE = "MR_AUDIT_SIGN_PASSPHRASE"
PAPER = click.option(
    "--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Paper size."
)


@click.command()
@AUDIT
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="File to write.")
@click.option(
    "--layout",
    type=click.Choice(["full", "summary", "findings"]),
    help="How much of it; a .docx has the findings unless told otherwise, everything else is full.",
)
@PAPER
@click.option("--logo", type=click.Path(path_type=Path), metavar="PICTURE", help="The unit's logo, for the front page.")
@click.option("--sign", type=click.Path(path_type=Path), metavar="CERT", help="Sign a PDF with this .p12 or .pfx file.")
@in_folder
def report(
    audit: str, output: Path, folder: Path, layout: str | None, paper: str, logo: Path | None, sign: Path | None
) -> None:
    """Write the report of an audit; the ending of FILE chooses the format.

    \b
    .pdf   the site report (PDF/A-3b, with the audit's data attached)
    .html  the same as one accessible web page
    .docx  findings and actions as Word tables
    .csv   every answer and reading, a row each, units in columns of their own
    .json  the whole audit, as export writes it

    A report that would show photos nobody reviewed is refused, with the list of them.
    The passphrase of a certificate is asked for, or taken from MR_AUDIT_SIGN_PASSPHRASE.
    """
    ending = output.suffix.lower()
    maker(ending)
    if sign is not None and ending != ".pdf":
        raise UsageError(str(output), "cannot be signed", "Only a PDF can; give a file that ends in .pdf")
    if logo is not None and ending in (".csv", ".json"):
        raise UsageError(
            str(output), "has no front page for a logo", "Leave --logo out, or write a .pdf, .html or .docx"
        )
    chosen = layout or ("findings" if ending == ".docx" else "full")
    with Store.to_read(folder) as store:
        told = store.load(audit_id(store, audit))
        if ending not in (".csv", ".json"):
            refuse_unreviewed(told)
        compared = {"previous": previous_of(store, told), "earlier": audits_of(store, told)[:-1]}
        options = Options(chosen, paper, logo, **compared)  # type: ignore[arg-type]
    if sign is None:
        write_report(told, output, Shelf(folder), options)
    else:
        with TemporaryDirectory(
            prefix="mr-audit-"
        ) as aside:  # an unsigned report never stands where a signed one should
            unsigned = Path(aside) / "report.pdf"
            write_report(told, unsigned, Shelf(folder), options)
            written_out(output, signed_pdf(unsigned.read_bytes(), sign, _passphrase()))
    click.echo(f"Wrote {output}")


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
    """Print an audit's items as sheets to fill in by hand, for the magnet room or a flat battery.

    Each sheet has a code; type the answers in afterwards under that code, in the app.
    """
    if output.suffix.lower() != ".pdf":
        raise UsageError(str(output), "is not a PDF's name", "Give a file that ends in .pdf")
    with Store.to_read(folder) as store:
        told = store.load(audit_id(store, audit))
    some = sheets_of(told, zones, left)
    written_out(output, sheets_pdf(told, some, paper))  # type: ignore[arg-type]
    click.echo(f"Wrote {counted(len(some), 'sheet')} to {output}")
