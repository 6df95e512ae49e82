"""Whatever was typed and whatever was photographed, there is a report, and it says what it cannot show."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import (
    ActionSet,
    Answered,
    FindingRaised,
    Noted,
    PhotoCaptioned,
    PhotoTaken,
    Signed,
    ThingAdded,
)
from audit_app.audit.log.people import Person, Unit
from audit_app.checklist.model import Checklist
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.report import Cancelled, NoPictures, Options, csv_table, outline, pdf, report_pdf, web
from audit_app.report.formats.docx import docx_report
from audit_app.report.pdf.action_sheet import action_sheet
from audit_app.report.pdf.text.fonts import REGULAR, width_of
from audit_app.report.pdf.text.glyphs import shown
from audit_app.report.pdf.text.paragraph import Style, broken, runs, visual
from tests.conftest import WALK
from tests.report.reading import pages, text, words
from tests.report.sample import RECORD, Folder, Walk, begun

SMALL = parse(WALK, "walk.toml")
HARD = (
    "<b>bold</b> & <font color='red'>&amp; </para> <br/> %s {x} \\n ]]>",
    "x" * 3_000,
    "word " * 600,
    "line\n" * 90,
    "שלום (עולם) 123 abc",
    "السلام عليكم ورحمة الله",
    "emoji 😀👩‍⚕️🇬🇧 and ⚠",
    "\x00\x01\x07\x1b[31m\x7f\x85\u2028\u2029",
    "\u202eright-to-left override\u202c\u200b\ufeff",
    "ŵŷ Łódź żółć αβγΩ ≤≥±µ²³√∞ ½ naïve ﬁ",
    "日本語 中文 한국어 ไทย हिन्दी",
    "e\u0301" * 50 + "Z" + "\u0300" * 200,
    "\ue000\U0010ffff\U000e0041",
    "http://" + "a" * 300 + ".example/?q=<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "'\"`",
    " ",
)


def walked(said: str, names: str = "") -> Audit:
    """An audit with the same words everywhere that words can be typed."""
    name = names or said or "x"
    walk = begun(SMALL, Library(), unit=Unit(id="u", name=name, organisation=said, site=said))
    walk.add(ThingAdded, thing="d", thing_kind="door", name=name, details={name: said})
    walk.add(Answered, item="sign", verdict="not_assessed", reason=said)
    walk.add(Answered, item="closes", thing="d", verdict="deficient", reason=said)
    walk.add(Answered, item="tested", thing="d", value=said)
    walk.add(Noted, item="sign", text=said)
    walk.add(PhotoTaken, item="sign", photo="p", digest="0" * 64, name=said)
    walk.add(PhotoCaptioned, photo="p", text=said)
    told: dict[str, Any] = dict.fromkeys(
        ("description", "place", "rationale", "recommendation", "interim_control"), said
    )
    walk.add(
        FindingRaised,
        finding="f",
        item="closes",
        thing="d",
        title=name,
        references=(said,),
        **told,
        immediate_danger=True,
    )
    walk.add(ActionSet, action="a", finding="f", what=said, owner=Person(name=name, role=said), due=said)
    walk.add(Signed, role="auditor", person=Person(name=name), declaration=said, heads=walk.audit.heads)
    return walk.audit


@pytest.mark.parametrize("said", HARD, ids=range(len(HARD)))
def test_any_words_give_every_format(said: str) -> None:
    told = outline(walked(said), None, RECORD)
    assert len(PdfReader(BytesIO(pdf(told))).pages) >= 4
    assert len(PdfReader(BytesIO(pdf(outline(walked(said))))).pages) >= 2
    assert action_sheet(walked(said)).endswith(b"%%EOF\n")
    assert web(told).endswith(b"</html>\n")
    assert docx_report(told).startswith(b"PK")
    assert csv_table(walked(said))


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.text(min_size=1, max_size=30))
def test_any_text_at_all_gives_a_pdf_and_a_page(said: str, name: str) -> None:
    told = outline(walked(said, name.encode("utf-8", "replace").decode()))
    assert pdf(told).endswith(b"%%EOF\n")
    assert web(told).endswith(b"</html>\n")


def test_a_character_without_a_glyph_is_named_and_never_an_empty_box() -> None:
    assert shown("a🩺b") == "a[U+1FA7A]b"
    assert shown("日") == "[U+65E5]"


def test_a_control_character_is_shown_by_its_code() -> None:
    assert shown("a\x07b\u202ec\u200bd") == "a[U+0007]b[U+202E]c[U+200B]d"


def test_latin_greek_welsh_polish_and_mathematical_signs_print_as_themselves() -> None:
    said = "ŵŷŴŶ łŁżźćńąęśó αβγδΩµ ≤≥±×÷√∞≈≠∑ ²³½ °C % ‰ … “” ‘’ – — • ✔✖○▲■□◐ → €£"
    assert shown(said) == said


def drawn(text: str) -> str:
    """One line of text as its letters stand from left to right."""
    of = runs(text)
    [line] = broken(of, Style(10, 12), 1000)
    return "".join(words for words, _ in visual(of, line)[0])


def test_a_right_to_left_run_is_turned_with_its_numbers_in_their_own_order() -> None:
    assert drawn("abc שלום 123 def") == "abc 123 םולש def"
    assert drawn("א12ב") == "ב12א"
    assert drawn("(א)") == "(א)"
    assert drawn("שלום (0.5 mT)") == "(mT 0.5) םולש", "read from the right: the number, then its unit"


def test_arabic_letters_take_their_joined_forms() -> None:
    turned = drawn("سلام")
    assert turned != "سلام"
    assert all(0xFB50 <= ord(letter) <= 0xFEFC for letter in turned)


def test_a_paragraph_that_begins_right_to_left_wraps_from_its_first_line_to_its_last() -> None:
    of = runs("אחת שתיים שלוש ארבע")
    lines = list(broken(of, Style(10, 12), 60))
    assert len(lines) > 1 and all(visual(of, line)[1] for line in lines), "each line begins on the right"
    first = "".join(words for words, _ in visual(of, lines[0])[0])
    assert first.endswith("תחא"), "the first word stands in the first line, at its right end"


def turned(text: str, width: float) -> list[tuple[str, bool]]:
    """The lines of a text as they stand from left to right, and whether each begins on the right."""
    of = runs(text)
    found = [visual(of, line) for line in broken(of, Style(10, 12), width)]
    return [("".join(words for words, _ in parts), right) for parts, right in found]


def test_a_line_end_in_a_text_begins_a_paragraph_with_a_direction_of_its_own() -> None:
    assert [right for _, right in turned("Door (A)\nשלום (0.5 mT)\nabc", 400)] == [False, True, False]
    assert turned("Door (A)\nשלום (0.5 mT)", 400)[1][0] == "(mT 0.5) םולש"


def test_where_a_line_of_a_paragraph_ends_turns_nothing_otherwise() -> None:
    """A number at the start of a line follows the letters of the line before (W2), as it does within one line."""
    text = "باب باب باب 10-20 xyz"
    [(whole, _)] = turned(text, 1000)
    assert whole.startswith("xyz 20-10 "), "after Arabic letters a range is read from the right"
    [_, (second, right)] = turned(text, width_of("باب باب باب", REGULAR) * 10 + 2)
    assert (second, right) == ("xyz 20-10", True)


def test_the_same_words_at_the_same_place_of_a_line_look_alike_however_long_the_text() -> None:
    text = "(0.5 mT) سلام باب " * 400
    said = [words for words, _ in turned(text, 300)]
    assert len(said) > 100 and len(set(said)) < 30, "the same words at the same places of a line look alike"


def test_a_script_without_a_font_is_named_and_counted_and_stays_in_the_file() -> None:
    assert shown("磁共振室 A") == "[Chinese,\u00a04\u00a0signs] A"
    walk = begun(SMALL, Library())
    walk.add(Noted, item="sign", text="磁共振室的门")
    assert "磁共振室的门".encode("utf-16-be").hex().upper() in pages_code(report_pdf(walk.audit, None, RECORD))


def pages_code(data: bytes) -> str:
    return "".join(page.get_contents().get_data().decode("latin-1") for page in PdfReader(BytesIO(data)).pages)


def test_ten_thousand_characters_in_one_cell_run_over_pages_and_none_is_lost() -> None:
    said = " ".join(f"w{n:05d}" for n in range(1500))
    walk = begun(SMALL, Library())
    walk.add(Noted, item="sign", text=said)
    printed = text(report_pdf(walk.audit, None, RECORD)).replace(" ", "")
    assert all(f"w{n:05d}" in printed for n in range(1500))


def test_a_word_without_a_break_runs_over_pages_and_no_letter_is_lost() -> None:
    walk = begun(SMALL, Library())
    walk.add(Noted, item="sign", text="Q" * 10_000)
    assert text(report_pdf(walk.audit, None, RECORD)).count("Q") >= 10_000


def test_every_page_says_simulated_and_draft() -> None:
    printed = pages(report_pdf(begun(SMALL, Library()).audit, None, RECORD))
    assert all("SIMULATED" in page and "DRAFT" in page for page in printed)


def test_a_real_signed_audit_says_neither() -> None:
    walk = begun(SMALL, Library(), simulated=False)
    walk.add(Signed, role="auditor", person=Person(name="Ada Byron"), declaration="True.", heads=walk.audit.heads)
    assert not any("SIMULATED" in page or "DRAFT" in page for page in pages(report_pdf(walk.audit, None, RECORD)))


def photographed(count: int, pictures: Folder) -> Walk:
    walk = begun(SMALL, Library())
    for n in range(count):
        walk.add(PhotoTaken, item="sign", photo=f"p{n}", digest=pictures.add((64, 48), f"{n % 7}"), name=f"IMG_{n}.jpg")
    return walk


def test_a_thousand_photos_give_a_report_with_each_of_them(tmp_path: Path) -> None:
    pictures = Folder(tmp_path)
    walk = begun(SMALL, Library())
    written = walk.pen
    entries = []
    for n in range(1000):
        entry = written.write(
            PhotoTaken,
            None,
            audit_id=walk.audit.id,
            item="sign",
            photo=f"p{n}",
            digest=pictures.add((64, 48), f"{n % 7}"),
        )
        entries.append(entry.model_copy(update={"seq": n + 2}))
    from audit_app.audit.audit import replay

    audit = replay(walk.audit.id, SMALL, Library(), [*walk.audit.entries, *entries])
    told = outline(audit, pictures, RECORD)
    assert told.faults == ()
    printed = pdf(told)
    assert "Photo 1000." in text(printed)


@pytest.mark.parametrize(
    ("bytes_", "fault"),
    [
        (b"", "has a damaged copy"),
        (b"not a picture", "has a damaged copy"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "has a damaged copy"),
        (b"\xff\xd8" + b"\x00" * 500 + b"\xff\xd9", "has a damaged copy"),
    ],
)
def test_a_damaged_picture_becomes_a_named_placeholder(tmp_path: Path, bytes_: bytes, fault: str) -> None:
    pictures = Folder(tmp_path, make=lambda path, size, said: path.write_bytes(bytes_) and None)
    walk = photographed(1, pictures)
    if not bytes_:
        next(iter(tmp_path.iterdir()), tmp_path / "x").write_bytes(b"")
        (tmp_path / f"{walk.audit.entries[-1].digest}.jpg").write_bytes(b"")  # type: ignore[attr-defined]
    told = outline(walk.audit, pictures, RECORD)
    assert told.faults == (f"Photo 1 (IMG_0.jpg) {fault}.",)
    assert f"IMG_0.jpg {fault}" in text(pdf(told))
    assert f"IMG_0.jpg {fault}".encode() in web(told)


def test_a_picture_cut_short_becomes_a_named_placeholder(tmp_path: Path) -> None:
    pictures = Folder(tmp_path)
    walk = photographed(1, pictures)
    path = next(tmp_path.glob("*.jpg"))
    path.write_bytes(path.read_bytes()[:-40])
    assert outline(walk.audit, pictures, RECORD).faults


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3, 2)])
def test_any_shape_of_picture_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    pictures = Folder(tmp_path)
    walk = begun(SMALL, Library())
    walk.add(PhotoTaken, item="sign", photo="p", digest=pictures.add(size, "x"), name="x.jpg")
    walk.add(FindingRaised, finding="f", item="sign", title="t", photos=("p",))
    assert report_pdf(walk.audit, pictures)


def test_six_hundred_items_give_a_report_that_tells_each(audit: Audit) -> None:
    many = SMALL.sections[0].items[0]
    items = tuple(many.model_copy(update={"id": f"item-{n:03d}", "text": f"Question {n:03d}?"}) for n in range(600))
    checklist = Checklist.model_validate(
        {**SMALL.model_dump(by_alias=True), "sections": [{"id": "s", "title": "All", "zone": "II", "items": items}]}
    )
    walk = begun(checklist, Library())
    for n in range(0, 600, 3):
        walk.add(Answered, item=f"item-{n:03d}", verdict="compliant")
    printed = text(report_pdf(walk.audit, None, RECORD))
    assert all(f"Question {n:03d}?" in printed for n in range(600))


def smallest_letters(data: bytes, page: int) -> float:
    """The size in points of the smallest words on a page, the figures in and beside a chart's bars aside."""
    sizes: list[float] = []

    def see(words: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if any(letter.isalpha() for letter in words):
            sizes.append(size * abs(cm[0]) * abs(tm[0]))

    PdfReader(BytesIO(data)).pages[page].extract_text(visitor_text=see)
    return min(sizes)


def test_the_summary_keeps_to_one_page_however_much_there_is(whole_audit: Audit) -> None:
    long = "This is a very long title that says many things at once " * 6
    sections = [
        {"id": f"s{n}", "title": f"{long} {n}", "zone": "II", "items": [{"id": f"i{n}", "text": long}]}
        for n in range(60)
    ]
    checklist = Checklist.model_validate({**SMALL.model_dump(by_alias=True), "sections": sections})
    walk = begun(checklist, Library())
    for n in range(60):
        walk.add(Answered, item=f"i{n}", verdict=("deficient", "partly", "not_assessed")[n % 3], reason=long)
    for n in range(40):
        rating = {"likelihood": n % 5 + 1, "consequence": n % 4 + 2}
        walk.add(
            FindingRaised,
            finding=f"f{n}",
            title=f"{n} {long}",
            immediate_danger=n % 2 == 0,
            interim_control=long,
            **rating,
        )
    for paper in ("a4", "letter"):
        options = Options("report", paper)  # type: ignore[arg-type]
        made = pdf(outline(walk.audit, None, options), options)
        printed = pages(made)
        assert smallest_letters(made, 0) >= 7.8
        assert "What must be done first" in printed[0] and "more action" in printed[0]
        assert "Actions by owner" in printed[1], "the first page is one page"


def test_a_part_that_leads_nowhere_in_this_layout_is_no_link(whole_audit: Audit, pictures: Folder) -> None:
    options = Options("report")
    assert pdf(outline(whole_audit, pictures, options), options)


def test_stopping_leaves_nothing(whole_audit: Audit, tmp_path: Path) -> None:
    from audit_app.report import write_report

    def stop(done: int, total: int) -> None:
        if done > 20:
            raise Cancelled

    path = tmp_path / "r.pdf"
    with pytest.raises(Cancelled):
        write_report(whole_audit, path, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_progress_grows_to_its_end(whole_audit: Audit) -> None:
    seen: list[tuple[int, int]] = []
    pdf(outline(whole_audit, NoPictures()), progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]
    assert words is not None


def test_a_line_that_stands_in_many_cells_is_drawn_in_each_wherever_pages_end() -> None:
    """The same line of text is laid out once and drawn in many cells, some of them cut by the end of a page."""
    shared = "The same note of more than two lines stands under every item of this checklist. " * 2
    for length in (9, 17, 26):
        items = [{"id": f"i{n}", "text": "A long question that fills its cell? " * length} for n in range(40)]
        checklist = Checklist.model_validate(
            {**SMALL.model_dump(by_alias=True), "sections": [{"id": "s", "title": "All", "zone": "II", "items": items}]}
        )
        walk = begun(checklist, Library())
        for n in range(40):
            walk.add(Noted, item=f"i{n}", text=shared + "x" * (n % 3))
        assert text(report_pdf(walk.audit, None, RECORD)).count("checklist.") >= 80
