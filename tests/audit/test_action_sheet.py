"""The action sheet: out and back unchanged, each change shown, hostile files refused in words."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.audit.findings.action_sheet import COLUMNS, Asked, proposals, read_sheet, sheet_csv
from audit_app.audit.findings.finding import rated
from audit_app.audit.log.entries import ActionSet, FindingRaised
from audit_app.audit.log.people import Person
from audit_app.documents.csv_cells import asked_date, guarded, unguarded
from audit_app.errors import EntryRefused

LIN = Person(name="Lin Chen", email="lin@example.org")


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def planned(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap", **rated(3, 4))
    audit = enter(audit, pen, FindingRaised, finding="g", title="Trolley unlabelled")
    return enter(audit, pen, ActionSet, action="a", finding="f", what="Fit a brush", owner=LIN, due="2026-01-30")


def table(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def filled(audit, **cells):
    """The sheet's CSV with some cells of its first row filled in."""
    rows = table(sheet_csv(audit))
    for name, text in cells.items():
        rows[1][list(COLUMNS).index(name)] = text
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def asked(audit, **cells):
    return proposals(audit, read_sheet(filled(audit, **cells)))


def test_the_sheet_has_a_row_for_each_action_and_each_unplanned_finding(planned):
    rows = table(sheet_csv(planned))
    assert rows[0] == list(COLUMNS.values())
    assert [row[2:5] for row in rows[1:]] == [
        ["F1 Gap", "High (12): possible × major", "Fit a brush"],
        ["F2 Trolley unlabelled", "Not rated", ""],
    ]


def test_a_sheet_that_comes_back_as_it_went_asks_for_nothing(planned):
    assert proposals(planned, read_sheet(sheet_csv(planned))) == ()


def test_each_filled_cell_is_a_change_to_accept(planned):
    [proposal] = asked(planned, due="2026-02-15", state="in progress")
    assert (proposal.title, proposal.action, proposal.stale) == ("Gap", "a", False)
    assert proposal.asked == (Asked("due", "2026-01-30", "2026-02-15"), Asked("state", "Open", "In progress"))


def test_an_emptied_cell_takes_nothing_away(planned):
    assert asked(planned, owner="", due="", what="") == ()


def test_a_finding_without_an_action_can_be_given_one(planned):
    rows = table(sheet_csv(planned))
    rows[2][list(COLUMNS).index("what")] = "Label it"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    [proposal] = proposals(planned, read_sheet(out.getvalue().encode()))
    assert (proposal.finding, proposal.action, proposal.asked) == ("g", "", (Asked("what", "", "Label it"),))


def test_a_change_made_here_since_the_sheet_was_sent_is_said(planned, pen):
    sent = filled(planned, state="In progress")
    now = enter(planned, pen, ActionSet, action="a", finding="f", what="Fit a seal", owner=LIN, due="2026-01-30")
    [proposal] = proposals(now, read_sheet(sent))
    assert proposal.stale


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"state": "finished"}, "“finished” is not a state"),
        ({"state": "Done"}, "does not say what was done"),
        ({"state": "Verified", "done": "x"}, "for the auditor to say"),
        ({"state": "Accepted risk", "done": "x"}, "does not name who accepts"),
        ({"due": "soon"}, "“soon” is not a date"),
        ({"due": "03/04/2026"}, "can be read as two days"),
        ({"key": "action:zzz"}, "is not of this audit"),
        ({"key": ""}, "The row has no key"),
        ({"key": "finding:zzz"}, "is not of this audit"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_not_asked(planned, cells, fault):
    [proposal] = asked(planned, **cells)
    assert fault in " ".join(proposal.faults)
    assert not {each.name for each in proposal.asked} & {"state", "due"}


@pytest.mark.parametrize("typed", ["30.1.2026", "30/01/2026", "1-30-2026"])
def test_a_date_in_another_spelling_is_taken_when_it_can_mean_one_day_only(typed):
    assert asked_date(typed) == (date(2026, 1, 30).isoformat(), "")


def test_a_formula_goes_out_with_an_apostrophe_and_comes_back_as_words(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="=1+1", **rated(3, 4))
    audit = enter(audit, pen, ActionSet, action="a", finding="f", what='=HYPERLINK("http://x","y")')
    assert table(sheet_csv(audit))[1][2:5:2] == ["F1 =1+1", '\'=HYPERLINK("http://x","y")']
    assert proposals(audit, read_sheet(sheet_csv(audit))) == ()
    [proposal] = asked(audit, done="=cmd|' /C calc'!A0")
    assert proposal.asked == (Asked("done", "", "=cmd|' /C calc'!A0"),)


@given(st.text(max_size=20))
def test_guarding_a_cell_loses_nothing(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.text(alphabet="=-@|%;,\t\r\n \"'a\u3000", max_size=12))
def test_guarding_what_stands_behind_separators_loses_nothing(text):
    assert unguarded(guarded(text)) == text
    for cell in re.split("[;,\t|\n\r]", guarded(text)):
        assert not cell.lstrip(' "\u3000').startswith(("=", "-", "@", "%"))


@pytest.mark.parametrize("said", ["x;=1+2", "b,-2", "c|+1", "d\n=1", " =1", 'e; "=1', "\u3000@A1"])
def test_no_formula_lives_behind_a_separator_of_a_sheet(planned, pen, said):
    audit = enter(planned, pen, ActionSet, action="a", finding="f", what=said, owner=LIN, due="2026-02-01")
    [row] = [row for row in table(sheet_csv(audit)) if row[0] == "action:a"]
    assert "'" in row[4] and unguarded(row[4]) == said
    assert proposals(audit, read_sheet(sheet_csv(audit))) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encodings_spreadsheets_write_are_read(planned, encoding):
    data = filled(planned, done="Brüsh").decode().encode(encoding)
    [proposal] = proposals(planned, read_sheet(data))
    assert proposal.asked == (Asked("done", "", "Brüsh"),)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_columns_in_another_order_are_read(planned, separator):
    rows = [[*reversed(row), "our own"] for row in table(filled(planned, state="In progress"))]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    [proposal] = proposals(planned, read_sheet(out.getvalue().encode()))
    assert [each.name for each in proposal.asked] == ["state"]


def test_a_key_given_twice_counts_once(planned):
    rows = table(filled(planned, state="In progress"))
    rows.append(rows[1])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    first, second = proposals(planned, read_sheet(out.getvalue().encode()))
    assert first.asked and not second.asked and "twice" in second.faults[0]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04....", "is a workbook"),
        (b"\x00\x01\x02", "is not text"),
        (b"\xff\xfe\x00", "is not text"),
        (b"a,b,c\n1,2,3\n", "line 1 lacks the columns Key"),
        (b"x" * 5_000_001, "is larger than 5 MB"),
        (b'"' + b"x" * 200_000 + b'"', "cannot be read as CSV|has a cell of"),
        (b"a,b\n" * 100_000, "has more than 2,000 rows"),
        (",".join([*COLUMNS.values(), "state"]).encode(), "has the column “state” twice"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_its_place(data, fault):
    with pytest.raises(EntryRefused, match=fault):
        read_sheet(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data):
    try:
        read_sheet(data)
    except EntryRefused as refused:
        assert refused.where and refused.fault and refused.remedy
