"""Settling what two people said without knowing of each other: one holds, or both as one."""

from typing import Any

from audit_app.audit.audit import Line
from audit_app.audit.history.disputes import BESIDE, BOTH
from audit_app.audit.log.entries import (
    Concluded,
    Entry,
    FindingRaised,
    FollowedUp,
    Noted,
    PhotoCaptioned,
    PhotoMarked,
    ResultStated,
    Slot,
    ThingRenamed,
    Unknown,
    VisitTold,
)
from audit_app.audit.log.removals import GONE, removal
from audit_app.audit.pen import Draft, draft
from audit_app.errors import EntryRefused
from audit_app.visit.visit import Visit

_WORDS = ("title", "description", "place", "rationale", "recommendation", "interim_control")
_LISTS = ("photos", "references")


def keep_one(visit: Visit, slot: Slot, entry: str) -> Entry:
    """This statement holds, and supersedes the others, which stay in the history; `entry` is its id."""
    chosen = next((each for each in _live(visit, slot) if each.id == entry), None)
    if chosen is None:
        raise EntryRefused("This statement", "has been replaced", "Look at it again")
    found = removal(visit.audit.slots, slot)
    kind, says = restated(chosen)
    if found and isinstance(found.work, ThingRenamed) and not isinstance(chosen, GONE):
        says["name"] = found.work.name
    with visit.one_deed():
        visit.saw()
        return visit.enter_draft(Draft(kind, says))


def keep_both(visit: Visit, slot: Slot) -> Entry:
    """Both statements hold as one: their texts one after the other, their marks together, the graver rating.

    Two readings of the survey and two actions hold beside each other: the later ones get an id of their own.
    """
    live = _live(visit, slot)
    if not isinstance(live[0], BOTH) or any(type(each) is not type(live[0]) for each in live):
        raise EntryRefused("These statements", "cannot both hold", "Keep one of them")
    with visit.one_deed():
        visit.saw()
        return _kept_together(visit, live)


def _kept_together(visit: Visit, live: tuple[Entry, ...]) -> Entry:
    first = live[0]
    if isinstance(first, BESIDE):
        return _beside(visit, live)
    if isinstance(first, Concluded | FollowedUp | ResultStated | VisitTold):
        return visit.enter_draft(Draft(type(first), as_one(live)))
    _, says = restated(first)
    if isinstance(first, PhotoMarked):
        marks = dict.fromkeys(mark for each in live if isinstance(each, PhotoMarked) for mark in each.marks)
        return visit.enter_draft(Draft(type(first), {**says, "marks": tuple(marks)}))
    if isinstance(first, Noted | PhotoCaptioned):
        return visit.enter_draft(Draft(type(first), {**says, "text": joined([each.text for each in _texts(live)])}))
    return visit.enter_draft(Draft(FindingRaised, _finding([each for each in live if isinstance(each, FindingRaised)])))


def _beside(visit: Visit, live: tuple[Entry, ...]) -> Entry:
    """The first stays what it is, the others stand beside it."""
    made = [restated(each) for each in live]
    names = [str(next(field for field in ("reading", "action") if field in says)) for _, says in made]
    more = [Draft(kind, {**says, name: visit.new_id()}) for (kind, says), name in zip(made[1:], names[1:], strict=True)]
    return visit.enter_all([made[0], *more])[0]


def keep_answer(visit: Visit, line: Line, entry: str, every_note: bool = False) -> None:
    """One answer of a line holds, with the note of its own tablet; with `every_note` all notes of the line stay."""
    chosen = next((each for each in line.live if each.id == entry), None)
    if chosen is None:
        raise EntryRefused("This answer", "has been replaced", "Look at it again")
    own = [each.text for each in _texts(line.notes) if each.device == chosen.device]
    text = joined([each.text for each in _texts(line.notes)]) if every_note else joined(own)
    made = [restated(chosen)]
    if len(line.notes) > 1 or text != line.note:
        made.append(draft(Noted, item=line.item.id, thing=line.thing.id if line.thing else None, text=text))
    visit.enter_all(made)


def restated(entry: Entry) -> Draft:
    """The same statement again, to be entered over the others."""
    if isinstance(entry, Unknown):
        raise EntryRefused("This statement", "was made by a newer version of the app", "Update this app to settle it")
    envelope = set(Entry.model_fields) | {"kind"}
    return Draft(type(entry), {name: value for name, value in entry if name not in envelope})


def joined(texts: list[str]) -> str:
    """Several texts one after the other, each once; one that holds another stands for it."""
    said = [text.strip() for text in dict.fromkeys(texts) if text.strip()]
    return "\n".join(text for text in said if not any(text != other and text in other for other in said))


def _live(visit: Visit, slot: Slot) -> tuple[Entry, ...]:
    if found := removal(visit.audit.slots, slot):
        return found.stood, found.gone
    live = visit.audit.slots.live(slot)
    if len(live) < 2:
        raise EntryRefused("This dispute", "was settled meanwhile", "Look at it again")
    return live


def _texts(live: tuple[Entry, ...]) -> list[Noted | PhotoCaptioned]:
    return [each for each in live if isinstance(each, Noted | PhotoCaptioned)]


def _finding(live: list[FindingRaised]) -> dict[str, Any]:
    """Every version of a finding in one: at its gravest, with all that was written and photographed."""
    gravest = max(live, key=lambda each: (each.immediate_danger, each.likelihood * each.consequence))
    _, says = restated(gravest)
    for name in _WORDS:
        texts = [getattr(each, name) for each in (gravest, *live)]
        says[name] = joined(texts).replace("\n", " / ") if name in ("title", "place") else joined(texts)
    for name in _LISTS:
        says[name] = tuple(dict.fromkeys(one for each in live for one in getattr(each, name)))
    return {**says, "immediate_danger": any(each.immediate_danger for each in live)}


_GRAVER: dict[type[Entry], tuple[str, tuple[str, ...]]] = {  # the field that decides, and its words, the graver later
    Concluded: ("fit", ("yes", "with_conditions", "no")),
    ResultStated: ("result", ("satisfactory", "with_actions", "not_satisfactory", "immediate_danger")),
    FollowedUp: ("standing", ("closed", "still_open", "worse")),
}
_DAYS = ("respond_by", "next_due")


def as_one(live: tuple[Entry, ...]) -> dict[str, Any]:
    """Several conclusions, or tellings of the visit, in one: the graver word, every text, the earlier day.

    Conditions that no longer fit the graver word stand in its remarks.
    """
    name, order = _GRAVER.get(type(live[0]), ("", ()))
    gravest = max(live, key=lambda each: order.index(getattr(each, name))) if name else live[0]
    _, says = restated(gravest)
    for field in (each for each in says if isinstance(says[each], str) and each != name):
        every = [str(getattr(each, field)) for each in (gravest, *live)]
        says[field] = min(filter(None, every), default="") if field in _DAYS else joined(every)
    if isinstance(gravest, Concluded):
        named = tuple(dict.fromkeys(one for each in live if isinstance(each, Concluded) for one in each.conditions))
        fits = says["fit"] == "with_conditions"
        says |= {"conditions": named if fits else (), "despite": says["despite"] if says["fit"] == "yes" else ""}
        says["statement"] = says["statement"] if fits else joined([says["statement"], *named])
    return says
