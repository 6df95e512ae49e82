"""Single bits flipped in every file of a data folder: `python -m bench.flips --flips 400` prints what became of each.

A folder is tried as it is when the app was closed, and as a kill leaves it. Each flip is in a copy. It ends *named*
(opening, `verify` or reading refuses, or says what differs) or *harmless* (everything reads as before); anything else
is *silent*, and a fault.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from audit_app.checklist.reference.confirmations import add_confirmed, load_confirmed
from audit_app.checklist.reference.sources import Confirmation
from audit_app.errors import AuditError
from audit_app.store.database import FILE
from audit_app.store.integrity import verified
from audit_app.store.log_json import exported
from audit_app.store.shelf.inventory import inventory
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.photos import developed, enter
from bench.machine import machine
from tests.faults.walker import picture
from tests.store.conftest import worked


def made(folder: Path) -> None:
    """A small folder as the app leaves it when it is killed: one audit, a photo with its copies, settings, notes."""
    with Store.at(folder) as store:
        visit, shelf = worked(store), Shelf(folder)
        capture = Capture("one", visit.audit.id, "sign", name="a.jpg", received="2026-11-20T09:00:00+00:00")
        enter(visit, shelf, developed(shelf, shelf.receive(capture, picture(1))))
        store.drawers.prefer("theme", "dark")
        store.drawers.register("unit", "u", "MRI 1", {"site": "Main"})
        add_confirmed(
            folder, [Confirmation(clause="doors", edition="v5", section="4.2", by="Ada", on=date(2026, 11, 20))]
        )
        for path in folder.iterdir():  # as a kill leaves it: the newest entries stand in the write-ahead file
            if path.is_file():
                shutil.copy2(path, folder.with_name("killed") / path.name)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.copytree(path, folder.with_name("killed") / path.name)


ENDS = ("named", "harmless", "silent")


def told(folder: Path) -> tuple[str, ...]:
    """Everything that can be read of a folder, and everything that is said to be wrong with it."""
    try:
        with Store.at(folder) as store:
            shelf, said = Shelf(folder), [str(each) for each in store.drawers.unreadable()]
            for audit in store.audits():
                found = verified(store, audit.id, shelf.fault, shelf.absence)
                said += [str(flaw) for flaw in (*found.flaws, *found.absent)]
                said.append(f"as kept: {exported(store, audit.id)}")
            here = inventory(store, shelf)
            said += [f"missing {each}" for each in here.dangling]
            kept = (store.drawers.preferred("theme"), store.drawers.registered("unit"), load_confirmed(folder))
            said.append(f"as kept: {kept} {sorted(digest for digest, _ in shelf.originals())}")
            return tuple(said)
    except AuditError as error:
        return (f"refused: {error}",)


def flipped(source: Path, name: str, copy: Path, chance: random.Random, places: Sequence[int] = ()) -> None:
    """A copy of the folder with one bit of one file turned, at one of these places of it, or anywhere."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    path = copy / name
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[chance.choice(places) if places else chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def kept(source: Path, only: str) -> list[str]:
    """The files of a folder that hold something: of photos, copies and the like one each."""
    every = sorted(each for each in source.rglob("*") if each.is_file() and each.stat().st_size)
    names = [each.relative_to(source).as_posix() for each in every]
    first = {name.partition("/")[0]: name for name in reversed(names)}
    return [name for name in sorted(first.values()) if only in name]


TABLES = {"papers": "body", "preferences": "value", "register": "body", "entries": "body"}


def places_of(source: Path, table: str) -> list[int]:
    """Where in the database's file the values of a table lie, also those that take several pages."""
    data, step, found = (source / FILE).read_bytes(), 16, set[int]()
    with closing(sqlite3.connect(f"file:{source / FILE}?mode=ro&immutable=1", uri=True)) as db:
        values = [row[0].encode() for row in db.execute(f"select {TABLES[table]} from {table}")]
    for value in values:
        for at in range(0, len(value), step):
            piece = value[at : at + step]
            place = data.find(piece)
            found |= set(range(place, place + len(piece))) if place >= 0 else set()
    return sorted(found)


def outcome(
    source: Path, which: str, copy: Path, flips: int, chance: random.Random, places: Sequence[int] = ()
) -> Counter[str]:
    """How many flips in one file were named, harmless or silent."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    whole, became = told(copy), Counter[str]()
    for _ in range(flips):
        flipped(source, which, copy, chance, places)
        found = told(copy)
        named = any(not each.startswith("as kept") for each in found)
        became["harmless" if found == whole else "named" if named else "silent"] += 1
    return became


def _row(what: str, flips: int, became: Counter[str]) -> str:
    return f"| {' | '.join(map(str, (what, flips, *(became[each] for each in ENDS))))} |"


def main() -> int:
    """The command; exit code 1 when a flip was silent."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--flips", type=int, default=400)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="a part of the file's name")
    given = asked.parse_args()
    chance, wrong = random.Random(given.seed), 0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "killed").mkdir()
        made(place / "home")
        print(f"{machine()}\n\n| file | flips | found and named | harmless | silent |\n|---|---:|---:|---:|---:|")
        for state, source in (("closed", place / "home"), ("killed", place / "killed")):
            for which in kept(source, given.only):
                became = outcome(source, which, place / "copy", given.flips, chance)
                wrong += became["silent"]
                print(_row(f"{which.partition('/')[0]}, {state}", given.flips, became), flush=True)
        for table in TABLES if given.only in FILE else ():
            became = outcome(
                place / "home", FILE, place / "copy", given.flips, chance, places_of(place / "home", table)
            )
            wrong += became["silent"]
            print(_row(f"{FILE}, closed: what {table} say", given.flips, became), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
