"""A tablet without a screen: a real data folder, and the messages that it sends to a hub."""

import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.exchange.bounds import MOST_ENTRIES
from audit_app.hub.web.hub import Hub
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.units import read
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.hub.browser import Browser


class Tablet:
    """A device that joined a hub under somebody's login."""

    def __init__(self, browser: Browser, folder: Path | None = None, device: str = "", joins: bool = True) -> None:
        self.http: TestClient = TestClient(browser.http.app, base_url=browser.hub.settings.address)
        self.store = Store.at(folder) if folder else Store.in_memory()
        self.shelf = Shelf(folder) if folder else None
        self.device = device or self.store.device
        self.told: dict[str, Any] = {}
        if joins:
            self.join(browser)

    @property
    def hub(self) -> Hub:
        """The hub it talks to."""
        return self.http.app.state.hub  # type: ignore[attr-defined, no-any-return]

    def join(self, browser: Browser, public_key: str = "") -> None:
        """Joins with a code that somebody got on their account's page."""
        browser.open("/account")
        code = re.search(r"<code>(\w{4}-\w{4})</code>", browser.send("/account/tablet"))
        assert code
        says = {"code": code[1].lower(), "device": self.device, "name": "Tablet 1", "public_key": public_key}
        answer = self.http.post("/v1/enrol", json=says)
        assert answer.status_code == 200, answer.text
        self.told = answer.json()
        self.http.headers["authorization"] = f"Bearer {self.told['token']}"

    def begin(self, unit: str = "unit-1", site: str = "Main hospital", name: str = "MRI 1") -> Visit:
        """Begins a short audit of a unit."""
        return begin(
            self.store, Person(name="Ada Byron", role="MR Safety Expert"), parse(WALK, "walk.toml"), Library(),
            unit=Unit(id=unit, name=name, organisation="St Elsewhere NHS Trust", site=site),
            scanner=Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity),
            settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
        )  # fmt: skip

    def push(self, audit: str, bodies: list[str] | None = None, papers: bool = True, status: int = 200) -> Any:
        """Pushes an audit of its own store, or these entries of it."""
        text = self.message(audit, bodies, papers)
        answer = self.http.post("/v1/push", content=text.encode())
        assert answer.status_code == status, answer.text
        return answer.json()

    def message(self, audit: str, bodies: list[str] | None = None, papers: bool = True) -> str:
        """A push as text; entries travel as they were written."""
        sent = self.store.raw(audit)[:MOST_ENTRIES] if bodies is None else bodies
        named = self.store.load(audit).papers if papers else {}
        kept = self.store.papers()
        told = ",".join(f'"{each}":{kept[each]}' for each in named)
        return f'{{"audit":"{audit}","entries":[{",".join(sent)}],"papers":{{{told}}}}}'

    def pull(self, **asked: Any) -> Any:
        """A page of the feed."""
        answer = self.http.get("/v1/pull", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def put(self, digest: str, size: int, offset: int, data: bytes, status: int = 200) -> Any:
        """A piece of a picture."""
        asked = {"size": size, "offset": offset}
        answer = self.http.put(f"/v1/pictures/{digest}", params=asked, content=data)
        assert answer.status_code == status, answer.text
        return answer.json()
