"""Serving the screens to a browser: everything the page needs comes from here, nothing from another network.

The address is always explicit. An address other than this device's own asks whoever connects for a passphrase; this
device's own is opened by the whole address that is printed, which other users of the computer do not see.
"""

import contextlib
import gc
import os
import secrets
import socket
import sys
import threading
import webbrowser
from functools import partial
from pathlib import Path
from typing import Any

import flet as ft

from audit_app.atomic_file import outgoing
from audit_app.errors import StoreError, UsageError
from audit_app.resources import asset
from audit_app.screens.app import main, own_cabinet, starter
from audit_app.screens.server.door import SHORTEST
from audit_app.screens.server.keys import Passes, keep_from_others
from audit_app.screens.server.same_origin import LOOPBACK
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.folder import data_folder
from audit_app.store.store import Store

OPENER = "open.html"  # leads the browser to the whole address, which must not stand in the list of processes
FILES_OPEN = 4096  # descriptors asked for: each connection is one
SELDOM = 10_000, 10, 20  # collections of garbage: the largest after 2,000,000 objects that stayed, some 200 MB


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8550,
    data: Path,
    open_browser: bool = True,
    desktop: bool = False,
    proxy: str = "",
    meter: str = "",
) -> None:
    """Serves the app until it is stopped; prints its address and opens the browser where there is one.

    `proxy` is the address of the reverse proxy whose word is taken for where a request came from and whether by TLS.
    `meter` is where a gaussmeter is; only whoever starts the app says so, never a screen.
    Raises UsageError when the address cannot be used, StoreError when the data folder cannot.
    """
    passphrase = allowed_passphrase(host)
    cabinet = Cabinet(Store.at(data), data)
    cabinet.meter = meter
    try:
        if desktop:
            in_window(cabinet)
            return
        keep_from_others(data)
        listening = listener(host, port)
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listening.getsockname()[1]}/"
        whole = address if passphrase else f"{address}?key={Passes(data, '').token}"
        print(f"MR Audit is at {whole}", f"Audits are kept in {data}", "Stop with Ctrl+C.", sep="\n", flush=True)
        if open_browser:
            show_in_browser(whole, data)
        answer(served(cabinet, passphrase), listening, proxy)
    finally:
        cabinet.courier.stop()
        cabinet.store.close()


def allowed_passphrase(host: str) -> str:
    """The passphrase that was set; UsageError when there must be one for this address, or when it is too short."""
    passphrase = os.environ.get("MR_AUDIT_PASSPHRASE", "")
    if host not in LOOPBACK and not passphrase:
        fault = "can be reached by others, and no passphrase is set"
        raise UsageError(f"Address {host}", fault, "Set MR_AUDIT_PASSPHRASE, or use 127.0.0.1")
    if passphrase and len(passphrase) < SHORTEST:
        fault = f"is shorter than {SHORTEST} characters"
        raise UsageError("MR_AUDIT_PASSPHRASE", fault, "Choose a few words that nobody would guess")
    return passphrase


def served(cabinet: Cabinet, passphrase: str) -> Any:
    """The web application; what it is made of is not on a tablet, and is read only here."""
    from audit_app.screens.server.web_app import web_app

    return web_app(cabinet, passphrase)


def answer(app: Any, listening: socket.socket, proxy: str = "") -> None:
    """Answers requests until stopped."""
    more_descriptors()
    collect_seldom()
    answering(app, proxy).run(sockets=[listening])


def answering(app: Any, proxy: str = "") -> Any:
    """The uvicorn server for the web application, with its limits; a proxy's word counts only for the one named."""
    import uvicorn

    from audit_app.screens.server.connections import Crowd, Guarded, GuardedSocket

    crowd = Crowd()
    config = uvicorn.Config(
        app,
        http=partial(Guarded, crowd=crowd),  # type: ignore[arg-type]
        ws=partial(GuardedSocket, crowd=crowd),  # type: ignore[arg-type]
        log_level="warning",
        ws_ping_interval=5,
        ws_ping_timeout=5,
        timeout_graceful_shutdown=2,
        server_header=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy,
    )
    return uvicorn.Server(config)


def collect_seldom() -> None:
    """Has Python look for circles of dead objects seldom, and never again among what is loaded by now.

    With the screens of twenty people each full look takes half a second of everybody's time, every tenth tap. What is
    drawn anew dies without one: a tap leaves some 25 objects in circles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def more_descriptors() -> None:
    """Asks for room for all the connections that are admitted, where the system gives little at first."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_OPEN if hard == resource.RLIM_INFINITY else min(hard, FILES_OPEN)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


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


def show_in_browser(address: str, folder: Path) -> None:
    """Opens the browser in a moment, where there is one to open."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    timer = threading.Timer(1.0, webbrowser.open, (opener(address, folder).absolute().as_uri(),))
    timer.daemon = True
    timer.start()


def opener(address: str, folder: Path) -> Path:
    """A page in the data folder, for its owner only, that leads on to the address."""
    path = folder / OPENER
    with outgoing(path) as half:
        half.touch(0o600)
        half.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={address}">', encoding="utf-8")
    return path


def in_window(cabinet: Cabinet) -> None:
    """Opens the app in a window of its own, where Flet's desktop client is."""
    from importlib.util import find_spec

    if find_spec("flet_desktop") is None:
        raise UsageError("--desktop", "needs Flet's desktop client", "Install it with: pip install 'mr-audit[desktop]'")
    if wants_a_server():
        raise UsageError("--desktop", "needs a screen to open a window on", "Leave it out, and use a browser")
    ft.run(starter(cabinet), view=ft.AppView.FLET_APP, assets_dir=str(asset("").resolve()), host="127.0.0.1")


def run_here() -> None:
    """Starts the app as Flet's own launcher expects: on a tablet in its own view, in `flet run` as that was asked.

    Where Flet would serve it to browsers, it is served from here, behind the door.
    """
    if wants_a_server():
        port = int(os.environ.get("FLET_SERVER_PORT") or 8550)
        serve(port=port, data=data_folder(), open_browser=False)
        return
    shared: list[Cabinet] = []

    def start(page: ft.Page) -> None:
        if not shared:
            main(page)
            return
        main(page, shared[0])

    with contextlib.suppress(StoreError):  # then `main` opens it itself, and shows why it cannot
        shared.append(own_cabinet())
    os.environ.setdefault("FLET_SECRET_KEY", secrets.token_hex(32))
    ft.run(start, assets_dir=str(asset("").resolve()), host="127.0.0.1", no_cdn=True)


def wants_a_server() -> bool:
    """Whether Flet's launcher would start its own web server, which has no door."""
    flet: Any = ft.utils
    asked = flet.get_bool_env_var("FLET_FORCE_WEB_SERVER") or flet.is_linux_server()
    return bool(asked) and not flet.is_embedded() and not flet.is_pyodide()
