"""Connections, before anything is known of whoever made them: in time, and no more than there is room for.

A connection that asks for nothing, or only half, ends after a few seconds. When there are too many that have not
passed the door, the oldest of the address with most of them is dropped for the new one: whoever holds many open drops
their own.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from audit_app.screens.server.guesses import neighbourhood
from audit_app.screens.server.sockets import FIRST

HEADERS_WITHIN = 10  # seconds for a whole request line and headers
MOST, MOST_UNKNOWN = 512, 96  # connections at once, and those that have not passed the door


@dataclass(eq=False)
class Connection:
    """One connection; `known` once a request over it has passed the door."""

    transport: Any
    address: str
    known: bool = False


class Crowd:
    """The connections of this server, oldest first."""

    def __init__(self, most: int = MOST, most_unknown: int = MOST_UNKNOWN) -> None:
        self._most, self._most_unknown = most, most_unknown
        self._here: dict[Any, Connection] = {}

    def admit(self, transport: Any, address: str) -> Connection:
        """Takes in a connection; another gives way where there are too many."""
        one = self._here[transport] = Connection(transport, address)
        unknown = [each for each in self._here.values() if not each.known]
        if len(unknown) > self._most_unknown or len(self._here) > self._most:
            [(crowded, _)] = Counter(each.address for each in unknown).most_common(1)
            self.drop(next(each for each in unknown if each.address == crowded))
        return one

    def drop(self, one: Connection) -> None:
        """Ends a connection at once."""
        self._here.pop(one.transport, None)
        one.transport.abort()

    def leave(self, transport: Any) -> None:
        """It ended."""
        self._here.pop(transport, None)


class Guarded(H11Protocol):
    """HTTP as uvicorn speaks it, whose headers must come in time; what is kept of one is told to the door."""

    def __init__(self, *args: Any, crowd: Crowd, **more: Any) -> None:
        super().__init__(*args, **more)
        self._crowd = crowd
        self._late: asyncio.TimerHandle | None = None
        self._upgraded = False

    def connection_made(self, transport: Any) -> None:
        """Counts it, and the time runs."""
        super().connection_made(transport)
        one = self._crowd.admit(transport, neighbourhood(self.client[0] if self.client else ""))
        self.app_state = {**self.app_state, "connection": one}
        self._watch()

    def data_received(self, data: bytes) -> None:
        """The time stops while a request is being answered."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Counts it no more."""
        self._crowd.leave(self.transport)
        self._stop()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """From here on it is a web socket's."""
        self._upgraded = True
        self._stop()
        super().handle_websocket_upgrade(event)

    def _watch(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self._upgraded:
            self._stop()
        elif self._late is None:
            self._late = self.loop.call_later(HEADERS_WITHIN, self.transport.abort)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
        self._late = None


class GuardedSocket(WebSocketsSansIOProtocol):
    """A web socket as uvicorn speaks it, with small frames until there is a session."""

    def __init__(self, *args: Any, crowd: Crowd, **more: Any) -> None:
        super().__init__(*args, **more)
        self._crowd = crowd
        self.conn.max_message_size = FIRST
        self.app_state = {**self.app_state, "widen": self._widen}

    def connection_lost(self, exc: Exception | None) -> None:
        """Counts it no more."""
        self._crowd.leave(self.transport)
        super().connection_lost(exc)

    def _widen(self, most: int) -> None:
        self.conn.max_message_size = most
