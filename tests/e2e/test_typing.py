"""Typing at 30 ms a key over a slow line, in a browser: as typed, on the screen and in what is kept.

A few combinations; `python -m tests.walks.typing` does all of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.walks.browser import Tablet
from tests.walks.line import Line
from tests.walks.pages import Visit
from tests.walks.server import Server
from tests.walks.typing import FIELDS, Desk, at_work, faults

pytestmark = pytest.mark.browser


def test_what_is_typed_over_a_slow_line_ends_as_typed(chromium: Browser, tmp_path: Path) -> None:
    with at_work(chromium, tmp_path) as desk:
        wrong = faults(desk, (400,), ("enter",), FIELDS[:3]) + faults(desk, (1500,), ("switch",), FIELDS[:1])
        assert not wrong, "\n".join(wrong)


def test_a_field_tapped_in_and_out_of_leaves_the_note_of_another_tab(
    chromium: Browser, visit: Visit, server: Server, audit_id: str
) -> None:
    one, other = visit.open("site-changes").tablet, Tablet.new(chromium)
    try:
        other.open(server.to(f"audit/{audit_id}"))
        Visit(other).here().open("site-changes")
        other.focus("note.site-changes")
        Visit(one).note("site-changes", "Bollard moved to the door")
        one.page.keyboard.press("Tab")
        one.page.wait_for_timeout(500)
        other.page.keyboard.press("Tab")
        other.page.wait_for_timeout(500)
        other.holds("note.site-changes", "Bollard moved to the door")
        one.holds("note.site-changes", "Bollard moved to the door")
    finally:
        other.page.context.close()


@pytest.fixture
def cut_off(audit_id: str, chromium: Browser, server: Server) -> Iterator[tuple[Desk, Line]]:
    """A tablet in an audit, at the end of a line that a test may cut."""
    line = Line(server.port)
    tablet = Tablet.new(chromium).open(line.to(f"audit/{audit_id}{server.key}"))
    Visit(tablet).here().open("site-changes")
    yield Desk(tablet, line, server.data, audit_id), line
    tablet.page.context.close()
    line.close()


@pytest.mark.parametrize("what", ["line", "server"])
def test_what_is_typed_while_cut_off_is_told_kept_and_sent(
    cut_off: tuple[Desk, Line], server: Server, what: str
) -> None:
    desk, line = cut_off
    page = desk.tablet.page
    desk.tablet.focus("note.site-changes")
    page.keyboard.type("Bollard ", delay=30)
    page.wait_for_timeout(1500)
    with page.expect_event("load", timeout=60_000):
        line.cut() if what == "line" else server.kill()
        page.keyboard.type("moved to the door", delay=30)
        page.locator("#mr-audit-cut-off").filter(has_text="Bollard moved to the door").wait_for()
        line.mend() if what == "line" else server.start()
        page.keyboard.type(", painted", delay=250)  # whoever is still typing when the server is back loses no letter
    desk.tablet.ready()
    Visit(desk.tablet).here()
    desk.tablet.sees("What you typed while disconnected has been saved")
    assert "Bollard moved to the door, painted" in desk.kept("entries")
    assert not page.get_by_text("nobody foresaw").count()
    desk.tablet.holds("note.site-changes", "Bollard moved to the door, painted")


def test_what_is_typed_into_a_connection_that_died_without_a_word_is_told_kept_and_sent(
    cut_off: tuple[Desk, Line],
) -> None:
    desk, line = cut_off
    page = desk.tablet.page
    desk.tablet.focus("note.site-changes")
    line.hush()
    with page.expect_event("load", timeout=60_000):
        page.keyboard.type("Bollard moved", delay=30)
        page.locator("#mr-audit-cut-off").wait_for()
        page.locator("#mr-audit-cut-off").filter(has_text="Bollard moved").wait_for(timeout=45_000)
    desk.tablet.ready()
    Visit(desk.tablet).here()
    desk.tablet.sees("What you typed while disconnected has been saved")
    desk.tablet.holds("note.site-changes", "Bollard moved")


def test_a_page_that_is_loaded_while_cut_off_says_so_shows_what_was_typed_and_comes_back(
    cut_off: tuple[Desk, Line],
) -> None:
    desk, line = cut_off
    page = desk.tablet.page
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    desk.tablet.focus("note.site-changes")
    line.cut()
    page.keyboard.type("Bollard moved", delay=30)
    page.locator("#mr-audit-cut-off").filter(has_text="Bollard moved").wait_for()
    page.reload()
    page.get_by_role("heading", name="Cut off from the server").wait_for()
    page.get_by_text("Bollard moved").wait_for()
    line.mend()
    desk.tablet.ready()
    Visit(desk.tablet).here()
    desk.tablet.sees("What you typed while disconnected has been saved")
    desk.tablet.holds("note.site-changes", "Bollard moved")


def test_an_app_that_does_not_arrive_whole_is_loaded_again(chromium: Browser, server: Server) -> None:
    tablet = Tablet.new(chromium)
    try:
        tablet.page.clock.install()
        tablet.page.route("**/main.dart.*", lambda route: None)  # as on a connection that died without a word
        tablet.page.goto(server.to(), wait_until="commit")
        tablet.page.wait_for_timeout(1_000)
        tablet.page.unroute_all(behavior="ignoreErrors")
        with tablet.page.expect_event("framenavigated", timeout=30_000):
            tablet.page.clock.fast_forward(21_000)
        tablet.page.clock.resume()
        tablet.ready()
    finally:
        tablet.page.context.close()


def test_an_app_a_part_of_which_never_comes_is_not_loaded_again_without_end(chromium: Browser, server: Server) -> None:
    tablet = Tablet.new(chromium)
    try:
        tablet.page.route("**/accessible.js", lambda route: route.abort())
        tablet.open(server.to())
    finally:
        tablet.page.context.close()


def test_a_tap_on_what_another_tab_did_away_with_meanwhile_is_told(
    cut_off: tuple[Desk, Line], chromium: Browser, server: Server
) -> None:
    desk, line = cut_off
    Visit(desk.tablet).answer("site-changes", "deficient")
    findings = f"audit/{desk.audit}/findings"
    desk.tablet.open(f"{line.address}{findings}").scroll_to("raise.site-changes")
    other = Tablet.new(chromium).open(server.to(findings))
    try:
        other.scroll_to("raise.site-changes")
        line.hold()
        other.press("raise.site-changes", scroll=False)
        desk.comes_to_keep("entries", "'finding_raised'")
        desk.tablet.press("raise.site-changes", scroll=False)  # it still stands there
        line.let_go()
        desk.tablet.sees("The screen changed while you tapped", timeout=30_000)
        assert desk.kept("entries").count("'finding_raised'") == 1
    finally:
        other.page.context.close()
