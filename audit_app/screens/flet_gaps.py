"""What Flet lacks and the app needs: each gap in one place, with what stands in for it.

Everything here reaches for names that Flet keeps to itself, or takes the place of one of its methods. All of it was
tried with Flet 1.0.5; `tests/screens/test_flet_gaps.py` shows each gap as it is there and fails when Flet has changed
underneath. Nothing else in the app may use such names.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import flet as ft

TRIED = "1.0.5"  # the version of Flet all of this was tried with


def hear_errors(page: ft.Page, report: Callable[[str], None]) -> None:
    """Has `report` hear what an event handler or an effect raised (`sys.exc_info` still has it).

    Lacks: a hook before the client is told. Flet has the client replace the whole screen by “Error running app”.
    """
    setattr(page.session, "error", report)  # noqa: B010 - a method of Flet's class, for this one session


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


def waits_to_be_drawn(session: Any) -> bool:
    """True while a component of the session has changed and is not drawn yet.

    Lacks: a public way to ask, or to wait for it.
    """
    return bool(getattr(session, "_Session__pending_updates", None))


def before_each_event(session: Any, ready: Callable[[int, str], Awaitable[None]]) -> None:
    """Has each event of a session wait for `ready`, which is given the control's id and the event's name.

    Lacks: an order. Each event is handled in a task of its own, by whatever handlers the last drawing left.
    """
    dispatch = session.dispatch_event

    async def after_ready(control_id: int, event_name: str, event_data: object) -> None:
        await ready(control_id, event_name)
        await dispatch(control_id, event_name, event_data)

    session.dispatch_event = after_ready


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
