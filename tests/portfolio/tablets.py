"""Two tablets at one visit, and what each of them can do."""

from pathlib import Path

from audit_app.audit.log.clock import Clock
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.things import Thing
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.portfolio.share.mraudit import Received, receive, share
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.units import read
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK, SteppingClock


class Tablet:
    """A store, a shelf and a person, in a folder."""

    def __init__(self, folder: Path, name: str, clock: SteppingClock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.clock = folder, clock
        self.store, self.shelf = Store.in_memory(), Shelf(folder)
        self.person = Person(name=name, role="MR Safety Expert")
        self.visit: Visit | None = None

    def begin(self) -> str:
        self.visit = begin(
            self.store,
            self.person,
            parse(WALK, "walk.toml"),
            Library(),
            unit=Unit(id="unit-1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital"),
            scanner=Scanner(maker="Example", model="One", field=read("1.5 T", "T").quantity),
            settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
            on="2026-01-02",
            clock=self.clock,
        )
        return self.visit.audit.id

    def at(self) -> Visit:
        assert self.visit is not None
        return self.visit

    def give(self, path: Path, originals: bool = True, clock: Clock | None = None) -> Path:
        share(self.store, self.shelf, self.at().audit.id, path, originals, clock)
        return path

    def take(self, path: Path, clock: Clock | None = None) -> Received:
        received = receive(self.store, self.shelf, path, clock)
        self.visit = Visit.resume(self.store, received.audit.id, self.person, self.clock)
        return received

    def state(self) -> tuple[object, ...]:
        """Everything about the audit that two tablets must agree on."""
        audit = self.store.load(self.at().audit.id)
        lines = {line.key: (line.verdict, line.note, line.photos, line.live) for line in audit.lines.values()}
        return (self.store.raw(audit.id), lines, audit.things, audit.state, audit.heads, audit.settings)

    def thing(self) -> Thing | None:
        return next(iter(self.at().audit.things), None)
