"""Who shares this tablet: a PIN for whoever is at it, and changing over to somebody who has one."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.log.people import Person, same_person
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body, card, label, line, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.pins import can_have_pins, has_pin, people_with_pins, remove_pin, set_pin


@piece
def PeopleCard(desk: Desk) -> ft.Control:
    """The PIN of the person at the tablet, and everyone else who has one here."""
    known = desk.preferences.person
    others = [each for each in people_with_pins(desk.cabinet.store) if known is None or not same_person(each, known)]
    words = say(
        "A PIN keeps others from using your name on this tablet by mistake. "
        "What you entered is closed off when somebody else takes over."
    )
    parts: list[ft.Control] = [title(say("People at this tablet"), size=18), label(words)]
    if not can_have_pins():
        parts.append(body(say("This device cannot keep a PIN.")))
    elif known is not None and known.name.strip():
        parts.append(OwnPin(desk, known, key=f"own.{known.name}"))
    parts += [ChangeOver(desk, each, key=f"to.{each.name}.{each.registration}") for each in others]
    return card(*parts)


@piece
def OwnPin(desk: Desk, person: Person) -> ft.Control:
    """Sets or removes the PIN of whoever is at the tablet."""
    store, now = desk.cabinet.store, desk.cabinet.clock.now
    there, set_there = held(has_pin(store, person))

    def choose(pin: str) -> None:
        set_pin(store, person, pin, now())
        set_there(True)

    def remove(pin: str) -> None:
        remove_pin(store, person, pin, now())
        set_there(False)

    if there:
        return PinForm(desk, "own", say("PIN of {name}", name=person.name), say("Remove the PIN"), remove, key="remove")
    return PinForm(desk, "own", say("New PIN, at least 6 digits"), say("Set a PIN"), choose, key="set")


@piece
def ChangeOver(desk: Desk, person: Person) -> ft.Control:
    """Another person with a PIN takes the tablet over."""

    def change(pin: str) -> None:
        desk.become(person, pin)
        desk.said(say("{name} is at this tablet now", name=person.name), undoable=False)

    words = say("PIN of {name}", name=person.name)
    return PinForm(desk, f"to.{person.name}", words, say("Switch to {name}", name=person.name), change, key="form")


@piece
def PinForm(desk: Desk, name: str, words: str, deed: str, then: Callable[[str], None]) -> ft.Control:
    """A field for a PIN, which is never kept as a draft, and what is done with it."""
    pin, set_pin_text = held("")

    def go_on() -> None:
        try:
            then(pin)
        except AuditError as error:
            desk.report(error)
        finally:
            set_pin_text("")

    field = text_field(  # no eye to reveal it: Flet gives that button no name
        words, pin, lambda event: set_pin_text(event.data or ""), password=True,
        keyboard_type=ft.KeyboardType.NUMBER, max_length=64, key=f"pin.{name}",
    )  # fmt: skip
    button = strong if name != "own" else plain
    return line(field, button(f"pin.{name}.go", deed, go_on))
