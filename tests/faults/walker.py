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

from audit_app.audit.entries import ActionSet, Amended, FindingRaised, Mark
from audit_app.audit.obstacles import obstacles
from audit_app.audit.people import Person, Scanner, Setting, Unit
from audit_app.audit.signing import check_acknowledged
from audit_app.checklist.loading import parse
from audit_app.checklist.sources import Library
from audit_app.portfolio.share import receive, share
from audit_app.report import report_pdf
from audit_app.store.exchange import exported
from audit_app.store.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.store.taking import developed, draw, enter, review
from audit_app.store.visit import Visit, begin
from audit_app.units import read
from tests.conftest import WALK

ADA, GRACE = Person(name="Ada Byron"), Person(name="Grace Hopper")
CHECKLIST, LIBRARY = parse(WALK, "walk.toml"), Library()
LONGEST = 60  # entries after which the auditor begins another audit
Tell = Callable[[dict[str, Any]], None]


def picture(seed: int) -> bytes:
    """A small JPEG unlike any other."""
    out = BytesIO()
    Image.frombytes("RGB", (24, 18), Random(seed).randbytes(24 * 18 * 3)).save(out, "JPEG")
    return out.getvalue()


def begun(store: Store) -> Visit:
    """A new audit of the one unit."""
    return begin(
        store,
        ADA,
        CHECKLIST,
        LIBRARY,
        unit=Unit(id="unit-1", name="MRI 1"),
        scanner=Scanner(maker="Example", field=read("1.5 T", "T").quantity),
        settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
    )


class Walker:
    """Does one random deed after another; `tell` is called with what is kept once the verb has returned."""

    def __init__(self, folder: Path, seed: int, tell: Tell) -> None:
        self.folder, self.random, self.tell = folder, Random(seed), tell
        self.store, self.shelf = Store.at(folder), Shelf(folder)
        self.tell({"did": "open"})
        self.visit = self._visit()

    def _visit(self) -> Visit:
        open_ones = [
            each.id for each in self.store.audits() if each.state == "open" and each.about["entries"] < LONGEST
        ]
        if open_ones:
            return Visit.resume(self.store, open_ones[0], ADA)
        visit = begun(self.store)
        visit.add_thing("door", "Magnet room door")
        self._kept("begin", visit, 0)
        return visit

    def walk(self) -> None:
        """Until killed."""
        while True:
            deed = self.random.choice(DEEDS)
            before = len(self.visit.audit.entries)
            says = deed(self) or {}
            self._kept(deed.__name__.strip("_"), self.visit, before, **says)
            if self.visit.audit.state == "signed" or len(self.visit.audit.entries) > LONGEST:
                self.visit = self._visit()

    def _kept(self, did: str, visit: Visit, before: int, **says: Any) -> None:
        digests = [entry.sha for entry in visit.audit.entries[before:]]
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
        words = len(self.store.drafts(audit_id).get("note:sign", "").split())
        for number in range(words + 1, words + self.random.randint(2, 5)):
            self.store.keep_draft(audit_id, "note:sign", "word " * number)
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
        photo = enter(self.visit, self.shelf, developed(self.shelf, self.shelf.receive(capture, data)))
        box = Mark(shape="redaction", points=(("0.1", "0.1"), ("0.4", "0.4")))
        draw(self.visit, photo, [box])
        review(self.visit, photo)

    def _finding(self) -> None:
        finding = self.visit.new_id()
        self.visit.enter(FindingRaised, finding=finding, item="sign", title="Sign gone", likelihood=2, consequence=3)
        self.visit.enter(ActionSet, action=self.visit.new_id(), finding=finding, what="Put up a sign", owner=GRACE)

    def _undo(self) -> None:
        self.visit.undo()

    def _redo(self) -> None:
        self.visit.redo()

    def _sign(self) -> None:
        if len(self.visit.audit.entries) < LONGEST // 2:
            return
        kinds = {each.kind for each in obstacles(self.visit.audit)}
        self.visit.sign(ADA, "Seen", acknowledged=check_acknowledged(self.visit.audit, kinds))
        if self.random.random() < 0.5:
            self.visit.enter(Amended, number=self.visit.audit.revision + 1, reason="Read again")

    def _report(self) -> dict[str, Any]:
        out = self.folder / "made" / f"{self.visit.new_id()}.pdf"
        out.parent.mkdir(exist_ok=True)
        half = out.with_suffix(".part")
        half.write_bytes(report_pdf(self.visit.audit, self.shelf))
        half.replace(out)
        return {"pdf": str(out)}

    def _share(self) -> dict[str, Any]:
        out = self.folder / "made" / f"{self.visit.new_id()}.mraudit"
        out.parent.mkdir(exist_ok=True)
        share(self.store, self.shelf, self.visit.audit.id, out)
        return {"shared": str(out)}

    def _export(self) -> None:
        exported(self.store, self.visit.audit.id)

    def _import(self) -> dict[str, Any]:
        """Takes in one of the audits that another tablet shared, laid ready beside the data folder."""
        ready = sorted((self.folder.parent / "shared").glob("*.mraudit"))
        taken = receive(self.store, self.shelf, self.random.choice(ready))
        self._kept("import", Visit(self.store, taken.audit, self.visit.pen), 0)
        return {}


_W = Walker
OFTEN = [_W._answer, _W._reading, _W._note, _W._typing, _W._undo, _W._redo, _W._photo, _W._finding, _W._thing]
SELDOM = [_W._sign, _W._share, _W._import, _W._export]
DEEDS = OFTEN * 4 + SELDOM * 2 + [_W._report]


def child(folder: Path, seed: int, pipe: int) -> None:
    """The body of the process that is killed: every step told is one line on the pipe, written whole at once."""

    def tell(step: dict[str, Any]) -> None:
        os.write(pipe, (json.dumps(step) + "\n").encode())

    Walker(folder, seed, tell).walk()
