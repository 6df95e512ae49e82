"""What Flet lacks and the app needs: each gap in one place, with what stands in for it.

Everything here reaches for names that Flet keeps to itself, or takes the place of one of its methods. All of it was
tried with Flet 1.0.5; `tests/screens/test_flet_gaps.py` shows each gap as it is there and fails when Flet has changed
underneath. Nothing else in the app may use such names.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import field, fields, is_dataclass
from functools import cache
from inspect import getattr_static
from typing import Any, cast

import flet as ft
from flet.controls import object_patch
from flet.controls.context import _context_page
from flet.controls.exceptions import FletPageDisconnectedException
from flet.controls.object_patch import DiffBuilder
from flet.controls.value_types import Prop

from audit_app.screens.text_in_hand import TextInHand

TRIED = "1.0.5"  # the version of Flet all of this was tried with


def hear_errors(page: ft.Page, report: Callable[[str], None]) -> None:
    """Has `report` hear what an event handler or an effect raised (`sys.exc_info` still has it).

    Lacks: a hook before the client is told. Flet has the client replace the whole screen by “Error running app”.
    """
    setattr(page.session, "error", report)  # noqa: B010 - a method of Flet's class, for this one session


def is_gone(page: ft.Page, error: BaseException | None) -> bool:
    """True when an error only says that nobody is at the other end: the tablet was switched off, or went elsewhere.

    Lacks: one error for it. A call that waits for the client ends in words, in a time-out, or in an error of its own.
    """
    told = str(error)
    ended = told == "Session closed" or told.startswith(("Timeout waiting for invoke", "An attempt to fetch destroyed"))
    return ended or isinstance(error, FletPageDisconnectedException) or page.session.connection is None


def keep_drawing(page: ft.Page, failed: Callable[[BaseException], None]) -> None:
    """Starts the updates of a session again when one of them failed; `failed` hears why.

    Lacks: any word of it. The task that draws components ends for good and the screen stays as it is.
    """
    task: asyncio.Task[None] | None = getattr(page.session, "_Session__updates_task", None)
    if task is None:
        return

    def ended(finished: asyncio.Task[None]) -> None:
        error = None if finished.cancelled() else finished.exception()
        if error is not None:
            failed(error)
            cast(Any, page.session).start_updates_scheduler()
            keep_drawing(page, failed)

    task.add_done_callback(ended)


def forgive_late_answers(session: Any) -> None:
    """Has an answer of the client to a control that is gone meanwhile end the call that waits for it, and no more.

    Lacks: any patience. Whoever taps two places within a second has the first one's list answer when it is no longer
    drawn; Flet raises where the message is received, which ends the connection.
    """
    take = session.handle_invoke_method_results

    def taken(control_id: int, call_id: str, result: Any, error: str | None) -> None:
        if control_id in session.index:
            take(control_id, call_id, result, error)
            return
        waiting = session._Session__method_calls.pop(call_id, None)
        if waiting is not None:
            session._Session__method_call_results[waiting] = (None, "Session closed")  # `is_gone` knows it
            waiting.set()

    session.handle_invoke_method_results = taken


def waits_to_be_drawn(session: Any) -> bool:
    """True while a component of the session has changed and is not drawn yet.

    Lacks: a public way to ask, or to wait for it.
    """
    return bool(getattr(session, "_Session__pending_updates", None))


Dispatch = Callable[[int, str, object], Awaitable[None]]


Ready = Callable[[int, str, object], Awaitable[int]]


def before_each_event(session: Any, ready: Ready) -> Dispatch:
    """Has each event of a session wait for `ready`, which is given the control's id, the event's name and its data.

    It gives the id of the control that is to handle the event, or 0. Gives the way to have an event handled that waits
    for nothing.
    Lacks: an order. Each event is handled in a task of its own, by whatever handlers the last drawing left; in a
    browser that task knows no page until Flet's own handling begins, so that what `ready` changes could not be drawn.
    """
    dispatch = cast(Dispatch, session.dispatch_event)

    async def after_ready(control_id: int, event_name: str, event_data: object) -> None:
        _context_page.set(session.page)
        takes = await ready(control_id, event_name, event_data)
        if takes:
            await dispatch(takes, event_name, event_data)

    session.dispatch_event = after_ready
    return dispatch


class Gone:
    """The controls that were taken off the screen of a session, by their numbers, and what stands in their place.

    Lacks: any word of an event whose control was replaced while it was on its way. Flet lets it fall.
    """

    MOST = 5000  # that are remembered

    def __init__(self, session: Any) -> None:
        self._session, self._keys = session, dict[int, tuple[str, type, str]]()
        compared = session._Session__get_update_control_patch

        def noted(*given: Any, **named: Any) -> Any:
            patch, added, removed = compared(*given, **named)
            for each in removed:
                draft = each.text.draft if isinstance(each, ClientText) else ""
                self._keys[each._i] = (str(each.key or ""), type(each), draft)
            while len(self._keys) > self.MOST:
                del self._keys[next(iter(self._keys))]
            return patch, added, removed

        session._Session__get_update_control_patch = noted

    def is_gone(self, number: int) -> bool:
        """Whether a control was drawn once and is on the screen no more."""
        return number in self._keys and self._session._Session__resolve_event_control(number) is None

    def draft(self, number: int) -> str:
        """The name under which it is kept what is typed in a field that is gone; empty for one without any name."""
        key, _, draft = self._keys[number]
        return draft or (f"typed:{key}" if key else "")

    def in_its_place(self, number: int, event_name: str) -> Any:
        """The one control on the screen that has the name of one that is gone, and hears the same event; or None."""
        key, kind, _ = self._keys[number]
        named = [each for each in list(self._session.index.values()) if key and str(each.key or "") == key]
        hears = [each for each in named if type(each) is kind and getattr(each, f"on_{event_name}", None) is not None]
        found = [each for each in hears if self._session._Session__is_mounted_control(each)]
        return found[0] if len(found) == 1 else None


class LateDrawing:
    """What a session's components changed and shall be drawn later; `draw` has them drawn.

    Lacks: a way to change what a component holds without having it drawn in the next turn of the loop.
    """

    def __init__(self, session: Any) -> None:
        self._schedule, self._late = session.schedule_update, False
        self._waiting: dict[Any, None] = {}
        session.schedule_update = self._put

    def _put(self, component: Any) -> None:
        if self._late:
            self._waiting[component] = None
        else:
            self._schedule(component)

    @contextmanager
    def late(self) -> Iterator[None]:
        """What is changed in here is not drawn yet."""
        self._late = True
        try:
            yield
        finally:
            self._late = False

    def draw(self) -> None:
        """Has everything drawn that waits for it."""
        waiting, self._waiting = list(self._waiting), {}
        for component in waiting:
            self._schedule(component)


@cast(Any, ft.control)("TextField")
class ClientText(ft.TextField):
    """A text field whose text is the client's: a new drawing leaves it as it is while it has the focus.

    Lacks: any regard for what is typed while an answer is on its way. Every drawing writes its older text over it.
    """

    text: Any = field(default_factory=TextInHand, metadata={"skip": True})
    on_brought: ft.ControlEventHandler["ft.TextField"] | None = (
        None  # the page brings what was typed in it while it was cut off (`assets/typed.js`)
    )

    def _migrate_state(self, other: Any) -> None:
        super()._migrate_state(other)
        if isinstance(other, ClientText):
            self.text = other.text
            self.value = self.text.shown(self.value or "", other.value or "")

    def init(self) -> None:
        """The text of the first drawing is what the client holds."""
        self.text.said = self.text.heard = self.text.older = self.value or ""


class FromOutside(set[Any]):
    """The components of a session that wait to be drawn, in order: the outer first, and the newer screen.

    Lacks: any order. Who is drawn before what holds it is drawn a second time with it, and a screen that lies under
    another before the one that is seen.
    """

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(super().__iter__(), key=_place))


def draw_from_outside(session: Any) -> None:
    """Has the components of a session that changed drawn in that order, each once."""
    session._Session__pending_updates = FromOutside(session._Session__pending_updates)


def _place(component: Any) -> tuple[bool, int, int]:
    """Where a component stands among those that wait: what lies under the screen that is seen knows no page."""
    deep, control = 0, component
    while control.parent is not None:
        deep, control = deep + 1, control.parent
    return not isinstance(control, ft.BasePage), deep, -component._i


class _Mute:
    """Stands in the place of a logger that nobody listens to."""

    def debug(self, *words: Any) -> None:
        """Says nothing."""

    def isEnabledFor(self, level: int) -> bool:
        """Never."""
        return False


_EMPTY = frozenset({str, int, float, bool, type(None)})  # what can hold no control
_prepared_by_flet, _removed_by_flet = DiffBuilder._configure_dataclass, DiffBuilder._removed_controls


def look_only_at_what_is_set() -> None:
    """Has Flet look for controls in one that comes or goes only where something was set: half the time to draw it.

    Lacks: haste. It looks into each of some forty fields of every such control, of which three or four were set.
    """
    cast(Any, DiffBuilder)._configure_dataclass = _prepared
    cast(Any, DiffBuilder)._removed_controls = _removed
    if not object_patch.logger.isEnabledFor(logging.DEBUG):  # some five thousand words for one tap that nobody reads
        cast(Any, object_patch).logger = _Mute()


def _prepared(self: Any, item: Any, parent: Any, frozen: bool, only_marked: bool = False) -> Iterator[Any]:
    """The controls in something new, itself first: each is told its parent, built, and has its changes forgotten."""
    if type(item) in _EMPTY:
        return
    if only_marked or not hasattr(item, "_values"):
        yield from _prepared_by_flet(self, item, parent, frozen, only_marked)
        return
    itself = list(_prepared_by_flet(self, item, parent, frozen, True))  # none for what is no control
    for control in itself:
        control.build()
        control._before_update_safe()
        object.__setattr__(control, "_initialized", True)
    yield from itself
    frozen, above = getattr(item, "_frozen", frozen), getattr(item, "_parent", None)
    within = item if itself else above and above()
    for name in _set_on(item):
        yield from self._configure_dataclass(getattr(item, name), within, frozen)
    if not frozen:
        item._dirty.clear()


def _removed(self: Any, item: Any, recurse: bool) -> Iterator[Any]:
    """The controls in something that goes, itself last."""
    if type(item) in _EMPTY:
        return
    if not recurse or not isinstance(item, self.control_cls) or hasattr(item, "__prev_lists"):
        yield from _removed_by_flet(self, item, recurse)
        return
    for name in _set_on(item):
        yield from self._removed_controls(getattr(item, name), recurse)
    yield item


def _set_on(item: Any) -> list[str]:
    """The fields of a control, or of a value, that may hold something, in their order."""
    order, always = _fields_of(cast(Any, type(item)))
    return sorted({*always, *(name for name in item._values if name in order)}, key=order.__getitem__)


@cache
def _fields_of(kind: type) -> tuple[dict[str, int], tuple[str, ...]]:
    """The place of each field among those that are shown, and the fields to look at though nothing was set."""
    shown = [each.name for each in fields(kind) if not each.metadata.get("skip", False)]
    kept = {name: getattr_static(kind, name, None) for name in shown}
    always = [
        name
        for name, prop in kept.items()
        if not isinstance(prop, Prop) or isinstance(prop.default, list | dict) or is_dataclass(prop.default)
    ]
    return {name: place for place, name in enumerate(shown)}, tuple(always)


def draw_again(control: Any) -> None:
    """Has the component drawn again that a control is part of.

    Lacks: a public way from a control to its component.
    """
    while control is not None and not hasattr(control, "_schedule_update"):
        control = control.parent
    if control is not None:
        control._schedule_update()


def dialog_is_open(page: ft.Page) -> bool:
    """True while a dialog lies over the page.

    Lacks: a public list of dialogs; the page keeps those of `use_dialog` in a control of its own.
    """
    return any(getattr(each, "open", False) for each in page._dialogs.controls)


async def picture_from(camera: Any, seconds: float) -> bytes | None:
    """The bytes of a photo, or None; TimeoutError when the camera takes longer.

    Lacks: a camera that survives being drawn again. It then no longer knows its page, so that its own `take_picture`
    fails; the session still knows it by its number.
    """
    data = await ft.context.page.session.invoke_method(camera._i, "take_picture", None, seconds)
    return bytes(data) if data else None


def scroll_key(name: str) -> Any:
    """The key by which a control can be scrolled to.

    Lacks: a type. What `ft.ScrollKey` gives is not known to be what `key=` takes.
    """
    return cast(Any, ft.ScrollKey)(name)
