"""Every route has a rule, and the rule holds: each role, signed in and not, at each route."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from audit_app.hub.identity.roles import MUST_END, ROLES
from audit_app.hub.web.needs import Needs, Who, rule_of
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Rules are looked at before any table: one kind of database tells them."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


FILLED = {"audit": "nowhere", "digest": "0" * 64, "token": "x.y", "name": "hub.css", "person": "nobody",
          "device": "nobody", "hold": "none", "disposal": "none",
          "grant": "none", "hook": "none", "reply_id": "none", "n": "0", "verdict": "accepted",
          "document": "report.pdf"}  # fmt: skip
DOORS = ("/begin/{token}", "/sign-in", "/welcome/{token}", "/static/{name}", "/healthz", "/metrics", "/v1/enrol",
         "/v1/openapi.json", "/oidc/start", "/oidc/done", "/mine/{token}",
         "/mine/{token}/photos/{reply_id}/{n}", "/mine/{token}/actions.ics",
         "/calendar/{token}.ics", "/join")  # fmt: skip


def routes(browser: Browser) -> Iterator[tuple[str, str, Needs]]:
    """Every method and address with its rule."""
    for route in browser.http.app.routes:  # type: ignore[attr-defined]
        rule = rule_of(route)
        assert isinstance(route, APIRoute)
        assert rule is not None, route.path
        for method in sorted(route.methods - {"HEAD"}):
            yield method, route.path, rule


def asked(browser: Browser, method: str, path: str) -> int:
    """The status of a request to a route, its form with the session's word."""
    csrf = {"csrf": browser.csrf} if method == "POST" else None
    address = path.format(**FILLED)
    return int(browser.http.request(method, address, data=csrf, follow_redirects=False).status_code)


def test_only_doors_are_open_to_anyone(browser: Browser) -> None:
    assert {path for _, path, rule in routes(browser) if rule.who is Who.ANYONE} <= set(DOORS)


def test_who_is_not_signed_in_gets_through_no_rule(lead: Browser) -> None:
    other = Browser(lead.hub)
    for method, path, rule in routes(other):
        if rule.who is not Who.ANYONE:
            assert asked(other, method, path) in (303, 401), (method, path)


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_each_role_is_let_through_where_its_rights_reach_and_nowhere_else(lead: Browser, role: str) -> None:
    other = lead.person(role, until="2099-12-31" if role in MUST_END else "")
    other.open("/account")
    rights = ROLES[role][1] if role in ROLES else frozenset()
    for method, path, rule in routes(other):
        if rule.who in (Who.PERSON, Who.EITHER) and path != "/sign-out":
            allowed = rule.right is None or rule.right in rights
            assert (asked(other, method, path) != 403) is allowed or path.startswith("/account/"), (method, path, role)
        elif rule.who is Who.DEVICE:
            assert asked(other, method, path) == 401, (method, path)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in MUST_END])
def test_a_tablet_may_do_what_its_person_may(lead: Browser, role: str) -> None:
    tablet = Tablet(lead.person(role), device=f"tablet-{role}")
    for method, path, rule in routes(lead):
        if rule.who in (Who.DEVICE, Who.EITHER) and path != "/v1/leave":
            status = tablet.http.request(method, path.format(**FILLED)).status_code
            assert (status != 403) is (rule.right is None or rule.right in ROLES[role][1]), (method, path)


def test_a_role_that_ran_out_gives_nothing(lead: Browser) -> None:
    other = lead.person("assessor", "audit", "audit-1", until="2020-01-01")
    other.open("/audits", 403)


def test_no_page_is_open_by_a_tablets_token(lead: Browser) -> None:
    tablet = Tablet(lead)
    for method, path, rule in routes(lead):
        if rule.who is Who.PERSON:
            answer = tablet.http.request(method, path.format(**FILLED), follow_redirects=False)
            assert answer.status_code in (303, 401), (method, path)
