"""What an auditor does to one line, as verbs that rows may be handed: each goes through the desk.

What is answered and needs no more turns to the next; what was found wanting stays open, for its note, photo, finding.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from audit_app.audit.audit import DEPTH, Line
from audit_app.audit.instruments import INSTRUMENT, last_used, uncertainty_known
from audit_app.audit.log.entries import Entry
from audit_app.audit.log.names import name_key
from audit_app.audit.log.people import Setting
from audit_app.audit.places import after, line_at, neighbour, place_at, places
from audit_app.audit.things import Thing
from audit_app.audit.verdicts.judge import SHORTCOMINGS, Verdict
from audit_app.errors import UsageError
from audit_app.screens.pieces.fields.drafts import forget
from audit_app.screens.pieces.verdicts import verdict_words
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.visit.left_typed import lines_left
from audit_app.units import Quantity, plain, told
from audit_app.visit.disputes import keep_answer, keep_both, keep_one
from audit_app.visit.register import at_hand, instruments, take_along
from audit_app.visit.visit import Challenged, Visit

Again = Callable[[], None]
Give = Callable[[str], None]
STAYS = (*SHORTCOMINGS, Verdict.AT_THE_LINE)  # their note, photo and finding come next: the item stays open


@dataclass(frozen=True)
class Challenge:
    """A value that was doubted, and the ways on: keep it with a reason, or `again` to the field it was typed in.

    `corrections` are texts that one tap puts in its place, which `correct` then keeps.
    """

    line: str
    typed: str
    questions: tuple[str, ...]
    confirm: Callable[[str], None]
    again: Callable[[], None] = lambda: None
    corrections: tuple[str, ...] = ()
    correct: Callable[[str], None] = lambda text: None


class LineVerbs:
    """The verbs of one desk. It is the same object for as long as the desk is, so rows that hold it stay as drawn."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # Answers

    def answer(self, key: str, verdict: str, reason: str = "") -> None:
        """Answers by compliance and turns to the next line that needs something."""
        line = self._line(key)
        self._do(line, lambda visit: visit.answer(line.item.id, verdict, _thing(line), reason, **self._paper(line)))
        self._drop(key, "reason", "answer", "unit", "doubt")

    def choose(self, key: str, value: str) -> None:
        """Answers by one of the choices."""
        line = self._line(key)
        self._do(line, lambda visit: visit.choose(line.item.id, value, _thing(line), **self._paper(line)))

    def count(self, key: str, typed: str) -> None:
        """Answers with a whole number."""
        line = self._line(key)
        self._do(line, lambda visit: visit.count(line.item.id, typed, _thing(line), **self._paper(line)))
        self._drop(key, "answer")

    def words(self, key: str, typed: str) -> None:
        """Answers with words."""
        line = self._line(key)
        self._do(line, lambda visit: visit.say(line.item.id, typed, _thing(line), **self._paper(line)))
        self._drop(key, "answer")

    def date(self, key: str, typed: str, confirmed: str = "", again: Again = lambda: None) -> None:
        """Answers with a date; a doubtful one is asked back first."""
        line = self._line(key)

        def deed(visit: Visit) -> Entry:
            return visit.date(line.item.id, typed, _thing(line), confirmed, **self._paper(line))

        ways = (lambda reason: self.date(key, typed, reason), lambda text: self.date(key, text, again=again))
        self._challenged(line, typed, deed, ways, again)

    def measure(
        self,
        key: str,
        typed: str,
        unit: str,
        instrument: str = "",
        doubt: str = "",
        confirmed: str = "",
        again: Again = lambda: None,
    ) -> None:
        """Answers with a reading and its own uncertainty, if any; a doubtful one is asked back first."""
        line, by = self._line(key), instrument or None

        def deed(visit: Visit) -> Entry:
            more = {"instrument": by, "doubt": doubt, **self._paper(line)}
            return visit.measure(line.item.id, typed, unit, _thing(line), confirmed, **more)

        confirm = partial(self.measure, key, typed, unit, instrument, doubt)

        def correct(text: str) -> None:
            self.measure(key, text, "", instrument, doubt, again=again)

        self._challenged(line, told(typed, unit), deed, (confirm, correct), again)

    def instruments(self, unit: str, chosen: str = "") -> tuple[Thing, ...]:
        """The instruments at hand for a reading in this unit, and the one chosen already."""
        return at_hand(self._desk.cabinet.store, self._desk.audit, unit, chosen) if self._desk.audit else ()

    @property
    def knows_instruments(self) -> bool:
        """Whether any instrument is in the register, or in this audit."""
        audit = self._desk.audit
        return bool(instruments(self._desk.cabinet.store)) or bool(audit and audit.things_of(INSTRUMENT))

    def last_instrument(self, among: tuple[Thing, ...], unit: str) -> str:
        """The one of these that the last reading of this kind was taken with; empty when that said none."""
        return last_used(self._desk.audit, among, unit) if self._desk.audit else ""

    def own_doubt(self, quantity: Quantity) -> str:
        """The uncertainty that was typed with a reading; empty where it has none, or that of its instrument."""
        known = uncertainty_known(self._desk.audit, quantity) if self._desk.audit else None
        own = quantity.uncertainty if quantity.uncertainty != known else None
        return plain(own.offset) if own and own.offset else ""

    def take_instrument(self, instrument: str) -> None:
        """Takes along an instrument that was registered, or calibrated anew, since the audit began."""
        known = [each for each in instruments(self._desk.cabinet.store) if each.id == instrument]
        self._desk.act(lambda visit: take_along(visit, known))

    @property
    def today(self) -> str:
        """The local date, ISO 8601."""
        return self._desk.cabinet.clock.now().date().isoformat()

    def pick(self, key: str, entry: Entry, *, every_note: bool = False) -> None:
        """Settles a dispute: this answer holds with its own note, and supersedes the others; or with every note."""
        line = self._line(key)
        self._do(line, lambda visit: keep_answer(visit, line, entry.id, every_note))

    def keep_note(self, key: str, entry: Entry) -> None:
        """Settles a dispute: this note holds."""
        said = say("Note kept: {item}", item=_named(self._line(key)))
        self._desk.act(lambda visit: keep_one(visit, entry.slot, entry.id), said)

    def keep_notes(self, key: str) -> None:
        """Settles a dispute: both notes hold, one after the other."""
        line = self._line(key)
        slot = ("note", line.item.id, line.thing.id if line.thing else "")
        self._desk.act(lambda visit: keep_both(visit, slot), say("Note kept: {item}", item=_named(line)))

    def note(self, key: str, text: str) -> None:
        """The note of a line now reads so."""
        line = self._line(key)
        if text != line.note:
            said = say("Note kept: {item}", item=_named(line))
            self._desk.act(lambda visit: visit.note(line.item.id, text, _thing(line), **self._paper(line)), said)
        self._drop(key, "note")

    def not_applicable(self, keys: tuple[str, ...], reason: str) -> None:
        """Marks many lines not applicable, with one reason; one undo takes all of them back."""
        lines = [self._line(key) for key in keys]
        if not reason.strip():
            raise UsageError(say("Not applicable"), say("needs a reason"), say("Give a short reason"))

        def deed(visit: Visit) -> None:
            with visit.one_deed():
                for line in lines:
                    visit.answer(line.item.id, "not_applicable", _thing(line), reason, **self._paper(line))

        said = say_many("{n} item marked not applicable", "{n} items marked not applicable", len(lines))
        self._desk.act(deed, said)
        for key in keys:
            self._drop(key, "reason", "answer", "unit", "doubt")
        self._move_on(keys[0])

    def undo(self) -> None:
        """Takes back the last step, however long ago it was made."""
        self._desk.undo()

    def redo(self) -> None:
        """Does again what was undone last."""
        self._desk.redo()

    # Things

    def add_things(self, kind: str, typed: str, section: str) -> None:
        """Records things, one named on each line, and turns to the first; one undo takes all of them back."""
        names = [name.strip() for name in typed.splitlines() if name.strip()] or [""]
        self._refuse_twins(kind, names)
        said = say("{name} added", name=names[0]) if len(names) == 1 else say("{n} added", n=len(names))

        made = self._desk.act(lambda visit: visit.add_things(kind, names), said)
        self._desk.go_to(f"{section}@{made[0]}")

    def _refuse_twins(self, kind: str, names: list[str]) -> None:
        here = self._desk.audit.things_of(kind) if self._desk.audit else ()
        known = {name_key(each.name) for each in here}
        for name in names:
            if name_key(name) in known:
                raise UsageError(f"“{name}”", say("is named already"), say("Tell them apart, e.g. by a number"))
            known.add(name_key(name))

    def rename_thing(self, thing: str, name: str) -> None:
        """Corrects a thing's name."""
        self._desk.act(lambda visit: visit.rename_thing(thing, name), say("Renamed to {name}", name=name.strip()))

    def set_thing_aside(self, thing: str, reason: str) -> None:
        """Takes a thing out of the audit."""
        self._desk.act(lambda visit: visit.set_thing_aside(thing, reason), say("Set aside"))

    def left_out(self, section: str) -> int:
        """How many items of a section the depth of the audit leaves out."""
        found = self._desk.audit.left_out if self._desk.audit else ()
        return next((len(items) for each, items in found if each.id == section), 0)

    def widen(self, section: str) -> None:
        """Asks a section in full, on the spot, in an audit that is core."""
        many = self.left_out(section)
        said = say_many("{n} more item will be asked here", "{n} more items will be asked here", many)
        full = Setting(id=f"{DEPTH}:{section}", value="full", source="site-choice")
        self._desk.act(lambda visit: visit.settle(full, say("Asked in full during the visit")), said)

    def enter_zone_iv(self, section: str, choice: str, note: str = "") -> None:
        """Logs what was chosen at the door of the scan room."""
        said = say("Noted at the scan room door")
        self._desk.act(lambda visit: visit.enter_zone_iv(section, choice, note), said, undoable=False)

    # Moving

    def turn_to(self, key: str) -> None:
        """Turns to a line or a place."""
        self._desk.go_to(key)

    def turn_on(self) -> None:
        """Turns to the next line."""
        self._step(1)

    def turn_back(self) -> None:
        """Turns to the line before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._desk.audit is not None:
            walk, at = places(self._desk.audit), self._desk.at
            place = place_at(walk, at)
            self.turn_to(neighbour(walk, (line_at(place, at) if place else "") or at, by))

    # Typing in progress

    def typed(self, key: str, field: str, words: str, kept: str = "") -> None:
        """Keeps what is being typed, as long as it differs from what was kept."""
        self._desk.keep_draft(f"{field}:{key}", words if words != kept else "")

    def draft(self, key: str, field: str) -> str | None:
        """What was being typed when it was left, or None."""
        left = self._desk.draft(f"{field}:{key}")
        return left[0] if left is not None else None

    def left_typed(self) -> frozenset[str]:
        """The keys of the lines where something was typed and not kept."""
        audit = self._desk.audit
        return lines_left(self._desk.cabinet.store.drawers.drafts(audit.id)) if audit else frozenset()

    # The one way in

    def _paper(self, line: Line) -> dict[str, Any]:
        """Where an answer comes from while the sheet that asks it is typed in."""
        sheet = self._desk.transcribing
        return {"paper": sheet.paper} if sheet is not None and sheet.asks(line) else {}

    def _do(self, line: Line, deed: Callable[[Visit], Any]) -> None:
        fresh = not line.done
        self._desk.act(deed, "")
        now = self._desk.line(line.key)
        words = verdict_words(now.verdict) if now else ""
        self._desk.said(say("{verdict}: {item}", verdict=words, item=_named(line)))
        if fresh and now is not None and now.done and now.verdict not in STAYS:
            self._move_on(line.key)

    def _move_on(self, key: str) -> None:
        audit = self._desk.audit
        place = place_at(places(audit), key) if audit else None
        if place is not None:
            self._desk.go_to(after(place, key) or place.key)

    def _challenged(
        self, line: Line, typed: str, deed: Callable[[Visit], Entry], ways: tuple[Give, Give], again: Again
    ) -> None:
        """Does a deed, and where it is doubted asks: `ways` confirm it with a reason, or put another text in place."""
        try:
            self._do(line, deed)
        except Challenged as doubt:
            self._desk.challenge = Challenge(
                line.key, typed, doubt.questions, ways[0], again, doubt.corrections, ways[1]
            )
            return
        self._desk.challenge = None
        self._drop(line.key, "answer", "unit", "doubt")

    def _drop(self, key: str, *fields: str) -> None:
        for field in fields:
            forget(self._desk, f"{field}:{key}")

    def _line(self, key: str) -> Line:
        line = self._desk.line(key)
        if line is None:
            raise UsageError(say("This item"), say("no longer applies"), say("Go back to the list"))
        return line


def _thing(line: Line) -> str | None:
    return line.thing.id if line.thing else None


def _named(line: Line) -> str:
    return f"{line.thing.name}: {line.item.text}" if line.thing else line.item.text
