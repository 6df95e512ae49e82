"""The emergency card: filled from what an audit recorded, on one page, in letters that can be read at two metres."""

from io import BytesIO

from pypdf import PdfReader

from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.emergency import emergency_card
from audit_app.checklist.reference.sources import library
from audit_app.report.emergency import recorded
from audit_app.report.pdf.emergency import READABLE, SIZES_OF, _laid_out, emergency_pdf
from audit_app.store.store import Store
from audit_app.visit.visit import Visit, begin
from tests.conftest import SteppingClock

FACTS = {
    "arrest_number": "2222",
    "resus_place": "Bay 3 opposite the control room; trolley beside it",
    "quench_button": "Quench button by the console; Quench button inside the scan room, left of the door",
    "expert": "Ada Byron, 07700 900123",
    "engineer": "Magnet service, 0800 123456",
    "outlet": "Roof above the plant room, north side",
    "fire_number": "2222",
    "electrical_stop": "Electrical stop at the console; Electrical stop in the technical room",
    "extinguisher": "CO2 extinguisher 1 (in the controlled area, MR Conditional)",
}


def begun_audit() -> Visit:
    person, unit = Person(name="Ada Byron", role="MR Safety Expert"), Unit(id="u", name="MRI 1")
    made = {"unit": unit, "scanner": Scanner(), "settings": (), "clock": SteppingClock()}
    return begin(Store.in_memory(), person, newest("periodic"), library(), **made)


def test_the_card_is_one_tagged_page_that_says_every_number_and_step():
    made = emergency_pdf(
        "MRI 1", emergency_card(), FACTS, "From the audit of 27 November 2026.", "2026-11-28T09:00:00Z"
    )
    reader = PdfReader(BytesIO(made))
    assert len(reader.pages) == 1 and reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = " ".join(reader.pages[0].extract_text().split())
    assert all(" ".join(each.split()) in words for each in FACTS.values())
    assert all(step.words in words for event in emergency_card().events for step in event.steps)


def test_numbers_and_places_are_set_large_enough_to_read_at_two_metres():
    laid = _laid_out("MRI 1", emergency_card(), FACTS, "", 540, 785)
    sizes = {text.style.size for _, text in laid if text.words == "2222"}
    assert min(sizes) >= READABLE and min(SIZES_OF) == READABLE
    assert sum(text.height for _, text in laid) <= 785


def test_no_length_of_a_fact_runs_off_the_page():
    long = dict.fromkeys(FACTS, "Bay 3 opposite the control room " * 60)
    laid = _laid_out("MRI " * 100, emergency_card(), long, "since " * 100, 540, 785)
    assert sum(text.height for _, text in laid) <= 785
    assert any(text.words.endswith("… (cut)") for _, text in laid)


def test_a_fact_that_nobody_entered_says_so():
    made = emergency_pdf("MRI 1", emergency_card(), {}, "", "2026-11-28T09:00:00Z")
    assert "not entered" in PdfReader(BytesIO(made)).pages[0].extract_text()


def test_the_card_takes_controls_extinguishers_and_places_as_they_were_answered():
    visit = begun_audit()
    stop, table = (
        visit.add_thing("emergency-control", "Quench button by the console"),
        visit.add_thing("emergency-control", "Red button on the wall"),
    )
    right = visit.add_thing("extinguisher", "CO2 by the door")
    wrong = visit.add_thing("extinguisher", "Steel one")
    visit.choose("ec-kind", "magnet-stop", stop)
    visit.choose("ext-kept", "controlled-area", right)
    visit.choose("ext-mark", "conditional", right)
    visit.choose("ext-mark", "unsafe", wrong)
    visit.answer("resus-place", "compliant")
    visit.note("resus-place", "Bay 3")
    found = recorded(visit.audit)
    assert found["quench_button"] == "Quench button by the console" and table
    assert found["extinguisher"] == "CO2 by the door (in the controlled area, MR Conditional)"
    assert found["resus_place"] == "Bay 3"
    assert "electrical_stop" not in found, "nobody said what the red button does"


def test_an_audit_that_recorded_nothing_fills_nothing():
    assert set(recorded(begun_audit().audit)) <= {"expert"}
