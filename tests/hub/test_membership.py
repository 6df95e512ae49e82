"""A tablet and a real hub in one process: what is made without a network goes out once there is one, and comes back."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.entries import PhotoReviewed, PhotoTaken
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.register import Instrument, KnownUnit
from audit_app.errors import ExchangeRefused, UsageError
from audit_app.exchange.standing import standings
from audit_app.hub.database import Database
from audit_app.hub.tables import table
from audit_app.membership.hub_client import HubClient
from audit_app.membership.joining import join, leave
from audit_app.membership.membership import choose, member
from audit_app.membership.space import fetch_back, free, freeable
from audit_app.membership.wire import Answer, Request
from audit_app.store.identity import certificates, issuers
from audit_app.store.partner.secret import kept_secret
from audit_app.store.shelf.expunging import asked, sweep
from audit_app.visit.photos import expunge
from audit_app.visit.register_verbs import keep_instrument, keep_unit
from tests.conftest import SteppingClock
from tests.hub.browser import Browser
from tests.hub.joined import ADA, Joined, code

BEN = Person(name="Ben Carr", role="MR Safety Expert")
Make = Callable[..., Joined]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The rules are the same on both; the story is told on each."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


@pytest.fixture
def make(lead: Browser, tmp_path: Path) -> Iterator[Make]:
    """Makes joined tablets, and closes them."""
    made: list[Joined] = []

    def one(name: str, person: Person = ADA, **more: tuple[str, ...]) -> Joined:
        made.append(Joined(lead, tmp_path / name, person, **more))
        return made[-1]

    yield one
    for each in made:
        each.close()


def kept(database: Database, kind: str = "entry") -> list[str]:
    own = table("kept")
    with database.within(database.tenants()[0]) as within:
        return sorted(row["body"] for row in within.find("kept", own.c.kind == kind))


def pen(tablet: Joined) -> Pen:
    return Pen(tablet.store.device, tablet.person, tablet.cabinet.clock)


def photo(tablet: Joined, audit: str, data: bytes) -> str:
    """A photograph taken in an audit."""
    digest = tablet.cabinet.shelf.keep(data)
    with tablet.visiting(audit) as visit:
        visit.enter(PhotoTaken, photo="p1", digest=digest, item="sign", size=len(data))
    return digest


def test_what_was_made_without_a_network_goes_out_once_there_is_one(lead: Browser, make: Make) -> None:
    one = make("one")
    one.wire.cut = True
    audit = one.begin()
    one.answer(audit, "compliant")
    one.exchange()
    state = one.cabinet.courier.state
    assert (state.entries, state.away is not None, state.reached) == (2, True, None)
    assert kept(lead.hub.database) == []
    one.wire.cut = False
    one.exchange()
    state = one.cabinet.courier.state
    assert state.up_to_date, state
    assert state.reached
    assert kept(lead.hub.database) == sorted(one.store.raw(audit))


def test_a_name_is_proven_by_the_certificate_that_joining_brought(make: Make) -> None:
    one, two = make("one"), make("two", BEN, units=())
    audit = one.begin()
    one.answer(audit, "compliant")
    one.exchange()
    two.exchange()
    [standing] = standings(two.store.load(audit), issuers(two.store))
    assert standing.proven, str(standing)


def test_a_tablet_that_was_let_in_no_more_proves_nothing_from_then_on_and_the_feed_says_so(
    lead: Browser, make: Make
) -> None:
    one, two = make("one"), make("two", BEN, units=())
    audit = one.begin()
    one.exchange()
    two.exchange()
    [joined] = certificates(one.store)
    with lead.hub.database.within(lead.hub.database.tenants()[0], write=True) as within:
        ended = joined.since.isoformat()
        assert within.change("devices", table("devices").c.id == one.store.device, ended_at=ended) == 1
    two.exchange()
    [standing] = standings(two.store.load(audit), issuers(two.store))
    assert str(standing).startswith("declared, because") and "let in no more" in str(standing)


def test_two_tablets_dispute_and_settle_through_the_hub(make: Make) -> None:
    one, two = make("one"), make("two", BEN, units=())
    audit = one.begin()
    one.exchange()
    two.exchange()
    one.answer(audit, "compliant")
    two.answer(audit, "deficient")
    for each in (two, one, two):
        each.exchange()
    assert one.store.raw(audit) == two.store.raw(audit)
    assert len(disputes(one.cabinet.audit(audit))) == 1
    one.answer(audit, "deficient")
    one.exchange()
    two.exchange()
    assert disputes(two.cabinet.audit(audit)) == ()


def test_a_round_with_nothing_new_sends_nothing_and_takes_nothing_in(make: Make) -> None:
    one = make("one")
    one.begin()
    one.exchange()
    one.wire.asked.clear()
    one.exchange()
    assert [request.method for request in one.wire.asked] == ["GET"]
    assert one.cabinet.courier.state.up_to_date


def test_audits_of_a_unit_that_nobody_chose_never_leave(lead: Browser, make: Make) -> None:
    one = make("one")
    ours, theirs = one.begin("unit-1"), one.begin("unit-of-another-trust")
    keep_unit(one.store, KnownUnit(id="unit-of-another-trust", name="Theirs", organisation="Other"), pen(one))
    one.exchange()
    assert kept(lead.hub.database) == sorted(one.store.raw(ours))
    assert theirs not in {each.log for each in one.cabinet.courier.state.unsent}


def test_a_hub_gets_no_unit_by_knowing_its_id(lead: Browser, make: Make) -> None:
    one, two = make("one", units=()), make("two", BEN)
    own = one.begin("unit-1")
    other = two.begin("unit-1")
    two.exchange()
    one.exchange()
    assert not one.store.holds(other)
    assert one.cabinet.courier.state.offered == (("unit-1", "MRI 1"),)
    choose(one.store, ["unit-1"], register_too=False)
    one.exchange()
    assert one.store.holds(other)
    assert set(one.store.raw(own)) <= set(kept(lead.hub.database))


def test_pictures_go_and_come_whole_and_go_on_where_they_were_cut(lead: Browser, make: Make) -> None:
    one, two = make("one"), make("two", BEN, units=())
    data = bytes(range(256)) * 9000  # three pieces
    audit = one.begin()
    digest = photo(one, audit, data)
    puts = 0

    def cut_after_one(request: Request, answer: Answer) -> Answer:
        nonlocal puts
        puts += request.method == "PUT"
        one.wire.cut = puts == 1
        return answer

    one.wire.spoil, as_it_is = cut_after_one, one.wire.spoil
    one.exchange()
    one.wire.spoil = as_it_is
    assert (one.cabinet.courier.state.entries, one.cabinet.courier.state.files) == (0, 1)
    one.wire.cut = False
    one.wire.asked.clear()
    one.exchange()
    sent = [len(request.body) for request in one.wire.asked if request.method == "PUT"]
    assert sum(sent) == len(data) - (1 << 20)
    assert one.cabinet.courier.state.up_to_date
    assert one.store.receipts.among(member(one.store).key, [digest], signed=True)  # type: ignore[union-attr]
    two.exchange()
    assert two.cabinet.shelf.read(digest) == data


def test_a_picture_taken_before_the_newest_entry_here_is_fetched_though_it_comes_after_it(make: Make) -> None:
    one, two = make("one"), make("two", BEN, units=())
    audit = one.begin()
    one.exchange()
    two.exchange()
    digest = photo(two, audit, b"a picture")  # nobody proves Ben: no key is put under what he did before it leaves
    one.answer(audit, "compliant")  # later than the picture
    one.exchange()
    two.exchange()
    one.exchange()
    assert one.cabinet.shelf.read(digest) == b"a picture"


def test_statements_of_the_register_reach_the_other_tablet_and_the_hubs_list(lead: Browser, make: Make) -> None:
    one, two = make("one"), make("two", BEN, units=())
    keep_unit(one.store, KnownUnit(id="unit-1", name="MRI 1", organisation="St Elsewhere", site="Main"), pen(one))
    keep_instrument(one.store, Instrument(id="probe", name="Hall probe", serial="HP-7"), pen(one))
    one.exchange()
    two.exchange()
    assert [each.name for each in two.store.register.now.units] == ["MRI 1"]
    assert [each.name for each in two.store.register.now.instruments] == ["Hall probe"]
    page = lead.open("/register")
    assert "Hall probe" in page
    assert "Serial number HP-7" in page


def test_a_hub_that_was_put_back_to_an_earlier_day_is_sent_everything_again(lead: Browser, make: Make) -> None:
    one = make("one")
    audit = one.begin()
    one.exchange()
    one.answer(audit, "compliant")
    one.exchange()
    database = lead.hub.database
    before = kept(database)
    with database.outside(write=True) as connection:  # what a restore of an older backup leaves
        connection.exec_driver_sql("drop trigger if exists kept_no_delete")
        for name in ("kept", "audits", "papers", "picture_names"):
            connection.exec_driver_sql(f"drop trigger if exists {name}_no_delete")
            connection.exec_driver_sql(f"delete from {name}")
        connection.exec_driver_sql("update tenants set feed = 0")
    one.exchange()
    assert kept(database) == before


def test_a_tablet_that_was_cut_off_says_so_and_keeps_everything(lead: Browser, make: Make) -> None:
    one = make("one")
    audit = one.begin()
    lead.open("/devices")
    lead.send(f"/devices/{one.store.device}/cut-off")
    one.exchange()
    assert "does not know this device any more" in one.cabinet.courier.state.trouble
    assert one.cabinet.courier.state.entries == 1
    assert len(one.store.raw(audit)) == 1


def test_leaving_ends_it_on_both_sides_and_takes_nothing_away(lead: Browser, make: Make) -> None:
    one = make("one")
    audit = one.begin()
    one.exchange()
    known = member(one.store)
    assert known
    assert asyncio.run(leave(one.store, HubClient(one.wire, known.address, known.token)))
    assert member(one.store) is None
    assert one.store.folder
    assert kept_secret(one.store.folder) == b""
    assert one.wire.http.get("/v1/pull", headers={"authorization": f"Bearer {known.token}"}).status_code == 401
    assert one.store.holds(audit)
    one.exchange()
    assert one.cabinet.courier.state.address == ""
    one.join()  # and again, with a new code: nothing is sent twice
    one.exchange()
    assert len(kept(lead.hub.database)) == len(one.store.raw(audit))


def test_the_secret_lies_outside_the_data_folder_for_its_owner_alone(make: Make) -> None:
    one = make("one")
    known = member(one.store)
    assert known
    assert one.store.folder
    for path in one.store.folder.rglob("*"):
        assert not path.is_file() or known.token.encode() not in path.read_bytes(), path
    assert known.token not in repr(known)


def test_a_device_that_goes_on_under_another_name_joins_again(make: Make) -> None:
    one = make("one")
    one.store.become_new_device()
    assert member(one.store) is None


def test_what_the_roles_do_not_reach_waits_and_says_why(lead: Browser, tmp_path: Path) -> None:
    tablet = Joined(lead.person("auditor", "unit", "unit-9"), tmp_path / "one")
    try:
        tablet.begin()
        tablet.exchange()
        [waits] = tablet.cabinet.courier.state.unsent
        assert "your roles there do not reach it" in waits.why
    finally:
        tablet.close()


def test_a_code_that_was_used_and_an_address_that_is_none_are_refused_in_words(lead: Browser, make: Make) -> None:
    one = make("one")
    with pytest.raises(UsageError, match="joined"):
        one.join()
    known = member(one.store)
    assert known
    asyncio.run(leave(one.store, HubClient(one.wire, known.address, known.token)))
    used = code(lead)
    now = one.cabinet.clock.now()
    asyncio.run(join(one.store, one.wire, known.address, used, "x", now))
    asyncio.run(leave(one.store, HubClient(one.wire, known.address, "")))
    with pytest.raises(ExchangeRefused, match="used or has run out"):
        asyncio.run(join(one.store, one.wire, known.address, used, "x", now))
    with pytest.raises(UsageError, match="eight letters"):
        asyncio.run(join(one.store, one.wire, known.address, "12", "x", now))


def test_an_audit_cannot_come_without_its_beginning(lead: Browser, make: Make) -> None:
    one = make("one")
    audit = one.begin()
    one.answer(audit, "compliant")
    body = json.loads(one.store.raw(audit)[-1])
    known = member(one.store)
    assert known
    headers = {"authorization": f"Bearer {known.token}"}
    answer = one.wire.http.post("/v1/push", json={"audit": audit, "entries": [body]}, headers=headers)
    assert (answer.status_code, kept(lead.hub.database)) == (409, [])
    key = known.key
    one.store.receipts.keep(key, [one.store.load(audit).begun.sha])  # as if it had been acknowledged once
    one.exchange()
    assert kept(lead.hub.database) == sorted(one.store.raw(audit))


def test_room_is_made_only_after_the_hub_signed_for_a_photo_and_it_comes_back(lead: Browser, make: Make) -> None:
    one = make("one")
    audit = one.begin()
    digest = photo(one, audit, b"a picture")
    joined = member(one.store)
    assert joined
    shelf = one.cabinet.shelf
    one.exchange()
    assert freeable(one.store, shelf, joined).digests == ()  # the audit is still worked on
    with one.visiting(audit) as visit:
        visit.enter(PhotoReviewed, photo="p1", outcome="nothing_to_redact")
        visit.answer("sign", "compliant")
        visit.sign(ADA, "This is what I saw")
    later = photo_of_another(one)
    assert freeable(one.store, shelf, joined).digests == (digest,)
    one.store.receipts.keep(joined.key, [later], '{"picture": "forged"}')
    assert free(one.store, shelf, joined, "2026-11-28") == 1
    assert (shelf.has(digest), shelf.has(later)) == (False, True)
    one.exchange()
    assert not shelf.has(digest)  # it is not fetched by itself what somebody deleted
    assert one.cabinet.courier.state.coming == 0
    assert fetch_back(one.store, shelf, joined) == 1
    one.exchange()
    assert shelf.read(digest) == b"a picture"


def photo_of_another(one: Joined) -> str:
    """A photograph in a signed audit of a unit that takes no part."""
    audit = one.begin("unit-2")
    digest = photo(one, audit, b"another picture")
    with one.visiting(audit) as visit:
        visit.enter(PhotoReviewed, photo="p1", outcome="nothing_to_redact")
        visit.answer("sign", "compliant")
        visit.sign(ADA, "This is what I saw")
    return digest


def test_what_another_tablet_expunged_stays_here_until_somebody_answers(make: Make) -> None:
    one, two = make("one"), make("two", BEN, units=())
    audit = one.begin()
    digest = photo(one, audit, b"a picture")
    one.exchange()
    two.exchange()
    with one.visiting(audit) as visit:
        expunge(visit, "p1", "Ada Byron", "A face")
    sweep(one.store, one.cabinet.shelf)
    one.exchange()
    two.exchange()
    assert not one.cabinet.shelf.has(digest)
    assert two.cabinet.shelf.has(digest)
    assert [each.digests for each in asked(two.store, two.cabinet.shelf)] == [(digest,)]


def test_an_auditor_of_one_unit_states_into_its_log_and_no_other(lead: Browser, tmp_path: Path) -> None:
    tablet = Joined(lead.person("auditor", "unit", "unit-1"), tmp_path / "one")
    try:
        keep_unit(tablet.store, KnownUnit(id="unit-1", name="MRI 1", organisation="St Elsewhere"), pen(tablet))
        keep_instrument(tablet.store, Instrument(id="probe", name="Hall probe"), pen(tablet))
        tablet.exchange()
        assert "MRI 1" in lead.open("/register")
        assert "Hall probe" not in lead.open("/register")
        [waits] = tablet.cabinet.courier.state.unsent
        assert (waits.title, "your roles there" in waits.why) == ("Hall probe", True)
    finally:
        tablet.close()


def test_a_tablet_says_when_its_clock_and_the_hubs_differ_by_more_than_five_minutes(make: Make) -> None:
    tablet = make("off")
    tablet.exchange()
    assert tablet.cabinet.courier.state.clock == ""
    for hours, words in ((-2.5, "2 hours ahead of"), (2.5, "2 hours behind")):
        tablet.cabinet.clock = SteppingClock(datetime.now(UTC) + timedelta(hours=hours))
        tablet.exchange()
        assert f"The hub's clock is {words} this device's" in tablet.cabinet.courier.state.clock
