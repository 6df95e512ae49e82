"""A scripted auditor in a process of its own: works through the real verbs and tells its parent each step it was told
is kept. It is meant to be killed at any instant."""

import json
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from audit_app.audit.log.entries import ActionSet, Amended, FindingRaised, Mark
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.pictures import pictures, unreviewed
from audit_app.audit.signing.obstacles import obstacles
from audit_app.audit.signing.permission import check_acknowledged
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.commands.target import written_out
from audit_app.portfolio.bundle.bundle import bundle
from audit_app.portfolio.evidence.evidence import Applicant
from audit_app.portfolio.evidence.proposal import from_audits
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.report import report_pdf
from audit_app.store.log_json import exported, received
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.units import read
from audit_app.visit.photos import developed, draw, enter, review
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.faults.older import is_older

ADA, GRACE = Person(name="Ada Byron"), Person(name="Grace Hopper")
CHECKLIST, LIBRARY = parse(WALK, "walk.toml"), Library()
LONGEST = 60  # entries after which the auditor begins another audit
Tell = Callable[[dict[str, Any]], None]


def picture(seed: int) -> bytes:
    """A small JPEG unlike any other."""
    out = BytesIO()
    Image.frombytes("RGB", (24, 18), Random(seed).randbytes(24 * 18 * 3)).save(out, "JPEG")
    return out.getvalue()


def begun(store: Store, unit: str = "MRI 1") -> Visit:
    """A new audit, of the one unit or another."""
    return begin(
        store,
        ADA,
        CHECKLIST,
        LIBRARY,
        unit=Unit(id="unit-1" if unit == "MRI 1" else unit, name=unit),
        scanner=Scanner(maker="Example", field=read("1.5 T", "T").quantity),
        settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
    )


class Walker:
    """Does one random deed after another; `tell` is called with what is kept once the verb has returned."""

    def __init__(self, folder: Path, seed: int, tell: Tell) -> None:
        self.folder, self.random, self.tell = folder, Random(seed), tell
        older = is_older(folder)
        self.store, self.shelf = Store.at(folder), Shelf(folder)
        self.tell({"did": "migrate" if older else "open"})
        self.visit = self._visit()

    def _visit(self) -> Visit:
        open_ones = [
            each.id for each in self.store.audits() if each.state == "open" and each.about["entries"] < LONGEST
        ]
        if open_ones:
            return Visit.resume(self.store, open_ones[0], ADA)
        visit = begun(self.store)
        visit.add_thing("door", "Scan room door")
        self._kept("begin", visit, 0)
        return visit

    def walk(self, first: str = "") -> None:
        """One deed after another until killed, beginning with the one named."""
        deed = next((each for each in DEEDS if named(each) == first), None)
        while True:
            deed = deed or self.random.choice(DEEDS)
            before = len(self.visit.audit.entries)
            says = deed(self) or {}
            self._kept(named(deed), self.visit, before, **says)
            deed = None
            if self.visit.audit.state == "signed" or len(self.visit.audit.entries) > LONGEST:
                self.visit = self._visit()

    def _kept(self, did: str, visit: Visit, before: int, **says: Any) -> None:
        digests = [entry.sha for entry in visit.audit.entries[before:]]
        if digests or says:
            self.tell({"did": did, "audit": visit.audit.id, "kept": digests, **says})

    def _line(self) -> tuple[str, str | None]:
        line = self.random.choice(list(self.visit.audit.lines.values()))
        return line.item.id, line.thing.id if line.thing else None

    def _answer(self) -> None:
        self.visit.answer("sign", self.random.choice(["compliant", "partly", "deficient"]))

    def _reading(self) -> None:
        self.visit.measure("field", f"0.{self.random.randint(30, 60)} mT", confirmed="Read twice")

    def _note(self) -> None:
        item, thing = self._line()
        self.visit.note(item, "note " * self.random.randint(1, 40), thing=thing)

    def _typing(self) -> dict[str, Any]:
        """One more word in a field; the words are numbered so that the newest can be told."""
        audit_id = self.visit.audit.id
        words = len(self.store.drawers.drafts(audit_id).get("note:sign", "").split())
        for number in range(words + 1, words + self.random.randint(2, 5)):
            self.store.drawers.keep_draft(audit_id, "note:sign", "word " * number)
            self.tell({"did": "typing", "audit": audit_id, "kept": [], "words": number})
        return {}

    def _thing(self) -> None:
        self.visit.add_thing("door", f"Door {self.random.randint(1, 99)}")

    def _photo(self) -> None:
        item, thing = self._line()
        data = picture(self.random.getrandbits(60))
        capture = Capture(
            self.visit.new_id(), self.visit.audit.id, item, thing, "a.jpg", received="2026-11-20T09:00:00+00:00"
        )
        enter(self.visit, self.shelf, developed(self.shelf, self.shelf.receive(capture, data)))

    def _mark(self) -> None:
        """Draws an arrow and hides a part of one of the photos, and looks it through."""
        taken = pictures(self.visit.audit)
        if not taken:
            return self._photo()
        photo = self.random.choice(taken).id
        shapes = self.random.sample(["arrow", "box", "redaction"], 2)
        draw(self.visit, photo, [Mark(shape=each, points=(("0.1", "0.1"), ("0.4", "0.4"))) for each in shapes])
        return review(self.visit, photo)

    def _finding(self) -> None:
        finding = self.visit.new_id()
        self.visit.enter(FindingRaised, finding=finding, item="sign", title="Sign gone", likelihood=2, consequence=3)
        self.visit.enter(ActionSet, action=self.visit.new_id(), finding=finding, what="Put up a sign", owner=GRACE)

    def _undo(self) -> None:
        self.visit.undo()

    def _redo(self) -> None:
        self.visit.redo()

    def _sign(self) -> None:
        for photo in unreviewed(self.visit.audit):
            review(self.visit, photo.id)
        kinds = {each.kind for each in obstacles(self.visit.audit)}
        self.visit.sign(ADA, "Seen", acknowledged=check_acknowledged(self.visit.audit, kinds))
        if self.random.random() < 0.5:
            self.visit.enter(Amended, number=self.visit.audit.revision + 1, reason="Read again")

    def _report(self) -> dict[str, Any]:
        out = self._made(".pdf")
        half = out.with_suffix(".part")
        half.write_bytes(report_pdf(self.visit.audit, self.shelf))
        half.replace(out)
        return {"report": str(out)}

    def _bundle(self) -> dict[str, Any]:
        """Packs this audit's report for a portfolio, once every photo is looked through."""
        for photo in unreviewed(self.visit.audit):
            review(self.visit, photo.id)
        out = self._made(".zip")
        items = from_audits(self.store, [self.visit.audit], "bundled")
        bundle(self.store, self.shelf, items, Applicant(person=ADA), out)
        return {"bundle": str(out)}

    def _share(self) -> dict[str, Any]:
        out = self._made(".mraudit")
        share(self.store, self.shelf, self.visit.audit.id, out)
        return {"share": str(out)}

    def _export(self) -> dict[str, Any]:
        out = self._made(".json")
        written_out(out, exported(self.store, self.visit.audit.id).encode())
        return {"export": str(out)}

    def _import(self) -> None:
        """Takes in one of the audits of another tablet, shared or exported, laid ready beside the data folder."""
        ready = self.random.choice(sorted((self.folder.parent / "ready").iterdir()))
        if ready.suffix == ".mraudit":
            audit = receive(self.store, self.shelf, ready).audit
        else:
            audit = received(self.store, ready.read_text("utf-8"), self.shelf.has)
        self._kept("import", Visit(self.store, audit, self.visit.pen), 0)

    def _made(self, ending: str) -> Path:
        folder = self.folder / "made"
        folder.mkdir(exist_ok=True)
        return folder / f"{self.visit.new_id()}{ending}"


def named(deed: Callable[[Walker], Any]) -> str:
    """A deed's name, as it is told."""
    return deed.__name__.strip("_")


_W = Walker
OFTEN = [_W._answer, _W._reading, _W._note, _W._typing, _W._undo, _W._redo, _W._photo, _W._finding, _W._thing]
SELDOM = [_W._mark, _W._share, _W._import, _W._export]
DEEDS = OFTEN * 4 + SELDOM * 2 + [_W._sign, _W._report, _W._bundle]


def child(folder: Path, seed: int, pipe: int, first: str = "") -> None:
    """The body of the process that is killed: every step told is one line on the pipe, written whole at once."""

    def tell(step: dict[str, Any]) -> None:
        os.write(pipe, (json.dumps(step) + "\n").encode())

    Walker(folder, seed, tell).walk(first)
