"""Every text field of every screen holds what is typed, whatever is drawn meanwhile: found in the source, not listed.

The browser walks type into one field of each kind over a slow line (`tests/walks/typing.py`). Here each field that a
screen makes is typed into while the server is letters behind and draws everything anew; before that it is left
untouched, which must write nothing, and what is typed must be drafted at once. A call in the source that makes a field
which is not reached here fails the test.
"""

from collections.abc import Iterator

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
from tests.screens.field_scenes import SCENES, begins

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
# Fields that are drafted nowhere while they are typed in, by the beginnings of their names, and why nothing is lost.
KEPT_NOWHERE: dict[str, str] = {
    "pin.": "a PIN is never written down",
    "hub.code": "nor is a code that lets a device in",
    "search": "a search",
    "actions.search": "a search",
    "find.words": "a search",
    "doubt.reason": "the reading it is about is drafted, and asked about again",
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
    inside = next(each for each in lines if each.section.zone == "IV")
    yield "", f"line.{inside.key}", "zone.conditional"


class Looking:
    """Every field of a screen is left untouched, then typed into; what went wrong is noted."""

    def __init__(self, cabinet: Cabinet, makers: Makers) -> None:
        self.cabinet, self.makers = cabinet, makers
        self.reached: set[Site] = set()
        self.wrong: list[str] = []

    async def look(self, shown: Screen) -> None:
        """Each field that was not reached yet."""
        for field in [each for each in shown.controls() if isinstance(each, ClientText) and each.key]:
            site = self.makers.site_of(field)
            if site is None or site in self.reached or field.disabled or len(shown.all(str(field.key))) != 1:
                continue
            self.reached.add(site)
            self.wrong += [f"{site} ({field.key}) {each}" for each in await self._faults(shown, field)]

    async def _faults(self, shown: Screen, field: ClientText) -> list[str]:
        before = changes(self.cabinet)
        await shown.session.dispatch_event(field._i, "focus", None)
        await shown.send(field, "blur")
        untouched = [] if changes(self.cabinet) == before else ["writes something when it is left untouched"]
        field = shown[str(field.key)]
        now = await typed_in(shown, field)
        held = [] if now == WORDS else [f"holds {now!r}"]
        kept = WORDS in drafts(self.cabinet)
        if kept == str(field.key).startswith(tuple(KEPT_NOWHERE)):
            held.append("is drafted, and named as kept nowhere" if kept else "is drafted nowhere while it is typed")
        await shown.send(shown[str(field.key)], "change", "", value="")
        return untouched + held


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
    return str(shown.session.index[number].value)


def changes(cabinet: Cabinet) -> int:
    """How often the store was written to."""
    with cabinet.store._connection.reading() as db:
        return int(next(iter(db.query("select total_changes() as many")))["many"])


def drafts(cabinet: Cabinet) -> str:
    """Everything that is kept of what is typed and not left yet."""
    drawers = cabinet.store.drawers
    return str([drawers.drafts(audit) for audit in drawers.drafted()])


async def test_every_text_field_of_every_screen_holds_what_is_typed(
    at_work: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = Looking(at_work, Makers(monkeypatch))
    async with screen(starter(at_work)) as shown:
        for way in ways(at_work):
            await shown.go(address(at_work, way[0]))
            for press in way[1:]:
                if press.startswith("line."):
                    shown.page.session.store.get("desk").go_to(press.removeprefix("line."))
                    await shown.settle()
                    continue
                await begins(shown, press)
            await looking.look(shown)
            await shown.go("/nowhere")
    for scene in SCENES:
        await scene(at_work, looking.look)
    assert looking.wrong == []
    assert [str(each) for each in sites() if each not in looking.reached] == [], "reach it in WAYS or in a scene"
