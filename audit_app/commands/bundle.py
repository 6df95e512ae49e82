"""`mr-audit bundle`, `share`, `diff` and `revise`: evidence, an audit for another tablet, a checklist's development."""

import zipfile
from datetime import date
from pathlib import Path

import click

from audit_app.checklist.reader import load, text_of
from audit_app.checklist.reference.scheme import scheme
from audit_app.commands.target import AUDIT, audit_id, in_folder, written_out
from audit_app.counting import counted
from audit_app.errors import AuditError, BundleRefused, UsageError
from audit_app.portfolio.bundle.bundle import Choice
from audit_app.portfolio.bundle.bundle import bundle as make_bundle
from audit_app.portfolio.bundle.verification import ONLY_PACKING, verify_bundle, worded
from audit_app.portfolio.checklists.development import difference
from audit_app.portfolio.checklists.toml import to_toml
from audit_app.portfolio.checklists.versions import new_version
from audit_app.portfolio.evidence.document import Made
from audit_app.portfolio.evidence.evidence import Applicant, Evidence, applicant, evidence
from audit_app.portfolio.evidence.outlines import developed
from audit_app.portfolio.evidence.proposal import from_audits
from audit_app.portfolio.rules.scheme_rules import concerns
from audit_app.portfolio.rules.state import Portfolio
from audit_app.portfolio.share.contents import examine
from audit_app.portfolio.share.foreign_log import lines_of
from audit_app.portfolio.share.mraudit import ENDING, receive
from audit_app.portfolio.share.mraudit import share as write_share
from audit_app.report import web
from audit_app.report.pdf.short_paper import document_pdf
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

PATH = click.Path(path_type=Path)
LARGEST_LOG = 20_000_000  # bytes


@click.command()
@click.argument("audits", metavar="[AUDIT]...", nargs=-1)
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE.zip", help="File to write.")
@click.option("--merged", is_flag=True, help="Add one PDF with everything in it, for reading in one go.")
@click.option("--with-originals", is_flag=True, help="Add the sealed originals: they show what was redacted.")
@click.option("--yes-with-originals", is_flag=True, help="Asks for the originals a second time; needed too.")
@in_folder
def bundle(
    audits: tuple[str, ...],
    output: Path,
    folder: Path,
    merged: bool,
    with_originals: bool,
    yes_with_originals: bool,
) -> None:
    """Pack evidence for an IPEM MRSE portfolio: one zip that opens without this app.

    Without AUDIT it holds every item of evidence kept here; with AUDIT those made from these audits, or the whole
    report of an audit that has none. Photographs are redacted copies, and one nobody looked over is refused.
    """
    if output.suffix.lower() != ".zip":
        raise UsageError(str(output), "does not end in .zip", "A bundle is one zip; give it that ending")
    choice = Choice(merged, with_originals, yes_with_originals)
    with Store.to_read(folder) as store:
        items = _items(store, audits)
        if not items:
            remedy = "Add evidence in the app under Portfolio, or name an audit: mr-audit bundle latest -o FILE.zip"
            raise BundleRefused("The portfolio", "holds no evidence yet", remedy)
        who = _applicant(store, items)
        made = make_bundle(store, Shelf(folder), items, who, output, choice)
    click.echo(f"Wrote {output} with {counted(len(made.made), 'item')}, SHA-256 {made.sha256}")
    for line in _to_see_to(made.made, who):
        click.echo(line)


def _items(store: Store, named: tuple[str, ...]) -> tuple[Evidence, ...]:
    if not named:
        return evidence(store)
    found = [store.load(audit_id(store, each)) for each in dict.fromkeys(named)]
    return from_audits(store, found, "bundled")


def _applicant(store: Store, items: tuple[Evidence, ...]) -> Applicant:
    """Whose portfolio it is; the auditor of its first audit when nobody has said so in the app."""
    who = applicant(store)
    audits = [each.source.audit for each in items if each.source.kind == "audit"]
    if who.person.name or not audits:
        return who
    return who.model_copy(update={"person": store.load(audits[0]).begun.auditor})


def _to_see_to(made: tuple[Made, ...], who: Applicant) -> list[str]:
    found = concerns(Portfolio(who, tuple(each.held for each in made), scheme(), date.today()))
    words = {"blocks": "NOT READY", "warns": "CHECK", "reminds": "NOTE"}
    return [f"{words[each.weight]}  {each}" for each in found]


@click.command()
@AUDIT
@click.option("-o", "--output", type=PATH, required=True, metavar=f"FILE{ENDING}", help="File to write.")
@click.option("--without-pictures", is_flag=True, help="Leave out the photographs and attached files.")
@in_folder
def share(audit: str, output: Path, folder: Path, without_pictures: bool) -> None:
    """Write an audit as one file, to go on with it on another tablet of the same team.

    It holds the whole log and the sealed photographs as they were taken, faces and names included: do not send it to
    anyone else. Take it in with `mr-audit import`; what both tablets did is joined, whichever way round.
    """
    with Store.to_read(folder) as store:
        done = write_share(store, Shelf(folder), audit_id(store, audit), output, originals=not without_pictures)
    many = f"{counted(done.entries, 'entry', 'entries')} and {counted(done.files, 'file')}"
    click.echo(f"Wrote {output}: {many}, SHA-256 {done.sha256}")
    if done.missing:
        click.echo(f"Left out, though the audit names them: {counted(len(done.missing), 'file')}.")


def import_shared(file: Path, folder: Path) -> None:
    """Takes in a shared audit and says what became of it: `mr-audit import` of a .mraudit file."""
    with Store.at(folder) as store:
        received = receive(store, Shelf(folder), file)
    click.echo(f"Audit {received.audit.id}: {received}")


def import_folder(exported: Path, folder: Path) -> None:
    """Takes in what a hub exported: each log of the register, then each audit. What is refused hurts nothing else."""
    files = sorted(exported.glob("register/*.jsonl")) + sorted(exported.glob(f"audits/*{ENDING}"))
    if not files:
        fault = "holds no audits that a hub exported"
        raise UsageError(str(exported), fault, "Choose the folder with manifest.json in it")
    refused = 0
    with Store.at(folder) as store:
        for file in files:
            try:
                click.echo(f"{file.name}: {_taken_in(store, Shelf(folder), file)}")
            except AuditError as error:
                refused += 1
                click.echo(f"REFUSED  {file.name}: {error}")
    if refused:
        raise BundleRefused(str(exported), f"is in, but for {counted(refused, 'file')}", "Ask for those again")


def _taken_in(store: Store, shelf: Shelf, file: Path) -> str:
    if file.suffix == ENDING:
        return str(receive(store, shelf, file))
    if file.stat().st_size > LARGEST_LOG:
        raise UsageError(file.name, "is larger than a log of the register can be", "Choose another")
    new = store.register.take(lines_of(file.read_bytes(), file.name))
    return f"{counted(new, 'statement')} new in the register"


def verify_file(file: Path) -> None:
    """Checks a bundle or a shared audit: `mr-audit verify` of a file or a folder. BundleRefused when anything differs.

    UsageError for a file that is neither.
    """
    if file.suffix.lower() == ENDING:
        found_whole = examine(file)
        many = f"{counted(len(found_whole.log.entries), 'entry', 'entries')}, {counted(len(found_whole.names), 'file')}"
        click.echo(f"{file.name} is whole: audit {found_whole.audit.id}, {many}.")
        return
    if file.is_file() and not zipfile.is_zipfile(file) and file.suffix.lower() != ".zip":
        fault = "is neither a bundle (.zip) nor a shared audit (.mraudit)"
        raise UsageError(file.name, fault, "To check a report, give its audit and the log head printed on it")
    found = verify_bundle(file)
    click.echo(worded(file, found))
    if found and found[-1].fault == ONLY_PACKING:
        fault = "was packed anew, or damaged outside its files; every file in it is as it was written"
        raise BundleRefused(
            file.name, fault, "Ask for the file as it was made, or unpack this one and verify the folder"
        )
    if found:
        places = "one place" if len(found) == 1 else f"{len(found)} places"
        raise BundleRefused(file.name, f"differs in {places}", "Ask for the bundle again; do not rely on it")


@click.command()
@click.argument("old", metavar="CHECKLIST-A", type=PATH)
@click.argument("new", metavar="CHECKLIST-B", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE.pdf|.html", help="File to write.")
def diff(old: Path, new: Path, output: Path) -> None:
    """Tell what changed between two versions of a checklist: who, when, why, and every item in words."""
    changes = difference(load(old), load(new))
    day = max((change.on.isoformat() for change in changes.changes), default="2000-01-01")
    told = developed(changes, f"{day}T00:00:00.000Z")
    ending = output.suffix.lower()
    if ending not in (".pdf", ".html"):
        raise UsageError(str(output), "is neither a PDF nor a web page", "Give a file that ends in .pdf or .html")
    written_out(output, document_pdf(told) if ending == ".pdf" else web(told))
    click.echo(f"Wrote {output}. {changes.words}.")


@click.command()
@click.argument("old", metavar="CHECKLIST", type=PATH)
@click.argument("edited", metavar="EDITED", type=PATH)
@click.option("--by", required=True, metavar="NAME", help="Who changed it.")
@click.option("--why", required=True, metavar="REASON", help="Why it was changed.")
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE.toml", help="File to write.")
def revise(old: Path, edited: Path, by: str, why: str, output: Path) -> None:
    """Make the next version of a checklist from an edited copy of its file, with who, when and why in its history."""
    if output.exists():
        raise UsageError(str(output), "is there already, and a released version is never changed", "Give another name")
    before = load(old)
    after = new_version(load(edited), before, by, why, date.today())
    written_out(output, to_toml(after, text_of(edited)).encode())
    click.echo(f"Wrote {output}, version {after.version}. {difference(before, after).words}.")
