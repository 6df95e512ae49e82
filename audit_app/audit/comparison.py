"""This audit beside the ones before it: the last answer to an item, what is new, repeated or closed, and trends."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit_app.audit.audit import Audit, Line
from audit_app.audit.findings.finding import Finding, OpenBefore, findings, open_before
from audit_app.audit.history.sentences import answer_words, line_words, spoken
from audit_app.audit.log.entries import Answered, Measured
from audit_app.audit.log.names import name_key, same_name
from audit_app.audit.things import Thing
from audit_app.audit.verdicts.judge import SHORTCOMINGS, Verdict
from audit_app.checklist.model import Count, DateAsk, QuantityAsk
from audit_app.units import convert, plain


@dataclass(frozen=True)
class Before:
    """What the previous audit has for an item: shown beside it, never filled in as an answer.

    `photos` are photo ids of the previous audit.
    """

    audit: str
    on: str
    by: str
    words: str
    verdict: Verdict
    reason: str = ""
    note: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A line whose verdict is another than last time; `better` is None when neither is a pass nor a shortcoming."""

    line: str
    where: str
    was: str
    now: str
    better: bool | None


@dataclass(frozen=True)
class Since:
    """The findings of this audit against the previous one's, and the lines that moved."""

    previous: str
    previous_on: str
    new: tuple[Finding, ...]
    repeated: tuple[Finding, ...]
    still_open: tuple[OpenBefore, ...]
    closed: tuple[OpenBefore, ...]
    not_looked_at: tuple[OpenBefore, ...]
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Point:
    """One audit's value: `value` in the series' unit, `words` as recorded."""

    audit: str
    on: str
    value: Decimal
    words: str
    verdict: str = ""


@dataclass(frozen=True)
class Series:
    """One reading or date over audits, oldest first; dates count in days from the day of their audit."""

    key: str
    title: str
    unit: str
    points: tuple[Point, ...]


def before(previous: Audit, line: Line) -> Before | None:
    """What the previous audit has for the same item and thing, or None when nothing was said there."""
    same = same_thing(previous, line.thing) if line.thing else None
    if line.thing and same is None:
        return None
    found = previous.lines.get(f"{line.item.id}@{same.id}" if same else line.item.id)
    if found is None or (found.verdict is Verdict.NOT_DONE and not found.note and not found.photos):
        return None  # it was asked and nobody said anything: there was no last time
    return Before(
        audit=previous.id,
        on=previous.begun.on,
        by=found.answer.by.name if found.answer else "",
        words=line_words(found, previous.checklist),
        verdict=found.verdict,
        reason=getattr(found.answer, "reason", "") or found.judgement.because,
        note=found.note,
        photos=found.photos,
    )


def same_thing(previous: Audit, thing: Thing) -> Thing | None:
    """The thing of the previous audit that this one is: by its id when carried over, else by kind and name."""
    for each in previous.things:
        if each.id == thing.id:
            return each
    named = [each for each in previous.things_of(thing.kind) if same_name(each.name, thing.name)]
    return named[0] if len(named) == 1 else None  # two of one name: better none than the wrong one


def since(audit: Audit, previous: Audit | None = None) -> Since | None:
    """What is new, repeated and closed since the previous audit; None for an audit that follows none.

    Works from the open findings copied in as the audit began; with the previous audit at hand it also knows what
    had been closed there and came back, and which lines moved.
    """
    if not audit.begun.previous:
        return None
    earlier = open_before(audit)
    lines = {each.line for each in earlier} - {""}
    if previous is not None:
        lines |= {_here(audit, previous, each) for each in findings(previous)} - {""}
    now = findings(audit)
    again = tuple(each for each in now if each.carried_from or each.line in lines)
    kept = {each.carried_from for each in now}
    return Since(
        previous=audit.begun.previous,
        previous_on=previous.begun.on if previous else "",
        new=tuple(each for each in now if each not in again),
        repeated=again,
        still_open=tuple(e for e in earlier if e.standing in ("still_open", "worse") and e.id not in kept),
        closed=tuple(each for each in earlier if each.standing == "closed" and not each.disputed),
        not_looked_at=tuple(each for each in earlier if not each.standing or each.disputed),
        moved=moved(audit, previous) if previous else (),
    )


def _here(audit: Audit, previous: Audit, found: Finding) -> str:
    """The line of this audit that a finding of the previous one was raised from, or empty."""
    for line in audit.lines.values():
        if line.item.id == found.item:
            same = same_thing(previous, line.thing) if line.thing else None
            if (same.id if same else "") == found.thing and bool(line.thing) == bool(found.thing):
                return line.key
    return ""


def moved(audit: Audit, previous: Audit) -> tuple[Moved, ...]:
    """The lines that are done in both audits with another verdict, in walking order."""
    found = []
    for line in audit.lines.values():
        old = before(previous, line)
        if old is None or line.verdict in (old.verdict, Verdict.NOT_DONE) or old.verdict is Verdict.NOT_DONE:
            continue
        where = line.item.text + (f" ({line.thing.name})" if line.thing else "")
        better = _better(old.verdict, line.verdict)
        found.append(Moved(line.key, where, old.words, line_words(line, audit.checklist), better))
    return tuple(found)


_ORDER = (Verdict.DEFICIENT, Verdict.PARTLY, Verdict.AT_THE_LINE, Verdict.COMPLIANT)


def _better(was: Verdict, now: Verdict) -> bool | None:
    if was in _ORDER and now in _ORDER:
        return _ORDER.index(now) > _ORDER.index(was)
    return False if now in SHORTCOMINGS else None


def trends(
    audits: Iterable[Audit], surveyed: Mapping[str, Mapping[str, Point]] | None = None, least: int = 2
) -> tuple[Series, ...]:
    """Every reading, count and date that at least `least` audits of a unit hold, as series over the audits.

    `surveyed` adds what is worked out elsewhere, e.g. the distance of a field line: by audit id, then by the title
    of the series with its unit after a comma.
    """
    ordered = sorted(audits, key=lambda audit: (audit.begun.on, audit.begun.at))
    found: dict[str, tuple[str, str, list[Point]]] = {}
    things = _first_ids(ordered)
    for audit in ordered:
        for line in audit.lines.values():
            point = _point(audit, line)
            if point is not None:
                key = f"{line.item.id}@{things[line.thing.id]}" if line.thing else line.item.id
                points = found[key][2] if key in found else []
                found[key] = (*_title(line), [*points, point])
        for title, point in (surveyed or {}).get(audit.id, {}).items():
            points = found[title][2] if title in found else []
            name, _, unit = title.rpartition(", ")
            found[title] = (name, unit, [*points, point])
    series = (Series(key, title, unit, tuple(points)) for key, (title, unit, points) in found.items())
    return tuple(each for each in series if len(each.points) >= least)


def _first_ids(ordered: Iterable[Audit]) -> dict[str, str]:
    """For each thing the id it was first recorded with: one renamed stays one, and two of one name stay two.

    One recorded anew, not carried over, is known again by its name where nothing else in either audit has it.
    """
    known: dict[str, str] = {}
    earlier: list[Audit] = []
    for audit in ordered:
        here = {thing.id for thing in audit.things}
        names = Counter((thing.kind, name_key(thing.name)) for thing in audit.things)
        for thing in audit.things:
            if thing.id not in known:
                alone = names[thing.kind, name_key(thing.name)] == 1
                older = (
                    next((each for each in (same_thing(e, thing) for e in earlier) if each), None) if alone else None
                )
                known[thing.id] = known[older.id] if older and older.id not in here else thing.id
        earlier.insert(0, audit)
    return known


def _title(line: Line) -> tuple[str, str]:
    place = f" ({line.thing.name})" if line.thing else ""
    ask = line.item.ask
    unit = ask.unit if isinstance(ask, QuantityAsk) else "days from the audit" if isinstance(ask, DateAsk) else ""
    return f"{line.item.text}{place}", unit


def _point(audit: Audit, line: Line) -> Point | None:
    answer, ask, on = line.answer, line.item.ask, audit.begun.on
    said = answer_words(answer, audit.checklist)
    if isinstance(ask, QuantityAsk) and isinstance(answer, Measured):
        value = convert(answer.quantity.value, answer.quantity.unit, ask.unit)
        return Point(audit.id, on, Decimal(plain(value)), said, line.verdict.words)
    if not isinstance(answer, Answered) or answer.verdict is not None:
        return None
    if isinstance(ask, Count) and answer.value.isdecimal():
        return Point(audit.id, on, Decimal(answer.value), said, line.verdict.words)
    if isinstance(ask, DateAsk):
        return _dated(audit.id, on, answer.value, line.verdict.words)
    return None


def _dated(audit: str, on: str, given: str, verdict: str) -> Point | None:
    try:
        days = (date.fromisoformat(given) - date.fromisoformat(on)).days
    except ValueError:
        return None
    return Point(audit, on, Decimal(days), spoken(given), verdict)
