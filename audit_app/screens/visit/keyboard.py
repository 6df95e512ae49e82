"""The whole visit with a keyboard alone: keys that answer, move and find, when no field is being typed in.

With Alt, or by themselves after ? has switched them on: a word typed beside its field must answer nothing.
"""

import flet as ft

from audit_app.audit.places import line_at, neighbour, place_at, places, told_about_zone_iv
from audit_app.checklist.model import Compliance
from audit_app.screens.flet_gaps import dialog_is_open
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.verbs import LineVerbs

ANSWERS = {"C": "compliant", "P": "partly", "D": "deficient"}
STEPS = {"Arrow Right": 1, "Arrow Left": -1, "N": 1, "B": -1}


def pressed(desk: Desk, event: ft.KeyboardEvent) -> None:
    """Acts on one key, on the visit's own screen only."""
    browsers_own = event.ctrl or event.meta or (event.alt and event.key.startswith("Arrow"))
    if browsers_own or desk.typing or desk.challenge is not None or desk.audit is None:
        return
    if dialog_is_open(ft.context.page):
        return
    visit = f"/audit/{desk.audit.id}"
    if (ft.context.page.route or "").rstrip("/") != visit:
        return
    key = event.key.title() if len(event.key) > 1 else event.key.upper()
    if key == "?" or (event.shift and key in ("/", "Slash")):
        switch(desk)
    elif not event.alt and not desk.bare_keys and not key.startswith("Arrow"):
        return
    elif key in ("/", "Slash"):
        ft.context.page.navigate(f"{visit}/find")
    elif key == "U":
        desk.undo()
    elif key == "R":
        desk.redo()
    elif key in ANSWERS:
        answer(desk, ANSWERS[key])
    elif key in STEPS:
        step(desk, STEPS[key])


def switch(desk: Desk) -> None:
    """Switches the keys by themselves on or off, and says which."""
    desk.bare_keys = not desk.bare_keys
    on = say("Keys: C, P, D answer; N, B next and back; U, R undo and redo; / find. ? switches them off.")
    desk.said(on if desk.bare_keys else say("Single keys are off now. Hold Alt to use them."), undoable=False)


def answer(desk: Desk, verdict: str) -> None:
    """Answers the open item, where it asks for compliance and may be answered now."""
    assert desk.audit is not None
    place = place_at(places(desk.audit), desk.at)
    line = desk.line(line_at(place, desk.at)) if place else None
    if place is None or line is None or place.wants_things or not isinstance(line.item.ask, Compliance):
        return
    today = desk.cabinet.clock.now().date().isoformat()
    if place.in_magnet_room and not told_about_zone_iv(desk.audit, place, desk.cabinet.store.device, today):
        return
    LineVerbs(desk).answer(line.key, verdict)


def step(desk: Desk, by: int) -> None:
    """Turns to the next or the previous item."""
    assert desk.audit is not None
    walk = places(desk.audit)
    place = place_at(walk, desk.at)
    here = line_at(place, desk.at) if place else ""
    key = neighbour(walk, here or desk.at, by)
    if key:
        desk.go_to(key)
