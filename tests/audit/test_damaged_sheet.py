"""A spreadsheet's own damage is nobody's wish: a sheet saved and sent back without a change asks for nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.audit.findings.action_sheet import COLUMNS, proposals, read_sheet, sheet_csv
from audit_app.audit.log.entries import ActionSet, FindingRaised
from audit_app.audit.log.people import Person
from audit_app.documents.cell_damage import only_damaged
from audit_app.documents.csv_cells import asked_date

ACTIONS = [
    ("- check latch\n- oil hinge", "检查员", "2027-01-13"),
    ("Replace “quench” label", "Anne", "2027-02-03"),
    ("Repaint the 0.5 mT line ≤ 3 m → by the door", "Łukasz Żółć", "2027-03-04"),
    ("Fit sign", "Siân Ŵyn-O’Neill", "2027-03-05"),
    ("0123", "123", "2027-12-01"),
    ("1-2", "Ann\u00a0Lee ", "2027-10-11"),
]


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


@pytest.fixture
def planned(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    for number, (what, owner, due) in enumerate(ACTIONS):
        person = Person(name=owner, email="x@y.example")
        audit = enter(audit, pen, ActionSet, action=f"a{number}", finding="f", what=what, owner=person, due=due)
    return audit


def saved(audit, encoding, style, without=(), pad="", **changed):
    """The sheet as a spreadsheet saves it: in its code page, its date style, with its blanks, without some columns."""
    head, *rows = csv.reader(io.StringIO(sheet_csv(audit).decode("utf-8-sig")))
    names = list(COLUMNS)
    due, what = names.index("due"), names.index("what")
    for row in rows:
        year, month, day = row[due].split("-")
        row[due] = style.format(d=day, m=month, y=year, yy=year[2:], dd=int(day), mm=int(month))
        row[what] = {"0123": "123", "1-2": "01-Feb"}.get(row[what], row[what]) + pad
    for name, text in changed.items():
        rows[0][names.index(name)] = text
    kept = [at for at, name in enumerate(names) if name not in without]
    out = io.StringIO()
    csv.writer(out).writerows([[row[at] for at in kept] for row in (head, *rows)])
    return out.getvalue().encode(encoding, "replace")


STYLES = ["{d}/{m}/{y}", "{dd}/{mm}/{yy}", "{mm}/{dd}/{y}", "{d}.{m}.{yy}", "{y}/{m}/{d}", "{y}-{m}-{d} 00:00:00"]


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "mac_roman", "ascii", "utf-8"])
@pytest.mark.parametrize("style", STYLES)
def test_an_untouched_sheet_asks_for_nothing(planned, encoding, style):
    back = saved(
        planned,
        encoding,
        style,
        without=("email", "risk", "finding", "acceptor"),
        pad=" " if encoding == "ascii" else "\u00a0 ",
    )
    if encoding in ("cp1250", "mac_roman"):
        back = back.decode(encoding).encode("cp1252", "replace")
    assert proposals(planned, read_sheet(back)) == ()


def test_a_change_stands_out_among_the_damage(planned):
    back = saved(planned, "cp1252", "{d}/{m}/{y}", owner="Lin Chen", state="In progress")
    [proposal] = proposals(planned, read_sheet(back))
    assert [(each.name, each.now) for each in proposal.asked] == [("owner", "Lin Chen"), ("state", "In progress")]


def test_a_date_that_was_changed_and_can_be_two_days_is_asked_for_again(planned):
    [proposal] = proposals(planned, read_sheet(saved(planned, "cp1252", "{d}/{m}/{y}", due="04/05/2027")))
    assert not proposal.asked and "can be read as two days" in proposal.faults[0]


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ("2027-01-13", "13-Jan-27"),
        ("2027-01-13", "Wednesday, 13 January 2027"),
        ("2027-01-13", "46400"),
        ("2027-01-13", "13/1/27 0:00"),
        ("5/6", "2026-06-05"),
        ("03-04", "03-Apr"),
        ("01632960001", "1632960001"),
        ("12345678901234", "1.23457E+13"),
        ("12345678901234567890", "12345678901234500000"),
        ("1,000", "1000"),
        ("12 500.5", "12500.5"),
        ("March 2026", "Mar-26"),
        ("2026-03", "01/03/2026"),
        ("03/2026", "Mar 2026"),
        ("1.50", "1,5"),
        ("true", "TRUE"),
        ("Zażółć", "ZażóÅ‚Ä‡"),
        ("Zażółć", "Za?ó??"),
        ("Zażółć", "Zazolc"),
        ("Hazard 😀 here", "Hazard ?? here"),
        ("O’Neill – door…", "O'Neill - door..."),
        ("two\nlines", "two  lines "),
        ("café", "cafe\u0301"),
    ],
)
def test_known_damage_is_no_change(sent, back):
    if back == "ZażóÅ‚Ä‡":
        back = sent.encode().decode("cp1252")
    assert only_damaged(sent, back)


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ("Anna", "Ann?"),
        ("Sian", "Siân"),
        ("Łukasz", "Lucas"),
        ("2027-01-13", "14/01/2027"),
        ("2027-01-13", "13/01/2028"),
        ("0.5 mT", "5 mT"),
        ("0123", "124"),
        ("12345678901234567890", "12345678901234000000"),
        ("1,000", "100"),
        ("March 2026", "April 2026"),
        ("March 2026", "02/03/2026"),
        ("2026-03-01", "########"),
        ("12345678901234", "1.23E+12"),
        ("", "Lin Chen"),
        ("?", "Lin"),
        ("Żółć", "????????"),
    ],
)
def test_anything_else_is_a_change(sent, back):
    assert not only_damaged(sent, back)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_cells_can_be_compared(sent, back):
    assert only_damaged(sent, sent)
    only_damaged(sent, back)


def test_a_year_of_two_figures_is_of_this_century():
    assert asked_date("30/1/26") == ("2026-01-30", "")
    assert "two days" in asked_date("26-11-20")[1]
