"""The coverage page, and checking the references against one's own guideline on the tablet."""

from pathlib import Path
from types import SimpleNamespace

import flet as ft
import pytest

from audit_app.audit.log.people import Scanner, Unit
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.confirmations import load_confirmed
from audit_app.checklist.reference.sources import library
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.visit.visit import begin
from tests.checklist.guides import guide, scan
from tests.screen import Screen, screen
from tests.screens.conftest import ADA


@pytest.fixture
def audit_id(cabinet: Cabinet) -> str:
    """An audit with the released checklist and library, one item answered."""
    unit = Unit(id="unit-1", name="MRI 1")
    visit = begin(cabinet.store, ADA, newest("periodic"), library(), unit=unit, scanner=Scanner(), settings=())
    visit.answer("burn-pads", verdict="deficient")
    cabinet.keep(visit.audit)
    return visit.audit.id


async def test_a_clause_leads_to_its_items_and_their_verdicts(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/summary") as shown:
        await shown.press("coverage")
        assert shown.page.route == f"/audit/{audit_id}/coverage"
        assert shown.says("Insulating") or shown.says("Induced current burns")
        assert shown.says("v4.0 (superseded)") and shown.says("section to be confirmed")
        await open_clause(shown, "mhra-induced-burns")
        assert shown.says("1 deficient")
        await shown.press("to.burn-pads")
        assert shown.page.route == f"/audit/{audit_id}"


async def open_clause(shown: Screen, clause: str) -> None:
    await shown.press(f"open.{clause}")


async def test_another_document_is_chosen_and_its_gaps_are_named(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/coverage") as shown:
        await shown.pick("coverage.document", "iec-60601-2-33")
        assert shown.says("2 of 5 clauses are covered")
        assert shown.says("noise declared for the examination room")


async def picked(shown: Screen, path: Path) -> None:
    picker = shown["guide.pick"].action.file_picker
    file = ft.FilePickerFile(id=0, name=path.name, size=path.stat().st_size, path=str(path))
    await picker.on_result(SimpleNamespace(files=[file]))
    await shown.settle()


async def test_a_guideline_is_checked_and_what_is_accepted_is_kept(cabinet: Cabinet, tmp_path: Path) -> None:
    path = tmp_path / "guide.pdf"
    path.write_bytes(guide())
    async with screen(starter(cabinet), route="/settings") as shown:
        await shown.press("references")
        await picked(shown, path)
        await shown.until(lambda: "guide.accept" in shown)
        assert "v4.3" in shown["guide.is"].value
        assert shown.says("found as §4.2 “MR Controlled Access Area”")
        assert shown["take.mhra-burns"].value is True
        assert shown["take.mhra-entrance-signs"].value is False
        await shown.switch("take.mhra-burns", False)
        await shown.press("guide.accept")
        assert shown.says("v4.3, section 4.2 “MR Controlled Access Area”")
    kept = {each.clause: each.by for each in load_confirmed(cabinet.folder)}
    assert kept["mhra-controlled-access-area"] == "Ada Byron" and "mhra-burns" not in kept


async def test_a_scan_is_refused_in_words(cabinet: Cabinet, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan())
    async with screen(starter(cabinet), route="/references") as shown:
        await picked(shown, path)
        await shown.until(lambda: "trouble" in shown)
        assert "no text" in shown["trouble"].value
        assert load_confirmed(cabinet.folder) == ()
