"""The emergency card: the unit's own numbers and places, kept with the unit, there without a network.

Beside them a few lines on what to do first. They are a reminder; the unit's own procedure is what counts.
"""

from dataclasses import dataclass, field
from typing import Any

import flet as ft

from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.fields import choice, text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, S, body, card, copied, grid, label, line, stack, title
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

KIND = "emergency"  # in the register


def entry_of(unit: str) -> str:
    """The id of a unit's card in the register; the unit itself stands there under its own."""
    return f"{KIND}.{unit}"


@dataclass(frozen=True)
class Event:
    """One kind of emergency: what to do first, and the unit's own facts that are asked for it."""

    id: str
    title: str
    icon: ft.IconData
    steps: tuple[str, ...]
    asks: tuple[tuple[str, str], ...] = field(default=())


def events() -> tuple[Event, ...]:
    """The four emergencies of an MR unit."""
    return (
        Event(
            "arrest",
            say("Cardiac arrest or collapse"),
            ft.Icons.MONITOR_HEART_OUTLINED,
            (
                say("Start basic life support and call for help."),
                say("Bring the patient out of the magnet room at once. Resuscitate outside."),
                say("Keep the team and their equipment out of the magnet room. The field is still on."),
                say("Do not quench for an arrest: it takes too long and adds a danger."),
            ),
            (
                ("arrest_number", say("Number to call")),
                ("resus_place", say("Where to resuscitate, where the trolley is")),
            ),
        ),
        Event(
            "projectile",
            say("Someone is held or struck by an object"),
            ft.Icons.COMPRESS,
            (
                say("Stop the scan and the table. Keep everybody else and all metal out."),
                say("Someone pinned and in danger of life: press the quench button, if no other way is quicker."),
                say("Nobody in danger: leave the object where it is, close the door, and call the expert."),
            ),
            (
                ("quench_button", say("Where the quench buttons are")),
                ("expert", say("MR safety expert, name and number")),
            ),
        ),
        Event(
            "quench",
            say("Quench or oxygen alarm"),
            ft.Icons.AIR,
            (
                say("Everybody out of the magnet room, at once. Help the patient off the table and out."),
                say("Open the doors. Keep low if gas has come into the room."),
                say("Clear the rooms nearby and the outlet outside. Nobody goes back until the oxygen is normal."),
            ),
            (("engineer", say("Magnet service, number")), ("outlet", say("Where the quench pipe ends"))),
        ),
        Event(
            "fire",
            say("Fire"),
            ft.Icons.LOCAL_FIRE_DEPARTMENT_OUTLINED,
            (
                say("Bring everybody out. Raise the alarm."),
                say("Press the electrical stop. It does not switch the field off."),
                say("Only MR Conditional extinguishers in the magnet room. Stop the fire service at the door."),
                say("Whether to quench for firefighters stands in the local rules."),
            ),
            (
                ("fire_number", say("Number to call")),
                ("electrical_stop", say("Where the electrical stops are")),
                ("extinguisher", say("Where the right extinguisher is")),
            ),
        ),
    )


@view
def Emergency() -> ft.View:
    """The card of one unit; the open audit's unit first."""
    desk = use_desk()
    units = desk.cabinet.store.registered("unit")
    first = desk.audit.begun.unit.id if desk.audit else (units[0]["id"] if units else "")
    unit, set_unit = held(first)
    editing, set_editing = held(False)
    named = {each["id"]: each["name"] for each in units}
    back = desk.way_back(KIND, f"/audit/{desk.audit.id}" if desk.audit else "/")
    parts: list[ft.Control] = []
    if len(units) > 1:
        parts.append(choice("emergency.unit", say("Unit"), unit, list(named.items()), set_unit, width=420))
    facts = kept(desk, unit)
    if editing:
        parts.append(EditCard(desk, unit, named.get(unit, ""), lambda: set_editing(False), key=f"edit.{unit}"))
    else:
        cards = [event_card(each, facts) for each in events()]
        cards.append(label(say("A reminder only. The unit's own procedure is what counts.")))
        words = say("Change the unit's numbers and places") if facts else say("Enter the unit's numbers and places")
        enter = line(plain("emergency.edit", words, lambda: set_editing(True), icon=ft.Icons.EDIT_OUTLINED))
        shown: list[ft.Control] = [enter] if unit else []
        parts += [*cards, *shown] if facts else [*shown, *cards]  # what is missing is seen first
    return frame("/emergency", say("Emergency"), parts, back=back, subtitle=named.get(unit, ""))


def kept(desk: Desk, unit: str) -> dict[str, str]:
    """The unit's own numbers and places."""
    cards = {each["id"]: each for each in desk.cabinet.store.registered(KIND)}
    found: dict[str, Any] = cards.get(entry_of(unit), {})
    return {name: str(words) for name, words in found.items() if name not in ("id", "name") and words}


def event_card(event: Event, facts: dict[str, str]) -> ft.Control:
    """What to do first, and the numbers and places in large type."""
    steps = [
        ft.Row(
            [ft.Text(f"{number}.", size=pt(16), weight=ft.FontWeight.W_700, width=24), body(words, expand=True)],
            spacing=S,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for number, words in enumerate(event.steps, start=1)
    ]
    own = [own_fact(words, facts.get(name, ""), f"fact.{name}") for name, words in event.asks]
    head = ft.Row(
        [ft.Icon(event.icon, color=ft.Colors.ERROR, size=28), ft.Container(title(event.title, size=20), expand=True)],
        spacing=S,
    )
    return card(head, grid(stack(*steps, spacing=S), stack(*own, spacing=S)), key=f"event.{event.id}")


def own_fact(words: str, fact: str, key: str) -> ft.Control:
    """One number or place; what is not known yet says so."""
    shown = ft.Text(
        fact or say("not entered"),
        size=pt(20 if fact else 16),
        weight=ft.FontWeight.W_700 if fact else None,
        key=key,
    )
    return ft.Container(
        stack(label(words), copied(shown), spacing=0),
        padding=S,
        border_radius=8,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
    )


@piece
def EditCard(desk: Desk, unit: str, name: str, close: Any) -> ft.Control:
    """Every number and place of one unit, to type."""
    typed, set_typed, forget = drafted(f"/emergency/{unit}", kept(desk, unit))

    def leave() -> None:
        forget()
        close()

    def asked(key: str, words: str) -> ft.Control:
        def change(event: ft.Event[ft.TextField]) -> None:
            set_typed({**typed, key: event.data or ""})

        return known(f"own.{key}", text_field(words, typed.get(key, ""), change))

    def keep() -> None:
        desk.cabinet.store.register(KIND, entry_of(unit), name, {key: words.strip() for key, words in typed.items()})
        leave()

    parts: list[ft.Control] = [title(say("Numbers and places of {unit}", unit=name), size=18)]
    for event in events():
        parts.append(label(event.title))
        parts.append(grid(*[asked(key, words) for key, words in event.asks]))
    parts.append(
        line(
            strong("emergency.keep", say("Keep"), keep, icon=ft.Icons.CHECK),
            plain("emergency.stop", say("Cancel"), leave),
        )
    )
    return ft.Container(card(*parts), padding=ft.Padding.only(bottom=M))
