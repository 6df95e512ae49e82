"""Whose turn it is: a few write at once, each with a connection of its own; whoever reads never waits for them.

One that numbers the feed holds its tenant until it is done, so more of them at once would only hold connections.
Pictures wait in a row of their own: the place where they lie may be slow or away, and entries go on meanwhile.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread

from audit_app.hub.web.problems import Refused

T = TypeVar("T")
AT_ONCE, WAITING = 4, 100  # of twenty connections; and the bodies that wait in memory
AGAIN_IN = 5  # seconds


class Queue:
    """A row in which each waits for a turn."""

    def __init__(self) -> None:
        self._at_once, self._waiting = CapacityLimiter(AT_ONCE), 0

    async def __call__(self, work: Callable[..., T], *given: Any) -> T:
        """Does a work in a thread once it is its turn; 503 when too many wait already."""
        if self._waiting >= WAITING:
            fault = "Too many tablets send at once; nothing of this was kept."
            raise Refused(503, fault, "Send it again in a moment", wait=AGAIN_IN)
        self._waiting += 1
        try:
            return await to_thread.run_sync(partial(work, *given), limiter=self._at_once)
        finally:
            self._waiting -= 1


class Turns:
    """The turns of one process: a row of those that `write`, and one of those that carry `pictures`."""

    def __init__(self) -> None:
        self.write, self.pictures, self._behind = Queue(), Queue(), CapacityLimiter(1)
        self._asked: dict[str, bool] = {}

    async def follow(self, tenant: str, work: Callable[[], int]) -> None:
        """Does for a tenant what follows what was written until nothing is left; asked meanwhile, once more at its end.

        `work` gives how much is left to do.
        """
        if tenant in self._asked:
            self._asked[tenant] = True
            return
        self._asked[tenant] = True
        try:
            while self._asked[tenant]:
                self._asked[tenant] = False
                left = await to_thread.run_sync(work, limiter=self._behind)
                self._asked[tenant] |= left > 0
        finally:
            del self._asked[tenant]
