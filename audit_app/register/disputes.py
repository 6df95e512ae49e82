"""What devices stated differently of one thing without knowing of each other: side by side, until somebody picks.

Each field is a dispute of its own, with everyone who stated it so; a calibration is picked whole, because its days,
certificate and uncertainty belong together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.history.sentences import moment
from audit_app.audit.log.entries import Entry, Slot
from audit_app.register.log import RegisterLog
from audit_app.register.replay import Register
from audit_app.register.use import Unaware, unaware
from audit_app.register.words import SUBJECTS, WHOLE, deed, facts_of, part_name, parts_of


@dataclass(frozen=True)
class Version:
    """What is stated one way: the id of an entry that does, its words, who stated it so first and when."""

    id: str
    words: str
    who: str
    when: str


@dataclass(frozen=True)
class RegisterDispute:
    """Statements about one slot of a log that stand beside each other; `about` says what they are about, in words.

    `part` is the name of the field, or of the fact on a card, that they differ in; empty: the whole.
    `unaware`: the first went on with what the second put out of use.
    """

    log: str
    slot: Slot
    about: str
    versions: tuple[Version, ...]
    part: str = ""
    unaware: bool = False

    @property
    def subject_id(self) -> str:
        """The id of what it is about: a unit, a scanner, an instrument, an item or a person."""
        return self.slot[2] if self.slot[0] in ("out-of-use", "same-as") else self.slot[1]


def disputes(register: Register) -> tuple[RegisterDispute, ...]:
    """Every dispute of the register, by log."""
    return tuple(each for log in register.logs.values() for each in _disputes(log))


def _disputes(log: RegisterLog) -> Iterator[RegisterDispute]:
    for slot in log.slots.filled:
        live = log.live(slot)
        if len(live) > 1 and slot[0] in SUBJECTS:
            apart = () if slot[0] in WHOLE else tuple(_parts(log, slot, live))
            versions = tuple(Version(each.id, _differing(each, live), each.by.name, moment(each)) for each in live)
            yield from apart or (RegisterDispute(log.id, slot, SUBJECTS[slot[0]], versions),)
        if slot[0] == "out-of-use" and (found := unaware(log, slot[1], slot[2])):
            yield _of_use(log, slot, found)


def _of_use(log: RegisterLog, slot: Slot, found: Unaware) -> RegisterDispute:
    """Somebody put out of use what somebody else went on with: it is used, or it is not."""
    said = (
        (found.work, f"It is used: {deed(log, found.work)}"),
        (found.out, f"It is out of use: {deed(log, found.out)}"),
    )
    versions = tuple(Version(each.id, words, each.by.name, moment(each)) for each, words in said)
    return RegisterDispute(log.id, slot, SUBJECTS[slot[0]], versions, unaware=True)


def _parts(log: RegisterLog, slot: Slot, live: tuple[Entry, ...]) -> Iterator[RegisterDispute]:
    """A dispute for each part that is stated in more than one way."""
    said = [(each, parts_of(each)) for each in live]
    for name in dict.fromkeys(name for _, parts in said for name in parts):
        ways: dict[str, list[Entry]] = {}
        for each, parts in said:
            ways.setdefault(str(parts.get(name) or ""), []).append(each)
        if len(ways) > 1:
            versions = tuple(_version(log, name, words, entries) for words, entries in ways.items())
            yield RegisterDispute(log.id, slot, f"{_about(slot, live)}, {part_name(name)}", versions, name)


def _about(slot: Slot, live: tuple[Entry, ...]) -> str:
    """What a dispute is about; an item of several by its name."""
    named = (
        " or ".join(dict.fromkeys(str(getattr(each, "name", "")) for each in live)) if slot[0] == "ancillary" else ""
    )
    return f"{SUBJECTS[slot[0]]} ({named})" if named else SUBJECTS[slot[0]]


def _version(log: RegisterLog, name: str, words: str, entries: list[Entry]) -> Version:
    first = [_origin(log, name, each) for each in entries]
    who = ", ".join(dict.fromkeys(each.by.name for each in first))
    return Version(
        entries[0].id, f"{part_name(name)}: {words or 'empty'}", who, moment(min(first, key=lambda each: each.at))
    )


def _origin(log: RegisterLog, name: str, entry: Entry) -> Entry:
    """The statement that first said a part this way: later ones that only passed it on did not."""
    value = parts_of(entry).get(name)
    while True:
        before = (log.slots.known.get(each) for each in entry.replaces)
        same = [each for each in before if each and each.slot == entry.slot and parts_of(each).get(name) == value]
        older = [each for each in same if log.slots.places[each.id] < log.slots.places[entry.id]]
        if not older:
            return entry
        entry = min(older, key=lambda each: log.slots.places[each.id])


def _differing(entry: Entry, live: tuple[Entry, ...]) -> str:
    """What a statement says otherwise than another, in words."""
    mine, others = facts_of(entry), [facts_of(each) for each in live]
    names = dict.fromkeys(name for facts in others for name in facts)
    differ = [name for name in names if any(facts.get(name) != mine.get(name) for facts in others)]
    return "; ".join(f"{name}: {mine.get(name, 'empty')}" for name in differ) or "; ".join(mine.values())
