"""`mr-audit photos` and `mr-audit purge`: taking photos in without the tablet, and the only thing that deletes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click

from audit_app.apart import apart
from audit_app.audit.audit import Audit
from audit_app.audit.log.people import Person
from audit_app.commands.target import AUDIT, audit_id, in_folder, to_change
from audit_app.errors import AuditError, PhotoRefused, UsageError, one_line
from audit_app.photos.copies import copies
from audit_app.photos.decoder import costly
from audit_app.photos.facts import Facts, facts_of
from audit_app.photos.kinds import MOST_BYTES
from audit_app.store.shelf.inventory import inventory, set_aside
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.photos import developed, enter
from audit_app.visit.visit import Visit

FILES = click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))


@click.group()
def photos() -> None:
    """Look at photos, or take them into an audit."""


@photos.command()
@FILES
def check(files: tuple[Path, ...]) -> None:
    """Say what each FILE is and what would be done with it.

    Needs no audit and changes nothing. A FILE may be a folder. Exit code 0 whatever the files hold, 2 when a FILE is
    not there.
    """
    for path in every(files):
        try:
            click.echo("\n".join(described(path)))
        except AuditError as refused:
            click.echo(f"{shown(path)}\n  would be refused: it {refused.fault}. {refused.remedy}")
    gone = [path for path in files if not present(path)]
    if gone:
        raise PhotoRefused(shown(gone[0]), "is not there", "Check the name and the folder.")


@photos.command()
@AUDIT
@click.argument("item", metavar="ITEM")
@FILES
@click.option("--thing", metavar="NAME", help="Which door, sensor or other thing the item is about.")
@click.option("--by", metavar="NAME", help="Who adds them; otherwise the auditor of the audit.")
@in_folder
def add(folder: Path, audit: str, item: str, files: tuple[Path, ...], thing: str | None, by: str | None) -> None:
    """Add photos to an ITEM of an audit; a FILE may be a folder.

    Each file is kept just as it is, under its SHA-256. Exit code 2 when any could not be added; the others are.
    """
    with to_change(folder) as store:
        visit, shelf = visited(store, audit_id(store, audit), by), Shelf(folder)
        about = Capture("", visit.audit.id, item=item_in(visit.audit, item), thing=thing_in(visit.audit, item, thing))
        refused = [path for path in every(files) if not added(path, visit, shelf, about)]
    if refused:
        fault = "was not added" if len(refused) == 1 else "were not added"
        raise PhotoRefused(f"{len(refused)} of the files", fault, "See above what to do about each.")


def added(path: Path, visit: Visit, shelf: Shelf, about: Capture) -> bool:
    """Adds one file and says what became of it; false when it was refused."""
    now = visit.pen.clock.now().astimezone().isoformat(timespec="seconds")
    try:
        data = contents(path)
        apart(costly(path.name), facts_of, data, path.name, datetime.fromisoformat(now))
        capture = replace(about, id=visit.new_id(), name=path.name, received=now)
        one = developed(shelf, shelf.receive(capture, data))
        if one.refusal:
            shelf.settle(one.capture)
            click.echo(f"{shown(path)}: not added. {one.refusal}")
            return False
        enter(visit, shelf, one)
    except AuditError as refused:
        click.echo(f"{shown(path)}: not added. {refused}")
        return False
    click.echo("\n".join((f"{shown(path)}: added", *(f"  warning: {remark}" for remark in one.facts["warnings"]))))
    return True


@click.command()
@click.option("--set-aside", "aside", is_flag=True, help="Also photos that were taken out of every audit.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@in_folder
def purge(folder: Path, aside: bool, yes: bool) -> None:
    """Delete files that no audit names, after listing them and asking.

    Nothing else in the app deletes a photo. The app must not be running.
    """
    with to_change(folder) as store:
        shelf = Shelf(folder)
        found = inventory(store, shelf)
        listed = [*((path, "named by no audit") for path in found.orphans)]
        listed += [(path, "arrived and was never entered") for path in found.leftovers]
        listed += [(path, "taken out of its audit") for path in set_aside(store, shelf)] if aside else []
        for path, why in listed:
            click.echo(f"{path.relative_to(folder)}  {path.stat().st_size / 1e6:.1f} MB  {why}")
        if not listed:
            click.echo("Nothing to delete.")
        elif yes or click.confirm(
            f"Delete {'this file' if len(listed) == 1 else f'these {len(listed)} files'} for good?"
        ):
            today = datetime.now().astimezone().date().isoformat()
            for path, _ in listed:
                shelf.purge(path, today)
            click.echo(f"Deleted {len(listed)}.")
        else:
            click.echo("Nothing was deleted.")


def every(files: Iterable[Path]) -> Iterator[Path]:
    """What was named, and the files in the folders named, hidden ones left out; a folder without any is told of too."""
    for path in files:
        inside = [one for one in sorted(path.rglob("*")) if is_own(one)] if present(path) and path.is_dir() else [path]
        yield from inside or [path]


def is_own(path: Path) -> bool:
    """Whether what lies in a folder is looked at: anything but folders and hidden files."""
    return not path.name.startswith(".") and not (present(path) and path.is_dir())


def present(path: Path) -> bool:
    """Whether there is something of this name; links that lead nowhere or in a circle are not."""
    try:
        return path.exists()
    except (OSError, RuntimeError):
        return False


def shown(path: Path) -> str:
    """A file's name on one line, whatever is in it."""
    return one_line(str(path))


def contents(path: Path) -> bytes:
    """A file's bytes. Raises PhotoRefused when it is too big for a photo or cannot be read."""
    try:
        if path.is_dir():
            raise PhotoRefused(
                shown(path), "is a folder with no files in it", "Choose the folder that holds the photos."
            )
        if present(path) and not path.is_file():
            raise PhotoRefused(shown(path), "is a device, not a file", "Choose the photo's own file.")
        if path.stat().st_size > MOST_BYTES:
            limit = f"the limit is {MOST_BYTES / 1e6:.0f} MB"
            raise PhotoRefused(path.name, f"is {path.stat().st_size / 1e6:.0f} MB; {limit}", "Save a smaller copy.")
        return path.read_bytes()
    except OSError as trouble:
        raise PhotoRefused(path.name, f"cannot be read ({trouble.strerror})", "Check the file.") from trouble


def described(path: Path) -> list[str]:
    """What a file is and what would be done with it, a line each. Raises PhotoRefused."""
    data = contents(path)
    facts = apart(costly(path.name), facts_of, data, path.name, datetime.now().astimezone())
    made = apart(costly(path.name), copies, data, path.name)
    kept = f"  would be kept as it is under {sha256(data).hexdigest()[:12]}…, and shown right side up"
    lines = [shown(path), f"  {said(facts)}", f"{kept} at {made.width} × {made.height} without its metadata"]
    return lines + [f"  warning: {remark}" for remark in facts.remarks + made.remarks]


def said(facts: Facts) -> str:
    taken = f", taken {facts.taken:%d.%m.%Y %H:%M}" if facts.taken else ", no time taken in it"
    return f"{facts.kind.words}, {facts.width} × {facts.height} pixels, {facts.size / 1e6:.1f} MB{taken}"


def visited(store: Store, audit: str, by: str | None) -> Visit:
    """A visit to the audit by whoever adds the photos."""
    auditor = store.load(audit).begun.auditor
    return Visit.resume(store, audit, Person(name=by) if by else auditor)


def item_in(audit: Audit, item: str) -> str:
    if item not in audit.checklist.items:
        raise UsageError(
            f"Item “{item}”", "is not in this audit's checklist", "Use an item's id, such as shown in the app"
        )
    return item


def thing_in(audit: Audit, item: str, named: str | None) -> str | None:
    """The id of the thing an item is about, by its name or id; none for an item that is asked once."""
    asked = [line.thing for line in audit.lines.values() if line.item.id == item and line.thing]
    if not asked and named is None:
        return None
    found = [one for one in asked if named in (one.name, one.id)]
    if len(found) == 1:
        return found[0].id
    known = ", ".join(one.name for one in asked) or "none"
    fault = f"is asked of each of several things ({known})" if named is None else f"is not asked of “{named}” ({known})"
    raise UsageError(f"Item “{item}”", fault, "Name one with --thing")
