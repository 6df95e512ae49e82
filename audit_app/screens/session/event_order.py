"""What a person does, one thing after the other: nothing is handled before what came before it is drawn.

Flet handles each event with the handlers of the newest drawing. Whoever types a reading and presses Enter before the
last figure is drawn would have it kept without that figure. So every event waits until the screen shows what the ones
before it changed; only typing on in the same field does not wait, it brings the whole text each time.
"""

import asyncio
from typing import Any

from audit_app.screens.flet_gaps import before_each_event, waits_to_be_drawn

TURNS = 100  # of the loop; a screen is drawn in one or two, and an event must not wait for one that never is


def in_order(session: Any) -> None:
    """Has a session handle its events so."""
    one_by_one, last = asyncio.Lock(), [0]

    async def after_drawing(control_id: int, event_name: str) -> None:
        async with one_by_one:
            if event_name != "change" or control_id != last[0]:
                await all_drawn(session)
            last[0] = control_id

    before_each_event(session, after_drawing)


async def all_drawn(session: Any) -> None:
    """Waits until no component of the session is left to be drawn."""
    for _ in range(TURNS):
        if not waits_to_be_drawn(session):
            return
        await asyncio.sleep(0)
