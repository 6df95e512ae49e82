"""The form of one field reading: value and unit, place, probe, zeros, and the floor line it was taken along."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import FieldMeasured
from audit_app.audit.survey.floor_lines import floor_checks
from audit_app.audit.survey.survey import in_mt
from audit_app.audit.things import Thing
from audit_app.errors import AuditError
from audit_app.field.meters.walk import Walk, as_bytes
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.drafts import drafted, take_over
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.fields.text import focus, text_field
from audit_app.screens.pieces.instrument import instrument_choice
from audit_app.screens.pieces.layout import body, card, grid, label, line, title
from audit_app.screens.session.desk import desk_here
from audit_app.screens.session.language import say
from audit_app.screens.survey.meter import MeterPart, registered
from audit_app.screens.survey.other_place import Place, Placing, asked, is_being_typed, place_of
from audit_app.screens.survey.reading_text import TypedReading
from audit_app.screens.survey.verbs import Surveyor
from audit_app.units import UNITS, read
from audit_app.units import plain as plainly

UNITS_OF_FIELD = list(UNITS["magnetic field"])


@dataclass(frozen=True)
class ReadingTask:
    """What the form is for: a new reading on a plan (which may be none), or the chosen one; and whom it tells.

    `on_place` hears x and y as they are typed, `done` what was kept or left and where the next one begins; a tapped
    place comes by `placing`; `move`, where the chosen reading can be moved on the plan, begins that.
    """

    plan: str
    chosen: FieldMeasured | None
    start: TypedReading
    on_place: Callable[[str, str], None]
    done: Callable[[TypedReading, Place | None], None]
    placing: Placing
    move: Callable[[], None] | None = None
    moving: bool = False

    @property
    def reading(self) -> str:
        """The id of the chosen reading; empty for a new one."""
        return self.chosen.reading if self.chosen else ""

    @property
    def draft(self) -> str:
        """The name under which what is typed is kept."""
        return f"reading:{self.reading or self.plan}"

    @property
    def blank(self) -> dict[str, Any]:
        """What a draft is told apart from."""
        return asdict(self.start if self.chosen else replace(self.start, x="", y="", spot=None))

    @property
    def tapped(self) -> Place | None:
        """The place that was tapped for a new reading."""
        return None if self.chosen else place_of(self.start)


@dataclass(frozen=True)
class ReadingEdit:
    """The form as it stands at one drawing: what is typed, what was refused, and what can be done with it."""

    surveyor: Surveyor
    task: ReadingTask
    typed: TypedReading
    hold: Callable[[dict[str, Any]], None]
    forget: Callable[[], None]
    fault: str
    refuse: Callable[[str], None]

    def change(self, **changes: Any) -> None:
        """Some fields now hold this."""
        now = self.typed.changed(**changes)
        self.hold(asdict(now))
        self.refuse("")
        if {"x", "y"} & set(changes):
            self.task.on_place(now.x, now.y)

    def take_probe(self, probe: str) -> None:
        """It was taken with this probe."""
        self.surveyor.take_probe(probe)
        self.change(probe=probe)

    def take_from_meter(self, walk: Walk) -> None:
        """The largest reading of a walk, sealed as the meter told it; its instrument where it is registered."""
        largest = walk.largest
        if largest is None:
            return
        probe = registered(largest, self.surveyor.probes())
        log = self.surveyor.keep_log(as_bytes(walk))
        told = {"value": largest.typed, "log": log}
        if probe is not None:
            self.surveyor.take_probe(probe.id)
            told["probe"] = probe.id
        self.change(**told)

    def keep(self, then: Place | None = None) -> None:
        """Keeps the reading; what is refused is said in the form. The next one may begin at a place."""
        try:
            self.surveyor.keep(self.typed, self.task.plan, self.task.reading, partial(self.leave, then))
        except AuditError as error:
            self.refuse(str(error))

    def set_aside(self) -> None:
        """Takes the chosen reading off the survey."""
        self.surveyor.set_aside(self.task.reading)
        self.leave()

    def leave(self, then: Place | None = None) -> None:
        """The form is done with; the next reading may begin at a place."""
        self.forget()
        self.task.done(self.typed, then)

    def show_where(self) -> None:
        """Shows on the plan where a reading that was left half typed was taken."""
        if self.typed != self.task.start and self.task.tapped is None:
            self.task.on_place(self.typed.x, self.typed.y)

    def put(self, place: Place) -> None:
        """It was taken at this place."""
        self.hold(asdict(place.of(self.typed)))

    def field(self, name: str, words: str, **how: Any) -> ft.Control:
        """The text field of one of its parts."""
        made = text_field(
            words, getattr(self.typed, name), lambda e: self.change(**{name: e.data or ""}), draws="pause", **how
        )
        return known(f"reading.{name}", made)


@piece
def ReadingForm(audit: Audit, surveyor: Surveyor, task: ReadingTask) -> ft.Control:
    """A new reading, or the chosen one to correct, move or take off. Give it a `key` that changes with the start."""
    fresh = task.plan and not task.chosen
    held_from(lambda: take_over(task.draft, "reading:") if fresh else None)  # typed before there was a plan
    waits, wait_at = held_from(lambda: task.tapped if left_half_typed(task) else None)
    begin = asdict(task.start) if task.tapped and waits is None else None
    kept, hold, forget = drafted(task.draft, task.blank, begin)
    typed = TypedReading.from_draft(kept)
    fault, set_fault = held("")
    more, set_more = held(False)
    probes, _ = held_from(lambda: surveyor.probes(typed.probe))
    form = ReadingEdit(surveyor, task, typed, hold, forget, fault, set_fault)

    value, _ = held_from(ft.Ref[ft.TextField])

    def settle(deed: Callable[[Place], None], place: Place) -> None:
        wait_at(None)
        deed(place)

    task.placing.take = None if task.chosen else partial(take, form, wait_at, value)
    ft.use_effect(form.show_where, [])
    address = surveyor.meter
    meter = [MeterPart(address, probes, form.take_from_meter, key="meter")] if address and not task.chosen else []
    question = [other_place(form, waits, settle)] if waits else []
    parts = [
        *heading(task),
        *question,
        *meter,
        value_and_unit(form, value),
        label(both(typed), key="reading.both"),
        place(form),
    ]
    if more or typed.probe or typed.line_for:
        parts += [*probe_and_zeros(form, probes), *floor_line(form, audit)]
    else:
        words = say("Instrument, zeros, floor line")
        parts.append(line(quiet("reading.more", words, lambda: set_more(True), icon=ft.Icons.EXPAND_MORE)))
    if task.moving:
        parts.append(body(say("Tap the place where it was taken."), key="reading.moving"))
    return card(*parts, line(*buttons(form)), key="reading", emphasis=True)


def take(form: ReadingEdit, wait_at: Callable[[Place], None], value: ft.Ref[ft.TextField], place: Place) -> None:
    """A place was tapped on the plan: the reading that is typed goes there, or is asked about where it has one."""
    if is_being_typed(form.typed) and (form.typed.x or form.typed.y):
        wait_at(place)
        return
    form.put(place)
    if not form.typed.value:
        focus(value)


def left_half_typed(task: ReadingTask) -> bool:
    """Whether a new reading was left half typed, and may not go with another place that was tapped since."""
    desk = desk_here()
    left = desk.draft(task.draft) if desk is not None and task.tapped else None
    return left is not None and is_being_typed(TypedReading.from_draft({**task.blank, **json.loads(left[0])}))


def other_place(
    form: ReadingEdit, place: Place, settle: Callable[[Callable[[Place], None], Place], None]
) -> ft.Control:
    """The question what becomes of the reading that is typed, now that another place was tapped."""
    keep, move, discard = (partial(settle, deed, place) for deed in (form.keep, form.put, form.leave))
    return asked(form.typed, keep, move, discard)


def heading(task: ReadingTask) -> list[ft.Control]:
    """Which reading it is."""
    chosen = task.chosen
    words = say("Reading {n}", n=chosen.place or chosen.quantity) if chosen else say("New reading")
    return [title(words, size=18)]


def value_and_unit(form: ReadingEdit, ref: ft.Ref[ft.TextField]) -> ft.Control:
    """The value as typed and the unit beside it."""
    typed, task = form.typed, form.task
    units = [(unit, unit) for unit in UNITS_OF_FIELD]
    value = form.field(
        "value",
        say("Value as the meter shows it"),
        keyboard_type=ft.KeyboardType.TEXT,
        error=form.fault or None,
        on_submit=lambda: form.keep(),
        ref=ref,
        autofocus=task.chosen is None and bool(task.start.x),  # a place was tapped: next comes its value
    )
    unit = choice("reading.unit", say("Unit"), typed.unit or None, units, lambda unit: form.change(unit=unit))
    return grid(value, unit)


def place(form: ReadingEdit) -> ft.Control:
    """Where it was taken, in metres and in words."""
    return grid(
        form.field("x", say("x: across the bore, m"), suffix="m"),
        form.field("y", say("y: along the bore, m"), suffix="m"),
        form.field("height", say("Height above the scan room floor, m"), suffix="m"),
        form.field("place", say("Place in words")),
    )


def both(typed: TypedReading) -> str:
    """What is typed in mT and G side by side, as it is typed."""
    try:
        found = read(typed.value, "mT", typed.beside).quantity
    except AuditError:
        return say("mT and G are shown here as you type.")
    field, _ = in_mt(found)
    return say("{mt} mT = {g} G", mt=plainly(field), g=plainly(field * 10))


def probe_and_zeros(form: ReadingEdit, probes: tuple[Thing, ...]) -> list[ft.Control]:
    """Probe, components and zeros, and whether the magnet was at field."""
    typed, today = form.typed, form.surveyor.today
    return [
        instrument_choice("reading.probe", typed.probe, probes, today, form.take_probe),
        grid(
            form.field("part_x", say("Component x, if the meter shows three")),
            form.field("part_y", say("Component y")),
            form.field("part_z", say("Component z")),
        ),
        grid(
            form.field("zero_before", say("Zero before, with unit")),
            form.field("zero_after", say("Zero after, with unit")),
            form.field("background", say("Background far away, with unit")),
        ),
        tick(
            "reading.at_field",
            say("Magnet at its working field"),
            typed.at_field,
            lambda yes: form.change(at_field=yes),
        ),
    ]


def floor_line(form: ReadingEdit, audit: Audit) -> list[ft.Control]:
    """The floor line it was taken along, and its side of it."""
    typed = form.typed
    lines = [("", say("None"))] + [(c.thing.id, c.thing.name) for c in floor_checks(audit)]

    def along(thing: str) -> None:
        form.change(line_for=thing, side=typed.side or "permitted")

    listed = choice("reading.line_for", say("Taken along the floor line of"), typed.line_for, lines, along)
    if not typed.line_for:
        return [listed]
    sides = [
        ("permitted", say("Permitted side")),
        ("on_line", say("On the line")),
        ("restricted", say("Side nearer the magnet")),
    ]
    asked = body(say("Which side of the line?"))
    side = segments("reading.side", typed.side or "permitted", sides, lambda side: form.change(side=side))
    return [listed, asked, side]


def buttons(form: ReadingEdit) -> list[ft.Control]:
    """Keep; and for a reading that is there, move it, take it off or let it be."""
    if form.task.chosen is None:
        return [strong("reading.keep", say("Keep reading"), lambda: form.keep(), icon=ft.Icons.CHECK)]
    move = form.task.move
    moves = [plain("reading.move", say("Move"), move, icon=ft.Icons.OPEN_WITH)] if move else []
    return [
        strong("reading.keep", say("Keep changes"), lambda: form.keep(), icon=ft.Icons.CHECK),
        *moves,
        plain("reading.aside", say("Remove it"), form.set_aside, icon=ft.Icons.DELETE_OUTLINE),
        quiet("reading.close", say("Close"), form.leave),
    ]


def as_typed(entry: FieldMeasured) -> TypedReading:
    """A kept reading back in the form."""

    def text(value: object) -> str:
        return "" if value is None else str(value)

    def of(quantity: Any) -> str:
        return "" if quantity is None else f"{quantity.value} {quantity.unit}"

    return TypedReading(
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
