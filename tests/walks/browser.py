"""Chromium without any network but this machine, and the page as a person reads it: by role, label and identifier."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

FOUND = ("chromium", "chromium-browser", "google-chrome")
# A test's page is open for seconds: compiling it anew for speed takes longer than it saves.
BRIEFLY = "--js-flags=--liftoff-only"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    BRIEFLY,
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
MEASURED = [each for each in ARGUMENTS if each != BRIEFLY]  # as a person has it: Python in a page is slower otherwise


def chromium() -> str:
    """The browser of this machine; without one the test is skipped, or fails where a browser is required."""
    chosen = os.environ.get("MR_AUDIT_CHROMIUM")
    for name in (chosen, *FOUND):
        path = shutil.which(name) if name else None
        if path:
            return path
    why = f"no browser found (looked for {', '.join(FOUND)}; name one in MR_AUDIT_CHROMIUM)"
    if os.environ.get("MR_AUDIT_BROWSER") == "required":
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def browser(arguments: Sequence[str] = ARGUMENTS) -> Iterator[Browser]:
    """A browser that reaches nothing but 127.0.0.1."""
    path = chromium()
    with sync_playwright() as driver:
        driver.selectors.set_test_id_attribute("flt-semantics-identifier")
        started = driver.chromium.launch(executable_path=path, headless=True, args=arguments)
        yield started
        started.close()


@contextmanager
def pictured(tablet: "Tablet", name: str) -> Iterator[None]:
    """While somebody walks: a picture of where they stood when it fails; in the end the tab is closed."""
    try:
        yield
    except Exception:  # whatever it was, a picture first; it is raised again
        tablet.page.screenshot(path=Path(tempfile.gettempdir()) / f"mr-audit-{name}.png")
        raise
    finally:
        tablet.page.context.close()


class Tablet:
    """One tab, as the auditor sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def new(cls, started: Browser, width: int = 1180, height: int = 820, **more: Any) -> "Tablet":
        context = started.new_context(
            viewport={"width": width, "height": height}, has_touch=True, accept_downloads=True, **more
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        return cls(page)

    def open(self, address: str) -> "Tablet":
        """Opens the app and switches its semantics on, as a screen reader does."""
        self.page.goto(address, wait_until="commit")
        self.ready()
        return self

    def off(self) -> None:
        """Switches the tablet off: the page is gone, and with it every attempt to come back by itself."""
        if not self.page.is_closed():  # the whole browser may be off already
            self.page.goto("about:blank")

    def ready(self) -> None:
        """Waits until the app shows something; to be called again after a reload.

        The switch is tapped once for a tab: a page that is loaded anew taps it by itself.
        """
        switch, shown = (
            self.page.locator("flt-semantics-placeholder"),
            self.page.locator("flt-semantics-host flt-semantics"),
        )
        switch.or_(shown).first.wait_for(state="attached", timeout=60_000)
        with suppress(Error):  # the page was quicker
            switch.dispatch_event("click", timeout=500)
        shown.nth(1).wait_for(state="attached", timeout=60_000)

    def at(self, identifier: str) -> Locator:
        """The control with this identifier."""
        return self.page.get_by_test_id(identifier)

    def has(self, identifier: str) -> bool:
        return self.at(identifier).count() > 0

    def scroll_to(self, identifier: str, down: int = 300) -> Locator:
        """Turns the wheel until the control is well inside the window."""
        target = self.at(identifier)
        target.first.wait_for(state="attached")
        size = self.page.viewport_size or {"width": 1180, "height": 820}
        top = 140 if identifier.startswith("item.") else 64  # a row that lies behind the place's name cannot be tapped
        before = None
        for _ in range(80):
            box = target.first.bounding_box()
            if box and box == before and box["y"] >= 64 and box["y"] + box["height"] <= size["height"]:
                return target.first  # the end of the list: it comes no further up
            before = box
            if box and box["y"] >= top and box["y"] + min(box["height"], 60) <= size["height"] - 90:
                return target.first
            x = box["x"] + min(box["width"] / 2, 200) if box else size["width"] / 2
            self.page.mouse.move(min(max(x, 5), size["width"] - 5), size["height"] / 2)
            self.page.mouse.wheel(0, -down if box and box["y"] < top else down)
            self.page.wait_for_timeout(80)
        raise AssertionError(f"{identifier} cannot be scrolled to")

    def still(self, identifier: str) -> None:
        """Waits until a control stands still: what slides away under the finger is not tapped."""
        before = None
        for _ in range(50):
            box = self.at(identifier).first.bounding_box()
            if box is not None and box == before:
                return
            before = box
            self.page.wait_for_timeout(150)
        raise AssertionError(f"{identifier} does not come to rest")

    def press(self, identifier: str, scroll: bool = True) -> None:
        """Taps a control where it is on the screen."""
        target = self.scroll_to(identifier) if scroll else self.at(identifier).first
        target.wait_for(state="attached")
        button = target.get_by_role("button")
        tapped = button.first if button.count() else target
        tapped.wait_for(state="visible")  # a choice has no size yet while its screen is still being laid out
        tapped.click(force=True)
        self.page.wait_for_timeout(120)

    def focus(self, identifier: str) -> Locator:
        """Taps a field until it has the focus: a screen that is still settling may take it away again."""
        for _ in range(20):
            field = self.scroll_to(identifier).get_by_role("textbox").first
            with suppress(Error):  # it moved out of the window between scrolling and tapping
                field.click(force=True)
            self.page.wait_for_timeout(250)
            if field.evaluate("it => it === document.activeElement"):
                return field
        raise AssertionError(f"{identifier} does not take the focus")

    def type(self, identifier: str, text: str) -> None:
        """Types into a field and makes sure that it is there."""
        for _ in range(10):
            field = self.focus(identifier)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
            self.page.wait_for_timeout(250)
            if field.input_value() == text:
                return
        raise AssertionError(f"{identifier} does not take {text!r}")

    def read(self, identifier: str) -> str:
        """What a field holds; it must be focused to be read."""
        return self.focus(identifier).input_value()

    def holds(self, identifier: str, text: str) -> None:
        """Waits until a field shows this text."""
        for _ in range(20):
            if self.read(identifier) == text:
                return
        raise AssertionError(f"{identifier} does not show {text!r} but {self.read(identifier)!r}")

    def sees(self, words: str, timeout: float = 15_000) -> None:
        """Waits until these words are on the screen, as text or as a label."""
        found = self.page.get_by_text(words).or_(self.page.get_by_label(words))
        found.first.wait_for(state="attached", timeout=timeout)

    def saved(self, identifier: str, folder: Path) -> Path:
        """Taps a control that hands over a file, and keeps the file."""
        with self.page.expect_download() as waiting:
            self.press(identifier)
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path
