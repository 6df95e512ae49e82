"""The API's own description is complete, and what is answered has the shape that it tells."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from audit_app.hub.web.needs import Who, rule_of
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet

Document = dict[str, Any]


def validator() -> Any:
    """What holds an answer to its schema; it takes a second to import, which no other test need wait for."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What is described is the same on both."""
    return f"sqlite:///{(tmp_path / 'hub.db').as_posix()}"


@pytest.fixture
def document(browser: Browser) -> Document:
    return browser.http.get("/v1/openapi.json").json()  # type: ignore[no-any-return]


def for_programs(browser: Browser) -> Iterator[tuple[str, str, APIRoute]]:
    """Every method and address that no page of the console is at."""
    pages = ("/v1/", "/healthz", "/metrics", "/calendar/")
    for route in browser.http.app.routes:  # type: ignore[attr-defined]  # a client's app is any ASGI application
        if isinstance(route, APIRoute) and (route.path.startswith(pages) or route.path.endswith(".ics")):
            for method in route.methods - {"HEAD"}:
                yield method.lower(), route.path_format, route


def test_every_route_for_programs_is_described_and_no_other(browser: Browser, document: Document) -> None:
    told = {(method, path) for path, deeds in document["paths"].items() for method in deeds}
    assert told == {(method, path) for method, path, _ in for_programs(browser)}


def test_each_says_what_it_gives_what_it_takes_who_may_and_how_it_refuses(browser: Browser, document: Document) -> None:
    for method, path, route in for_programs(browser):
        told, rule = document["paths"][path][method], rule_of(route)
        assert told["description"].strip(), path
        [content] = told["responses"]["200"]["content"].values()
        assert content["schema"] not in ({}, {"type": "object"}), path
        assert set(told["responses"]) == {"200", "default"}, path
        assert rule
        assert bool(told["security"]) is (rule.who is not Who.ANYONE), path
        if method == "put" or (method == "post" and path != "/v1/leave"):
            assert told["requestBody"]["content"], path


def test_every_name_in_it_is_explained(document: Document) -> None:
    text = json.dumps(document)
    for part in text.split('"$ref": "')[1:]:
        name = part.partition('"')[0].removeprefix("#/components/schemas/")
        assert name in document["components"]["schemas"]
    assert "HTTPValidationError" not in text
    for schema in document["components"]["schemas"].values():
        validator().check_schema(schema)


def test_what_is_answered_has_the_shape_that_is_told(lead: Browser, document: Document) -> None:
    tablet = Tablet(lead)
    visit = tablet.begin()
    visit.measure("oxygen", "20.9 % O2")
    fits(document, "post", "/v1/enrol", tablet.told)
    fits(document, "post", "/v1/push", tablet.push(visit.audit.id))
    fits(document, "get", "/v1/pull", tablet.pull())
    missing = tablet.http.post("/v1/pictures/missing", json={"digests": ["0" * 64]})
    fits(document, "post", "/v1/pictures/missing", missing.json())
    for path, deeds in document["paths"].items():
        if "get" in deeds and "application/json" in deeds["get"]["responses"]["200"]["content"]:
            answer = tablet.http.get(path)
            assert answer.status_code == 200, path
            fits(document, "get", path, answer.json())
    refused = tablet.http.get("/v1/audits/none/report.pdf")
    assert refused.headers["content-type"] == "application/problem+json"
    fits(document, "get", "/v1/audits/{audit}/report.pdf", refused.json(), "default", "application/problem+json")


def fits(
    document: Document, method: str, path: str, told: Any, status: str = "200", kind: str = "application/json"
) -> None:
    """Whether an answer is as its route says, and no name is left out of what is said."""
    schema = document["paths"][path][method]["responses"][status]["content"][kind]["schema"]
    validator()({**schema, "components": document["components"]}).validate(told)
    named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if not named.get("additionalProperties"):
        assert set(told) <= set(named.get("properties", {})), path
    for row in told.get("items", ())[:1] if path.startswith("/v1/") and path != "/v1/pull" else ():
        row_schema = document["components"]["schemas"][named["properties"]["items"]["items"]["$ref"].rpartition("/")[2]]
        assert set(row) == set(row_schema["properties"]), path
