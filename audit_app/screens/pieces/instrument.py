"""The instrument of a reading: a choice among those at hand, each with its calibration, and how it is told."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.instruments import Calibration, calibration
from audit_app.audit.log.entries import Measured
from audit_app.audit.things import Thing
from audit_app.audit.verdicts.judge import local_day
from audit_app.dates import spoken
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.layout import S, body, line, stack
from audit_app.screens.pieces.navigation import aside
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say

ADD = "+"  # the choice that leads to the register


def calibration_words(found: Calibration) -> str:
    """A calibration in words."""
    if found.state == "unknown":
        return say("Calibration date not known")
    if found.state == "lapsed":
        return say("Calibration lapsed on {day}", day=spoken(found.due))
    return say("Calibrated until {day}", day=spoken(found.due))


def instrument_choice(
    name: str, chosen: str, offered: tuple[Thing, ...], today: str, on_select: Callable[[str], None]
) -> ft.Control:
    """The instruments at hand and the way to add one; what is not in calibration is said by shape and words."""
    found = {each.id: calibration(each.details, today) for each in offered}
    words = [(each.id, f"{each.name} · {calibration_words(found[each.id])}") for each in offered]
    options = [("", say("Not stated")), *words, (ADD, say("Add an instrument …"))]
    state = found.get(chosen)

    def select(value: str) -> None:
        (aside("register", "/register/instrument") if value == ADD else partial(on_select, value))()

    listed = choice(name, say("Instrument"), chosen if state or not chosen else None, options, select, width=420)
    if state is None or state.state == "valid":
        return listed
    mark = ft.Icon(ft.Icons.ALARM if state.state == "lapsed" else ft.Icons.HELP_OUTLINE, color=ft.Colors.ERROR)
    return stack(listed, line(mark, body(calibration_words(state), color=ft.Colors.ERROR), spacing=S))


def instrument_words(desk: Desk, answer: Measured) -> list[str]:
    """The instrument that a reading was taken with, and its calibration on that day; nothing when none is named."""
    named = answer.quantity.instrument
    thing = next((each for each in desk.audit.things if each.id == named), None) if desk.audit and named else None
    if thing is None:
        return []
    known = calibration(thing.details, local_day(answer))
    return [say("with {instrument}", instrument=thing.name), calibration_words(known)]
