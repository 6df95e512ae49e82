"""Statements that did not know of each other, in words: what they are about, what each says, and who said it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import answer_words, deed, moment
from audit_app.audit.history.subjects import subject
from audit_app.audit.log.entries import (
    Answered,
    Entry,
    FieldMeasured,
    FindingRaised,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoMarked,
    PlanSet,
    Settled,
    Slot,
    ThingRenamed,
)
from audit_app.audit.log.removals import Removal, removal

BOTH = (Noted, PhotoCaptioned, PhotoMarked, FindingRaised)  # kinds of which two can hold as one
_NAMES = {
    "title": "Title",
    "description": "What was seen",
    "zone_of_finding": "Zone",
    "place": "Place",
    "likelihood": "Likelihood",
    "consequence": "Consequence",
    "rationale": "Why this rating",
    "recommendation": "Recommendation",
    "interim_control": "Done at once",
    "immediate_danger": "Immediate danger",
}


@dataclass(frozen=True)
class Version:
    """One of the statements: the entry, what it says, who made it and when."""

    entry: Entry
    words: str
    who: str
    when: str


@dataclass(frozen=True)
class Dispute:
    """All statements about one slot that stand beside each other; `both` is True where two can hold as one.

    `line`, `finding` and `photo` say where it stands; all are empty when it stands with the disputes only.
    """

    slot: Slot
    subject: str
    versions: tuple[Version, ...]
    both: bool = False
    line: str = ""
    finding: str = ""
    photo: str = ""

    @property
    def who(self) -> str:
        """Everyone who said something, each once."""
        return " and ".join(dict.fromkeys(each.who for each in self.versions))


def disputes(audit: Audit) -> tuple[Dispute, ...]:
    """Every dispute of an audit in the order its slots were first filled."""
    return audit.once("disputes", lambda whole: tuple(_disputes(whole)))


def _disputes(audit: Audit) -> Iterator[Dispute]:
    lines = {(line.item.id, line.thing.id if line.thing else ""): line.key for line in audit.lines.values()}
    for slot in audit.slots.filled:
        live = audit.slots.live(slot)
        if found := removal(audit.slots, slot):
            yield _removed(audit, slot, found)
        if len(live) < 2:
            continue
        line = lines.get((slot[1], slot[2]), "") if slot[0] in ("answer", "note") else ""
        if slot[0] == "answer" and not line:
            continue  # an item that does not apply, or a thing that was set aside
        yield dispute(audit, slot, live, line)


def _removed(audit: Audit, slot: Slot, found: Removal) -> Dispute:
    """Somebody took out what somebody else went on with: it stays, or it goes."""
    stays = Version(found.stood, f"It stays: {deed(audit, found.work)}", found.work.by.name, moment(found.work))
    goes = Version(found.gone, f"It goes: {deed(audit, found.gone)}", found.gone.by.name, moment(found.gone))
    photo = slot[1] if slot[0] == "photo" else ""
    return Dispute(slot, subject(audit, slot), (stays, goes), photo=photo)


def dispute(audit: Audit, slot: Slot, live: tuple[Entry, ...], line: str = "") -> Dispute:
    """One slot's statements side by side."""
    versions = tuple(Version(each, _says(audit, each, live), each.by.name, moment(each)) for each in live)
    both = isinstance(live[0], BOTH) and all(type(each) is type(live[0]) for each in live)
    finding = slot[1] if slot[0] in ("finding", "follow-up") else str(getattr(live[0], "finding", ""))
    photo = slot[1] if slot[0] in ("photo", "caption", "marks", "review", "photo-place") else ""
    return Dispute(slot, subject(audit, slot), versions, both, line, "" if photo else finding, photo)


def _says(audit: Audit, entry: Entry, live: tuple[Entry, ...]) -> str:
    if isinstance(entry, Answered | Measured):
        reason = getattr(entry, "reason", "") or getattr(entry, "confirmed", "")
        return ": ".join(part for part in (answer_words(entry, audit.checklist) or "no answer", reason) if part)
    if isinstance(entry, Noted | PhotoCaptioned):
        return f"“{entry.text}”" if entry.text else "no note" if isinstance(entry, Noted) else "no caption"
    if isinstance(entry, ThingRenamed):
        return f"“{entry.name}”"
    if isinstance(entry, Settled):
        return f"{entry.setting.value} {entry.setting.unit}".strip() + (f": {entry.reason}" if entry.reason else "")
    if isinstance(entry, FieldMeasured | PlanSet):
        alike = [each for each in live if type(each) is type(entry) and each is not entry]
        return "; ".join(survey_differing(entry, alike)) or deed(audit, entry)
    if isinstance(entry, FindingRaised):
        others = [each for each in live if isinstance(each, FindingRaised) and each is not entry]
        return "; ".join(_differing(entry, others)) or deed(audit, entry)
    return deed(audit, entry)


def _differing(entry: FindingRaised, others: list[FindingRaised]) -> Iterator[str]:
    """The fields of a finding that another version has otherwise."""
    for name, words in _NAMES.items():
        mine = getattr(entry, name)
        if any(getattr(each, name) != mine for each in others):
            yield f"{words}: {_spoken(mine)}"


_SURVEY_NAMES = {
    "name": "Name",
    "x": "x",
    "y": "y",
    "height": "Height",
    "place": "Place",
    "at_field": "Magnet at field",
    "side": "Side of the line",
    "storey": "Storey",
    "floor": "Height of the floor",
    "metres": "Scale",
    "axis": "Bore axis",
}
_METRES = {"x", "y", "height", "floor", "metres"}


def survey_differing(entry: FieldMeasured | PlanSet, others: Iterable[Entry]) -> Iterator[str]:
    """What a reading shows and where, or what a plan is told to be, as far as another version has it otherwise."""
    if isinstance(entry, FieldMeasured):
        yield str(entry.quantity)
    for name, words in _SURVEY_NAMES.items():
        mine = getattr(entry, name, None)
        if any(getattr(each, name, None) != mine for each in others):
            unit = " m" if name in _METRES and mine is not None else "°" if name == "axis" and mine is not None else ""
            yield f"{words}: {_spoken(mine)}{unit}"
    if isinstance(entry, PlanSet):
        yield from (f"{words} differs" for name, words in _DRAWN.items() if _otherwise(entry, others, name))


_DRAWN = {"boundary": "Edge of the controlled area", "isocentre": "Place of the isocentre", "picture": "Picture"}


def _otherwise(entry: Entry, others: Iterable[Entry], name: str) -> bool:
    return any(getattr(each, name) != getattr(entry, name) for each in others)


def _spoken(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else "empty" if value in (None, "") else str(value)
