"""The console in a real browser, served by the command as people start it: accessible, and whole at 320 px."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from audit_app.audit.log.people import Person
from audit_app.hub.console.pages import PLACES
from audit_app.hub.database import Database
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store
from tests.hub.browser import EMAIL, PASSWORD
from tests.hub.crowd import crowd
from tests.hub.proof.killing import free_port
from tests.store.conftest import worked
from tests.walks.browser import Tablet
from tests.walks.server import Server

pytestmark = pytest.mark.browser
PAGES = (*(address for address, _, _ in PLACES), "/disposals", "/retention/a000000", "/audits/a000000")


@pytest.fixture(scope="module")
def hub_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where its database is."""
    return tmp_path_factory.mktemp("hub") / "hub"


@pytest.fixture(scope="module")
def served(hub_folder: Path) -> Iterator[str]:
    """The link that the command prints on its first start."""
    command = [sys.executable, "-m", "audit_app", "hub", "--folder", str(hub_folder), "--port", str(free_port())]
    running = {key: value for key, value in os.environ.items() if not key.startswith("MR_AUDIT")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**running, "PYTHONUNBUFFERED": "1"}) as hub:
        assert hub.stdout
        link = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/begin/\S+", link)):
            link = hub.stdout.readline()
            assert link, "it ended before it printed its link"
        yield found[0]
        hub.terminate()


def _filled(folder: Path) -> None:
    """Puts rows on every list: an empty page has nothing that could be too wide."""
    database = Database(f"sqlite:///{(folder / 'hub.db').as_posix()}")
    with closing(database), database.within(database.tenants()[0], write=True) as within:
        crowd(within, 3)


def test_the_first_administrator_walks_the_console(served: str, hub_folder: Path, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 700}, bypass_csp=True)  # axe is a script of ours
    _opened(page, served)
    _looked_at(page, "begin")
    _begun(page)
    _filled(hub_folder)
    for address in PAGES:
        answer = page.goto(f"{served.partition('/begin')[0]}{address}")
        assert answer
        assert answer.status == 200, address
        _looked_at(page, address)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").wait_for()
    _looked_at(page, "sign in")
    page.close()


def test_a_tablet_joins_and_what_it_has_is_on_the_console(served: str, chromium: Browser, tmp_path: Path) -> None:
    lead = chromium.new_page()
    _opened(lead, served)
    if lead.get_by_label("Organisation").count():
        _begun(lead)
    else:
        lead.goto(f"{served.partition('/begin')[0]}/sign-in")
        lead.get_by_label("E-mail address").fill(EMAIL)
        lead.get_by_label("Password").fill(PASSWORD)
        lead.get_by_role("button", name="Sign in").click()
        lead.get_by_role("button", name="Sign out").wait_for()
    hub = served.partition("/begin")[0]
    lead.goto(f"{hub}/account")
    lead.get_by_role("button", name="Get a code").click()
    code = lead.locator("code").filter(has_text=re.compile(r"^\w{4}-\w{4}$")).inner_text()
    data = tmp_path / "data"
    with Store.at(data) as store:
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        unit = worked(store).audit.begun.unit
    server = Server(data).start()
    tablet = Tablet.new(chromium).open(server.to("hub"))
    try:
        tablet.type("/hub:address", hub)
        tablet.type("hub.code", code)
        tablet.press("hub.join")
        tablet.sees("Nothing of a unit leaves this tablet before it is ticked.")
        tablet.press(f"hub.unit.{unit.id}")
        for _ in range(100):  # it goes there in the background
            lead.goto(f"{hub}/audits")
            if lead.get_by_text(unit.name).count():
                break
            lead.wait_for_timeout(200)
        assert lead.get_by_text(unit.name).count()
        tablet.scroll_to("hub.now", -300)
        tablet.sees("up to date")
    finally:
        tablet.page.context.close()
        lead.close()
        server.stop()


def _opened(page: Page, link: str) -> None:
    """Opens the link: it is printed before the port is open."""
    for _ in range(100):
        try:
            page.goto(link)
            return
        except Error:  # refused until it listens
            page.wait_for_timeout(100)


def _begun(page: Page) -> None:
    """Fills in what the first administrator is asked."""
    for label, value in (("Organisation", "St Elsewhere"), ("Your name", "Ada Byron"), ("E-mail address", EMAIL)):
        page.get_by_label(label).fill(value)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("St Elsewhere").wait_for()


def _looked_at(page: Page, where: str) -> None:
    """No rule of axe is broken, nothing scrolls sideways."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found] == [], where
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
