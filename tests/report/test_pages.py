"""What stands at the head and foot of pages, and where they end."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from audit_app.audit.log.entries import Answered
from audit_app.report import Outline, outline, pdf, web
from audit_app.report.blocks import Bullets, Card, Chapter, Column, Drawing, Heading, Label, Row, Table, Words, cell
from audit_app.report.pdf.action_sheet import action_sheet
from audit_app.report.pdf.grid import Cells, Grid
from audit_app.report.pdf.short_paper import document_pdf
from audit_app.report.pdf.style import paragraph
from audit_app.report.pdf.text.fonts import ready
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


def test_a_finding_is_not_torn_where_a_page_can_hold_it(printed: bytes) -> None:
    held = [page for page in pages(printed) if "Recommendation Have the closer adjusted" in page]
    assert sum(page.count("Recommendation Have") for page in held) == 9
    for page in held:
        assert page.count("Risk ") >= page.count("Recommendation Have") == page.count("Raised Ada Byron")


Make = Callable[[Outline], bytes]


@pytest.mark.parametrize(("make", "before"), [(pdf, 2), (document_pdf, 0)])
def test_a_table_that_fills_its_page_leaves_no_empty_one_behind(told: Outline, make: Make, before: int) -> None:
    for count in range(26, 39):
        rows = tuple(Row((cell(f"row {number}"),)) for number in range(count))
        table = Table("", (Column("What"),), rows, numbered=False)
        short = replace(told, facts=(), chapters=(Chapter("a", "Many", (table,)),))
        assert all("row " in page for page in pages(make(short))[before:])


def test_no_heading_is_left_behind_by_the_figure_it_heads(told: Outline) -> None:
    figure = Drawing(480.0, 98.0, (Label(0, 20, "inside"),), "Readings over the audits", "a chart")
    table = Table("", (Column("What"),), tuple(Row((cell(f"row {number}"),)) for number in range(9)), numbered=False)
    for lines in range(20, 45):
        before = (Bullets(tuple(f"line {line}" for line in range(lines))), Heading("Over time"), Words("Two audits."))
        chapter = Chapter("a", "Many", (*before, figure, table))
        printed = pages(document_pdf(replace(told, facts=(), chapters=(chapter,))))
        assert any("Over time" in page and "Readings over the audits" in page for page in printed), lines


def test_no_chapters_title_is_left_behind_by_its_first_finding(told: Outline) -> None:
    [findings] = [each for each in told.chapters if each.key == "findings"]
    card = next(block for block in findings.blocks if isinstance(block, Card))
    for lines in (26, 30, 34, 38):
        before = Chapter("a", "Many", tuple(Words(f"line {line}") for line in range(lines)))
        found = replace(told, layout="report", chapters=(before, before, Chapter("b", "Faults", (card,))))
        printed = pages(pdf(found))
        assert any(page.count("Faults") and card.title in page for page in printed), lines


def test_a_row_is_not_cut_for_its_last_line() -> None:
    ready()
    short, long = (Cells((120.0,), ((paragraph("word " * words),),)) for words in (3, 90))
    room = short.height + long.height - 8
    upper, lower = Grid(120.0, None, [short, long]).split(120.0, room)
    assert upper.parts == [short] and lower.parts[lower.start] is long
    upper, lower = Grid(120.0, None, [short, long]).split(120.0, room - 60)
    assert len(upper.parts) == 2 and not lower.parts[0].first


def test_a_list_hangs_from_its_points(told: Outline) -> None:
    chapter = Chapter("a", "Many", (Bullets(("word " * 60,)),))
    lines: list[float] = []

    def see(words: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if "word word" in words:
            lines.append(round(cm[4] + tm[4]))

    page = PdfReader(BytesIO(document_pdf(replace(told, facts=(), chapters=(chapter,))))).pages[0]
    page.extract_text(visitor_text=see)
    assert len(lines) > 1 and len(set(lines)) == 1
