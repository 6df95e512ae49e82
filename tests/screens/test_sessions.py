"""Twenty sessions at once: each on its own audit, and all on the same one."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from audit_app.audit.log.people import Person
from audit_app.errors import StoreError
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import OPEN_AT_ONCE, Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.integrity import verified
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.faults.walker import begun
from tests.screen import Screen, screen

SESSIONS = 20


async def test_twenty_sessions_on_audits_of_their_own_and_on_one_keep_every_answer(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        cabinet = Cabinet(store, tmp_path / "home")
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        own = [begun(store).audit for _ in range(SESSIONS)]
        shared = begun(store).audit
        async with AsyncExitStack() as stack:
            tablets = [await stack.enter_async_context(screen(starter(cabinet))) for _ in range(SESSIONS)]

            async def work(number: int) -> None:
                shown = tablets[number]
                verdict = ("compliant", "partly", "deficient")[number % 3]
                await shown.go(f"/audit/{own[number].id}")
                await shown.until(lambda: f"answer.{verdict}.sign" in shown)
                await shown.press(f"answer.{verdict}.sign")
                await shown.go(f"/audit/{shared.id}")
                await shown.until(lambda: f"answer.{verdict}.sign" in shown)
                await shown.press(f"answer.{verdict}.sign")

            await asyncio.gather(*(work(number) for number in range(SESSIONS)))
        verdicts = [store.load(audit.id).lines["sign"].verdict.value for audit in own]
        assert verdicts == [("compliant", "partly", "deficient")[number % 3] for number in range(SESSIONS)]
        together = store.load(shared.id)
        assert len(together.slots.history(("answer", "sign", ""))) == SESSIONS
        assert len(together.lines["sign"].live) == 1
        for audit in (*own, shared):
            assert verified(store, audit.id, cabinet.shelf.fault).sound


async def test_a_tap_draws_no_screen_on_which_nothing_of_it_is_seen(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        cabinet = Cabinet(store, tmp_path / "home")
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        mine, theirs = begun(store).audit, begun(store, unit="MRI 2").audit
        async with screen(starter(cabinet), route=f"/audit/{mine.id}") as one, AsyncExitStack() as stack:
            places = (f"/audit/{theirs.id}", f"/audit/{mine.id}", "/")
            others = [
                await stack.enter_async_context(screen(starter(cabinet), route=place, hub=one.client.pubsubhub))
                for place in places
            ]
            await one.until(lambda: "answer.deficient.sign" in one and "resume" in others[2])
            for each in others[:2]:  # their two lists turn twice each once drawn, which is no part of the tap
                await each.until(lambda each=each: [name for name, _ in each.client.called].count("scroll_to") == 4)
            before = [each.client.messages for each in others]
            await one.press("answer.deficient.sign")
            await one.until(lambda: others[1].client.messages > before[1] and others[2].client.messages > before[2])
            assert others[0].client.messages == before[0]
            await others[0].go("/")
            await others[0].press(f"audit.{mine.id}")


def test_an_audit_that_somebody_looks_at_is_not_read_again_however_many_are_open(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        cabinet = Cabinet(store, tmp_path / "home")
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        ids = [begun(store, unit=f"MRI {number}").audit.id for number in range(OPEN_AT_ONCE + 3)]
        desks = [Desk(cabinet) for _ in ids]
        for desk, each in zip(desks, ids, strict=True):
            desk.open(each)
        desks[0].act(lambda visit: visit.answer("sign", "compliant"))
        assert all(cabinet.audit(each) is desk.audit for desk, each in zip(desks, ids, strict=True))
        desks[0].audit = None
        for each in ids[1:]:
            cabinet.audit(each)
        assert cabinet.shown(ids[0]) is None  # nobody looks at it any more, and it takes no room
        assert cabinet.audit(ids[0]).lines["sign"].verdict.value == "compliant"


async def test_what_was_read_leaves_its_bar_and_the_screen_is_not_drawn_again(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        cabinet = Cabinet(store, tmp_path / "home")
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        audit = begun(store).audit.id
        async with screen(starter(cabinet), route=f"/audit/{audit}") as shown:
            await shown.until(lambda: "answer.compliant.sign" in shown)
            await shown.press("answer.compliant.sign")
            drawn, desk = shown["left"], shown.page.session.store.get("desk")
            assert "deed" in shown
            desk.seen()
            await shown.settle()
            assert "deed" not in shown and shown["left"] is drawn
            desk.report(StoreError("The disk", "is full", "Free some space"))
            await shown.settle()
            drawn = shown["left"]
            assert "trouble" in shown
            await shown.press("trouble.close")
            assert "trouble" not in shown and shown["left"] is drawn


async def test_undo_takes_back_only_what_was_done_in_the_same_session(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        cabinet = Cabinet(store, tmp_path / "home")
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        audit = begun(store).audit

        async def at(shown: Screen) -> Screen:
            await shown.go(f"/audit/{audit.id}")
            return shown

        def verdicts() -> tuple[str, str]:
            lines = store.load(audit.id).lines
            return lines["sign"].verdict.value, lines["field"].verdict.value

        async with screen(starter(cabinet)) as one:
            await (await at(one)).press("answer.deficient.sign")
            async with screen(starter(cabinet), hub=one.client.pubsubhub) as two:
                await (await at(two)).type("reading.field", "0.3")
                await two.press("keep.field")
                await one.press("undo")
                assert verdicts() == ("not_done", "compliant")
                await one.press("undo")
                assert verdicts() == ("not_done", "compliant")
                assert one["deed"].value == "There is nothing to undo"
                await one.press("redo")
                await two.press("undo")
                assert verdicts() == ("deficient", "not_done")
                await two.press("redo")
            await one.press("undo")  # its own first, then what the session that is gone did on this device
            await one.press("undo")
            assert verdicts() == ("not_done", "not_done")


async def test_undo_says_when_another_session_has_entered_something_on_top(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        cabinet = Cabinet(store, tmp_path / "home")
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        audit = begun(store).audit
        async with screen(starter(cabinet)) as one, screen(starter(cabinet), hub=one.client.pubsubhub) as two:
            await one.go(f"/audit/{audit.id}")
            await one.press("answer.deficient.sign")
            await two.go(f"/audit/{audit.id}")
            await two.press("item.sign")
            await two.press("answer.compliant.sign")
            await one.press("undo")
            assert one["deed"].value == "Undone. What Ada Byron has entered since then is kept"
            assert store.load(audit.id).lines["sign"].verdict.value == "compliant"


def test_undo_leaves_what_another_person_did_at_the_same_tablet(tmp_path: Path) -> None:
    with Store.in_memory() as store:
        audit = begun(store).audit
        for name, verdict in (("Grace Hopper", "deficient"), ("Ada Byron", "compliant")):
            visit = Visit.resume(store, audit.id, Person(name=name))
            visit.answer("sign", verdict)
        assert visit.undo() is not None
        assert visit.undo() is None
        assert visit.audit.lines["sign"].verdict.value == "deficient"
