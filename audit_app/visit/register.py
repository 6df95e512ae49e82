"""The register: units, scanners, instruments and people that audits are made with, and what falls due among them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from audit_app.audit.audit import Audit
from audit_app.audit.findings.due import Due, Held, actions_due, audits_due, calibrations_due
from audit_app.audit.findings.going_on import open_now
from audit_app.audit.instruments import INSTRUMENT, suits
from audit_app.audit.log.entries import ThingAdded
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Draft, draft
from audit_app.audit.register import Instrument, KnownScanner, KnownUnit
from audit_app.audit.things import Thing
from audit_app.dates import day
from audit_app.errors import EntryRefused, StoreDamaged
from audit_app.store.store import Store
from audit_app.units import all_units
from audit_app.visit.visit import Visit

Kept = TypeVar("Kept", bound=BaseModel)


def units(store: Store) -> tuple[KnownUnit, ...]:
    """Every unit, by name."""
    return _all(store, "unit", KnownUnit)


def scanners(store: Store, unit: str = "") -> tuple[KnownScanner, ...]:
    """Every scanner, or those of one unit."""
    return tuple(each for each in _all(store, "scanner", KnownScanner) if unit in ("", each.unit))


def instruments(store: Store) -> tuple[Instrument, ...]:
    """Every instrument, by name, retired ones too."""
    return _all(store, INSTRUMENT, Instrument)


def people(store: Store) -> tuple[Person, ...]:
    """Everyone in the register, by name."""
    return _all(store, "person", Person)


def _all(store: Store, kind: str, shape: type[Kept]) -> tuple[Kept, ...]:
    fields = set(shape.model_fields)  # a scanner's register name is worked out, not one of its fields
    try:
        return tuple(
            shape.model_validate({name: value for name, value in each.items() if name in fields})
            for each in store.drawers.registered(kind)
        )
    except ValidationError as error:
        fault = f"holds a {kind} that cannot be read ({error.errors()[0]['msg']})"
        raise StoreDamaged("The register", fault, "Enter it again") from error


def keep_unit(store: Store, unit: KnownUnit) -> KnownUnit:
    """Keeps a unit, replacing the one with the same id."""
    return _keep(store, "unit", unit, unit.name)


def keep_scanner(store: Store, scanner: KnownScanner) -> KnownScanner:
    """Keeps a scanner, replacing the one with the same id."""
    return _keep(store, "scanner", scanner, str(scanner))


def keep_instrument(store: Store, instrument: Instrument) -> Instrument:
    """Keeps an instrument, replacing the one with the same id; its dates must be dates, in order.

    A fixed part of its uncertainty needs a unit that the app knows: it would be left out of every reading otherwise.
    """
    for text in (instrument.calibrated_on, instrument.calibration_due):
        if text and day(text) is None:
            raise EntryRefused(f"“{text[:40]}”", "is not a date", "Type it as year-month-day, e.g. 2026-11-20")
    if instrument.calibrated_on > instrument.calibration_due != "":
        raise EntryRefused("The calibration", "falls due before it was made", "Check both dates")
    if instrument.offset and instrument.unit not in all_units():
        said = f"is in “{instrument.unit[:20]}”, which is no unit" if instrument.unit else "has no unit"
        raise EntryRefused("The fixed part of the uncertainty", said, "Choose the unit it is given in, e.g. mT")
    return _keep(store, INSTRUMENT, instrument, instrument.name)


def keep_person(store: Store, person: Person) -> Person:
    """Keeps a person, replacing the one with the same id."""
    return _keep(store, "person", person, person.name)


def _keep(store: Store, kind: str, entry: Kept, name: str) -> Kept:
    entry_id = str(getattr(entry, "id", ""))
    if not name.strip():
        raise EntryRefused(f"This {kind}", "has no name yet", "Type a name you will know it by")
    if not entry_id:
        raise EntryRefused(f"This {kind}", "has no identity", "Add it as a new one")
    body = entry.model_dump(mode="json", exclude={"id", "name"} if kind != "scanner" else {"id"})
    store.drawers.register(kind, entry_id, name.strip(), body)
    return entry


def typed_number(text: str, what: str) -> Decimal:
    """A number typed for the register, e.g. a percentage; a decimal comma is understood; empty is 0."""
    try:
        number = Decimal(text.strip().replace(",", ".") or "0")
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= 1000:
        raise EntryRefused(f"“{text[:40]}”", f"is not a number for {what}", "Type a number from 0 to 1000, e.g. 2.5")
    return number


def take_along(visit: Visit, chosen: Iterable[Instrument]) -> tuple[str, ...]:
    """Copies instruments and their calibration into an audit, those it has not yet; gives their things' ids.

    The thing has the register's id, so that the next audit knows it again; a newer calibration replaces the copy.
    """
    present = {thing.id: thing.details for thing in visit.audit.things_of(INSTRUMENT)}
    new = [each for each in chosen if present.get(each.id) != each.details]
    if new:
        visit.enter_all(_copied(each) for each in new)
    return tuple(each.id for each in new)


def _copied(each: Instrument) -> Draft:
    return draft(
        ThingAdded,
        thing=each.id,
        thing_kind=INSTRUMENT,
        name=each.name,
        details=each.details,
        carried_from="register",
    )


def at_hand(store: Store, audit: Audit, unit: str, chosen: str = "") -> tuple[Thing, ...]:
    """The instruments a reading in this unit may be taken with: the audit's own, and those registered since.

    Each as the register knows it now; one that is no longer used, or measures something else, is left out, unless it
    is the one already chosen.
    """
    known = {each.id: each for each in instruments(store)}
    own = {thing.id: thing for thing in audit.things_of(INSTRUMENT)}
    now = {each.id: Thing(each.id, INSTRUMENT, each.name, each.details) for each in known.values()}
    gone = {each.id for each in known.values() if each.retired}

    def offered(each: Thing) -> bool:
        return each.id == chosen or (each.id not in gone and suits(each.details, unit, each.name))

    return tuple(each for each in (own | now).values() if offered(each))


def held(store: Store) -> tuple[Held, ...]:
    """Every audit of this device as its summary tells it, its actions as they stand since it was signed."""
    logs: dict[str, list[dict[str, Any]]] = {}
    for each in store.logs():
        logs.setdefault(str(each.about.get("unit_id", "")), []).extend(each.about.get("touched", ()))
    return tuple(
        Held(
            id=each.id,
            unit=(unit := str(each.about.get("unit_id", ""))),
            on=str(each.about.get("on", "")),
            signed=each.state != "open",
            simulated=bool(each.about.get("simulated")),
            actions=open_now(each.about, logs[unit]),
            followed=frozenset(each.about.get("followed", ())),
            unit_name=str(each.about.get("unit", "")),
        )
        for each in store.audits()
    )


def falling_due(store: Store, today: date) -> tuple[Due, ...]:
    """What is overdue, due soon or without a date: audits, calibrations and actions, in this order."""
    audits = held(store)
    every = (
        *audits_due(units(store), audits, today),
        *calibrations_due(instruments(store), today),
        *actions_due(audits, today),
    )
    return tuple(each for each in every if each.state != "later")
