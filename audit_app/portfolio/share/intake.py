"""What a file holds, taken in as a push of a partner is: the rules of `exchange`, over a partner in memory.

A file is the exchange with a file in between. It has no key of its own, so nothing is signed for; what is kept of it is
forgotten again, unless the store then takes it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from audit_app.errors import ExchangeRefused
from audit_app.exchange import bounds, pictures
from audit_app.exchange.kept import ENTRY
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Push, Raw
from audit_app.exchange.push import checked, papers_of, take
from audit_app.portfolio.share.foreign_log import digests_in, refused

PART = 4 << 20  # characters of entries in one push


@dataclass
class Intake:
    """A file's contents so far: `papers` are those that came along by digest, `place` is what its refusals name."""

    place: str
    papers: Mapping[str, Any]
    kept: Memory = field(default_factory=Memory)

    def add(self, bodies: Sequence[str], where: str) -> None:
        """Takes in the entries of one log; BundleRefused names the first thing that is wrong with one of them."""
        if not bodies:
            return
        log = str(_object(bodies[0], f"{where}, entry 1").get("audit", ""))
        number = 1
        for part in parts(bodies):
            entries = tuple(_object(body, f"{where}, entry {n}") for n, body in enumerate(part, number))
            self._push(log, entries, part, where, number)
            number += len(part)
        self.kept.expect(log, digests_in(bodies))  # kinds that nobody here knows may name a file in another field

    def _push(self, log: str, entries: tuple[Raw, ...], part: Sequence[str], where: str, first: int) -> None:
        named = dict.fromkeys(each for entry in entries for each in papers_of(entry))
        try:
            papers = {each: self.papers[each] for each in named if each in self.papers}
            push = Push(audit=log, entries=entries, papers=papers)
            found = checked(push, f"{where}, entry", first)
            for number, (new, body) in enumerate(zip(found, part, strict=True), first):
                if new.body != body:
                    raise refused(f"{where}, entry {number}", "is not spelt as it was written")
            answer = take(self.kept, push, None, found)
        except ValidationError as error:
            raise refused(where, "holds what no device sends") from error
        except ExchangeRefused as error:
            place = error.where if error.where.startswith(where) else f"{self.place}, {error.where}"
            raise refused(place, error.fault) from error
        for each in answer.papers:
            raise refused(f"{self.place}, papers/{each}.json", "is missing")

    def picture(self, name: str, digest: str, size: int) -> None:
        """BundleRefused for a picture that no entry names, or of a size that none has."""
        try:
            pictures.expected(self.kept, digest, size)
        except ExchangeRefused as error:
            raise refused(f"{self.place}, {name}", error.fault) from error

    def bodies(self, log: str) -> tuple[str, ...]:
        """The entries of a log as they were taken in."""
        return tuple(row.body for row in self.kept.rows if (row.kind, row.audit) == (ENTRY, log))


def parts(bodies: Iterable[str]) -> Iterator[list[str]]:
    """Entries as they were written, in rows that one push can hold."""
    part: list[str] = []
    size = 0
    for body in bodies:
        if part and (len(part) == bounds.MOST_ENTRIES or size + len(body) > PART):
            yield part
            part, size = [], 0
        part.append(body)
        size += len(body)
    if part:
        yield part


def by_log(bodies: Iterable[str], where: str) -> dict[str, list[str]]:
    """Entries of several logs as they were written, by the log that each is of."""
    found: dict[str, list[str]] = {}
    for number, body in enumerate(bodies, 1):
        found.setdefault(str(_object(body, f"{where}, entry {number}").get("audit", ""))[:100], []).append(body)
    return found


def _object(body: str, where: str) -> Raw:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refused(where, "cannot be read") from error
    if not isinstance(found, dict):
        raise refused(where, "cannot be read")
    return found
