"""What a person does, one thing after the other: nothing is handled before what came before it is drawn.

Flet handles each event with the handlers of the newest drawing. Whoever types a reading and presses Enter before the
last figure is drawn would have it kept without that figure. So every event waits until the screen shows what the ones
before it changed; only typing on in the same field does not wait, it brings the whole text each time.
"""

import asyncio
from typing import Any

TURNS = 100  # of the loop; a screen is drawn in one or two, and an event must not wait for one that never is


def in_order(session: Any) -> None:
    """Has a session handle its events so."""
    one_by_one, dispatch, last = asyncio.Lock(), session.dispatch_event, [0]

    async def after_drawing(control_id: int, event_name: str, event_data: object) -> None:
        async with one_by_one:
            if event_name != "change" or control_id != last[0]:
                await drawn(session)
            last[0] = control_id
        await dispatch(control_id, event_name, event_data)

    session.dispatch_event = after_drawing


async def drawn(session: Any) -> None:
    """Waits until no component of the session is left to be drawn."""
    for _ in range(TURNS):
        if not getattr(session, "_Session__pending_updates", None):
            return
        await asyncio.sleep(0)
