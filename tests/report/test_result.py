"""What a reader of the first page learns: the conclusion, four numbers, what must be done first, and by whom."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from audit_app.audit.audit import Audit
from audit_app.audit.figures import figures
from audit_app.audit.findings.actions import actions_on, by_finding
from audit_app.audit.findings.finding import findings
from audit_app.audit.log.entries import (
    ActionSet,
    Answered,
    FindingRaised,
    PhotoSetAside,
    PhotoTaken,
    ResultStated,
    VisitTold,
)
from audit_app.audit.log.people import Person
from audit_app.audit.pictures import pictures
from audit_app.audit.signing.result import check_result, result
from audit_app.checklist.reference.risk import risk_matrix
from audit_app.errors import EntryRefused
from audit_app.report import Options, Outline, outline, pdf, report_pdf
from audit_app.report.album import Album
from audit_app.report.blocks import Gallery, Shot, Table, shots_in
from audit_app.report.chapters.result import FIRST
from audit_app.report.options import NoPictures
from audit_app.report.pdf.action_sheet import action_sheet
from audit_app.report.pdf.pictures import strips
from audit_app.report.pdf.style import TABLE, style
from audit_app.report.pdf.text.fonts import ready
from audit_app.report.pdf.text.paragraph import broken, runs
from tests.report.reading import pages, words
from tests.report.sample import RECORD, Folder, Walk, begun


@pytest.fixture
def walk() -> Walk:
    return begun()


def test_the_first_page_tells_conclusion_worst_finding_owner_and_day(short: Outline) -> None:
    first = pages(pdf(short))[0]
    assert "The auditor has not recorded a conclusion" in first
    assert "F1 Staff not screened again" in first and "Łukasz Żółć" in first and "9 January 2026" in first
    assert "immediate danger" in first and "A member of staff stands at the door" in first


def test_a_conclusion_is_told_in_the_auditors_words_and_never_worked_out(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="deficient")
    assert "The auditor has not recorded a conclusion" in words(outline(walk.audit), "summary")
    walk.add(ResultStated, result="satisfactory", statement="All well but for the routes.")
    said = words(outline(walk.audit), "summary")
    assert "Satisfactory" in said and "All well but for the routes." in said


def test_two_conclusions_that_did_not_know_of_one_another_are_a_dispute(walk: Walk) -> None:
    before = walk.audit
    one = walk.pen.write(ResultStated, before, result="satisfactory", statement="Good.")
    two = walk.other.write(ResultStated, before, result="not_satisfactory", statement="Bad.")
    stated = result(before.with_entry(one).with_entry(two))
    assert stated is not None and stated.disputed and stated.words == "Disputed"


def test_satisfactory_does_not_go_with_a_danger_that_nobody_holds(walk: Walk) -> None:
    walk.add(FindingRaised, finding="f", title="Open pipe", immediate_danger=True)
    with pytest.raises(EntryRefused, match="interim control"):
        check_result(walk.audit, "with_actions", "Fine.")
    with pytest.raises(EntryRefused, match="no description yet"):
        check_result(walk.audit, "immediate_danger", " ")


def test_the_visit_is_told_with_circulation_and_days(walk: Walk) -> None:
    walk.add(VisitTold, times="09:00 to 16:30", met="Lin Chen", circulation="Chief Executive", respond_by="2026-02-01")
    said = words(outline(walk.audit), "scope")
    assert all(each in said for each in ("Times: 09:00 to 16:30", "People met: Lin Chen", "Chief Executive"))
    assert "Response asked for: in writing by 1 February 2026" in said


def test_shortcomings_are_counted_alike_in_the_numbers_and_their_kinds(whole_audit: Audit, short: Outline) -> None:
    of = figures(whole_audit)
    assert of.shortcomings == len(whole_audit.deficiencies) == of.deficient + of.partly
    assert f"{of.shortcomings} shortcomings ({of.shortcomings_told}" in words(short, "summary")


def test_a_reference_is_a_code_in_the_text_and_stands_once_in_the_key(told: Outline) -> None:
    [key] = [each for each in told.chapters if each.key == "coverage"]
    codes = [row.cells[0][0].text for block in key.blocks if isinstance(block, Table) for row in block.rows]
    assert len(codes) == len(set(codes)) > 50
    said = words(told)
    assert said.count("recalled") <= 1, "only the risk table's own note says so"
    assert any(code.endswith("?") for code in codes)


def test_what_a_standard_asks_of_equipment_is_no_hospitals_compliance(told: Outline) -> None:
    [key] = [each for each in told.chapters if each.key == "coverage"]
    rows = [row for b in key.blocks if isinstance(b, Table) for row in b.rows]
    letters = {row.cells[0][0].text for row in rows if "60601" in row.cells[1][0].text and not row.cells[2]}
    own = [row for row in rows if row.cells[2] and row.cells[0][0].text.rstrip("0123456789?") in letters]
    assert own and all("claimed" in row.cells[2][0].text for row in own)


def test_many_things_are_told_item_by_item_and_only_those_amiss_by_name() -> None:
    from audit_app.audit.log.entries import ThingAdded

    walk = begun()
    for each in range(50):
        walk.add(ThingAdded, thing=f"d{each}", thing_kind="door", name=f"Door {each}", details={})
    lines = [line for line in walk.audit.lines.values() if line.thing and line.item.ask.kind == "compliance"]
    first = lines[0].item.id
    for line in lines:
        if line.item.id == first:
            verdict = "deficient" if line.thing.name == "Door 7" else "compliant"
            walk.add(Answered, item=line.item.id, thing=line.thing.id, verdict=verdict)
    said = words(outline(walk.audit, None, RECORD), "items")
    assert "49 of 50 compliant; 1 deficient" in said
    assert "Door 7" in said


@pytest.mark.parametrize("length", [200, 1_170, 2_587, 9_000])
def test_no_length_of_text_stops_an_action_sheet(walk: Walk, length: int) -> None:
    long = ("word " * length)[:length]
    walk.add(FindingRaised, finding="f", title=long, description=long)
    walk.add(ActionSet, action="a", finding="f", what=long, owner=Person(name=long), due="2026-02-01", note=long)
    made = PdfReader(BytesIO(action_sheet(walk.audit)))
    said = " ".join(page.extract_text() for page in made.pages)
    assert said.count("word") >= 3 * (length // 5) - 6


def test_a_photo_keeps_its_number_when_another_is_set_aside(walk: Walk) -> None:
    for each in "abc":
        walk.add(PhotoTaken, item="public-routes", photo=each, digest=each * 64, name=f"{each}.jpg")
    walk.add(PhotoSetAside, photo="b", reason="Blurred")
    assert [(one.id, one.number) for one in pictures(walk.audit)] == [("a", 1), ("c", 3)]
    assert [shot.number for shot in Album(walk.audit, NoPictures()).shots] == [1, 3]


def test_a_very_tall_screenshot_is_told_in_parts_that_can_be_read(walk: Walk, pictures: Folder) -> None:
    digest = pictures.add((1080, 20_000), "tall")
    walk.add(PhotoTaken, item="public-routes", photo="p", digest=digest, name="screen.jpg")
    [shot] = Album(walk.audit, pictures).shots
    made = [part for strip in strips((shot,), 3) for part in strip.shots]
    assert len(made) > 10 and made[0].part[0] == 0.0 and made[-1].part[1] == 1.0
    assert all(one.part[1] == other.part[0] for one, other in pairwise(made)), "none of it is left out"
    [strip, *_] = strips((shot,), 3)
    strip.wrap(480, 1e6)
    assert min(width for width, _ in strip.sizes) > 120


def test_a_row_is_not_torn_from_its_photo(pictures: Folder) -> None:
    walk = begun()
    for place, line in enumerate(list(walk.audit.lines.values())[:40]):
        digest = pictures.add((1600, 1200), f"row{place % 5}")
        walk.add(PhotoTaken, item=line.item.id, photo=f"p{place}", digest=digest, name=f"p{place}.jpg")
    made = pages(report_pdf(walk.audit, pictures, RECORD))
    for place, line in enumerate(list(walk.audit.lines.values())[:40]):
        [page] = [page for page in made if f"Photo {place + 1}. " in page]
        assert " ".join(line.item.text.split())[:60] in page


def test_the_report_is_what_a_hurried_reader_gets_by_default(whole_audit: Audit) -> None:
    assert Options().layout == "report"
    short, long = (len(pages(report_pdf(whole_audit, None, options))) for options in (Options(), RECORD))
    assert short < long / 2


def test_every_shot_of_a_finding_stands_in_the_record_once(told: Outline) -> None:
    shown = [shot.number for chapter in told.chapters for shot in shots_in(chapter.blocks)]
    assert len(shown) == len(set(shown))


def test_a_gallery_of_nothing_is_no_strip() -> None:
    assert strips(Gallery(()).shots, 2) == []
    assert replace(Shot(1, "0" * 64, "a", "b"), part=(0.0, 0.5)).part == (0.0, 0.5)


def first_page(walk: Walk) -> str:
    return words(outline(walk.audit), "summary")


def grave(walk: Walk, **says: object) -> None:
    told = {"finding": "f", "title": "Trolley by the door", "likelihood": 5, "consequence": 5}
    walk.add(FindingRaised, **(told | says))


def test_two_conclusions_in_dispute_are_both_told(walk: Walk) -> None:
    before = walk.audit
    one = walk.pen.write(ResultStated, before, result="satisfactory", statement="All is well.")
    two = walk.other.write(ResultStated, before, result="not_satisfactory", statement="The door stands open.")
    said = words(outline(before.with_entry(one).with_entry(two)), "summary")
    assert "Satisfactory (Ada Byron, 2 January 2026): All is well." in said
    assert "Not satisfactory (Meri Owen, 2 January 2026): The door stands open." in said


def test_the_gravest_finding_is_named_where_there_is_no_immediate_danger(walk: Walk) -> None:
    grave(walk)
    assert "Gravest finding, of extreme risk: F1 Trolley by the door. No interim control is recorded." in first_page(
        walk
    )


def test_no_danger_recorded_stands_beside_what_is_not_known(walk: Walk) -> None:
    of = figures(walk.audit)
    assert of.unknown > 100
    said = first_page(walk)
    assert f"No immediate danger was recorded; {of.unknown} of {of.asked} items are not known." in said
    assert "No action was set." in said and "outstanding" not in said


def test_a_grave_finding_that_is_done_or_closed_is_not_said_to_be_open(walk: Walk) -> None:
    grave(walk)
    walk.add(ActionSet, action="a", finding="f", what="Remove it", owner=Person(name="Lin"), state="done")
    walk.add(ResultStated, result="satisfactory", statement="Put right on the day.")
    said = first_page(walk)
    assert "although “Trolley by the door” is done and not verified yet." in said
    assert "Reported done, not verified yet." in said
    walk.add(ActionSet, action="a", finding="f", what="Remove it", owner=Person(name="Lin"), state="verified")
    assert "although" not in first_page(walk) and "Put right and verified." in first_page(walk)


def test_satisfactory_with_actions_is_doubted_where_the_gravest_finding_has_none(walk: Walk) -> None:
    grave(walk)
    walk.add(ResultStated, result="with_actions", statement="Good.")
    assert "with actions although none is set for “Trolley by the door”." in first_page(walk)
    walk.add(ActionSet, action="a", finding="f", what="Remove it", owner=Person(name="Lin"))
    assert "although" not in first_page(walk)


def test_a_shortcoming_without_a_finding_is_told_where_actions_are(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="deficient")
    assert "No action was set. 1 shortcoming has no finding yet, and so no action." in first_page(walk)


def test_a_conclusion_too_long_for_the_first_page_stands_whole_in_the_record(walk: Walk) -> None:
    walk.add(ResultStated, result="satisfactory", statement="well and good " * 200)
    assert "In full in the full record." in first_page(walk)
    assert words(outline(walk.audit, None, RECORD), "summary").count("well and good") == 200


def test_no_word_of_the_first_table_is_torn(whole_audit: Audit) -> None:
    ready()
    room = (493.2 - 3 * 7.0) / sum(column.share for column in FIRST)
    for level in risk_matrix().levels:
        assert len(list(broken(runs(level.word), style("strong", TABLE), room * FIRST[0].share))) == 1


def test_an_unsigned_report_says_so_once_and_names_its_auditor(walk: Walk) -> None:
    [first, *_] = pages(pdf(outline(walk.audit)))
    assert "Auditor Ada Byron (RCT0001), MR Safety Expert · not signed" in first and "Signed not" not in first


def test_actions_are_found_for_every_finding_as_for_each_by_itself(whole_audit: Audit) -> None:
    of = by_finding(whole_audit)
    assert [*of] == [each.id for each in findings(whole_audit)]
    assert all(some == actions_on(whole_audit, finding) for finding, some in of.items()) and any(of.values())
