"""The end of a visit: what is left, signing, the report."""

from io import BytesIO

import flet as ft
import flet.canvas as cv
import pypdf
import pytest
from PIL import Image

from audit_app.audit.log.people import Scanner, Unit
from audit_app.audit.signing.obstacles import obstacles
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.report import Options, report_pdf
from audit_app.report.pdf.text import fonts
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.visit.findings import sign_off
from audit_app.visit.visit import begin
from tests.conftest import WALK
from tests.screen import screen
from tests.screens.conftest import ADA
from tests.screens.test_photos import pick


@pytest.fixture
def audit_id(cabinet: Cabinet) -> str:
    """An audit with one answer."""
    walk = parse(WALK, "walk.toml")
    unit = Unit(id="unit-1", name="MRI 1")
    visit = begin(cabinet.store, ADA, walk, Library(), unit=unit, scanner=Scanner(), settings=())
    visit.answer("sign", "deficient")
    visit.note("sign", "No sign on the left leaf")
    cabinet.keep(visit.audit)
    return visit.audit.id


async def test_the_summary_leads_to_what_is_left(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/summary") as shown:
        assert shown.says("1 shortcoming") and shown.says("No sign on the left leaf")
        await shown.press("left.signs")
        assert shown.page.route == f"/audit/{audit_id}"
        assert "reading.field" in shown


async def test_the_fonts_are_read_while_the_choices_of_a_report_are_looked_at(cabinet: Cabinet, audit_id: str) -> None:
    fonts.ready.cache_clear()
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/report") as shown:
        await shown.until(lambda: fonts.ready.cache_info().currsize == 1)
        assert "make" in shown


@pytest.mark.parametrize(("served", "ways"), [(True, {"open", "save"}), (False, {"save", "share"})])
async def test_the_report_of_the_screen_is_the_report_of_the_command_line(
    cabinet: Cabinet, audit_id: str, served: bool, ways: set[str]
) -> None:
    cabinet.served = served
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/report") as shown:
        await shown.press("make")
        await shown.until(lambda: "ready" in shown)
        [made] = cabinet.made.glob("*.pdf")
        assert made.read_bytes() == report_pdf(cabinet.store.load(audit_id), cabinet.shelf, Options())
        text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(made.read_bytes())).pages)
        assert "No sign on the left leaf" in text
        assert {"open", "save", "share"} & shown.known() == ways


async def test_a_logo_is_picked_stands_on_the_front_page_and_is_left_out_again(cabinet: Cabinet, audit_id: str) -> None:
    picture = BytesIO()
    Image.new("RGB", (300, 100), (0, 90, 120)).save(picture, "PNG")
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/report") as shown:
        await pick(shown, "logo", ft.FilePickerFile(1, "notes.png", 4, bytes=b"none"))
        assert "logo.here" not in shown and shown.says("notes.png")
        await pick(shown, "logo", ft.FilePickerFile(2, "logo.png", 900, bytes=picture.getvalue()))
        await shown.until(lambda: "logo.here" in shown)
        await shown.press("make")
        await shown.until(lambda: "ready" in shown)
        [made] = cabinet.made.glob("*.pdf")
        assert b"/Subtype /Image" in made.read_bytes()
        await shown.press("logo.out")
        assert "logo.here" not in shown and not list(cabinet.made.glob("logo*"))


async def test_a_signed_audit_offers_the_status_of_its_actions_as_a_page(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/report") as shown:
        assert "Status of actions" not in " ".join(shown.texts()), "an open audit tells it in its report"
    with cabinet.visiting(audit_id, ADA) as visit:
        kinds = {each.kind for each in obstacles(visit.audit)}
        sign_off(visit, ADA, "As I saw it.", acknowledged=tuple(kinds))
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/actions") as shown:
        await shown.press("to-status")
        assert shown.page.route == f"/audit/{audit_id}/report"
        await shown.pick("format", ".html")
        await shown.press("make")
        await shown.until(lambda: "ready" in shown)
        [made] = cabinet.made.glob("*.html")
        assert "Status of actions" in made.read_text("utf-8")


async def test_a_signature_begins_where_the_finger_came_down_and_a_tap_is_a_dot(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:

        def at(x: float) -> dict[str, object]:
            return {"l": {"x": x, "y": 80.0}, "g": {"x": x, "y": 80.0}, "k": "touch", "ts": 0}

        await shown.send(shown["signature-pad"], "horizontal_drag_down", at(48.0))
        await shown.send(shown["signature-pad"], "vertical_drag_down", at(48.0))
        await shown.send(shown["signature-pad"], "horizontal_drag_start", at(72.0))
        await shown.send(shown["signature-pad"], "horizontal_drag_end", {**at(72.0), "v": {"x": 0, "y": 0}, "pv": 0})
        await shown.send(shown["signature-pad"], "horizontal_drag_down", at(240.0))
        await shown.send(shown["signature-pad"], "tap_up", at(240.0))
        first, dot = (
            each.elements for each in shown["signature-pad"].content.content.shapes if isinstance(each, cv.Path)
        )
        assert [(spot.x, spot.y) for spot in first] == [(48.0, 80.0), (72.0, 80.0)]
        assert dot[0].x == 240.0


async def test_the_summary_ends_in_signing_and_signing_in_the_report_and_word_to_the_owners(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/summary") as shown:
        await shown.press("signing")
        kinds = [each for each in shown.known() if each.startswith("acknowledge.")]
        assert len(kinds) > 1 and shown["sign"].disabled
        await shown.press("acknowledge-all")
        assert all(shown[each].value for each in kinds)
        await shown.press("sign")
        assert "sign" not in shown and {"make-report", "write-owners"} <= shown.known()
        await shown.press("write-owners")
        assert shown.page.route == f"/audit/{audit_id}/followup"
