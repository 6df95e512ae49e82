"""What a command works on: the data folder its options settle, the store in it, and the audit its words name."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from audit_app.atomic_file import outgoing
from audit_app.errors import StoreError, UsageError
from audit_app.store.database import holds_audits
from audit_app.store.folder import data_folder, refuse_file
from audit_app.store.store import Store

LATEST = "latest"
AUDIT = click.argument("audit", metavar="AUDIT")


def in_folder(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the option --data and passes the data folder it settles as `folder`."""

    @click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder the audits are kept in.")
    @functools.wraps(command)
    def wrapped(*args: Any, data: Path | None, **options: Any) -> Any:
        context = click.get_current_context()
        folder = data_folder(data or context.find_root().params.get("data"))
        context.ensure_object(dict)["folder"] = folder  # where unforeseen trouble is kept
        return command(*args, folder=folder, **options)

    return wrapped


def to_change(folder: Path) -> Store:
    """The store of a data folder that is there already, to write in; where there is none, none is made."""
    refuse_file(folder)
    if not holds_audits(folder):
        raise StoreError(str(folder), "holds no audits", "Choose the data folder with --data")
    return Store.at(folder)


def audit_id(store: Store, named: str) -> str:
    """The id of the audit that a full id, the unique beginning of one, or the word 'latest' names."""
    ids = [summary.id for summary in store.audits()]
    if not ids:
        raise StoreError(
            "This data folder", "holds no audits yet", "Start one in the app, or make one with mr-audit demo"
        )
    if named == LATEST:
        return ids[0]
    every = [summary.id for summary in store.logs()]
    found = [each for each in every if each.startswith(named.lower())] if named else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"Audit “{named}”", "is not in this data folder", "See mr-audit list for those that are")
    raise UsageError(f"Audit “{named}”", f"names {len(found)} audits", "Give more of the id, see mr-audit list")


def written_out(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, beside its final place first; StoreError children say why it could not be."""
    with outgoing(path) as half:
        half.write_bytes(data)
