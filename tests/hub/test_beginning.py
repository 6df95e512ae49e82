"""The first minutes of a hub: it starts, the first administrator comes in by a link, and nobody else does."""

import re
import subprocess
import sys
import time
from typing import Any

import pyotp
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from audit_app.__main__ import app
from audit_app.errors import UsageError
from audit_app.hub.database import Database
from audit_app.hub.identity import tries
from audit_app.hub.migrations import upgrade
from audit_app.hub.program import program
from audit_app.hub.settings import from_environment
from audit_app.hub.tables import metadata, table
from audit_app.hub.web.hub import Hub
from tests.hub.browser import EMAIL, PASSWORD, Browser


def test_the_tables_are_those_that_the_steps_make_and_a_second_walk_changes_nothing(hub: Hub) -> None:
    with hub.database.outside(write=True) as connection:
        upgrade(connection)
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [each for each in found if each[0] != "remove_index"] == []


def test_the_first_administrator_comes_in_by_the_printed_link_once(browser: Browser) -> None:
    link = browser.hub.first_link()
    assert "Organisation" in browser.open(link)
    browser.begin()
    assert "St Elsewhere NHS Trust" in browser.open("/")
    assert browser.hub.first_link() == ""
    browser.open(link, 404)


def test_a_restart_before_that_prints_another_link_and_the_old_one_opens_nothing(browser: Browser) -> None:
    old = browser.hub.first_link()
    assert browser.hub.first_link() != old
    browser.open(old, 404)


def test_a_short_password_is_refused_and_the_link_still_opens(browser: Browser) -> None:
    link = browser.hub.first_link()
    browser.open(link)
    fields = {"organisation": "St Elsewhere", "name": "Ada", "email": EMAIL}
    assert "12 to 200" in browser.send(link, 422, **fields, password="short", again="short")
    assert browser.hub.database.tenants() == []
    browser.open(link)


def test_who_is_not_signed_in_sees_nothing_and_after_that_is_where_they_wanted(
    lead: Browser,
) -> None:
    other = Browser(lead.hub)
    assert "E-mail address" in other.open("/account")
    assert 'name="back" value="/account"' in other.page
    assert "My account" in other.send("/sign-in", email=EMAIL, password=PASSWORD)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(lead: Browser, back: str) -> None:
    other = Browser(lead.hub)
    other.open("/sign-in")
    answer = other.http.post(
        "/sign-in", data={"email": EMAIL, "password": PASSWORD, "back": back}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_wrong_password_and_an_unknown_name_are_told_alike(lead: Browser) -> None:
    other = Browser(lead.hub)
    wrong = other.sign_in(password="another one entirely", status=422)
    unknown = other.sign_in(email="nobody@example.org", status=422)
    assert wrong.replace(EMAIL, "") == unknown.replace("nobody@example.org", "")


def test_guesses_run_out_before_the_password_is_looked_at(lead: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "EVERY_MS", 3_600_000)  # on a busy machine, too, none comes back meanwhile
    other = Browser(lead.hub)
    for _ in range(8):
        other.sign_in(password="another one entirely", status=422)
    assert "too often" in other.sign_in(status=429)
    assert "St Elsewhere" in lead.open("/")  # who is in stays in


def test_a_session_ends_by_signing_out_and_its_cookie_opens_nothing_after(lead: Browser) -> None:
    cookie = lead.http.cookies["mr_audit_hub"]
    lead.open("/")
    lead.send("/sign-out")
    lead.http.cookies.set("mr_audit_hub", cookie)
    assert "E-mail address" in lead.open("/")


def test_a_session_that_lay_idle_or_ran_out_is_none(lead: Browser) -> None:
    tenant, sessions = lead.hub.database.tenants()[0], table("sessions")
    for values in ({"seen_at": "2020-01-01T00:00:00.000Z"}, {"ends_at": "2020-01-01T00:00:00.000Z"}):
        lead.sign_in()
        with lead.hub.database.within(tenant, write=True) as within:
            within.change("sessions", sessions.c.tenant == tenant, **values)
        assert "E-mail address" in lead.open("/")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(lead: Browser) -> None:
    other = Browser(lead.hub)
    other.open("/sign-in")
    fields = {"email": EMAIL, "password": PASSWORD}
    said = other.http.post("/sign-in", data=fields, follow_redirects=False).headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said


def test_a_form_without_the_sessions_word_changes_nothing(lead: Browser) -> None:
    lead.open("/account")
    lead.send("/account/tablet", 403, csrf="another")
    answer = lead.http.post("/account/tablet", data={})
    assert answer.status_code == 403
    with lead.hub.database.within(lead.hub.database.tenants()[0]) as within:
        assert within.find("links") == []


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_a_form_of_another_site_is_refused_before_it_is_read(lead: Browser, headers: dict[str, str]) -> None:
    assert lead.http.post("/sign-out", headers=headers).status_code == 403
    assert "St Elsewhere" in lead.open("/")


def test_another_name_and_a_body_without_end_are_refused(browser: Browser) -> None:
    assert browser.http.get("/sign-in", headers={"host": "evil.example"}).status_code == 421
    assert browser.http.post("/sign-in", content=b"x" * (17 << 20)).status_code == 413
    parts, kind = (b"x" * (1 << 20) for _ in range(18)), {"content-type": "application/x-www-form-urlencoded"}
    assert browser.http.post("/sign-in", content=parts, headers=kind).status_code == 413


async def test_a_body_that_is_too_large_with_its_last_part_is_answered_and_no_more_of_it_awaited(hub: Hub) -> None:
    parts = [{"type": "http.request", "body": b"x" * (17 << 20)}]
    answers: list[Any] = []

    async def receive() -> Any:
        assert parts, "waits for more of a body that has come whole"
        return parts.pop(0)

    async def send(message: Any) -> None:
        answers.append(message)

    headers = [(b"host", hub.settings.host.encode()), (b"content-type", b"application/x-www-form-urlencoded")]
    asked = {"type": "http", "method": "POST", "path": "/sign-in", "raw_path": b"/sign-in", "query_string": b""}
    told = {"headers": headers, "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}
    await program(hub)({**asked, **told, "http_version": "1.1"}, receive, send)
    assert answers[0]["status"] == 413


def test_a_refusal_before_anything_is_read_is_a_page_for_people_and_a_problem_for_programs(browser: Browser) -> None:
    big = {"content-length": str(41 << 20)}
    page = browser.http.post("/mine/x.y", content=b"photographs", headers=big)
    assert (page.status_code, page.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "larger than 40 MB" in page.text and "fewer or smaller files" in page.text
    assert "<h1>This is too large</h1>" in page.text and "default-src" in page.headers["content-security-policy"]
    told = browser.http.post("/v1/push", content=b"entries", headers=big)
    assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")
    assert "in smaller parts" in told.json()["detail"]
    assert "is reached as" in browser.http.get("/sign-in", headers={"host": "evil.example"}).text


def test_every_answer_carries_the_policy_and_no_page_has_a_script(lead: Browser) -> None:
    for address in ("/", "/account", "/nowhere", "/static/hub.css", "/healthz"):
        answer = lead.http.get(address)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert "style=" not in answer.text


def test_codes_once_begun_are_asked_for_and_each_is_good_once(lead: Browser) -> None:
    lead.open("/account")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", lead.send("/account/codes", password=PASSWORD))
    assert secret
    code, right = pyotp.TOTP(secret[1]).now(), {pyotp.TOTP(secret[1]).at(time.time() + 30 * n) for n in range(-3, 4)}
    lead.send(
        "/account/codes/confirm", 422, code=next(each for each in map("{:06}".format, range(8)) if each not in right)
    )
    assert "in use" in lead.send("/account/codes/confirm", code=code)
    other = Browser(lead.hub)
    other.sign_in(status=422)
    other.sign_in(code=code, status=422)  # that one was used to begin
    assert "St Elsewhere" in other.sign_in(code=pyotp.TOTP(secret[1]).at(time.time() + 30))


def test_another_password_ends_every_other_session(lead: Browser) -> None:
    other = Browser(lead.hub)
    other.sign_in()
    lead.open("/account")
    lead.send("/account/password", 403, password="not that one", new="a second password", again="a second password")
    lead.open("/account")
    lead.send("/account/password", password=PASSWORD, new="a second password", again="a second password")
    assert "My account" in lead.page
    assert "E-mail address" in other.open("/account")


def test_a_password_costs_what_it_should() -> None:
    made = subprocess.run(
        [sys.executable, "-c", "from audit_app.hub.identity.passwords import hashed; print(hashed('x' * 12))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert made.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_what_is_kept_once_is_never_changed_by_the_database_itself(lead: Browser) -> None:
    tenant = lead.hub.database.tenants()[0]
    with pytest.raises(DBAPIError, match="never changed"), lead.hub.database.within(tenant, write=True) as within:
        within.remove("access_log")


def test_a_transaction_sees_its_own_tenant_only_though_a_statement_forgets_to_say_so(lead: Browser) -> None:
    database: Database = lead.hub.database
    with database.within("another") as within:
        assert within.find("people") == []
        if database.postgres:
            assert within.connection.execute(text("select * from people")).all() == []
            assert within.connection.execute(text("select * from sessions")).all() == []
    if database.postgres:
        with pytest.raises(DBAPIError, match="row-level security"), database.within("another", write=True) as within:
            within.connection.execute(text("insert into links values ('x', 'h', 'k', 's', 'c', 'e', null)"))


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("MR_AUDIT_HUB_DATABASE", "mysql://db", "MR_AUDIT_HUB_DATABASE"),
        ("MR_AUDIT_HUB_PICTURES", "ftp://here", "MR_AUDIT_HUB_PICTURES"),
        ("MR_AUDIT_HUB_ADDRESS", "http://audits.example.org", "readable over the network"),
        ("MR_AUDIT_HUB_ADDRESS", "https://audits.example.org/hub", "nothing after it"),
        ("MR_AUDIT_HUB_OIDC_ISSUER", "https://login.example.org", "MR_AUDIT_HUB_OIDC_CLIENT"),
    ],
)  # fmt: skip
def test_what_is_set_wrongly_is_told_by_its_name(tmp_path: object, name: str, value: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        from_environment(tmp_path, {name: value})  # type: ignore[arg-type]


def test_no_secret_of_an_installation_shows_where_its_settings_are_printed(tmp_path: object) -> None:
    said = {"MR_AUDIT_HUB_DATABASE": "postgresql+psycopg://u:geheim@h/d", "MR_AUDIT_HUB_METRICS_TOKEN": "geheim"}
    assert "geheim" not in repr(from_environment(tmp_path, said))  # type: ignore[arg-type]


def test_the_command_refuses_an_open_network_without_tls() -> None:
    done = CliRunner().invoke(app, ["hub", "--host", "0.0.0.0"], obj={})
    assert "open network" in str(done.exception)
