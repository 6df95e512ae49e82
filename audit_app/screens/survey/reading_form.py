"""The form of one field reading: value and unit, place, probe, zeros, and the floor line it was taken along."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import FieldMeasured
from audit_app.audit.survey.floor_lines import floor_checks
from audit_app.audit.survey.survey import in_mt
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.drafts import drafted, take_over
from audit_app.screens.pieces.fields import choice, segments, text_field, tick
from audit_app.screens.pieces.instrument import instrument_choice
from audit_app.screens.pieces.layout import body, card, grid, label, line, title
from audit_app.screens.session.language import say
from audit_app.screens.survey.reading_text import Typed
from audit_app.screens.survey.verbs import Surveyor
from audit_app.units import UNITS, read
from audit_app.units import plain as plainly

UNITS_OF_FIELD = list(UNITS["magnetic field"])


@piece
def ReadingForm(
    audit: Audit,
    surveyor: Surveyor,
    plan: str,
    chosen: FieldMeasured | None,
    start: Typed,
    on_place: Callable[[str, str], None],
    done: Callable[[Typed], None],
    move: Callable[[], None] | None = None,
    moving: bool = False,
) -> ft.Control:
    """A new reading, or the chosen one to correct, move or take off. Give it a `key` that changes with the start."""
    blank = asdict(start if chosen else replace(start, x="", y="", spot=None))
    begin = asdict(start) if start.x and not chosen else None  # a place was tapped: what was left belongs elsewhere
    held_from(lambda: take_over(f"reading:{plan}", "reading:") if plan and not chosen else None)  # typed before a plan
    form, set_form, forget = drafted(f"reading:{chosen.reading if chosen else plan}", blank, begin)
    typed = Typed(**{**form, "spot": tuple(form["spot"]) if form["spot"] else None})
    fault, set_fault = held("")
    more, set_more = held(False)

    def show_where() -> None:
        if form != asdict(start) and begin is None:
            on_place(typed.x, typed.y)

    ft.use_effect(show_where, [])

    def put(**changes: Any) -> None:
        now = replace(typed, **changes)
        if {"x", "y"} & set(changes):
            now = replace(now, spot=None)  # typed metres stand for themselves, whatever the plan is later taken to be
        if {"part_x", "part_y", "part_z", "unit"} & set(changes):
            now = now.with_size()
        if "value" in changes:
            now = replace(now, part_x="", part_y="", part_z="")  # they would add up to another value
        set_form(asdict(now))
        set_fault("")
        if "x" in changes or "y" in changes:
            on_place(now.x, now.y)

    def leave() -> None:
        forget()
        done(typed)

    def keep() -> None:
        try:
            surveyor.keep(typed, plan, chosen.reading if chosen else "", leave)
        except AuditError as error:
            set_fault(str(error))

    def field(name: str, words: str, **how: Any) -> ft.Control:
        made = text_field(words, getattr(typed, name), lambda e: put(**{name: e.data or ""}), **how)
        return known(f"reading.{name}", made)

    units = [(unit, unit) for unit in UNITS_OF_FIELD]
    heading = say("Reading {n}", n=chosen.place or chosen.quantity) if chosen else say("New reading")
    parts: list[ft.Control] = [
        title(heading, size=18),
        grid(
            field(
                "value",
                say("Value as the meter shows it"),
                keyboard_type=ft.KeyboardType.TEXT,
                error=fault or None,
                on_submit=keep,
                autofocus=chosen is None and bool(start.x),  # a place was tapped: next comes its value
            ),
            choice("reading.unit", say("Unit"), typed.unit or None, units, lambda unit: put(unit=unit)),
        ),
        label(both(typed), key="reading.both"),
        grid(
            field("x", say("x: across the bore, m"), suffix="m"),
            field("y", say("y: along the bore, m"), suffix="m"),
            field("height", say("Height above the magnet room floor, m"), suffix="m"),
            field("place", say("Place in words")),
        ),
    ]
    if more or typed.probe or typed.line_for:
        parts += details(audit, surveyor, typed, put, field)
    else:
        parts.append(
            line(
                quiet(
                    "reading.more",
                    say("Instrument, zeros, floor line"),
                    lambda: set_more(True),
                    icon=ft.Icons.EXPAND_MORE,
                )
            )
        )
    if moving:
        parts.append(body(say("Tap the place where it was taken."), key="reading.moving"))
    parts.append(line(*buttons(surveyor, chosen, keep, leave, move)))
    return card(*parts, key="reading", emphasis=True)


def both(typed: Typed) -> str:
    """What is typed in mT and G side by side, as it is typed."""
    try:
        found = read(typed.value, "mT", typed.beside).quantity
    except AuditError:
        return say("mT and G are shown here as you type.")
    field, _ = in_mt(found)
    return say("{mt} mT = {g} G", mt=plainly(field), g=plainly(field * 10))


def details(
    audit: Audit, surveyor: Surveyor, typed: Typed, put: Callable[..., None], field: Callable[..., ft.Control]
) -> list[ft.Control]:
    """Probe and its zeros, whether the magnet was at field, and the floor line it was taken along."""

    def take(probe: str) -> None:
        surveyor.take_probe(probe)
        put(probe=probe)

    lines = [("", say("None"))] + [(c.thing.id, c.thing.name) for c in floor_checks(audit)]
    sides = [
        ("permitted", say("Where it may stand")),
        ("on_line", say("On the line")),
        ("restricted", say("Magnet side")),
    ]
    parts = [
        instrument_choice("reading.probe", typed.probe, surveyor.probes(typed.probe), surveyor.today, take),
        grid(
            field("part_x", say("Component x, if the meter shows three")),
            field("part_y", say("Component y")),
            field("part_z", say("Component z")),
        ),
        grid(
            field("zero_before", say("Zero before, with unit")),
            field("zero_after", say("Zero after, with unit")),
            field("background", say("Background far away, with unit")),
        ),
        tick("reading.at_field", say("Magnet at its working field"), typed.at_field, lambda yes: put(at_field=yes)),
        choice(
            "reading.line_for",
            say("Taken along the floor line of"),
            typed.line_for,
            lines,
            lambda thing: put(line_for=thing, side=typed.side or "permitted"),
        ),
    ]
    if typed.line_for:
        parts += [
            body(say("Which side of the line?")),
            segments("reading.side", typed.side or "permitted", sides, lambda side: put(side=side)),
        ]
    return parts


def buttons(
    surveyor: Surveyor,
    chosen: FieldMeasured | None,
    keep: Callable[[], None],
    done: Callable[[], None],
    move: Callable[[], None] | None,
) -> list[ft.Control]:
    """Keep; and for a reading that is there, move it, take it off or let it be."""
    if chosen is None:
        return [strong("reading.keep", say("Keep reading"), keep, icon=ft.Icons.CHECK)]
    name = chosen.reading

    def aside() -> None:
        surveyor.set_aside(name)
        done()

    moves = [plain("reading.move", say("Move"), move, icon=ft.Icons.OPEN_WITH)] if move else []
    return [
        strong("reading.keep", say("Keep changes"), keep, icon=ft.Icons.CHECK),
        *moves,
        plain("reading.aside", say("Take it off"), aside, icon=ft.Icons.DELETE_OUTLINE),
        quiet("reading.close", say("Close"), done),
    ]


def as_typed(entry: FieldMeasured) -> Typed:
    """A kept reading back in the form."""

    def text(value: object) -> str:
        return "" if value is None else str(value)

    def of(quantity: Any) -> str:
        return "" if quantity is None else f"{quantity.value} {quantity.unit}"

    return Typed(
        value=entry.quantity.typed,
        unit=entry.quantity.unit,
        x=text(entry.x),
        y=text(entry.y),
        spot=(float(entry.spot[0]), float(entry.spot[1])) if entry.spot else None,
        height=text(entry.height),
        place=entry.place,
        **dict(zip(("part_x", "part_y", "part_z"), map(of, entry.components), strict=False)),
        probe=entry.probe,
        zero_before=of(entry.zero_before),
        zero_after=of(entry.zero_after),
        background=of(entry.background),
        at_field=entry.at_field,
        line_for=entry.line_for,
        side=entry.side,
    )
