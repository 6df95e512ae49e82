"""`mr-audit backup` and `restore`: everything that is kept, as one file."""

from pathlib import Path

import click

from audit_app.commands.target import in_folder
from audit_app.store.backup import back_up
from audit_app.store.backup import restore as put_back


@click.command()
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@in_folder
def backup(file: Path, folder: Path) -> None:
    """Write everything that is kept into one file: audits, photographs, register and preferences.

    The app may be running. The file is not encrypted: keep it where audits may be kept.
    """
    count = back_up(folder, file)
    click.echo(f"Backed up {folder} to {file}, with {count} photographs and files")


@click.command()
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@in_folder
def restore(file: Path, folder: Path) -> None:
    """Put a backup back into an empty data folder, and verify every audit in it."""
    audits = put_back(file, folder)
    click.echo(f"Restored {len(audits)} audits to {folder}; each was verified")
