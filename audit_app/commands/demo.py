"""`mr-audit demo`: a finished sample audit and its report, to see what comes out before anything is typed."""

from pathlib import Path

import click

from audit_app.commands.target import in_folder
from audit_app.report import Options, write_report
from audit_app.store.identity import issuers
from audit_app.store.lineage import audits_of, previous_of
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.sample import make, present

NAME = "mr-audit-sample-report.pdf"


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=NAME,
    show_default=True,
    metavar="FILE.pdf",
    help="File to write the report to.",
)
@in_folder
def demo(output: Path, folder: Path) -> None:
    """Make a complete sample audit and its report, marked SIMULATED throughout.

    The sample is an invented unit with a signed audit of last year and one of today; look at it in the app as well.
    Running the command again writes the report of the same sample again.
    """
    with Store.at(folder) as store:
        shelf = Shelf(folder)
        newest = present(store) or make(store, shelf)[1]
        audit = store.load(newest)
        options = Options(
            previous=previous_of(store, audit), earlier=audits_of(store, audit)[:-1], issuers=issuers(store)
        )
    write_report(audit, output, shelf, options)
    click.echo(f"Sample audit {audit.id} is in {folder}")
    click.echo(f"Its report is {output.resolve()}")
