"""The web report in a real browser: no accessibility fault, nothing fetched, readable without script and in print."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from audit_app.report import outline, web
from tests.report.sample import RECORD, Folder, begun, rich

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
