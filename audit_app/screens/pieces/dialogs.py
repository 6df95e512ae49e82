"""Questions that must be answered before going on, and work that takes a while."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import flet as ft

from audit_app.beside import beside
from audit_app.errors import AuditError, Cancelled
from audit_app.screens.pieces.component import held, known
from audit_app.screens.pieces.layout import XS, S, line, stack
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.session.page_files import PageFiles
from audit_app.screens.session.type_size import pt


def dialog(
    title: str, controls: Sequence[ft.Control], actions: Sequence[ft.Control], on_dismiss: Callable[[], None]
) -> ft.AlertDialog:
    """A dialog for `ft.use_dialog(dialog(…) if open else None)`; closing it by a tap outside is a 'no'."""
    return ft.AlertDialog(
        title=ft.Text(title, size=pt(20), weight=ft.FontWeight.W_600),
        content=ft.Container(stack(*controls, tight=True, spacing=S + XS), width=520),
        actions=list(actions),
        scrollable=True,  # as high as its words, and no higher than the screen; a column that scrolls fills the height
        on_dismiss=on_dismiss,
        inset_padding=ft.Padding.all(16),
    )


def ask(
    title: str,
    words: str,
    yes: str,
    on_yes: Callable[[], object],
    on_no: Callable[[], None],
    *,
    danger: bool = False,
    key: str = "ask",
) -> ft.AlertDialog:
    """Yes or no before something that is not easily taken back."""
    return dialog(
        title,
        [ft.Text(words, size=pt(16))],
        [quiet(f"{key}.no", say("Cancel"), on_no), strong(f"{key}.yes", yes, on_yes, danger=danger)],
        on_no,
    )


def strong(
    key: str,
    words: str,
    on_click: Callable[[], object] | None,
    *,
    icon: ft.IconData | None = None,
    danger: bool = False,
    disabled: bool = False,
    autofocus: bool = False,
    height: int | None = None,
) -> ft.Control:
    """The one button of a place that goes on."""
    button = ft.FilledButton(
        words,
        icon=icon,
        on_click=on_click,
        height=height,
        disabled=disabled,
        autofocus=autofocus,
        bgcolor=ft.Colors.ERROR if danger else None,
        color=ft.Colors.ON_ERROR if danger else None,
    )
    return known(key, button)


def plain(
    key: str,
    words: str,
    on_click: Callable[[], object] | None,
    *,
    icon: ft.IconData | None = None,
    disabled: bool = False,
) -> ft.Control:
    """An ordinary button."""
    return known(key, ft.OutlinedButton(words, icon=icon, on_click=on_click, disabled=disabled))


def quiet(
    key: str, words: str, on_click: Callable[[], object] | None, *, icon: ft.IconData | None = None
) -> ft.Control:
    """A button for what is done seldom."""
    return known(key, ft.TextButton(words, icon=icon, on_click=on_click))


def working(words: str, share: float | None, on_cancel: Callable[[], None] | None) -> ft.Control:
    """Work in progress: what is being done, how far it is where that is known, and a way to stop it."""
    parts: list[ft.Control] = [
        ft.Text(words, size=pt(16), key="working"),
        ft.Semantics(
            content=ft.ProgressBar(value=share, bar_height=8, border_radius=4),
            label=words,
            container=True,
            live_region=True,
        ),
    ]
    if on_cancel is not None:
        parts.append(line(plain("cancel", say("Cancel"), on_cancel)))
    return ft.Column(parts, spacing=S)


# Work in a thread of its own


T = TypeVar("T")
STOPPED = "Stopped; nothing was changed"
BETWEEN = 0.1  # seconds between two looks at how far the work is


@dataclass
class Work:
    """What the thread and the screen both look at: how far it is, what is being done, and whether to stop."""

    share: float = 0.0
    words: str = ""
    stopped: bool = False
    about: str = ""  # what is said of it where its step says nothing
    page: PageFiles | None = None  # where Python runs in the page, which shows no screen anew until the work is done

    def advance(self, done: int, of: int, words: str = "") -> None:
        """Called as the work goes on; stops it when asked to."""
        if self.heard(done / of if of else 0.0, words):
            raise Cancelled

    def heard(self, share: float, words: str = "") -> bool:
        """Takes in how far it is; whether somebody asked to stop it."""
        self.share, self.words = share, words
        self.stopped = self.stopped or (self.page is not None and self.page.went(words or self.about, share))
        return self.stopped

    def stop(self) -> None:
        """Ends the work at its next step."""
        self.stopped = True


@dataclass(frozen=True)
class Seen:
    """The work in hand as the screen last saw it."""

    work: Work
    share: float = 0.0
    words: str = ""

    def shown(self, about: str) -> ft.Control:
        """How far it is, with the way to stop it; in a page that shows both itself, that it goes on."""
        if self.work.page is not None:
            return ft.Text(about, size=pt(16), key="working")
        return working(self.words or about, self.share or None, self.stop)

    @property
    def stop(self) -> Callable[[], None] | None:
        """What a button on the screen does to end it; None where the page itself has that button."""
        return self.work.stop if self.work.page is None else None


class Worker:
    """Runs one work at a time for a piece; `seen` is None while nothing is in hand."""

    def __init__(self, desk: Desk, stopped: str, seen: Seen | None, see: Callable[[Seen | None], None]) -> None:
        self.desk, self.stopped, self.seen, self._see = desk, stopped, seen, see

    async def run(self, deed: Callable[[Work], T], done: Callable[[T], None], about: str = "") -> None:
        """Does it beside the screen; `done` is given what it made, and not called when it was stopped or failed."""

        async def work_on(work: Work) -> T:
            return await beside(deed, work)

        await self.follow(work_on, done, about)

    async def follow(self, deed: Callable[[Work], Awaitable[T]], done: Callable[[T], None], about: str = "") -> None:
        """The same for a deed of which only parts are done beside the screen."""
        page = self.desk.cabinet.page_files
        work = Work(about=about, page=page)
        self._see(Seen(work))
        task = asyncio.ensure_future(deed(work))
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=BETWEEN)
                self._see(Seen(work, work.share, work.words))
            done(task.result())
        except Cancelled:
            self.desk.said(self.stopped, undoable=False)
        except AuditError as error:
            self.desk.report(error)
        finally:
            self._see(None)
            if page is not None:
                page.over()


def use_worker(desk: Desk, stopped: str) -> Worker:
    """What runs the work of a piece, called first in it; `stopped` is said when the work was stopped."""
    seen, see = held(cast(Seen | None, None))
    return Worker(desk, stopped, seen, see)
