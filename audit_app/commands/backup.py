"""`mr-audit backup` and `restore`: everything that is kept, as one file."""

from pathlib import Path

import click

from audit_app.commands.target import in_folder
from audit_app.counting import counted
from audit_app.errors import StoreDamaged
from audit_app.portfolio.share.foreign_log import try_whole
from audit_app.store.backup import back_up, go_on
from audit_app.store.backup import restore as put_back
from audit_app.store.folder import refuse_file


@click.command()
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@in_folder
def backup(file: Path, folder: Path) -> None:
    """Write everything that is kept into one file: audits, photographs, register and preferences.

    It is read back at once, and what is damaged is named; older backups of the same name are counted up, not lost.
    The app may be running. The file is not encrypted: keep it where audits may be kept.
    """
    wrong: list[str] = []
    count = back_up(folder, file, wrong.append)
    for said in wrong:
        click.echo(f"DAMAGED  {said}")
    click.echo(f"Backed up {folder} to {file}, with {count} photographs and files; it was read back")
    if wrong:
        fault = f"is made, and {counted(len(wrong), 'thing')} in it {'is' if len(wrong) == 1 else 'are'} damaged"
        raise StoreDamaged("The backup", fault, "Earlier backups of the same name are kept beside it: keep them")


@click.command()
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@in_folder
def restore(file: Path, folder: Path) -> None:
    """Put a backup back into an empty data folder, and verify every audit in it.

    All that is whole is put back. What is not is named, and marked until good bytes of it come back.
    """
    wrong: list[str] = []
    audits = put_back(file, folder, wrong.append, try_whole)
    for said in wrong:
        click.echo(f"NOT AS IT WAS  {said}")
    click.echo(f"Restored {len(audits)} audits to {folder}; each was tried and verified")
    if wrong:
        fault = f"is back, except for {counted(len(wrong), 'thing')}"
        raise StoreDamaged("The backup", fault, "Keep it, and look for an earlier one that has what is missing")


@click.command()
@in_folder
def recover(folder: Path) -> None:
    """Go on with a data folder whose newest entries are missing, once nothing brings them back.

    What is left of the database is copied aside first. The device goes on under a new name, and `mr-audit verify`
    names what is missing until it comes back from another tablet.
    """
    refuse_file(folder)
    gone = go_on(folder)
    for flaw in gone:
        click.echo(f"MISSING  {flaw}")
    click.echo(
        "Nothing that was noted is missing" if not gone else "The rest can be opened; import what other devices have"
    )
