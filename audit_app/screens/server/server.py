"""Serving the screens to a browser: everything the page needs comes from here, nothing from another network.

The address is always explicit. An address other than this device's own asks whoever connects for a passphrase.
"""

import contextlib
import os
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import flet as ft

from audit_app.errors import StoreError, UsageError
from audit_app.photos.decoder import MOST_BYTES
from audit_app.resources import asset
from audit_app.screens.app import main, own_cabinet, starter
from audit_app.screens.server.passphrase import SHORTEST, Doorkeeper
from audit_app.screens.server.same_origin import LOOPBACK, SameOrigin
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store

LARGEST_UPLOAD = MOST_BYTES  # of a photo; whatever is larger is refused in words before it is sent
SESSION_KEPT = 12 * 3600  # seconds a session outlives its connection: a working day


def serve(
    *, host: str = "127.0.0.1", port: int = 8550, data: Path, open_browser: bool = True, desktop: bool = False
) -> None:
    """Serves the app until it is stopped; prints its address and opens the browser where there is one.

    Raises UsageError when the address cannot be used, StoreError when the data folder cannot.
    """
    passphrase = os.environ.get("MR_AUDIT_PASSPHRASE", "")
    if host not in LOOPBACK and not passphrase:
        fault = "can be reached by others, and no passphrase is set"
        raise UsageError(f"Address {host}", fault, "Set MR_AUDIT_PASSPHRASE, or use 127.0.0.1")
    if passphrase and len(passphrase) < SHORTEST:
        fault = f"is shorter than {SHORTEST} characters"
        raise UsageError("MR_AUDIT_PASSPHRASE", fault, "Choose a few words that nobody would guess")
    cabinet = Cabinet(Store.at(data), data)
    if desktop:
        in_window(cabinet)
        return
    listening = listener(host, port)
    address = f"http://{host}:{listening.getsockname()[1]}/"
    print(f"MR Audit is at {address}", f"Audits are kept in {data}", "Stop with Ctrl+C.", sep="\n", flush=True)
    if open_browser:
        show_in_browser(address)
    try:
        answer(web_app(cabinet, passphrase), listening)
    finally:
        cabinet.store.close()


def answer(app: Any, listening: socket.socket) -> None:
    """Answers requests until stopped."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        ws_ping_interval=5,
        ws_ping_timeout=5,
        ws_max_size=64 * 2**20,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listener(host: str, port: int) -> socket.socket:
    """The socket to listen on; UsageError when the port is taken or the address is not this device's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(f"Port {port} of {host}", f"cannot be used ({error.strerror})", "Try --port 0") from error
    return listening


def web_app(cabinet: Cabinet, passphrase: str = "") -> Any:
    """The whole web application: fonts, made files, and the screens."""
    import flet_web.fastapi as flet_fastapi
    from fastapi import FastAPI

    with_screens = flet_fastapi.app(
        starter(cabinet),
        assets_dir=str(asset("").resolve()),
        upload_dir=str(incoming(cabinet)),
        max_upload_size=LARGEST_UPLOAD,
        secret_key=secrets.token_hex(32),
        no_cdn=True,
        app_name="MR Audit",
        app_short_name="MR Audit",
        app_description="MR unit safety audits and acceptance tests",
        session_timeout_seconds=SESSION_KEPT,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        await flet_fastapi.app_manager.start()
        yield
        await flet_fastapi.app_manager.shutdown()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    offer_fonts(app)
    offer_made(app, cabinet)
    app.mount("/", with_screens)
    return SameOrigin(Doorkeeper(app, passphrase) if passphrase else app, loopback_only=not passphrase)


def incoming(cabinet: Cabinet) -> Path:
    """The folder uploads land in, made when it is not there; what an interrupted run left in it is the shelf's."""
    folder = cabinet.shelf.incoming
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(folder), f"cannot be prepared ({error.strerror})", "Check the folder") from error
    return folder


def offer_fonts(app: Any) -> None:
    """Answers every font the page asks for: symbols and foreign letters from one font that travels with the app."""
    from fastapi.responses import FileResponse
    from flet_web import get_package_web_dir

    own = Path(get_package_web_dir()) / "assets" / "fonts"
    kept = {"Cache-Control": "max-age=31536000"}

    @app.get("/assets/fonts/{path:path}")  # type: ignore[untyped-decorator]
    def font(path: str) -> FileResponse:
        packaged = own / Path(path).name
        if packaged.is_file():
            return FileResponse(packaged, headers=kept)
        return FileResponse(asset("fonts/DejaVuSans.ttf"), media_type="font/ttf", headers=kept)


def offer_made(app: Any, cabinet: Cabinet) -> None:
    """Hands out the files that were made, each under a token that cannot be guessed; `?open` shows it in the page."""
    from fastapi import HTTPException
    from fastapi.responses import FileResponse

    @app.get("/made/{token}/{name}")  # type: ignore[untyped-decorator]
    def made(token: str, name: str, open: str | None = None) -> FileResponse:
        path = cabinet.offered(token)
        if path is None or not path.is_file():
            raise HTTPException(404, "This file is no longer here. Make it again in the app.")
        place = "inline" if open is not None else "attachment"
        return FileResponse(path, filename=path.name, content_disposition_type=place)


def show_in_browser(address: str) -> None:
    """Opens the browser in a moment, where there is one to open."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    timer = threading.Timer(1.0, webbrowser.open, (address,))
    timer.daemon = True
    timer.start()


def in_window(cabinet: Cabinet) -> None:
    """Opens the app in a window of its own, where Flet's desktop client is."""
    from importlib.util import find_spec

    if find_spec("flet_desktop") is None:
        raise UsageError("--desktop", "needs Flet's desktop client", "Install it with: pip install 'mr-audit[desktop]'")
    ft.run(starter(cabinet), view=ft.AppView.FLET_APP, assets_dir=str(asset("").resolve()), host="127.0.0.1")


def run_here() -> None:
    """Starts the app as Flet's own launcher expects: on a tablet in its own view, in `flet run` as that was asked."""
    shared: list[Cabinet] = []

    def start(page: ft.Page) -> None:
        if not shared:
            main(page)
            return
        main(page, shared[0])

    with contextlib.suppress(StoreError):  # then `main` opens it itself, and shows why it cannot
        shared.append(own_cabinet())
    assets = str(asset("").resolve())
    uploads = str(incoming(shared[0])) if shared else None
    os.environ.setdefault("FLET_SECRET_KEY", secrets.token_hex(32))
    ft.run(start, assets_dir=assets, upload_dir=uploads, host="127.0.0.1", no_cdn=True)
