"""Signing in with the organisation's account, against a real provider on this computer."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from audit_app.hub.settings import Settings
from audit_app.hub.tables import table
from audit_app.hub.web.hub import Hub
from tests.hub.browser import EMAIL, Browser

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it stands on a part of Authlib that is on its way out
    from oidc_provider_mock import User, run_server_in_thread


# the provider in the other thread stands on parts of Authlib that are on their way out
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that knows two people; it says of one that her address is verified."""
    users = [User(sub="ada", claims={"email": EMAIL, "email_verified": True, "name": "Ada"}),
             User(sub="eve", claims={"email": EMAIL, "name": "Eve"})]  # fmt: skip
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def lead(tmp_path: Path, issuer: str) -> Iterator[Browser]:
    """The first administrator of a hub that knows that issuer."""
    url = f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"
    hub = Hub.at(Settings(tmp_path / "hub", database=url, issuer=issuer, client="hub", secret="s3cret"))
    browser = Browser(hub)
    browser.begin()
    yield browser
    hub.close()


def out(browser: Browser, address: str = "/oidc/start?back=/account") -> str:
    """Where the browser is sent."""
    answer = browser.http.get(address, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def signed_in_as(sub: str, address: str) -> str:
    """Signs in at the provider; gives the address it sends back to, without the host."""
    answer = httpx2.post(address, data={"sub": sub}, follow_redirects=False)
    parts = urlsplit(answer.headers["location"])
    return f"{parts.path}?{parts.query}"


def test_who_the_issuer_knows_by_a_verified_address_is_signed_in_and_later_by_subject(lead: Browser) -> None:
    other = Browser(lead.hub)
    asked = parse_qs(urlsplit(address := out(other)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert "My account" in other.open(signed_in_as("ada", address))
    with lead.hub.database.within(lead.hub.database.tenants()[0]) as within:
        person = within.one("people", email=EMAIL)
    assert person
    assert (person["issuer"], person["subject"]) == (lead.hub.settings.issuer, "ada")


def test_an_address_that_is_not_verified_connects_nobody(lead: Browser) -> None:
    other = Browser(lead.hub)
    assert "Nobody here" in other.open(signed_in_as("eve", out(other)), 403)


def test_a_link_to_an_account_connects_it_whatever_the_address_says(lead: Browser) -> None:
    tenant = lead.hub.database.tenants()[0]
    with lead.hub.database.within(tenant) as within:
        person = within.one("people", email=EMAIL)
    assert person
    lead.open(f"/people/{person['id']}")
    page = lead.send(f"/people/{person['id']}/link")
    token = page.partition("/welcome/")[2].partition("<")[0]
    other = Browser(lead.hub)
    other.open(f"/welcome/{token}")
    assert "St Elsewhere" in other.open(signed_in_as("eve", out(other, f"/oidc/start?welcome={token}")))
    Browser(lead.hub).open(f"/welcome/{token}", 404)


def test_the_way_back_fits_only_the_browser_that_began_and_only_once(lead: Browser) -> None:
    first, second = Browser(lead.hub), Browser(lead.hub)
    back = signed_in_as("ada", out(first))
    second.open(back, 403)
    out(second)
    second.open(back, 422)  # its own way has another state
    first.open(back)
    first.open(back, 403)


def test_an_answer_of_another_issuer_is_refused(lead: Browser) -> None:
    other = Browser(lead.hub)
    back = signed_in_as("ada", out(other))
    other.open(back.split("&iss=")[0] + "&iss=https://evil.example", 422)


def test_the_way_back_from_the_issuer_leads_to_no_other_site(lead: Browser) -> None:
    other = Browser(lead.hub)
    back = signed_in_as("ada", out(other, "/oidc/start?back=//evil.example/account"))
    answer = other.http.get(back, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_an_issuer_that_calls_itself_otherwise_is_not_used(lead: Browser) -> None:
    other = replace(lead.hub, settings=replace(lead.hub.settings, issuer=f"{lead.hub.settings.issuer}/"))
    assert "another" in Browser(other).open("/oidc/start", 422)


def test_somebody_who_left_is_not_let_in_again(lead: Browser) -> None:
    other = Browser(lead.hub)
    other.open(signed_in_as("ada", out(other)))
    people = table("people")
    with lead.hub.database.within(lead.hub.database.tenants()[0], write=True) as within:
        within.change("people", people.c.email == EMAIL, ended_at="2026-01-01")
    again = Browser(lead.hub)
    again.open(signed_in_as("ada", out(again)), 403)
