"""The action sheet on paper: one page, every finding on it, the same bytes for the same audit."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from audit_app.audit.findings.finding import rated
from audit_app.audit.log.entries import ActionSet, FindingRaised
from audit_app.audit.log.people import Person
from audit_app.report.pdf.action_sheet import action_sheet, brief


def pages(data):
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def found(audit, pen, number):
    owner = Person(name="Lin Chen", email="lin@example.org")
    for each in range(number):
        says = {"finding": f"f{each}", "title": f"Finding {each}", **rated(3, 4)}
        audit = audit.with_entry(pen.write(FindingRaised, audit, **says))
        says = {
            "action": f"a{each}",
            "finding": f"f{each}",
            "what": f"Mend {each}",
            "owner": owner,
            "due": "2026-01-30",
        }
        audit = audit.with_entry(pen.write(ActionSet, audit, **says))
    return audit


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_ten_actions_stand_on_one_page_with_room_to_sign(audit, pen, paper):
    [text] = pages(action_sheet(found(audit, pen, 10), paper))
    assert "Mend 9" in text and "30 Jan 2026" in text and "lin@example.org" in text and "Signature" in text
    assert "DRAFT" in text


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_fifteen_actions_stand_on_one_page_a_little_smaller(audit, pen, paper):
    [text] = pages(action_sheet(found(audit, pen, 15), paper))
    assert "Mend 14" in text and "Signature" in text and "Page 1 of 1" in text


def test_a_finding_without_an_action_asks_for_one(audit, pen):
    audit = audit.with_entry(pen.write(FindingRaised, audit, finding="f", title="Gap"))
    assert "No action yet: please propose one" in " ".join(pages(action_sheet(audit))[0].split())


def test_many_actions_go_on_under_the_same_head(audit, pen):
    texts = pages(action_sheet(found(audit, pen, 40)))
    assert len(texts) > 1 and all("Finding and risk" in text for text in texts)
    assert sum(text.count("Mend") for text in texts) == 40
    assert [f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(texts)


def test_an_audit_without_findings_says_so(audit):
    assert "No finding was raised." in pages(action_sheet(audit))[0]


def test_the_same_audit_gives_the_same_bytes(audit, pen):
    audit = found(audit, pen, 3)
    assert action_sheet(audit) == action_sheet(audit)


def test_a_due_date_is_short(audit):
    assert (brief("2026-11-27"), brief(""), brief("soon")) == ("27 Nov 2026", "No date yet", "soon")
