"""The database filters, sorts, counts and pages every list; what it says is what the rules of audits say."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Integer, event, literal, select

from audit_app.audit.findings.due import Due
from audit_app.hub.console.people_lists import ACCESS, DEVICES, PEOPLE
from audit_app.hub.console.retention_list import KEPT
from audit_app.hub.database import Within
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Grant, Grants
from audit_app.hub.mail import write_digests
from audit_app.hub.projections import choices
from audit_app.hub.projections.due import in_words
from audit_app.hub.projections.lists import LISTINGS, Listing
from audit_app.hub.projections.rows import of_owner, owners
from audit_app.hub.projections.view import Asked, View
from audit_app.hub.tables import table
from tests.hub.browser import Browser
from tests.hub.crowd import crowd, row
from tests.hub.tablet import Tablet

TODAY = date(2026, 11, 28)
EVERYWHERE = Grants((Grant("lead", "tenant", ""),))
ALL = [*LISTINGS.values(), PEOPLE, DEVICES, ACCESS]


@contextmanager
def tenant_of(lead: Browser) -> Iterator[tuple[Within, Caller]]:
    """A transaction on the only tenant, and somebody who sees all of it."""
    tenant = lead.hub.database.tenants()[0]
    with lead.hub.database.within(tenant, write=True) as within:
        yield within, Caller(tenant, "somebody", "Ada", EVERYWHERE)


@contextmanager
def asked_of(lead: Browser) -> Iterator[list[int]]:
    """The rows that each statement gave, as it runs; -1 where the database does not tell before they are read."""
    found: list[int] = []

    def note(_connection: Any, cursor: Any, *_rest: Any) -> None:
        found.append(cursor.rowcount)

    event.listen(lead.hub.database.engine, "after_cursor_execute", note)
    yield found
    event.remove(lead.hub.database.engine, "after_cursor_execute", note)


def test_a_page_asks_no_more_of_a_large_tenant_than_of_a_small_one(lead: Browser) -> None:
    with tenant_of(lead) as (within, _):
        crowd(within, 3)
    few = {}
    for name in LISTINGS:
        with asked_of(lead) as rows:
            lead.open(f"/{name}?q=1")
        few[name] = len(rows)
    with tenant_of(lead) as (within, _):
        for each in LISTINGS.values():
            assert View(within, each, Caller("", "", "", EVERYWHERE), TODAY).count()
        for name in ("audits", *(n for n in table("audits").metadata.tables if n.startswith("shown_"))):
            within.remove(name)
        crowd(within, 230)
    for name in LISTINGS:
        with asked_of(lead) as rows:
            page = lead.open(f"/{name}?q=1")
        assert len(rows) == few[name], name
        choices = page.count("<option") if LISTINGS[name].dear else 0  # they come along with the rows
        assert max(rows) <= 200 + choices and page.count('<tr role="row">') <= 201, name


def test_a_page_asks_a_known_number_of_statements_and_rows_and_choices_at_once_where_they_are_dear(
    lead: Browser,
) -> None:
    more = {"due": 2, "retention": 8}  # things that are the same; rules, holds, people and places
    for name in (*LISTINGS, "retention"):
        with asked_of(lead) as rows:
            lead.open(f"/{name}")
        dear = name == "retention" or LISTINGS[name].dear
        assert len(rows) == (12 if dear else 13) + more.get(name, 0), name  # four begin a transaction


def test_a_list_that_is_worked_out_once_for_a_page_says_what_it_says_when_asked_bit_by_bit(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        crowd(within, 60)
        for listing in (*(each for each in LISTINGS.values() if each.dear), KEPT):
            view = View(within, listing, caller, TODAY)
            for asked in (Asked(sort=listing.sort), Asked("MRI 3", sort="-unit"), Asked("", {"unit": "MRI 4"}),
                          Asked("no row has this")):  # fmt: skip
                for start in (0, 1, 500):
                    found = view.sheet(asked, start, 4)
                    assert found.rows == view.page(asked, start, 4)
                    assert (found.every, found.choices) == view.whole()
                    assert found.many == view.count(asked) and found.start == min(start, found.many)


def test_audits_that_are_not_worked_out_yet_are_found_by_an_index_of_them_alone(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        postgres = lead.hub.database.postgres
        if postgres:
            within.connection.exec_driver_sql("set local enable_seqscan = off")
        late = f"select id from audits where shown_n < changed_n and tenant = '{caller.tenant}' order by id limit 50"
        plan = str(within.connection.exec_driver_sql(f"explain {'' if postgres else 'query plan '}{late}").all())
        assert "audits_late" in plan, plan


def test_every_column_of_every_list_sorts_both_ways_with_what_is_empty_last(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        crowd(within, 40)
        within.add("shown_findings", row("shown_findings", audit="x", id="x", standing="open"))
        for listing in ALL:
            _sorts(View(within, listing, caller, TODAY), listing)


def _sorts(view: View, listing: Listing) -> None:
    many, chosen = view.whole()
    assert many == view.count() == len(list(view.stream(Asked())))
    assert list(chosen) == [each.name for each in listing.columns if each.choice]
    for column in listing.columns:
        for sort in (column.name, f"-{column.name}"):
            told = [each[column.name] for each in view.page(Asked(sort=sort), 0, 500)]
            full = [each for each in told if each not in (None, "")]
            assert told[: len(full)] == full, (column.name, told)
            keys = [float(each) if column.number else str(each).lower() for each in full]
            assert keys == sorted(keys, reverse=sort.startswith("-")), (column.name, full)
        if column.choice:
            assert chosen[column.name] == sorted(set(full), key=str.lower), column.name


def test_pages_follow_each_other_without_gap_or_double_where_rows_are_alike(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        crowd(within, 90)
        view, asked = View(within, LISTINGS["findings"], caller, TODAY), Asked(sort="level")
        pages = [view.page(asked, start, 20) for start in range(0, 100, 20)]
        keys = [each["key"] for page in pages for each in page]
    assert len(keys) == len(set(keys)) == 90


def test_a_column_offers_what_its_rows_have_in_order_never_nothing_and_no_more_than_can_be_read(lead: Browser) -> None:
    names = [f"MRI {n}" for n in range(230)] + ["mri 0", "É", ""]
    with tenant_of(lead) as (within, caller):
        rows = (row("shown_findings", audit=f"a{n}", id="f", unit_name=each) for n, each in enumerate(names))
        within.add("shown_findings", *rows)
        many, chosen = View(within, LISTINGS["findings"], caller, TODAY).whole()
    assert many == len(names)
    assert chosen["unit"] == sorted((name for name in names if name), key=lambda name: (name.lower(), name))[:200]
    assert chosen["owner"] == chosen["site"] == []
    assert chosen["danger"] == ["No"]


def test_what_can_be_chosen_is_the_same_by_indexes_as_by_going_through_every_row(
    lead: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant_of(lead) as (within, caller):
        crowd(within, 60, units=9)
        for n, name in enumerate(("mri 0", "É", "", "MRI 10")):
            told = {"unit_name": name, "thing": name, "section": name, "unit_of": "mT/m", "verdict": "Unknown"}
            for each in ("shown_readings", "shown_shortcomings"):
                fits = {key: value for key, value in told.items() if key in table(each).c}
                within.add(each, row(each, audit=f"b{n}", line="l", **fits))
        for listing in (each for each in LISTINGS.values() if each.table):
            view = View(within, listing, caller, TODAY)
            with monkeypatch.context() as few:
                few.setattr(choices, "MOST_STEPS", 1)  # beyond them every row is gone through
                by_rows = view.whole()
            assert view.whole() == by_rows
            assert by_rows[0] == view.count() == 124
            assert by_rows[1]["unit"][:3] == ["MRI 0", "mri 0", "MRI 1"]
            assert len(by_rows[1]["unit"]) == 12


def test_the_first_page_of_a_list_comes_by_an_index_in_its_order(lead: Browser) -> None:
    if not lead.hub.database.postgres:
        return  # SQLite sorts: what letters are small is the hub's own there, and no index of a file's
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    with tenant_of(lead) as (within, caller):
        for each in ("seqscan", "sort", "bitmapscan", "hashjoin"):  # few rows are quicker sorted
            within.connection.exec_driver_sql(f"set local enable_{each} = off")
        for name in ("findings", "actions", "audits", "readings", "shortcomings", "register"):
            event.listen(lead.hub.database.engine, "before_cursor_execute", note)
            View(within, LISTINGS[name], caller, TODAY).page(Asked(sort=LISTINGS[name].sort), 0, 200)
            event.remove(lead.hub.database.engine, "before_cursor_execute", note)
            plan = str(within.connection.exec_driver_sql(f"explain {asked[-1][0]}", asked[-1][1]).all())
            assert f"Index Scan using shown_{name}_in_order" in plan, plan
            assert "Sort Key" not in plan.split(f"shown_{name}_in_order")[0], plan


def test_a_name_without_end_stops_no_list(lead: Browser, tablet: Tablet) -> None:
    endless = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(2000))
    visit = tablet.begin(name=endless, site=endless)
    visit.add_thing("instrument", endless)
    door = visit.add_thing("door", endless)
    visit.answer("closes", "partly", door)
    tablet.push(visit.audit.id)
    assert f'label="Thing" class="words">{endless[:500]}<' in lead.open("/shortcomings")
    assert f">{endless}<" in lead.open("/instruments")


def test_words_are_looked_for_in_every_column_whatever_their_case_and_stand_for_nothing_else(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        for n, title in enumerate(("Door 100% open", "Door 1000 open", "A_B", "AxB", "Größe der ÉCLUSE")):
            told = {"title": title, "standing": "open", "owner": "Grace Estates" if n == 0 else "Nobody"}
            within.add("shown_findings", row("shown_findings", audit=f"a{n}", id=f"f{n}", **told))
        view = View(within, LISTINGS["findings"], caller, TODAY)

        def found(words: str) -> list[str]:
            return [each["title"] for each in view.page(Asked(words, sort="title"), 0, 10)]

        assert found("100% DOOR") == ["Door 100% open"]
        assert found("a_b") == ["A_B"]
        assert found("door estates") == ["Door 100% open"]
        assert found("écluse GRÖSSE".replace("SS", "ß")) == ["Größe der ÉCLUSE"]
        assert found("nowhere") == []
    lead.open("/findings?q=%00a&owner=%00")
    lead.open("/findings?q=" + "a+" * 140)


def test_readings_sort_by_size_not_by_letters(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        for n, value in enumerate(("9", "10", "1E+2", "-3", "0.5")):
            within.add("shown_readings", row("shown_readings", audit=f"a{n}", line="l", words="x", value=value))
        view = View(within, LISTINGS["readings"], caller, TODAY)
        assert [each["value"] for each in view.page(Asked(sort="value"), 0, 9)] == ["-3", "0.5", "9", "10", "1E+2"]


def test_how_long_it_is_to_a_day_is_worded_as_everywhere_else(lead: Browser) -> None:
    span = [*range(-130, 131), None]
    with tenant_of(lead) as (within, _):
        for days in span:
            own = literal(days, Integer)
            told = within.run(select(in_words(own).label("words")))[0]["words"]
            assert told == Due("audit", "", "", "", "", "later", days).words


def test_a_unit_is_due_by_its_last_audit_that_ended_and_leads_to_its_newest(lead: Browser) -> None:
    def told(audit: str, on: str, state: str, due: str, **more: Any) -> dict[str, Any]:
        day = date.fromisoformat(on).toordinal()
        when = {"due_on": due, "due_day": date.fromisoformat(due).toordinal()}
        place = {"unit": "u", "unit_name": "MRI 1", "site": "S"}
        return row(
            "shown_audits",
            id=audit,
            recency=f"{on} {audit}",
            held_on=on,
            held_day=day,
            state=state,
            **place,
            **when,
            **more,
        )

    soon = (TODAY + timedelta(days=10)).isoformat()
    with tenant_of(lead) as (within, caller):
        within.add("shown_audits", told("a1", "2024-01-01", "signed", "2025-01-01"))
        within.add("shown_audits", told("a2", "2025-11-01", "signed", soon))
        within.add("shown_audits", told("a3", "2026-10-01", "open", "2027-10-01"))
        within.add("shown_audits", told("a4", "2026-11-01", "signed", "2027-11-01", simulated=1))
        [found] = View(within, LISTINGS["due"], caller, TODAY).page(Asked(sort="due"), 0, 9)
        assert (found["words"], found["state"], found["href"]) == ("Due in 10 days", "soon", "/audits/a3")
        assert found["detail"] == "Last audited 2025-11-01"


def test_an_action_is_chased_until_a_reply_was_accepted_or_a_later_audit_followed_it(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        crowd(within, 3, units=1)
        assert owners(within, TODAY) == ["o0@example.org", "o1@example.org", "o2@example.org"]
        told = {"id": "r", "audit": "a000000", "action": "x0", "email": "o0@example.org", "answer": "accepted"}
        within.add("replies", row("replies", **told), row("replies", **{**told, "id": "again"}))
        within.add("shown_followed", row("shown_followed", audit="a000002", finding="f1"))
        within.add("shown_followed", row("shown_followed", audit="a000001", finding="f1"))
        assert owners(within, TODAY) == ["o2@example.org"]
        assert [each["id"] for each in of_owner(within, "o2@example.org", TODAY)] == ["x2"]
        assert of_owner(within, "o0@example.org", TODAY) == []
        view = View(within, LISTINGS["due"], caller, TODAY)
        assert [each["title"] for each in view.page(Asked(chosen={"kind": "Action"}), 0, 9)] == ["Do 2"]
        states = {
            each["what"]: each["state"] for each in View(within, LISTINGS["actions"], caller, TODAY).stream(Asked())
        }
        assert states == {"Do 0": "Reply accepted", "Do 1": "Open", "Do 2": "Open"}
    assert write_digests(lead.hub.database, lead.hub.settings, TODAY) == 1


def test_who_has_a_role_for_a_part_sees_that_part_of_every_list(lead: Browser) -> None:
    with tenant_of(lead) as (within, caller):
        crowd(within, 60, units=9)
        for kind, scope in {"unit": "unit-1", "site": "Site 1", "audit": "a000001"}.items():
            _parted(within, caller, kind, scope)


def _parted(within: Within, caller: Caller, kind: str, scope: str) -> None:
    part = Caller(caller.tenant, "p", "P", Grants((Grant("reader", kind, scope),)))
    nobody = Caller(caller.tenant, "p", "P", Grants(()))
    for listing in LISTINGS.values():
        view = View(within, listing, part, TODAY)
        some, every = view.count(), View(within, listing, caller, TODAY).count()
        assert 0 <= some < every or listing.name == "checklists", listing.name
        if listing.name in ("audits", "findings", "actions", "readings", "shortcomings", "register"):
            assert some, listing.name
        places = {(each["unit"], each["site"]) for each in view.stream(Asked()) if "unit" in each}
        assert all(unit == "MRI 1" or (kind == "site" and site == "Site 1") for unit, site in places), listing.name
        assert View(within, listing, nobody, TODAY).count() == 0


def test_a_csv_holds_every_row_that_fits_and_not_only_those_of_the_page(lead: Browser) -> None:
    with tenant_of(lead) as (within, _):
        crowd(within, 450)
    page = lead.open("/findings?level=High&sort=-score")
    address = re.search(r'<a href="([^"]+as=csv[^"]*)"', page)
    assert address
    assert "225 of 450" in page
    text = lead.open(address[1].replace("&amp;", "&")).removeprefix("\ufeff")
    [_, *rows] = csv.reader(io.StringIO(text))
    assert len(rows) == 225
    assert {each[2] for each in rows} == {"High"}
    assert [int(each[3]) for each in rows] == sorted((int(each[3]) for each in rows), reverse=True)
    assert "225 rows" in lead.open("/access?what=exported+a+table")


def test_a_row_whose_other_half_is_gone_is_listed_all_the_same(lead: Browser) -> None:
    with tenant_of(lead) as (within, _):
        crowd(within, 1)
        within.add("replies", row("replies", id="r", audit="a000000", action="gone", text="It is mended"))
        within.add("devices", row("devices", id="d", name="Tablet 7", person="gone"))
        access_log.note(within, "a deed of nobody's")
    assert "an action that is no longer there" in lead.open("/replies")
    assert "Tablet 7" in lead.open("/devices")
    assert "a deed of nobody" in lead.open("/access")
    lead.person("nobody")
    assert "Some nobody" in lead.open("/people")


def test_the_same_rows_come_as_json(lead: Browser) -> None:
    with tenant_of(lead) as (within, _):
        crowd(within, 210)
    told = lead.http.get("/v1/findings", headers={"accept": "application/json"}).json()
    assert (len(told["items"]), told["audits_not_worked_out_yet"]) == (210, 0)
    assert told["items"][0]["score"] == 24


def test_a_query_in_a_query_is_refused_unless_it_was_held_to_the_tenant(lead: Browser) -> None:
    own = table("people")
    with tenant_of(lead) as (within, _):
        with pytest.raises(TypeError, match="held to the tenant first"):
            within.run(
                select(own.c.id).select_from(table("devices").outerjoin(own, own.c.id == table("devices").c.person))
            )
        with pytest.raises(TypeError, match="one tenant"):
            within.run(select(select(own).subquery()))
        other = Within(within.connection, "another").held(select(own)).subquery()
        with pytest.raises(TypeError, match="one tenant"):
            within.run(select(other))
        assert len(within.run(select(within.held(select(own)).subquery()))) == 1
