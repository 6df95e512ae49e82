"""The emergency card: the unit's own numbers and places, kept with the unit, there without a network.

Beside them a few lines on what to do first, from `reference/emergency.toml`. They are a reminder; the unit's own
procedure is what counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import flet as ft

from audit_app.audit.history.sentences import spoken
from audit_app.beside import beside
from audit_app.checklist.reference.emergency import Event, emergency_card
from audit_app.report.emergency import recorded
from audit_app.report.pdf.emergency import emergency_pdf
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.draft_field import clash_cards
from audit_app.screens.pieces.fields.drafts import form_edited
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.files import FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, S, body, card, copied, grid, label, line, stack, title
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.unit.register_list import pen_of
from audit_app.visit.register import card as known_card
from audit_app.visit.register import units
from audit_app.visit.register_verbs import keep_card

KIND = "emergency"
ICONS = {
    "arrest": ft.Icons.MONITOR_HEART_OUTLINED,
    "projectile": ft.Icons.COMPRESS,
    "quench": ft.Icons.AIR,
    "fire": ft.Icons.LOCAL_FIRE_DEPARTMENT_OUTLINED,
}  # of each event


@view
def Emergency() -> ft.View:
    """The card of one unit; the open audit's unit first."""
    desk = use_desk()
    every = units(desk.cabinet.store)
    first = desk.audit.begun.unit.id if desk.audit else (every[0].id if every else "")
    unit, set_unit = held(first)
    editing, set_editing = held(False)
    named = {each.id: each.name for each in every}
    back = desk.trail.way_back(KIND, f"/audit/{desk.audit.id}" if desk.audit else "/")
    parts: list[ft.Control] = []
    if len(every) > 1:
        parts.append(choice("emergency.unit", say("Unit"), unit, list(named.items()), set_unit, width=420))
    found = use_recorded(desk, unit)
    facts = {**found.facts, **kept(desk, unit)}
    if editing:
        parts.append(EditCard(desk, unit, named.get(unit, ""), lambda: set_editing(False), found, key=f"edit.{unit}"))
    else:
        cards = [event_card(each, facts, found) for each in emergency_card().events]
        cards.append(label(say("A reminder only. Follow the unit's own procedure.")))
        words = say("Change phone numbers and places") if facts else say("Enter phone numbers and places")
        change = plain("emergency.edit", words, lambda: set_editing(True), icon=ft.Icons.EDIT_OUTLINED)
        enter = line(
            change, *([PrintCard(desk, named.get(unit, ""), facts, found, key=f"print.{unit}")] if facts else [])
        )
        shown: list[ft.Control] = [enter] if unit else []
        parts += [*cards, *shown] if facts else [*shown, *cards]  # what is missing is seen first
    return frame("/emergency", say("Emergency"), parts, back=back, subtitle=named.get(unit, ""))


@dataclass(frozen=True)
class Recorded:
    """What an audit of the unit recorded for its card, and the day of that audit."""

    facts: Mapping[str, str] = field(default_factory=dict)
    on: str = ""

    def differs(self, fact: str, typed: str) -> str:
        """What the audit recorded where something else was typed; empty where they agree."""
        said = self.facts.get(fact, "")
        return say("The audit of {day} recorded: {words}", day=spoken(self.on), words=said) if said != typed else ""

    @property
    def source(self) -> str:
        """Where facts that nobody typed are from."""
        return say("Places recorded by the audit of {day}.", day=spoken(self.on)) if self.facts else ""


def use_recorded(desk: Desk, unit: str) -> Recorded:
    """What the newest real audit of a unit recorded for its card, read beside the screen."""
    found, set_found = held(Recorded())

    async def read() -> None:
        set_found(await beside(recorded_of, desk, unit))

    ft.use_effect(read, [unit, len(desk.audit.entries) if desk.audit else 0])
    return found


def recorded_of(desk: Desk, unit: str) -> Recorded:
    """The facts of the newest audit of a unit that recorded any; a simulated one describes no unit and is passed by."""
    for summary in desk.audits:
        if summary.about.get("unit_id") == unit and unit and not summary.about.get("simulated"):
            audit = desk.cabinet.audit(summary.id)
            if facts := recorded(audit):
                return Recorded(facts, audit.begun.on)
    return Recorded()


@piece
def PrintCard(desk: Desk, name: str, facts: Mapping[str, str], found: Recorded) -> ft.Control:
    """Makes the card as a PDF of one page, and hands it out."""
    made, set_made = held(cast(Out | None, None))

    def make() -> None:
        now = desk.cabinet.clock.now()
        data = emergency_pdf(name, emergency_card(), facts, found.source, now.isoformat())
        set_made(put_out(desk.cabinet, say("MR emergency card") + ".pdf", data))

    if made is not None:
        return FileOut("emergency.save", say("Save the card"), ft.Icons.SAVE_ALT, made)
    return plain("emergency.print", say("Print on one page"), make, icon=ft.Icons.PRINT_OUTLINED)


def own_facts(typed: Mapping[str, str], found: Recorded) -> dict[str, str]:
    """What was typed, without what stands as an audit recorded it: that follows the next audit."""
    said = {key: words.strip() for key, words in typed.items()}
    return {key: words for key, words in said.items() if words != found.facts.get(key)}


def kept(desk: Desk, unit: str) -> dict[str, str]:
    """The unit's own numbers and places."""
    return known_card(desk.cabinet.store, unit)


def event_card(event: Event, facts: Mapping[str, str], found: Recorded) -> ft.Control:
    """What to do first, and the numbers and places in large type."""
    steps = [
        ft.Row(
            [
                ft.Text(f"{number}.", size=pt(16), weight=ft.FontWeight.W_700, width=24),
                body(say(step.words), expand=True),
            ],
            spacing=S,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for number, step in enumerate(event.steps, start=1)
    ]
    own = [
        own_fact(say(each.words), facts.get(each.id, ""), f"fact.{each.id}", about_fact(found, each.id, facts))
        for each in event.asks
    ]
    head = ft.Row(
        [
            ft.Icon(ICONS[event.id], color=ft.Colors.ERROR, size=28),
            ft.Container(title(say(event.title), size=20), expand=True),
        ],
        spacing=S,
    )
    return card(head, grid(stack(*steps, spacing=S), stack(*own, spacing=S)), key=f"event.{event.id}")


def about_fact(found: Recorded, fact: str, facts: Mapping[str, str]) -> str:
    """Where a fact is from when it was recorded by an audit, or how it differs from what the audit recorded."""
    if fact not in found.facts:
        return ""
    return found.differs(fact, facts[fact]) or say("from the audit of {day}", day=spoken(found.on))


def own_fact(words: str, fact: str, key: str, about: str = "") -> ft.Control:
    """One number or place, large enough to read at two metres; what is not known yet says so."""
    shown = ft.Text(
        fact or say("not entered"),
        size=pt(28 if fact else 16),
        weight=ft.FontWeight.W_700 if fact else None,
        key=key,
    )
    return ft.Container(
        stack(label(words), copied(shown), *([label(about)] if about else []), spacing=0),
        padding=S,
        border_radius=8,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
    )


@piece
def EditCard(desk: Desk, unit: str, name: str, close: Any, found: Recorded) -> ft.Control:
    """Every number and place of one unit, to type."""
    edit = form_edited(f"/emergency/{unit}", {**found.facts, **kept(desk, unit)})
    typed, set_typed, forget = edit.now, edit.put, edit.forget

    def leave() -> None:
        forget()
        close()

    def asked(key: str, words: str) -> ft.Control:
        def change(event: ft.Event[ft.TextField]) -> None:
            set_typed({**typed, key: event.data or ""})

        return known(f"own.{key}", text_field(words, typed.get(key, ""), change, draws="leaving"))

    def keep() -> None:
        keep_card(desk.cabinet.store, unit, own_facts(typed, found), pen_of(desk))
        leave()

    parts: list[ft.Control] = [title(say("Phone numbers and places at {unit}", unit=name), size=18)]
    for event in emergency_card().events:
        parts.append(label(say(event.title)))
        parts.append(grid(*[asked(each.id, say(each.words)) for each in event.asks]))
    parts += clash_cards(edit, {each.id: say(each.words) for event in emergency_card().events for each in event.asks})
    parts.append(
        line(
            strong("emergency.keep", say("Keep"), keep, icon=ft.Icons.CHECK, disabled=bool(edit.clashes)),
            plain("emergency.stop", say("Cancel"), leave),
        )
    )
    return ft.Container(card(*parts), padding=ft.Padding.only(bottom=M))
