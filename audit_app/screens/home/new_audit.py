"""Starting an audit: what kind, which unit and scanner, who audits and when, and what the site works to."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, cast

import flet as ft

from audit_app.checklist.model import Checklist
from audit_app.checklist.reference.settings import Setting, settings
from audit_app.screens.home.new_audit_form import (
    Form,
    faults,
    fresh,
    newest_checklists,
    person_of,
    scanners_of,
    start,
    with_person,
    with_scanner,
    with_unit,
)
from audit_app.screens.home.previous_audit import Follows
from audit_app.screens.pieces.component import held, held_from, known, view
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.fields import choice, segments, text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, S, beside_field, card, grid, label, line, readable, stack, title
from audit_app.screens.pieces.scroll import into_view
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.visit.register import people

Change = Callable[[Form], None]
CARDS = {"checklist": "what", "unit": "where", "field_strength": "where", "name": "who", "on": "who"}  # of each fault


@view
def NewAudit() -> ft.View:
    """One screen, four cards, one button."""
    desk = use_desk()
    empty, _ = held_from(lambda: asdict(fresh(desk.cabinet, desk.preferences)))
    typed, put, forget = drafted("/new", empty)
    left, set_left = held(typed != empty)
    form = Form(**typed)
    tried, set_tried = held(False)
    ref, _ = held_from(ft.Ref[ft.Column])
    wrong = faults(form) if tried else {}

    def set_form(now: Form) -> None:
        put(asdict(now))

    def start_afresh() -> None:
        put(empty)
        set_left(False)

    async def begin() -> None:
        set_tried(True)
        lacking = faults(form)
        if not lacking:
            begun(desk, form)
            forget()
            return
        await into_view(ref, f"card.{CARDS[next(iter(lacking))]}")

    cards = {
        "what": what(desk, form, set_form, wrong),
        "where": where(desk, form, set_form, wrong),
        "who": who(desk, form, set_form, wrong),
        "working": working_to(form, set_form),
    }
    key = cast(Any, ft.ScrollKey)
    parts: list[ft.Control] = [ft.Container(each, key=key(f"card.{name}")) for name, each in cards.items()]
    if left:
        again = quiet("afresh", say("Start afresh"), start_afresh, icon=ft.Icons.RESTART_ALT)
        parts.insert(0, line(label(say("The form is as you left it."), key="left-typed"), again))
    if wrong:
        first = next(iter(wrong.values()))
        parts.append(
            ft.Semantics(content=ft.Text(first, color=ft.Colors.ERROR, size=pt(16), key="fault"), live_region=True)
        )
    parts.append(line(strong("start", say("Start the audit"), begin, icon=ft.Icons.PLAY_ARROW)))
    column = cast(ft.Column, readable(parts, key="body./new"))
    ref.current = column
    return frame("/new", say("New audit"), column, help_page="new")


def begun(desk: Desk, form: Form) -> None:
    """Starts the audit and opens it."""
    if desk.preferences.person is None:
        desk.prefer(person=person_of(form), welcomed=True)
    audit_id = start(desk.cabinet, form)
    desk.refresh()
    ft.context.page.navigate(f"/audit/{audit_id}")


def what(desk: Desk, form: Form, change: Change, wrong: dict[str, str]) -> ft.Control:
    """Which checklist: each as a card to tap."""
    cards = [kind_card(each, form, change) for each in newest_checklists(desk.cabinet)]
    fault = [ft.Text(wrong["checklist"], color=ft.Colors.ERROR)] if "checklist" in wrong else []
    return card(title(say("What kind of audit"), size=18), grid(*cards), *fault)


def kind_card(checklist: Checklist, form: Form, change: Change) -> ft.Control:
    """One checklist, chosen or not, shown by a filled circle as well as by colour."""
    chosen = form.checklist == checklist.id
    shape = ft.Icons.RADIO_BUTTON_CHECKED if chosen else ft.Icons.RADIO_BUTTON_UNCHECKED
    count = say("{n} items in {m} sections", n=len(checklist.items), m=len(checklist.sections))
    words = stack(
        ft.Text(checklist.title, size=pt(16), weight=ft.FontWeight.W_600),
        label(checklist.about.strip()),
        label(f"{count} · " + say("version {v}", v=checklist.version)),
        spacing=4,
        expand=True,
    )
    tile = ft.Container(
        ft.Row([ft.Icon(shape, color=ft.Colors.PRIMARY), words], vertical_alignment=ft.CrossAxisAlignment.START),
        padding=M,
        border_radius=12,
        ink=True,
        border=ft.Border.all(2 if chosen else 1, ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT),
        bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
        on_click=lambda: change(form.having(checklist=checklist.id)),
    )
    return known(f"kind.{checklist.id}", tile, button=True, checked=chosen)


def where(desk: Desk, form: Form, change: Change, wrong: dict[str, str]) -> ft.Control:
    """The unit and its scanner; units audited before are a tap away."""
    units = desk.cabinet.store.registered("unit")
    parts: list[ft.Control] = [title(say("Unit and scanner"), size=18)]
    if units:
        options = [("", say("A unit that is not in the list"))] + [(each["id"], each["name"]) for each in units]
        parts.append(
            choice(
                "known-unit",
                say("Units audited before"),
                form.unit_id,
                options,
                lambda unit_id: change(with_unit(desk.cabinet, form, unit_id)),
            )
        )
    if form.unit_id:
        parts.append(Follows(desk, form, change, key=f"follows.{form.unit_id}"))
        parts += _machines(desk, form, change)
    field = _fields(form, change, wrong)
    strength = ft.Row(
        [
            ft.Container(field("field_strength", say("Nominal field"), hint_text="1.5 or 3"), expand=True),
            beside_field(
                segments("field_unit", form.field_unit, [("T", "T"), ("G", "G")], _setter(form, change, "field_unit"))
            ),
        ],
        spacing=S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    magnets = [
        ("superconducting", say("Superconducting")),
        ("permanent", say("Permanent")),
        ("resistive", say("Resistive")),
    ]
    pairs: list[ft.Control] = [
        field("unit", say("Name of the unit"), hint_text=say("MRI 1")),
        field("site", say("Hospital or building")),
        field("organisation", say("NHS trust or organisation")),
        field("maker", say("Scanner maker")),
        field("model", say("Scanner model")),
        field("serial", say("Serial number")),
        strength,
        choice(
            "magnet", say("Magnet type"), form.magnet_type, magnets, _setter(form, change, "magnet_type"), expand=True
        ),
    ]
    parts.append(grid(*pairs))
    return card(*parts)


def _machines(desk: Desk, form: Form, change: Change) -> list[ft.Control]:
    """The scanners of the unit to choose from, where any is known."""
    here = scanners_of(desk.cabinet, form.unit_id)
    named = [(each, ", ".join(p for p in (one["name"], one.get("serial", "")) if p)) for each, one in here.items()]
    options = [("", say("A scanner that is not in the list")), *named]
    chosen = form.scanner_id if form.scanner_id in here else ""
    words = say("Scanners of this unit")
    listed = choice("known-scanner", words, chosen, options, lambda one: change(with_scanner(desk.cabinet, form, one)))
    return [listed] if here else []


def who(desk: Desk, form: Form, change: Change, wrong: dict[str, str]) -> ft.Control:
    """The auditor and the day; who is in the register is a tap away."""
    field = _fields(form, change, wrong)
    pairs = [
        field("name", say("Auditor")),
        field("role", say("Role"), hint_text=say("MR Safety Expert")),
        field("registration", say("Registration number")),
        field("on", say("Date (year-month-day)"), keyboard_type=ft.KeyboardType.DATETIME),
    ]
    everyone = people(desk.cabinet.store)
    options = [(each.id, each.name) for each in everyone]
    chosen = next((each.id for each in everyone if with_person(form, each) == form), None)
    change_to = {each.id: with_person(form, each) for each in everyone}
    listed = choice(
        "known-auditor", say("Someone from the register"), chosen, options, lambda one: change(change_to[one])
    )
    return card(title(say("Who and when"), size=18), *([listed] if everyone else []), grid(*pairs))


def working_to(form: Form, change: Change) -> ft.Control:
    """What differs from site to site, each with its default already chosen."""
    return card(
        title(say("What this site works to"), size=18), *[setting_row(each, form, change) for each in settings()]
    )


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


def _fields(form: Form, change: Change, wrong: dict[str, str]) -> Callable[..., ft.Control]:
    """Makes the text field of one part of the form."""

    def field(name: str, words: str, **more: Any) -> ft.Control:
        def typed(event: ft.Event[ft.TextField]) -> None:
            change(form.having(**{name: event.data or ""}))

        return known(name, text_field(words, getattr(form, name), typed, error=wrong.get(name), **more))

    return field


def _setter(form: Form, change: Change, name: str) -> Callable[[str], None]:
    return lambda value: change(form.having(**{name: value}))
