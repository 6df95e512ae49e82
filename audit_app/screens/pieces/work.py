"""Long work in a thread of its own: how far it is, shown as it goes on, and a way to stop it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from audit_app.beside import beside
from audit_app.errors import AuditError, Cancelled
from audit_app.screens.pieces.component import held
from audit_app.screens.session.desk import Desk

T = TypeVar("T")
BETWEEN = 0.1  # seconds between two looks at how far the work is


@dataclass
class Work:
    """What the thread and the screen both look at: how far it is, what is being done, and whether to stop."""

    share: float = 0.0
    words: str = ""
    stopped: bool = False

    def advance(self, done: int, of: int, words: str = "") -> None:
        """Called as the work goes on; stops it when asked to."""
        self.share, self.words = done / of if of else 0.0, words
        if self.stopped:
            raise Cancelled

    def stop(self) -> None:
        """Ends the work at its next step."""
        self.stopped = True


@dataclass(frozen=True)
class Seen:
    """The work in hand as the screen last saw it."""

    work: Work
    share: float = 0.0
    words: str = ""


class Worker:
    """Runs one work at a time for a piece; `seen` is None while nothing is in hand."""

    def __init__(self, desk: Desk, stopped: str, seen: Seen | None, see: Callable[[Seen | None], None]) -> None:
        self.desk, self.stopped, self.seen, self._see = desk, stopped, seen, see

    async def run(self, deed: Callable[[Work], T], done: Callable[[T], None]) -> None:
        """Does it beside the screen; `done` is given what it made, and not called when it was stopped or failed."""
        work = Work()
        self._see(Seen(work))
        task = asyncio.create_task(beside(deed, work))
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


def use_worker(desk: Desk, stopped: str) -> Worker:
    """What runs the work of a piece, called first in it; `stopped` is said when the work was stopped."""
    seen, see = held(cast(Seen | None, None))
    return Worker(desk, stopped, seen, see)
