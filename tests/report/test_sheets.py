"""Paper sheets: what is asked on them, and codes in which a slip is noticed."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.lib.units import mm

from audit_app.audit.log.entries import Answered, ThingAdded
from audit_app.audit.log.people import Unit
from audit_app.errors import UsageError
from audit_app.report.pdf.blanks import sheets_pdf
from audit_app.report.pdf.text.fonts import REGULAR, width_of
from audit_app.report.sheets import LETTERS, about, code, grid_code, read_code, sheet_with, sheets
from tests.report.reading import pages
from tests.report.sample import Walk, begun


@pytest.fixture
def walk() -> Walk:
    made = begun()
    for name in ("Sensor at ceiling", "Sensor by the chair"):
        made.add(ThingAdded, thing=name, thing_kind="oxygen-sensor", name=name)
    return made


def test_every_line_is_on_exactly_one_sheet(walk: Walk) -> None:
    on_paper = [line.key for sheet in sheets(walk.audit) for line in sheet.lines]
    assert on_paper == list(walk.audit.lines)


def test_each_thing_has_a_sheet_of_its_own(walk: Walk) -> None:
    titles = [sheet.title for sheet in sheets(walk.audit)]
    assert "Oxygen sensors: Sensor at ceiling" in titles
    assert "Oxygen sensors: Sensor by the chair" in titles


def test_only_the_zones_asked_for_are_printed(walk: Walk) -> None:
    assert {line.zone for sheet in sheets(walk.audit, ("IV",)) for line in sheet.lines} == {"IV"}


def test_what_is_done_is_left_out_when_asked(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="compliant")
    keys = [line.key for sheet in sheets(walk.audit, left_only=True) for line in sheet.lines]
    assert "public-routes" not in keys
    assert "site-changes" in keys


def test_codes_differ_and_stay_the_same_when_printed_again(walk: Walk) -> None:
    codes = [sheet.code for sheet in sheets(walk.audit)]
    assert len(set(codes)) == len(codes)
    walk.add(Answered, item="public-routes", verdict="compliant")
    assert [sheet.code for sheet in sheets(walk.audit)] == codes


def test_a_code_is_read_however_it_is_typed(walk: Walk) -> None:
    sheet = sheets(walk.audit)[0]
    for typed in (sheet.code, sheet.code.lower(), sheet.code.replace("-", ""), f" {sheet.code} "):
        assert sheet_with(walk.audit, typed).code == sheet.code


@given(st.text(max_size=12))
def test_any_text_is_read_as_a_code_or_refused(typed: str) -> None:
    try:
        assert len(read_code(typed)) == 9
    except UsageError as refused:
        assert "is not the code of a sheet" in str(refused)


def test_every_single_slip_and_every_swap_of_neighbours_is_noticed() -> None:
    signs = code("audit", "section", None).replace("-", "")
    for at in range(len(signs)):
        for other in LETTERS:
            if other != signs[at]:
                with pytest.raises(UsageError):
                    read_code(signs[:at] + other + signs[at + 1 :])
    for at in range(len(signs) - 1):
        swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]
        if swapped != signs:
            with pytest.raises(UsageError):
                read_code(swapped)


def test_a_sheet_of_another_audit_is_refused(walk: Walk) -> None:
    with pytest.raises(UsageError, match="does not belong to this audit"):
        sheet_with(walk.audit, code("another", "surroundings", None))


def test_printed_sheets_name_every_item_the_unit_and_their_code(walk: Walk) -> None:
    some = sheets(walk.audit, ("IV",))
    made = sheets_pdf(walk.audit, some)
    printed = pages(made)
    for sheet in some:
        own = [page for page in printed if sheet.code in page]
        assert own
        assert all(line.item.id in " ".join(own) for line in sheet.lines)
        assert all("MRI 1" in page for page in own)
    assert "nothing of steel goes in" in printed[0] + printed[1] + printed[2]
    assert made == sheets_pdf(walk.audit, some)


def test_the_last_sheet_has_a_grid_for_field_readings(walk: Walk) -> None:
    assert "Side of line" in pages(sheets_pdf(walk.audit, sheets(walk.audit, ("IV",))))[-1]


def test_the_grid_names_its_code_the_unit_and_what_may_not_go_in(walk: Walk) -> None:
    last = pages(sheets_pdf(walk.audit, sheets(walk.audit, ("IV",))))[-1]
    assert grid_code(walk.audit) in last and "MRI 1" in last and "nothing of steel goes in" in last
    assert read_code(grid_code(walk.audit)) == grid_code(walk.audit)


def test_a_sheet_printed_before_its_things_were_recorded_is_still_of_this_audit(walk: Walk) -> None:
    before = next(sheet for sheet in sheets(walk.audit) if sheet.section.repeats_over == "door")
    assert before.wants_thing and "which door?" in " ".join(pages(sheets_pdf(walk.audit, (before,), grid=False)))
    walk.add(ThingAdded, thing="d1", thing_kind="door", name="Door A")
    found = sheet_with(walk.audit, before.code)
    assert (found.code, found.wants_thing) == (before.code, True)
    of_door = about(walk.audit, found, "d1")
    assert (of_door.code, of_door.title) == (before.code, f"{before.section.title}: Door A")
    assert [line.thing.id for line in of_door.lines if line.thing] == ["d1"] * len(before.lines)
    with pytest.raises(UsageError, match="asks nothing about this"):
        about(walk.audit, found, "Sensor at ceiling")


def test_no_sheet_at_all_says_so(walk: Walk) -> None:
    assert "Nothing is left to ask." in pages(sheets_pdf(walk.audit, (), grid=False))[0]


def test_the_note_for_the_scan_room_stands_whole_between_the_edges_and_beside_the_code(walk: Walk) -> None:
    [page, *_] = PdfReader(BytesIO(sheets_pdf(walk.audit, sheets(walk.audit, ("IV",))))).pages
    lines: dict[float, str] = {}

    def see(words: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        lines[round(tm[5] + cm[5])] = lines.get(round(tm[5] + cm[5]), "") + words

    page.extract_text(visitor_text=see)
    note = [lines[at] for at in sorted(lines, reverse=True) if set(lines[at].split()) & {"clipboard", "nobody"}]
    assert len(note) == 2 and "nothing of steel" in note[0] and "patient there." in note[1]
    assert all(width_of(words.strip(), REGULAR) * 8 < 151 * mm for words in note)


def test_a_long_name_keeps_clear_of_the_code(walk: Walk) -> None:
    named = begun(unit=Unit(id="u", name="W" * 200, site="W" * 200))
    [page, *_] = pages(sheets_pdf(named.audit, sheets(named.audit, ("IV",))))
    assert "W" * 50 not in page and "WWW" in page
