"""How long audits and photographs are kept: a rule a class, the ends of scanners, and holds that stop every disposal.

A scanner's life plus eleven years unless the tenant says otherwise: of the schedules of records that were read, the one
for equipment with its tests says so (Northern Ireland, disposal schedule, section D). Where the end of a scanner is not
known nothing of it comes due.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from audit_app.audit.log.clock import DeviceClock
from audit_app.dates import day
from audit_app.errors import UsageError
from audit_app.hub.database import Row, Within, now
from audit_app.hub.identity.roles import SCOPES
from audit_app.hub.tables import table

CLASSES = {"audit": "Audits: entries and photographs", "photographs": "Photographs alone"}
BASES = {"scanner": "after the scanner was taken out of use", "held": "after the audit was held"}
LONGEST_REASON, MOST_YEARS = 500, 100


@dataclass(frozen=True)
class Rule:
    """How many years something is kept, and from when."""

    years: int = 11
    basis: str = "scanner"

    @property
    def words(self) -> str:
        """The rule in words."""
        return f"{self.years} years {BASES[self.basis]}"


def rules(within: Within) -> dict[str, Rule]:
    """The rule of each class."""
    said = {row["class"]: Rule(row["years"], row["basis"]) for row in within.find("retention_rules")}
    return {each: said.get(each, Rule()) for each in CLASSES}


def set_rule(within: Within, name: str, years: str, basis: str, person: str) -> Rule:
    """Sets the rule of a class; UsageError when it is none."""
    number = int(years) if years.isascii() and years.isdecimal() and len(years) < 4 else 0
    if name not in CLASSES or basis not in BASES or not 1 <= number <= MOST_YEARS:
        raise UsageError("The rule", "is none", f"Choose a class, when it begins, and 1 to {MOST_YEARS} years")
    within.put("retention_rules", {"class": name}, years=number, basis=basis, set_by=person, set_at=now())
    return Rule(number, basis)


def end_scanner(within: Within, unit: str, text: str, person: str) -> None:
    """States the day on which a unit's scanner was taken out of use; audits up to it are of that scanner."""
    ended = day(text)
    if ended is None or ended > datetime.now(UTC).date():
        raise UsageError("The day", "is none, or has not come", "Give the day on which it was taken out of use")
    if within.one("audits", unit=unit) is None or not unit:
        raise UsageError("The unit", "is not known here", "Choose one from the list")
    within.put("scanner_ends", {"unit": unit, "ended_on": ended.isoformat()}, said_by=person, said_at=now())


def take_back_end(within: Within, unit: str, ended: str) -> bool:
    """Takes back that a scanner was taken out of use on a day; False when nobody said so."""
    own = table("scanner_ends")
    return within.remove("scanner_ends", own.c.unit == unit, own.c.ended_on == ended) == 1


def hold(within: Within, kind: str, scope: str, reason: str, person: str) -> str:
    """Holds everything of a tenant, site, unit or audit until it is lifted; gives its id."""
    words, where = " ".join(reason.split()), scope.strip()
    if kind not in SCOPES or (kind == "tenant") == bool(where):
        raise UsageError("The hold", "does not say what it holds", "Choose a kind and name the site, unit or audit")
    if not words or len(words) > LONGEST_REASON:
        raise UsageError("The reason", "is empty or too long", f"Write up to {LONGEST_REASON} characters")
    column = {"site": "site", "unit": "unit", "audit": "id"}.get(kind)
    if column and within.one("audits", **{column: where}) is None:
        raise UsageError("The hold", f"names no {kind} that is known here", "Choose one from the list")
    made = DeviceClock().new_id()
    within.add("holds", id=made, scope_kind=kind, scope=where, reason=words, set_by=person, set_at=now())
    return made


def lift(within: Within, hold_id: str, person: str) -> bool:
    """Lifts a hold; False when it is none or was lifted."""
    own = table("holds")
    told: dict[str, Any] = {"lifted_by": person, "lifted_at": now()}
    return within.change("holds", own.c.id == hold_id, own.c.lifted_at.is_(None), **told) == 1


def standing_holds(within: Within) -> list[Row]:
    """The holds that were not lifted."""
    own = table("holds")
    return within.find("holds", own.c.lifted_at.is_(None), order=own.c.set_at)


def holds_on(within: Within, about: Mapping[str, Any]) -> list[Row]:
    """The holds that an audit is under."""
    scopes = {"tenant": "", "site": about["site"], "unit": about["unit"], "audit": about["id"]}
    return [each for each in standing_holds(within) if scopes.get(each["scope_kind"]) == each["scope"]]


def scanner_end(within: Within, about: Mapping[str, Any]) -> str:
    """The day on which the scanner of an audit was taken out of use: the unit's first end since; or empty."""
    own = table("scanner_ends")
    fits = (own.c.unit == about["unit"], own.c.ended_on >= about["begun"])
    return next((row["ended_on"] for row in within.find("scanner_ends", *fits, order=own.c.ended_on, limit=1)), "")


def kept_until(within: Within, about: Mapping[str, Any], name: str) -> date | None:
    """The last day on which something of an audit is kept by its rule; None while that is not known."""
    rule, held = rules(within)[name], day(about["begun"])
    start = held if rule.basis == "held" else day(scanner_end(within, about))
    return years_after(start, rule.years) if held and start else None


def years_after(start: date, years: int) -> date | None:
    """The same day so many years later, 1 March for a 29 February that there is not; None beyond reckoning."""
    if start.year + years > date.max.year:
        return None
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)
