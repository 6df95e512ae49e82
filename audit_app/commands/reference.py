"""`mr-audit reference`: what the app relies on, checked against the guideline that the reader holds."""

from datetime import date
from pathlib import Path

import click

from audit_app.checklist.reference.confirmations import add_confirmed, load_confirmed
from audit_app.checklist.reference.guideline import ClauseCheck, Guideline, check_clauses, confirmations, read_guideline
from audit_app.checklist.reference.sources import Confirmation, Library, library
from audit_app.commands.target import in_folder
from audit_app.errors import ReferenceProblem, UsageError


@click.group()
def reference() -> None:
    """Show the references, and check them against your own copy of the guideline."""


@reference.command("list")
@in_folder
def list_(folder: Path) -> None:
    """List every clause that items cite, as a report prints it."""
    known = library().with_confirmations(load_confirmed(folder))
    for document in known.documents:
        click.echo(f"{document.title} ({document.publisher})")
        for clause in known.clauses:
            if clause.document == document.id:
                cited = known.cite(clause.id)
                place = ", ".join(part for part in (cited.edition, cited.place) if part)
                by = f", confirmed by {cited.confirmed_by}" if cited.confirmed_by else ""
                click.echo(f"  {clause.id}: {cited.topic} [{place}]{by}")


@reference.command("check")
@click.argument("guide", type=click.Path(path_type=Path), metavar="GUIDE.pdf")
@click.option("--accept", is_flag=True, help="Keep the section numbers that were found without doubt.")
@click.option("--by", default="", metavar="NAME", help="Who holds the document; needed with --accept.")
@click.option("--take", multiple=True, metavar="CLAUSE", help="With --accept: take this doubtful one as well.")
@click.option("--leave", multiple=True, metavar="CLAUSE", help="With --accept: leave this one out.")
@click.option("--edition", default="", metavar="EDITION", help="Which edition it is, if the copy does not say.")
@in_folder
def check_(
    guide: Path, accept: bool, by: str, take: tuple[str, ...], leave: tuple[str, ...], edition: str, folder: Path
) -> None:
    """Find each clause we cite in your own PDF of the guideline, by its contents list and headings."""
    if accept and not by.strip():
        raise UsageError("--accept", "needs the name of the person who holds the document", "Add --by NAME")
    known = library().with_confirmations(load_confirmed(folder))
    guideline = read_guideline(_bytes(guide), guide.name, known, edition)
    checks = check_clauses(guideline, known)
    _show(guideline, checks)
    if accept:
        _keep(folder, known, _accepted(guideline, checks, by, take, leave))
    else:
        click.echo("Nothing was kept. With --accept --by NAME, audits begun from then on print the numbers found.")


def _bytes(guide: Path) -> bytes:
    try:
        if guide.exists() and not guide.is_file():
            raise ReferenceProblem(str(guide), "is not a file", "Give the guideline's PDF file itself")
        return guide.read_bytes()
    except OSError as error:
        raise ReferenceProblem(guide.name, f"cannot be read ({error.strerror})", "Check the name and folder") from error


def _show(guideline: Guideline, checks: tuple[ClauseCheck, ...]) -> None:
    said = guideline.edition_label or "edition not stated (give it with --edition)"
    click.echo(f"{guideline.document.title}, {said}: {guideline.pages} pages, {len(guideline.headings)} headings.")
    if guideline.contradiction:
        click.echo(f"CONTRADICTION  The copy {guideline.contradiction}. It is checked as what it says it is.")
    for check in checks:
        click.echo(f"  {check.clause.id} — {check}")
    counts = {status: sum(check.status == status for check in checks) for status in ("found", "moved", "not found")}
    click.echo(", ".join(f"{many} {status}" for status, many in counts.items()) + ".")


def _accepted(
    guideline: Guideline, checks: tuple[ClauseCheck, ...], by: str, take: tuple[str, ...], leave: tuple[str, ...]
) -> tuple[Confirmation, ...]:
    at_hand = {check.clause.id for check in checks if check.section}
    for named in (*take, *leave):
        if named not in at_hand:
            raise UsageError(named, "was not found in this copy", "Use an id from the list above")
    sure = {check.clause.id for check in checks if check.sure}
    return confirmations(guideline, checks, by, date.today(), (sure | set(take)) - set(leave))


def _keep(folder: Path, known: Library, accepted: tuple[Confirmation, ...]) -> None:
    add_confirmed(folder, accepted)
    click.echo(f"Kept {len(accepted)} section numbers in {folder}.")
    click.echo("Reports of audits begun from now on print them; one begun before keeps what it copied. For example:")
    for each in accepted[:1]:
        click.echo(f"  {known.with_confirmations([each]).cite(each.clause).text}")
