"""Checking our references against a reader's own PDF, made here as a publisher would make it."""

import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.checklist.reference.guideline import ClauseCheck, Guideline, check_clauses, confirmations, read_guideline
from audit_app.checklist.reference.headings import headings
from audit_app.checklist.reference.sources import library
from audit_app.documents.pdf_text import pdf_text
from audit_app.errors import ReferenceProblem
from tests.checklist.guides import SECTIONS, TITLE, few_words, guide, letter, scan


@pytest.fixture(scope="module")
def held() -> Guideline:
    return read_guideline(guide(), "guide.pdf", library())


@pytest.fixture(scope="module")
def checks(held: Guideline) -> dict[str, ClauseCheck]:
    return {check.clause.id: check for check in check_clauses(held, library())}


def test_the_contents_list_is_read_whole(held: Guideline):
    listed = [(each.number, each.title, each.page) for each in held.headings if each.listed]
    assert listed == [(number, title, page) for number, title, page in SECTIONS]


def test_deeper_headings_are_read_from_the_pages(held: Guideline):
    deeper = {each.number: each.title for each in held.headings if not each.listed}
    assert deeper == {"2.4.3.1": "Contact burns", "2.4.3.2": "Induced current burns"}


def test_a_clause_is_found_under_the_number_we_know(checks: dict[str, ClauseCheck]):
    assert str(checks["mhra-contact-burns"]) == "contact burns: found as §2.4.3.1 “Contact burns”"


def test_a_title_of_two_lines_is_one_title(checks: dict[str, ClauseCheck]):
    assert checks["mhra-setup-against-burns"].title.endswith("avoid burns in scanners of every field strength")


def test_a_clause_without_a_number_gets_one(checks: dict[str, ClauseCheck]):
    found = checks["mhra-controlled-access-area"]
    assert (found.status, found.section, found.page, found.sure) == ("found", "4.2", 26, True)


def test_a_clause_under_another_number_has_moved(checks: dict[str, ClauseCheck]):
    said = str(checks["mhra-ferromagnetic-3rd"])
    assert "moved from §5.4.11 to §4.6 “Ferromagnetic detectors”" in said


def test_a_heading_that_merely_holds_the_words_is_to_be_looked_at():
    about_something_else = (
        ("4.2", "Cleaning of the MR Controlled Access Area", 26),
        ("4.3", "Insurance of the MR Safety Expert", 27),
        ("4.9", "Training records of the MR Responsible Person", 29),
        ("5.8", "The ferromagnetic detectors", 70),
        ("5.9", "Decommissioning: quench pipe removal", 71),
    )
    copy = read_guideline(guide(sections=(*SECTIONS[:4], *about_something_else)), "guide.pdf", library())
    found = [each for each in check_clauses(copy, library()) if each.section in ("4.2", "4.3", "4.9", "5.8", "5.9")]
    assert {each.section for each in found} == {"4.2", "4.3", "4.9", "5.8", "5.9"}
    assert {each.section for each in found if each.sure} == {"5.8"}  # the very words, but for an article


def test_a_topic_that_stands_under_two_headings_is_never_taken_unseen():
    twice = (("4.2", "MR Controlled Access Area", 26), ("5.2", "MR Controlled Access Area", 61))
    copy = read_guideline(guide(sections=(*SECTIONS[:8], *twice)), "guide.pdf", library())
    [found] = [each for each in check_clauses(copy, library()) if each.clause.id == "mhra-controlled-access-area"]
    assert found.section in ("4.2", "5.2") and not found.sure


def test_a_clause_that_is_not_there_is_not_found(checks: dict[str, ClauseCheck]):
    assert checks["mhra-noise"].status == "not found"
    assert "was §2.5" in str(checks["mhra-noise"])


def test_an_appendix_is_a_section(checks: dict[str, ClauseCheck]):
    assert checks["mhra-incident-list"].section == "Appendix 4"


def test_a_likeness_that_is_only_a_word_or_two_is_left_to_the_reader(checks: dict[str, ClauseCheck]):
    doubtful = checks["mhra-entrance-signs"]
    assert doubtful.section == "4.2" and not doubtful.sure
    assert "look at it before you accept it" in str(doubtful)


def test_clauses_of_a_later_edition_are_left_out(checks: dict[str, ClauseCheck]):
    assert not [clause for clause in checks if clause.startswith("mhra5")]


@pytest.mark.parametrize(
    ("said", "edition"),
    [
        ("v4.3", "4.3"),
        ("Version 4.2", "4.2"),
        ("4th edition v4.0, replaces DB2007(03)", "4.0"),
        ("v4.3, February 2021. Revisions: v4.0 Nov 2014, v4.2 Mar 2015", "4.3"),
        ("V5.0.2", "5.0.2"),
        ("MHRA_MRI_Guidance_v5-0-02", "5.0.2"),
        ("Fifth edition, July 2026", "5.0"),
        ("DB2007(03) December 2007", "3"),
        ("Version 5.1, supersedes v4.3", "5.1"),
        ("November 2030", ""),
    ],
)
def test_the_edition_is_read_from_the_title_page(said: str, edition: str):
    assert read_guideline(guide(said), "guide.pdf", library()).edition == edition


def test_the_reader_may_say_which_edition_it_is():
    assert read_guideline(guide("undated"), "guide.pdf", library(), "4.3").edition_label == "v4.3"


@pytest.mark.parametrize("typed", ["5.0.2", " v5.0.2 ", "5th edition, v5.0.2", "v5.0-02", "V5.0.2"])
def test_an_edition_may_be_named_as_it_is_written(typed: str):
    named = read_guideline(guide("undated"), "guide.pdf", library(), typed)
    assert named.edition == "5.0.2"


def test_an_edition_that_is_none_is_refused_by_name():
    with pytest.raises(ReferenceProblem, match=r"Edition “zzz” is not an edition of .* Give one of 3, 4.0"):
        read_guideline(guide("undated"), "guide.pdf", library(), "zzz")


def test_an_edition_that_contradicts_the_copy_is_shown_and_nothing_is_accepted():
    held = read_guideline(guide("v4.3"), "guide.pdf", library(), "5.0")
    assert (held.edition, held.contradiction) == ("4.3", "says it is v4.3, and 5.0 was given")
    with pytest.raises(ReferenceProblem, match=r"says it is v4\.3, and 5\.0 was given"):
        confirmations(held, check_clauses(held, library()), "Ada", date(2026, 11, 20))
    assert read_guideline(guide("v4.3"), "guide.pdf", library(), "v4.3").contradiction == ""


def test_a_fifth_edition_is_checked_for_its_own_clauses_as_well():
    held = read_guideline(guide("V5.0.2"), "guide.pdf", library())
    checked = {check.clause.id for check in check_clauses(held, library())}
    assert {"mhra5-quench-pipe", "mhra-quench-pipe"} <= checked


def test_a_guideline_without_a_contents_list_is_read_from_its_headings():
    held = read_guideline(guide(contents=False), "guide.pdf", library())
    found = {each.number: each.title for each in held.headings}
    assert found["4.2"] == "MR Controlled Access Area" and found["Appendix 4"] == "Which incidents to report to MHRA"


def test_running_heads_and_page_numbers_are_no_headings(held: Guideline):
    assert not [each for each in held.headings if "Safety Guidelines" in each.title or "Page" in each.title]


def test_a_contents_list_over_two_pages_is_read_whole():
    many = tuple((f"{chapter}.{part}", f"Topic number {chapter} and {part}", chapter * 10 + part)
                 for chapter in range(1, 9) for part in range(1, 5))  # fmt: skip
    held = read_guideline(guide(sections=many), "guide.pdf", library())
    assert [each.number for each in held.headings if each.listed] == [number for number, _, _ in many]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (scan(), "pictures of pages but no text"),
        (few_words("A card to say thank you"), "not a document this app cites"),
        (few_words(*TITLE), "hardly any text"),
        (guide(password="secret"), "locked with a password"),
        (letter(), "not a document this app cites"),
        (guide(title=("Cookery for Magnets",)), "not a document this app cites"),
        (guide(contents=False, sections=(("x", "Nothing numbered here", 1),)), "no contents list or numbered headings"),
        (guide()[:2500], "damaged"),
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>", "guide.pdf"),
        (b"GIF89a", "is not a PDF"),
        (b"", "is not a PDF"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_gets_a_clear_answer(data: bytes, said: str):
    with pytest.raises(ReferenceProblem, match=said) as refused:
        read_guideline(data, "guide.pdf", library())
    assert refused.value.where == "guide.pdf" and refused.value.remedy


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), min_size=1, max_size=40), st.integers(0, 400))
def test_a_guideline_with_bytes_changed_is_read_or_refused(changes, cut):
    data = bytearray(GUIDE[: len(GUIDE) - cut])
    for place, byte in changes:
        data[place % len(data)] = byte
    try:
        held = read_guideline(bytes(data), "guide.pdf", library())
        check_clauses(held, library())
    except ReferenceProblem as error:
        assert error.fault and error.remedy


def test_a_file_that_takes_too_long_is_given_up():
    with pytest.raises(ReferenceProblem, match="takes too long"):
        pdf_text(GUIDE, "guide.pdf", patience=0)


def test_a_page_that_swells_beyond_belief_is_refused():
    """Two hundred megabytes of drawing packed into a fifth of one."""
    packed = zlib.compress(b"q " * 100_000_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    with pytest.raises(ReferenceProblem, match="damaged"):
        pdf_text(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>", "bomb.pdf")


GUIDE = guide()
LINES = st.lists(
    st.sampled_from(["Contents", "4.12 Screening", "to avoid burns ..... 57", "4.12", "57", "Appendix 4 Words … 80",
                     "1 Introduction . . . . 5", "99.99.99.99.99 X", "Annex B", "2.5 T magnets", "", "v4.3"])
    | st.text(max_size=30),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=5))
def test_headings_come_in_order_and_once_whatever_the_text(pages: list[list[str]]):
    found = headings(tuple("\n".join(lines) for lines in pages))
    numbers = [each.number for each in found]
    assert len(numbers) == len(set(numbers))
    assert all(each.title for each in found)


def test_acceptance_keeps_what_was_found_without_doubt_with_name_and_day(held: Guideline, checks):
    kept = confirmations(held, checks.values(), " Ada Byron ", date(2026, 11, 20))
    by_clause = {each.clause: each for each in kept}
    assert by_clause["mhra-controlled-access-area"].section == "4.2"
    assert by_clause["mhra-controlled-access-area"].by == "Ada Byron"
    assert "mhra-entrance-signs" not in by_clause and "mhra-noise" not in by_clause


def test_a_doubtful_one_is_kept_when_it_is_named(held: Guideline, checks):
    [kept] = confirmations(held, checks.values(), "Ada", date(2026, 11, 20), {"mhra-entrance-signs"})
    assert kept.clause == "mhra-entrance-signs"


def test_confirmed_numbers_are_printed_and_known_at_the_next_check(held: Guideline, checks):
    known = library().with_confirmations(confirmations(held, checks.values(), "Ada", date(2026, 11, 20)))
    assert "v4.3, section 4.2" in known.cite("mhra-controlled-access-area").text
    fifth = guide("V5.0.2", sections=[("7", "Areas", 30), ("7.3", "MR Controlled Access Area", 31), ("8", "Else", 32)])
    moved = read_guideline(fifth, "g.pdf", known)
    again = {check.clause.id: check for check in check_clauses(moved, known)}["mhra-controlled-access-area"]
    assert (again.status, again.was, again.section) == ("moved", "4.2", "7.3")


def test_nothing_is_accepted_without_a_name_or_an_edition(held: Guideline, checks):
    with pytest.raises(ReferenceProblem, match="needs a name"):
        confirmations(held, checks.values(), "  ", date(2026, 11, 20))
    unnamed = read_guideline(guide("undated"), "guide.pdf", library())
    with pytest.raises(ReferenceProblem, match="which edition"):
        confirmations(unnamed, (), "Ada", date(2026, 11, 20))


def test_a_title_may_stand_on_one_line():
    assert read_guideline(guide(title=(" ".join(TITLE),)), "guide.pdf", library()).document.id == "mhra"
