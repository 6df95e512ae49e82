"""What is kept and does not count is listed with what it is, and what can be done with it is done there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.screen import screen
from tests.screens.conftest import ADA
from tests.store.conftest import worked
from tests.store.test_exchange import always, with_entry


@pytest.fixture
def joined(cabinet: Cabinet) -> str:
    """An audit from another device, whose log goes on in two ways, one of them forged. Gives its id."""
    other = Store.in_memory()
    visit = worked(other)
    forged = with_entry(
        exported(other, visit.audit.id), kind="noted", schema=1, item="sign", text="forged", replaces=[]
    )
    received(cabinet.store, forged, always)
    visit.note("sign", "real")
    received(cabinet.store, exported(other, visit.audit.id), always)
    return visit.audit.id


@pytest.fixture
def refusing(tmp_path: Path) -> Iterator[Cabinet]:
    """A device on which an audit is kept and not believed, and a row of the register cannot be read."""
    store = Store.in_memory()
    audit_id = worked(store).audit.id
    store.drawers.refuse(audit_id, "entry 3 has an invalid time stamp")
    store.drawers.register("unit", "u", "MRI 1", {})
    with store._connection.writing() as db:
        db.execute("update register set body = '{'")
    prefer(store, Preferences(person=ADA, welcomed=True))
    yield Cabinet(store, tmp_path)
    store.close()


async def test_a_device_on_which_everything_counts_says_so(cabinet: Cabinet) -> None:
    worked(cabinet.store)
    async with screen(starter(cabinet), route="/set-apart") as shown:
        assert shown.says("Nothing was set aside")


async def test_each_way_of_a_log_is_shown_and_one_can_be_set_aside(cabinet: Cabinet, joined: str) -> None:
    assert [each.text for each in cabinet.audit(joined).lines["sign"].notes] == ["forged", "real"]
    async with screen(starter(cabinet), route="/set-apart") as shown:
        assert shown.says("went on in more than one way") and shown.says("real") and shown.says("forged")
        [way, *_] = [key for key in shown.known() if key.startswith("to-set-aside.")]
        await shown.press(way)
        await shown.until(lambda: any(key.startswith("aside.") for key in shown.known()))


async def test_a_contribution_is_set_aside_with_a_reason_and_brought_back(cabinet: Cabinet, joined: str) -> None:
    [forged] = [each.device for each in cabinet.audit(joined).entries if getattr(each, "text", "") == "forged"]
    async with screen(starter(cabinet), route=f"/audit/{joined}/set-aside") as shown:
        await shown.until(lambda: any(key.startswith("aside.") for key in shown.known()))
        [name] = [key.removeprefix("aside.") for key in shown.known() if key.startswith(f"aside.{forged}")]
        await shown.press(f"aside.{name}")
        await shown.press(f"aside-now.{name}")
        assert shown["trouble"].value and len(cabinet.audit(joined).lines["sign"].notes) == 2
        await shown.fill(f"aside-reason.{name}", "Not of our visit")
        await shown.press(f"aside-now.{name}")
        assert cabinet.audit(joined).lines["sign"].note == "real"
        await shown.go("/set-apart")
        assert shown.says("Not of our visit")
        await shown.press("bring-back")
        assert len(cabinet.audit(joined).lines["sign"].notes) == 2
        assert not shown.says("Not of our visit")


async def test_what_is_not_believed_or_cannot_be_read_is_told_with_what_to_do(refusing: Cabinet) -> None:
    async with screen(starter(refusing), route="/set-apart") as shown:
        assert shown.says("an invalid time stamp") and shown.says("Import the audit from another tablet")
        assert shown.says("“MRI 1” in the register cannot be read any more: record it anew")


async def test_this_devices_own_way_is_told_and_not_offered_to_be_set_aside(cabinet: Cabinet) -> None:
    visit = worked(cabinet.store)
    text = exported(cabinet.store, visit.audit.id)
    Visit.resume(cabinet.store, visit.audit.id, ADA).note("sign", "here")
    forked = with_entry(text, kind="noted", schema=1, item="sign", text="there", replaces=[])
    received(cabinet.store, forked, always)
    async with screen(starter(cabinet), route="/set-apart") as shown:
        assert shown.says("It was written on this device") and shown.says("as another device's would")
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/set-aside") as shown:
        await shown.until(lambda: any(key.startswith("aside.") for key in shown.known()))
        [name] = [key for key in shown.known() if key.startswith("aside.")]
        assert "~" in name
