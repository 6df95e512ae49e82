"""The register as its logs make it: the units, scanners, cards, items, instruments and people that screens read.

Where two devices stated different things without knowing of each other, nobody's word is taken: texts are shown side
by side, a calibration is not known, an interval is the shorter one, everything else is as if nobody had said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from audit_app.audit.log.entries import Entry
from audit_app.audit.log.people import Person
from audit_app.audit.register import AncillaryItem, Instrument, KnownScanner, KnownUnit
from audit_app.errors import QuantityError
from audit_app.register.log import RegisterLog
from audit_app.register.statements import InstrumentCalibrated, OutOfUse, SameAs, Statement
from audit_app.register.use import unaware
from audit_app.units import convert, kind_of

Made = TypeVar("Made")
Shape = TypeVar("Shape", bound=BaseModel)
EITHER = " or "  # between texts that are in dispute
# The field of a statement that names what it is about, by the first word of its slot.
_OWN = {
    **{what: what for what in ("unit", "scanner", "ancillary", "instrument", "person")},
    "calibration": "instrument",
}


@dataclass(frozen=True)
class Register:
    """Every log by its id, and what follows from them; `unreadable` says in words which logs are not as written."""

    logs: Mapping[str, RegisterLog] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    @cached_property
    def units(self) -> tuple[KnownUnit, ...]:
        """Every unit that is in use, by name."""
        return _by_name(self._made("unit", "unit", KnownUnit))

    @cached_property
    def scanners(self) -> tuple[KnownScanner, ...]:
        """Every scanner that is in use, by name."""
        return tuple(sorted(self._made("unit", "scanner", KnownScanner), key=lambda each: (str(each), each.id)))

    @cached_property
    def ancillaries(self) -> tuple[AncillaryItem, ...]:
        """Every ancillary item that is in use, by name."""
        return _by_name(self._made("unit", "ancillary", AncillaryItem))

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everyone, by name."""
        return _by_name(self._made("person", "person", Person))

    @cached_property
    def cards(self) -> dict[str, dict[str, str]]:
        """The numbers and places on each unit's emergency card, by the unit's id."""
        found: dict[str, dict[str, str]] = {}
        for log in self._about("unit"):
            for live in log.of_kind("card"):
                each = [cast(dict[str, str], getattr(entry, "facts", {})) for entry in live]
                names = dict.fromkeys(name for facts in each for name in facts)
                found[live[0].slot[1]] = {name: _either(facts.get(name, "") for facts in each) for name in names}
        return found

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument with its calibration, by name; one that is out of use is `retired`."""
        return _by_name(
            Instrument.model_validate({**self._calibration(log, live[0].slot[1]), **_united(live), "retired": retired})
            for log in self._about("instrument")
            for live in log.of_kind("instrument")
            for retired in (self.is_out(log, "instrument", live[0].slot[1]),)
        )

    @staticmethod
    def _calibration(log: RegisterLog, instrument: str) -> dict[str, Any]:
        live = [each for each in log.live(("calibration", instrument)) if isinstance(each, InstrumentCalibrated)]
        if len(live) < 2:
            return _united(tuple(live))
        widest = max(live, key=_offset)
        unknown = {"calibrated_on": "", "calibration_due": "", "certificate": _either(e.certificate for e in live)}
        return {**unknown, "percent": max(e.percent for e in live), "offset": widest.offset, "unit": widest.unit}

    @staticmethod
    def is_out(log: RegisterLog, what: str, subject: str) -> bool:
        """Whether something of a log is out of use; in dispute an instrument is, and nothing else."""
        said = [each.out for each in log.live(("out-of-use", what, subject)) if isinstance(each, OutOfUse)]
        if any(said) and unaware(log, what, subject):
            said.append(False)
        return any(said) if what == "instrument" else bool(said) and all(said)

    @cached_property
    def out_of_use(self) -> tuple[tuple[str, str, str, str], ...]:
        """What is out of use beside instruments: its log, what it is, its id and name."""
        return tuple(
            (log.id, what, live[0].slot[1], str(_united(live).get("name") or _united(live).get("model", "")))
            for log in self.logs.values()
            for what in ("unit", "scanner", "person", "ancillary")
            for live in log.of_kind(what)
            if self.is_out(log, what, live[0].slot[1])
        )

    def same(self, what: str, subject: str) -> frozenset[str]:
        """The ids of everything that is stated to be the same as this, itself too."""
        beside = self._beside.get(what, {})
        found, waiting = {subject}, [subject]
        while waiting:
            new = beside.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return frozenset(found)

    @cached_property
    def _beside(self) -> dict[str, dict[str, set[str]]]:
        """What each unit, instrument or person is stated to be the same as, by what it is."""
        said: dict[tuple[str, ...], list[bool]] = {}
        for log in self.logs.values():
            for live in log.of_kind("same-as"):
                said.setdefault(live[0].slot, []).extend(each.same for each in live if isinstance(each, SameAs))
        found: dict[str, dict[str, set[str]]] = {}
        for (_, what, one, other), same in said.items():
            if all(same):  # where anybody says that they are two, they stay two
                for each, its in ((one, other), (other, one)):
                    found.setdefault(what, {}).setdefault(each, set()).add(its)
        return found

    def _about(self, about: str) -> Iterator[RegisterLog]:
        return (log for log in self.logs.values() if log.about == about)

    def _made(self, about: str, what: str, shape: type[Shape]) -> Iterator[Shape]:
        for log in self._about(about):
            for live in log.of_kind(what):
                if not self.is_out(log, what, live[0].slot[1]):
                    yield shape.model_validate(_united(live))


def _by_name(every: Iterator[Made]) -> tuple[Made, ...]:
    return tuple(sorted(every, key=_name))


def _name(each: Any) -> tuple[str, str]:
    return each.name, each.id


def _united(live: tuple[Entry, ...]) -> dict[str, Any]:
    """What live entries of one slot say together, as the fields of what they are about."""
    if not live:
        return {}
    found: dict[str, Any] = {"id": live[0].slot[1]}
    fields = type(live[0]).model_fields
    for name, told in fields.items():
        if name in (*Statement.model_fields, _OWN[live[0].slot[0]]):
            continue
        values = [getattr(entry, name) for entry in live]
        if all(value == values[0] for value in values):
            found[name] = values[0]
        elif name == "interval_months":
            found[name] = min(values)
        elif told.annotation is str:
            found[name] = _either(values)
    return found


def _either(values: Any) -> str:
    """Texts that are in dispute, beside each other."""
    return EITHER.join(dict.fromkeys(str(each) for each in values if each))


def _offset(entry: InstrumentCalibrated) -> Decimal:
    """The fixed part of an uncertainty, for comparing; a unit that is not known counts by its number."""
    try:
        unit = {"magnetic field": "mT"}.get(kind_of(entry.unit), entry.unit)
        return convert(entry.offset, entry.unit, unit)
    except QuantityError:
        return entry.offset
