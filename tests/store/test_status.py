"""The status of actions: a document that follows a signed report and is made from the log of the unit."""

from datetime import date
from io import BytesIO

import pypdf
import pytest

from audit_app.report.blocks import Card, Numbers, Table
from audit_app.report.status import status, write_status
from audit_app.store.lineage import followed_up
from audit_app.visit.findings import attach, close_action, set_action
from tests.store.test_following import LIN
from tests.store.test_going_on import gap as gap  # a fixture
from tests.store.test_going_on import going_on

ON = date(2026, 2, 1)


def told(visit, on: date = ON):
    return status(visit.audit, followed_up(visit.store, visit.audit), on)


def table(outline, chapter: str) -> list[list[str]]:
    [made] = [each for one in outline.chapters if one.key == chapter for each in one.blocks if isinstance(each, Table)]
    return [[" / ".join(said.text for said in cell) for cell in row.cells] for row in made.rows]


def test_an_action_that_is_over_its_day_leads_the_table_and_says_by_how_much(gap):
    visit, made, _ = gap
    set_action(going_on(visit), made, "Tell the cleaners", LIN, due="2026-01-03")
    rows = table(told(visit), "actions")
    assert [row[1].partition(" / ")[0] for row in rows] == ["Tell the cleaners", "Fit a brush"]
    assert [row[4] for row in rows] == ["Open / Overdue by 29 days", "Open / Overdue by 27 days"]


def test_what_was_done_since_signing_is_told_with_its_evidence_and_replies(gap):
    visit, made, action = gap
    close_action(going_on(visit), action, "done", "Brush seen")
    attach(going_on(visit), made, "E-mail from Lin", "Fitted on Monday")
    outline = told(visit)
    [numbers] = [each for each in outline.chapters[0].blocks if isinstance(each, Numbers)]
    assert [(one.number, one.words) for one in numbers.figures] == [
        ("0", "overdue"),
        ("0", "open"),
        ("1", "done"),
        ("0", "verified"),
    ]
    course = [row[2] for row in table(outline, "course")]
    assert course == ["Marked the action “Fit a brush” done (Brush seen) / F1", "Attached “E-mail from Lin” / F1"]
    [card] = [each for each in outline.chapters[2].blocks if isinstance(each, Card)]
    words = "\n".join(str(block) for block in card.blocks)
    assert "Brush seen" in words and "Fitted on Monday" in words


def test_what_was_undone_is_not_told_as_done(gap):
    visit, _, action = gap
    follow = going_on(visit)
    close_action(follow, action, "done", "Brush seen")
    follow.undo()
    outline = told(visit)
    assert [row[4] for row in table(outline, "actions")] == ["Open / Overdue by 27 days"]
    assert "Nothing was entered since signing." in str(outline.chapters[1])


def test_it_names_the_report_that_it_follows_and_leaves_the_log_as_it_is(gap):
    visit, _, action = gap
    close_action(going_on(visit), action, "done", "Brush seen")
    before = visit.store.raw(visit.audit.id)
    facts = dict(told(visit).facts)
    assert "stays as it is" in facts["Follows"] and facts["As of"] == "1 February 2026"
    assert visit.store.raw(visit.audit.id) == before


@pytest.mark.parametrize("ending", [".pdf", ".html"])
def test_it_is_the_same_file_each_time_and_says_the_same_in_both_formats(gap, ending):
    visit, _, action = gap
    close_action(going_on(visit), action, "done", "Brush seen")
    files = [BytesIO(), BytesIO()]
    for file in files:
        write_status(told(visit), file, ending)
    assert files[0].getvalue() == files[1].getvalue()
    words = files[0].getvalue().decode("utf-8", "replace")
    if ending == ".pdf":
        words = "".join(page.extract_text() for page in pypdf.PdfReader(files[0]).pages)
    assert "Status of actions" in words and "Brush seen" in words and "Fit a brush" in words
