"""Text fields that show only after something was done: each scene does it and has the fields looked at."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import flet as ft

from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.portfolio.checklists.versions import versions
from audit_app.portfolio.evidence.evidence import keep
from audit_app.portfolio.evidence.proposal import proposed
from audit_app.report.sheets import sheets
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.findings import raise_finding, set_action, sign_off
from audit_app.visit.visit import Visit, begin
from tests.checklist.guides import guide
from tests.conftest import WALK
from tests.screen import Screen, screen
from tests.screens.conftest import ADA
from tests.screens.test_photos import draw, photographed
from tests.screens.test_plan import tap, with_room
from tests.store.conftest import worked
from tests.store.test_exchange import always

Look = Callable[[Screen], Awaitable[None]]
EVERYTHING = ("left", "finding", "unrated", "unplanned", "result")


def begun(cabinet: Cabinet, name: str = "MRI 1", kind: str = "periodic", previous: str = "") -> Visit:
    """A short walk just begun."""
    made, list_ = Unit(id=name, name=name), parse(WALK.replace('"periodic"', f'"{kind}"'), "walk.toml")
    return begin(
        cabinet.store, ADA, list_, Library(), unit=made, scanner=Scanner(), settings=(), previous=previous,
        clock=cabinet.clock,
    )  # fmt: skip


async def begins(shown: Screen, *starts: str) -> None:
    """Presses the first control whose name begins so, one after the other."""
    for start in starts:
        pressed = next((key for key in sorted(shown.known()) if key.startswith(start)), "")
        assert pressed, f"there is no {start} among {sorted(shown.known())}"
        await shown.press(pressed)


async def of_one_audit(cabinet: Cabinet, look: Look) -> None:
    """Findings, actions, replies, paper, a doubt and a moved checklist of audits that are open."""
    for name in ("A", "B", "C"):
        begun(cabinet, name)
    first = begun(cabinet)
    raise_finding(first, "Gap", likelihood=2, consequence=2)
    sign_off(first, ADA, "x", acknowledged=EVERYTHING)
    visit = begun(cabinet, previous=first.audit.id)
    made = raise_finding(visit, "The seal is worn")
    for what in ("Order", "Fit", "Test", "Tell"):
        set_action(visit, made, what, Person(name="Lin"), "2026-12-01", "open")
    visit.answer("sign", "compliant", paper=sheets(visit.audit)[0].code)
    door = sheets(visit.audit)[1].code
    visit.add_thing("door", "Door A")
    cabinet.keep(visit.audit)
    here = f"/audit/{visit.audit.id}"
    async with screen(starter(cabinet)) as shown:
        await look(shown)
        await shown.go("/actions")
        await look(shown)
        await shown.go(f"{here}/findings")
        await look(shown)
        await shown.go(f"{here}/finding/{made}")
        await begins(shown, "paste-reply", "close.", "end.accepted_risk")
        await look(shown)
        await shown.go(f"{here}/paper")
        await look(shown)
        await shown.fill("paper.code", door)
        await look(shown)
        await begins(shown, "paper.check.")
        await look(shown)
        await shown.go(here)
        if "reading.field" not in shown:
            await shown.press("item.field")
        await look(shown)
        await shown.type("reading.field", "1.234,5")
        await shown.press("keep.field")
        await look(shown)
        await shown.press("doubt.correct")
        await begins(shown, "answer.not_assessed.")
        await look(shown)


async def of_a_signed_audit(cabinet: Cabinet, look: Look) -> None:
    """An addendum, and the second checker."""
    visit = begun(cabinet)
    sign_off(visit, ADA, "x", acknowledged=EVERYTHING)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/sign") as shown:
        await look(shown)
        await shown.press("check")
        await look(shown)


async def of_an_acceptance(cabinet: Cabinet, look: Look) -> None:
    """The statement at handover, where something of extreme risk is open."""
    visit = begun(cabinet, kind="acceptance")
    raise_finding(visit, "The door does not close", likelihood=5, consequence=5)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/sign") as shown:
        await shown.press("fit.yes")
        await look(shown)
        await shown.press("fit.with_conditions")
        await look(shown)


async def of_another_tablet(cabinet: Cabinet, look: Look) -> None:
    """What another tablet did is set aside."""
    other = Store.in_memory()
    visit = worked(other)
    received(cabinet.store, exported(other, visit.audit.id), always)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/set-aside") as shown:
        await begins(shown, "aside.")
        await look(shown)


async def of_a_photo(cabinet: Cabinet, look: Look) -> None:
    """A text that is written on a photo."""
    visit = begun(cabinet)
    photo = photographed(cabinet, visit)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/photo/{photo}") as shown:
        await shown.until(lambda: "photo.view" in shown)
        await draw(shown, "text", (0.5, 0.5))
        await look(shown)


async def of_a_plan(cabinet: Cabinet, look: Look) -> None:
    """The plan's scale, a line traced on it, and its name and height."""
    visit = begun(cabinet)
    with_room(visit, cabinet)
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/survey") as shown:
        await shown.settle()
        await begins(shown, "set.trace")
        await look(shown)
        await begins(shown, "points.cancel", "plan.more", "set.scale")
        await tap(shown, cabinet, visit, 100, 700)
        await look(shown)
        await begins(shown, "points.cancel")
        await shown.choose("survey.view", "setup")
        await look(shown)


async def of_a_checklist(cabinet: Cabinet, look: Look) -> None:
    """The editor: a section, and a question of each kind with its limits, choices and rules."""
    known = max((each for each in versions(cabinet.store) if each.id == "periodic"), key=lambda each: each.version)
    section = max(known.sections, key=lambda each: len(each.items))
    one, two, three, four = (each.id for each in section.items[:4])
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        await shown.pick("section", section.id)
        await begins(shown, "section.edit", *(f"rule.{each}" for each in (one, two, three, four)))
        await shown.pick(f"ask.{one}", "quantity")
        await shown.press(f"add-limit.{one}")
        await shown.pick(f"limit.{one}.0.high.kind", "number")
        await shown.pick(f"limit.{one}.0.low.kind", "setting")
        await shown.pick(f"ask.{two}", "choice")
        await shown.fill(f"add-option.{two}", "Not known")
        await shown.pick(f"ask.{three}", "count")
        await shown.pick(f"ask.{four}", "date")
        await begins(shown, f"add-deficient.{one}", f"as-text.{one}")
        await look(shown)


async def of_a_newer_checklist(cabinet: Cabinet, look: Look) -> None:
    """An audit is moved to a newer version."""
    older = next(each for each in versions(cabinet.store) if (each.id, each.version) == ("periodic", 1))
    unit = Unit(id="u", name="MRI 1")
    visit = begin(cabinet.store, ADA, older, Library(), unit=unit, scanner=Scanner(), settings=())
    async with screen(starter(cabinet), route=f"/audit/{visit.audit.id}/summary") as shown:
        await shown.press("newer")
        await look(shown)


async def of_a_guideline(cabinet: Cabinet, look: Look) -> None:
    """A guideline is read and its sections accepted."""
    path = cabinet.folder / "guide.pdf"
    path.write_bytes(guide(edition=""))
    async with screen(starter(cabinet), route="/settings") as shown:
        await shown.press("references")
        picker = shown["guide.pick"].action.file_picker
        await picker.on_result(SimpleNamespace(files=[ft.FilePickerFile(0, path.name, path.stat().st_size, str(path))]))
        await shown.until(lambda: "guide.accept" in shown)
        await look(shown)


async def of_a_portfolio(cabinet: Cabinet, look: Look) -> None:
    """Whose it is, where the tablet knows nobody, and an item of it."""
    visit = begun(cabinet)
    keep(cabinet.store, proposed(cabinet.store, visit.audit, "id-1", "findings"))
    async with screen(starter(cabinet), route="/portfolio/item/id-1") as shown:
        await shown.switch("traceable", True) if not shown["traceable"].value else None
        await shown.switch("sub.7.1", True)
        await look(shown)
    prefer(cabinet.store, Preferences(person=None, welcomed=True))
    async with screen(starter(cabinet), route="/portfolio") as shown:
        await look(shown)
    prefer(cabinet.store, Preferences(person=ADA, welcomed=True))


SCENES = (
    of_one_audit, of_a_signed_audit, of_an_acceptance, of_another_tablet, of_a_photo, of_a_plan, of_a_checklist,
    of_a_newer_checklist, of_a_guideline, of_a_portfolio,
)  # fmt: skip
