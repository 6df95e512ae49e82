"""WebKitGTK's MiniBrowser on a screen of its own, driven by its own WebDriver: what is nearest to Safari on Debian."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.service import Service

HERE = Path(__file__).resolve().parent
DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
BROWSERS = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
FEATURES = "StorageAPI,StorageAPIEstimate,FileSystem"  # that Safari has, and this port only when asked
PATIENCE = 240  # seconds for a start on a machine with other work
EDGE = 90  # pixels at the upper and the lower end of the screen, where bars stand
# a made file: its address is heard where a download would begin, which WebDriver cannot follow
HEARD = """HTMLAnchorElement.prototype.click = function () { globalThis.mrAuditTested = this.href; };
globalThis.open = (address) => { globalThis.mrAuditTested = address; return globalThis; };"""
STANDS = "return arguments[0].getBoundingClientRect().toJSON()"
TURNED = """document.querySelector("flutter-view").dispatchEvent(new WheelEvent("wheel", {
  deltaY: arguments[0], clientX: 400, clientY: arguments[1], bubbles: true, cancelable: true,
}))"""  # this driver turns no wheel
FETCHED = """const done = arguments[0];
fetch(globalThis.mrAuditTested).then((answer) => answer.blob()).then((blob) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.readAsDataURL(blob);
});"""


def minibrowser() -> Path:
    """The browser; without it, its driver or a screen the test is skipped, or fails where it is required."""
    found = sorted(Path("/").glob(BROWSERS.lstrip("/")))
    missing = [name for name in (DRIVER, SCREEN) if shutil.which(name) is None]
    if not missing and found:
        return found[0]
    why = f"WebKit is not here: {', '.join(missing) or 'MiniBrowser'} (Debian: webkit2gtk-driver, xvfb)"
    if os.environ.get("MR_AUDIT_WEBKIT") == "required":
        pytest.fail(why)
    pytest.skip(why)


def with_its_disk_in_memory(site: Path, to: Path) -> Path:
    """A copy of the site whose worker has its disk in memory, with the digest that the service worker compares."""
    shutil.copytree(site, to)
    worker = to / "worker.js"
    whole = (HERE / "memory_disk.js").read_bytes() + worker.read_bytes()
    worker.write_bytes(whole)
    listed = json.loads((to / "kept.json").read_bytes())
    (row,) = (each for each in listed["files"] if each["path"] == "worker.js")
    row |= {"sha256": hashlib.sha256(whole).hexdigest(), "size": len(whole)}
    (to / "kept.json").write_text(json.dumps(listed), encoding="utf-8")
    return to


@contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees; its name."""
    read, write = os.pipe()
    command = [SCREEN, "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    running = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        running.terminate()
        running.wait()


@contextmanager
def webkit(home: Path) -> Iterator["Pad"]:
    """The browser with one window, its own home folder, and nothing shown."""
    options = WebKitGTKOptions()
    options.binary_location = str(minibrowser())
    for each in ("--automation", f"--features={FEATURES}"):
        options.add_argument(each)
    home.mkdir()
    with screen() as display:
        own = {
            "LANG": "en_GB.UTF-8",
            "DISPLAY": display,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "GDK_BACKEND": "x11",
        }
        plain = {"LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        service = Service(str(shutil.which(DRIVER)), env={**os.environ, **own, **plain})
        with warnings.catch_warnings():  # Selenium's own class for this browser uses what Selenium deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            driver = WebKitGTK(options=options, service=service)
        try:
            driver.set_script_timeout(PATIENCE)
            yield Pad(driver)
        finally:
            driver.quit()


class Pad:
    """One window, as the auditor sees it: the app's own identifiers, a finger, and keys."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def open(self, address: str) -> "Pad":
        """Opens the app, waits for its first screen, and switches its semantics on, as a screen reader does."""
        self.driver.get(address)
        self._until("return document.getElementById('cover')?.hidden")
        self.driver.execute_script("document.querySelector('flt-semantics-placeholder').click()")
        return self

    def told_why_not(self) -> str:
        """What the page says, once it says that it cannot go on."""
        self._until("return document.getElementById('said')?.getAttribute('role') === 'alert'")
        return str(self.driver.execute_script("return document.body.innerText"))

    def at(self, identifier: str) -> WebElement:
        """The control with this identifier, once it is there."""
        wanted = f"return document.querySelector(\"[flt-semantics-identifier='{identifier}']\")"
        found: WebElement = self._until(wanted)
        return found

    def gone(self, identifier: str) -> None:
        """Waits until there is no such control any more."""
        self._until(f"return !document.querySelector(\"[flt-semantics-identifier='{identifier}']\")")

    def press(self, identifier: str) -> None:
        """Taps a control where it is on the screen."""
        finger = ActionBuilder(self.driver)
        finger.pointer_action.move_to_location(*self._seen(identifier)).click()
        finger.perform()

    def type(self, identifier: str, words: str) -> None:
        """Types into a field, key by key."""
        self.press(identifier)
        self._until(f"return document.activeElement?.closest(\"[flt-semantics-identifier='{identifier}']\")")
        keys = ActionChains(self.driver).pause(0.5)  # as long as a finger takes from the field to the first key
        for each in words:
            keys = keys.send_keys(each).pause(0.06)
        keys.perform()

    def made(self, identifier: str) -> bytes:
        """The bytes of the file that a control hands over."""
        self.driver.execute_script(HEARD)
        self.press(identifier)
        self._until("return globalThis.mrAuditTested")
        return base64.b64decode(self.driver.execute_async_script(FETCHED))

    def _seen(self, identifier: str) -> tuple[int, int]:
        """Turns the wheel until the control is well inside the window; its middle, in pixels."""
        height = int(self.driver.execute_script("return innerHeight"))
        before = None
        for _ in range(90):
            box = self.driver.execute_script(STANDS, self.at(identifier))
            x, y = int(box["left"] + box["width"] / 2), int(box["top"] + box["height"] / 2)
            seen = EDGE < y < height - EDGE or (y < EDGE and box["height"] < EDGE)
            still = before == (x, y)
            if still and (seen or 0 < y < height):  # a list that is turned to its end comes no further
                return x, y
            if not seen:
                self.driver.execute_script(TURNED, 300 if y > EDGE else -300, height // 2)
            before = (x, y)
            time.sleep(0.4)
        raise AssertionError(f"{identifier} cannot be scrolled to")

    def _until(self, script: str) -> object:
        return WebDriverWait(self.driver, PATIENCE, 0.3).until(lambda driver: driver.execute_script(script))
