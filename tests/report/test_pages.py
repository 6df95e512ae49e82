"""What stands at the head and foot of pages, and where they end."""

from dataclasses import replace

from audit_app.audit.entries import Answered
from audit_app.report import Outline, outline, pdf, web
from audit_app.report.action_sheet import action_sheet
from audit_app.report.blocks import Chapter, Words
from tests.report.reading import pages
from tests.report.sample import begun


def test_a_page_is_headed_by_the_chapter_at_its_top(told: Outline) -> None:
    chapters = (
        Chapter("coverage", "Reference coverage", tuple(Words(f"Line {line}") for line in range(50))),
        Chapter("basis", "What the audit worked to", (Words("Little"),)),
        Chapter("record", "Record and verification", tuple(Words(f"Line {line}") for line in range(50))),
    )
    third, fourth, fifth, *_ = pages(pdf(replace(told, chapters=chapters)))[2:]
    assert third.count("Reference coverage") == 2
    assert fourth.count("Reference coverage") == 1 and fourth.count("What the audit worked to") == 1
    assert fifth.count("Record and verification") == 1


def test_every_page_and_the_action_sheet_name_the_log_heads_of_both_tablets() -> None:
    walk = begun()
    walk.add(Answered, walk.other, item="public-routes", verdict="compliant")
    heads = "log heads " + ", ".join(head[:12] for head in walk.audit.heads.values())
    told = outline(walk.audit)
    assert heads.count(",") == 1 and heads in web(told).decode()
    assert all(heads in page for page in (*pages(pdf(told)), *pages(action_sheet(walk.audit))))
