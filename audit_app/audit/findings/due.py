"""What falls due: audits by each unit's interval, calibrations, and open actions, held against a day."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from audit_app.audit.findings.actions import ENDED, SOON_DAYS
from audit_app.audit.register import Instrument, KnownUnit
from audit_app.counting import counted
from audit_app.dates import day, spoken

State = Literal["overdue", "soon", "later", "unknown"]
AUDIT_SOON_DAYS = 60  # an audit is planned with the site weeks ahead
CALIBRATION_SOON_DAYS = 60  # a laboratory keeps an instrument for weeks


@dataclass(frozen=True)
class Due:
    """One thing that falls due. `subject` is the id of the unit, instrument or action; `audit` the audit it is of.

    `due` is a local date (ISO 8601), empty when it is not known: an unknown date is shown, never passed over.
    """

    kind: Literal["audit", "calibration", "action"]
    subject: str
    title: str
    detail: str
    due: str
    state: State
    days: int | None = None
    audit: str = ""

    @property
    def words(self) -> str:
        """When it is due, in words."""
        if self.days is None:
            return "No date known"
        if self.days < 0:
            return f"Overdue by {_days(-self.days)}"
        return "Due today" if self.days == 0 else f"Due in {_days(self.days)}"


def _days(number: int) -> str:
    if number >= 60:
        return f"{number // 30} months"
    return counted(number, "day")


@dataclass(frozen=True)
class Held:
    """An audit that was held, as the list of audits knows it; `actions` and `followed` as its summary has them."""

    id: str
    unit: str
    on: str
    signed: bool
    simulated: bool = False
    actions: tuple[Mapping[str, Any], ...] = ()
    followed: frozenset[str] = frozenset()
    unit_name: str = ""
    next_due: str = ""
    site: str = ""


def _alone(unit: str) -> Collection[str]:
    return (unit,)


def audits_due(
    units: Iterable[KnownUnit], held: Iterable[Held], today: date, same: Callable[[str], Collection[str]] = _alone
) -> tuple[Due, ...]:
    """When each unit's next audit falls due, most pressing first; simulated and unsigned audits do not count.

    Units that `same` gives for one another are told once, by the one audited last, with the shortest interval.
    """
    every = tuple(held)
    real, made_up = [e for e in every if not e.simulated], {e.unit for e in every if e.simulated}
    found = []
    for unit, ids in _as_one(tuple(units), real, same):
        own = sorted((each for each in real if each.unit in ids), key=lambda each: each.on)
        last = next((each for each in reversed(own) if each.signed and day(each.on)), None)
        begun = next((each for each in reversed(own) if not each.signed), None)
        due = after_months(date.fromisoformat(last.on), unit.interval_months) if last else None
        told = day(last.next_due) if last and last.next_due else None
        due = told or due
        never = "Only simulated audits so far" if made_up & ids else "Not audited yet"
        every_so = "the next as told in its report" if told else f"every {unit.interval_months} months"
        detail = f"Last audited {spoken(last.on)}, {every_so}" if last else never
        detail += f"; one is in progress since {spoken(begun.on)}" if begun else ""
        state, days = held_against(due, today, AUDIT_SOON_DAYS)
        going_on = begun.id if begun else ""
        found.append(Due("audit", unit.id, unit.name, detail, due.isoformat() if due else "", state, days, going_on))
    return _pressing(found)


def _as_one(
    units: tuple[KnownUnit, ...], held: Iterable[Held], same: Callable[[str], Collection[str]]
) -> Iterator[tuple[KnownUnit, set[str]]]:
    """Each unit with the ids of all that are the same as it."""
    days = sorted((each.on, each.unit) for each in held)
    told: set[str] = set()
    for unit in units:
        ids = {unit.id, *same(unit.id)}
        if unit.id in told:
            continue
        told |= ids
        own = {each.id: each for each in units if each.id in ids}
        last = next((own[each] for _, each in reversed(days) if each in own), unit)
        yield last.model_copy(update={"interval_months": min(each.interval_months for each in own.values())}), ids


def calibrations_due(
    instruments: Iterable[Instrument], today: date, same: Callable[[str], Collection[str]] = _alone
) -> tuple[Due, ...]:
    """When each instrument's calibration falls due, most pressing first; retired ones are left out.

    Instruments that `same` gives for one another are told once, by the one calibrated last.
    """
    found = []
    in_use = (each for each in instruments if not each.retired)
    told: set[str] = set()
    for each in sorted(in_use, key=lambda each: each.calibrated_on, reverse=True):
        if each.id not in told:
            told |= {each.id, *same(each.id)}
            due = day(each.calibration_due)
            state, days = held_against(due, today, CALIBRATION_SOON_DAYS)
            detail = " ".join(part for part in (each.maker, each.model, each.serial) if part)
            found.append(Due("calibration", each.id, each.name, detail, each.calibration_due, state, days))
    return _pressing(found)


def actions_due(held: Iterable[Held], today: date) -> tuple[Due, ...]:
    """Every open action of the audits, most pressing first.

    An action on a finding that a later audit of the unit found closed, or took over, is left out.
    """
    real = [each for each in held if not each.simulated]
    followed = frozenset[str]().union(*(each.followed for each in real))
    found = []
    for each in real:
        for action in each.actions:
            if action["finding"] not in followed and action.get("state") not in ENDED:
                due = day(action["due"])
                state, days = held_against(due, today, SOON_DAYS)
                detail = f"{action['owner']}, {action['level'].lower()} risk"
                detail = f"{each.unit_name}: {detail}" if each.unit_name else detail
                found.append(
                    Due("action", action["action"], action["what"], detail, action["due"], state, days, each.id)
                )
    return _pressing(found)


def held_against(due: date | None, today: date, soon: int) -> tuple[State, int | None]:
    """How a due date stands on a day, and the days left (below 0 when it is over); it may still be done on its day."""
    if due is None:
        return "unknown", None
    left = (due - today).days
    return ("overdue" if left < 0 else "soon" if left <= soon else "later"), left


def _pressing(found: list[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda each: (each.days if each.days is not None else 10**6, each.title)))


def after_months(start: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
