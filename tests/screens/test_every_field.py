"""Every text field of every screen holds what is typed, whatever is drawn meanwhile: found in the source, not listed.

The browser walks type into one field of each kind over a slow line (`tests/walks/typing.py`). Here each field that a
screen makes is typed into while the server is letters behind and draws everything anew; a call in the source that makes
a field which is not reached here, nor named with where it is typed into, fails the test.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_app.audit.findings.finding import findings
from audit_app.audit.pictures import pictures
from audit_app.checklist.model import Count, DateAsk, QuantityAsk, Text
from audit_app.screens.app import starter
from audit_app.screens.flet_gaps import ClientText
from audit_app.screens.home.new_audit_form import fresh, start
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import preferences
from audit_app.visit.findings import raise_finding
from tests.screen import Screen, screen
from tests.screens.conftest import ADA
from tests.screens.every_field import Makers, Site, sites

WORDS = "Sout"
# Below an audit, else from the top: what is pressed there, by the beginnings of their names.
WAYS: tuple[tuple[str, ...], ...] = (
    ("/new",), ("/settings",), ("/hub",), ("/portfolio",), ("/welcome",), ("/emergency", "emergency.edit"),
    ("/register/unit", "add-entry"), ("find",), ("paper",), ("findings",), ("sign",),
    ("finding/:finding", "add-action"), ("finding/:finding", "withdraw"),
     ("photo/:photo", "photo.aside"), ("photo/:photo", "photo.expunge"),
    ("survey",), ("followup",),
)  # fmt: skip
ASKS = (QuantityAsk, Count, DateAsk, Text)
# Fields that no way above reaches, by module: what is typed into them is typed in these tests.
ELSEWHERE: dict[str, str] = {
    "device/set_aside.py": "tests/screens/test_set_apart.py",
    "findings/action_cards.py": "tests/screens/test_findings.py",
    "findings/findings.py": "tests/screens/test_findings.py",
    "findings/replies.py": "tests/screens/test_findings.py",
    "home/actions.py": "tests/screens/test_home.py",
    "home/home.py": "tests/screens/test_home.py",
    "paper/paper_check.py": "tests/screens/test_paper.py",
    "paper/sheet_entry.py": "tests/screens/test_paper.py",
    "photos/photo.py": "tests/screens/test_photos.py",
    "portfolio/checklist_editor.py": "tests/screens/test_portfolio.py",
    "portfolio/questions.py": "tests/screens/test_checklists.py",
    "portfolio/rule_form.py": "tests/screens/test_checklists.py",
    "portfolio/rule_limits.py": "tests/screens/test_checklists.py",
    "portfolio/things_form.py": "tests/screens/test_checklists.py",
    "portfolio/item.py": "tests/screens/test_portfolio.py",
    "portfolio/portfolio.py": "tests/screens/test_portfolio.py",
    "report/newer_checklist.py": "tests/screens/test_checklists.py",
    "report/handover.py": "tests/screens/test_summary.py",
    "report/sign_off.py": "tests/screens/test_summary.py",
    "survey/setup.py": "tests/screens/test_plan.py",
    "survey/survey.py": "tests/screens/test_plan.py",
    "survey/trace.py": "tests/screens/test_plan.py",
    "unit/references.py": "tests/screens/test_references.py",
    "visit/item/doubt.py": "tests/screens/test_visit.py",
    "visit/item/typed_answers.py": "tests/screens/test_visit.py",
    "visit/item/unanswered.py": "tests/screens/test_visit.py",
    "visit/zone_iv.py": "tests/screens/test_visit.py",
}


@pytest.fixture
def at_work(cabinet: Cabinet) -> Cabinet:
    """A regular audit, just begun, with one finding and one photograph of which the bytes stayed elsewhere."""
    audit_id = start(cabinet, fresh(cabinet, preferences(cabinet.store)).having(checklist="periodic", unit="MRI 1"))
    with cabinet.visiting(audit_id, ADA) as visit:
        raise_finding(visit, "The seal is worn")
        visit.add_photo("site-changes", digest="ab" * 32)
    return cabinet


def address(cabinet: Cabinet, path: str) -> str:
    """Where a screen of the table stands."""
    if path.startswith("/"):
        return path
    audit = cabinet.audit(cabinet.store.audits()[0].id)
    ids = {":photo": pictures(audit)[0].id, ":finding": findings(audit)[0].id}
    return "/".join([f"/audit/{audit.id}", *(ids.get(part, part) for part in path.split("/"))]).rstrip("/")


def ways(cabinet: Cabinet) -> Iterator[tuple[str, ...]]:
    """The table, and an item of each kind of answer that is typed."""
    yield from WAYS
    lines = cabinet.audit(cabinet.store.audits()[0].id).lines.values()
    for kind in ASKS:
        line = next((each for each in lines if isinstance(each.item.ask, kind)), None)
        if line is not None:
            yield "", f"line.{line.key}"


async def typed_in(shown: Screen, field: ClientText) -> str:
    """Types letter by letter, two ahead of the server, all drawn anew half way; gives what the field holds then."""
    desk, number = shown.page.session.store.get("desk"), field._i
    await shown.session.dispatch_event(number, "focus", None)
    for end in range(1, len(WORDS) + 1):
        shown.session.apply_patch(number, {"value": WORDS[: min(len(WORDS), end + 2)]})
        await shown.session.dispatch_event(number, "change", WORDS[:end])
        if end == len(WORDS) // 2:
            desk.refresh()
            await shown.settle()
            number = shown[str(field.key)]._i
    now = str(shown.session.index[number].value)
    await shown.send(shown.session.index[number], "change", "", value="")
    return now


async def test_every_text_field_of_every_screen_holds_what_is_typed(
    at_work: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers, reached, wrong = Makers(monkeypatch), set[Site](), []
    async with screen(starter(at_work)) as shown:
        for way in ways(at_work):
            await shown.go(address(at_work, way[0]))
            for press in way[1:]:
                if press.startswith("line."):
                    shown.page.session.store.get("desk").go_to(press.removeprefix("line."))
                    await shown.settle()
                    continue
                pressed = next((key for key in sorted(shown.known()) if key.startswith(press)), "")
                assert pressed, f"{way}: there is no {press}"
                await shown.press(pressed)
            for field in [each for each in shown.controls() if isinstance(each, ClientText) and each.key]:
                site = makers.site_of(field)
                if site is None or site in reached or field.disabled or len(shown.all(str(field.key))) != 1:
                    continue
                reached.add(site)
                if (now := await typed_in(shown, field)) != WORDS:
                    wrong.append(f"{site} ({field.key}) holds {now!r}")
            await shown.go("/nowhere")
    assert wrong == []
    left = [str(each) for each in sites() if each not in reached and each.module not in ELSEWHERE]
    assert left == [], "reach it in WAYS, or name in ELSEWHERE the test that types into it"


def test_what_is_named_as_typed_elsewhere_is_there() -> None:
    modules = {each.module for each in sites()}
    for module, test in ELSEWHERE.items():
        assert module in modules and (Path(__file__).parents[2] / test).is_file(), module
