"""What a key costs the server in every field of every screen: `python -m bench.keys`.

The sample audit and its screens without a browser: 21 keys are typed into each field, one at a time, and the processor
time is taken from the key's arrival until nothing is left to be done for it. The budget is 10 ms a key.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from audit_app.audit.findings.finding import findings
from audit_app.audit.log.people import Person
from audit_app.screens.app import starter
from audit_app.screens.flet_gaps import ClientText
from audit_app.screens.routes import TOP, UNDER_AUDIT
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit import sample
from bench.machine import machine
from bench.store import table
from tests.screen import Screen, screen

WORDS, BUDGET = "Fire extinguisher sta", 10
ITEMS = 30  # of the sample, opened one after the other for their notes and typed answers


async def typed(shown: Screen, key: str) -> list[float]:
    """Milliseconds of the processor for each key typed into a field."""
    spent = []
    for end in range(1, len(WORDS) + 1):
        field = shown[key]  # found by the bench, which the server need not do
        began = time.process_time()
        await shown.send(field, "change", WORDS[:end], value=WORDS[:end])
        spent.append((time.process_time() - began) * 1000)
    await shown.leave(key)
    return spent


def fields(shown: Screen) -> list[str]:
    """The key of every field on the screen that can be told apart."""
    found = [str(each.key) for each in shown.controls() if isinstance(each, ClientText) and each.key]
    return [key for key in dict.fromkeys(found) if len(shown.all(key)) == 1]


async def measured(cabinet: Cabinet) -> list[tuple[str, str, float, float]]:
    """Screen, field, mean and largest cost of a key."""
    audit = cabinet.audit(cabinet.store.audits()[0].id)
    under = [f"/audit/{audit.id}/{path}" for path, _ in UNDER_AUDIT if ":" not in path]
    lead = [f"/audit/{audit.id}", f"/audit/{audit.id}/finding/{findings(audit)[0].id}"]
    rows = []
    async with screen(starter(cabinet)) as shown:
        for address in [*(f"/{path}" for path, _ in TOP if ":" not in path), "/", *lead, *under]:
            await shown.go(address)
            for key in fields(shown):
                if key in shown:
                    spent = await typed(shown, key)
                    rows.append((address.replace(audit.id, "…"), key, sum(spent) / len(spent), max(spent)))
    return rows


async def main() -> None:
    """Prints the dearest field of every screen."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.at(Path(folder))
        sample.make(store, Shelf(Path(folder)))
        prefer(store, Preferences(person=Person(name="Ada Byron"), welcomed=True))
        rows = await measured(Cabinet(store, Path(folder)))
        store.close()
    dearest: dict[str, tuple[str, str, float, float]] = {}
    for row in rows:
        if row[0] not in dearest or row[2] > dearest[row[0]][2]:
            dearest[row[0]] = row
    print(f"{machine()}\n\n{len(rows)} fields, {len(WORDS)} keys in each; milliseconds of the processor for a key.\n")
    told = [(*row[:2], f"{row[2]:.1f}", f"{row[3]:.1f}") for row in sorted(dearest.values(), key=lambda it: -it[2])]
    print(table("screen|dearest field|mean|most", told))
    over = [row for row in rows if row[2] > BUDGET]
    print(f"\nOver {BUDGET} ms a key on average: {len(over)} of {len(rows)}")
    for row in over:
        print(f"- {row[0]} {row[1]}: {row[2]:.1f} ms")


if __name__ == "__main__":
    asyncio.run(main())
