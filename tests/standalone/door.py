"""The app alone behind the same door as the served one, so that a browser test may walk through either."""

import os
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import ConsoleMessage

from tests.standalone.alone import Device, Files, shown
from tests.walks.browser import Tablet

ALONE = os.environ.get("MR_AUDIT_DOOR") == "alone"


class AloneDoor:
    """What `Server` is to a test: a kill ends the browser, and a start is one without a network."""

    def __init__(self, device: Device, files: Files) -> None:
        self._device, self._files, self.said = device, files, ""
        self.tablet = device.start()
        self.tablet.page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        self.said += f"{message.text}\n" if "Traceback" in message.text else ""

    @property
    def data(self) -> NoReturn:
        """No test reads what a browser keeps but through the app."""
        pytest.skip("looks into the data folder, which the app alone has in the browser's private storage")

    def to(self, path: str = "") -> str:
        return f"{self._files.address}#/{path}"

    def opened(self) -> Tablet:
        """The app put on the tablet, and the network taken away before the first tap."""
        self.tablet.page.goto(self.to(), wait_until="commit")
        shown(self.tablet)
        self._files.take_away()
        return self.tablet

    def kill(self) -> None:
        self._device.kill()

    stop = kill

    def start(self) -> "AloneDoor":
        self.tablet.page = self._device.start().page
        self.tablet.page.on("console", self._heard)
        return self


def why_not_alone(fixtures: list[str], module: Path) -> str:
    """Why a test walks through the served app only; empty when it may walk through either."""
    if "device" in fixtures or "tablet" in fixtures:
        return ""
    if "server" in fixtures or "cut_off" in fixtures or "seeded" in fixtures:
        return "is about several pages of one server, or the line to it: the app alone has one page and no line"
    return f"{module.name} is about the served app, a hub or a file, and opens no screen of the app alone"
