"""Statements that did not know of each other, in words: what they are about, what each says, and who said it."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.history.differences import differing
from audit_app.audit.history.sentences import answer_words, deed, moment
from audit_app.audit.history.subjects import subject
from audit_app.audit.log.entries import (
    ActionSet,
    Answered,
    Concluded,
    Entry,
    FieldMeasured,
    FindingRaised,
    FollowedUp,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoMarked,
    ResultStated,
    Settled,
    Slot,
    ThingRenamed,
    VisitTold,
)
from audit_app.audit.log.removals import Removal, goes_on, removal

# Kinds of which two can hold: as one, or (a reading of the survey, an action) beside each other.
BESIDE = (FieldMeasured, ActionSet)
BOTH = (Noted, PhotoCaptioned, PhotoMarked, FindingRaised, Concluded, ResultStated, VisitTold, FollowedUp, *BESIDE)


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
        if slot[0] == "action-closed" and goes_on(audit.slots, ("action", *slot[1:])):
            continue
        yield dispute(audit, slot, live, line)


def _removed(audit: Audit, slot: Slot, found: Removal) -> Dispute:
    """Somebody took out, or ended, what somebody else went on with: it stays, or it goes."""
    stay, go = ("It goes on", "It is over") if slot[0] == "action" else ("It stays", "It goes")
    stays = Version(found.stood, f"{stay}: {deed(audit, found.work)}", found.work.by.name, moment(found.work))
    goes = Version(found.gone, f"{go}: {deed(audit, found.gone)}", found.gone.by.name, moment(found.gone))
    finding, photo = (slot[1] if slot[0] == kind else "" for kind in ("finding", "photo"))
    finding = finding or str(getattr(found.stood, "finding", ""))
    return Dispute(slot, subject(audit, slot), (stays, goes), finding=finding, photo=photo)


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
    return "; ".join(differing(entry, (each for each in live if each is not entry))) or deed(audit, entry)
