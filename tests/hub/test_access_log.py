"""Every read of an audit, a list or an export is in the access log, whoever reads: asked of each route there is."""

from pathlib import Path

import pytest

from audit_app.hub.tables import table
from audit_app.hub.web.needs import Who
from tests.hub.browser import Browser
from tests.hub.full import Full, asked, filled, routes
from tests.hub.tablet import Tablet

TELL_NOTHING = {"/", "/account", "/hooks", "/people/{person}", "/v1/identity"}  # of any audit


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What is written into the log has no part in the database."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


@pytest.fixture
def full(lead: Browser, tablet: Tablet) -> Full:
    return filled(lead, tablet)


def noted(full: Full) -> list[str]:
    """What the log says, the oldest first."""
    with full.lead.hub.database.within(full.lead.tenant) as within:
        return [row["what"] for row in within.find("access_log", order=table("access_log").c.n)]


def test_every_page_and_answer_that_tells_of_an_audit_is_noted(full: Full) -> None:
    for method, path in routes(full.lead, Who.PERSON, Who.EITHER):
        if method == "GET" and path not in TELL_NOTHING:
            before = noted(full)
            status, text = asked(full.lead, full, method, path)
            assert status in (200, 422), (path, text)
            assert len(noted(full)) == len(before) + (status == 200), path


def test_what_a_tablet_reads_is_noted_and_a_round_that_brings_nothing_is_not(full: Full) -> None:
    before = noted(full)
    feed = full.tablet.pull()["items"][-1]["n"]
    full.tablet.pull(after=feed - 1)
    full.tablet.pull(after=feed)
    assert noted(full)[len(before) :] == ["pulled a page of the feed"] * 2
    for offset in (0, 4):  # nobody gets round it by leaving the beginning out
        full.tablet.http.get(f"/v1/pictures/{full.names['digest']}", params={"offset": offset})
    full.tablet.http.get("/v1/findings")
    assert noted(full)[len(before) + 2 :] == ["read a picture", "read a picture", "read a list"]


def test_what_an_owner_reads_by_a_link_is_noted(full: Full) -> None:
    before = noted(full)
    owner = Browser(full.lead.hub)
    owner.open(full.link)
    owner.open(f"{full.link}/photos/{full.names['reply_id']}/0")
    owner.open(f"{full.link}/actions.ics")
    assert [each for each in noted(full)[len(before) :] if "owner" not in each] == []
    assert len(noted(full)) == len(before) + 3
