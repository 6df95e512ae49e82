"""The screen of the hub: what can be typed, what is refused in words, what waits by name, and leaving again."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from audit_app.audit.log.entries import PhotoTaken
from audit_app.membership.membership import choose, member
from audit_app.membership.wire import Answer, Request, Unreachable
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store
from tests.membership.test_hostile_hub import ADDRESS, KEY, Scripted, enrol
from tests.screen import Screen, screen
from tests.screens.conftest import ADA
from tests.store.conftest import worked


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    """A device with a data folder of its own, and a hub that holds nothing."""
    store = Store.at(tmp_path)
    prefer(store, Preferences(person=ADA, welcomed=True))
    made = Cabinet(store, tmp_path)
    made.wire = Scripted(store)
    yield made
    made.courier.stop()
    store.close()


@asynccontextmanager
async def at_the_hub(cabinet: Cabinet) -> AsyncIterator[Screen]:
    async with screen(starter(cabinet), route="/hub") as app:
        yield app


async def test_typing_an_address_and_a_code_joins(cabinet: Cabinet) -> None:
    async with at_the_hub(cabinet) as app:
        assert app.says("paste what a camera app read")
        await app.fill("/hub:address", "audits.example.org")
        await app.fill("/hub:name", "MRI tablet 2")
        await app.type("hub.code", "abcd-efgh")
        await app.press("hub.join")
        await app.until(lambda: "hub.state" in app)
        assert member(cabinet.store)
        assert app.says(ADDRESS)
        assert app.says("Nothing of a unit leaves this tablet before it is ticked.")
    assert cabinet.store.drawers.drafts("") == {}


async def test_what_a_camera_read_is_pasted_as_one_line(cabinet: Cabinet) -> None:
    async with at_the_hub(cabinet) as app:
        await app.fill("/hub:address", "typed.example.org")
        await app.type("hub.code", f" {ADDRESS}/join#ABCD-EFGH ")
        await app.press("hub.join")
        await app.until(lambda: "hub.state" in app)
        assert app.says(ADDRESS)
    assert isinstance(cabinet.wire, Scripted)
    assert "ABCDEFGH" in str(cabinet.wire.seen) or "ABCD-EFGH" in str(cabinet.wire.seen)
    assert "EFGH" not in str(cabinet.store.drawers.drafts(""))


async def test_a_hub_that_refuses_is_told_and_what_was_typed_stays_but_for_the_code(cabinet: Cabinet) -> None:
    assert isinstance(cabinet.wire, Scripted)
    cabinet.wire.told["/v1/enrol"] = Answer(404)
    async with at_the_hub(cabinet) as app:
        await app.fill("/hub:address", "audits.example.org")
        await app.type("hub.code", "abcd-efgh")
        await app.press("hub.join")
        await app.until(lambda: app.says("was used or has run out"))
        assert app["/hub:address"].value == "audits.example.org"
        assert app["hub.code"].value == ""
    assert "abcd-efgh" not in str(cabinet.store.drawers.drafts(""))


async def test_an_address_without_tls_is_refused_before_anything_is_sent(cabinet: Cabinet) -> None:
    assert isinstance(cabinet.wire, Scripted)
    async with at_the_hub(cabinet) as app:
        await app.fill("/hub:address", "http://audits.example.org")
        await app.type("hub.code", "abcd-efgh")
        await app.press("hub.join")
        await app.until(lambda: app.says("readable over the network"))
    assert cabinet.wire.seen == []


async def test_what_waits_is_counted_on_the_home_screen_and_named_by_itself(cabinet: Cabinet) -> None:
    await enrol(cabinet)
    digest = cabinet.shelf.keep(b"a picture")
    visit = worked(cabinet.store)
    visit.enter(PhotoTaken, photo="p1", digest=digest, item="sign", size=9)
    choose(cabinet.store, [visit.audit.begun.unit.id], register_too=False)

    class Away(Scripted):
        async def ask(self, request: Request) -> Answer:
            raise Unreachable("The hub", "does not answer", "It is tried again by itself")

    cabinet.wire = Away(cabinet.store)
    await cabinet.courier.round()
    state = cabinet.courier.state
    async with screen(starter(cabinet)) as app:
        assert app.says(f"{state.entries} entries and 1 photo waiting · no network since")
        await app.press("hub-line")
        assert "hub.state" in app
        await app.press(f"hub.things.{visit.audit.id}")
        await app.until(lambda: app.says("Ada Byron: answered"))
        assert app.says("File " + digest[:12])


async def test_leaving_asks_first_and_forgets_the_secret(cabinet: Cabinet) -> None:
    await enrol(cabinet)
    async with at_the_hub(cabinet) as app:
        await app.press("hub.leave")
        await app.press("leave.yes")
        await app.until(lambda: "hub.join" in app)
    assert member(cabinet.store) is None


async def test_a_unit_is_ticked_before_anything_of_it_leaves(cabinet: Cabinet) -> None:
    await enrol(cabinet)
    assert isinstance(cabinet.wire, Scripted)
    visit = worked(cabinet.store)
    unit = visit.audit.begun.unit.id
    async with at_the_hub(cabinet) as app:
        await app.until(lambda: app.says("up to date"))
        assert not [each for each in cabinet.wire.seen if each.url.endswith("/push")]
        await app.switch(f"hub.unit.{unit}", True)
        await app.until(lambda: any(each.url.endswith("/push") for each in cabinet.wire.seen))
        await app.until(lambda: app.says("up to date"))
    assert cabinet.store.receipts.waiting(KEY.public) == {}
