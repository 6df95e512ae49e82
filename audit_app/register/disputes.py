"""What devices stated differently of one thing without knowing of each other: side by side, until somebody picks."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.history.sentences import moment
from audit_app.audit.log.entries import Entry, Slot
from audit_app.register.log import RegisterLog
from audit_app.register.replay import Register
from audit_app.register.words import SUBJECTS, facts_of


@dataclass(frozen=True)
class Version:
    """One of the statements: its entry's id, where it differs in words, who made it and when."""

    id: str
    words: str
    who: str
    when: str


@dataclass(frozen=True)
class RegisterDispute:
    """Statements about one slot of a log that stand beside each other; `about` says what they are about, in words."""

    log: str
    slot: Slot
    about: str
    versions: tuple[Version, ...]

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
            versions = tuple(Version(each.id, _differing(each, live), each.by.name, moment(each)) for each in live)
            yield RegisterDispute(log.id, slot, SUBJECTS[slot[0]], versions)


def _differing(entry: Entry, live: tuple[Entry, ...]) -> str:
    """What a statement says otherwise than another, in words."""
    mine, others = facts_of(entry), [facts_of(each) for each in live]
    names = dict.fromkeys(name for facts in others for name in facts)
    differ = [name for name in names if any(facts.get(name) != mine.get(name) for facts in others)]
    return "; ".join(f"{name}: {mine.get(name, 'empty')}" for name in differ) or "; ".join(mine.values())
