"""Whatever order pushes, pulls and changes of rights come in, a reader has seen what they may see, once, in order."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_app.hub.identity.people import add_person, give, take_back
from audit_app.hub.tables import table
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet

UNITS = ("unit-0", "unit-1")
PUSH = st.tuples(st.just("push"), st.integers(0, 1))
PULL = st.tuples(st.just("pull"), st.integers(1, 4))
RIGHTS = st.tuples(st.just("rights"), st.integers(0, 1))


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The rule is one of statements that both databases answer alike."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


class Writer:
    """A tablet that goes on with one audit of a unit."""

    def __init__(self, lead: Browser, unit: str) -> None:
        self.tablet = Tablet(lead, device=f"writes-{unit}")
        self.visit, self.sent = self.tablet.begin(unit=unit, name=unit), 0

    def push(self) -> None:
        """Sends one answer more, and what was not sent before it."""
        self.visit.answer("sign", ("compliant", "deficient")[len(self.visit.audit.entries) % 2])
        bodies = self.tablet.store.raw(self.visit.audit.id)
        self.tablet.push(self.visit.audit.id, bodies[self.sent :], papers=not self.sent)
        self.sent = len(bodies)


class Reader:
    """A device that reads the feed as a tablet does: from 0 again whenever it is told that rights were changed."""

    def __init__(self, lead: Browser) -> None:
        self.lead, self.seen, self.epoch = lead, list[tuple[int, str]](), -1
        with lead.hub.database.within(lead.tenant, write=True) as within:
            self.person = add_person(within, "Some reader", "reads@example.org")
            give(within, self.person, "reader", "unit", UNITS[0], "", given_by=self.person)
        self.tablet = Tablet(lead, device="reads")
        with lead.hub.database.within(lead.tenant, write=True) as within:
            within.change("devices", table("devices").c.id == "reads", person=self.person)

    @property
    def may(self) -> set[str]:
        """The units that they may see now."""
        own = table("grants")
        with self.lead.hub.database.within(self.lead.tenant) as within:
            rows = within.find("grants", own.c.person == self.person, own.c.ended_at.is_(None))
        return {row["scope"] for row in rows}

    def turn(self, unit: str) -> None:
        """Gives the right to a unit, or takes it back."""
        own = table("grants")
        with self.lead.hub.database.within(self.lead.tenant, write=True) as within:
            rows = within.find("grants", own.c.person == self.person, own.c.scope == unit, own.c.ended_at.is_(None))
            for row in rows:
                take_back(within, row["id"])
            if not rows:
                give(within, self.person, "reader", "unit", unit, "", given_by=self.person)

    def pull(self, limit: int, units: dict[str, str]) -> bool:
        """Reads a page; whether there may be more."""
        if not self.may:
            assert self.tablet.http.get("/v1/pull").status_code == 403
            return False
        asked: dict[str, Any] = {"after": self.seen[-1][0] if self.seen else 0, "limit": limit}
        page = self.tablet.pull(**asked, **({"epoch": self.epoch} if self.epoch >= 0 else {}))
        assert {units[item["audit"]] for item in page["items"]} <= self.may
        if page["epoch"] != self.epoch:
            self.epoch, self.seen = page["epoch"], []
            return True
        self.seen += [(item["n"], item["audit"]) for item in page["items"]]
        return bool(page["items"])


def test_a_reader_has_seen_what_they_may_once_and_in_order_whatever_comes_between(lead: Browser) -> None:
    writers = [Writer(lead, unit) for unit in UNITS]
    reader = Reader(lead)
    units = {each.visit.audit.id: unit for each, unit in zip(writers, UNITS, strict=True)}

    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(PUSH | PULL | RIGHTS, min_size=3, max_size=12))
    def holds(deeds: list[tuple[str, int]]) -> None:
        for deed, which in deeds:
            if deed == "push":
                writers[which].push()
            elif deed == "pull":
                reader.pull(which, units)
            else:
                reader.turn(UNITS[which])
        while reader.pull(4, units):
            continue
        own = table("kept")
        with lead.hub.database.within(lead.tenant) as within:
            kept = [(row["n"], row["audit"]) for row in within.find("kept", order=own.c.n)]
        assert [n for n, _ in kept] == list(range(1, len(kept) + 1))
        if reader.may:
            assert reader.seen == [each for each in kept if units[each[1]] in reader.may]

    holds()
