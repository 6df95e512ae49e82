"""The register: units and their interval, scanners, instruments and their calibration, people."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.findings.due import Due, calibrations_due
from audit_app.audit.log.people import Person
from audit_app.audit.register import INTERVAL_MONTHS, Instrument, KnownScanner, KnownUnit
from audit_app.dates import spoken
from audit_app.errors import UsageError
from audit_app.register.log import log_id
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, chip, label, line, stack
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.scroll import use_tab
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.unit.ancillary import ancillary_rows
from audit_app.screens.unit.register_disputes import register_disputes
from audit_app.screens.unit.register_list import (
    DAY,
    NEW,
    Field,
    Form,
    Values,
    adding,
    entry,
    kept_of,
    listed,
    pen_of,
    texts,
)
from audit_app.screens.unit.scanners import NAMED, scanner_fields, scanner_rows
from audit_app.units import UNITS, all_units
from audit_app.visit.register import instruments, people, typed_number, units
from audit_app.visit.register_verbs import keep_instrument, keep_person, keep_scanner, keep_unit


@view
def RegisterScreen() -> ft.View:
    """One of the three lists at a time."""
    desk = use_desk()
    asked = ft.use_route_params().get("which", "")
    options = [("unit", say("Units")), ("instrument", say("Instruments")), ("person", say("People"))]
    which, set_which = use_tab(desk, f"/register/{asked}", asked if asked in dict(options) else "unit")
    shown = {"unit": Units, "instrument": Instruments, "person": People}[which]
    damaged = [body(each, color=ft.Colors.ERROR) for each in desk.cabinet.store.register.now.unreadable]
    parts = [*damaged, line(segments("which", which, options, set_which)), shown(desk, key=which)]
    route, back = f"/register/{asked}".rstrip("/"), desk.trail.way_back("register", "/") if asked else "/"
    return frame(route, say("Register"), parts, back=back, help_page="register", tab=which)


# Units and their scanners


@piece
def Units(desk: Desk) -> ft.Control:
    """Every unit with its interval and scanners."""
    editing, edit = held("")
    every = units(desk.cabinet.store)
    rows = [unit_row(desk, each, editing, edit) for each in every]
    new = KnownUnit(id="", name="")
    add = UnitForm(desk, new, partial(edit, ""), key="new") if editing == NEW else adding(say("Add a unit"), edit)
    rows += unused(desk, "unit")
    return listed(say("No units yet"), say("Units are added here, or when their first audit starts."), rows, add)


def unit_row(desk: Desk, each: KnownUnit, editing: str, edit: Callable[[str], None]) -> ft.Control:
    """A unit with its scanners, or the form of what is being changed."""
    if editing == each.id:
        return UnitForm(desk, each, partial(edit, ""), key=f"form.{each.id}")
    place = ", ".join(part for part in (each.site, each.organisation) if part)
    every = chip(say("every {n} months", n=each.interval_months), ft.Icons.EVENT_REPEAT)
    own = entry(each.id, each.name, place, [every], lambda: edit(each.id))
    apart = register_disputes(desk, log_id("unit", each.id))
    scans, items = scanner_rows(desk, each, editing, edit), ancillary_rows(desk, each, editing, edit)
    return stack(*apart, own, scans, items, to_log("unit", each.id))


def to_log(about: str, subject: str) -> ft.Control:
    """The way to what was stated of a unit, instrument or person, by whom and when."""
    log = log_id(about, subject)
    return line(quiet(f"log.{log}", say("History"), go(f"/register/log/{log}"), icon=ft.Icons.HISTORY))


def unused(desk: Desk, what: str) -> list[ft.Control]:
    """What is no longer used, each with the way to its history, where it can be used again."""
    found = [each for each in desk.cabinet.store.register.now.out_of_use if each[1] == what]
    rows = [quiet(f"unused.{log}", name, go(f"/register/log/{log}"), icon=ft.Icons.BLOCK) for log, _, _, name in found]
    return [stack(label(say("No longer used")), line(*rows))] if rows else []


@piece
def UnitForm(desk: Desk, unit: KnownUnit, close: Callable[[], None]) -> ft.Control:
    """A unit; a new one with its first scanner."""
    store = desk.cabinet.store
    start = {**texts(unit, "name", "site", "organisation", "note"), "interval": str(unit.interval_months)}
    start |= texts(KnownScanner(), *NAMED)
    fields: list[Field] = [
        ("name", say("Name of the unit"), {}),
        ("site", say("Hospital or building"), {}),
        ("organisation", say("NHS trust or organisation"), {}),
        (
            "interval",
            say("Months between audits"),
            {"helper": say("Decided by the site; {n} to begin with.", n=INTERVAL_MONTHS)},
        ),
        *([] if unit.id else scanner_fields()),
        ("note", say("Note"), {}),
    ]

    def keep(form: Values) -> None:
        own = {"id": unit.id or desk.cabinet.clock.new_id(), "interval_months": months(form["interval"])}
        told_of = kept_of(form, "name", "site", "organisation", "note")
        kept = keep_unit(store, unit.model_copy(update={**own, **told_of}), pen_of(desk))
        told = kept_of(form, *NAMED)
        if not unit.id and any(told.values()):
            first = KnownScanner(id=desk.cabinet.clock.new_id(), unit=kept.id)
            keep_scanner(store, first.model_copy(update=told), pen_of(desk))

    return Form(desk, start, fields, keep, close, f"/register/unit/{unit.id}", key=f"unit.{unit.id}")


def months(typed: str) -> int:
    """A number of months from 1 to 120; UsageError when it is none."""
    text = typed.strip()
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= 120:
        raise UsageError(f"“{text[:20]}”", say("is not a number of months"), say("Type a whole number from 1 to 120"))
    return int(text)


# Instruments


@piece
def Instruments(desk: Desk) -> ft.Control:
    """Every instrument with its calibration."""
    editing, edit = held("")
    today = desk.cabinet.clock.now().date()
    rows = [instrument_row(desk, each, today, editing, edit) for each in instruments(desk.cabinet.store)]
    new = Instrument(id="", name="")
    told = say("Gaussmeters, oxygen meters, sound level meters. Audits copy their calibration dates.")
    done = partial(edit, "")
    add = InstrumentForm(desk, new, done, key="new") if editing == NEW else adding(say("Add an instrument"), edit)
    return listed(say("No instruments yet"), told, rows, add)


def instrument_row(desk: Desk, each: Instrument, today: date, editing: str, edit: Callable[[str], None]) -> ft.Control:
    """An instrument, or its form while it is changed."""
    if editing == each.id:
        return InstrumentForm(desk, each, partial(edit, ""), key=f"form.{each.id}")
    about = " ".join(part for part in (each.maker, each.model, each.serial) if part)
    if each.retired:
        facts = [chip(say("No longer used"), ft.Icons.BLOCK)]
    else:
        [due] = calibrations_due([each], today)
        facts = [calibration(due), *([chip(each.measures)] if each.measures else [])]
    own = entry(each.id, each.name, about, facts, lambda: edit(each.id))
    return stack(*register_disputes(desk, log_id("instrument", each.id)), own, to_log("instrument", each.id))


def calibration(due: Due) -> ft.Control:
    """When a calibration falls due; a lapsed or unknown one stands out by its shape and words."""
    if due.state == "unknown":
        return chip(say("Calibration date not known"), ft.Icons.HELP_OUTLINE, ft.Colors.ERROR)
    if due.state == "overdue":
        return chip(say("Calibration lapsed on {day}", day=spoken(due.due)), ft.Icons.ALARM, ft.Colors.ERROR)
    return chip(say("Calibrated until {day}", day=spoken(due.due)), ft.Icons.VERIFIED_OUTLINED)


@piece
def InstrumentForm(desk: Desk, each: Instrument, close: Callable[[], None]) -> ft.Control:
    """An instrument's identity, calibration and uncertainty."""
    retired, retire = held(each.retired)
    measures, set_measures = held(each.measures)
    unit, set_unit = held(each.unit if each.unit in all_units() else "")
    names = ("name", "maker", "model", "serial", "calibrated_on", "calibration_due", "certificate")
    start = {**texts(each, *names), "percent": str(each.percent or ""), "offset": str(each.offset or "")}
    fields: list[Field] = [
        ("name", say("Name"), {"hint_text": say("Gaussmeter 1")}),
        ("maker", say("Maker"), {}),
        ("model", say("Model"), {}),
        ("serial", say("Serial number"), {}),
        ("certificate", say("Certificate"), {}),
        ("calibrated_on", say("Calibrated on, e.g. 27/11/2026"), DAY),
        ("calibration_due", say("Calibration due, e.g. 27/11/2026"), DAY),
        ("percent", say("Uncertainty, % of reading (k = 2)"), {}),
        ("offset", say("plus a fixed part"), {}),
    ]

    def keep(form: Values) -> None:
        told: dict[str, Any] = {**kept_of(form, *names), "retired": retired, "unit": unit, "measures": measures}
        told |= {name: typed_number(form[name], say("an uncertainty")) for name in ("percent", "offset")}
        told["id"] = each.id or desk.cabinet.clock.new_id()
        keep_instrument(desk.cabinet.store, each.model_copy(update=told), pen_of(desk))

    known = [("", say("None")), *((one, one) for one in all_units())]
    kinds = dict.fromkeys((*UNITS, *([measures] if measures else [])))
    what = [("", say("Not stated: offered for magnetic fields only")), *((kind, kind) for kind in kinds)]
    extra = [choice("measures", say("What it measures"), measures, what, set_measures)]
    extra += [choice("unit", say("Unit of the fixed part"), unit, known, set_unit)]
    extra += [tick("retired", say("No longer used"), retired, retire)] if each.id else []
    draft = f"/register/instrument/{each.id}"
    return Form(desk, start, fields, keep, close, draft, extra, key=f"instrument.{each.id}")


# People


@piece
def People(desk: Desk) -> ft.Control:
    """Everyone, as owners of actions and auditors."""
    editing, edit = held("")
    rows = [person_row(desk, each, editing, edit) for each in people(desk.cabinet.store)]
    new = Person(id="", name="")
    told = say("People here can be chosen as auditors and as owners of actions.")
    add = PersonForm(desk, new, partial(edit, ""), key="new") if editing == NEW else adding(say("Add a person"), edit)
    rows += unused(desk, "person")
    return listed(say("No people yet"), told, rows, add)


def person_row(desk: Desk, each: Person, editing: str, edit: Callable[[str], None]) -> ft.Control:
    """A person, or their form while it is changed."""
    if editing == each.id:
        return PersonForm(desk, each, partial(edit, ""), key=f"form.{each.id}")
    facts = [chip(each.email, ft.Icons.ALTERNATE_EMAIL)] if each.email else []
    about = ", ".join(p for p in (each.role, each.registration) if p)
    own = entry(each.id, each.name, about, facts, lambda: edit(each.id))
    return stack(*register_disputes(desk, log_id("person", each.id)), own, to_log("person", each.id))


@piece
def PersonForm(desk: Desk, each: Person, close: Callable[[], None]) -> ft.Control:
    """A person's name, role, registration and address."""
    names = ("name", "role", "registration", "email")
    fields: list[Field] = [
        ("name", say("Name"), {}),
        ("role", say("Role"), {}),
        ("registration", say("Registration number"), {}),
        ("email", say("E-mail"), {"keyboard_type": ft.KeyboardType.EMAIL}),
    ]

    def keep(form: Values) -> None:
        told = {**kept_of(form, *names), "id": each.id or desk.cabinet.clock.new_id()}
        keep_person(desk.cabinet.store, each.model_copy(update=told), pen_of(desk))

    return Form(desk, texts(each, *names), fields, keep, close, f"/register/person/{each.id}", key=f"person.{each.id}")
