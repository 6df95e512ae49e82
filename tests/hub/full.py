"""An organisation with one of everything, and requests about each of its things."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.log.people import Person
from audit_app.hub.identity.links import make
from audit_app.hub.out.hooks import make as hook
from audit_app.hub.web.needs import Who, rule_of
from audit_app.visit.findings import raise_finding, set_action
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo
from tests.hub.test_reply_photos import jpeg
from tests.hub.test_retention import ended

FORM = {"role": "reader", "scope_kind": "unit", "scope": "unit-1", "unit": "unit-1", "class": "audit", "years": "9",
        "basis": "held", "ended_on": "2020-01-01", "reason": "asked for", "name": "Eve", "email": "eve@example.com",
        "url": "https://example.com/told", "back": "/retention"}  # fmt: skip


@dataclass(frozen=True)
class Full:
    """An organisation with one of everything: what stands in an address for each thing."""

    lead: Browser
    tablet: Tablet
    names: dict[str, str]
    link: str


def filled(lead: Browser, tablet: Tablet) -> Full:
    """An organisation in which there is one of everything."""
    audit, picture = photo(tablet, b"a picture")
    tablet.put(picture, 9, 0, b"a picture")
    visit = tablet.begin()
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    action = set_action(visit, finding, "Mend the door", Person(name="Grace", email="grace@example.org"), "2026-01-31")
    tablet.push(visit.audit.id)
    ended(lead)
    lead.send("/retention/holds", scope_kind="unit", scope="unit-1", reason="an inquiry", back="")
    hub, tenant = lead.hub, lead.tenant
    with hub.database.within(tenant, write=True) as within:
        link = make(within, "actions", "grace@example.org")
        hook(within, "https://example.org/told", "ada")
        day = {"kept_until": "2026-01-01", "basis": "held", "entries": 1, "pictures": 1, "digest": "d"}
        within.add("disposals", id="disposal-1", audit=audit, **{"class": "audit"}, unit_name="MRI 1", held_on="2012",
                   proposed_by="somebody", proposed_at="2026", **day)  # fmt: skip
    said = {"audit": visit.audit.id, "action": str(action), "text": "It is mended"}
    told = Browser(hub).http.post(f"/mine/{link}", data=said, files=[("photo", ("a.jpg", jpeg(), "image/jpeg"))])
    assert told.status_code == 200, told.text
    names = {"audit": audit, "digest": picture, "device": tablet.device, "disposal": "disposal-1", "n": "0",
             "verdict": "accepted", "document": "report.html", "name": "audits.parquet", "token": "x.y"}  # fmt: skip
    with hub.database.within(tenant) as within:
        for name, of in (("person", "people"), ("grant", "grants"), ("hold", "holds"), ("hook", "hooks")):
            [names[name], *_] = [row["id"] for row in within.find(of)]
        names["reply_id"] = within.find("replies")[0]["id"]
    return Full(lead, tablet, names, f"/mine/{link}")


def routes(browser: Browser, *who: Who) -> Iterator[tuple[str, str]]:
    """Every method and address that these may come to, but for those that end their own sign-in."""
    for route in browser.http.app.routes:  # type: ignore[attr-defined]
        rule = rule_of(route)
        if rule is not None and rule.who in who and route.path not in ("/sign-out", "/v1/leave"):
            yield from ((method, route.path) for method in sorted(route.methods - {"HEAD"}))


def asked(browser: Browser, full: Full, method: str, path: str) -> tuple[int, str]:
    """Status and text of a request about the things of an organisation."""
    data = {**FORM, "csrf": browser.csrf} if method == "POST" else None
    answer = browser.http.request(method, path.format(**full.names), data=data, follow_redirects=False)
    return answer.status_code, answer.text
