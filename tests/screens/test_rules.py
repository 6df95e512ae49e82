"""Everything that the server answers, sets and sends is known: a new route, header or cookie fails here until it has
a rule. Each promise about them in docs/threat-model.md is one of these."""

import re
from typing import Any

import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from audit_app.resources import asset
from audit_app.screens.server.web_app import addresses, web_app
from audit_app.screens.session.cabinet import Cabinet
from tests.screens.test_serving import PASSPHRASE, ask, by_address, give, signed_in

ROUTES = {  # what is answered inside the door -> by which methods
    "/here": {"GET", "HEAD"},
    "/assets/fonts/{path:path}": {"GET", "HEAD"},
    "/made/{token}/{name}": {"GET", "HEAD"},
    "/ws": set(),
    "/upload": {"PUT"},
    "/send": {"GET", "HEAD"},
    "/pieces": {"GET", "HEAD", "PUT"},
    "/": set(),  # the page and its files: read only, by FletStaticFiles
}
EVERYWHERE = {
    "content-security-policy": r"default-src 'none'; .*frame-ancestors 'none'.*",
    "cross-origin-embedder-policy": "unsafe-none",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": r"camera=\(self\), geolocation=\(\), microphone=\(\), payment=\(\), usb=\(\), serial=\(\)",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
SOMEWHERE = {
    "accept-ranges": "bytes", "cache-control": "no-store|no-cache|max-age=31536000", "content-length": r"\d+",
    "content-type": r"(text/(html|plain|css|javascript)|application/(json|pdf)|font/\w+|image/png)(; charset=utf-8)?",
    "content-disposition": r"(attachment|inline); filename=.*", "etag": r'"[0-9a-f]+"', "last-modified": ".* GMT",
    "location": "/.*", "retry-after": r"\d+", "allow": ".*",
    "set-cookie": r"(__Host-)?mr_audit_[0-9a-f]{8}=\d+\.[0-9a-f]{32}\.[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; "
    r"Max-Age=(7776000|0)(; Secure)?",
}  # fmt: skip
FOREIGN = re.compile(r"\*|https?:|'unsafe-eval'|'strict-dynamic'|\bdata:[^;]*script|cdn|gstatic|googleapis")
RIGHTS = {
    "unsafe-inline": "style-src",
    "wasm-unsafe-eval": "script-src",
    "blob:": "img-src media-src connect-src",
}


async def answers(cabinet: Cabinet) -> dict[str, Any]:
    """One answer of each kind."""
    made = cabinet.made / "report.pdf"
    made.write_bytes(b"%PDF-1.7")
    page = cabinet.made / "report.html"
    page.write_text("<script>alert(1)</script>")
    shut, locked = web_app(cabinet), web_app(cabinet, PASSPHRASE)
    inside, tablet = await by_address(shut, cabinet), await signed_in(locked)
    leaving = await signed_in(locked)
    foreign = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    return {
        "the page": await ask(inside, "/"),
        "a deep link": await ask(inside, "/audit/1/photos"),
        "the program": await ask(inside, "/flutter_bootstrap.js"),
        "a script of ours": await ask(inside, "/reconnect.js"),
        "a picture": await ask(inside, "/favicon.png"),
        "a font": await ask(inside, "/assets/fonts/noto.ttf"),
        "there": await ask(inside, "/here"),
        "a made file": await ask(inside, cabinet.offer(made)),
        "a made page": await ask(inside, cabinet.offer(page) + "?open"),
        "no such file": await ask(inside, "/made/x/y"),
        "no such picture": await ask(inside, "/nothing.png"),
        "no such method": await ask(inside, "/here", "DELETE"),
        "the page for large files": await ask(inside, "/send"),
        "its script": await ask(inside, "/send.js"),
        "a piece": await ask(inside, "/pieces?name=a&size=3", "PUT", b"abc"),
        "no piece": await ask(inside, "/pieces?name=a", "PUT", b"abc"),
        "an upload unasked for": await ask(inside, "/upload?f=a&e=b&s=c", "PUT"),
        "not let in": await ask(shut, "/"),
        "not of this site": await ask(shut, "/", host="evil.example"),
        "once more": await ask(shut, "/", **foreign),
        "the door": await ask(locked, "/"),
        "a wrong passphrase": await give(locked, "wrong"),
        "let in": await give(locked, PASSPHRASE),
        "let in by TLS": await give(locked, PASSPHRASE, tls=True, host="a.example", origin="https://a.example"),
        "too large": await ask(locked, "/door", "POST", b"x" * 9000),
        "sign out?": await ask(tablet, "/leave"),
        "signed out": await ask(leaving, "/leave", "POST"),
    }


def test_every_route_has_a_rule(cabinet: Cabinet) -> None:
    found: dict[str, set[str]] = {}
    for one in addresses(cabinet):
        assert isinstance(one, Route | WebSocketRoute | Mount)
        found[one.path or "/"] = set(getattr(one, "methods", None) or ())
    assert found == ROUTES


async def test_every_header_and_cookie_has_a_rule(cabinet: Cabinet) -> None:
    for what, answer in (await answers(cabinet)).items():
        for name, rule in EVERYWHERE.items():
            assert re.fullmatch(rule, answer.headers.get(name, "")), f"{what}: {name}"
        for name in answer.headers.keys() - EVERYWHERE:
            assert name in SOMEWHERE, f"{what}: {name} has no rule"
            assert re.fullmatch(SOMEWHERE[name], answer.headers[name]), f"{what}: {name}: {answer.headers[name]}"


async def test_no_policy_lets_anything_in_from_elsewhere_and_each_exception_is_named(cabinet: Cabinet) -> None:
    for what, answer in (await answers(cabinet)).items():
        policy = answer.headers["content-security-policy"]
        assert not FOREIGN.search(policy), f"{what}: {policy}"
        for rule in policy.split("; "):
            name, *given = rule.split()
            for right, where in RIGHTS.items():
                assert right not in [each.strip("'") for each in given] or name in where.split(), f"{what}: {rule}"


async def test_the_pages_own_web_socket_is_the_only_address_named_in_a_policy(cabinet: Cabinet) -> None:
    site = await by_address(web_app(cabinet), cabinet)
    policy = (await ask(site, "/")).headers["content-security-policy"]
    assert re.findall(r"\w+://[^ ;]+", policy) == ["ws://127.0.0.1:8550"]


async def test_a_made_page_runs_nothing_and_nothing_made_is_kept_by_a_browser(cabinet: Cabinet) -> None:
    found = await answers(cabinet)
    for what in ("a made file", "a made page", "no such file"):
        assert found[what].headers["cache-control"] == "no-store"
    assert "sandbox" in found["a made page"].headers["content-security-policy"]
    assert "script-src" not in found["a made page"].headers["content-security-policy"]


async def test_every_answer_of_the_door_is_kept_by_nobody(cabinet: Cabinet) -> None:
    found = await answers(cabinet)
    for what in ("not let in", "the door", "a wrong passphrase", "let in", "sign out?", "signed out", "there"):
        assert found[what].headers["cache-control"] == "no-store", what


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/oauth_callback"])
async def test_no_page_about_the_server_itself_is_answered(cabinet: Cabinet, path: str) -> None:
    site = await by_address(web_app(cabinet), cabinet)
    answer = await ask(site, path)
    own = await ask(site, "/")
    assert answer.status == 404 or answer.body == own.body  # the screens' own page, which knows no such screen
    assert b"swagger" not in answer.body.lower() and b"jsdelivr" not in answer.body


def test_no_script_stands_in_the_page_itself() -> None:
    """The policy would not run it, and only a browser would tell."""
    page = asset("index.html").read_text("utf-8")
    assert re.findall(r"<script(?! src=\"[a-z_]+\.js\"(?: async)?></script>)", page) == []
    assert not re.search(r"\son\w+=|javascript:|https?://", page)
