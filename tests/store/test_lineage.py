"""Earlier audits are compared with as they were signed."""

from pathlib import Path

import pytest

from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.report import Options, outline
from audit_app.store.lineage import audits_of, previous_of
from audit_app.visit.findings import sign_off
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK, SteppingClock
from tests.portfolio.tablets import Tablet
from tests.report.reading import words
from tests.store.test_following import seen


@pytest.fixture
def following(tmp_path: Path) -> Visit:
    """An audit after one that was signed as compliant, into which a late answer from another tablet came."""
    clock = SteppingClock()
    one, other = (Tablet(tmp_path / name, name, clock) for name in ("Ada Byron", "Ben Carr"))
    one.begin()
    other.take(one.give(tmp_path / "0.mraudit"))
    visit = one.at()
    visit.answer("sign", "compliant")
    other.at().answer("sign", "deficient")
    sign_off(visit, one.person, "As I saw it.", acknowledged=seen(visit))
    one.take(other.give(tmp_path / "1.mraudit"))
    last = one.at().audit
    about = {"unit": last.begun.unit, "scanner": last.begun.scanner, "settings": last.begun.settings, "clock": clock}
    return begin(one.store, one.person, parse(WALK, "w"), Library(), on="2026-02-02", previous=last.id, **about)


def test_what_came_in_after_the_signature_changes_no_comparison(following: Visit) -> None:
    following.answer("sign", "compliant")
    previous, earlier = previous_of(following.store, following.audit), audits_of(following.store, following.audit)
    assert previous is not None and previous.lines["sign"].verdict is Verdict.COMPLIANT
    assert [audit.lines["sign"].verdict for audit in earlier] == [Verdict.COMPLIANT] * 2
    told = outline(following.audit, None, Options(previous=previous, earlier=earlier[:-1]))
    assert "Disputed" not in words(told, "comparison")
