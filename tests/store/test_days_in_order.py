"""A next day before the last one is asked about, whichever of the two is entered second."""

import pytest

from audit_app.audit.log.people import Scanner, Unit
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.sources import library
from audit_app.store.store import Store
from audit_app.visit.visit import Challenged, Visit, begin
from tests.store.conftest import ADA

LAST, NEXT = "qp-inspected-on", "qp-inspection-due"


@pytest.fixture
def quench(tmp_path):
    """A regular audit with one quench pipe."""
    with Store.at(tmp_path) as store:
        unit = Unit(id="u", name="MRI 1")
        visit = begin(store, ADA, newest("periodic"), library(), unit=unit, scanner=Scanner(), settings=())
        kind = next(each.section.repeats_over for each in visit.audit.lines.values() if each.item.id == LAST) or ""
        yield visit, visit.add_thing(kind, "Roof") if kind else None


def test_a_next_inspection_before_the_last_one_is_challenged(quench: tuple[Visit, str | None]):
    visit, pipe = quench
    visit.date(LAST, "3 March 2026", pipe)
    with pytest.raises(Challenged, match="The next, 20 November 2025, is before the last, 3 March 2026"):
        visit.date(NEXT, "20/11/25", pipe)
    assert visit.date(NEXT, "20/11/25", pipe, confirmed="The plan was never brought up to date").value == "2025-11-20"


def test_a_last_inspection_after_the_next_one_is_challenged_too(quench: tuple[Visit, str | None]):
    visit, pipe = quench
    visit.date(NEXT, "20/11/25", pipe)
    with pytest.raises(Challenged, match="Are both days right"):
        visit.date(LAST, "3 March 2026", pipe)
    assert visit.date(LAST, "20 November 2024", pipe).value == "2024-11-20"
