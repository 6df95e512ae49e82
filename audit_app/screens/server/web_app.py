"""The whole web application: each address it answers, and what stands in front of them.

From the outside in: the headers of every answer, the origin, the door, what must come in time, and the addresses of
`addresses`. Nothing else is answered. Another part served from here is one more entry there, before the screens, with
its own policy (`with_headers`).
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from flet_web import get_package_web_dir
from flet_web.fastapi import FletApp, FletStaticFiles, FletUpload, app_manager
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from audit_app.errors import StoreError
from audit_app.photos.kinds import MOST_BYTES
from audit_app.resources import asset
from audit_app.screens.app import starter
from audit_app.screens.server.door import Door
from audit_app.screens.server.in_time import InTime
from audit_app.screens.server.keys import Passes
from audit_app.screens.server.large_files import large_files
from audit_app.screens.server.response_headers import MADE, SANDBOXED, Headers, screens_policy, with_headers
from audit_app.screens.server.same_origin import SameOrigin
from audit_app.screens.server.site import ADDRESS, built_site, handed_out
from audit_app.screens.server.sockets import CLOSED_KEPT, SESSION_KEPT, Sockets, give_back
from audit_app.screens.session.cabinet import Cabinet

LARGEST_UPLOAD = MOST_BYTES  # of a photo; whatever is larger is refused in words before it is sent
KEPT_FOR_GOOD = {"Cache-Control": "max-age=31536000"}
KEPT_NOWHERE = {"Cache-Control": "no-store"}
SECRET = secrets.token_hex(32)  # signs the addresses of uploads while this process runs


def web_app(cabinet: Cabinet, passphrase: str = "") -> Any:
    """The web application over a cabinet, which is served from now on; StoreError when its folder cannot be used.

    Without a passphrase it answers only to names of this device, and opens by the word in the address.
    """
    cabinet.served = cabinet.takes_pieces = True
    cabinet.leave_at = "/leave" if passphrase else ""
    door = Door(InTime(Starlette(routes=addresses(cabinet), lifespan=_lifespan)), Passes(cabinet.folder, passphrase),
                passphrase)  # fmt: skip
    return Headers(SameOrigin(door, loopback_only=not passphrase))


def addresses(cabinet: Cabinet) -> list[BaseRoute]:
    """Every address that is answered, the first that fits: a test knows them all."""
    return [
        Route("/here", _here),
        Route("/assets/fonts/{path:path}", _font),
        Route("/made/{token}/{name}", made(cabinet)),
        WebSocketRoute("/ws", Sockets(screens(cabinet))),
        Route("/upload", upload(cabinet), methods=["PUT"]),
        *large_files(cabinet),
        *site(cabinet),
        Mount("/", page()),
    ]


def site(cabinet: Cabinet) -> list[BaseRoute]:
    """The app alone, for a tablet to keep, where it was built."""
    folder = built_site()
    cabinet.alone = ADDRESS if folder is not None else ""
    return [] if folder is None else handed_out(folder)


@contextlib.asynccontextmanager
async def _lifespan(_: Any) -> AsyncIterator[None]:
    await app_manager.start()
    yield
    await app_manager.shutdown()


async def _here(_: Request) -> Response:
    """Says only that the server is there, and that whoever asks is let in: the page asks before it loads again."""
    return Response(status_code=204, headers=KEPT_NOWHERE)


async def _font(request: Request) -> FileResponse:
    """Every font the page asks for: symbols and foreign letters from one font that travels with the app."""
    packaged = Path(get_package_web_dir()) / "assets" / "fonts" / Path(request.path_params["path"]).name
    if packaged.is_file():
        return FileResponse(packaged, headers=KEPT_FOR_GOOD)
    return FileResponse(asset("fonts/DejaVuSans.ttf"), media_type="font/ttf", headers=KEPT_FOR_GOOD)


def made(cabinet: Cabinet) -> Any:
    """Hands out the files that were made, each under a token that cannot be guessed; `?open` shows it in the page."""

    async def handed(request: Request) -> FileResponse:
        path = cabinet.offered(request.path_params["token"])
        if path is None or not path.is_file():
            raise HTTPException(404, "This file is no longer here. Make it again in the app.", KEPT_NOWHERE)
        place = "inline" if "open" in request.query_params else "attachment"
        policy = SANDBOXED if path.suffix in (".html", ".svg", ".xml") else MADE
        headers = {**KEPT_NOWHERE, "Content-Security-Policy": policy}
        return FileResponse(path, filename=path.name, content_disposition_type=place, headers=headers)

    return handed


def screens(cabinet: Cabinet) -> Any:
    """The web socket that the screens are drawn over."""
    start = starter(cabinet)

    async def connected(websocket: WebSocket) -> None:
        await FletApp(
            loop=asyncio.get_running_loop(),
            executor=app_manager.executor,
            main=start,
            before_main=None,
            session_timeout_seconds=SESSION_KEPT,
            secret_key=SECRET,
        ).handle(websocket)
        await give_back(app_manager, CLOSED_KEPT)

    return connected


def upload(cabinet: Cabinet) -> Any:
    """Takes in a file under an address that the screens have signed, into the incoming folder."""
    folder = str(incoming(cabinet))

    async def sent(request: Request) -> Response:
        await FletUpload(upload_dir=folder, max_upload_size=LARGEST_UPLOAD, secret_key=SECRET).handle(request)
        return Response(status_code=200, headers=KEPT_NOWHERE)

    return sent


def page() -> Any:
    """The page, its program and its pictures; asked for again each time, and sent only when it is another."""
    files = FletStaticFiles(
        assets_dir=str(asset("").resolve()),
        no_cdn=True,
        app_name="MR Audit",
        app_short_name="MR Audit",
        app_description="MR unit safety audits and acceptance tests",
    )

    async def shown(scope: Any, receive: Any, send: Any) -> None:
        policy = screens_policy(scope)
        await with_headers(files, content_security_policy=policy, cache_control="no-cache")(scope, receive, send)

    return shown


def incoming(cabinet: Cabinet) -> Path:
    """The folder uploads land in, made when it is not there; what an interrupted run left in it is the shelf's."""
    folder = cabinet.shelf.incoming
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(folder), f"cannot be prepared ({error.strerror})", "Check the folder") from error
    return folder
