"""A browser for the session and the app in a process of its own for each test.

With MR_AUDIT_DOOR=alone the tests that work one tablet walk through the app alone in its browser instead.
"""

from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from tests.standalone.alone import Device, Files, built
from tests.standalone.door import ALONE, AloneDoor, why_not_alone
from tests.walks.browser import Tablet, browser
from tests.walks.pages import Home, Visit
from tests.walks.seed import begun
from tests.walks.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def audit_id(tmp_path: Path) -> str:
    """An audit that is there when the app starts, so that a walk begins in its middle; the app alone has none yet."""
    return "" if ALONE else begun(tmp_path / "data")


def first(request: pytest.FixtureRequest) -> str:
    """What a tablet opens first: the audit, in a test that begins with one."""
    known = request.getfixturevalue("audit_id") if "audit_id" in request.fixturenames else ""
    return f"audit/{known}" if known else ""


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server | AloneDoor]:
    if ALONE:
        yield AloneDoor(request.getfixturevalue("device"), request.getfixturevalue("files"))
        return
    first(request)
    started = Server(tmp_path / "data").start()
    yield started
    started.stop()


@pytest.fixture
def tablet(chromium: Browser, server: Server | AloneDoor, request: pytest.FixtureRequest) -> Iterator[Tablet]:
    if isinstance(server, AloneDoor):
        yield server.opened()
        return
    one = Tablet.new(chromium).open(server.to(first(request)))
    yield one
    one.page.context.close()


@pytest.fixture
def visit(audit_id: str, tablet: Tablet) -> Visit:
    """The audit on the tablet, as its auditor left it: begun, with nothing answered."""
    return Visit(tablet).here() if audit_id else Home(tablet).welcome(name="Ada Byron").periodic(unit="MRI 1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What cannot walk through the app alone says why, when that door was asked for."""
    for item in items if ALONE else ():
        why = why_not_alone(getattr(item, "fixturenames", []), item.path)
        if why and item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory)


@pytest.fixture
def files(site: Path) -> Iterator[Files]:
    one = Files(site)
    yield one
    one.take_away()


@pytest.fixture
def device(chromium: Browser, tmp_path: Path) -> Iterator[Device]:
    one = Device(chromium.browser_type, tmp_path / "profile")
    yield one
    one.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test leaves a picture and the words of what each auditor saw in its temporary folder."""
    report = yield
    if report.when == "call" and report.failed:
        held = getattr(item, "funcargs", {})
        for name, one in held.items():
            if isinstance(one, Tablet):
                with suppress(Error):  # a page that hangs is why the test failed, and must not hide it
                    one.page.screenshot(path=held["tmp_path"] / f"{name}.png", timeout=5_000)
                    words = one.page.locator("body").aria_snapshot(timeout=5_000)
                    (held["tmp_path"] / f"{name}.txt").write_text(words, "utf-8")
    return report
