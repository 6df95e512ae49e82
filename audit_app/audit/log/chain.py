"""Whether a log is whole: every digest recomputed, every chain followed, every name of another entry looked up.

A log is the JSON texts of an audit's entries as they were written, in any order. Nothing here needs to understand
what an entry says, so entries of newer versions are checked like all others.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.clock import is_ahead
from audit_app.audit.log.own_id import NOT_ITS_BEGINNING, is_another
from audit_app.audit.log.ways import Place, heads_of
from audit_app.errors import one_line

Raw = dict[str, Any]
ENVELOPE = {"id": str, "audit": str, "device": str, "seq": int, "at": str, "kind": str, "prev": str, "sha": str}


@dataclass(frozen=True)
class Flaw:
    """One thing in a log that is not as it was written: where, and what differs."""

    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.place} {self.fault}"


@dataclass(frozen=True)
class Log:
    """A log after checking: its entries as JSON objects by device and sequence, and its flaws."""

    entries: tuple[Raw, ...]
    flaws: tuple[Flaw, ...]

    @property
    def heads(self) -> dict[str, str]:
        """The digest of each writer's newest entry, by writer."""
        return heads_of(Place(each["device"], each["seq"], each["prev"], each["sha"]) for each in self.entries)

    @property
    def pictures(self) -> dict[str, str]:
        """The digest of every picture, plan, log or document the entries name, and the place that names it."""
        fields = ("digest", "picture", "log")
        return {entry[field]: place(entry) for entry in self.entries for field in fields if _is_digest(entry, field)}


def checked(bodies: Iterable[str], begins: bool = True) -> Log:
    """A log with everything that is wrong in it; one of the register does not begin, as an audit does exactly once."""
    flaws: list[Flaw] = []
    entries: list[Raw] = []
    for number, body in enumerate(bodies, 1):
        found = list(_body_flaws(body, f"entry {number}"))
        flaws += found
        entry = _object(body)
        if entry is not None and not _misshapen(entry):
            entries.append(entry)
    entries.sort(key=lambda entry: (entry["device"], entry["seq"], entry["sha"]))
    return Log(tuple(entries), (*flaws, *_chain_flaws(entries), *_name_flaws(entries, int(begins))))


def place(entry: Raw) -> str:
    """An entry in words, e.g. 'entry 17 of device 01a1f933 (measured)'."""
    return f"entry {entry['seq']} of device {entry['device'][-12:]} ({entry['kind']})"


def _object(body: str) -> Raw | None:
    try:
        entry = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _misshapen(entry: Raw) -> str:
    return next((name for name, kind in ENVELOPE.items() if type(entry.get(name)) is not kind), "")


def _body_flaws(body: str, number: str) -> Iterator[Flaw]:
    entry = _object(body)
    if entry is None:
        yield Flaw(number, "cannot be read")
    elif _misshapen(entry):
        yield Flaw(number, f"has no valid “{_misshapen(entry)}”")
    else:
        yield from _digest_flaws(entry, body)


def _digest_flaws(entry: Raw, body: str) -> Iterator[Flaw]:
    try:
        reckoned, spelling = digest(entry), canonical(entry)
        spelling.encode("utf-8")
    except TypeError:
        yield Flaw(place(entry), "holds a number that cannot be kept exactly")
        return
    except UnicodeEncodeError:  # half of a pair of surrogates, which no file and no database can hold
        yield Flaw(place(entry), "holds text that no device can write")
        return
    if reckoned != entry["sha"]:
        yield Flaw(place(entry), f"was changed after it was written (digest {reckoned[:12]}, kept {entry['sha'][:12]})")
    elif spelling != body:
        yield Flaw(place(entry), "is not spelt as it was written")


def _chain_flaws(entries: list[Raw]) -> Iterator[Flaw]:
    """`entries` by device and sequence. That a log goes on in more than one way is no flaw: each follows its entry."""
    known: dict[tuple[str, str], Raw] = {}
    before: Raw | None = None
    for entry in entries:
        if before is not None and before["device"] != entry["device"]:
            before = None
        if (entry["device"], entry["sha"]) in known:
            yield Flaw(place(entry), "is there twice")
        else:
            yield from _link_flaws(known.get((entry["device"], entry["prev"]), before), entry)
        known[entry["device"], entry["sha"]] = before = entry


def _link_flaws(before: Raw | None, entry: Raw) -> Iterator[Flaw]:
    """`before` is the entry that it follows; where that is not here, the one that comes before it by its number."""
    if entry["seq"] == 1 and entry["prev"] == "":
        return  # a log begins, or begins in another way
    due = before["seq"] + 1 if before else 1
    if entry["seq"] > due:
        gone = f"entry {due} is" if entry["seq"] == due + 1 else f"entries {due} to {entry['seq'] - 1} are"
        yield Flaw(place(entry), f"does not follow: {gone} missing before it")
    elif entry["seq"] < due or entry["prev"] != (before["sha"] if before else ""):
        yield Flaw(place(entry), "does not follow the entry before it")
    elif before and entry["at"] <= before["at"] and not _clock_was_put_back(before, entry):
        yield Flaw(place(entry), "has a time stamp that is not later than that of the entry before it")


def _clock_was_put_back(before: Raw, entry: Raw) -> bool:
    """Whether the entry before it lay so far ahead of the device's clock that it could not lead the stamp."""
    wall = entry.get("wall")
    return isinstance(wall, str) and is_ahead(before["at"], wall)


def _name_flaws(entries: list[Raw], begins: int) -> Iterator[Flaw]:
    ids, digests = {entry["id"] for entry in entries}, {entry["sha"] for entry in entries}
    audits = {entry["audit"] for entry in entries}
    if len(audits) > 1:
        yield Flaw("the log", f"holds entries of {len(audits)} audits")
    yield from _beginning_flaws(entries, begins)
    for entry in entries:
        named = [*_texts(entry.get("replaces")), *_texts([entry.get("undoes", entry["id"])])]
        for unknown in (each for each in named if each not in ids):
            yield Flaw(place(entry), f"names entry {unknown}, which is not here")
        heads = entry["heads"] if entry["kind"] == "signed" and isinstance(entry.get("heads"), dict) else {}
        if any(head not in digests for head in heads.values()):
            yield Flaw(place(entry), "covers an entry that is not here")


def _beginning_flaws(entries: list[Raw], begins: int) -> Iterator[Flaw]:
    found = [entry for entry in entries if entry["kind"] == "begun"]
    for entry in found:
        if is_another(entry):
            yield Flaw(place(entry), NOT_ITS_BEGINNING)
    if entries and not begins and found:
        yield Flaw("the log", "begins as an audit does")
    elif entries and len(found) != begins:
        told = f", but {len(found)} times: {'; '.join(map(_begun_by, found[:2]))}" if found else ""
        yield Flaw("the log", f"does not begin exactly once{told}")


def _begun_by(entry: Raw) -> str:
    """Who began a log, where and when, as they say."""
    by = entry.get("by")
    name = one_line(str(by.get("name", "")))[:60] if isinstance(by, dict) else ""
    return f"by {name or 'nobody'} on device {entry['device'][-12:]} at {entry['at'][:16].replace('T', ' ')} UTC"


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _is_digest(entry: Raw, field: str) -> bool:
    value = entry.get(field)
    return isinstance(value, str) and len(value) == 64
