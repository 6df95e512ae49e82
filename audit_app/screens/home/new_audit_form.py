"""What a new audit is started from: a form held as one frozen value, filled from the register and checked whole."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from audit_app.audit.log.names import same_name
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.pen import Pen
from audit_app.audit.register import KnownScanner, KnownUnit
from audit_app.checklist.add_ons import add_ons_for, joined
from audit_app.checklist.model import Checklist
from audit_app.checklist.reference.confirmations import load_confirmed
from audit_app.checklist.reference.settings import defaults, setting, settings
from audit_app.checklist.reference.sources import library
from audit_app.dates import typed_day
from audit_app.errors import AuditError
from audit_app.portfolio.checklists.offer import offered
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.language import say
from audit_app.screens.session.preferences import Preferences
from audit_app.store.lineage import last_of_unit
from audit_app.units import Quantity, convert, plain, read
from audit_app.visit.register import in_dispute, instruments, registered, take_along, units
from audit_app.visit.register_verbs import keep_scanner, keep_unit
from audit_app.visit.visit import begin

WEAKEST, STRONGEST = Decimal("0.01"), Decimal(25)  # T; whole-body magnets have from some 0.05 to 11.7 T
SCANNER = ("maker", "model", "serial", "field_strength")
MagnetType = Literal["superconducting", "sealed", "permanent", "resistive"]  # sealed: superconducting without a vent
HYBRID = {
    "mr-linac": "linac",
    "pet-mr": "pet",
    "intra-operative": "intra-operative",
}  # of a scanner


@dataclass(frozen=True)
class Form:
    """Everything the new-audit screen asks, as typed; `settings` is setting id -> id of the choice."""

    checklist: str = ""
    unit_id: str = ""
    unit: str = ""
    site: str = ""
    organisation: str = ""
    scanner_id: str = ""
    maker: str = ""
    model: str = ""
    serial: str = ""
    field_strength: str = ""
    field_unit: str = "T"
    magnet_type: MagnetType = "superconducting"
    name: str = ""
    role: str = ""
    registration: str = ""
    on: str = ""
    previous: str = ""
    add_ons: str = ""  # ids with commas between them
    line_reason: str = ""
    line_by: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def having(self, **changes: Any) -> "Form":
        """The form with some fields typed anew."""
        return replace(self, **changes)

    def with_setting(self, setting_id: str, value_id: str) -> "Form":
        """The form with one setting chosen."""
        return replace(self, settings={**self.settings, setting_id: value_id})

    def joining(self, add_on: str, on: bool) -> "Form":
        """The form with an add-on joined to its list, or left out again."""
        kept = [each for each in self.joined if each != add_on]
        return replace(self, add_ons=",".join([*kept, add_on] if on else kept))

    @property
    def joined(self) -> tuple[str, ...]:
        """The ids of the add-ons that were chosen."""
        return tuple(each for each in self.add_ons.split(",") if each)


def newest_checklists(cabinet: Cabinet) -> tuple[Checklist, ...]:
    """The newest version of every checklist that was not withdrawn: released with the app, or made on this device."""
    return offered(cabinet.store)


def whole_lists(cabinet: Cabinet) -> tuple[Checklist, ...]:
    """The lists that an audit is made with: those for a whole unit first, then the short ones, shortest first."""
    order = ("acceptance", "periodic", "document-audit", "check")
    found = [each for each in newest_checklists(cabinet) if each.kind in order]
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), len(each.items))))


def add_ons_of(cabinet: Cabinet, form: Form) -> tuple[Checklist, ...]:
    """The add-ons that can be joined to the list of a form."""
    known = newest_checklists(cabinet)
    main = next((each for each in known if each.id == form.checklist), None)
    return add_ons_for(main, known) if main else ()


def checklist_of(cabinet: Cabinet, form: Form) -> Checklist:
    """The list of a form with the add-ons that were chosen and fit it."""
    main = next(each for each in newest_checklists(cabinet) if each.id == form.checklist)
    return joined(main, [each for each in add_ons_of(cabinet, form) if each.id in form.joined])


def wants_reason(form: Form) -> bool:
    """Whether the field line that was chosen must be given a written reason and a name in this vocabulary."""
    line = setting("working_line")
    chosen = line.value(form.settings.get(line.id, line.default().id))
    return form.settings.get("vocabulary", "uk") in chosen.reason_in


def fresh(cabinet: Cabinet, preferences: Preferences, unit: str = "") -> Form:
    """The form as it first stands: who this is, today, this device's settings, and the unit when there is only one.

    With a `unit`, the id of the one that is due, it is filled in for a regular audit of that.
    """
    person = preferences.person or Person(name="")
    chosen = {**defaults(preferences.vocabulary), "working_line": preferences.working_line}
    form = Form(
        name=person.name,
        role=person.role,
        registration=person.registration,
        on=cabinet.clock.now().date().isoformat(),
        settings=chosen,
    )
    units = registered(cabinet.store, "unit")
    if unit:
        regular = next((each.id for each in newest_checklists(cabinet) if each.kind == "periodic"), "")
        return with_unit(cabinet, form.having(checklist=regular), unit)
    return with_unit(cabinet, form, units[0]["id"]) if len(units) == 1 else form


def with_unit(cabinet: Cabinet, form: Form, unit_id: str) -> Form:
    """The form filled in from the register for one unit and its scanner; an empty id clears it for a new one."""
    unit = next((each for each in registered(cabinet.store, "unit") if each["id"] == unit_id), None)
    if unit is None:
        place, machine = ("unit_id", "unit", "site", "organisation", "previous"), ("scanner_id", *SCANNER)
        return form.having(**dict.fromkeys((*place, *machine), ""))
    form = replace(
        form,
        unit_id=unit_id,
        unit=unit["name"],
        site=str(unit.get("site", "")),
        organisation=str(unit.get("organisation", "")),
        previous=latest_of(cabinet, unit_id),
    )
    return with_scanner(cabinet, form, _audited_last(cabinet, form))


def scanners_of(cabinet: Cabinet, unit_id: str) -> dict[str, dict[str, Any]]:
    """The scanners of a unit in the register, by id."""
    return {each["id"]: each for each in registered(cabinet.store, "scanner") if each.get("unit") == unit_id}


def _audited_last(cabinet: Cabinet, form: Form) -> str:
    """The unit's scanner, of several the one audited last; empty when none is known."""
    here = list(scanners_of(cabinet, form.unit_id))
    last = cabinet.audit(form.previous).begun.scanner.id if len(here) > 1 and form.previous else ""
    return last if last in here else next(iter(here), "")


def with_scanner(cabinet: Cabinet, form: Form, scanner_id: str) -> Form:
    """The form with a scanner of the unit put in; an empty id clears it for another one."""
    scanner = scanners_of(cabinet, form.unit_id).get(scanner_id)
    if scanner is None:
        return form.having(**dict.fromkeys(("scanner_id", *SCANNER), ""))
    kept = cast(dict[str, Any] | None, scanner.get("field"))
    return replace(
        form,
        scanner_id=str(scanner["id"]),
        maker=str(scanner.get("maker", "")),
        model=str(scanner.get("model", "")),
        serial=str(scanner.get("serial", "")),
        field_strength=str(kept["value"]) if kept else "",
        field_unit=str(kept["unit"]) if kept else "T",
        magnet_type=_magnet_of(scanner),
    )


def _magnet_of(scanner: dict[str, Any]) -> MagnetType:
    kept = scanner.get("magnet_type", "superconducting")
    return "sealed" if kept == "superconducting" and scanner.get("vent") == "no" else cast(MagnetType, kept)


def with_person(form: Form, person: Person) -> Form:
    """The form with someone of the register as the auditor."""
    return form.having(name=person.name, role=person.role, registration=person.registration)


def latest_of(cabinet: Cabinet, unit_id: str) -> str:
    """The id of the newest signed audit of a unit, or empty."""
    return last_of_unit(cabinet.store, unit_id)


def faults(form: Form) -> dict[str, str]:
    """What still keeps the audit from being started: field -> what to do, in the order of the screen."""
    found: dict[str, str] = {}
    if not form.checklist:
        found["checklist"] = say("Choose what kind of audit this is.")
    if not form.unit.strip():
        found["unit"] = say("Enter the name that people use for the unit.")
    if not form.field_strength.strip():
        found["field_strength"] = say("Enter the field strength of the magnet, e.g. 3.")
    else:
        try:
            tesla = convert(*_measured(nominal(form)), "T")
        except AuditError as error:
            found["field_strength"] = str(error)
        else:
            if not WEAKEST <= tesla <= STRONGEST:
                words = say("No MR magnet has a field of {t} T. Correct the number or its unit.", t=plain(tesla))
                found["field_strength"] = words
    if wants_reason(form) and not (form.line_reason.strip() and form.line_by.strip()):
        words = say("UK law stays at 0.5 mT for people with active implants. Say why this unit works to another line, ")
        found["line_reason"] = words + say("and who is responsible for it.")
    if not form.name.strip():
        found["name"] = say("Enter the name of the auditor.")
    if typed_day(form.on, date.today()) is None:
        found["on"] = say("Type day, month and year, e.g. 27/11/2026 or 27 Nov 2026.")
    return found


def _measured(quantity: Quantity | None) -> tuple[Decimal, str]:
    return (quantity.value, quantity.unit) if quantity else (Decimal(0), "T")


def nominal(form: Form) -> Quantity | None:
    """The nominal field, or None when it was left empty; QuantityError when it is not a field strength."""
    typed = form.field_strength.strip()
    return read(typed, "T", form.field_unit).quantity if typed else None


def person_of(form: Form) -> Person:
    """The auditor of the form."""
    return Person(name=form.name.strip(), role=form.role.strip(), registration=form.registration.strip())


def settled(form: Form) -> tuple[Setting, ...]:
    """The chosen settings as facts of the audit."""
    made = []
    for each in settings():
        value = each.value(form.settings.get(each.id, each.default().id))
        number = str(value.value) if value.value is not None else value.id
        told = {"reason": form.line_reason.strip(), "by": form.line_by.strip()} if _told_why(each.id, form) else {}
        made.append(Setting(id=each.id, value=number, unit=value.unit, source=value.source, **told))
    return tuple(made)


def _told_why(setting_id: str, form: Form) -> bool:
    return setting_id == "working_line" and wants_reason(form)


def start(cabinet: Cabinet, form: Form) -> str:
    """Begins the audit of a form without faults, keeps unit and scanner in the register, and gives its id."""
    checklist = checklist_of(cabinet, form)
    unit = Unit(
        id=form.unit_id or cabinet.clock.new_id(),
        name=form.unit.strip(),
        organisation=form.organisation.strip(),
        site=form.site.strip(),
    )
    scanner = Scanner(
        id=scanner_typed(cabinet, form),
        maker=form.maker.strip(),
        model=form.model.strip(),
        serial=form.serial.strip(),
        field=nominal(form),
        magnet_type="superconducting" if form.magnet_type == "sealed" else form.magnet_type,
        vent="no" if form.magnet_type == "sealed" else "",
        **_told_by(form),
    )
    visit = begin(
        cabinet.store,
        person_of(form),
        checklist,
        library().with_confirmations(load_confirmed(cabinet.folder)),
        unit=unit,
        scanner=scanner,
        settings=settled(form),
        previous=form.previous if checklist.kind == "periodic" else "",
        on=(typed_day(form.on, date.today()) or date.today()).isoformat(),
        clock=cabinet.clock,
    )
    take_along(visit, (each for each in instruments(cabinet.store) if not each.retired))
    remember(cabinet, unit, scanner, visit.pen)
    cabinet.keep(visit.audit)
    return visit.audit.id


def _told_by(form: Form) -> dict[str, Any]:
    """What the chosen lists say of the scanner: that it is mobile, used for research, or one of two systems in one."""
    hybrid = next((HYBRID[each] for each in form.joined if each in HYBRID), "")
    mobile, research = form.checklist == "mobile-trailer", "research-7t" in form.joined
    return {"mobile": "yes" if mobile else "", "research": "yes" if research else "", "hybrid": hybrid}


def begin_short(cabinet: Cabinet, preferences: Preferences, checklist: str) -> str:
    """Begins a short list at once for the unit audited last; empty when unit, scanner or person must be asked first."""
    recent = max(cabinet.store.audits(), key=lambda each: each.updated_at, default=None)
    form = fresh(cabinet, preferences)
    if recent is not None and recent.about.get("unit_id"):
        form = with_unit(cabinet, form, str(recent.about["unit_id"]))
    form = form.having(checklist=checklist, previous="")
    return "" if faults(form) else start(cabinet, form)


def scanner_typed(cabinet: Cabinet, form: Form) -> str:
    """The register's id of the scanner as it is typed, or a new one: what is known of a machine is not overwritten.

    It is one of the unit's with this serial number, else the one chosen while nothing known of it reads otherwise.
    """
    here = scanners_of(cabinet, form.unit_id)
    serial = _folded(form.serial)
    same = next((each for each in here if serial and _folded(here[each].get("serial", "")) == serial), "")
    chosen = here.get(form.scanner_id, {})
    known = {name: _folded(chosen.get(name, "")) for name in ("maker", "model", "serial")}
    kept = bool(chosen) and all(value in ("", _folded(getattr(form, name))) for name, value in known.items())
    return same or (form.scanner_id if kept else cabinet.clock.new_id())


def unit_doubt(cabinet: Cabinet, form: Form) -> str:
    """The name of the known unit whose name or place was typed over, which may mean another unit; or empty."""
    known = registered(cabinet.store, "unit")
    unit = next((each for each in known if each["id"] == form.unit_id), None)
    if unit is None:
        twin = (each for each in known if same_name(str(each["name"]), form.unit) and _same_place(each, form))
        return next((str(each["name"]) for each in twin), "")
    same = same_name(str(unit["name"]), form.unit) and _same_place(unit, form)
    return "" if same else str(unit["name"])


def _same_place(unit: dict[str, Any], form: Form) -> bool:
    """Whether site and organisation are those of a known unit, as far as both are told."""
    told = ((_folded(unit.get(name) or ""), _folded(getattr(form, name))) for name in ("site", "organisation"))
    return all(one == other for one, other in told if one and other)


def as_same_unit(cabinet: Cabinet, form: Form) -> Form:
    """The form for the unit that is known, under the name and place typed now."""
    if form.unit_id:
        return form
    known = registered(cabinet.store, "unit")
    named = (each["id"] for each in known if same_name(str(each["name"]), form.unit) and _same_place(each, form))
    unit_id = next(named, "")
    return form.having(unit_id=unit_id, previous=latest_of(cabinet, unit_id))


def as_another_unit(form: Form) -> Form:
    """The form for a unit that is not known yet: nothing of the known one is renamed or carried along."""
    return form.having(unit_id="", scanner_id="", previous="")


def _folded(text: object) -> str:
    return " ".join(str(text).split()).casefold()


def remember(cabinet: Cabinet, unit: Unit, scanner: Scanner, pen: Pen | None = None) -> None:
    """Keeps unit and scanner in the register; what else the register knows of them stays, and so does a dispute."""
    if in_dispute(cabinet.store, unit.id):
        return
    known = next((each for each in units(cabinet.store) if each.id == unit.id), KnownUnit(id=unit.id, name=""))
    keep_unit(cabinet.store, known.model_copy(update=dict(unit)), pen)
    keep_scanner(cabinet.store, KnownScanner(**dict(scanner), unit=unit.id), pen)
