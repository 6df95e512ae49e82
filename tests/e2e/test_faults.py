"""What an auditor sees when the network or the server fails under them, in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.walks.browser import Tablet
from tests.walks.line import Line
from tests.walks.pages import Home, Visit
from tests.walks.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    one = Line(server.port)
    yield one
    one.close()


@pytest.fixture
def far_tablet(audit_id: str, chromium: Browser, server: Server, line: Line) -> Iterator[Tablet]:
    """A tablet in an audit, which reaches the server only through the line."""
    one = Tablet.new(chromium).open(line.to(f"audit/{audit_id}{server.key}"))
    yield one
    one.page.context.close()


def back(tablet: Tablet) -> Visit:
    """The page comes back by itself, with what a screen reader reads; a person only waits."""
    tablet.at("next").wait_for(state="attached", timeout=60_000)
    return Visit(tablet)


def test_a_dropped_connection_comes_back_with_everything_answered(far_tablet: Tablet, line: Line) -> None:
    visit = Visit(far_tablet).here()
    visit.answer("site-changes", "compliant")
    far_tablet.sees("Compliant")
    with far_tablet.page.expect_event("load", timeout=60_000):
        line.cut()
        far_tablet.page.wait_for_timeout(2_000)
        line.mend()
    visit = back(far_tablet)
    visit.answer("public-routes", "partly")
    far_tablet.sees("Partly compliant")
    visit.open("site-changes")
    far_tablet.sees("Compliant")


def test_a_connection_the_server_believes_in_still_comes_back(far_tablet: Tablet, line: Line) -> None:
    visit = Visit(far_tablet).here()
    visit.answer("site-changes", "partly")
    far_tablet.sees("Partly compliant")
    with far_tablet.page.expect_event("load", timeout=60_000):
        line.roam()
    visit = back(far_tablet)
    visit.answer("public-routes", "compliant")
    visit.open("site-changes")
    far_tablet.sees("Partly compliant")


def test_a_server_started_again_in_the_middle_of_a_note_has_the_words_and_goes_on(
    far_tablet: Tablet, line: Line, server: Server
) -> None:
    visit = Visit(far_tablet).here()
    visit.open("site-changes").note("site-changes", "A new cycle rack st")
    server.holds("A new cycle rack st")
    with far_tablet.page.expect_event("load", timeout=60_000):
        server.kill()
        far_tablet.page.wait_for_timeout(1_000)
        server.start()
    visit = back(far_tablet)
    visit.open("site-changes")
    far_tablet.holds("note.site-changes", "A new cycle rack st")
    visit.answer("site-changes", "deficient")
    far_tablet.sees("Deficient")


def test_two_tablets_on_one_audit_see_each_others_answers(chromium: Browser, visit: Visit, server: Server) -> None:
    visit.answer("site-changes", "compliant")
    other = Tablet.new(chromium).open(server.to())
    try:
        Home(other).go_on().answer("site-changes", "deficient")
        visit.tablet.sees("Deficient")
    finally:
        other.page.context.close()
