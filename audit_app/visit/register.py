"""The register: units, scanners, instruments and people that audits are made with, and what falls due among them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from pydantic import BaseModel

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import ended, summed_up
from audit_app.audit.findings.due import Due, Held, actions_due, audits_due, calibrations_due
from audit_app.audit.findings.every_action import Planned, every_action
from audit_app.audit.findings.going_on import stand_now
from audit_app.audit.instruments import INSTRUMENT, suits
from audit_app.audit.log.entries import ThingAdded
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Draft, draft
from audit_app.audit.register import AncillaryItem, Instrument, KnownScanner, KnownUnit
from audit_app.audit.things import Thing
from audit_app.errors import AuditError, EntryRefused
from audit_app.register.disputes import disputes
from audit_app.store.lineage import followed_up
from audit_app.store.store import Store
from audit_app.store.summary import Summary
from audit_app.visit.visit import Visit


def units(store: Store) -> tuple[KnownUnit, ...]:
    """Every unit that is in use, by name."""
    return store.register.now.units


def scanners(store: Store, unit: str = "") -> tuple[KnownScanner, ...]:
    """Every scanner that is in use, or those of one unit."""
    return tuple(each for each in store.register.now.scanners if unit in ("", each.unit))


def instruments(store: Store) -> tuple[Instrument, ...]:
    """Every instrument, by name, retired ones too."""
    return store.register.now.instruments


def people(store: Store) -> tuple[Person, ...]:
    """Everyone in the register, by name."""
    return store.register.now.people


def ancillaries(store: Store, unit: str = "") -> tuple[AncillaryItem, ...]:
    """Every ancillary item that is in use, or those of one unit."""
    return tuple(each for each in store.register.now.ancillaries if unit in ("", each.unit))


def card(store: Store, unit: str) -> dict[str, str]:
    """The numbers and places on a unit's emergency card, by the id of what is asked; empty when none were entered."""
    return {name: words for name, words in store.register.now.cards.get(unit, {}).items() if words}


def in_dispute(store: Store, subject: str) -> bool:
    """Whether two devices stated different things of a unit, scanner, instrument or person unknowingly."""
    return any(each.subject_id == subject for each in disputes(store.register.now))


def registered(store: Store, kind: str) -> tuple[dict[str, Any], ...]:
    """Units or scanners as JSON objects with `id` and `name`, by name."""
    every: tuple[BaseModel, ...] = units(store) if kind == "unit" else scanners(store)
    return tuple({"name": str(each), **each.model_dump(mode="json")} for each in every)


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
    same = store.register.now.same
    for each in store.logs():
        logs.setdefault(str(each.about.get("unit_id", "")), []).extend(each.about.get("touched", ()))
    return tuple(
        Held(
            id=each.id,
            unit=(unit := str(each.about.get("unit_id", ""))),
            on=str(each.about.get("on", "")),
            signed=each.state != "open",
            simulated=bool(each.about.get("simulated")),
            actions=_as_they_stand(store, each, [said for one in same("unit", unit) for said in logs.get(one, ())]),
            followed=frozenset(each.about.get("followed", ())),
            unit_name=str(each.about.get("unit", "")),
            site=str(each.about.get("site", "")),
            next_due=str(each.about.get("next_due", "")),
        )
        for each in store.audits()
    )


def _as_they_stand(store: Store, audit: Summary, said: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The actions of an audit; where several logs speak of one, by what each knew of the others, as the audit shows.

    Where the audit or a log cannot be read for it, such an action goes on.
    """
    told = stand_now(audit.about, said)
    often = Counter(each["action"] for each in said)
    if not any(often[each["action"]] > 1 for each in told):
        return told
    try:
        whole = followed_up(store, store.load(audit.id))
    except AuditError:
        return tuple({**each, "state": "open"} if often[each["action"]] > 1 else each for each in told)
    return (*summed_up(whole), *ended(whole))


def falling_due(store: Store, today: date) -> tuple[Due, ...]:
    """What is overdue, due soon or without a date: audits, calibrations and actions, in this order."""
    return tuple(each for each in what_is_due(store, today) if each.state != "later")


def what_is_due(store: Store, today: date) -> tuple[Due, ...]:
    """The same, and with it the next audit of every unit, however far away."""
    audits = held(store)
    same = store.register.now.same
    calibrations = calibrations_due(instruments(store), today, partial(same, "instrument"))
    every = (*calibrations, *actions_due(audits, today))
    own = audits_due(units(store), audits, today, partial(same, "unit"))
    return (*own, *(each for each in every if each.state != "later"))


def actions_everywhere(store: Store, today: date) -> tuple[Planned, ...]:
    """Every action of every unit, what is overdue first; none of a simulated audit."""
    return every_action(held(store), today)
