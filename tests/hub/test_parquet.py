"""Lists as Parquet: typed, as far as somebody may see, with the columns that the documentation promises."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from audit_app.audit.log.people import Person
from audit_app.hub.out.parquet import KINDS
from audit_app.hub.out.tables import TABLES
from audit_app.visit.findings import raise_finding, set_action
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet

HUB = Path(__file__).parents[2] / "docs" / "hub.md"


def fetched(tablet: Tablet, name: str) -> pa.Table:
    answer = tablet.http.get(f"/v1/parquet/{name}.parquet")
    assert answer.status_code == 200, answer.text
    return pq.read_table(BytesIO(answer.content))


def test_every_table_comes_typed_as_promised_with_what_the_audits_say(tablet: Tablet) -> None:
    visit = tablet.begin()
    visit.measure("oxygen", "20.9 % O2")
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    set_action(visit, finding, "Mend the door", Person(name="Grace"), "2026-01-31", note="as agreed")
    tablet.push(visit.audit.id)
    found = {name: fetched(tablet, name) for name in TABLES}
    for name, made in found.items():
        assert made.schema.names == list(TABLES[name].columns)
        assert [each.type for each in made.schema] == [KINDS[kind][0] for kind in TABLES[name].columns.values()]
    [action] = found["actions"].to_pylist()
    assert (action["audit"], action["due"], action["overdue"]) == (visit.audit.id, date(2026, 1, 31), True)
    [reading] = found["readings"].to_pylist()
    assert (reading["value"], reading["exact"], reading["unit_of"]) == (20.9, "20.9", "% O2")
    assert [(row["score"], row["danger"]) for row in found["findings"].to_pylist()] == [(12, False)]
    assert [(row["id"], row["unit"], row["audits"]) for row in found["units"].to_pylist()] == [("unit-1", "MRI 1", 1)]
    assert {row["kind"] for row in found["due"].to_pylist()} >= {"Action", "Audit"}
    with tablet.hub.database.within(tablet.hub.database.tenants()[0]) as within:
        assert within.one("access_log", what="exported a table", subject="readings")


def test_a_table_holds_only_what_its_reader_may_see_and_others_are_not_there(lead: Browser, tablet: Tablet) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    other = Tablet(lead.person("reader", "unit", "unit-9"), device="tablet-b")
    assert [fetched(other, name).num_rows for name in TABLES] == [0] * len(TABLES)
    for name in ("people.parquet", "findings", "../kept.parquet"):
        assert other.http.get(f"/v1/parquet/{name}").status_code == 404


def test_the_documentation_names_every_column_with_its_kind() -> None:
    text = HUB.read_text("utf-8")
    for name, made in TABLES.items():
        row = re.search(rf"^\| `{name}\.parquet` \| (.+) \|$", text, re.MULTILINE)
        assert row, name
        assert row[1] == ", ".join(f"`{column}` {kind}" for column, kind in made.columns.items()), name


def test_whoever_goes_on_reading_under_other_rights_is_told_to_begin_again(lead: Browser, tablet: Tablet) -> None:
    first = tablet.http.get("/v1/export.ndjson")
    epoch = first.headers["mr-audit-epoch"]
    assert tablet.http.get("/v1/export.ndjson", params={"after": 0, "epoch": epoch}).status_code == 200
    lead.person("reader")
    assert tablet.http.get("/v1/export.ndjson", params={"after": 0, "epoch": epoch}).status_code == 409
