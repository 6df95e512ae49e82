"""What a person does, one thing after the other: nothing is handled before what came before it is drawn.

Flet handles each event with the handlers of the newest drawing. Whoever types a reading and presses Enter before the
last figure is drawn would have it kept without that figure. So every event waits until the screen shows what the ones
before it changed; only typing on in the same field does not wait, it brings the whole text each time. And whatever is
done elsewhere leaves the field first, also where the client keeps the focus in it.

What was tapped or typed in may be drawn anew before the event is handled. Then the control of the same name takes it;
where there is none any more, it is told that nothing was done.
"""

import asyncio
from typing import Any

from audit_app.screens.flet_gaps import Gone, before_each_event, waits_to_be_drawn
from audit_app.screens.session.desk import KEPT as DESK
from audit_app.screens.session.hand import KEPT, Hand
from audit_app.screens.session.language import say
from audit_app.screens.text_in_hand import ending

TURNS = 100  # of the loop; a screen is drawn in one or two, and an event must not wait for one that never is
BESIDE = {"keyboard_event", "scroll", "resize", "media_change"}  # come while somebody types, and wait for nothing
TAPS = {"click", "tap", "tap_up", "select", "long_press"}
DEEDS = TAPS | {"change"}
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
    one_by_one, last, hand, fallen = asyncio.Lock(), [0], Hand(session), Fallen(session)
    session.store.set(KEPT, hand)

    async def after_drawing(control_id: int, event_name: str, data: object) -> int:
        hand.at_work = control_id
        if event_name in BESIDE:
            return control_id
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
            return fallen.taken(control_id, event_name, data) if event_name in DEEDS else control_id

    dispatch = before_each_event(session, after_drawing)


class Fallen:
    """Deeds that came for a control which was drawn anew, or is gone, by the time that they are handled."""

    def __init__(self, session: Any) -> None:
        self._session, self._gone, self._last = session, Gone(session), 0

    def taken(self, control_id: int, event_name: str, data: object) -> int:
        """The control that is to take it: the one itself, the one of the same name, or 0 where that is told."""
        again, self._last = control_id == self._last, control_id
        if not self._gone.is_gone(control_id):
            if event_name not in TAPS or not is_shut(self._session.index.get(control_id)):
                return control_id
            if not again:
                lost(self._session)
            return 0
        instead = self._gone.in_its_place(control_id, event_name)
        if instead is not None:
            return int(instead._i)
        if event_name == "change" and isinstance(data, str) and data.strip():
            typed_in_vain(self._session, self._gone.draft(control_id), data, again)
        elif not again:  # a second tap on what the first did away with is no other deed
            lost(self._session)
        return 0


def is_shut(control: Any) -> bool:
    """Whether a control is not to be tapped as the screen now stands: the tap was made on what stood there before."""
    while control is not None:
        if getattr(control, "disabled", None) or getattr(control, "visible", None) is False:
            return True
        control = control.parent
    return False


def lost(session: Any) -> None:
    """Tells that what was done came to nothing, and draws the screen anew."""
    if session.store.contains_key(DESK):
        desk = session.store.get(DESK)
        told = say("The screen changed while you tapped, and nothing was done. Look again, then tap again.")
        desk.said(told, undoable=False)
        desk.refresh()


def typed_in_vain(session: Any, draft: str, words: str, again: bool) -> None:
    """Keeps what was typed in a field that is gone among what is typed and not saved, and tells how it ends."""
    if not session.store.contains_key(DESK):
        return
    desk = session.store.get(DESK)
    if draft:
        desk.keep_draft(draft, words)
    told = say("The field changed while you typed. This was not saved: “{words}”", words=ending(words.strip()))
    desk.said(told, undoable=False)
    if not again:
        desk.refresh()


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
