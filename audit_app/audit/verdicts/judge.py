"""An answer or a reading against what the checklist asks: pure, exact, and the part a physicist will check first.

Unknown is never a pass: what is not done, has no limit, sits on the limit or inside the reading's uncertainty,
or is disputed, has a verdict of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit_app.audit.log.clock import local
from audit_app.audit.log.entries import Answered, Entry, Measured
from audit_app.audit.verdicts.ages import judge_date
from audit_app.audit.verdicts.doubt import with_doubt
from audit_app.audit.verdicts.verdict import OPEN as OPEN
from audit_app.audit.verdicts.verdict import SHORTCOMINGS as SHORTCOMINGS
from audit_app.audit.verdicts.verdict import Judgement as Judgement
from audit_app.audit.verdicts.verdict import Verdict as Verdict
from audit_app.checklist.model import (
    Bound,
    Choice,
    Condition,
    Count,
    DateAsk,
    FromItem,
    FromSetting,
    Item,
    Limit,
    QuantityAsk,
)
from audit_app.units import Quantity, convert, kind_of, plain

SIZED = ("magnetic field", "field gradient")  # kinds of quantity that a limit holds to their size
TURNED = {"": "", "<": ">", ">": "<"}
# From best to worst: of several limits the worst verdict counts.
_WORSE = (Verdict.COMPLIANT, Verdict.NO_LIMIT, Verdict.AT_THE_LINE, Verdict.DEFICIENT)

# Looks up what a limit refers to: the number (in the wanted unit) and the words for it, or None when unknown.
LookUp = Callable[[Bound, str], tuple[Decimal, str] | None]
Found = dict[str, tuple[Decimal, str] | None]
BOUNDS = ("low", "high", "around", "within")


@dataclass(frozen=True)
class Circumstances:
    """What a verdict depends on besides the answer.

    `today` is the day of the audit (ISO 8601), on which dates are judged; without one, the local day of the entry.
    """

    look_up: LookUp
    today: str = ""
    applies: Callable[[tuple[Condition, ...]], bool] = lambda conditions: True
    cited: Callable[[Limit], str] = lambda limit: limit.source


def judge(item: Item, live: tuple[Entry, ...], circumstances: Circumstances) -> Judgement:
    """The verdict on one item from the live entries of its answer slot (none, one, or several in dispute)."""
    if not live:
        return Judgement(Verdict.NOT_DONE)
    if len(live) > 1:
        return Judgement(Verdict.DISPUTED, "Two people gave different answers; choose one")
    [entry] = live
    if isinstance(entry, Measured):
        return _judge_reading(item, entry.quantity, circumstances)
    if isinstance(entry, Answered):
        return _judge_answer(item, entry, circumstances)
    return Judgement(Verdict.NOT_DONE)


def _judge_answer(item: Item, answer: Answered, by: Circumstances) -> Judgement:
    if answer.taken_back:
        return Judgement(Verdict.NOT_DONE, answer.reason)
    if answer.verdict is not None:
        return Judgement(Verdict(answer.verdict), answer.reason)
    match item.ask:
        case Choice() as ask:
            return _judge_choice(ask, answer)
        case DateAsk() as ask:
            entered = _day(local_day(answer))
            return judge_date(ask, answer.value, _day(by.today) or entered, entered, _months(ask, by.look_up))
        case Count() as ask:
            return _judge_count(ask, answer)
    return Judgement(Verdict.NO_LIMIT if answer.value else Verdict.NOT_DONE)


def _months(ask: DateAsk, look_up: LookUp) -> Decimal | None:
    found = look_up(ask.oldest, "months") if ask.oldest is not None else None
    return found[0] if found else None


def _judge_choice(ask: Choice, answer: Answered) -> Judgement:
    option = ask.option(answer.value)
    if option is None:
        return Judgement(Verdict.NOT_ASSESSED, f"“{answer.value}” is not among the choices of this checklist")
    if option.verdict == "recorded":
        return Judgement(Verdict.NO_LIMIT, option.label)
    return Judgement(Verdict(option.verdict), option.label)


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


def _judge_reading(item: Item, reading: Quantity, by: Circumstances) -> Judgement:
    """The reading against every limit that applies; where it keeps one and not another, both are named."""
    limits = item.ask.limits if isinstance(item.ask, QuantityAsk) else ()
    found = [(_against_one(reading, limit, by.look_up), limit) for limit in limits if by.applies(limit.applies_when)]
    if not found:
        return Judgement(Verdict.NO_LIMIT)
    worst, _ = max(found, key=lambda each: _WORSE.index(each[0].verdict))
    kept = [f"{one.limit} ({by.cited(limit)})" for one, limit in found if one.verdict is Verdict.COMPLIANT]
    broken = [f"{one.limit} ({by.cited(limit)})" for one, limit in found if one.verdict is Verdict.DEFICIENT]
    if not kept or not broken:
        return worst
    because = f"Within {' and '.join(kept)}; outside {' and '.join(broken)}"
    return Judgement(Verdict.PARTLY, because, worst.limit, worst.source)


def _against_one(reading: Quantity, limit: Limit, look_up: LookUp) -> Judgement:
    found = {name: look_up(bound, limit.unit) for name in BOUNDS if (bound := getattr(limit, name)) is not None}
    low, high, shown = _ends(limit, found)
    sure = reading if limit.inclusive else with_doubt(reading)  # what is set or printed is not measured
    verdict = against(sure, limit, low, high)
    if None in found.values() and verdict is not Verdict.DEFICIENT:
        return Judgement(Verdict.NO_LIMIT, "The value that sets the limit has not been recorded", shown, limit.source)
    because = "The limit lies within the uncertainty of the reading" if verdict is Verdict.AT_THE_LINE else ""
    if because and sure is not reading:
        because += "; none was given, so that of a usual instrument is taken"
    return Judgement(verdict, because, shown, limit.source)


def _ends(limit: Limit, found: Found) -> tuple[Decimal | None, Decimal | None, str]:
    """The two ends of a band as numbers, as far as they are known, and the band in words."""
    around, within = found.get("around"), found.get("within")
    if limit.around is not None:
        if around is None or within is None:
            return None, None, ""
        ends = around[0] - within[0], around[0] + within[0]
        return *ends, f"{around[1]} ± {within[1]} {limit.unit}"
    low, high = found.get("low"), found.get("high")
    shown = _band(low[1] if low else None, high[1] if high else None, limit.unit)
    return low[0] if low else None, high[0] if high else None, shown


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
