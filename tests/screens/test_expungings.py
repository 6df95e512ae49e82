"""What another device deleted for good is asked about on the home screen, and nothing goes before the answer."""

from pathlib import Path

import pytest

from audit_app.audit.pictures import pictures
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.photos import developed as looked_at
from audit_app.visit.photos import enter, expunge
from tests.photos.pictures import busy, encoded
from tests.screen import screen
from tests.store.conftest import worked


@pytest.fixture
def digest(cabinet: Cabinet, tmp_path: Path) -> str:
    """A picture that is here, and that another device expunged; its digest."""
    store, shelf = Store.in_memory(), Shelf(tmp_path / "other")
    visit = worked(store)
    capture = Capture("c1", visit.audit.id, "sign", received="2026-01-02T09:00:00+00:00")
    enter(visit, shelf, looked_at(shelf, shelf.receive(capture, encoded(busy(60, 40)))))
    receive(cabinet.store, cabinet.shelf, share(store, shelf, visit.audit.id, tmp_path / "a.mraudit").path)
    expunge(visit, pictures(visit.audit)[-1].id, "Grace Hopper", "a patient's face")
    receive(cabinet.store, cabinet.shelf, share(store, shelf, visit.audit.id, tmp_path / "b.mraudit").path)
    return pictures(visit.audit)[-1].digest


@pytest.mark.parametrize(("pressed", "stays"), [("expunged.0.delete", False), ("expunged.0.keep", True)])
async def test_home_asks_with_the_name_and_the_reason_and_does_as_it_is_told(
    cabinet: Cabinet, digest: str, pressed: str, stays: bool
) -> None:
    async with screen(starter(cabinet)) as shown:
        await shown.until(lambda: "expungings" in shown)
        assert shown.says("was expunged on") and shown.says("Grace Hopper: a patient's face")
        assert cabinet.shelf.has(digest)
        await shown.press(pressed)
        await shown.until(lambda: "expungings" not in shown)
        assert cabinet.shelf.has(digest) is stays
