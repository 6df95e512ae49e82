"""What a report says, read from its outline."""

import csv
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import (
    Amended,
    Answered,
    FindingRaised,
    FindingSetAside,
    Measured,
    Noted,
    PhotoTaken,
    Settled,
    SheetChecked,
    ThingAdded,
)
from audit_app.audit.log.people import Person, Setting
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.model import DateAsk
from audit_app.checklist.reader import newest, parse
from audit_app.checklist.reference.sources import Library
from audit_app.report import Options, Outline, outline
from audit_app.report.formats.csv_tables import csv_table
from audit_app.report.wording import MARKS, reading, zone
from audit_app.units import Uncertainty, read
from tests.conftest import WALK
from tests.report.reading import words
from tests.report.sample import RECORD, Folder, Walk, begun, filled, signed


def test_the_front_page_names_unit_scanner_kind_dates_people_and_what_it_is_evidence_for(told: Outline) -> None:
    facts = dict(told.facts)
    assert facts["Unit"] == "MRI 1"
    assert facts["Scanner"] == "Example One, 1.5 T, serial number 123456"
    assert facts["Kind of audit"] == "periodic"
    assert facts["Begun on"] == "2 January 2026"
    assert facts["Auditor"] == "Ada Byron (RCT0001), MR Safety Expert"
    assert "7.2" in facts["Evidence for"]
    assert facts["Evidence for"].endswith("(simulated)")


def test_an_acceptance_audit_is_evidence_for_its_own_sub_category() -> None:
    told = outline(begun(newest("acceptance")).audit, None, RECORD)
    assert told.title == "Acceptance test of an MR unit"
    assert "7.1" in dict(told.facts)["Evidence for"]


def test_a_simulated_audit_says_so_and_a_signed_one_is_no_draft(told: Outline) -> None:
    assert [banner.split(":")[0] for banner in told.banners] == ["SIMULATED"]


def test_an_unsigned_audit_is_a_draft(walk: Walk) -> None:
    assert any(banner.startswith("DRAFT") for banner in outline(walk.audit, None, RECORD).banners)


def test_an_open_addendum_makes_it_a_draft_again() -> None:
    done = signed(begun(simulated=False))
    assert outline(done.audit, None, RECORD).banners == ()
    done.add(Amended, number=1, reason="A door was replaced.")
    assert outline(done.audit, None, RECORD).banners == ("DRAFT: an addendum is open and not signed yet",)


def test_every_line_of_the_audit_is_told_with_its_verdict(told: Outline, whole_audit: Audit) -> None:
    [items] = [chapter for chapter in told.chapters if chapter.key == "items"]
    rows = {row.key: row for block in items.blocks if hasattr(block, "rows") for row in block.rows}
    counted = [line for key, line in whole_audit.lines.items() if f"line-{key}" not in rows]
    assert set(rows) - {""} <= {f"line-{key}" for key in whole_audit.lines}
    assert {line.verdict for line in counted} <= {Verdict.COMPLIANT, Verdict.NO_LIMIT}, "told by their number"
    for line in counted:
        of = [each for each in whole_audit.lines.values() if each.item.id == line.item.id]
        good = sum(each.verdict is Verdict.COMPLIANT for each in of)
        assert not good or f"{good} of {len(of)} compliant" in words(told, "items")
    for key, line in whole_audit.lines.items():
        if f"line-{key}" in rows:
            assert rows[f"line-{key}"].cells[1][0].verdict is line.verdict


def test_every_verdict_has_a_shape_of_its_own() -> None:
    assert set(MARKS) == set(Verdict)
    assert len(set(MARKS.values())) == len(MARKS)


@pytest.fixture
def walk() -> Walk:
    return begun()


@pytest.mark.parametrize(
    ("typed", "chosen", "unit", "said"),
    [
        ("5 G", "", "mT", "5 G = 0.5 mT"),
        ("0,5", "mT", "mT", "“0,5” = 0.5 mT"),
        ("0.50 mT", "", "mT", "0.50 mT"),
        ("< 0.05mT", "", "mT", "<0.05 mT"),
        ("500 µT", "", "mT", "500 µT = 0.5 mT"),
        ("19.5 %", "", "% O2", "“19.5 %” = 19.5 % O2"),
    ],
)
def test_a_reading_is_told_as_typed_and_in_the_limits_unit(typed: str, chosen: str, unit: str, said: str) -> None:
    assert reading(read(typed, unit, chosen).quantity, unit) == said


def test_a_reading_is_told_with_uncertainty_limit_and_source(walk: Walk) -> None:
    walk.add(Measured, item="fs-console", quantity=read("4.2 G", "mT").quantity.model_copy(
        update={"uncertainty": Uncertainty(percent=Decimal(10)), "instrument": "meter-9"}))  # fmt: skip
    said = words(outline(walk.audit, None, RECORD), "items")
    assert "4.2 G = 0.42 mT" in said
    assert "± 0.42 G (k = 2)" in said
    assert "Limit: at most 0.5 mT" in said
    assert "with meter-9" in said
    assert "Set by " in said


def test_an_answer_that_was_changed_is_told_with_what_stood_before(walk: Walk) -> None:
    walk.add(Measured, item="fs-console", quantity=read("7 mT", "mT").quantity)
    walk.add(Measured, item="fs-console", quantity=read("0.3 mT", "mT").quantity)
    walk.add(Answered, item="site-changes", verdict="deficient")
    walk.add(Answered, item="site-changes", verdict="compliant")
    said = words(outline(walk.audit, None, RECORD), "items")
    assert "Before: 7 mT (Ada Byron" in said and "Before: Deficient (Ada Byron" in said
    assert said.count("Before:") == 2


def test_a_reading_without_uncertainty_says_so(walk: Walk) -> None:
    walk.add(Measured, item="fs-console", quantity=read("0.1 mT", "mT").quantity)
    assert "uncertainty not given" in words(outline(walk.audit, None, RECORD), "items")


def test_a_transcribed_answer_names_its_sheet_and_its_second_person(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="compliant", paper="ABCD-EFGH", checked_by=Person(name="Bo Diaz"))
    said = words(outline(walk.audit, None, RECORD), "items")
    assert "Transcribed from paper sheet ABCD-EFGH" in said
    assert "Checked by Bo Diaz" in said


def test_a_transcription_that_was_checked_afterwards_names_who_did(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="compliant", paper="ABCD-EFGH")
    walk.add(SheetChecked, paper="ABCD-EFGH", person=Person(name="Bo Diaz"), entries=[walk.audit.entries[-1].id])
    assert "Checked by Bo Diaz" in words(outline(walk.audit, None, RECORD), "items")


def test_an_unchecked_transcription_says_so(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="compliant", paper="ABCD-EFGH")
    assert "Transcription not checked by a second person" in words(outline(walk.audit, None, RECORD), "items")


def test_a_dispute_tells_both_answers_and_who_gave_them(walk: Walk) -> None:
    before = walk.audit
    one = walk.pen.write(Answered, before, item="public-routes", verdict="compliant")
    two = walk.other.write(Answered, before, item="public-routes", verdict="deficient")
    walk.audit = before.with_entry(one).with_entry(two)
    said = words(outline(walk.audit, None, RECORD), "items")
    assert "Disputed" in said
    assert "Compliant (Ada Byron)" in said
    assert "Deficient (Meri Owen)" in said


def test_one_of_a_kind_is_counted_as_one() -> None:
    text = WALK[: WALK.index('[[sections.items]]\nid = "field"')]
    told = outline(begun(parse(text, "one.toml"), Library()).audit, None, RECORD)
    assert "1 item: 1 not done." in words(told, "summary")
    assert "Not known: 1 of 1 item\n" in words(told, "summary")
    assert "This report was worked out from 1 entry of audit" in words(told, "record")


def test_what_was_not_assessed_is_in_the_summary_with_its_reason(told: Outline, whole_audit: Audit) -> None:
    said = words(told, "summary")
    unknown = (Verdict.NOT_ASSESSED, Verdict.NOT_DONE, Verdict.DISPUTED)
    left_out = sum(whole_audit.counts[verdict] for verdict in unknown)
    assert left_out and f"Not known: {left_out} of {len(whole_audit.lines)} items" in said
    assert "The room was in clinical use until after we left." in said


def test_an_immediate_danger_is_in_the_summary_with_its_interim_control(told: Outline) -> None:
    said = words(told, "summary")
    assert "1 immediate danger" in said
    assert "Interim control: A member of staff stands at the door while it is open." in said


def test_a_danger_without_interim_control_says_so(walk: Walk) -> None:
    walk.add(FindingRaised, finding="f", title="The quench pipe is blocked", immediate_danger=True)
    assert "No interim control is recorded." in words(outline(walk.audit, None, RECORD), "summary")


def test_shortcomings_without_a_finding_are_not_lost(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="deficient")
    told = outline(walk.audit, None, RECORD)
    assert "No finding raised" in words(told, "summary")
    assert "Shortcomings without a finding" in words(told, "findings")


def test_a_finding_is_told_with_risk_reference_recommendation_action_owner_and_due(told: Outline) -> None:
    said = words(told, "findings")
    assert "F1 Staff not screened again [Extreme]" in said
    assert "Risk: Extreme (20): likely × catastrophic" in said
    assert re.search(r"References: [A-Z]\d", said)
    assert "Recommendation: Have the closer adjusted" in said
    assert "Łukasz Żółć, Estates manager" in said
    assert "9 January 2026" in said
    assert "No action is recorded for this finding." in said


def test_a_finding_that_was_withdrawn_is_told_by_its_title(walk: Walk) -> None:
    walk.add(FindingRaised, finding="f", title="Cable")
    walk.add(FindingRaised, finding="f", title="Cable across the door")
    walk.add(FindingSetAside, finding="f", reason="Raised twice")
    said = words(outline(walk.audit, None, RECORD), "findings")
    assert "Cable across the door (withdrawn by Ada Byron, 2 January 2026): Raised twice" in said


def test_a_due_date_is_said_once_and_as_every_other_date(walk: Walk) -> None:
    due = [item for item in walk.audit.checklist.items.values() if isinstance(item.ask, DateAsk)]
    item = next(each for each in due if each.ask.meaning == "due" and each.id in walk.audit.lines)  # type: ignore[union-attr]
    for given, verdict in (("2026-06-05", "Valid until 5 June 2026"), ("2025-11-08", "Lapsed on 8 November 2025")):
        walk.add(Answered, item=item.id, value=given)
        said = words(outline(walk.audit, None, RECORD), "items")
        assert f"{verdict} Limit: not before 2 January 2026" in said
        assert given not in said and said.count(verdict.split(" ", 2)[2]) == 1


def test_settings_are_told_in_the_words_they_are_asked_in(walk: Walk) -> None:
    source = "mhra-defined-terms"
    for name, value in (("mhra_edition", "5.0.2"), ("mhra_edition", "4.3"), ("house-rule", "strict")):
        walk.add(Settled, setting=Setting(id=name, value=value, source=source), reason="As held")
    said = words(outline(walk.audit, None, RECORD), "basis")
    assert "Words for zones | UK: MR Controlled Access Area, MR Environment | " in said
    assert "Field line the site works to | 0.5 mT | " in said and "Room oxygen monitor | Expected | " in said
    assert "Edition of the MHRA guidelines held by the site | v4.3, February 2021 | " in said
    assert "House rule | strict | " in said
    assert "5th edition, v5.0.2, August 2026 (as reported) by Ada Byron" in words(
        outline(walk.audit, None, RECORD), "revisions"
    )


def test_a_section_number_is_printed_only_as_the_library_gives_it(told: Outline, whole_audit: Audit) -> None:
    said = words(told, "coverage")
    assert "A code with a question mark has not been checked yet" in said
    numbered = {clause.section for clause in whole_audit.library.clauses if clause.section}
    for line in said.splitlines():
        if re.search(r"section \d", line):
            assert any(number in line for number in numbered), line


def test_the_guideline_recommends_and_never_requires(told: Outline) -> None:
    said = words(told)
    assert "MHRA recommends" in said
    assert "MHRA requires" not in said
    assert "guidelines requires" not in said


def test_the_key_has_every_clause_once_and_items_cite_it_by_code(told: Outline, whole_audit: Audit) -> None:
    said, rows = words(told, "coverage"), words(told, "items")
    for clause in {clause for line in whole_audit.lines.values() for clause in line.item.references}:
        [row] = [each for each in said.splitlines() if f"| {whole_audit.library.cite(clause).topic}" in each
                 and whole_audit.library.cite(clause).paraphrase in each]  # fmt: skip
        assert re.search(rf"(\|| )\s?{re.escape(row.split(' | ')[0])}(,|$| )", rows, re.M), row


def test_a_clause_that_the_library_does_not_hold_is_named(audit: Audit) -> None:
    assert "field-line (not in this audit's reference library)" in words(outline(audit, None, RECORD))


def test_contributions_are_told_by_person(told: Outline) -> None:
    said = words(told, "contributions")
    assert "Ada Byron (RCT0001), MR Safety Expert" in said
    assert "Meri Owen, MR superintendent radiographer" in said


def test_the_record_gives_every_head_and_the_digest_of_the_data(told: Outline, whole_audit: Audit) -> None:
    from hashlib import sha256

    said = words(told, "record")
    assert all(head in said for head in whole_audit.heads.values())
    assert sha256(told.data).hexdigest() in said


def test_readings_by_instrument_are_counted_and_nameless_ones_named(told: Outline) -> None:
    said = words(told, "instruments")
    assert "Hall meter 3-axis" in said
    assert "Readings that name no instrument" in said


def test_a_reading_after_its_instruments_calibration_lapsed_says_so(walk: Walk) -> None:
    details = {"calibration_due": "2026-01-01"}
    walk.add(ThingAdded, thing="meter-9", thing_kind="instrument", name="Hall meter", details=details)
    quantity = read("0.2 mT", "mT").quantity.model_copy(update={"instrument": "meter-9"})
    walk.add(Measured, item="fs-console", quantity=quantity)
    told = outline(walk.audit, None, RECORD)
    assert all(said in words(told, "items") for said in ("with Hall meter", "Calibration lapsed on 1 January 2026"))
    assert "Readings taken after its calibration lapsed: 1" in words(told, "instruments")
    [row] = [row for row in csv.DictReader(csv_table(walk.audit).decode("utf-8-sig").splitlines()) if row["typed"]]
    assert (row["instrument"], row["calibration"]) == ("with Hall meter", "Calibration lapsed on 1 January 2026")


def test_an_instrument_whose_calibration_lapsed_before_the_audit_says_so(walk: Walk) -> None:
    for name, due in (("Test gas", "2026-01-01"), ("Meter", "2026-01-02")):
        walk.add(ThingAdded, thing=name, thing_kind="instrument", name=name, details={"calibration_due": due})
    said = words(outline(walk.audit, None, RECORD), "instruments")
    assert said.count("Calibration lapsed on 1 January 2026, before this audit") == said.count("lapsed") == 1


def test_a_picture_that_is_missing_is_named_and_listed(walk: Walk, pictures: Folder) -> None:
    walk.add(PhotoTaken, item="public-routes", photo="p", digest="0" * 64, name="IMG_1.jpg")
    told = outline(walk.audit, pictures, RECORD)
    assert told.faults == ("Photo 1 (IMG_1.jpg) is not on this device.",)
    assert told.faults[0] in words(told, "record")


def test_layouts_hold_what_they_promise(whole_audit: Audit, pictures: Folder) -> None:
    def chapters(layout: str) -> list[str]:
        return [each.key for each in outline(whole_audit, pictures, Options(layout)).chapters]  # type: ignore[arg-type]

    assert chapters("report") == ["summary", "actions", "findings", "survey", "scope"]
    assert {"survey", "items", "coverage", "instruments", "contributions", "revisions"} < set(chapters("record"))


def test_the_last_audit_is_compared_when_there_is_one(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="compliant")
    following = begun(previous=walk.audit.id)
    following.add(Answered, item="public-routes", verdict="deficient")
    said = words(outline(following.audit, None, Options("record", previous=walk.audit)), "comparison")
    assert "Compliant | Deficient | worse" in said


def test_the_record_names_the_audits_compared_with_as_needed_for_the_same_bytes(walk: Walk) -> None:
    following = begun(previous=walk.audit.id)
    said = words(
        outline(following.audit, None, Options("record", previous=walk.audit, earlier=(walk.audit,))), "record"
    )
    assert said.count(f"2 January 2026 audit {walk.audit.id} | tablet-a | {walk.audit.heads['tablet-a']}") == 1
    assert "on the same audit, where the audits compared with are kept too" in said
    alone = words(outline(begun().audit, None, RECORD), "record")
    assert "compared with" not in alone and "on the same audit: the same version" in alone


def test_a_note_by_someone_else_names_them(walk: Walk) -> None:
    walk.add(Answered, item="public-routes", verdict="compliant")
    walk.add(Noted, walk.other, item="public-routes", text="The cleaners have a key.")
    said = words(outline(walk.audit, None, RECORD), "items")
    assert "Note: The cleaners have a key." in said
    assert "Note: Meri Owen" in said


@pytest.mark.parametrize(
    ("offset", "said"), [("+00:00", "UTC"), ("+01:00", "UTC+1"), ("-03:30", "UTC−3:30"), ("+00:30", "UTC+0:30")]
)
def test_time_zones_are_told_in_brief(offset: str, said: str) -> None:
    assert zone(offset) == said


def test_what_a_signature_does_not_cover_is_left_out_and_counted() -> None:
    walk = begun()
    apart = walk.audit
    done = signed(walk)
    late = walk.other.write(Answered, apart, item="public-routes", verdict="deficient")
    merged = replace(done.audit, entries=(*done.audit.entries, late), slots=done.audit.slots.with_entry(late))
    told = outline(merged, None, RECORD)
    assert "1 entry was made on another device" in words(told, "revisions")
    assert "Deficient" not in words(told, "items")


def test_nothing_answered_still_gives_a_report() -> None:
    told = outline(begun().audit, None, RECORD)
    assert "not done" in words(told, "summary")
    assert filled is not None
