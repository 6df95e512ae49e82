"""The console in a real browser, served by the command as people start it: accessible, and whole at 320 px."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from tests.hub.browser import EMAIL, PASSWORD

pytestmark = pytest.mark.browser
PAGES = ("/", "/due", "/findings", "/audits", "/checklists", "/replies", "/people", "/devices", "/access", "/account")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The link that the command prints on its first start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    folder = tmp_path_factory.mktemp("hub")
    command = [sys.executable, "-m", "audit_app", "hub", "--folder", str(folder / "hub"), "--port", port]
    running = {key: value for key, value in os.environ.items() if not key.startswith("MR_AUDIT")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**running, "PYTHONUNBUFFERED": "1"}) as hub:
        assert hub.stdout
        link = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/begin/\S+", link)):
            link = hub.stdout.readline()
            assert link, "it ended before it printed its link"
        yield found[0]
        hub.terminate()


def test_the_first_administrator_walks_the_console(served: str, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 700}, bypass_csp=True)  # axe is a script of ours
    for _ in range(100):  # the link is printed before the port is open
        try:
            page.goto(served)
            break
        except Error:  # refused until it listens
            page.wait_for_timeout(100)
    _looked_at(page, "begin")
    for label, value in (("Organisation", "St Elsewhere"), ("Your name", "Ada Byron"), ("E-mail address", EMAIL)):
        page.get_by_label(label).fill(value)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("St Elsewhere").wait_for()
    for address in PAGES:
        answer = page.goto(f"{served.partition('/begin')[0]}{address}")
        assert answer
        assert answer.status == 200, address
        _looked_at(page, address)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").wait_for()
    _looked_at(page, "sign in")
    page.close()


def _looked_at(page: Page, where: str) -> None:
    """No rule of axe is broken, nothing scrolls sideways."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found] == [], where
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
