"""An acceptance report ends in its statement at handover, whole, in every layout and format."""

from io import BytesIO

import pytest
from docx import Document

from audit_app.audit.findings.finding import rated
from audit_app.audit.log.entries import ActionSet, Concluded, FindingRaised
from audit_app.audit.log.people import Person
from audit_app.checklist.reader import newest
from audit_app.report import Options, outline, pdf, web
from audit_app.report.formats.docx import docx_report
from tests.report.reading import pages, text, words
from tests.report.sample import Walk, begun

LONG = (
    "the oxygen monitor is commissioned, its alarm heard in the control room, and the result written down and sent to "
    "the MR Safety Expert before the first patient"
)
CONDITIONS = tuple(f"Number {count}: {LONG}" for count in range(1, 7))


@pytest.fixture
def walk() -> Walk:
    made = begun(newest("acceptance"))
    made.add(FindingRaised, finding="f", title="Gap in the RF cabin", likelihood=3, consequence=4)
    made.add(ActionSet, action="a", finding="f", what="Mend the gap", owner=Person(name="Lin Chen"), due="2026-01-30")
    return made


@pytest.mark.parametrize("layout", ["record", "report"])
def test_every_condition_and_open_action_stands_whole_in_every_layout(walk: Walk, layout: str) -> None:
    walk.add(Concluded, fit="with_conditions", conditions=CONDITIONS, statement="")
    told = outline(walk.audit, None, Options(layout))  # type: ignore[arg-type]
    said = words(told, "handover")
    assert all(each in said for each in CONDITIONS)
    assert "Stated by: Ada Byron (RCT0001), MR Safety Expert" in said and "On: 2 January 2026" in said
    assert "F1 | Mend the gap | Lin Chen | 30 January 2026 | Open" in said
    assert "with all 6 conditions, in the chapter “Statement at handover”" in words(told, "summary")


def test_pdf_web_page_and_word_have_the_statement(walk: Walk) -> None:
    walk.add(Concluded, fit="with_conditions", conditions=CONDITIONS, statement="")
    told = outline(walk.audit, None, Options("report"))
    document = Document(BytesIO(docx_report(told)))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert all(each in text(pdf(told)) and each in web(told).decode() and each in cells for each in CONDITIONS)


def test_a_reason_is_not_cut_and_doubts_are_told(walk: Walk) -> None:
    walk.add(Concluded, fit="no", statement=(why := " ".join([LONG] * 4)))
    assert f"Statement: {why}" in words(outline(walk.audit), "handover")
    walk.add(FindingRaised, finding="g", title="The quench pipe is blocked", immediate_danger=True)
    walk.add(Concluded, fit="with_conditions", conditions=("Mend it",), statement="")
    said = words(outline(walk.audit), "handover")
    assert "Stated fit although an immediate danger has no interim control" in said


def test_statements_that_did_not_know_of_one_another_are_all_shown(walk: Walk) -> None:
    before = walk.audit
    one = walk.pen.write(Concluded, before, fit="yes", statement="Seen and found good.")
    two = walk.other.write(Concluded, before, fit="no", statement="The pipe is open.")
    walk.audit = before.with_entry(one).with_entry(two)
    said = words(outline(walk.audit), "handover")
    assert "Seen and found good." in said and "The pipe is open." in said


def test_an_acceptance_audit_without_a_statement_says_so_and_a_periodic_one_has_no_such_chapter(walk: Walk) -> None:
    assert "No statement was made yet." in words(outline(walk.audit), "handover")
    assert words(outline(begun().audit), "handover") == ""


def test_why_it_is_fit_beside_an_extreme_risk_is_told_in_the_chapter_and_on_the_first_page(walk: Walk) -> None:
    walk.add(FindingRaised, finding="g", title="No vent", **rated(5, 5))
    walk.add(Concluded, fit="yes", despite="The room is not used until the vent is built.")
    told = outline(walk.audit)
    why = "Why fit although a finding of extreme risk is open: The room is not used until the vent is built."
    assert why in words(told, "handover")
    assert "The room is not used until the vent is built." in words(outline(walk.audit, None, Options("report")))


def test_short_conditions_stand_on_the_first_page(walk: Walk) -> None:
    walk.add(Concluded, fit="with_conditions", conditions=("Keep the north door shut.", "No oxygen cylinders inside."))
    first = pages(pdf(outline(walk.audit)))[0]
    assert "Only with all 2 conditions: • Keep the north door shut. • No oxygen cylinders inside." in first


def test_statements_in_dispute_are_both_told_on_the_first_page(walk: Walk) -> None:
    before = walk.audit
    one = walk.pen.write(Concluded, before, fit="yes", statement="Seen and found good.")
    two = walk.other.write(Concluded, before, fit="no", statement="The pipe is open.")
    first = words(outline(before.with_entry(one).with_entry(two)), "summary")
    assert "Fit for clinical use (Ada Byron, 2 January 2026): Seen and found good." in first
    assert "Not fit for clinical use (Meri Owen, 2 January 2026): The pipe is open." in first
