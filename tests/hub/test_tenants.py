"""A second organisation on one hub: begun by a link of its own, and neither seen nor changed by the first, nor it."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from audit_app.__main__ import app
from audit_app.hub.identity.people import add_person, set_password
from audit_app.hub.identity.roles import MUST_END, ROLES
from audit_app.hub.identity.tenants import further_tenant
from audit_app.hub.tables import metadata
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import Who
from tests.hub.browser import EMAIL, PASSWORD, Browser
from tests.hub.full import Full, asked, filled, routes
from tests.hub.tablet import Tablet

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL has walls besides
OTHERS = "other@example.com"


def other(hub: Hub, name: str = "Other Trust") -> Browser:
    """The first administrator of a second organisation, signed in."""
    tenant, secret = further_tenant(hub.database, name)
    made = Browser(hub, tenant)
    made.begin(f"/begin/{secret}", OTHERS)
    return made


def rows_of(hub: Hub, tenant: str) -> dict[str, list[Any]]:
    """Everything that is kept of a tenant."""
    found = {}
    with hub.database.within(tenant) as within:
        for name, each in metadata.tables.items():
            mine = each.c.tenant if "tenant" in each.c else each.c.get("id", each.c.get("key"))
            found[name] = sorted(map(repr, within.connection.execute(select(each).where(mine == tenant))))
    return found


@pytest.fixture
def full(lead: Browser, tablet: Tablet) -> Full:
    return filled(lead, tablet)


def test_a_second_organisation_begins_by_the_link_that_the_command_prints_once(
    lead: Browser, database_url: str
) -> None:
    before = rows_of(lead.hub, lead.tenant)
    settings = {"MR_AUDIT_HUB_DATABASE": database_url, "MR_AUDIT_HUB_HOME": str(lead.hub.settings.folder)}
    done = CliRunner().invoke(app, ["hub", "tenant", "Other Trust"], obj={}, env=settings)
    found = re.search(r"http://127\.0\.0\.1:8560(/begin/\S+)", done.output)
    assert found, (done.output, done.exception)
    second = Browser(lead.hub, lead.hub.database.tenants()[1])
    assert "You are the first of Other Trust" in second.open(found[1])
    assert "Organisation</label>" not in second.page
    second.begin(found[1], OTHERS)
    assert "Other Trust" in second.open("/")
    assert "MR safety lead" in second.open("/people")
    second.open(found[1], 404)
    found = CliRunner().invoke(app, ["hub", "--port", "8577", "tenant", "Third Trust"], obj={}, env=settings)
    assert "http://127.0.0.1:8577/begin/" in found.output
    again = CliRunner().invoke(app, ["hub", "tenant", "Other Trust"], obj={}, env=settings)
    assert "has begun" in str(again.exception)
    assert rows_of(lead.hub, lead.tenant) == before


@SQLITE
def test_the_command_asked_again_makes_another_link_and_ends_the_one_before(lead: Browser) -> None:
    (one, old), (two, new) = (further_tenant(lead.hub.database, "Other Trust") for _ in range(2))
    assert one == two
    Browser(lead.hub).open(f"/begin/{old}", 404)
    assert "Begin Other Trust" in Browser(lead.hub).open(f"/begin/{new}")


@SQLITE
def test_a_further_organisation_waits_for_the_first(hub: Hub) -> None:
    with pytest.raises(Exception, match="no first organisation yet"):
        further_tenant(hub.database, "Other Trust")
    assert hub.first_link()


@SQLITE
def test_nobody_of_another_organisation_sees_or_changes_anything(full: Full) -> None:
    for method, path in routes(full.lead, Who.PERSON, Who.EITHER):
        if method == "GET" and path != "/v1/audits/{audit}/report.pdf":  # what stands in the addresses is really there
            assert asked(full.lead, full, method, path)[0] in (200, 422), path
    foreign = other(full.lead.hub)
    before = rows_of(full.lead.hub, full.lead.tenant)
    secrets = [full.names[each] for each in ("audit", "device", "person", "hold", "hook", "reply_id")]
    secrets += ["MRI 1", "Main hospital", "Ada Byron, ", EMAIL, "St Elsewhere NHS Trust</"]
    for role in ROLES:
        somebody = foreign.person(role, until="2099-12-31" if role in MUST_END else "")
        somebody.open("/account")
        for method, path in routes(full.lead, Who.PERSON, Who.EITHER):
            status, text = asked(somebody, full, method, path)
            names_one = re.findall(r"{(\w+)}", path.replace("{name}", "").replace("{document}", ""))
            assert not names_one or status in (403, 404, 422), (method, path, role, status)
            refused = text.replace(path.format(**full.names), "")
            assert [each for each in secrets if each in refused] == [], (method, path, role)
    assert rows_of(full.lead.hub, full.lead.tenant) == before


@SQLITE
def test_no_tablet_of_another_organisation_reads_or_changes_anything(full: Full) -> None:
    before = rows_of(full.lead.hub, full.lead.tenant)
    tablet = Tablet(other(full.lead.hub), device=full.tablet.device)  # of the same name, too
    for method, path in routes(full.lead, Who.DEVICE, Who.EITHER):
        answer = tablet.http.request(method, path.format(**full.names))
        assert "{" not in path or answer.status_code in (404, 422) or path.endswith("{name}"), (method, path)
        assert full.names["audit"] not in answer.text and "MRI 1" not in answer.text, path
    assert tablet.pull()["items"] == []
    own = full.tablet.store.raw(full.names["audit"])
    tablet.store = full.tablet.store  # an audit of the same id is another's, however it came there
    assert tablet.push(full.names["audit"], own)["stored"] == len(own)
    tablet.put(full.names["digest"], 9, 0, b"a picture")
    assert rows_of(full.lead.hub, full.lead.tenant) == before


@SQLITE
def test_whoever_types_anothers_address_in_their_own_organisation_locks_nobody_out(lead: Browser) -> None:
    foreign = other(lead.hub)
    with lead.hub.database.within(foreign.tenant, write=True) as within:
        set_password(within, add_person(within, "Not Ada", EMAIL), "another one entirely")
    somebody = Browser(lead.hub)
    assert "St Elsewhere NHS Trust" in somebody.sign_in(EMAIL, PASSWORD)
    somebody = Browser(lead.hub)
    assert "Other Trust" in somebody.sign_in(EMAIL, "another one entirely")
    Browser(lead.hub).sign_in(EMAIL, "neither of the two", status=422)


@SQLITE
def test_mail_asked_for_by_one_organisation_is_written_to_its_owners_only(full: Full, tmp_path: Path) -> None:
    foreign = other(full.lead.hub)
    foreign.open("/replies")
    foreign.send("/reminders", csrf=foreign.csrf)
    with full.lead.hub.database.within(full.lead.tenant) as within:
        assert within.count("outbox") == 0
