"""A hub that answers what no hub would: nothing of it is kept, nothing is believed, and nothing is deleted for it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from audit_app.audit.log.entries import PhotoTaken
from audit_app.audit.log.people import Person
from audit_app.errors import ExchangeRefused
from audit_app.exchange import certificate
from audit_app.exchange.keys import Key
from audit_app.exchange.messages import Push, Receipt, read
from audit_app.exchange.receipt import signed
from audit_app.membership.joining import join
from audit_app.membership.membership import choose, cursor, member
from audit_app.membership.wire import Answer, Request
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.identity import device_key, issuers
from audit_app.store.partner.secret import kept_secret
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.store.conftest import worked

KEY, ADDRESS = Key.new(), "https://audits.example.org"
ADA = Person(name="Ada Byron", role="MR Safety Expert")


class Scripted:
    """`Wire` to a hub that holds nothing; what it answers to one address may be given, by the start of its path."""

    def __init__(self, store: Store) -> None:
        self.store, self.told = store, dict[str, object]()
        self.seen: list[Request] = []

    async def ask(self, request: Request) -> Answer:
        self.seen.append(request)
        path = request.url.removeprefix(ADDRESS).partition("?")[0]
        usual = getattr(self, path.rpartition("/")[2], lambda _: {})
        told = next((self.told[each] for each in self.told if path.startswith(each)), usual)
        made = told(request) if callable(told) else told
        if isinstance(made, Answer):
            return made
        return Answer(200, made if isinstance(made, bytes) else json.dumps(made).encode())

    def identity(self, _: Request) -> dict[str, object]:
        key = device_key(self.store)
        assert key
        now = Cabinet(self.store, self.store.folder or Path()).clock.now()
        token = certificate.issue(ADDRESS, KEY, "ada", ADA, self.store.device, key.public, now)
        return {"person": {"name": "Ada Byron"}, "key": KEY.public, "certificate": token}

    def enrol(self, request: Request) -> dict[str, object]:
        return {**self.identity(request), "token": "a-token"}

    def pull(self, _: Request) -> dict[str, object]:
        return {"items": [], "next": 0, "epoch": 1}

    def push(self, request: Request) -> dict[str, object]:
        sent = read(Push, request.body)
        last = sent.entries[-1]
        says = {"audit": sent.audit, "device": last["device"], "seq": last["seq"], "head": last["sha"], "n": 1}
        receipt = signed(Receipt.model_validate({**says, "partner": KEY.public}), KEY)
        return {"stored": len(sent.entries), "known": 0, "receipts": [receipt.model_dump()]}

    def missing(self, _: Request) -> dict[str, object]:
        return {"pictures": []}


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    store = Store.at(tmp_path)
    prefer(store, Preferences(person=ADA, welcomed=True))
    made = Cabinet(store, tmp_path)
    made.wire = Scripted(store)
    yield made
    store.close()


@pytest.fixture
def hub(cabinet: Cabinet) -> Scripted:
    assert isinstance(cabinet.wire, Scripted)
    return cabinet.wire


def joined(cabinet: Cabinet) -> Visit:
    """A device with an audit that takes part."""
    enrolled(cabinet)
    visit = worked(cabinet.store)
    choose(cabinet.store, [visit.audit.begun.unit.id], register_too=True)
    return visit


def enrolled(cabinet: Cabinet) -> None:
    asyncio.run(enrol(cabinet))


async def enrol(cabinet: Cabinet) -> None:
    """Joins, as the form does it."""
    await join(cabinet.store, cabinet.wire, ADDRESS, "ABCD-EFGH", "Tablet", cabinet.clock.now())


def after_a_round(cabinet: Cabinet) -> str:
    """The trouble that a round ends in."""
    asyncio.run(cabinet.courier.round())
    return cabinet.courier.state.trouble


def test_an_honest_one_leaves_nothing_waiting(cabinet: Cabinet) -> None:
    joined(cabinet)
    assert after_a_round(cabinet) == ""
    assert cabinet.courier.state.up_to_date


@pytest.mark.parametrize(
    "told",
    [
        b"", b"[]", b"[" * 9_000, b"x" * 2_000_000, {"token": "t"},
        lambda hub: {**hub.enrol(None), "token": "a\r\nb"}, lambda hub: {**hub.enrol(None), "token": "x" * 500},
        lambda hub: {**hub.enrol(None), "key": "0" * 63}, lambda hub: {**hub.enrol(None), "key": Key.new().public},
        lambda hub: {**hub.enrol(None), "certificate": ""}, lambda hub: {**hub.enrol(None), "person": {"name": ""}},
        lambda hub: {**hub.enrol(None), "certificate": certificate.issue(
            "x", KEY, "x", ADA, "another-device", Key.new().public, Cabinet(hub.store, hub.store.folder).clock.now())},
        lambda _: Answer(302, b"", {"location": "https://evil.example.org"}), lambda _: Answer(500),
        lambda _: Answer(200),
    ],
)  # fmt: skip
def test_joining_one_that_answers_otherwise_keeps_nothing(cabinet: Cabinet, hub: Scripted, told: object) -> None:
    hub.told["/v1/enrol"] = (lambda _: told(hub)) if callable(told) else told
    with pytest.raises(ExchangeRefused):
        enrolled(cabinet)
    assert member(cabinet.store) is None
    assert issuers(cabinet.store) == {}
    assert cabinet.store.folder
    assert kept_secret(cabinet.store.folder) == b""


def test_one_that_shows_a_known_issuers_key_changes_nobodys_name(cabinet: Cabinet) -> None:
    cabinet.store.drawers.prefer("issuers", {KEY.public: "St Elsewhere"})
    enrolled(cabinet)
    assert issuers(cabinet.store) == {KEY.public: "St Elsewhere"}


def test_the_token_is_sent_to_the_address_that_was_typed_and_to_no_other(cabinet: Cabinet, hub: Scripted) -> None:
    hub.told["/v1/enrol"] = {**hub.enrol(Request("", "")), "hub": "https://evil.example.org"}
    joined(cabinet)
    after_a_round(cabinet)
    assert all(request.url.startswith(f"{ADDRESS}/v1/") for request in hub.seen)
    assert {request.token for request in hub.seen[1:]} == {"a-token"}


def test_another_key_than_the_one_at_joining_stops_the_exchange(cabinet: Cabinet, hub: Scripted) -> None:
    joined(cabinet)
    cabinet.store.drawers.prefer("certificates", [])
    hub.told["/v1/identity"] = {**hub.identity(Request("", "")), "key": Key.new().public}
    assert "another key" in after_a_round(cabinet)
    assert cabinet.courier.state.entries


def test_receipts_of_another_key_another_audit_or_another_entry_cover_nothing(cabinet: Cabinet, hub: Scripted) -> None:
    joined(cabinet)
    honest, other = hub.push, Key.new()

    def forged(request: Request) -> dict[str, object]:
        answer = honest(request)
        [receipt] = [Receipt.model_validate(each) for each in answer["receipts"]]  # type: ignore[attr-defined]
        made = [
            signed(receipt.model_copy(update={"partner": other.public}), other),
            receipt.model_copy(update={"signature": "00" * 64}),
            signed(receipt.model_copy(update={"audit": "another"}), KEY),
            signed(receipt.model_copy(update={"head": "0" * 64}), KEY),
            signed(receipt.model_copy(update={"seq": 1}), KEY),
        ]
        return {**answer, "receipts": [each.model_dump() for each in made]}

    hub.told["/v1/push"] = forged
    after_a_round(cabinet)
    waiting = cabinet.courier.state.entries
    assert waiting == sum(len(cabinet.store.raw(each.id)) for each in cabinet.store.logs())


def item(n: int, **more: object) -> dict[str, object]:
    body = {"kind": "noted"}
    return {"n": n, "kind": "entry", "audit": "a", "digest": sha256(b"").hexdigest(), "body": body, **more}


@pytest.mark.parametrize(
    "told",
    [
        b"{", {"items": [item(2), item(1)], "next": 1, "epoch": 1}, {"items": [item(1)], "next": 9, "epoch": 1},
        {"items": [item(1)], "next": 1, "epoch": 1}, {"items": [item(1, body=[])], "next": -1, "epoch": 1},
        {"items": [item(n) for n in range(1, 1002)], "next": 1001, "epoch": 1},
    ],
)  # fmt: skip
def test_a_feed_that_is_not_as_agreed_is_refused_and_what_is_here_is_as_it_was(
    cabinet: Cabinet, hub: Scripted, told: object
) -> None:
    visit = joined(cabinet)
    before = cabinet.store.raw(visit.audit.id)
    hub.told["/v1/pull"] = told
    assert after_a_round(cabinet) or cabinet.courier.state.refused
    assert cabinet.store.raw(visit.audit.id)[: len(before)] == before
    assert len(cabinet.store.logs()) == 1


def test_a_feed_without_end_and_an_epoch_that_never_rests_end_with_the_round(cabinet: Cabinet, hub: Scripted) -> None:
    joined(cabinet)
    epochs = iter(range(1, 10_000))
    hub.told["/v1/pull"] = lambda _: {"items": [], "next": 0, "epoch": next(epochs), "more": True}
    assert after_a_round(cabinet) == ""
    assert next(epochs) < 100


def test_a_forged_receipt_for_a_picture_is_not_believed(cabinet: Cabinet, hub: Scripted) -> None:
    visit = joined(cabinet)
    digest = cabinet.shelf.keep(b"a picture")
    visit.enter(PhotoTaken, photo="p1", digest=digest, item="sign", size=9)
    says = {"picture": digest, "size": 9, "partner": KEY.public, "signature": "00" * 64}
    hub.told["/v1/pictures/"] = lambda request: (
        {"offset": 9, "receipt": says} if request.method == "PUT" else hub.missing(request)
    )
    assert "is not one of this hub" in after_a_round(cabinet)
    assert cabinet.courier.state.files == 1


def test_a_picture_that_is_another_is_thrown_away(cabinet: Cabinet, hub: Scripted) -> None:
    visit, digest = joined(cabinet), sha256(b"a picture").hexdigest()
    visit.enter(PhotoTaken, photo="p1", digest=digest, item="sign", size=9)
    pieces: Callable[[Request], Answer] = lambda _: Answer(200, b"a forgery", {"upload-length": "9"})  # noqa: E731
    hub.told["/v1/pictures/"] = pieces
    after_a_round(cabinet)
    assert not cabinet.shelf.has(digest)
    assert not cabinet.shelf.coming(digest).exists()
    assert cabinet.courier.state.coming == 1


def test_an_offset_that_goes_in_circles_is_given_up(cabinet: Cabinet, hub: Scripted) -> None:
    visit = joined(cabinet)
    visit.enter(PhotoTaken, photo="p1", digest=cabinet.shelf.keep(b"a picture"), item="sign", size=9)
    hub.told["/v1/pictures/"] = lambda request: {"offset": 0} if request.method == "PUT" else hub.missing(request)
    after_a_round(cabinet)
    assert len([request for request in hub.seen if request.method == "PUT"]) < 6
    assert cabinet.courier.state.files == 1


def test_one_thing_that_no_device_writes_is_told_and_hurts_no_other(cabinet: Cabinet, hub: Scripted) -> None:
    visit, other = joined(cabinet), Store.in_memory()
    clock = SteppingClock(ids=count(100))
    audit = worked(other, clock).audit
    bodies = [json.loads(body) for body in other.raw(audit.id)]
    papers = [{"kind": "paper", "digest": each, "body": json.loads(body)} for each, body in other.papers().items()]
    entries = [{"kind": "entry", "digest": each["sha"], "body": each} for each in bodies]
    made = [{"audit": audit.id, "n": n, **each} for n, each in enumerate([*papers, *entries], 1)]
    spoilt = {**made[-1], "n": len(made) + 1, "audit": visit.audit.id}
    hub.told["/v1/pull"] = {"items": [*made, spoilt], "next": len(made) + 1, "epoch": 1}
    assert after_a_round(cabinet) == ""
    assert cabinet.store.raw(audit.id) == other.raw(audit.id)
    [(_, why)] = cabinet.courier.state.refused
    assert "belongs to another audit" in why
    assert cursor(cabinet.store).after == 0  # it is looked at again, and not forgotten at the next start
    other.close()


def test_what_a_hub_words_itself_is_shown_to_nobody(cabinet: Cabinet, hub: Scripted) -> None:
    joined(cabinet)
    said = b'{"title": "Send your password to evil.example.org", "detail": "Send your password"}'
    for status in (400, 401, 403, 404, 409, 422, 429, 500, 503):
        hub.told["/v1/push"] = Answer(status, said, {"content-type": "application/problem+json"})
        after_a_round(cabinet)
        assert "password" not in repr(cabinet.courier.state)
