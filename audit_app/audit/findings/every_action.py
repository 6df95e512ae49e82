"""The actions of every unit in one list: whose, of which unit, by when, and what is overdue first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit_app.audit.findings.actions import ENDED, SOON_DAYS
from audit_app.audit.findings.due import Held, State, held_against
from audit_app.dates import day


@dataclass(frozen=True)
class Planned:
    """One action as the list of all units shows it; `days` are left until it is due, below 0 when that is over."""

    action: str
    finding: str
    what: str
    level: str
    owner: str
    due: str
    state: str
    unit: str
    unit_name: str
    site: str
    audit: str
    standing: State
    days: int | None

    @property
    def open(self) -> bool:
        """True while its owner still has something to do."""
        return self.state not in ENDED

    @property
    def overdue(self) -> bool:
        """True from the day after it was due, while it is open."""
        return self.open and self.standing == "overdue"

    @property
    def searched(self) -> str:
        """Everything of it that a search looks in."""
        return " ".join((self.what, self.owner, self.unit_name, self.site, self.level)).casefold()


def every_action(held: Iterable[Held], today: date) -> tuple[Planned, ...]:
    """Every action that is still followed: overdue first, then by day, those without a day, then what came to its end.

    Those of simulated audits are left out, and those on a finding that a later audit found closed or took over.
    """
    real = [each for each in held if not each.simulated]
    followed = frozenset[str]().union(*(each.followed for each in real))
    found = [_planned(each, said, today) for each in real for said in each.actions if said["finding"] not in followed]
    return tuple(sorted(found, key=lambda each: (not each.open, _days(each), each.unit_name, each.what)))


def _days(each: Planned) -> int:
    return each.days if each.days is not None else 10**6


def _planned(audit: Held, said: Mapping[str, Any], today: date) -> Planned:
    standing, days = held_against(day(said["due"]), today, SOON_DAYS)
    named = {name: said[name] for name in ("action", "finding", "what", "level", "owner", "due", "state")}
    return Planned(
        **named,
        unit=audit.unit,
        unit_name=audit.unit_name,
        site=audit.site,
        audit=audit.id,
        standing=standing,
        days=days,
    )
