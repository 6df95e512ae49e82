"""What may be done to the register: each verb states something in a log, in place of what was stated before.

What the log says already is not stated again. A verb that is refused raises EntryRefused and changes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from audit_app.audit.instruments import INSTRUMENT
from audit_app.audit.log.clock import Clock, DeviceClock
from audit_app.audit.log.entries import Entry, Saw, Undone
from audit_app.audit.log.people import Person, person_in
from audit_app.audit.log.slots import said
from audit_app.audit.pen import Pen, choice, sealed
from audit_app.audit.register import AncillaryItem, Instrument, KnownScanner, KnownUnit
from audit_app.dates import EXAMPLE, day, typed_day
from audit_app.errors import EntryRefused
from audit_app.register.log import RegisterLog, log_id
from audit_app.register.statements import (
    AncillaryStated,
    CardStated,
    InstrumentCalibrated,
    InstrumentStated,
    OutOfUse,
    PersonStated,
    SameAs,
    ScannerStated,
    Statement,
    UnitStated,
)
from audit_app.register.use import unaware, unseen
from audit_app.register.words import with_part
from audit_app.store.store import Store
from audit_app.units import all_units

CALIBRATION = {"calibrated_on", "calibration_due", "certificate", "percent", "offset", "unit"}
MACHINE = ("maker", "model", "serial", "field", "magnet_type", "vent", "mobile", "research", "hybrid")


def pen_here(store: Store, person: Person | None = None, clock: Clock | None = None) -> Pen:
    """A pen for the register: in the name of a person, or of whoever uses this device."""
    here = person_in(store.drawers.preferred("preferences", {}).get("person")) or Person(name="Not recorded")
    return Pen(store.device, person or here, clock or DeviceClock())


def state(store: Store, pen: Pen | None, log: str, kind: Callable[..., Entry], **says: Any) -> Entry | None:
    """States something in a log of the register, unless the log says just that already; gives the entry made."""
    before, pen = store.register.log(log), pen or pen_here(store)
    entry = pen.write(kind, before, **says)
    live = before.live(entry.slot)
    if len(live) == 1 and said(live[0]) == said(entry):
        return None
    return _entered(store, pen, log, kind, says)


def _entered(store: Store, pen: Pen, log: str, kind: Callable[..., Entry], says: dict[str, Any]) -> Entry:
    """Makes an entry, after what this device knew where that may matter."""
    with store.register.together():
        before = _seen(store, pen, log, cast(type[Entry], kind))
        entry = pen.write(kind, before, **says)
        store.register.append(before.with_entry(entry), entry)
    return entry


def _seen(store: Store, pen: Pen, log: str, kind: type[Entry]) -> RegisterLog:
    """A log with how far others are known here, noted where it may matter to an entry of a kind that follows."""
    before = store.register.log(log)
    if heads := unseen(before, kind, pen.device):
        saw = pen.write(Saw, before, heads=heads)
        before = before.with_entry(saw)
        store.register.append(before, saw)
    return before


def keep_unit(store: Store, unit: KnownUnit, pen: Pen | None = None) -> KnownUnit:
    """States how a unit is."""
    _refuse_nameless("unit", unit.id, unit.name)
    says = unit.model_dump(include={"organisation", "site", "interval_months", "note"})
    state(store, pen, log_id("unit", unit.id), UnitStated, unit=unit.id, name=unit.name.strip(), **says)
    return unit


def keep_scanner(store: Store, scanner: KnownScanner, pen: Pen | None = None) -> KnownScanner:
    """States which machine a scanner of a unit is."""
    _refuse_nameless("scanner", scanner.id, str(scanner))
    says = {name: getattr(scanner, name) for name in MACHINE}
    state(store, pen, log_id("unit", scanner.unit), ScannerStated, scanner=scanner.id, unit=scanner.unit, **says)
    return scanner


def keep_card(store: Store, unit: str, facts: Mapping[str, str], pen: Pen | None = None) -> None:
    """States the numbers and places on a unit's emergency card."""
    told = {name: words.strip() for name, words in facts.items() if words.strip()}
    state(store, pen, log_id("unit", unit), CardStated, unit=unit, facts=told)


def keep_ancillary(store: Store, item: AncillaryItem, pen: Pen | None = None) -> AncillaryItem:
    """States what an ancillary item of a unit is, its label and its place."""
    _refuse_nameless("item", item.id, item.name)
    says = item.model_dump(exclude={"id"})
    state(store, pen, log_id("unit", item.unit), AncillaryStated, ancillary=item.id, **says)
    return item


def keep_instrument(store: Store, instrument: Instrument, pen: Pen | None = None) -> Instrument:
    """States what an instrument is, its calibration, and whether it is used; its dates must be dates, in order.

    A fixed part of its uncertainty needs a unit that the app knows: it would be left out of every reading otherwise.
    """
    _refuse_nameless(INSTRUMENT, instrument.id, instrument.name)
    instrument = instrument.model_copy(
        update={name: _iso(getattr(instrument, name)) for name in ("calibrated_on", "calibration_due")}
    )
    _refuse_doubtful(instrument)
    log, subject = log_id(INSTRUMENT, instrument.id), instrument.id
    with store.register.together():
        says = instrument.model_dump(include={"maker", "model", "serial", "measures"})
        state(store, pen, log, InstrumentStated, instrument=subject, name=instrument.name.strip(), **says)
        says = instrument.model_dump(include=CALIBRATION)
        state(store, pen, log, InstrumentCalibrated, instrument=subject, **says)
        if instrument.retired or store.register.log(log).slots.history(("out-of-use", INSTRUMENT, subject)):
            state(store, pen, log, OutOfUse, what=INSTRUMENT, subject=subject, out=instrument.retired)
    return instrument


def _iso(text: str) -> str:
    """A day as it was typed, in ISO 8601; text that is none stays as it is."""
    given = typed_day(text, date.today())
    return given.isoformat() if given else text


def _refuse_doubtful(instrument: Instrument) -> None:
    for text in (instrument.calibrated_on, instrument.calibration_due):
        if text and day(text) is None:
            raise EntryRefused(f"“{text[:40]}”", "is not a date", f"Type day, month and year, e.g. {EXAMPLE}")
    if instrument.calibrated_on > instrument.calibration_due != "":
        raise EntryRefused("The calibration", "falls due before it was made", "Check both dates")
    if instrument.offset and instrument.unit not in all_units():
        wrong = f"is in “{instrument.unit[:20]}”, which is no unit" if instrument.unit else "has no unit"
        raise EntryRefused("The fixed part of the uncertainty", wrong, "Choose the unit it is given in, e.g. mT")


def keep_person(store: Store, person: Person, pen: Pen | None = None) -> Person:
    """States who a person is."""
    _refuse_nameless("person", person.id, person.name)
    says = person.model_dump(include={"role", "registration", "email"})
    state(store, pen, log_id("person", person.id), PersonStated, person=person.id, name=person.name.strip(), **says)
    return person


def set_out_of_use(
    store: Store, log: str, what: str, subject: str, reason: str = "", out: bool = True, pen: Pen | None = None
) -> None:
    """States that something of a log is no longer used, or with `out` False that it is again."""
    state(store, pen, log, OutOfUse, what=choice(what), subject=subject, out=out, reason=reason)


def same_as(store: Store, what: str, subject: str, other: str, same: bool = True, pen: Pen | None = None) -> None:
    """States in the log of a unit, instrument or person that it is the same as another, or is not."""
    if subject == other:
        raise EntryRefused(f"This {what}", "is the same as itself", "Choose another one")
    slot = ("same-as", what, *sorted((subject, other)))
    theirs = bool(store.register.log(log_id(what, other)).slots.history(slot))  # stated there first: settled there
    one, two = (other, subject) if theirs else (subject, other)
    state(store, pen, log_id(what, one), SameAs, what=choice(what), subject=one, other=two, same=same)


def take_back(store: Store, log: str, entry: str, pen: Pen | None = None) -> Entry:
    """Undoes a statement of a log; undoing what undid it states it again. EntryRefused when it does not stand."""
    before = store.register.log(log)
    known = before.slots.known.get(entry)
    if known is None or not before.slots.stands(known):
        raise EntryRefused("This statement", "has been replaced", "Look at the register again")
    made = (pen or pen_here(store)).write(Undone, before, undoes=entry)
    store.register.append(before.with_entry(made), made)
    return made


def pick(store: Store, log: str, entry: str, pen: Pen | None = None) -> None:
    """Settles a dispute of a log: states again what one of its statements says, in place of all of them."""
    before = store.register.log(log)
    chosen = before.slots.known.get(entry)
    if chosen is None or chosen not in before.live(chosen.slot):
        raise EntryRefused("This statement", "is not in dispute any more", "Look at the register again")
    says = {name: getattr(chosen, name) for name in type(chosen).model_fields if name not in Statement.model_fields}
    _entered(store, pen or pen_here(store), log, type(chosen), {**says, **(chosen.model_extra or {})})


def pick_use(store: Store, log: str, what: str, subject: str, out: bool, pen: Pen | None = None) -> None:
    """Settles whether something is out of use that somebody went on with unaware: it is, or it is used."""
    found = unaware(store.register.log(log), what, subject)
    if found is None:
        raise EntryRefused("This statement", "is not in dispute any more", "Look at the register again")
    reason = getattr(found.out, "reason", "") if out else ""
    says = {"what": choice(what), "subject": subject, "out": out, "reason": reason}
    _entered(store, pen or pen_here(store), log, OutOfUse, says)


def pick_part(store: Store, log: str, entry: str, part: str, pen: Pen | None = None) -> None:
    """Settles one part of a dispute: every statement of it is made again with that part as one of them has it.

    What else they differ in stays in dispute.
    """
    before = store.register.log(log)
    chosen = before.slots.known.get(entry)
    if chosen is None or chosen not in before.live(chosen.slot):
        raise EntryRefused("This statement", "is not in dispute any more", "Look at the register again")
    again: list[tuple[dict[str, Any], list[str]]] = []
    for head in before.slots.heads(chosen.slot):
        says = with_part(head, part, chosen)
        alike = next((replaced for other, replaced in again if other == says), None)
        if alike is None:
            again.append((says, [head.id]))
        else:
            alike.append(head.id)
    pen = pen or pen_here(store)
    with store.register.together():
        before = _seen(store, pen, log, type(chosen))
        for says, replaced in again:
            made = sealed(pen.write(type(chosen), before, **says), {"replaces": replaced})
            before = before.with_entry(made)
            store.register.append(before, made)


def _refuse_nameless(kind: str, subject: str, name: str) -> None:
    if not name.strip():
        raise EntryRefused(f"This {kind}", "has no name yet", "Enter a name you will recognise")
    if not subject:
        raise EntryRefused(f"This {kind}", "has no identity", "Add it as a new one")
