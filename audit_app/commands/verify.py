"""`mr-audit verify`: whether an audit is still what was written, and if not, what differs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

from audit_app.audit.history.clocks import clock_doubts
from audit_app.audit.log.clock import DeviceClock
from audit_app.audit.log.ways import plain
from audit_app.checklist.reference.confirmations import confirmed_fault
from audit_app.commands.bundle import verify_file
from audit_app.commands.target import AUDIT, audit_id, in_folder
from audit_app.counting import counted
from audit_app.errors import StoreDamaged, StoreError, UsageError, one_line
from audit_app.exchange.standing import standings
from audit_app.store.guard.branches import Way
from audit_app.store.identity import issuers
from audit_app.store.integrity import Verification, verified
from audit_app.store.register.old_table import unsayable
from audit_app.store.shelf.inventory import inventory, inventory_sentences
from audit_app.store.shelf.shelf import ASK_FOR_IT, NOT_SENT, Shelf
from audit_app.store.store import Store

# What every entry carries beside what it says.
ENVELOPE = {
    "id",
    "schema",
    "audit",
    "device",
    "seq",
    "at",
    "wall",
    "zone",
    "by",
    "replaces",
    "after",
    "together",
    "prev",
    "sha",
    "kind",
}


@click.command()
@AUDIT
@click.option("--head", "heads", multiple=True, metavar="DIGEST", help="A log head printed on a report, to look for.")
@in_folder
def verify(audit: str, heads: tuple[str, ...], folder: Path) -> None:
    """Check an audit, or a bundle or shared audit when AUDIT is a file: every digest, every chain, every picture.

    Exit code 2 when anything differs. Compare the log heads shown with those printed on a report, or give a head with
    --head: the report was made from this log when the log contains it.
    """
    heads = tuple(_head(typed) for typed in heads)
    if _is_a_file(Path(audit)):
        verify_file(Path(audit))
        return
    if audit.lower().endswith((".zip", ".mraudit", ".pdf")):
        raise UsageError(audit, "is not there", "Check the name and the folder")
    shelf = Shelf(folder)
    with Store.to_read(folder) as store:
        chosen = audit_id(store, audit)
        found = verified(store, chosen, shelf.fault, shelf.absence)
        known = {str(row["sha"]) for row in store.rows(chosen)}
        settings = confirmed_fault(folder)
        beside = (*store.drawers.unreadable(), *unsayable(store.drawers), *([settings] if settings else []))
        others = (*inventory_sentences(inventory(store, shelf)), *(f"{each}." for each in beside))
        ways = store.ways(chosen)
        doubts = (*(clock_doubts(store.load(chosen), DeviceClock().now()) if found.sound else ()), *_stated(store))
        names = standings(store.load(chosen), issuers(store)) if found.sound else ()
    _tell(found)
    for standing in names:
        click.echo(one_line(f"Name {standing.person.name}: {standing}"))
    for doubt in doubts:
        click.echo(f"CLOCK  {doubt}")
    for way in ways:
        _tell_way(way)
    for sentence in others:
        click.echo(f"In this data folder, {sentence}")
    missing = [head for head in heads if not any(sha.startswith(head) for sha in known)]
    for head in heads:
        click.echo(f"Log head {head} is {'not in this log' if head in missing else 'in this log'}")
    if missing or not found.sound:
        raise StoreDamaged(f"Audit {chosen}", *_differs(found, missing))
    if found.absent:
        raise StoreError(f"Audit {chosen}", *_unchecked(found))


def _stated(store: Store) -> Iterator[str]:
    """The statements of the register whose time is doubted."""
    for name, log in store.register.now.logs.items():
        yield from (f"the register's log {name}, {each}" for each in clock_doubts(log, DeviceClock().now()))


def _tell_way(way: Way) -> None:
    """One of the ways in which a device's log went on, entry by entry."""
    since = f", here since {way.since}" if way.since else ""
    click.echo(f"TWO WAYS  device {plain(way.writer)} went on in more than one way; as writer {way.writer}{since}:")
    for body in way.bodies:
        entry = json.loads(body)
        says = {name: part for name, part in entry.items() if name not in ENVELOPE}
        by = entry["by"].get("name", "") if isinstance(entry.get("by"), dict) else ""
        click.echo(one_line(f"  {entry['wall']}  {by}: {entry['kind']} {json.dumps(says, ensure_ascii=False)}")[:500])


def _is_a_file(named: Path) -> bool:
    """Whether the word names a file or folder; no word that no file could bear does."""
    try:
        return named.exists()
    except OSError:
        return False


def _head(typed: str) -> str:
    """A log head as typed from paper: enough of a digest to tell one log from another, or UsageError."""
    head = "".join(typed.split()).lower()
    if not re.fullmatch(r"[0-9a-f]{8,64}", head):
        fault = "is not a log head: 8 to 64 of the signs 0 to 9 and a to f"
        raise UsageError(f"--head “{typed}”", fault, "Copy it from the report's last page")
    return head


def _differs(found: Verification, missing: list[str]) -> tuple[str, str]:
    """Fault and remedy: what was kept differs, or only the head that was given is not in it."""
    if found.flaws:
        places = "one place" if len(found.flaws) == 1 else f"{len(found.flaws)} places"
        fault = f"differs from what was written in {places}"
        return fault, "Restore a backup; keep this data folder as it is"
    fault = f"does not contain the log head {missing[0]}"
    return fault, "Check the head; a report that really shows it was made from another log"


def _unchecked(found: Verification) -> tuple[str, str]:
    """Fault and remedy: nothing differs, but there are files that nobody can check here."""
    fault = f"could not be checked in full: {len(found.absent)} of its photographs or files are not on this device"
    sent = any(flaw.fault == NOT_SENT for flaw in found.absent)
    return fault, ASK_FOR_IT if sent else "What a purge deleted cannot be checked any more"


def _tell(found: Verification) -> None:
    click.echo(
        f"Audit {found.audit}: {counted(found.entries, 'entry', 'entries')}, "
        f"{counted(found.papers, 'paper')}, {counted(found.pictures, 'photograph or file', 'photographs or files')}"
    )
    for device, head in found.heads.items():
        click.echo(f"Log head of device {device[-12:]}: {head}")
    for flaw in found.flaws:
        click.echo(f"DIFFERS  {flaw}")
    for flaw in found.absent:
        click.echo(f"NOT HERE  {flaw}")
    if found.sound:
        click.echo(f"Everything {'that is here ' if found.absent else ''}is as it was written.")
