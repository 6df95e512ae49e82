"""A device's log that went on in two ways: both are kept, one holds, and the other can be read and chosen instead.

It happens when a copied data folder is worked on in two places, or when somebody forges an entry under the name of
another device. Branch 0 is what came here first; each other one has only the entries from where it parts.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit_app.audit.log.canonical import canonical

Row = dict[str, Any]


@dataclass(frozen=True)
class Branch:
    """One way in which a device's log went on that does not hold here: since when it is here, and its entries."""

    audit: str
    device: str
    number: int
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


def effective(rows: Iterable[Row], chosen: dict[str, int]) -> list[Row]:
    """The rows that hold: of each device its first branch, or the way that leads to the end of the one chosen."""
    known = list(rows)
    ways = {device: _way(known, device, branch) for device, branch in chosen.items() if branch}
    return [row for row in known if (row["sha"] in ways[row["device"]] if row["device"] in ways else not row["branch"])]


def _way(rows: list[Row], device: str, branch: int) -> set[str]:
    """The digests from the beginning of a device's log to the end of one branch."""
    own = {row["sha"]: row for row in rows if row["device"] == device}
    ends = [row for row in own.values() if row["branch"] == branch]
    row: Row | None = max(ends, key=lambda end: int(end["seq"]), default=None)
    found: set[str] = set()
    while row is not None and row["sha"] not in found:
        found.add(row["sha"])
        row = own.get(row["prev"])
    return found


def placed(
    rows: Iterable[Row], holding: Iterable[Row], incoming: Iterable[Row], aside: Iterable[Row] = ()
) -> list[Row]:
    """The incoming entries that are not here yet, each with the `branch` it goes on; `holding` are the rows that hold.

    An entry goes on the branch whose end it follows. It begins another where the log went on differently, where its id
    is another entry's here, and where it builds on what does not hold here. `aside` are those of another log that do
    not hold there: none of them holds here either, unless it did before.
    """
    board = _Board(list(rows), list(holding))
    board.sets_aside(aside)
    return [board.put(entry) for entry in in_order(incoming) if entry["sha"] not in board.digests]


def in_order(entries: Iterable[Row]) -> list[Row]:
    """Entries by their stamps, but each after those among them that it builds on: a clock may have gone back."""
    by_stamp = sorted(entries, key=lambda each: (each["at"], each["device"], each["seq"]))
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


class _Board:
    """The ends of every branch, and what is known of the entries that hold and that do not."""

    def __init__(self, rows: list[Row], holding: list[Row]) -> None:
        self.digests = {row["sha"] for row in rows}
        self._ids = {row["id"] for row in rows}
        holds = {row["sha"] for row in holding}
        self._idle = {name for row in rows if row["sha"] not in holds for name in (row["id"], row["sha"])}
        self._live = {(row["device"], row["branch"]) for row in holding if row["seq"]}
        self._tips: dict[tuple[str, int], Row] = {}
        for row in sorted(rows, key=lambda row: int(row["seq"])):
            self._tips[row["device"], row["branch"]] = row

    def sets_aside(self, entries: Iterable[Row]) -> None:
        """What does not hold where it comes from, and is not here yet, is not to hold here."""
        self._idle |= {entry["sha"] for entry in entries if entry["sha"] not in self.digests}

    def put(self, entry: Row) -> Row:
        device = entry["device"]
        ends = [branch for (own, branch), tip in self._tips.items() if own == device and _follows(entry, tip)]
        first = not any(own == device for own, _ in self._tips)
        branch = 0 if first else min(ends, default=self._next(device))
        idle = entry["sha"] in self._idle or self._builds_on_idle(entry)
        if entry["id"] in self._ids or (idle and not self._is_idle(device, branch)):
            branch = max(1, self._next(device))
        row = {**entry, "branch": branch}
        self._tips[device, branch] = row
        self.digests.add(entry["sha"])
        self._ids.add(entry["id"])
        if self._is_idle(device, branch):
            self._idle |= {entry["id"], entry["sha"]}
        return row

    def _next(self, device: str) -> int:
        return max((branch for own, branch in self._tips if own == device), default=-1) + 1

    def _is_idle(self, device: str, branch: int) -> bool:
        return branch > 0 and (device, branch) not in self._live

    def _builds_on_idle(self, entry: Row) -> bool:
        return any(each in self._idle for each in needs(entry) - {entry["prev"]})


def _follows(entry: Row, tip: Row) -> bool:
    return bool(tip["sha"] == entry["prev"] and tip["seq"] + 1 == entry["seq"])
