"""What happens at once, in the wrong order, or to a hub whose disk, clock, bucket or past is not as it was."""

import json
import resource
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from audit_app.audit.log.clock import DeviceClock
from audit_app.audit.log.entries import PhotoExpunged, PhotoTaken
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.errors import StoreError
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.sessions import session_of
from audit_app.hub.identity.tries import AT_ONCE, wait
from audit_app.hub.keeping.kept import STORED, place_of
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.mail import send_outbox
from audit_app.hub.out import feed
from audit_app.hub.settings import Settings
from audit_app.hub.tables import table
from audit_app.hub.web.hub import Hub
from audit_app.membership.membership import member
from audit_app.visit.visit import Visit
from tests.hub.browser import Browser
from tests.hub.joined import Joined
from tests.hub.proof.crew import Line, reads, sends
from tests.hub.proof.killing import free_port
from tests.hub.proof.network import served
from tests.hub.proof.promises import Told, wrong_at_rest
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo

WORKING_S = 0.4


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Browser]:
    """The first administrator of a hub on SQLite, where one kind of database tells it."""
    hub = Hub.at(Settings(tmp_path / "hub"))
    lead = Browser(hub)
    lead.begin()
    yield lead
    hub.close()


def put_back(lead: Browser, then: Callable[[], None]) -> None:
    """Lets something happen, and then puts the hub's folder back to what it was before."""
    folder = lead.hub.settings.folder
    lead.hub.close()
    shutil.copytree(folder, folder.with_name("backup"))
    then()
    lead.hub.close()
    shutil.rmtree(folder)
    folder.with_name("backup").rename(folder)


def test_what_was_sent_last_before_a_hub_was_put_back_is_sent_again(on_sqlite: Browser, tmp_path: Path) -> None:
    one = Joined(on_sqlite, tmp_path / "one")
    audit = one.begin()
    one.exchange()
    one.exchange()  # now the feed was read to its end

    def send() -> None:
        one.answer(audit, "compliant")
        one.exchange()  # sent, and not read again yet
        assert one.cabinet.courier.state.up_to_date

    put_back(on_sqlite, send)
    one.exchange()
    with on_sqlite.hub.database.within(on_sqlite.hub.database.tenants()[0]) as within:
        kept = {row["digest"] for row in within.find("kept", table("kept").c.kind == "entry")}
    assert {json.loads(body)["sha"] for body in one.store.raw(audit)} <= kept
    for _ in range(2):
        one.wire.asked.clear()
        one.exchange()
    assert [each.method for each in one.wire.asked] == ["GET"]  # and then it rests
    one.close()


def test_a_picture_that_a_hub_signed_for_and_lost_is_sent_again_next_day(on_sqlite: Browser, tmp_path: Path) -> None:
    one = Joined(on_sqlite, tmp_path / "one")
    audit, digest = one.begin(), one.cabinet.shelf.keep(b"a picture")
    with one.visiting(audit) as visit:
        visit.enter(PhotoTaken, photo="p1", digest=digest, item="sign", size=9)  # type: ignore[arg-type]
    one.exchange()
    own = table("pictures")
    with on_sqlite.hub.database.within(on_sqlite.hub.database.tenants()[0], write=True) as within:
        assert within.change("pictures", own.c.state == STORED, state="awaited", here=0, size=0, sealed_at=None) == 1
    one.exchange()
    assert one.cabinet.courier.state.up_to_date  # nobody asked
    one.cabinet.courier.files.asked_on = "2020-01-01"
    one.exchange()
    with on_sqlite.hub.database.within(on_sqlite.hub.database.tenants()[0]) as within:
        assert within.one("pictures", digest=digest, state=STORED)
    known = member(one.store)
    assert known
    assert one.store.receipts.among(known.key, [digest], signed=True) == {digest}
    one.close()


def test_no_reader_skips_and_nothing_has_two_numbers_while_two_workers_take_pushes(lead: Browser) -> None:
    told, stop, resting, done = Told(), threading.Event(), threading.Event(), threading.Event()
    hubs = [lead.hub, Hub.at(lead.hub.settings)]
    ports = [free_port(), free_port()]
    tablets = [Tablet(lead, device=f"tablet-{n}") for n in range(2)]
    host = lead.hub.settings.host
    lines = [Line(ports[n % 2], each.told["token"], told, done, host) for n, each in enumerate([*tablets, tablets[0]])]
    with served(hubs[0], ports[0]), served(hubs[1], ports[1]):
        work = [
            threading.Thread(target=sends, args=(tablet, line, told, stop, Random(n)))
            for n, (tablet, line) in enumerate(zip(tablets, lines[:-1], strict=True))
        ]
        reader = threading.Thread(target=reads, args=(lines[-1], told, resting))
        for thread in (*work, reader):
            thread.start()
        time.sleep(WORKING_S)
        while not told.entries and any(thread.is_alive() for thread in work):
            time.sleep(0.02)  # a busy machine has not begun yet
        stop.set()
        for thread in work:
            thread.join()
        while (page := lines[0].ask("GET", "/v1/pull", params={"after": max(told.read, default=0), "limit": 1}))[
            "items"
        ]:
            assert page
            time.sleep(0.02)
        resting.set()
        reader.join()
    hubs[1].close()
    for each in lines:
        each.close()
    assert told.entries
    assert [*told.wrong, *wrong_at_rest(lead.hub, told)] == []


def test_what_is_taken_away_in_the_middle_of_reading_is_not_read_on(on_sqlite: Browser) -> None:
    lead, tablet = on_sqlite, Tablet(on_sqlite)
    for unit in ("unit-1", "unit-2", "unit-2"):
        tablet.push(tablet.begin(unit, f"Site {unit}", unit).audit.id)
    other = Tablet(lead.person("auditor", "unit", "unit-2"), device="tablet-b")
    page = other.pull(limit=2)
    assert page["items"]
    assert page["more"]
    with lead.hub.database.within(lead.hub.database.tenants()[0], write=True) as within:
        own = table("grants")
        assert within.change("grants", own.c.scope == "unit-2", ended_at="2020-01-01") == 1
    assert other.http.get("/v1/pull", params={"after": page["next"], "epoch": page["epoch"]}).status_code == 403


def test_an_export_ends_where_its_reader_may_see_no_more(on_sqlite: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, tablet = on_sqlite, Tablet(on_sqlite)
    monkeypatch.setattr(feed, "MOST_ENTRIES", 1)
    for _ in range(3):
        tablet.push(tablet.begin().audit.id)
    caller = reader_of(lead)
    lines = feed.lines(lead.hub.database, lead.hub.pictures, caller)
    assert next(lines)
    with lead.hub.database.within(caller.tenant, write=True) as within:
        within.change("grants", table("grants").c.person == caller.person, ended_at="2020-01-01")
    assert list(lines) == []


def reader_of(lead: Browser) -> Caller:
    """Somebody who may read everything."""
    other = lead.person("reader")
    found = session_of(lead.hub.database, next(iter(other.http.cookies.values())))
    assert found
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on the size of files is how the disk is full here")
def test_a_full_disk_refuses_in_words_and_takes_everything_once_there_is_room(on_sqlite: Browser) -> None:
    tablet = Tablet(on_sqlite)
    visit = tablet.begin()
    for number in range(60):
        visit.answer("sign", "partly" if number % 2 else "compliant")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        answer = tablet.http.post("/v1/push", content=tablet.message(visit.audit.id).encode())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (answer.status_code, answer.json()["title"]) == (503, "This cannot be done just now")
    assert "no room" in answer.json()["detail"]
    assert tablet.push(visit.audit.id)["stored"] == 61


def test_a_clock_that_was_ahead_leaves_no_door_code_session_or_mail_for_decades(
    on_sqlite: Browser,
) -> None:
    hub, tenant, later = on_sqlite.hub, on_sqlite.hub.database.tenants()[0], "2099-01-01T00:00:00.000Z"
    for _ in range(AT_ONCE + 1):
        wait(hub.database, "a door")
    on_sqlite.open("/account")
    code = on_sqlite.send("/account/tablet")
    with hub.database.outside(write=True) as connection:  # what a clock in 2099 leaves once it is put right
        connection.execute(text("update tries set at_ms = at_ms + 2272000000000"))
    with hub.database.within(tenant, write=True) as within:
        within.change("sessions", seen_at=later, ends_at=later)
        within.change("links", ends_at=later)
        row = {"id": "w", "address": "a@example.org", "subject": "s", "body": "b", "created_at": later}
        within.add("outbox", **row, tries=1, next_at=later)
    assert wait(hub.database, "a door") > 0
    with hub.database.outside(write=True) as connection:
        connection.execute(text("update tries set at_ms = at_ms - 16000"))  # sixteen seconds go by
    assert wait(hub.database, "a door") == 0
    assert on_sqlite.http.get("/account", follow_redirects=False).status_code == 303
    says = {"code": code.partition("<code>")[2].partition("<")[0], "device": "x"}
    assert on_sqlite.http.post("/v1/enrol", json=says).status_code == 404
    settings = Settings(hub.settings.folder, smtp="smtp://127.0.0.1:9", mail_from="hub@example.org")
    send_outbox(hub.database, settings)
    with hub.database.within(tenant) as within:
        mail = within.one("outbox", id="w")
    assert mail
    assert mail["tries"] == 2
    assert mail["next_at"] < later


def test_while_the_bucket_is_away_entries_go_on_and_the_picture_comes_once_it_is_back(
    on_sqlite: Browser, tmp_path: Path
) -> None:
    tablet = Tablet(on_sqlite)
    _, name = photo(tablet, b"a picture")
    folder = tmp_path / "hub" / "pictures"
    folder.rename(tmp_path / "away")
    folder.write_bytes(b"")  # nothing can be put below it
    assert "pictures" in tablet.put(name, 9, 0, b"a picture", status=503)["detail"]
    visit = tablet.begin()
    assert tablet.push(visit.audit.id)["stored"] == 1
    folder.unlink()
    (tmp_path / "away").rename(folder)
    assert tablet.put(name, 9, 0, b"a picture")["receipt"]
    assert tablet.http.get(f"/v1/pictures/{name}").content == b"a picture"


class Slow(PictureStore):
    """A place for pictures that takes its time."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.reached, self.goes_on = threading.Event(), threading.Event()

    def put(self, place: str, digest: str, parts: Iterable[bytes]) -> None:
        self.reached.set()
        assert self.goes_on.wait(20)
        super().put(place, digest, parts)


@pytest.fixture
def slow(on_sqlite: Browser) -> Slow:
    """The hub's pictures lie in a slow place."""
    made = Slow(on_sqlite.hub.settings.pictures_url)
    object.__setattr__(on_sqlite.hub, "pictures", made)
    return made


def test_nobody_waits_while_a_picture_goes_to_a_slow_bucket(on_sqlite: Browser, slow: Slow) -> None:
    tablet = Tablet(on_sqlite)
    _, name = photo(tablet, b"a picture")
    with ThreadPoolExecutor() as pool:
        sent = pool.submit(tablet.put, name, 9, 0, b"a picture")
        assert slow.reached.wait(20)
        assert tablet.push(tablet.begin().audit.id)["stored"] == 1
        assert not sent.done()
        slow.goes_on.set()
        assert sent.result()["receipt"]["picture"] == name


def test_a_picture_that_is_expunged_while_it_goes_to_the_bucket_does_not_stay(on_sqlite: Browser, slow: Slow) -> None:
    tablet = Tablet(on_sqlite)
    audit, name = photo(tablet, b"a picture")
    before = tablet.store.raw(audit)
    ada = Person(name="Ada Byron", role="MR Safety Expert")
    visit = Visit(tablet.store, tablet.store.load(audit), Pen(tablet.store.device, ada, DeviceClock()))
    visit.enter(PhotoExpunged, photo="p1", digest=name, person=ada, reason="A face")  # type: ignore[arg-type]
    with ThreadPoolExecutor() as pool:
        sent = pool.submit(tablet.put, name, 9, 0, b"a picture", 422)
        assert slow.reached.wait(20)
        tablet.push(audit, tablet.store.raw(audit)[len(before) :], papers=False)
        slow.goes_on.set()
        assert "expunged" in sent.result()["detail"]
    with pytest.raises(StoreError):
        slow.read(place_of(on_sqlite.hub.database.tenants()[0], "unit-1", name), 0, 9)
