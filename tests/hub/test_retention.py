"""What is kept how long, what is held, and what two people dispose of: never one alone, never too early."""

import re
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from audit_app.hub.database import Within
from audit_app.hub.keeping.drill import drilled
from audit_app.hub.keeping.kept import place_of
from audit_app.hub.keeping.retention import Rule, kept_until, years_after
from audit_app.hub.projections.shown import rebuild
from audit_app.hub.tables import table
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo

LONG_AGO, ENDED = "2012-02-03", "2013-05-06"


def aged(tablet: Tablet) -> tuple[str, str]:
    """An audit with a photograph whose scanner has long been taken out of use; it and the photograph."""
    audit, name = photo(tablet, b"a picture")
    tablet.put(name, 9, 0, b"a picture")
    with within(tablet) as here:
        here.change("audits", table("audits").c.id == audit, begun=LONG_AGO)
    return audit, name


def within(tablet: Tablet) -> AbstractContextManager[Within]:
    """A transaction on the only tenant."""
    database = tablet.hub.database
    return database.within(database.tenants()[0], write=True)


def ended(lead: Browser, on: str = ENDED) -> None:
    lead.open("/retention")
    lead.send("/retention/scanners", unit="unit-1", ended_on=on, back="")


def proposed(lead: Browser, audit: str, name: str = "audit", status: int = 200) -> str:
    lead.open(f"/retention/{audit}")
    lead.send(f"/retention/{audit}/propose", status, **{"class": name})
    found = re.search(r"/disposals/([\w-]+)/withdraw", lead.page)
    return found[1] if found else ""


def test_a_scanners_life_and_eleven_years_is_the_rule_until_the_tenant_sets_another(
    lead: Browser, tablet: Tablet
) -> None:
    audit, _ = aged(tablet)
    with within(tablet) as here:
        about = here.one("audits", id=audit)
        assert about
        assert kept_until(here, about, "audit") is None  # the scanner may run yet
    ended(lead, "2011-01-01")  # another scanner, before this audit
    ended(lead)
    with within(tablet) as here:
        assert kept_until(here, about, "audit") == date(2024, 5, 6)
    lead.open("/retention")
    lead.send("/retention/rules", **{"class": "photographs", "years": "3", "basis": "held"})
    lead.send("/retention/rules", 422, **{"class": "photographs", "years": "0", "basis": "held"})
    with within(tablet) as here:
        assert kept_until(here, about, "audit") == date(2024, 5, 6)
        assert kept_until(here, about, "photographs") == date(2015, 2, 3)
    assert years_after(date(2024, 2, 29), 11) == date(2035, 3, 1)
    assert Rule().words == "11 years after the scanner was taken out of use"


def test_two_people_dispose_of_an_audit_and_its_digests_stay(lead: Browser, tablet: Tablet) -> None:
    audit, name = aged(tablet)
    ended(lead)
    other, auditor = lead.person("lead"), lead.person("auditor")
    auditor.open(f"/retention/{audit}", 403)
    proposal = proposed(lead, audit)
    assert "Another person must confirm it" in lead.page
    assert "confirm" not in re.findall(r"/disposals/[\w-]+/(\w+)", lead.page)
    lead.send(f"/disposals/{proposal}/confirm", 422)  # not by the same person, whatever is sent
    with within(tablet) as here:
        before = here.find("kept", table("kept").c.audit == audit)
    other.open(f"/retention/{audit}")
    other.send(f"/disposals/{proposal}/confirm")
    assert "Disposed of" in other.page
    with within(tablet) as here:
        after = here.find("kept", table("kept").c.audit == audit)
        assert [{**row, "body": ""} for row in before] == after
        assert here.find("shown_audits") == []
        assert [row["state"] for row in here.find("pictures")] == ["gone"]
    hub = lead.hub
    with pytest.raises(Exception, match="does not answer"):
        list(hub.pictures.whole(place_of(hub.database.tenants()[0], "unit-1", name)))
    lead.open(f"/audits/{audit}", 404)
    assert "was disposed of" in lead.page
    lead.open(f"/audits/{audit}/report.pdf", 404)
    assert [item for item in tablet.pull()["items"] if item["audit"] == audit] == []
    tablet.push(audit, status=403)  # nothing brings it back
    assert drilled(hub.database, hub.pictures).faults == ()
    rebuild(hub.database)
    log = lead.open("/access?as=csv")
    assert all(words in log for words in ("proposed a disposal", "disposed of what another proposed", "digest "))
    assert "Disposed of" in lead.open("/disposals?state=Disposed+of")


def test_nothing_is_disposed_of_under_a_hold_too_early_or_when_it_grew(lead: Browser, tablet: Tablet) -> None:
    audit, _ = aged(tablet)
    other = lead.person("lead")
    assert proposed(lead, audit, status=422) == ""
    assert "not known yet" in lead.page
    today = datetime.now(UTC).date()
    ended(lead, (today.replace(year=today.year - 11, day=1) + timedelta(days=40)).isoformat())
    assert proposed(lead, audit, status=422) == ""
    assert "It is kept until" in lead.page
    ended(lead)
    proposal = proposed(lead, audit)
    lead.open("/retention")
    lead.send("/retention/holds", 422, scope_kind="unit", scope="unit-1", reason=" ")
    lead.send("/retention/holds", scope_kind="unit", scope="unit-1", reason="An inquest")
    assert "Under a hold" in lead.open("/retention?state=Under+a+hold")
    other.open(f"/retention/{audit}")
    assert "An inquest" in other.send(f"/disposals/{proposal}/confirm", 422)
    hold = re.search(r"/retention/holds/([\w-]+)/lift", lead.open("/retention"))
    assert hold
    lead.send(f"/retention/holds/{hold[1]}/lift")
    lead.open("/retention")
    lead.send(f"/retention/holds/{hold[1]}/lift", 422)
    with within(tablet) as here:
        row = here.find("kept", table("kept").c.audit == audit, limit=1)[0]
        here.add("kept", {**row, "n": 10_000, "digest": "0" * 64, "kind": "record"})
    other.open(f"/retention/{audit}")
    assert "has grown" in other.send(f"/disposals/{proposal}/confirm", 422)
    other.send(f"/disposals/{proposal}/withdraw")
    with within(tablet) as here:
        assert here.count("kept", table("kept").c.body != "", table("kept").c.audit == audit)
        assert _not_disposed(here, audit)


def _not_disposed(here: Within, audit: str) -> bool:
    row = here.one("audits", id=audit)
    return row is not None and row["disposed_at"] is None


def test_photographs_alone_go_and_the_audit_stays(lead: Browser, tablet: Tablet) -> None:
    audit, _ = aged(tablet)
    lead.open("/retention")
    lead.send("/retention/rules", **{"class": "photographs", "years": "3", "basis": "held"})
    proposal, other = proposed(lead, audit, "photographs"), lead.person("lead")
    other.open(f"/retention/{audit}")
    other.send(f"/disposals/{proposal}/confirm")
    with within(tablet) as here:
        assert [row["state"] for row in here.find("pictures")] == ["gone"]
        assert _not_disposed(here, audit)
    lead.open(f"/audits/{audit}")


def test_the_database_itself_asks_for_the_second_person_and_keeps_what_was_confirmed(
    lead: Browser, tablet: Tablet
) -> None:
    audit, _ = aged(tablet)
    ended(lead)
    proposal = proposed(lead, audit)
    kept, own = table("kept"), table("disposals")
    with within(tablet) as here:
        me = here.one("disposals", id=proposal)
        assert me
    for deed in (
        lambda here: here.change("kept", kept.c.audit == audit, body=""),
        lambda here: here.change("disposals", own.c.id == proposal, confirmed_by=me["proposed_by"]),
        lambda here: here.remove("disposals", own.c.id == proposal),
    ):
        with pytest.raises(DBAPIError), within(tablet) as here:
            deed(here)
    with within(tablet) as here:
        here.change("disposals", own.c.id == proposal, confirmed_by="another", confirmed_at="now")
    for deed in (
        lambda here: here.change("kept", kept.c.audit == audit, body="another text"),
        lambda here: here.change("kept", kept.c.audit == audit, body="", digest="0"),
        lambda here: here.change("disposals", own.c.id == proposal, digest="0"),
    ):
        with pytest.raises(DBAPIError), within(tablet) as here:
            deed(here)


def test_a_lead_of_a_part_proposes_there_and_sets_nothing_for_the_whole(lead: Browser, tablet: Tablet) -> None:
    audit, _ = aged(tablet)
    ended(lead)
    here, elsewhere = lead.person("lead", "unit", "unit-1"), lead.person("lead", "unit", "unit-22")
    assert proposed(here, audit)
    elsewhere.open(f"/retention/{audit}", 404)
    assert audit not in elsewhere.open("/disposals") + elsewhere.open("/retention")
    here.open("/retention")
    here.send("/retention/holds", 403, scope_kind="unit", scope="unit-1", reason="x")
    here.send("/retention/rules", 403, **{"class": "audit", "years": "1", "basis": "held"})
