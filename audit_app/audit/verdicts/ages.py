"""Dates judged on the day of the audit: what is due must not have passed, what was done must not be too old."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from audit_app.audit.verdicts.verdict import Judgement, Verdict
from audit_app.checklist.model import DateAsk
from audit_app.dates import spoken
from audit_app.units import plain


def judge_date(ask: DateAsk, given: str, today: date | None, entered: date | None, months: Decimal | None) -> Judgement:
    """The verdict on a date (ISO 8601) on the audit's day; `months` is the largest age of what was done, where known.

    A visit may last longer than its first day: what was done by the day it was `entered` does not lie in the future.
    """
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return Judgement(Verdict.NOT_ASSESSED, f"“{given}” is not a date")
    said = spoken(day.isoformat())
    if today is None:
        return Judgement(Verdict.NO_LIMIT, said)
    if ask.meaning == "due":
        return _due(day, today, said, ask.source or "")
    if day > max(today, entered or today):
        return Judgement(Verdict.NOT_ASSESSED, f"{said} lies after the day of the audit")
    if ask.oldest is None:
        return Judgement(Verdict.NO_LIMIT, said)
    if months is None:
        return Judgement(Verdict.NO_LIMIT, "The value that sets the limit has not been recorded", "", ask.source or "")
    return _aged(day, today, months, ask.source or "")


def _due(day: date, today: date, said: str, source: str) -> Judgement:
    """It complies on the day it is due, and is deficient from the day after."""
    limit = f"not before {spoken(today.isoformat())}"
    if day < today:
        return Judgement(Verdict.DEFICIENT, f"Lapsed on {said}", limit, source)
    return Judgement(Verdict.COMPLIANT, f"Valid until {said}", limit, source)


def _aged(day: date, today: date, months: Decimal, source: str) -> Judgement:
    first = months_before(today, int(months))
    age, limit = f"{plain(months)} months", f"not before {spoken(first.isoformat())}"
    if day < first:
        return Judgement(Verdict.DEFICIENT, f"{spoken(day.isoformat())}: more than {age} ago", limit, source)
    return Judgement(Verdict.COMPLIANT, f"{spoken(day.isoformat())}: within {age}", limit, source)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
