"""The tablet itself without its screens: a cabinet over a real data folder, and a hub asked in this process."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.membership.joining import join
from audit_app.membership.membership import choose
from audit_app.membership.wire import Answer, Request, Unreachable
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store
from audit_app.units import read
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.hub.browser import Browser

ADA = Person(name="Ada Byron", role="MR Safety Expert")


class Near:
    """`Wire` to a hub of this process; `cut` ends the network, `spoil` changes an answer on its way."""

    def __init__(self, browser: Browser) -> None:
        self.http = TestClient(browser.http.app, base_url=browser.hub.settings.address, follow_redirects=False)
        self.cut = False
        self.spoil: Callable[[Request, Answer], Answer] = lambda _, answer: answer
        self.asked: list[Request] = []

    async def ask(self, request: Request) -> Answer:
        self.asked.append(request)
        if self.cut:
            raise Unreachable("The hub", "does not answer", "It is tried again by itself")
        told = self.http.request(request.method, request.url, content=request.body, headers=request.headers)
        answer = Answer(told.status_code, told.content, {name.lower(): value for name, value in told.headers.items()})
        return self.spoil(request, answer)


class Joined:
    """A device that somebody joined to a hub."""

    def __init__(
        self,
        browser: Browser,
        folder: Path,
        person: Person = ADA,
        units: tuple[str, ...] = ("unit-1",),
        wire: Any = None,
        joins: bool = True,
    ) -> None:
        self.cabinet = Cabinet(Store.at(folder), folder)
        self.wire = wire or Near(browser)
        self.cabinet.wire = self.wire
        prefer(self.cabinet.store, Preferences(person=person, welcomed=True))
        self.person, self.browser = person, browser
        if joins:
            self.join(units)

    @property
    def store(self) -> Store:
        return self.cabinet.store

    def join(self, units: tuple[str, ...] = ("unit-1",)) -> None:
        address, now = self.browser.hub.settings.address, self.cabinet.clock.now()
        asyncio.run(join(self.store, self.wire, address, code(self.browser), "Tablet", now))
        choose(self.store, units, register_too=True)

    def exchange(self) -> None:
        """One round, as in the background."""
        asyncio.run(self.cabinet.courier.round())

    def begin(self, unit: str = "unit-1") -> str:
        """Begins a short audit of a unit; gives its id."""
        visit = begin(
            self.store, self.person, parse(WALK, "walk.toml"), Library(),
            unit=Unit(id=unit, name="MRI 1", organisation="St Elsewhere NHS Trust", site="Main hospital"),
            scanner=Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity),
            settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
        )  # fmt: skip
        self.cabinet.keep(visit.audit)
        return visit.audit.id

    def visiting(self, audit: str) -> AbstractContextManager[Visit]:
        """A visit to an audit, as a tap makes one."""
        return self.cabinet.visiting(audit, self.person)

    def answer(self, audit: str, verdict: str) -> None:
        """Answers the first item."""
        with self.visiting(audit) as visit:
            visit.answer("sign", verdict)

    def close(self) -> None:
        self.store.close()


def code(browser: Browser) -> str:
    """A code that whoever is signed in makes on their account's page."""
    browser.open("/account")
    found = re.search(r"<code>(\w{4}-\w{4})</code>", browser.send("/account/tablet"))
    assert found
    return found[1]
