"""Answers taken down on paper: the sheets, their codes on the answers, and what does not carry a code."""

from pathlib import Path
from types import SimpleNamespace

import flet as ft
import pytest

from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.audit.sheets import checker_of, pictures_of_sheet
from audit_app.audit.survey.survey import taken
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.report.sheets import grid_code, sheets
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.visit.sheets import check_sheet
from audit_app.visit.visit import begin
from tests.conftest import WALK
from tests.photos.pictures import busy, encoded
from tests.screen import Screen, screen
from tests.screens.conftest import ADA


def an_audit(cabinet: Cabinet, unit: str) -> str:
    """A short walk just begun."""
    made = Unit(id=unit, name=unit)
    visit = begin(cabinet.store, ADA, parse(WALK, "walk.toml"), Library(), unit=made, scanner=Scanner(), settings=())
    cabinet.keep(visit.audit)
    return visit.audit.id


@pytest.fixture
def audit_id(cabinet: Cabinet) -> str:
    return an_audit(cabinet, "MRI 1")


def papers(cabinet: Cabinet, audit_id: str) -> list[str]:
    """The sheets that the answers of an audit say they come from."""
    return [each.paper for each in cabinet.store.load(audit_id).entries if each.kind in ("answered", "measured")]


async def to_type_in(shown: Screen, audit_id: str, code: str) -> None:
    await shown.go(f"/audit/{audit_id}/paper")
    await shown.press(f"paper.{code}")


async def test_sheets_can_be_taken_along(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/paper") as shown:
        await shown.press("paper.magnet")
        assert "would be empty" in shown["trouble"].value
        await shown.press("paper.all")
        await shown.until(lambda: "paper.save" in shown)
    [made] = cabinet.made.glob("*.pdf")
    assert made.read_bytes().startswith(b"%PDF") and "paper-sheets" in made.name


async def test_answers_from_paper_carry_the_sheets_code(cabinet: Cabinet, audit_id: str) -> None:
    sheet = sheets(cabinet.audit(audit_id))[0]
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/paper") as shown:
        await shown.fill("paper.code", sheet.code[:-1] + ("2" if sheet.code[-1] != "2" else "3"))
        assert "is not the code of a sheet" in shown["paper.code"].error
        await shown.fill("paper.code", sheet.code.lower())
        await shown.press("answer.compliant.sign")
    [entry] = cabinet.store.load(audit_id).lines["sign"].live
    assert (entry.paper, entry.checked_by) == (sheet.code, None)


@pytest.mark.parametrize("way", ["code", "list"])
async def test_a_second_person_compares_what_was_typed_with_the_sheet(
    cabinet: Cabinet, audit_id: str, way: str
) -> None:
    code = sheets(cabinet.audit(audit_id))[0].code
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/paper") as shown:
        await (shown.fill("paper.code", code) if way == "code" else shown.press(f"paper.{code}"))
        await shown.press("answer.compliant.sign")
        await shown.go(f"/audit/{audit_id}/paper")
        assert shown.says("1 not checked yet") and shown.says("no photo of the sheet")
        await shown.press(f"paper.check.{code}")
        assert shown.says("Is the warning sign on the door?") and shown.says("Compliant")
        await shown.type("paper.checker", "ada byron")
        await shown.press("paper.checked")
        assert "is by who typed it in" in shown["trouble"].value
        await shown.type("paper.checker", "Grace Hopper")
        await shown.press("paper.checked")
        assert shown.says("checked by Grace Hopper") and "paper.checker" not in shown
    audit = cabinet.store.load(audit_id)
    assert checker_of(audit, audit.lines["sign"].live[0]).name == "Grace Hopper"


async def test_what_is_corrected_after_the_check_is_to_be_checked_again(cabinet: Cabinet, audit_id: str) -> None:
    code = sheets(cabinet.audit(audit_id))[0].code
    with cabinet.visiting(audit_id, ADA) as visit:
        entry = visit.answer("sign", "compliant", paper=code)
        check_sheet(visit, code, Person(name="Grace Hopper"))
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/paper/{code}") as shown:
        assert "paper.checked" not in shown
        await shown.press(f"paper.correct.{entry.id}")
        await shown.press("answer.partly.sign")
        await shown.go(f"/audit/{audit_id}/paper/{code}")
        assert shown.says("Partly compliant") and "paper.checked" in shown


async def test_a_photo_of_the_sheet_is_filed_with_the_audit(cabinet: Cabinet, audit_id: str, tmp_path: Path) -> None:
    code = sheets(cabinet.audit(audit_id))[0].code
    with cabinet.visiting(audit_id, ADA) as visit:
        visit.answer("sign", "compliant", paper=code)
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(encoded(busy(400, 300, 1)))
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/paper/{code}") as shown:
        await shown.until(lambda: f"photo.add.{code}" in shown)
        picker = shown[f"photo.add.{code}"].action.file_picker
        chosen = ft.FilePickerFile(id=0, name=picture.name, size=picture.stat().st_size, path=str(picture))
        await picker.on_result(SimpleNamespace(files=[chosen]))
        await shown.settle()
        assert shown.says(f"Paper sheet {code}")
    [photo] = pictures_of_sheet(cabinet.store.load(audit_id), code)
    assert photo.caption == f"Paper sheet {code}"


async def test_a_sheet_typed_into_one_audit_says_nothing_of_another(cabinet: Cabinet, audit_id: str) -> None:
    other = an_audit(cabinet, "MRI 2")
    async with screen(starter(cabinet)) as shown:
        await to_type_in(shown, audit_id, sheets(cabinet.audit(audit_id))[0].code)
        await shown.go(f"/audit/{other}")
        await shown.press("answer.compliant.sign")
        await shown.go(f"/audit/{audit_id}")
        await shown.press("answer.compliant.sign")
    assert papers(cabinet, other) == [""] == papers(cabinet, audit_id)


async def test_only_answers_to_what_the_sheet_asks_carry_its_code(cabinet: Cabinet, audit_id: str) -> None:
    code = sheets(cabinet.audit(audit_id))[0].code
    with cabinet.visiting(audit_id, ADA) as visit:
        door = visit.add_thing("door", "Door A")
    async with screen(starter(cabinet)) as shown:
        await to_type_in(shown, audit_id, code)
        await shown.press("answer.compliant.sign")
        await shown.press(f"place.doors@{door}")
        await shown.press(f"answer.compliant.closes@{door}")
    assert papers(cabinet, audit_id) == [code, ""]


async def test_a_sheet_printed_before_its_door_was_recorded_asks_which_door(cabinet: Cabinet, audit_id: str) -> None:
    code = sheets(cabinet.audit(audit_id))[1].code
    with cabinet.visiting(audit_id, ADA) as visit:
        visit.add_thing("door", "Door A")
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/paper") as shown:
        await shown.fill("paper.code", code)
        assert shown.says("which one is this sheet for?") and shown.says("Door A")
        await shown.type("paper.thing.new", "Door B")
        await shown.press("paper.thing.add")
        door = cabinet.audit(audit_id).things[-1]
        await shown.press(f"answer.compliant.closes@{door.id}")
    assert (door.name, papers(cabinet, audit_id)) == ("Door B", [code])


async def test_readings_from_the_page_with_the_grid_carry_its_code(cabinet: Cabinet, audit_id: str) -> None:
    code = grid_code(cabinet.audit(audit_id))
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/paper") as shown:
        await shown.fill("paper.code", code)
        assert shown.page.route == f"/audit/{audit_id}/survey"
        for field, words in (("value", "0.4 mT"), ("x", "2.5"), ("y", "0")):
            await shown.type(f"reading.{field}", words)
        await shown.press("reading.keep")
    [reading] = [each.entry for each in taken(cabinet.store.load(audit_id))]
    assert reading.sheet == code


async def test_a_sheet_is_put_down_when_all_it_asks_is_typed_in(cabinet: Cabinet, audit_id: str) -> None:
    sheet = sheets(cabinet.audit(audit_id))[0]
    async with screen(starter(cabinet)) as shown:
        await to_type_in(shown, audit_id, sheet.code)
        await shown.go(f"/audit/{audit_id}/paper")
        assert "paper.stop" in shown
        await shown.go(f"/audit/{audit_id}")
        await shown.press("menu.all")
        await shown.press("quick.1")
        await shown.go(f"/audit/{audit_id}/paper")
        assert "paper.stop" not in shown
    assert papers(cabinet, audit_id) == [sheet.code] * len(sheet.lines)
