"""The hand of this session: the field that is typed in, and the drawing that waits until it is put down."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import flet as ft

from audit_app.screens.flet_gaps import ClientText, LateDrawing, draw_again

TURNS = 3  # of the loop, in which the next tap of a quick hand comes in
LONGEST = 0.5  # seconds after which a quick hand is shown where it is
PAUSE = 0.3  # seconds without a key after which a search answers
KEPT = "hand"  # its name in its session


class Hand:
    """Where somebody types. What a key changes is kept at once and drawn late: on leaving, or on a pause."""

    def __init__(self, session: Any) -> None:
        self._session, self._drawing = session, LateDrawing(session)
        self._field = 0
        self._soon: asyncio.TimerHandle | None = None
        self.at_work = self._repeated = 0  # the control that is handled now, and the one that did a deed many times
        self._deeds, self._shown = 0, 0.0

    @property
    def field(self) -> ClientText | None:
        """The field that has the focus, as it was drawn last, or None."""
        found = self._session.index.get(self._field)
        return found if isinstance(found, ClientText) and found.text.focused else None

    def take(self, field: ClientText) -> None:
        """A field has the focus."""
        field.text.focused = True
        self._field = field._i

    def put_down(self, field: ClientText) -> None:
        """A field has lost it."""
        field.text.focused = False
        if self._field == field._i:
            self._field = 0

    def anew(self) -> None:
        """The page was loaded again, and its cursor stands nowhere: what the form said meanwhile may be shown."""
        fields = [each for each in self._session.index.values() if isinstance(each, ClientText)]
        self._field = 0
        for each in fields:
            each.text.anew()
            if each.text.waits is not None:
                draw_again(each)

    def key(self, field: ClientText, deed: Callable[[], None], at_once: bool) -> None:
        """A key was typed in a field; what it does is drawn `at_once`, or late."""
        self._field = field._i
        with self._drawing.late():
            deed()
        if at_once:
            self.draw()

    def many(self, deed: Callable[[], None]) -> None:
        """Does what a quick hand does again and again: drawn once no more of it waits, and meanwhile now and then.

        Drawn each time, a screen of many rows would be seconds behind the hand, and the server busy with nothing else.
        """
        self._repeated, self._deeds = self.at_work, self._deeds + 1
        try:
            with self._drawing.late():
                deed()
        finally:
            self._draw_soon()

    def _draw_soon(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() - self._shown > LONGEST:
            self._shown = loop.time()
            self.draw()
        else:
            loop.call_soon(self._draw_unless_more, self._deeds, TURNS)

    def _draw_unless_more(self, deeds: int, turns: int) -> None:
        if deeds == self._deeds and turns:
            asyncio.get_running_loop().call_soon(self._draw_unless_more, deeds, turns - 1)
        elif deeds == self._deeds:
            self._shown = asyncio.get_running_loop().time()
            self.draw()

    def repeats(self, control_id: int) -> bool:
        """Whether a control does the same again whatever is drawn meanwhile: undo and redo."""
        return control_id == self._repeated != 0

    def draw(self) -> None:
        """Has everything drawn that waits."""
        self._drawing.draw()

    def draw_on_a_pause(self) -> None:
        """Has it drawn once no key came for a moment."""
        if self._soon is not None:
            self._soon.cancel()
        self._soon = asyncio.get_running_loop().call_later(PAUSE, self.draw)


def hand_here() -> Hand | None:
    """The hand of this session, where there is one."""
    kept = ft.context.page.session.store
    return cast(Hand, kept.get(KEPT)) if kept.contains_key(KEPT) else None


def again_and_again(deed: Callable[[], None]) -> None:
    """Does what may be done many times in a second; outside a session it is simply done."""
    try:
        hand = hand_here()
    except RuntimeError:  # nobody draws here
        hand = None
    deed() if hand is None else hand.many(deed)
