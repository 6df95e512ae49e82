"""An answer or a reading against what the checklist asks: pure, exact, and the part a physicist will check first.

Unknown is never a pass: what is not done, has no limit, sits on the limit or inside the reading's uncertainty,
or is disputed, has a verdict of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from audit_app.audit.log.clock import local
from audit_app.audit.log.entries import Answered, Entry, Measured
from audit_app.checklist.model import (
    Bound,
    Choice,
    Count,
    DateAsk,
    FromItem,
    FromSetting,
    Item,
    Limit,
    QuantityAsk,
)
from audit_app.dates import spoken
from audit_app.units import Quantity, convert, kind_of, plain


class Verdict(StrEnum):
    """What is known about an item; only COMPLIANT is a pass."""

    COMPLIANT = "compliant"
    PARTLY = "partly"
    DEFICIENT = "deficient"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"
    AT_THE_LINE = "at_the_line"
    NO_LIMIT = "no_limit"
    DISPUTED = "disputed"
    NOT_DONE = "not_done"

    @property
    def words(self) -> str:
        """The verdict as a report prints it."""
        return _WORDS[self]


_WORDS = {
    Verdict.COMPLIANT: "Compliant",
    Verdict.PARTLY: "Partly compliant",
    Verdict.DEFICIENT: "Deficient",
    Verdict.NOT_APPLICABLE: "Not applicable",
    Verdict.NOT_ASSESSED: "Not assessed",
    Verdict.AT_THE_LINE: "At the line",
    Verdict.NO_LIMIT: "Recorded, no limit",
    Verdict.DISPUTED: "Disputed",
    Verdict.NOT_DONE: "Not done",
}
OPEN = (Verdict.NOT_DONE, Verdict.DISPUTED)  # still to be settled before signing
SHORTCOMINGS = (Verdict.DEFICIENT, Verdict.PARTLY)
SIZED = ("magnetic field", "field gradient")  # kinds of quantity that a limit holds to their size
TURNED = {"": "", "<": ">", ">": "<"}


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason in words, the limit it was held against, and the clause that sets the limit."""

    verdict: Verdict
    because: str = ""
    limit: str = ""
    source: str = ""


# Looks up what a limit refers to: the number (in the wanted unit) and the words for it, or None when unknown.
LookUp = Callable[[Bound, str], tuple[Decimal, str] | None]


def judge(item: Item, live: tuple[Entry, ...], look_up: LookUp) -> Judgement:
    """The verdict on one item from the live entries of its answer slot (none, one, or several in dispute)."""
    if not live:
        return Judgement(Verdict.NOT_DONE)
    if len(live) > 1:
        return Judgement(Verdict.DISPUTED, "Two people gave different answers; pick one")
    [entry] = live
    if isinstance(entry, Measured):
        return _judge_reading(item, entry.quantity, look_up)
    if isinstance(entry, Answered):
        return _judge_answer(item, entry)
    return Judgement(Verdict.NOT_DONE)


def _judge_answer(item: Item, answer: Answered) -> Judgement:
    if answer.taken_back:
        return Judgement(Verdict.NOT_DONE, answer.reason)
    if answer.verdict is not None:
        return Judgement(Verdict(answer.verdict), answer.reason)
    match item.ask:
        case Choice() as ask:
            return _judge_choice(ask, answer)
        case DateAsk() as ask:
            return _judge_date(ask, answer)
        case Count() as ask:
            return _judge_count(ask, answer)
    return Judgement(Verdict.NO_LIMIT if answer.value else Verdict.NOT_DONE)


def _judge_choice(ask: Choice, answer: Answered) -> Judgement:
    option = ask.option(answer.value)
    if option is None:
        return Judgement(Verdict.NOT_ASSESSED, f"“{answer.value}” is not among the choices of this checklist")
    if option.verdict == "recorded":
        return Judgement(Verdict.NO_LIMIT, option.label)
    return Judgement(Verdict(option.verdict), option.label)


def _judge_date(ask: DateAsk, answer: Answered) -> Judgement:
    """A due date complies on its day and is deficient from the day after, as of the local day it was entered."""
    given, today = _day(answer.value), _day(local_day(answer))
    if given is None:
        return Judgement(Verdict.NOT_ASSESSED, f"“{answer.value}” is not a date")
    said = spoken(given.isoformat())
    if ask.meaning == "due" and today is not None:
        limit = f"not before {spoken(today.isoformat())}"
        if given < today:
            return Judgement(Verdict.DEFICIENT, f"Lapsed on {said}", limit)
        return Judgement(Verdict.COMPLIANT, f"Valid until {said}", limit)
    return Judgement(Verdict.NO_LIMIT, said)


def _judge_count(ask: Count, answer: Answered) -> Judgement:
    try:
        count = int(answer.value)
    except ValueError:
        return Judgement(Verdict.NOT_ASSESSED, f"“{answer.value}” is not a whole number")
    if ask.low is None and ask.high is None:
        return Judgement(Verdict.NO_LIMIT)
    inside = (ask.low is None or ask.low <= count) and (ask.high is None or count <= ask.high)
    shown = _band(str(ask.low) if ask.low is not None else None, str(ask.high) if ask.high is not None else None)
    return Judgement(Verdict.COMPLIANT if inside else Verdict.DEFICIENT, "", shown, ask.source or "")


def _judge_reading(item: Item, reading: Quantity, look_up: LookUp) -> Judgement:
    limit = item.ask.limit if isinstance(item.ask, QuantityAsk) else None
    if limit is None:
        return Judgement(Verdict.NO_LIMIT)
    low, high = (look_up(bound, limit.unit) if bound is not None else None for bound in (limit.low, limit.high))
    shown = _band(low[1] if low else None, high[1] if high else None, limit.unit)
    missing = (limit.low is not None and low is None) or (limit.high is not None and high is None)
    verdict = against(reading, limit, low[0] if low else None, high[0] if high else None)
    if missing and verdict is not Verdict.DEFICIENT:
        return Judgement(Verdict.NO_LIMIT, "What the limit is taken from has not been recorded", shown, limit.source)
    because = "The limit lies inside the reading's uncertainty" if verdict is Verdict.AT_THE_LINE else ""
    return Judgement(verdict, because, shown, limit.source)


def against(reading: Quantity, limit: Limit, low: Decimal | None, high: Decimal | None) -> Verdict:
    """A reading against the ends of a band given in the limit's unit, with its expanded uncertainty (k = 2).

    On an end, or nearer to it than the uncertainty, is AT_THE_LINE, unless the limit is inclusive and the reading as
    shown reaches it. A reading given as '<' or '>' is judged by the
    whole range it leaves open; a field by its size, for a sign only tells which way a probe pointed.
    """
    value = convert(reading.value, reading.unit, limit.unit)
    comparator: str = reading.comparator
    doubt = convert(reading.doubt, reading.unit, limit.unit)
    if value < 0 and kind_of(limit.unit) in SIZED:
        value, comparator = -value, TURNED[comparator]
    lowest = None if comparator == "<" else value - doubt
    highest = None if comparator == ">" else value + doubt
    if low is not None and highest is not None and highest < low:
        return Verdict.DEFICIENT
    if high is not None and lowest is not None and lowest > high:
        return Verdict.DEFICIENT
    if limit.inclusive and not comparator and (low is None or value >= low) and (high is None or value <= high):
        return Verdict.COMPLIANT
    clear_of_low = low is None or (lowest is not None and lowest > low)
    clear_of_high = high is None or (
        highest is not None and (highest < high or (highest == high and comparator == "<"))
    )
    return Verdict.COMPLIANT if clear_of_low and clear_of_high else Verdict.AT_THE_LINE


def _band(low: str | None, high: str | None, unit: str = "") -> str:
    parts = [f"at least {low}" if low else "", f"at most {high}" if high else ""]
    return " and ".join(part for part in parts if part) + (f" {unit}" if unit and (low or high) else "")


def fixed(bound: Bound) -> tuple[Decimal, str] | None:
    """The look-up for limits that are plain numbers; what needs the audit to answer is None."""
    return None if isinstance(bound, FromSetting | FromItem) else (bound, plain(bound))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def local_day(entry: Entry) -> str:
    """The local date (ISO 8601) on the device when the entry was made."""
    return local(entry.wall, entry.zone).date().isoformat()
