"""The same outline as a web page, a Word document, CSV and JSON."""

import csv
import io
import json
import zipfile
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn

from audit_app.audit.audit import Audit
from audit_app.audit.log.chain import checked
from audit_app.audit.log.entries import Answered, FindingRaised, Measured, Noted, PhotoTaken
from audit_app.errors import ReportError
from audit_app.report import Outline, csv_table, outline, web, whole_json, write_report
from audit_app.report.audit_json import schema
from audit_app.report.formats.csv_tables import harmless
from audit_app.report.formats.docx import docx_report
from audit_app.units import read
from tests.report.sample import RECORD, Folder, begun


class Page(HTMLParser):
    """What a test wants to know of a page: its tags with attributes, in order."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in names]


@pytest.fixture(scope="module")
def page(told: Outline) -> Page:
    return Page(web(told))


def test_the_page_needs_nothing_but_itself(page: Page, told: Outline) -> None:
    assert not page.all("script", "link", "iframe", "object")
    assert all(str(image["src"]).startswith("data:image/jpeg;base64,") for image in page.all("img"))
    assert b"http" not in web(told).replace(b"http://www.w3.org", b"") or b'src="http' not in web(told)


def test_the_page_has_a_language_a_title_and_a_skip_link_to_its_main_part(page: Page) -> None:
    assert page.all("html") == [{"lang": "en-GB"}]
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert page.all("main")[0]["id"] == "main"
    assert len(page.all("h1")) == 1


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_head_has_a_scope_and_every_picture_a_text(page: Page) -> None:
    assert {str(head["scope"]) for head in page.all("th")} == {"col", "row"}
    assert all(image.get("alt") for image in page.all("img"))
    assert all(drawing.get("aria-label") for drawing in page.all("svg"))
    assert len(page.all("img")) >= 12


def test_every_link_inside_the_page_leads_somewhere(page: Page) -> None:
    ids = [str(attrs["id"]) for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {str(link["href"]).removeprefix("#") for link in page.all("a")} <= set(ids)


def test_the_page_tells_the_same_as_the_outline(told: Outline) -> None:
    made = web(told).decode()
    for chapter in told.chapters:
        assert chapter.title in made
    assert made.count("SIMULATED") >= 2


def test_the_page_of_a_report_leads_with_the_result_and_a_record_with_its_facts(short: Outline, told: Outline) -> None:
    made = web(short).decode()
    assert made.index("Signed by Ada Byron") < made.index(">1 Result<") < made.index('aria-label="Contents"')
    whole = web(told).decode()
    assert whole.index("<dt>Scanner</dt>") < whole.index('aria-label="Contents"') < whole.index(">1 Result<")


def test_a_word_in_a_cell_breaks_only_where_no_real_word_is_so_long() -> None:
    walk = begun()
    walk.add(Noted, item="public-routes", text="Q" * 65 + " and words")
    made = web(outline(walk.audit, None, RECORD)).decode()
    assert "Q" * 30 + "<wbr>" + "Q" * 30 + "<wbr>" + "Q" * 5 + " and words" in made


def test_markup_that_was_typed_stays_text() -> None:
    walk = begun()
    walk.add(Noted, item="public-routes", text="<script>alert(1)</script><img src=x onerror=y>")
    made = web(outline(walk.audit, None, RECORD))
    assert b"<script" not in made
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in made


def test_the_word_document_has_findings_and_actions_as_tables_with_repeated_heads(
    whole_audit: Audit, pictures: Folder
) -> None:
    data = docx_report(outline(whole_audit, pictures))
    document = Document(io.BytesIO(data))
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    plans = [document.tables[at] for at, head in enumerate(heads) if head == ["Finding", "Action", "Due", "State"]]
    assert all("w:tblHeader" in plan.rows[0]._tr.xml for plan in plans)
    due = [row.cells[2].text for plan in plans for row in plan.rows[1:]]
    assert len([each for each in due if each]) == 9, "eight actions, and the finding that has none"
    assert len([each for each in due if not each]) == 2, "the rows of two owners"
    assert "SIMULATED" in document.sections[0].header.paragraphs[0].text
    assert document.core_properties.author == "Ada Byron"


@pytest.fixture(scope="module")
def word(short: Outline) -> Doc:
    return Document(io.BytesIO(docx_report(short)))


def test_the_word_report_leads_with_its_result_and_its_contents_lead_to_headings(word: Doc) -> None:
    heads = [each.text for each in word.paragraphs if each.style.name.startswith("Heading")]
    assert heads[0] == "1 Result" and heads.index("Contents") < heads.index("2 Actions by owner")
    assert 'TOC \\o "1-2"' in word.element.xml
    led = {str(each.get(qn("w:anchor"))) for each in word.element.iter(qn("w:hyperlink"))}
    places = [str(each.get(qn("w:name"))) for each in word.element.iter(qn("w:bookmarkStart"))]
    numbers = [each.get(qn("w:id")) for each in word.element.iter(qn("w:bookmarkStart"))]
    assert len(led) > 20 and led <= set(places)
    assert len(places) == len(set(places)) and len(numbers) == len(set(numbers))


def test_every_picture_in_word_is_described_and_all_words_are_british(word: Doc) -> None:
    drawn = [*word.element.iter(qn("wp:docPr"))]
    assert len(drawn) > 3 and all(each.get("descr") for each in drawn)
    assert {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_no_row_in_word_breaks_no_table_is_wider_than_the_page_and_no_risk_word_is_torn(word: Doc) -> None:
    for table in word.tables:
        wide = [column.width.cm for column in table.columns]
        assert sum(wide) < 17.05 and all("w:cantSplit" in row._tr.xml for row in table.rows)
        if table.rows[0].cells[0].text == "Risk":
            assert wide[0] > 1.7, "“Moderate” in bold"


def test_a_text_that_begins_on_the_right_is_set_so_in_word() -> None:
    walk = begun()
    walk.add(FindingRaised, finding="f", title="Door", description="الباب (0.5 mT) مفتوح")
    document = Document(io.BytesIO(docx_report(outline(walk.audit))))
    [said] = [each for each in document.paragraphs if "الباب" in each.text]
    assert said._p.pPr.find(qn("w:bidi")) is not None and "<w:rtl/>" in said._p.xml
    [title] = [each for each in document.paragraphs if each.text.startswith("F1 Door") and "Heading" in each.style.name]
    assert "w:bidi" not in title._p.xml


def test_a_very_tall_screenshot_in_word_is_shown_in_parts(pictures: Folder) -> None:
    walk = begun()
    digest = pictures.add((1080, 20_000), "tall")
    walk.add(PhotoTaken, item="public-routes", photo="p", digest=digest, name="screen.jpg")
    document = Document(io.BytesIO(docx_report(outline(walk.audit, pictures, RECORD))))
    cuts = [(int(each.get("t")), int(each.get("b"))) for each in document.element.iter(qn("a:srcRect"))]
    assert len(cuts) > 10 and cuts[0][0] == 0 and cuts[-1][1] == 0
    assert all(abs(low + other - 100_000) <= 1 for (_, low), (other, _) in pairwise(cuts))
    parts = [each for each in document.element.iter(qn("wp:extent")) if int(each.get("cx")) > 1_000_000]
    assert len(parts) >= len(cuts), "none of them is narrower than 2.8 cm"


def test_the_word_document_does_not_depend_on_when_it_was_made(whole_audit: Audit) -> None:
    told = outline(whole_audit)
    first, second = docx_report(told), docx_report(told)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_table_has_a_row_for_every_item_and_every_field_reading(whole_audit: Audit) -> None:
    made = rows(csv_table(whole_audit))
    assert len(made) == len(whole_audit.lines) + 16
    assert {row["verdict"] for row in made} >= {"Compliant", "Deficient", "Not assessed", "At the line"}


def test_the_unit_has_a_column_of_its_own_and_the_number_is_a_number() -> None:
    walk = begun()
    walk.add(Measured, item="fs-console", quantity=read("4,2 G", "mT").quantity)
    [row] = [row for row in rows(csv_table(walk.audit)) if row["item"] == "fs-console"]
    assert (row["typed"], row["value"], row["unit of value"]) == ("4,2 G", "4.2", "G")
    assert (row["value in unit of limit"], row["unit of limit"]) == ("0.42", "mT")


def test_a_negative_reading_stays_a_number() -> None:
    walk = begun()
    walk.add(Measured, item="fs-console", quantity=read("−0.3 mT", "mT").quantity)
    [row] = [row for row in rows(csv_table(walk.audit)) if row["item"] == "fs-console"]
    assert row["value"] == "-0.3"


def test_less_than_is_no_number_but_keeps_what_was_typed() -> None:
    walk = begun()
    walk.add(Measured, item="fs-console", quantity=read("<0.1 mT", "mT").quantity)
    [row] = [row for row in rows(csv_table(walk.audit)) if row["item"] == "fs-console"]
    assert (row["typed"], row["value"]) == ("<0.1 mT", "")


@pytest.mark.parametrize("said", ["=1+1", "+44", "-x", "@A1", "\t=1", " =1", "\n=1", "|x", "%x", "\r=cmd", "＝1+1"])
def test_what_a_spreadsheet_could_run_is_defused(said: str) -> None:
    assert harmless(said).startswith("'")
    walk = begun()
    walk.add(Noted, item="public-routes", text=said)
    [row] = [row for row in rows(csv_table(walk.audit)) if row["item"] == "public-routes"]
    assert row["note"].startswith("'")


def test_ordinary_words_stay_as_they_are() -> None:
    assert harmless("Łódź, 5 G") == "Łódź, 5 G"


def test_the_whole_audit_as_json_can_be_checked_again(whole_audit: Audit) -> None:
    whole = json.loads(whole_json(whole_audit))
    bodies = [
        json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for entry in whole["entries"]
    ]
    log = checked(bodies)
    assert log.flaws == ()
    assert log.heads == whole_audit.heads
    assert {whole_audit.begun.checklist, whole_audit.begun.references} == set(whole["papers"])


@pytest.mark.parametrize("ending", [".pdf", ".html", ".docx", ".csv", ".json"])
def test_the_ending_of_the_name_chooses_the_format(ending: str, tmp_path: Path) -> None:
    walk = begun()
    walk.add(Answered, item="public-routes", verdict="compliant")
    starts = {".pdf": b"%PDF", ".html": b"<!DOCTYPE", ".docx": b"PK", ".csv": b"\xef\xbb\xbf", ".json": b"{"}
    path = tmp_path / f"report{ending}"
    write_report(walk.audit, path)
    assert path.read_bytes().startswith(starts[ending])
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"\.odt is not an ending of a report\. Use one of: \.pdf, \.html"):
        write_report(begun().audit, tmp_path / "report.odt")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="there is no such folder"):
        write_report(begun().audit, tmp_path / "no" / "report.json")


SCHEMA = Path(__file__).parents[2] / "docs" / "audit.schema.json"


def test_the_schema_of_the_json_is_the_one_in_the_docs() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == schema()


def test_every_entry_of_an_audit_has_the_fields_its_schema_asks_for(whole_audit: Audit) -> None:
    told, made = schema(), json.loads(whole_json(whole_audit))
    assert set(told["required"]) <= set(made)
    for entry in made["entries"]:
        asked = told["$defs"][entry["kind"]]
        assert set(asked["required"]) <= set(entry) <= set(asked["properties"]), entry["kind"]


def test_a_field_reading_has_its_place_in_columns_of_numbers_and_its_time_as_iso(whole_audit: Audit) -> None:
    [row, *_] = [row for row in rows(csv_table(whole_audit)) if row["item"] == "field reading 1"]
    assert (row["x in m"], row["y in m"], row["height in m"], row["question"]) == ("2.1", "0", "1.1", "")
    assert datetime.fromisoformat(row["when"]).tzinfo is not None


@pytest.mark.parametrize("said", ["x;=1+2", "b,-2", "c|+1", "d\n=1", 'e;"=1"', "f;\u202f=1", "g;\u3000=1", "h; ' \"=1"])
def test_what_stands_after_a_separator_is_defused_too(said: str) -> None:
    assert "'" in harmless(said)
