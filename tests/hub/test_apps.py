"""The app alone in a browser asks from a page of another address: only one that was named, and only under /v1."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from audit_app.errors import UsageError
from audit_app.hub.program import program
from audit_app.hub.settings import from_environment
from audit_app.hub.web.hub import Hub

APP, OTHER = "https://app.example.org", "https://app.example.org.evil.example"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """No rule here is about the database."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


@pytest.fixture
def http(hub: Hub) -> TestClient:
    named = replace(hub, settings=replace(hub.settings, apps=APP))
    return TestClient(program(named), base_url=hub.settings.address)


def asked(http: TestClient, origin: str, path: str = "/v1/enrol") -> tuple[int, str]:
    """The status of a post from a page of this origin, and who may read the answer."""
    says = {"code": "ABCD-EFGH", "device": "x"}
    answer = http.post(path, json=says, headers={"origin": origin, "sec-fetch-site": "cross-site"})
    assert "access-control-allow-credentials" not in answer.headers
    return answer.status_code, answer.headers.get("access-control-allow-origin", "")


def test_only_the_app_that_was_named_is_answered_and_only_under_v1(http: TestClient) -> None:
    assert asked(http, APP) == (404, APP)
    assert asked(http, OTHER) == (403, "")
    assert asked(http, "null") == (403, "")
    assert asked(http, APP, "/sign-in") == (403, "")


def test_a_browser_is_told_beforehand_what_may_be_sent(http: TestClient) -> None:
    wants = {"access-control-request-method": "PUT", "access-control-request-headers": "authorization"}
    told = http.options("/v1/pictures/x", headers={"origin": APP, **wants})
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (204, APP)
    assert "authorization" in told.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in http.options("/v1/pull", headers={"origin": OTHER, **wants}).headers


@pytest.mark.parametrize("wrong", ["*", "app.example.org", "http://app.example.org", "https://app.example.org/x"])
def test_what_is_no_origin_is_refused_at_the_start(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UsageError, match="no origin"):
        from_environment(tmp_path, {"MR_AUDIT_HUB_APPS": wrong})
