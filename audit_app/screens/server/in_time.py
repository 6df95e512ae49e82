"""What is sent to the server must come in time: a request that dawdles ends, an answer may take as long as it needs."""

import asyncio
from typing import Any

BETWEEN = 30  # seconds between two parts of what is sent


class InTime:
    """An ASGI application that ends a request to `app` when its body stops coming."""

    def __init__(self, app: Any, between: float = BETWEEN) -> None:
        self._app, self._between = app, between

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        whole = False

        async def receiving() -> Any:
            nonlocal whole
            if whole:  # from here on it is only told when the client goes away
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self._between)
            except TimeoutError:
                message = {"type": "http.disconnect"}
            whole = not message.get("more_body", False)
            return message

        await self._app(scope, receiving, send)
