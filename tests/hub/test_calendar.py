"""A calendar a person: what is due within their roles, by a secret address that one tap takes back."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from audit_app.audit.log.people import Person
from audit_app.hub.identity import tries
from audit_app.hub.identity.links import make
from audit_app.hub.identity.people import end_person
from audit_app.hub.out.calendar import calendar
from audit_app.hub.tables import table
from audit_app.visit.findings import raise_finding, set_action
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what the database has no part in
TODAY = date(2026, 3, 2)
ROW = {"kind": "Action", "title": "Mend the door", "unit": "MRI 1", "site": "Main, north", "detail": "The door",
       "due": "2026-03-20", "href": "/audits/a"}  # fmt: skip


def address(browser: Browser) -> str:
    browser.open("/account")
    found = re.search(r"<code>(\S+\.ics)</code>", browser.send("/account/calendar"))
    assert found
    return found[1]


def fetched(browser: Browser, at: str, status: int = 200) -> list[str]:
    """The summaries in a calendar, as a program without a session fetches it."""
    answer = Browser(browser.hub).http.get(at)
    assert answer.status_code == status, answer.text
    if status != 200:
        return []
    assert answer.headers["content-type"].startswith("text/calendar")
    return [str(each["summary"]) for each in Calendar.from_ical(answer.content).walk("VEVENT")]


def with_an_action(tablet: Tablet, unit: str = "unit-1") -> None:
    visit = tablet.begin(unit)
    due = datetime.now(UTC).date() + timedelta(days=20)
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    set_action(visit, finding, "Mend the door", Person(name="Grace", email="nobody-tenant-0@example.org"), str(due))
    tablet.push(visit.audit.id)


def test_what_is_due_is_read_by_the_address_until_it_is_taken_back(lead: Browser, tablet: Tablet) -> None:
    with_an_action(tablet)
    first = address(lead)
    assert "Action: Mend the door (MRI 1)" in fetched(lead, first)
    assert any("no known date" in each for each in fetched(lead, first))  # the audit of the unit, not held to its end
    second = address(lead)
    assert fetched(lead, first, 404) == []
    assert first not in lead.open("/account") and second not in lead.page
    lead.send("/account/calendar/end")
    fetched(lead, second, 404)
    assert lead.open("/access?as=csv").count("fetched the calendar") == 1  # once a day


@SQLITE
def test_a_calendar_shows_what_its_person_may_see_now_and_their_own_actions(lead: Browser, tablet: Tablet) -> None:
    with_an_action(tablet)
    elsewhere, owner = lead.person("reader", "unit", "unit-9"), lead.person("nobody")
    theirs, mine = address(elsewhere), address(owner)
    assert fetched(lead, theirs) == []
    assert fetched(lead, mine) == ["Action: Mend the door (MRI 1)"]
    with lead.hub.database.within(lead.hub.database.tenants()[0], write=True) as within:
        who = within.one("people", table("people").c.email == "nobody-tenant-0@example.org")
        assert who
        end_person(within, who["id"])
    fetched(lead, mine, 404)
    fetched(lead, mine.replace("/calendar/", "/calendar/x"), 404)


@SQLITE
def test_an_owner_without_an_account_gets_their_days_as_a_file(lead: Browser, tablet: Tablet) -> None:
    visit = tablet.begin()
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    set_action(
        visit, finding, "Mend the door", Person(name="Grace", email="grace@example.org"), "2099-01-31", note="agreed"
    )
    tablet.push(visit.audit.id)
    with lead.hub.database.within(lead.tenant, write=True) as within:
        link, other = (make(within, "actions", each) for each in ("grace@example.org", "somebody@example.org"))
    owner = Browser(lead.hub)
    assert f"/mine/{link}/actions.ics" in owner.open(f"/mine/{link}")
    told = Calendar.from_ical(owner.open(f"/mine/{link}/actions.ics"))
    [event] = told.walk("VEVENT")
    assert (event["summary"], event["dtstart"].dt) == ("Action: Mend the door (MRI 1)", date(2099, 1, 31))
    assert Calendar.from_ical(owner.open(f"/mine/{other}/actions.ics")).walk("VEVENT") == []
    owner.open("/mine/x.y/actions.ics", 404)


def test_an_address_that_is_fetched_without_a_pause_is_told_to_wait(
    lead: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "EVERY_MS", 3_600_000)  # on a busy machine, too, none comes back meanwhile
    at = address(lead)
    answers = [Browser(lead.hub).http.get(at) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [200] * 8 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_day_is_a_whole_day_with_a_reminder_and_the_same_rows_give_the_same_bytes() -> None:
    made = calendar([ROW], "https://hub.example.org", "MR audits, Ada", TODAY)
    assert made == calendar([ROW], "https://hub.example.org", "MR audits, Ada", TODAY)
    [event] = Calendar.from_ical(made).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 3, 20), date(2026, 3, 21))
    assert b"DTSTART;VALUE=DATE:20260320" in made and b"LOCATION:MRI 1\\, Main\\, north" in made
    assert str(event["url"]) == "https://hub.example.org/audits/a"
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7)
    assert max(map(len, made.split(b"\r\n"))) <= 75  # RFC 5545, 3.1


@pytest.mark.parametrize(("left", "reminds"), [(1, 1), (2, 1), (7, 1), (8, 1), (30, 23)])
def test_no_reminder_is_past_when_the_calendar_is_fetched(left: int, reminds: int) -> None:
    due = TODAY + timedelta(days=left)
    [event] = Calendar.from_ical(calendar([{**ROW, "due": due.isoformat()}], "https://h.example", "x", TODAY)).walk(
        "VEVENT"
    )
    [alarm] = event.walk("VALARM")
    at = datetime.combine(due, time()) + alarm.decoded("trigger")
    assert at.date() == TODAY + timedelta(days=reminds)


def test_what_is_overdue_says_so_and_a_line_break_in_a_title_makes_no_line_of_its_own() -> None:
    row = {**ROW, "due": "2026-02-01", "title": "Mend\r\nBEGIN:VALARM"}
    [event] = Calendar.from_ical(calendar([row], "https://h.example", "x", TODAY)).walk("VEVENT")
    assert str(event["summary"]).startswith("Overdue: Action: Mend")
    assert list(event.walk("VALARM")) == []
