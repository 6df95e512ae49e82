"""The sample: two invented visits to an invented unit, made with the same verbs as a real audit, all SIMULATED."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from audit_app.audit.audit import DEPTH, Audit, Line
from audit_app.audit.findings.finding import open_before, proposed, rated
from audit_app.audit.log.clock import Clock, uuid7
from audit_app.audit.log.entries import FieldMeasured, FindingRaised, FollowedUp, PlanSet, PlotSet, ThingAdded
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.pen import choice
from audit_app.audit.register import KnownScanner, KnownUnit
from audit_app.audit.signing.obstacles import obstacles
from audit_app.audit.signing.permission import check_acknowledged
from audit_app.audit.verdicts.judge import SHORTCOMINGS
from audit_app.checklist.model import Choice, Compliance, Count, DateAsk, Item, QuantityAsk
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.risk import risk_matrix
from audit_app.checklist.reference.settings import settings
from audit_app.checklist.reference.sources import library
from audit_app.photos.scenes import scene
from audit_app.resources import asset
from audit_app.store.shelf.copies import FONT
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.units import Uncertainty, read
from audit_app.visit.findings import set_action, state_result, tell_visit
from audit_app.visit.photos import developed, enter, review
from audit_app.visit.register_verbs import keep_scanner, keep_unit
from audit_app.visit.visit import Visit, begin

Told = dict[str, Any]
STEP = timedelta(seconds=40)  # between two entries of the sample's clock: a full audit takes a long day
READ_THROUGH = 40  # moments that the second person takes before signing
YEAR = timedelta(days=364)
ALONG = 3  # survey readings in each direction
WORDS = {  # what a finding is told by in the sample -> what its entry calls it
    "title": "title",
    "description": "description",
    "recommendation": "recommendation",
    "interim": "interim_control",
    "immediate": "immediate_danger",
}


@dataclass
class WalkingClock:
    """A clock for work that is made up: it goes on by itself, from a start, and its ids follow it."""

    at: datetime
    made: int = 0

    def now(self) -> datetime:
        """The next moment, 40 s after the last."""
        self.at += STEP
        return self.at

    def new_id(self) -> str:
        """A UUIDv7 of the moment that is now."""
        self.made += 1
        return uuid7(self.at + timedelta(milliseconds=self.made))


def make(store: Store, shelf: Shelf, clock: Clock | None = None) -> tuple[str, str]:
    """Makes the sample audit and an earlier one of the same unit; gives their ids, the earlier one first.

    Without a clock the later visit ends about now and the earlier one a year before.
    """
    told = tomllib.loads(asset("sample.toml").read_text(encoding="utf-8"))
    start = datetime.now().astimezone() - timedelta(hours=9)
    _register(store, told)
    earlier = Sample(store, shelf, told, clock or WalkingClock(start - YEAR), earlier=True)
    first = earlier.walked(None)
    later = Sample(store, shelf, told, clock or WalkingClock(start))
    return first.id, later.walked(first).id


def present(store: Store) -> str:
    """The id of the newest sample audit that is here already, or empty."""
    ours = tomllib.loads(asset("sample.toml").read_text(encoding="utf-8"))["unit"]["id"]
    samples = (each for each in store.audits() if each.about["simulated"] and each.about["unit_id"] == ours)
    return next((each.id for each in samples), "")


def _register(store: Store, told: Told) -> None:
    unit, scanner = told["unit"], told["scanner"]
    keep_unit(store, KnownUnit(**{name: unit[name] for name in ("id", "name", "organisation", "site")}))
    keep_scanner(store, KnownScanner(**{**dict(_scanner(told)), "id": scanner["id"]}, unit=unit["id"]))


def _scanner(told: Told) -> Scanner:
    return Scanner(**{**told["scanner"], "field": read(told["scanner"]["field"], "T").quantity})


def _settings(depth: str) -> tuple[Setting, ...]:
    chosen = [(each.id, each.value(depth) if each.id == DEPTH else each.default()) for each in settings()]
    return tuple(
        Setting(
            id=name,
            value=str(value.value) if value.value is not None else value.id,
            unit=value.unit,
            source=value.source,
        )
        for name, value in chosen
    )


class Sample:
    """One of the two visits being made."""

    def __init__(self, store: Store, shelf: Shelf, told: Told, clock: Clock, earlier: bool = False) -> None:
        self.store, self.shelf, self.told, self.clock, self.earlier = store, shelf, told, clock, earlier
        self.auditor = Person(**told["auditor"])
        self.depth = "full"
        self.day = clock.now().date()

    def walked(self, previous: Audit | None) -> Audit:
        """The whole visit: things, survey, every line, findings, signatures."""
        self.visit = self._begun(previous)
        self._things()
        self._survey()
        self._lines()
        self._look_back()
        self._sign()
        return self.visit.audit

    def _begun(self, previous: Audit | None) -> Visit:
        return begin(
            self.store,
            self.auditor,
            newest("periodic"),
            library(),
            unit=Unit(**self.told["unit"]),
            scanner=_scanner(self.told),
            settings=_settings(self.depth),
            simulated=True,
            previous=previous.id if previous else "",
            clock=self.clock,
        )

    def _things(self) -> None:
        known = {(thing.kind, thing.name): thing.id for thing in self.visit.audit.things}
        for thing in self.told["things"]:
            kind, name, here = thing["kind"], thing["name"], known.get((thing["kind"], thing["name"]), "")
            details = {name: self._dated(text) for name, text in thing.get("details", {}).items()}
            if here and details:  # an instrument is calibrated every year: this year's label, not the last one's
                self.visit.enter(ThingAdded, thing=here, thing_kind=kind, name=name, details=details)
            elif not here and not (self.earlier and thing.get("new")):
                self.visit.add_thing(kind, name, details)

    def _dated(self, text: str) -> str:
        """A text, or the date it gives as days from the day of the visit."""
        if text[:1] in "+-" and text[1:].isdigit():
            return (self.day + timedelta(days=int(text))).isoformat()
        return text

    def _thing(self, name: str) -> str:
        return next(thing.id for thing in self.visit.audit.things if thing.name == name)

    # The fringe field

    def _survey(self) -> None:
        plan = self.visit.audit.slots.of_kind("plan")
        if not any(True for _ in plan):
            self.visit.enter(PlanSet, plan=self.visit.new_id(), **self.told["plan"])
            self.visit.enter(PlotSet, **self.told["plot"])
        slot = next(iter(self.visit.audit.slots.of_kind("plan")))
        probe, uncertainty = (
            self._thing(self.told["instrument"]),
            Uncertainty(percent=Decimal(5), offset=Decimal("0.01")),
        )
        told = self.told["survey"]
        usual = [(told["places"][number // ALONG], *each) for number, each in enumerate(told["readings"])]
        for height, readings in ((told["height"], usual), (told["head_height"], told["at_head_height"])):
            for place, x, y, typed in readings:
                quantity = read(typed, "mT").quantity.model_copy(
                    update={"uncertainty": uncertainty, "instrument": probe}
                )
                at = {"x": x, "y": y, "height": height, "plan": slot[1], "place": place}
                self.visit.enter(FieldMeasured, reading=self.visit.new_id(), quantity=quantity, probe=probe, **at)

    # The walk

    def _lines(self) -> None:
        """Answers every line in walking order, looking again after each: an answer can make further lines apply."""
        warned: set[str] = set()
        while line := next((line for line in self.visit.audit.lines.values() if not line.live), None):
            if line.zone == "IV" and line.section.id not in warned:
                warned.add(line.section.id)
                self.visit.enter_zone_iv(line.section.id, "tablet_left_outside")
            self._line(line)

    def _line(self, line: Line) -> None:
        says = self._says(line)
        thing = line.thing.id if line.thing else None
        self._answer(line.item, thing, says)
        if says.get("note"):
            self.visit.note(line.item.id, says["note"], thing=thing)
        if says.get("photo"):
            self._photo(line.item.id, thing, says["photo"], says.get("caption", ""))
        if self.visit.audit.lines[line.key].verdict in SHORTCOMINGS or says.get("finding"):
            self._finding(line.key, says.get("finding", {}))

    def _says(self, line: Line) -> Told:
        """What was found at a line: told for the thing, else for the item, else compliant."""
        own: Told = next(
            (thing for thing in self.told["things"] if line.thing and thing["name"] == line.thing.name), {}
        )
        said = own.get("answers", {}).get(line.item.id, self.told["answers"].get(line.item.id, "compliant"))
        says = said if isinstance(said, dict) else {"is": said}
        if self.earlier and "before" in says:
            return says["before"] if isinstance(says["before"], dict) else {"is": says["before"]}
        return says

    def _answer(self, item: Item, thing: str | None, says: Told) -> None:
        found, reason = str(says["is"]), str(says.get("reason", ""))
        if isinstance(item.ask, Compliance) or found in ("not_applicable", "not_assessed"):
            self.visit.answer(item.id, found, thing=thing, reason=reason)
        elif isinstance(item.ask, Choice):
            self.visit.choose(item.id, found, thing=thing)
        elif isinstance(item.ask, QuantityAsk):
            doubt = {name: Decimal(says[name]) for name in ("percent", "offset") if name in says}
            uncertainty = Uncertainty(**doubt) if doubt else None
            by = self._thing(says["by"]) if "by" in says else None
            self.visit.measure(
                item.id, found, thing=thing, confirmed="Read twice", uncertainty=uncertainty, instrument=by
            )
        elif isinstance(item.ask, Count):
            self.visit.count(item.id, found, thing=thing)
        elif isinstance(item.ask, DateAsk):
            self.visit.date(item.id, self._dated(found), thing=thing, confirmed="As on the record")
        else:
            self.visit.say(item.id, found, thing=thing)

    def _photo(self, item: str, thing: str | None, name: str, caption: str) -> None:
        capture = Capture(
            self.visit.new_id(),
            self.visit.audit.id,
            item,
            thing,
            name=f"{name}.jpg",
            received=self.clock.now().isoformat(),
        )
        taken = developed(self.shelf, self.shelf.receive(capture, scene(name, caption, FONT)))
        photo = enter(self.visit, self.shelf, taken)
        self.visit.caption(photo, caption)
        review(self.visit, photo)

    # Findings

    def _finding(self, key: str, says: Told) -> None:
        line, finding = self.visit.audit.lines[key], self.visit.new_id()
        start = proposed(line)
        likelihood = says.get("likelihood", start.get("likelihood", 2))
        consequence = says.get("consequence", start.get("consequence", 2))
        told = {name: says[word] for word, name in WORDS.items() if word in says}
        before = {each.line: each.id for each in open_before(self.visit.audit)}
        known = {"finding": finding, "photos": line.photos, "carried_from": before.get(key, "")}
        self.visit.enter(FindingRaised, **{**start, **rated(likelihood, consequence), **told, **known})
        days = says.get("due", risk_matrix().due_days(likelihood, consequence))
        due = (self.day + timedelta(days=days)).isoformat()
        what, owner = says.get("action", "Put it right"), Person(**self.told["owners"][says.get("owner", "lead")])
        set_action(self.visit, finding, what, owner, due, note=says.get("why", ""))

    def _look_back(self) -> None:
        standing = {"deficient": "still_open", "partly": "still_open", "compliant": "closed"}
        for each in open_before(self.visit.audit):
            line = self.visit.audit.lines.get(each.line)
            found = standing.get(str(line.verdict.value) if line else "", "closed")
            self.visit.enter(FollowedUp, finding=each.id, standing=choice(found), note="Looked at on this visit.")

    def _sign(self) -> None:
        said = self.told["visit"]
        days = {name: self._dated(said[name]) for name in ("respond_by", "next_due")}
        tell_visit(self.visit, **{**said, **days})
        state_result(self.visit, **self.told["result"]["before" if self.earlier else "now"])
        declaration, left = self.told["declaration"], obstacles(self.visit.audit)
        seen = check_acknowledged(self.visit.audit, {each.kind for each in left})
        self.visit.sign(self.auditor, declaration, acknowledged=seen)
        for _ in range(READ_THROUGH):
            self.clock.now()
        self.visit.sign(Person(**self.told["checker"]), self.told["checked"], role="checker")
