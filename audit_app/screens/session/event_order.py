"""What a person does, one thing after the other: nothing is handled before what came before it is drawn.

Flet handles each event with the handlers of the newest drawing. Whoever types a reading and presses Enter before the
last figure is drawn would have it kept without that figure. So every event waits until the screen shows what the ones
before it changed; only typing on in the same field does not wait, it brings the whole text each time. And whatever is
done elsewhere leaves the field first, also where the client keeps the focus in it.
"""

import asyncio
from typing import Any

from audit_app.screens.flet_gaps import before_each_event, waits_to_be_drawn
from audit_app.screens.session.desk import KEPT as DESK
from audit_app.screens.session.hand import KEPT, Hand

TURNS = 100  # of the loop; a screen is drawn in one or two, and an event must not wait for one that never is
BESIDE = {"keyboard_event", "scroll", "resize", "media_change"}  # come while somebody types, and wait for nothing
TAPS = {"click", "tap", "tap_up", "select", "long_press"}
BESIDE_DEED = {"undo", "redo", "deed.close"}
ELSEWHERE = {
    "click",
    "tap",
    "tap_up",
    "tap_down",
    "long_press",
    "select",
    "change",
    "dismiss",
    "view_pop",
    "route_change",
    "app_lifecycle_state_change",  # the app was switched, or the page is hidden
}


def in_order(session: Any) -> None:
    """Has a session handle its events so."""
    one_by_one, last, hand = asyncio.Lock(), [0], Hand(session)
    session.store.set(KEPT, hand)

    async def after_drawing(control_id: int, event_name: str) -> None:
        hand.at_work = control_id
        if event_name in BESIDE:
            return
        async with one_by_one:
            field = hand.field
            if field is not None and field._i != control_id and event_name in ELSEWHERE:
                await drawn(session, hand)
                await dispatch(field._i, "blur", None)
            goes_on = control_id == last[0] and (event_name == "change" or hand.repeats(control_id))
            if not goes_on:
                await drawn(session, hand)
            last[0] = hand.at_work = control_id
            if event_name in TAPS:
                tapped(session, control_id)

    dispatch = before_each_event(session, after_drawing)


def tapped(session: Any, control_id: int) -> None:
    """Whoever taps on has read what was done before: it goes, but for a tap on what stands beside it."""
    control = session.index.get(control_id)
    if getattr(control, "key", None) not in BESIDE_DEED and session.store.contains_key(DESK):
        session.store.get(DESK).seen()


async def drawn(session: Any, hand: Hand) -> None:
    """Draws what waits until the hand is put down, and waits until no component of the session is left to be drawn."""
    hand.draw()
    for _ in range(TURNS):
        if not waits_to_be_drawn(session):
            return
        await asyncio.sleep(0)
