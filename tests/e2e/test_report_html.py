"""The web report in a real browser: no accessibility fault, nothing fetched, readable without script and in print."""

from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pypdf import PdfReader

from audit_app.report import outline, web
from tests.report.sample import RECORD, Folder, begun, filled, rich, with_findings, with_photos

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    pictures = Folder(folder)
    path = folder / "report.html"
    path.write_bytes(web(outline(rich(pictures, photos=4), pictures, RECORD)))
    return path


@pytest.mark.parametrize("width", [1180, 390])
def test_axe_finds_nothing_wrong(chromium: Browser, page_file: Path, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(page_file.as_uri())
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


def test_a_draft_without_answers_has_no_fault_either(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "draft.html"
    path.write_bytes(web(outline(begun().audit)))
    context = chromium.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


def test_it_asks_for_nothing_else_and_never_scrolls_sideways(chromium: Browser, page_file: Path) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [page_file.as_uri()]
    assert wide <= 390


def test_the_first_tab_leads_past_the_contents(chromium: Browser, page_file: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()


def test_it_reads_the_same_without_script(chromium: Browser, page_file: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "Safety audit of an MR unit"
    assert page.get_by_role("table").count() > 30
    context.close()


def test_every_printed_page_says_what_it_is_above_its_words(chromium: Browser, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    path = tmp_path / "draft.html"
    path.write_bytes(web(outline(with_photos(with_findings(filled(begun())), folder, most=4).audit, folder)))
    context = chromium.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    printed = PdfReader(BytesIO(page.pdf(format="A4")))
    context.close()
    assert len(printed.pages) > 4
    for sheet in printed.pages:
        heights: dict[bool, list[float]] = {True: [], False: []}

        def see(words: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
            if words.strip():
                at = tm[5] * cm[3] + cm[5]
                heights["SIMULATED" in words or "DRAFT" in words].append(at)  # noqa: B023 (called at once)

        sheet.extract_text(visitor_text=see)
        said = sheet.extract_text()
        assert "SIMULATED" in said and "DRAFT" in said
        assert not heights[False] or max(heights[False]) < min(heights[True]) - 8


def test_no_word_of_a_table_is_torn_on_any_width(chromium: Browser, page_file: Path) -> None:
    """A word stands on one line where the page that shows its first and its last letter has them at one height."""
    context = chromium.new_context(viewport={"width": 820, "height": 900})
    page = context.new_page()
    page.goto(page_file.as_uri())
    torn = page.evaluate(
        """() => [...document.querySelectorAll("th, dt")].flatMap((cell) => {
            const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), torn = [];
            for (let node; (node = walk.nextNode()); )
                for (const found of node.data.matchAll(/[A-Za-z]{2,25}/g)) {
                    const range = document.createRange();
                    range.setStart(node, found.index);
                    range.setEnd(node, found.index + found[0].length);
                    if (range.getClientRects().length > 1) torn.push(found[0]);
                }
            return torn;
        })"""
    )
    context.close()
    assert torn == []
