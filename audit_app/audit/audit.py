"""An audit is a checklist and the entries made against it. Everything else is worked out here.

`Audit` is a frozen value: entering something gives a new one. What it works out (lines, things, state) is
computed once a value, on first use.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

from audit_app.audit.line import Line as Line
from audit_app.audit.line import missing
from audit_app.audit.log.entries import (
    Amended,
    Answered,
    Attested,
    Begun,
    Entry,
    Measured,
    Noted,
    PhotoExpunged,
    PhotoTaken,
    ReferencesConfirmed,
    Settled,
    Signed,
    ThingAdded,
    ThingSetAside,
)
from audit_app.audit.log.knowledge import kept_since, overlooked
from audit_app.audit.log.people import Setting
from audit_app.audit.log.photo_places import placed
from audit_app.audit.log.removals import standing
from audit_app.audit.log.slots import Slots, gathered
from audit_app.audit.log.untouched import ANSWERS, PLACED, subject, untouched
from audit_app.audit.things import Thing, things
from audit_app.audit.verdicts.judge import SHORTCOMINGS, Circumstances, Judgement, Verdict, fixed, judge
from audit_app.checklist.model import Bound, Checklist, Condition, FromItem, FromSetting, Item, Limit, Section
from audit_app.checklist.reference.sources import Confirmation, Library
from audit_app.errors import EntryRefused
from audit_app.units import convert, plain

T = TypeVar("T")
DEPTH = "depth"  # the setting that says how deep the audit goes; `depth:section` for one section


@dataclass(frozen=True)
class Audit:
    """A checklist, the reference library copied with it, and every entry in the order of the log (`log.order`).

    `papers` are all the papers it was kept with as JSON by digest, older versions of the checklist among them.
    """

    id: str
    checklist: Checklist
    library: Library
    entries: tuple[Entry, ...] = ()
    slots: Slots = field(default_factory=Slots, repr=False)
    papers: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def with_entry(self, entry: Entry) -> "Audit":
        """The audit after one more entry, made just now; EntryRefused when it may not be made."""
        self._allow(entry)
        own = self.slots.follows(entry) or (entry if not entry.prev else None)
        if own is None or self._comes_earlier(own):
            later = replay(self.id, self.checklist, self.library, (*self.entries, entry))
            return replace(later, papers=self.papers, slots=replace(later.slots, own=self.slots.own_after(entry)))
        entry = own
        after = replace(self, entries=(*self.entries, entry), slots=self.slots.with_entry(entry))
        after._take_over(self, entry)
        return after

    def _comes_earlier(self, entry: Entry) -> bool:
        """Whether an entry stands before the last one; none does that was made here with all of these seen."""
        last = self.entries[-1] if self.entries else entry
        mine, others = ((self.slots.place_of(each), each.device, each.seq) for each in (entry, last))
        return entry.id in self.slots.known or mine < others

    def _take_over(self, before: "Audit", entry: Entry) -> None:
        """Takes over what was worked out before and this entry leaves as it was, and judges again what it does not."""
        about, known = subject(self.slots, entry), before.__dict__.get("lines")
        if about is None or known is None:
            return
        if isinstance(about, ANSWERS):
            line = known.get(f"{about.item}@{about.thing}" if about.thing else about.item)
            if line is None or about.item in self.checklist.referred:
                return
        self.__dict__.update({name: before.__dict__[name] for name in untouched(about) if name in before.__dict__})
        if isinstance(about, ANSWERS):
            self.__dict__["lines"] = {**known, line.key: self._line(line.section, line.item, line.thing)}
        elif isinstance(about, ThingAdded):
            self.__dict__["lines"] = self._lines(known)
        elif isinstance(about, PLACED):
            old, new = before._photos, self._photos
            moved = {key for key in {*old, *new} if old.get(key) != new.get(key)}
            self.__dict__["lines"] = self._lines({key: line for key, line in known.items() if line.place not in moved})

    def once(self, name: str, work: Callable[["Audit"], T]) -> T:
        """What `work` makes of the audit, worked out once for this value and known by that name."""
        if name not in self.__dict__:
            self.__dict__[name] = work(self)
        return cast(T, self.__dict__[name])

    def _allow(self, entry: Entry) -> None:
        if self.state == "signed" and not isinstance(entry, Amended | Signed | PhotoExpunged | Attested):
            raise EntryRefused("This audit", "is signed and does not change", "Open an addendum and give its reason")
        if self.state != "signed" and isinstance(entry, Amended):
            raise EntryRefused("This audit", "is not signed yet", "Change it directly")
        item = getattr(entry, "item", "")
        if item and item not in self.checklist.items:
            raise EntryRefused(f"Item {item}", "is not in this audit's checklist", "Choose an item of the checklist")

    @property
    def begun(self) -> Begun:
        """The entry the audit began with."""
        return next(entry for entry in self.entries if isinstance(entry, Begun))

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """Every thing recorded and not set aside."""
        return things(self.slots)

    def things_of(self, kind: str) -> tuple[Thing, ...]:
        """The things of one kind, in the order they were recorded."""
        return tuple(thing for thing in self.things if thing.kind == kind)

    @cached_property
    def settings(self) -> dict[str, Setting]:
        """The settings in force, by id."""
        found = {setting.id: setting for setting in self.begun.settings}
        for slot in self.slots.of_kind("setting"):
            changed = self.slots.last(slot)
            if isinstance(changed, Settled):
                found[changed.setting.id] = changed.setting
        return found

    @cached_property
    def facts(self) -> dict[str, str]:
        """What conditions may ask: the kind of audit, the magnet type and the worded settings."""
        begun = self.begun
        worded = {setting.id.replace("-", "_"): setting.value for setting in self.settings.values()}
        return {**worded, **begun.scanner.facts, "kind": begun.purpose}

    @cached_property
    def references(self) -> Library:
        """The library copied with the audit, with the sections that were confirmed while it was open."""
        made = (e for e in self.entries if isinstance(e, ReferencesConfirmed) and self.slots.stands(e))
        return self.library.with_confirmations(
            Confirmation(**each.model_dump(), by=entry.holder, on=date.fromisoformat(entry.wall[:10]))
            for entry in made
            for each in entry.sections
        )

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Every item that applies, for every thing it repeats over, in walking order, by its key."""
        return self._lines({})

    def _lines(self, known: Mapping[str, Line]) -> dict[str, Line]:
        """All lines, those that are `known` to be as they were among them."""
        found: dict[str, Line] = {}
        for section, item, thing in self._addresses():
            key = f"{item.id}@{thing.id}" if thing else item.id
            old = known.get(key)
            found[key] = old if old is not None and old.thing == thing else self._line(section, item, thing)
        return found

    def _addresses(self) -> Iterable[tuple[Section, Item, Thing | None]]:
        for section in self.checklist.sections:
            if not self._holds_all(section.applies_when, None):
                continue
            many = self.things_of(section.repeats_over) if section.repeats_over else ()
            for thing in many or (None,):
                for item in section.items:
                    if self._asked(section, item) and self._holds_all(item.applies_when, thing):
                        yield section, item, thing

    def _asked(self, section: Section, item: Item) -> bool:
        """Whether the depth of the audit, or of the section where that was widened, takes in an item."""
        return item.depth == "core" or self.depth_of(section.id) == "full"

    def depth_of(self, section: str) -> str:
        """How deep a section is gone into: core or full, as chosen for the audit or settled for the section."""
        settled = self.settings.get(f"{DEPTH}:{section}") or self.settings.get(DEPTH)
        return settled.value if settled else "full"

    @cached_property
    def left_out(self) -> tuple[tuple[Section, tuple[Item, ...]], ...]:
        """What the depth of the audit leaves out, by section, in walking order: said in the scope of the report."""
        found = (
            (section, tuple(item for item in section.items if not self._asked(section, item)))
            for section in self.checklist.sections
            if self._holds_all(section.applies_when, None)
        )
        return tuple((section, items) for section, items in found if items)

    def _line(self, section: Section, item: Item, thing: Thing | None) -> Line:
        where = thing.id if thing else ""
        live = self.slots.live(("answer", item.id, where))
        judged = judge(item, live, self._circumstances(thing))
        judgement = self._overruled(item, thing, self._contested(item, where, live, judged))
        notes = self.slots.live(("note", item.id, where))
        said = "\n".join(each.text for each in notes if isinstance(each, Noted) and each.text)
        photos = self._photos.get((item.id, where), ())
        here = tuple(each for each in photos if not self.slots.heads(("photo-expunged", each)))
        wanted = missing(item, judgement.verdict, said, here)
        return Line(section, item, thing, judgement, live, said, notes, photos, wanted)

    def _circumstances(self, thing: Thing | None) -> Circumstances:
        where = thing.id if thing else ""
        return Circumstances(
            look_up=lambda bound, unit: self._bound(bound, unit, where),
            today=self.begun.on,
            applies=lambda conditions: self._holds_all(conditions, thing),
            cited=self._cited,
        )

    def _cited(self, limit: Limit) -> str:
        """The document that a limit comes from: for one taken from a setting, the one that the setting names."""
        taken = [self.settings.get(bound.setting) for bound in limit.bounds if isinstance(bound, FromSetting)]
        clause = next((setting.source for setting in taken if setting and setting.source), limit.source)
        return self.library.document(self.library.clause(clause).document).short if clause in self.library else clause

    def _contested(self, item: Item, where: str, live: tuple[Entry, ...], judged: Judgement) -> Judgement:
        """A dispute where something was taken out, or called not applicable, while others worked on it unknowing."""
        if len(self.slots.tails) < 2:
            return judged
        gone = self.slots.last(("thing", where)) if where else None
        work = self._work_at(item.id, where) if isinstance(gone, ThingSetAside) else ()
        done = overlooked(self.slots, gone, work) if gone and not kept_since(self.slots, gone, work) else ()
        if gone and done:
            said = f"{gone.by.name} removed this while {done[-1].by.name} worked on it; answer it, or remove it"
            return Judgement(Verdict.DISPUTED, said)
        only = live[0] if len(live) == 1 else None
        if isinstance(only, Answered) and only.verdict == "not_applicable":
            beside = (each for each in self._work_at(item.id, where) if not isinstance(each, Answered | Measured))
            if done := overlooked(self.slots, only, beside):
                who = f"{only.by.name} called this not applicable, {done[-1].by.name} recorded something here"
                return Judgement(Verdict.DISPUTED, f"{who}; answer it again")
        return judged

    def _work_at(self, item: str, thing: str) -> tuple[Entry, ...]:
        """Every entry that says something of an item of one thing."""
        about = (entry for entry in self.slots.known.values() if getattr(entry, "item", "") == item)
        return tuple(entry for entry in about if (getattr(entry, "thing", None) or "") == thing)

    def _overruled(self, item: Item, thing: Thing | None, judged: Judgement) -> Judgement:
        """The checklist's own rules: when all conditions of one hold, its verdict counts whatever was answered."""
        if judged.verdict not in (Verdict.COMPLIANT, Verdict.PARTLY, Verdict.NO_LIMIT, Verdict.AT_THE_LINE):
            return judged
        held = [r for r in item.deficient_when if all(self._holds(each, thing) is True for each in r.all_)]
        for rule in sorted(held, key=lambda each: each.verdict):  # deficient before partly
            return Judgement(Verdict(rule.verdict), rule.because, judged.limit, rule.source or judged.source)
        return judged

    def _bound(self, bound: Bound, unit: str, thing: str) -> tuple[Decimal, str] | None:
        if isinstance(bound, FromSetting):
            setting = self.settings.get(bound.setting)
            if setting is None:
                return None if bound.otherwise is None else (bound.otherwise, plain(bound.otherwise))
            value = setting.number if setting.unit == unit else convert(setting.number, setting.unit, unit)
            return value, plain(value)
        if isinstance(bound, FromItem):
            live = self.slots.live(("answer", bound.item, thing))
            if len(live) != 1 or not isinstance(live[0], Measured):
                return None
            value = convert(live[0].quantity.value, live[0].quantity.unit, unit)
            return value, plain(value)
        return fixed(bound)

    def _holds_all(self, conditions: tuple[Condition, ...], thing: Thing | None) -> bool:
        """False only when a condition is known not to hold: what is not known yet still applies."""
        return all(self._holds(condition, thing) is not False for condition in conditions)

    def _holds(self, condition: Condition, thing: Thing | None) -> bool | None:
        if condition.fact is not None:
            value = self.facts.get(condition.fact)
            return None if value is None else value in condition.is_
        live: tuple[Entry, ...] = ()
        if thing is not None:
            live = self.slots.live(("answer", condition.item or "", thing.id))
        live = live or self.slots.live(("answer", condition.item or "", ""))
        if len(live) != 1 or not isinstance(live[0], Answered):
            return None
        return (live[0].verdict or live[0].value) in condition.is_

    @cached_property
    def _photos(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for slot in self.slots.of_kind("photo"):
            head = standing(self.slots, slot)
            if isinstance(head, PhotoTaken):
                there = placed(self.slots, head)
                where = (there.item, there.thing or "")
                found[where] = (*found.get(where, ()), head.photo)
        return found

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        """How many lines have each verdict."""
        verdicts = [line.verdict for line in self.lines.values()]
        return {verdict: verdicts.count(verdict) for verdict in Verdict}

    @cached_property
    def left(self) -> tuple[Line, ...]:
        """The lines that still need something, in walking order."""
        return tuple(line for line in self.lines.values() if not line.done)

    @cached_property
    def deficiencies(self) -> tuple[Line, ...]:
        """The lines that are deficient or partly compliant, in walking order."""
        return tuple(line for line in self.lines.values() if line.verdict in SHORTCOMINGS)

    @property
    def state(self) -> Literal["open", "signed", "amending"]:
        """Open until the auditor signs; signed until an addendum is opened; amending until that is signed."""
        state: Literal["open", "signed", "amending"] = "open"
        for entry in self.slots.turns:
            if isinstance(entry, Signed) and entry.role == "auditor":
                state = "signed"
            elif isinstance(entry, Amended):
                state = "amending"
        return state

    @property
    def revision(self) -> int:
        """The number of the latest addendum; 0 for the audit as first signed."""
        return max((entry.number for entry in self.slots.turns if isinstance(entry, Amended)), default=0)

    @cached_property
    def heads(self) -> dict[str, str]:
        """The digest of each device's newest entry: with these, the whole log can be checked."""
        return {device: self.slots.tails[device].sha for device in sorted(self.slots.tails)}

    def own_entries(self, device: str) -> tuple[Entry, ...]:
        """A device's own log: where it went on in more than one way, only that in which it goes on here."""
        tail = self.slots.tail_of(device)
        upto = self.slots.reach(tail) if tail else {}
        return tuple(entry for entry in self.entries if entry.seq <= upto.get(entry.device, 0))

    @property
    def latest(self) -> str:
        """The stamp of the newest entry, or empty."""
        return self.entries[-1].at if self.entries else ""


def replay(audit_id: str, checklist: Checklist, library: Library, entries: Iterable[Entry]) -> Audit:
    """The audit that these entries make, whatever order they come in and however often each is given."""
    slots = gathered(entries)
    return Audit(audit_id, checklist, library, tuple(slots.known.values()), slots)
