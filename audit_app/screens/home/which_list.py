"""Which list an audit is made with: a card for each list of a whole unit, the short ones, how deep, and add-ons."""

from collections.abc import Callable

import flet as ft

from audit_app.checklist.model import Checklist
from audit_app.screens.home.new_audit_form import Form, add_ons_of, whole_lists
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.radio import one_of, radio, segments
from audit_app.screens.pieces.layout import M, card, grid, label, stack, title
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

Change = Callable[[Form], None]


def what(cabinet: Cabinet, form: Form, change: Change, fault: str) -> ft.Control:
    """Which checklist, as a card to tap or one of the short ones; how deep, and what is joined to it."""
    listed = whole_lists(cabinet)
    cards = [kind_card(each, form, change) for each in listed if each.kind != "check"]
    short = [(each.id, each.title) for each in listed if each.kind == "check"]
    chosen = form.checklist if form.checklist in dict(short) else None
    picker = choice(
        "kind.short", say("Or a short checklist"), chosen, short, lambda one: change(form.having(checklist=one))
    )
    wrong = [ft.Text(fault, color=ft.Colors.ERROR)] if fault else []
    listing = one_of(form.checklist, grid(*cards), lambda one: change(form.having(checklist=one)))
    parts = [listing, picker, *depth_row(listed, form, change), *add_on_rows(cabinet, form, change)]
    return card(title(say("What kind of audit"), size=18), *parts, *wrong)


def depth_row(listed: tuple[Checklist, ...], form: Form, change: Change) -> list[ft.Control]:
    """Core or full, for a list that knows the difference, with how much each asks."""
    main = next((each for each in listed if each.id == form.checklist), None)
    core = sum(item.depth == "core" for item in main.items.values()) if main else 0
    if main is None or core == len(main.items):
        return []
    words = [
        ("core", say("Core, half a day: {n} questions", n=core)),
        ("full", say("Full: {n} questions", n=len(main.items))),
    ]
    chosen = form.settings.get("depth", "full")
    told = label(
        say("Any section can be asked in full during the visit. The report lists what the core audit leaves out.")
    )
    return [segments("depth", chosen, words, lambda one: change(form.with_setting("depth", one))), told]


def add_on_rows(cabinet: Cabinet, form: Form, change: Change) -> list[ft.Control]:
    """The add-ons that can be joined to the chosen list, each a switch."""
    return [
        tick(f"add.{each.id}", each.title, each.id in form.joined, _joiner(form, change, each.id), each.about)
        for each in add_ons_of(cabinet, form)
    ]


def _joiner(form: Form, change: Change, add_on: str) -> Callable[[bool], None]:
    return lambda on: change(form.joining(add_on, on))


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
    return radio(f"kind.{checklist.id}", checklist.id, tile)
