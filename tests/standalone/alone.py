"""The app alone: a built site served as plain files, and a tablet whose browser may be killed and started again."""

import fcntl
import os
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, BrowserType, Error

from standalone.build import build
from standalone.serve import server
from standalone.travels import ROOT, wheels_wanted
from tests.walks.browser import ARGUMENTS, Tablet, chromium

WHEELS = Path(os.environ.get("MR_AUDIT_WHEELS", ROOT / "build" / "wheels"))


def wheels() -> Path:
    """The folder of WebAssembly wheels; without one the test is skipped, or fails where a browser is required."""
    missing = [one.file for one in wheels_wanted() if not (WHEELS / one.file).exists()]
    if missing or shutil.which("node") is None:
        why = f"no WebAssembly wheels in {WHEELS} (MR_AUDIT_WHEELS names the folder)" if missing else "Node is not here"
        pytest.skip(why)
    return WHEELS


def built(factory: pytest.TempPathFactory) -> Path:
    """The site, built once for all tests of a run, whichever process of it comes first."""
    folder, own = wheels(), factory.getbasetemp()
    shared = own.parent if own.name.startswith("popen-") else own
    shared = Path(os.environ["MR_AUDIT_SITE"]).parent if "MR_AUDIT_SITE" in os.environ else shared
    site, lock = shared / "site", shared / "site.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (site / "kept.json").exists():
            build(site, folder)
    return site


class Files:
    """The site as any web server gives it; may be taken away."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self._server = server(folder, port)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take_away(self) -> None:
        """The network is gone: nobody answers at the address any more."""
        self._server.shutdown()
        self._server.server_close()


class Device:
    """A tablet with one browser profile, which outlives the browser's death."""

    def __init__(self, driver: BrowserType, profile: Path, arguments: Sequence[str] = ARGUMENTS) -> None:
        self._driver, self._profile, self._arguments = driver, profile, arguments
        self.context: BrowserContext | None = None

    def start(self) -> Tablet:
        """Starts the browser with what the profile holds."""
        self.context = self._driver.launch_persistent_context(
            self._profile,
            executable_path=chromium(),
            headless=True,
            args=self._arguments,
            viewport={"width": 1180, "height": 820},
            has_touch=True,
            accept_downloads=True,
        )
        page = self.context.pages[0]
        page.set_default_timeout(60_000)
        return Tablet(page)

    def kill(self) -> None:
        """As a flat battery would: every process of the browser at once."""
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.context is not None:
            with suppress(Error):  # it is dead already: that was the point
                self.context.close()
        self.context = None

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
        self.context = None

    def _processes(self) -> list[psutil.Process]:
        mine = [
            process
            for process in psutil.process_iter(["cmdline"])
            if any(f"--user-data-dir={self._profile}" in each for each in process.info["cmdline"] or [])
        ]
        return [*mine, *(child for process in mine for child in process.children(recursive=True))]


def shown(tablet: Tablet, seconds: float = 300) -> Tablet:
    """Waits until the app has drawn its first screen, and switches its semantics on."""
    tablet.page.locator("#cover[hidden]").wait_for(state="attached", timeout=seconds * 1000)
    tablet.ready()
    return tablet
