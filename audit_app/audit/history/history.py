"""Who did what, when, and why it changed: the log of an item, a finding, a photograph or the whole audit, in words."""

from dataclasses import dataclass, replace
from datetime import datetime

from audit_app.audit.audit import Audit, Line
from audit_app.audit.history.clocks import clock_doubts
from audit_app.audit.history.sentences import because, deed, moment
from audit_app.audit.history.subjects import about
from audit_app.audit.log.entries import Entry, PhotoTaken, Slot, Undone
from audit_app.audit.log.entries.entry import OnItem
from audit_app.audit.log.ways import plain
from audit_app.audit.sheets import sheet_of


@dataclass(frozen=True)
class Event:
    """One step of a history; `when` is local time in words, `undone` says who took it back and when, or is empty.

    `about` names its item, thing or photograph where what was done does not; `clock` says what is wrong with its time.
    """

    id: str
    when: str
    who: str
    did: str
    why: str = ""
    undone: str = ""
    device: str = ""
    about: str = ""
    clock: str = ""

    def __str__(self) -> str:
        reason = f" ({self.why})" if self.why else ""
        return f"{self.when}: {self.who} {self.did}{reason}" + (f"; {self.undone}" if self.undone else "")


def history(audit: Audit, now: datetime | None = None) -> tuple[Event, ...]:
    """Every step of the audit, oldest first; with `now`, marked where its time cannot be right by this clock."""
    doubts = {each.entry.id: each.words for each in clock_doubts(audit, now)} if now else {}
    return tuple(replace(_event(audit, entry), clock=doubts.get(entry.id, "")) for entry in audit.entries)


def line_history(audit: Audit, line: Line) -> tuple[Event, ...]:
    """Every answer, note and picture of one line, with what was undone and put back, oldest first."""
    where = (line.item.id, line.thing.id if line.thing else "")
    own: list[Slot] = [("answer", *where), ("note", *where)]
    for slot in audit.slots.of_kind("photo"):
        taken = next((entry for entry in audit.slots.history(slot) if isinstance(entry, PhotoTaken)), None)
        moved = audit.slots.history(("photo-place", slot[1]))
        if (
            any((each.item, each.thing or "") == where for each in (taken, *moved) if isinstance(each, OnItem))
            and taken
        ):
            own += _photo_slots(taken.photo)
    sheets = {sheet_of(entry) for slot in own for entry in audit.slots.history(slot)} - {""}
    return _of(audit, [*own, *(("sheet-check", sheet) for sheet in sorted(sheets))])


def finding_history(audit: Audit, finding: str, actions: tuple[str, ...] = ()) -> tuple[Event, ...]:
    """Every step of one finding, its follow-up and the actions named, oldest first."""
    own: list[Slot] = [("carried", finding), ("follow-up", finding), ("finding", finding)]
    own += [(kind, action) for action in actions for kind in ("action", "action-closed")]
    return _of(audit, own)


def photo_history(audit: Audit, photo: str) -> tuple[Event, ...]:
    """Every step of one picture: taken, captioned, marked, reviewed, set aside; oldest first."""
    return _of(audit, _photo_slots(photo))


def _photo_slots(photo: str) -> list[Slot]:
    return [(kind, photo) for kind in ("photo", "caption", "marks", "review", "photo-place", "photo-expunged")]


def _of(audit: Audit, slots: list[Slot]) -> tuple[Event, ...]:
    made = {entry.id: entry for slot in slots for entry in audit.slots.history(slot)}
    waiting = list(made)
    while waiting:
        for undoer in audit.slots.undoers.get(plain(waiting.pop()), ()):
            made[undoer.id] = undoer
            waiting.append(undoer.id)
    ordered = sorted(made.values(), key=lambda each: (audit.slots.place_of(each), each.device, each.seq, each.sha))
    return tuple(_event(audit, entry) for entry in ordered)


def _event(audit: Audit, entry: Entry) -> Event:
    return Event(
        id=entry.id,
        when=moment(entry),
        who=entry.by.name,
        did=deed(audit, entry),
        why=because(entry),
        undone=_undone(audit, entry),
        device=entry.device,
        about=about(audit, entry),
    )


def _undone(audit: Audit, entry: Entry) -> str:
    if isinstance(entry, Undone) or audit.slots.stands(entry):
        return ""
    last = next(undoer for undoer in reversed(audit.slots.undoers[entry.id]) if audit.slots.stands(undoer))
    return f"undone by {last.by.name} on {moment(last)}"
