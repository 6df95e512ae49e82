"""The way through a unit: the places of an audit, what is left in each, and which item comes next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from audit_app.audit.audit import Audit, Line
from audit_app.audit.log.entries import ZoneEntered
from audit_app.audit.things import Thing
from audit_app.audit.verdicts.judge import Verdict, local_day
from audit_app.checklist.model import Section
from audit_app.checklist.reference.zones import zone_words


@dataclass(frozen=True)
class Place:
    """What is looked at in one spot: a section, or a section for one thing it repeats over."""

    section: Section
    thing: Thing | None
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        """The place's address, unique in the audit."""
        return f"{self.section.id}@{self.thing.id}" if self.thing else self.section.id

    @property
    def title(self) -> str:
        """The section's title, or the name of the thing."""
        return self.thing.name if self.thing else self.section.title

    @property
    def wants_things(self) -> bool:
        """True when the section repeats over things and none has been recorded yet."""
        return self.section.repeats_over is not None and self.thing is None

    @cached_property
    def left(self) -> tuple[Line, ...]:
        """The lines that still need something."""
        return tuple(line for line in self.lines if not line.done)

    @property
    def unanswered(self) -> tuple[Line, ...]:
        """The lines that nobody has answered: not those that only lack a photo or a note."""
        return tuple(line for line in self.lines if line.verdict is Verdict.NOT_DONE)

    @property
    def done(self) -> int:
        """How many lines need nothing more."""
        return len(self.lines) - len(self.left)

    @property
    def deficient(self) -> int:
        """How many lines are deficient."""
        return sum(line.verdict is Verdict.DEFICIENT for line in self.lines)

    @property
    def in_magnet_room(self) -> bool:
        """True when some of it must be looked at inside the scan room."""
        return self.section.zone == "IV" or any(line.zone == "IV" or line.item.inside_zone_iv for line in self.lines)


def places(audit: Audit) -> tuple[Place, ...]:
    """Every place of an audit in walking order."""
    gathered: dict[tuple[str, str], list[Line]] = {}
    for line in audit.lines.values():
        where = (line.section.id, line.thing.id if line.thing else "")
        gathered.setdefault(where, []).append(line)
    return tuple(Place(lines[0].section, lines[0].thing, tuple(lines)) for lines in gathered.values())


def place_at(walk: Iterable[Place], at: str) -> Place | None:
    """The place that a line's or a place's key names; the first one with something left when it names none."""
    every = tuple(walk)
    for place in every:
        if place.key == at or any(line.key == at for line in place.lines):
            return place
    section = at.partition("@")[0]
    same = next((place for place in every if place.section.id == section), None)
    return same or next((place for place in every if place.left), every[0] if every else None)


def line_at(place: Place, at: str) -> str:
    """The key of the line that is open in a place: the one named, else the first with something left, else none."""
    if any(line.key == at for line in place.lines):
        return at
    return place.left[0].key if place.left else ""


def resting(audit: Audit, at: str) -> str:
    """Where a walk that was sent to `at` stands: on an item, so that nothing moves until it is told to.

    Only a place with nothing left, or with no things yet, is stood in as a whole.
    """
    place = place_at(places(audit), at)
    if place is None or any(line.key == at for line in place.lines):
        return at
    return place.key if place.wants_things else line_at(place, at) or place.key


def after(place: Place, key: str) -> str:
    """The next line with something left in the place, going round once; empty when nothing is left."""
    keys = [line.key for line in place.lines]
    start = keys.index(key) + 1 if key in keys else 0
    for line in (*place.lines[start:], *place.lines[:start]):
        if not line.done and line.key != key:
            return line.key
    return ""


def neighbour(walk: tuple[Place, ...], at: str, step: int) -> str:
    """The line one step before or after the one at hand, over the ends of places; empty at the ends of the audit."""
    keys = [
        key for place in walk for key in ([line.key for line in place.lines] if not place.wants_things else [place.key])
    ]
    place = place_at(walk, at)
    if at not in keys and place is not None:
        at = place.key if place.wants_things else line_at(place, at) or place.lines[0].key
    if at not in keys:
        return keys[0] if keys else ""
    index = keys.index(at) + step
    return keys[index] if 0 <= index < len(keys) else ""


def next_place(walk: tuple[Place, ...], place: Place) -> Place | None:
    """The next place with something left, going round once; None when the whole audit is done."""
    order = [each.key for each in walk]
    start = order.index(place.key) + 1 if place.key in order else 0
    return next((each for each in (*walk[start:], *walk[:start]) if each.left and each.key != place.key), None)


def told_about_zone_iv(audit: Audit, place: Place, device: str, today: str) -> bool:
    """True when someone at this device was told today that the tablet may not go into the scan room for this."""
    return any(
        isinstance(entry, ZoneEntered)
        and entry.section == place.section.id
        and entry.device == device
        and local_day(entry) == today
        for entry in audit.entries
    )


def zone_said(zone: str, vocabulary: str) -> str:
    """A zone in the words chosen, the other vocabulary in brackets."""
    return zone_words(zone).said(vocabulary)  # type: ignore[arg-type]
