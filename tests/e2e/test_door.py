"""The door as a browser meets it: nothing here sends what no browser sends."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from audit_app.screens.server.server import opener
from tests.e2e.conftest import first
from tests.walks.browser import ARGUMENTS, Tablet
from tests.walks.browser import chromium as browser_here
from tests.walks.pages import Home, Visit
from tests.walks.server import Server

pytestmark = pytest.mark.browser
PASSPHRASE, ANOTHER = "correct horse battery", "staple battery horse"


@pytest.fixture
def hospital(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The app behind a passphrase."""
    first(request)
    started = Server(tmp_path / "data", MR_AUDIT_PASSPHRASE=PASSPHRASE).start()
    yield started
    started.stop()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Tablet]:
    """A browser that was never here."""
    one = Tablet.new(chromium)
    yield one
    one.page.context.close()


def gives(page: Page, words: str, by_key: bool = False) -> None:
    """Types a passphrase at the door, as a person does."""
    page.get_by_label("Passphrase").fill(words)
    if by_key:
        page.get_by_label("Passphrase").press("Enter")
    else:
        page.get_by_role("button", name="Continue").click()


def at_the_door(page: Page, words: str) -> None:
    page.get_by_text(words).wait_for(timeout=60_000)


# The passphrase


@pytest.mark.parametrize("by_key", [True, False])
def test_the_passphrase_opens_the_app_in_a_browser(hospital: Server, visitor: Tablet, by_key: bool) -> None:
    visitor.page.goto(hospital.address)
    gives(visitor.page, PASSPHRASE, by_key)
    visitor.ready()
    visitor.at("first-unit").wait_for(state="attached")


def test_a_typo_is_told_and_the_next_try_opens(hospital: Server, visitor: Tablet) -> None:
    visitor.page.goto(hospital.address)
    gives(visitor.page, "correct horse batery")
    at_the_door(visitor.page, "That is not the passphrase")
    gives(visitor.page, PASSPHRASE)
    visitor.ready()


def test_a_form_of_another_site_signs_nobody_out_also_where_the_page_has_a_worker(
    hospital: Server, visitor: Tablet
) -> None:
    page = visitor.page
    page.goto(hospital.address)
    gives(page, PASSPHRASE)
    visitor.ready()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    form = f'<form method="post" action="{hospital.address}leave"></form><script>document.forms[0].submit()</script>'
    with elsewhere(form.encode()) as (port, _):
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_url(f"{hospital.address}leave")
        at_the_door(page, "answers only its own pages")
    page.goto(hospital.address)
    visitor.ready()  # still signed in


def test_what_was_typed_and_not_sent_is_told_before_signing_out_and_gone_after(
    hospital: Server, visitor: Tablet
) -> None:
    page, kept = visitor.page, "sessionStorage.getItem('mr-audit:typed')"
    page.goto(hospital.address)
    gives(page, PASSPHRASE)
    visitor.ready()
    page.goto(f"{hospital.address}leave")
    assert not page.get_by_text("is not sent yet").is_visible()
    page.evaluate("sessionStorage.setItem('mr-audit:typed', JSON.stringify([{name: 'note.x', text: 'x', was: ''}]))")
    page.reload()
    page.get_by_text("is not sent yet, and is discarded").wait_for()
    page.get_by_role("button", name="Sign out").click()
    at_the_door(page, "You are signed out")
    assert page.evaluate(kept) is None


def test_after_a_restart_a_signed_in_tablet_comes_back_by_itself(
    hospital: Server, visitor: Tablet, audit_id: str
) -> None:
    visitor.page.goto(f"{hospital.address}audit/{audit_id}")
    gives(visitor.page, PASSPHRASE)
    visitor.ready()
    Visit(visitor).here().answer("site-changes", "compliant")
    with visitor.page.expect_event("load", timeout=60_000):
        hospital.kill()
        visitor.page.wait_for_timeout(1_000)
        hospital.start()
    visitor.page.wait_for_timeout(500)
    visitor.ready()
    Visit(visitor).here().open("site-changes")
    visitor.sees("Compliant")


def test_a_tablet_whose_sign_in_no_longer_holds_is_told_and_goes_on_where_it_was(
    hospital: Server, visitor: Tablet, audit_id: str
) -> None:
    visitor.page.goto(f"{hospital.address}audit/{audit_id}")
    gives(visitor.page, PASSPHRASE)
    visitor.ready()
    Visit(visitor).here()
    where = visitor.page.url
    hospital.kill()
    hospital.environment["MR_AUDIT_PASSPHRASE"] = ANOTHER
    hospital.start()
    at_the_door(visitor.page, "the passphrase was changed")
    gives(visitor.page, ANOTHER)
    visitor.ready()
    Visit(visitor).here()
    assert visitor.page.url == where


def test_signing_out_ends_every_page_of_that_browser_and_says_so(hospital: Server, visitor: Tablet) -> None:
    visitor.page.goto(hospital.address)
    gives(visitor.page, PASSPHRASE)
    visitor.ready()
    Home(visitor).welcome(name="Ada Byron")
    other = Tablet(visitor.page.context.new_page())
    other.open(f"{hospital.address}settings")
    other.press("sign-out")
    other.page.get_by_role("button", name="Sign out").click()
    at_the_door(other.page, "You are signed out")
    at_the_door(visitor.page, "Passphrase")  # the page that stayed open is taken to the door too
    other.page.go_back()
    other.page.goto(hospital.address)
    assert other.page.get_by_label("Passphrase").count() == 1


def test_too_many_tries_are_told_in_seconds(hospital: Server, visitor: Tablet) -> None:
    visitor.page.goto(hospital.address)
    for number in range(6):
        gives(visitor.page, f"guess number {number}")
    at_the_door(visitor.page, "Too many passphrases were tried. Wait")


# The whole address, on this device


def test_the_printed_address_opens_is_shortened_and_can_be_loaded_again(server: Server, visitor: Tablet) -> None:
    visitor.open(server.to())
    assert "key=" not in visitor.page.url
    visitor.page.reload()
    visitor.ready()
    beside = Tablet(visitor.page.context.new_page())
    beside.open(server.address)  # a bookmark of the shortened address
    beside.open(server.to())  # and one of the whole address


def test_another_user_of_this_computer_is_told_what_to_do_and_sees_nothing(server: Server, visitor: Tablet) -> None:
    for path in ("", "audit/1", "?key=guess", "made/a/b"):
        visitor.page.goto(server.address + path)
        at_the_door(visitor.page, "Open the one that the app printed when it started")


def test_the_file_that_the_browser_is_started_with_leads_into_the_app(
    server: Server, visitor: Tablet, tmp_path: Path
) -> None:
    visitor.page.goto(opener(server.to(), tmp_path).as_uri())
    visitor.ready()
    assert visitor.page.url.startswith(server.address)
    assert "key=" not in visitor.page.url


def test_a_link_from_elsewhere_leads_to_the_screen_and_not_to_the_door(
    hospital: Server, visitor: Tablet, tmp_path: Path
) -> None:
    visitor.page.goto(hospital.address)
    gives(visitor.page, PASSPHRASE)
    visitor.ready()
    letter = tmp_path / "letter.html"
    letter.write_text(f'<a href="{hospital.address}settings">the app</a>', encoding="utf-8")
    visitor.page.goto(letter.as_uri())
    visitor.page.get_by_role("link", name="the app").click()
    visitor.ready()
    assert visitor.page.url == f"{hospital.address}settings"


# Nothing from elsewhere


@contextmanager
def elsewhere(page: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Another host: it answers whoever asks with a page, and remembers what it was asked."""
    listening, asked = socket.create_server(("127.0.0.1", 0)), []

    def answer() -> None:
        with suppress(OSError):
            while True:
                one, _ = listening.accept()
                one.settimeout(5)
                with one, suppress(OSError):
                    asked.append(one.recv(4096))
                    one.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n" + page)

    threading.Thread(target=answer, daemon=True).start()
    try:
        yield listening.getsockname()[1], asked
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


HOSTS = ("*.jsdelivr.net", "*.unpkg.com", "fonts.gstatic.com", "fonts.googleapis.com", "stand-in.example")


@pytest.fixture
def watched(chromium: Browser) -> Iterator[tuple[Browser, list[bytes]]]:
    """A browser for which the hosts that clients are fetched from are one of this machine, and what that was asked."""
    with elsewhere(b"<p>another host</p>") as (port, asked):
        arguments = [each for each in ARGUMENTS if not each.startswith("--host-resolver-rules")]
        here = ", ".join(f"MAP {host} 127.0.0.1:{port}" for host in HOSTS)
        rules = f"--host-resolver-rules={here}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        started = chromium.browser_type.launch(executable_path=browser_here(), headless=True, args=[*arguments, rules])
        yield started, asked
        started.close()


def canvaskit(page: Page) -> None:
    """As the page starts in Safari and Firefox: drawn by CanvasKit, with the program in JavaScript."""

    def other(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("webRenderer: 'auto'", "webRenderer: 'canvaskit'"))

    page.route("**/start.js", other)


@pytest.mark.parametrize("renderer", ["skwasm", "canvaskit"])
def test_no_request_leaves_the_origin_and_nothing_the_screens_need_is_refused(
    server: Server, watched: tuple[Browser, list[bytes]], renderer: str
) -> None:
    browser, asked = watched
    tablet = Tablet.new(browser)
    refused: list[str] = []
    sent: list[str] = []
    tablet.page.on("request", lambda one: one.url.startswith(("http", "ws")) and sent.append(one.url))
    tablet.page.on("requestfailed", lambda one: one.failure == "csp" and sent.remove(one.url))
    tablet.page.expose_function("refused", lambda what: refused.append(what))
    tablet.page.add_init_script(
        "addEventListener('securitypolicyviolation', e => refused(`${e.effectiveDirective} ${e.blockedURI}`))"
    )
    if renderer == "canvaskit":
        canvaskit(tablet.page)
    tablet.open(server.to())
    tablet.at("first-unit").wait_for(state="attached", timeout=60_000)
    if renderer == "skwasm":
        visit = Home(tablet).welcome(name="Ada Byron").periodic(unit="MRI ☢ 1 →")
        visit.answer("site-changes", "compliant")
        tablet.sees("Compliant")
    tablet.page.wait_for_timeout(3_000)
    drawn_by = tablet.page.evaluate("performance.getEntriesByType('resource').map(one => one.name).join(' ')")
    assert renderer in drawn_by
    assert tablet.page.workers == [] and not tablet.page.evaluate("crossOriginIsolated")  # drawn in one thread
    assert asked == []
    assert [url for url in sent if not url.startswith(server.address)] == []
    assert {
        one for one in refused if "rive" not in one
    } == set()  # Flet's client would fetch that one, and needs it not
    tablet.page.goto("http://stand-in.example/")  # the stand-in does hear what is asked of another host
    assert asked != []


def test_a_script_from_another_host_does_not_run_even_when_it_is_answered(server: Server, visitor: Tablet) -> None:
    def answered(route: Any) -> None:
        headers = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
        route.fulfill(status=200, content_type="text/javascript", headers=headers, body="window.ran = true;")

    visitor.page.route("https://**", answered)
    visitor.open(server.to())
    visitor.page.evaluate(
        """() => new Promise(done => {
            const s = document.createElement('script');
            s.src = 'https://elsewhere.example/x.js'; s.onload = s.onerror = done;
            document.head.append(s);
        })"""
    )
    visitor.page.evaluate("() => { const s = document.createElement('script'); s.text = 'window.ran = true';"
                          " document.head.append(s); }")  # fmt: skip
    assert visitor.page.evaluate("window.ran") is None


def test_another_site_open_in_the_same_browser_reaches_nothing(server: Server, visitor: Tablet) -> None:
    visitor.open(server.to())
    with elsewhere(b"<p>another site</p>") as (port, _):
        visitor.page.goto(f"http://127.0.0.1:{port}/")  # the same name, another port: our cookie goes along
        got = visitor.page.evaluate(
            """address => Promise.all([
                fetch(address, {credentials: 'include'}).then(a => a.text()).catch(() => 'refused'),
                new Promise(done => {
                    const s = new WebSocket(address.replace('http', 'ws') + 'ws');
                    s.onopen = () => done('open'); s.onclose = () => done('refused');
                })])""",
            server.address,
        )
    assert got == ["refused", "refused"]
