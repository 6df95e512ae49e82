"""What this device keeps of itself, in a shape that the app never wrote: it stops nothing, and counts as not kept."""

from typing import Any

import pytest

from audit_app.portfolio.checklists.offer import WITHDRAWN, withdrawn
from audit_app.portfolio.evidence import evidence
from audit_app.screens.app import starter
from audit_app.screens.device.backup import BACKUP, backed_up
from audit_app.screens.portfolio.checklist_editor import DRAFT, kept_draft
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import NAME, Preferences, person_of, preferences
from audit_app.visit import pins
from audit_app.visit.register_verbs import pen_here
from tests.screen import screen
from tests.screens.conftest import ADA

SHAPES: list[Any] = [[1, 2], [{}], {"a": 1}, "words", 7, True, None, {"person": [1]}, {"person": {"name": 5}},
                     {"at": 5}, {"at": "never"}, {"text": 5, "version": "x"}, {"text": "x"}]  # fmt: skip
ODD = {"theme": ["dark"], "large_type": "yes", "language": 3, "person": "Ada", "one_hand": True}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_preference_of_another_shape_counts_as_not_kept(cabinet: Cabinet, shape: Any) -> None:
    store = cabinet.store
    for name in (NAME, pins.PINS, BACKUP, WITHDRAWN, evidence._APPLICANT, f"{DRAFT}/periodic"):
        store.drawers.prefer(name, shape)
    assert (preferences(store), person_of(store)) == (Preferences(), None)
    assert pen_here(store).person.name == "Not recorded"
    assert pins.people_with_pins(store) == () and not pins.has_pin(store, ADA)
    assert backed_up(cabinet).year < 2000
    assert not withdrawn(store) & {"periodic-v2"}
    assert evidence.applicant(store).person.name == ""
    draft = kept_draft(cabinet, "periodic")
    assert draft is not None and draft.old == draft.new


def test_one_part_of_another_shape_leaves_the_others_as_they_were(cabinet: Cabinet) -> None:
    cabinet.store.drawers.prefer(NAME, ODD)
    assert preferences(cabinet.store) == Preferences(one_hand=True)


async def test_the_app_starts_whatever_shape_its_preferences_have(cabinet: Cabinet) -> None:
    cabinet.store.drawers.prefer(NAME, [1, 2])
    (cabinet.folder / "confirmed_references.json").write_text("{{{")
    async with screen(starter(cabinet)) as app:
        await app.settle(40)
        assert app.says("Your name")
