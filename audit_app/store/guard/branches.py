"""A device's log that went on in more than one way: every way is kept and counts, as a writer of its own.

It happens when a copied data folder is worked on in two places, or when somebody forges an entry under the name of
another device. In the database each way has a branch: 0 is the one that is here longest, of this device's own log what
was written here; each other one has only the entries from where it parts. Which branch a way has is told to nobody:
what counts is its writer (`audit.log.ways`).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.ways import MARK, Place, writers

Row = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One of the ways in which a device's log went on: its writer, since when it is here as another, its entries.

    `since` is empty for the way that is here longest.
    """

    audit: str
    writer: str
    since: str
    bodies: tuple[str, ...]


def with_links(rows: Iterable[Row]) -> list[Row]:
    """Rows of the database with the fields of their entries beside, as far as they can be read."""
    return [{"prev": "", **_entry(row["body"]), **row} for row in rows]


def _entry(body: str) -> Row:
    try:
        entry = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def body_of(row: Row) -> str:
    """An entry as it is written, of a row that is kept or of one to be."""
    if "body" in row:
        return str(row["body"])
    return canonical({name: part for name, part in row.items() if name != "branch"})


def ways(audit: str, rows: Iterable[Row], since: dict[tuple[str, int], str]) -> tuple[Way, ...]:
    """The ways that part in an audit, each with its entries; `since` is when each branch came, by device and number."""
    known = sorted(rows, key=lambda row: (row["device"], row["seq"], row["sha"]))
    named = writers(Place(row["device"], row["seq"], row["prev"], row["sha"]) for row in known)
    found: dict[str, list[Row]] = {}
    for row in known:
        if MARK in named.get(row["sha"], ""):
            found.setdefault(named[row["sha"]], []).append(row)
    return tuple(
        Way(audit, name, since.get((own[0]["device"], own[0]["branch"]), ""), tuple(body_of(row) for row in own))
        for name, own in found.items()
    )


def placed(rows: Iterable[Row], incoming: Iterable[Row], own: str = "") -> list[Row]:
    """The incoming entries that are not here yet, each with the `branch` it goes on.

    An entry goes on the branch whose end it follows, and begins another where the log went on differently. On the
    first branch of this device's `own` log is only what was written here: nobody else's work becomes its own.
    """
    digests: set[str] = set()
    tips: dict[str, dict[int, Row]] = {}
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        digests.add(row["sha"])
        tips.setdefault(row["device"], {})[row["branch"]] = row
    found = []
    for entry in in_order(incoming):
        if entry["sha"] not in digests:
            known, least = tips.setdefault(entry["device"], {}), int(entry["device"] == own)
            ends = [branch for branch, tip in known.items() if branch >= least and _follows(entry, tip)]
            branch = min(ends, default=max(least, max(known, default=-1) + 1))
            known[branch] = {**entry, "branch": branch}
            digests.add(entry["sha"])
            found.append(known[branch])
    return found


def in_order(entries: Iterable[Row]) -> list[Row]:
    """Entries by their stamps, but each after those among them that it builds on: a clock may have gone back."""
    by_stamp = sorted(entries, key=lambda each: (each["at"], each["device"], each["seq"], each["sha"]))
    named = {name: entry for entry in by_stamp for name in (entry["id"], entry["sha"])}
    found: dict[str, Row] = {}
    entered: set[str] = set()
    for entry in by_stamp:
        waiting = [entry]
        while waiting:
            here = waiting[-1]
            before = [named[each] for each in needs(here) if each in named]
            left = [each for each in before if each["sha"] not in entered]
            entered.add(here["sha"])
            if left:
                waiting += left
            else:
                found.setdefault(waiting.pop()["sha"], here)
    return list(found.values())


def needs(entry: Row) -> set[str]:
    """The ids and digests of everything that an entry builds on."""
    heads = entry.get("heads")
    named = [entry["prev"], entry.get("undoes", ""), *_listed(entry.get("replaces")), *_listed(entry.get("after"))]
    named += list(heads.values()) if isinstance(heads, dict) else []
    return {each for each in named if isinstance(each, str) and each}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _follows(entry: Row, tip: Row) -> bool:
    return bool(tip["sha"] == entry["prev"] and tip["seq"] + 1 == entry["seq"])
