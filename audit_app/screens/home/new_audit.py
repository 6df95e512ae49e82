"""Starting an audit: what kind, which unit and scanner, who audits and when, and what the site works to."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, cast

import flet as ft

from audit_app.audit.log.people import Person
from audit_app.checklist.model import Checklist
from audit_app.checklist.reference.settings import Setting, settings
from audit_app.screens.flet_gaps import scroll_key
from audit_app.screens.home.new_audit_form import (
    Form,
    as_another_unit,
    as_same_unit,
    faults,
    fresh,
    newest_checklists,
    person_of,
    scanners_of,
    start,
    unit_doubt,
    wants_reason,
    with_person,
    with_scanner,
    with_unit,
)
from audit_app.screens.home.previous_audit import FromLastAudit
from audit_app.screens.home.which_list import what
from audit_app.screens.pieces.component import held, held_from, known, view
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.day import day_field
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import S, beside_field, card, grid, label, line, readable, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.scroll import into_view
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.visit.register import people, registered

Change = Callable[[Form], None]
CARDS = {  # of each fault
    "checklist": "what",
    "unit": "where",
    "field_strength": "where",
    "line_reason": "working",
    "name": "who",
    "on": "who",
}
FIRST = ("vocabulary", "working_line", "oxygen_monitor", "mhra_edition")  # settings always in view


@dataclass(frozen=True)
class Edit:
    """The form at one drawing, what is wrong with each of its fields, and the way to change it."""

    form: Form
    change: Change
    wrong: dict[str, str]

    def put(self, name: str, value: str) -> None:
        """One part of the form now holds this."""
        self.change(self.form.having(**{name: value}))

    def field(self, name: str, words: str, **more: Any) -> ft.Control:
        """The text field of one part of the form."""

        def typed(event: ft.Event[ft.TextField]) -> None:
            self.put(name, event.data or "")

        return known(
            name,
            text_field(words, getattr(self.form, name), typed, error=self.wrong.get(name), draws="leaving", **more),
        )

    def day(self, name: str, words: str) -> ft.Control:
        """The field of one part that is a day, with its calendar."""
        more = {"error": self.wrong.get(name), "draws": "leaving"}
        return day_field(name, words, getattr(self.form, name), lambda day: self.put(name, day), **more)


@dataclass(frozen=True)
class Offer:
    """What there is to choose from, as this device knows it when the form opens."""

    checklists: tuple[Checklist, ...]
    units: tuple[dict[str, Any], ...]
    people: tuple[Person, ...]

    @classmethod
    def of(cls, cabinet: Cabinet) -> "Offer":
        """What a cabinet knows."""
        return cls(newest_checklists(cabinet), registered(cabinet.store, "unit"), people(cabinet.store))


@view
def NewAudit() -> ft.View:
    """One screen, four cards, one button."""
    desk = use_desk()
    empty, _ = held_from(lambda: asdict(fresh(desk.cabinet, desk.preferences, desk.trail.wanted("/new"))))
    offer, _ = held_from(lambda: Offer.of(desk.cabinet))
    typed, put, forget = drafted("/new", empty)
    left, set_left = held(typed != empty)
    tried, set_tried = held(False)
    doubted, doubt = held("")
    ref, _ = held_from(ft.Ref[ft.Column])
    form = Form(**typed)

    def change(now: Form) -> None:
        put(asdict(now))
        doubt("")

    edit = Edit(form, change, faults(form) if tried else {})

    async def begin() -> None:
        set_tried(True)
        lacking = faults(form)
        if lacking:
            await into_view(ref, f"card.{CARDS[next(iter(lacking))]}")
            return
        known_unit = unit_doubt(desk.cabinet, form)
        doubt(known_unit)
        if not known_unit:
            go_on(form)

    def go_on(sure: Form) -> None:
        begun(desk, sure)
        forget()

    again = as_left(lambda: (put(empty), set_left(False))) if left else []
    parts = [*again, *cards(desk, offer, edit), *first_fault(edit.wrong)]
    parts += [which_unit(desk, doubted, form, go_on) if doubted else ft.Container(visible=False)]
    parts.append(line(strong("start", say("Start the audit"), begin, icon=ft.Icons.PLAY_ARROW)))
    column = cast(ft.Column, readable(parts, key="body./new"))
    ref.current = column
    return frame("/new", say("New audit"), column, help_page="new")


def which_unit(desk: Desk, unit: str, form: Form, go_on: Change) -> ft.Control:
    """Asks whether a known unit was renamed, or this is another one: its findings go along with the answer."""
    renamed = bool(form.unit_id)
    question = say("This tablet already has {unit}. Has it been renamed or moved, or is this another unit?", unit=unit)
    if not renamed:
        question = say("This tablet already has a unit called {unit}. Is this the same one, or another?", unit=unit)
    told = say("The same unit keeps its audits and carries its open findings over. Another unit starts with none.")
    same = say("The same unit, renamed") if renamed else say("The same unit")
    ways = line(
        strong("unit.same", same, lambda: go_on(as_same_unit(desk.cabinet, form))),
        strong("unit.another", say("Another unit"), lambda: go_on(as_another_unit(form))),
    )
    return ft.Semantics(content=card(title(question, size=18), label(told), ways, emphasis=True), live_region=True)


def cards(desk: Desk, offer: Offer, edit: Edit) -> list[ft.Control]:
    """What, where, who and what it works to; each can be scrolled to by its name."""
    found = {
        "what": what(desk.cabinet, edit.form, edit.change, edit.wrong.get("checklist", "")),
        "where": where(desk, offer, edit),
        "who": who(offer, edit),
        "working": working_to(edit),
    }
    return [ft.Container(each, key=scroll_key(f"card.{name}")) for name, each in found.items()]


def as_left(start_afresh: Callable[[], object]) -> list[ft.Control]:
    """Says that the form was left with something typed, and clears it."""
    again = quiet("afresh", say("Start again"), start_afresh, icon=ft.Icons.RESTART_ALT)
    return [line(label(say("Your unfinished form is still here."), key="left-typed"), again)]


def first_fault(wrong: dict[str, str]) -> list[ft.Control]:
    """The first thing that keeps the audit from being started, read out as it appears.

    Its place is kept where there is none: what stands below would be another control once the last text is drawn, and
    a tap on it, made before, would find nobody.
    """
    words = next(iter(wrong.values()), "")
    shown = ft.Text(words, color=ft.Colors.ERROR, size=pt(16), key="fault")
    return [ft.Semantics(content=shown, live_region=True) if words else ft.Container(visible=False)]


def begun(desk: Desk, form: Form) -> None:
    """Starts the audit and opens it; EntryRefused under the name of somebody whose PIN was not asked."""
    desk.refuse_taken(person_of(form))
    if desk.preferences.person is None:
        desk.prefer(person=person_of(form), welcomed=True)
    audit_id = start(desk.cabinet, form)
    desk.refresh()
    ft.context.page.navigate(f"/audit/{audit_id}")


def where(desk: Desk, offer: Offer, edit: Edit) -> ft.Control:
    """The unit and its scanner; units audited before are a tap away."""
    form = edit.form
    parts: list[ft.Control] = [title(say("Unit and scanner"), size=18)]
    if offer.units:
        words = say("Units audited before")
        options = [("", say("A unit not in the list"))] + [(each["id"], each["name"]) for each in offer.units]

        def choose(unit: str) -> None:
            edit.change(with_unit(desk.cabinet, form, unit))

        parts.append(choice("known-unit", words, form.unit_id, options, choose))
    if form.unit_id:
        parts.append(FromLastAudit(desk, form, edit.change, key=f"follows.{form.unit_id}"))
        parts += _machines(desk, form, edit.change)
    return card(*parts, unit_and_scanner(edit))


def unit_and_scanner(edit: Edit) -> ft.Control:
    """The fields of both."""
    magnets = [
        ("superconducting", say("Superconducting, with a quench pipe")),
        ("sealed", say("Superconducting, sealed")),
        ("permanent", say("Permanent")),
        ("resistive", say("Resistive")),
    ]
    kind = partial(edit.put, "magnet_type")
    return grid(
        edit.field("unit", say("Name of the unit"), hint_text=say("MRI 1")),
        edit.field("site", say("Hospital or building")),
        edit.field("organisation", say("NHS trust or organisation")),
        edit.field("maker", say("Scanner maker")),
        edit.field("model", say("Scanner model")),
        edit.field("serial", say("Serial number")),
        nominal_field(edit),
        choice("magnet", say("Magnet type"), edit.form.magnet_type, magnets, kind, expand=True),
    )


def nominal_field(edit: Edit) -> ft.Control:
    """The field of the magnet and its unit."""
    typed = edit.field("field_strength", say("Nominal field"), hint_text="1.5 or 3")
    unit = segments("field_unit", edit.form.field_unit, [("T", "T"), ("G", "G")], partial(edit.put, "field_unit"))
    return ft.Row(
        [ft.Container(typed, expand=True), beside_field(unit)],
        spacing=S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _machines(desk: Desk, form: Form, change: Change) -> list[ft.Control]:
    """The scanners of the unit to choose from, where any is known."""
    here = scanners_of(desk.cabinet, form.unit_id)
    named = [(each, ", ".join(p for p in (one["name"], one.get("serial", "")) if p)) for each, one in here.items()]
    options = [("", say("A scanner not in the list")), *named]
    chosen = form.scanner_id if form.scanner_id in here else ""
    words = say("Scanners of this unit")
    listed = choice("known-scanner", words, chosen, options, lambda one: change(with_scanner(desk.cabinet, form, one)))
    return [listed] if here else []


def who(offer: Offer, edit: Edit) -> ft.Control:
    """The auditor and the day; who is in the register is a tap away."""
    form = edit.form
    pairs = [
        edit.field("name", say("Auditor")),
        edit.field("role", say("Role"), hint_text=say("MR Safety Expert")),
        edit.field("registration", say("Registration number")),
        edit.day("on", say("Date, e.g. 27/11/2026")),
    ]
    options = [(each.id, each.name) for each in offer.people]
    of = {each.id: with_person(form, each) for each in offer.people}
    chosen = next((person for person, same in of.items() if same == form), None)
    words = say("Someone from the register")
    listed = choice("known-auditor", words, chosen, options, lambda person: edit.change(of[person]))
    return card(title(say("Who and when"), size=18), *([listed] if offer.people else []), grid(*pairs))


def working_to(edit: Edit) -> ft.Control:
    """What differs from site to site, each with its default already chosen; tolerances and ages are folded away."""
    first = [setting_row(each, edit.form, edit.change) for each in settings() if each.id in FIRST]
    more = [setting_row(each, edit.form, edit.change) for each in settings() if each.id not in (*FIRST, "depth")]
    folded = ft.ExpansionTile(
        title=ft.Text(say("Tolerances and largest ages"), size=pt(16)),
        controls=[ft.Container(stack(*more, spacing=S), padding=ft.Padding.only(bottom=S))],
    )
    parts = [*first, *reason_fields(edit), guideline_row(), known("more-settings", folded)]
    return card(title(say("What this site works to"), size=18), *parts)


def reason_fields(edit: Edit) -> list[ft.Control]:
    """Why the unit works to a line that UK law does not know, and who is responsible for it."""
    if not wants_reason(edit.form):
        return []
    why, who_ = say("Why this unit works to this line"), say("Who is responsible for it")
    return [grid(edit.field("line_reason", why), edit.field("line_by", who_))]


def guideline_row() -> ft.Control:
    """The question whether the guideline is held, and the way to have its section numbers read from its PDF."""
    asked = label(say("Do you hold the MHRA guideline? Choose its PDF, and its section numbers are read from it."))
    return stack(asked, line(quiet("guideline", say("Choose its PDF"), go("/references"), icon=ft.Icons.UPLOAD_FILE)))


def setting_row(setting: Setting, form: Form, change: Change) -> ft.Control:
    """One setting: its choices and what it is about."""
    options = [(value.id, value.label) for value in setting.values]
    chosen = form.settings.get(setting.id, setting.default().id)
    picker = choice(
        f"setting.{setting.id}",
        setting.title,
        chosen,
        options,
        lambda value: change(form.with_setting(setting.id, value)),
    )
    parts = [picker, *([label(setting.about)] if setting.about else [])]
    return ft.Container(stack(*parts, spacing=4), padding=ft.Padding.only(top=S))
