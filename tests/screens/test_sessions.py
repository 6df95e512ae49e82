"""Twenty sessions at once: each on its own audit, and all on the same one."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from audit_app.audit.people import Person
from audit_app.screens.app import starter
from audit_app.screens.cabinet import Cabinet
from audit_app.screens.preferences import Preferences, prefer
from audit_app.store.integrity import verified
from audit_app.store.store import Store
from tests.faults.walker import begun
from tests.screen import screen

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
