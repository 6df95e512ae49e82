"""An audit that is open on this device: verbs in, kept entries out. Screens and commands both act through it.

Each verb makes its entries, keeps them durably, and only then becomes the audit as it stands. A verb that is
refused raises an AuditError and changes nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, TypedDict, Unpack, cast

from audit_app.audit.audit import Audit, replay
from audit_app.audit.challenge import (
    corrections,
    date_challenges,
    date_corrections,
    order_challenges,
    reading_challenges,
)
from audit_app.audit.editions import in_force, move_of, paper_of
from audit_app.audit.findings.carry_over import carried
from audit_app.audit.instruments import uncertainty_of
from audit_app.audit.log.canonical import digest
from audit_app.audit.log.clock import Clock, DeviceClock
from audit_app.audit.log.entries import (
    Answered,
    Begun,
    ChecklistMoved,
    ContributionSetAside,
    Entry,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoTaken,
    ReferencesConfirmed,
    Saw,
    Settled,
    Signed,
    ThingAdded,
    ThingRenamed,
    ThingSetAside,
    Undone,
    ZoneEntered,
)
from audit_app.audit.log.entries.course import ConfirmedSection
from audit_app.audit.log.people import Person, Scanner, Setting, Unit, same_person
from audit_app.audit.pen import AnyEntry, Draft, Pen, Says, choice, draft
from audit_app.audit.signing.permission import check_signing
from audit_app.audit.undo import deed_of, redoable, undoable
from audit_app.checklist.model import Checklist, Choice, Count, DateAsk, Item, QuantityAsk
from audit_app.checklist.reference.sources import Confirmation, Library
from audit_app.dates import EXAMPLE, typed_day
from audit_app.errors import EntryRefused
from audit_app.store.lineage import followed_up
from audit_app.store.store import Store
from audit_app.units import Uncertainty, convert, read


class Transcribed(TypedDict, total=False):
    """Where an answer was written down before it was typed in: the code of the paper sheet, and who checked it."""

    paper: str
    checked_by: Person | None


class PhotoFacts(TypedDict, total=False):
    """What is known of a picture besides its bytes; `PhotoTaken` says what each is."""

    name: str
    media_type: str
    size: int
    width: int
    height: int
    taken_at: str
    received_at: str
    warnings: tuple[str, ...]
    finding: str
    paper: str
    checked_by: Person | None


class Challenged(EntryRefused):
    """What was typed can be doubted; `questions` say why. Give a reason to keep it as it is, or correct it.

    `corrections` are the same figures as they raise no question, each a whole text with its unit.
    """

    def __init__(self, where: str, questions: tuple[str, ...], corrections: tuple[str, ...] = ()) -> None:
        super().__init__(where, " ".join(questions), "Correct it, or say why it is right")
        self.questions, self.corrections = questions, corrections


def begin(
    store: Store,
    person: Person,
    checklist: Checklist,
    library: Library,
    *,
    unit: Unit,
    scanner: Scanner,
    settings: tuple[Setting, ...],
    simulated: bool = False,
    previous: str = "",
    on: str = "",
    clock: Clock | None = None,
) -> "Visit":
    """Starts an audit: copies the checklist and the library into it and keeps the entry it begins with.

    With `previous`, the id of an audit of the same unit, its things, plans and open findings are carried over.
    """
    clock = clock or DeviceClock()
    pen = Pen(store.device, person, clock)
    last = followed_up(store, _of_unit(store.load(previous), unit)) if previous else None
    begun = pen.write(
        Begun,
        None,
        purpose=checklist.kind,
        simulated=simulated,
        checklist=digest(checklist.model_dump(mode="json", by_alias=True)),
        references=digest(library.model_dump(mode="json", by_alias=True)),
        unit=unit,
        scanner=scanner,
        auditor=person,
        on=on or clock.now().date().isoformat(),
        settings=(*settings, *_of_the_room(last, settings)),
        previous=previous,
    )
    brought = carried(last, checklist) if last else ()
    _, carried_over = pen.write_all(replay(begun.audit, checklist, library, [begun]), brought)
    return Visit(store, store.begin(begun, checklist, library, carried_over), pen)


def _of_the_room(last: Audit | None, given: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """What was measured of the room and does not change between audits, unless it is given anew."""
    from audit_app.audit.survey.survey import ISOCENTRE

    known = last.settings.get(ISOCENTRE) if last else None
    return (known,) if known and known.id not in {each.id for each in given} else ()


def _of_unit(previous: Audit, unit: Unit) -> Audit:
    if previous.begun.unit.id != unit.id:
        fault = f"is of another unit ({previous.begun.unit.name})"
        raise EntryRefused("The previous audit", fault, f"Choose an audit of {unit.name}, or none")
    return previous


class Visit:
    """One person working on one audit at this device.

    `here` are the ids of what was entered in the same session before, `elsewhere` in others that go on beside it:
    undo takes back the former first, and never the latter.
    """

    def __init__(
        self, store: Store, audit: Audit, pen: Pen, here: Collection[str] = (), elsewhere: Collection[str] = ()
    ) -> None:
        self.store, self.audit, self.pen = store, audit, pen
        self._here, self._elsewhere = here, elsewhere
        self._deed: str | None = None  # id of the first entry of the deed going on; empty before it is made

    @classmethod
    def resume(cls, store: Store, audit_id: str, person: Person, clock: Clock | None = None) -> "Visit":
        """Goes on with an audit that was kept before."""
        return cls(store, store.load(audit_id), Pen(store.device, person, clock or DeviceClock()))

    def enter(self, kind: Callable[Says, AnyEntry], /, *_: Says.args, **says: Says.kwargs) -> Entry:
        """Makes one entry, keeps it, and only then shows it: the gate every verb goes through."""
        return self.enter_draft(Draft(cast(type[AnyEntry], kind), dict(says)))

    def enter_draft(self, said: Draft) -> Entry:
        """Makes one entry of a draft and keeps it."""
        [entry] = self._enter([said], self._deed)
        return entry

    def enter_all(self, said: Iterable[Draft]) -> tuple[Entry, ...]:
        """Makes several entries that are one deed, and keeps all of them or none."""
        return self._enter(said, self._deed or "")

    def _enter(self, said: Iterable[Draft], deed: str | None) -> tuple[Entry, ...]:
        after, entries = self.pen.write_all(self.audit, said, deed)
        if any(isinstance(entry, Undone) for entry in entries):
            after = in_force(after)
        self.store.append(after, *entries)
        self.audit = after
        if self._deed == "" and entries:
            self._deed = entries[0].id
        return tuple(entries)

    @contextmanager
    def one_deed(self, first: str = "") -> Iterator[None]:
        """What is entered meanwhile is one deed, which one undo takes back; `first` names an entry it began with.

        Inside another deed it is part of that one, whichever of them makes the first entry.
        """
        within, self._deed = self._deed is not None, self._deed or first
        try:
            yield
        finally:
            if not within:
                self._deed = None

    def new_id(self) -> str:
        """An id for a thing, photo, reading, finding or action made now."""
        return self.pen.clock.new_id()

    def _item(self, item: str) -> Item:
        found = self.audit.checklist.items.get(item)
        if found is None:
            raise EntryRefused(f"Item {item}", "is not in this audit's checklist", "Choose an item of the checklist")
        return found

    # Answers

    def answer(
        self, item: str, verdict: str, thing: str | None = None, reason: str = "", **more: Unpack[Transcribed]
    ) -> Entry:
        """Answers an item by compliance; not applicable and not assessed need a reason."""
        self._item(item)
        if verdict in ("not_applicable", "not_assessed") and not reason.strip():
            raise EntryRefused("Not applicable and not assessed", "need a reason", "Give a short reason")
        enter = self._take_out if verdict == "not_applicable" else self.enter
        return enter(Answered, item=item, thing=thing, verdict=choice(verdict), reason=reason.strip(), **more)

    def choose(self, item: str, value: str, thing: str | None = None, **more: Unpack[Transcribed]) -> Entry:
        """Answers an item that asks which of a few states is the case."""
        ask = self._item(item).ask
        if not isinstance(ask, Choice) or ask.option(value) is None:
            raise EntryRefused(f"Item {item}", f"has no choice “{value}”", "Choose one of those shown")
        return self.enter(Answered, item=item, thing=thing, value=value, **more)

    def count(self, item: str, typed: str, thing: str | None = None, **more: Unpack[Transcribed]) -> Entry:
        """Answers an item that asks for a whole number."""
        text = typed.strip()
        if not isinstance(self._item(item).ask, Count) or not text.isascii() or not text.isdigit() or len(text) > 9:
            raise EntryRefused(f"“{typed[:40]}”", "is not a whole number", "Type digits only, e.g. 3")
        return self.enter(Answered, item=item, thing=thing, value=str(int(text)), **more)

    def date(
        self, item: str, typed: str, thing: str | None = None, confirmed: str = "", **more: Unpack[Transcribed]
    ) -> Entry:
        """Answers an item that asks for a date, as people here write it; an odd date needs a reason."""
        asked = self._item(item)
        today = self.pen.clock.now().date()
        given = _date(typed, today)
        questions = date_challenges(asked, given, today) if isinstance(asked.ask, DateAsk) else ()
        questions = questions or order_challenges(self.audit, asked, thing, given)
        if questions and not confirmed.strip():
            raise Challenged(f"“{typed}”", questions, date_corrections(asked, given, today))
        return self.enter(Answered, item=item, thing=thing, value=given.isoformat(), reason=confirmed.strip(), **more)

    def say(self, item: str, words: str, thing: str | None = None, **more: Unpack[Transcribed]) -> Entry:
        """Answers an item that asks for words."""
        if not words.strip():
            raise EntryRefused(f"Item {item}", "has no answer yet", "Type the answer, or mark it not assessed")
        self._item(item)
        return self.enter(Answered, item=item, thing=thing, value=words.strip(), **more)

    def measure(
        self,
        item: str,
        typed: str,
        unit: str = "",
        thing: str | None = None,
        confirmed: str = "",
        uncertainty: Uncertainty | None = None,
        instrument: str | None = None,
        doubt: str = "",
        **more: Unpack[Transcribed],
    ) -> Entry:
        """Keeps a reading for an item; raises Challenged until a doubtful value is confirmed with a reason.

        Its uncertainty is that of its instrument, as the audit's copy tells it, unless another is given, or typed as
        the `doubt` of this reading, in its own unit.
        """
        asked = self._item(item)
        if not isinstance(asked.ask, QuantityAsk):
            raise EntryRefused(f"Item {item}", "does not ask for a reading", "Answer it as it asks")
        doubts = partial(reading_challenges, self.audit, asked, thing)
        reading = read(typed, asked.ask.unit, unit)
        questions = doubts(reading)
        if questions and not confirmed.strip():
            raise Challenged(f"“{typed}”", questions, corrections(typed, asked.ask.unit, unit, doubts))
        own = uncertainty or _typed_doubt(doubt, reading.quantity.unit)
        known = {
            "uncertainty": own or reading.quantity.uncertainty or self._doubt(instrument, reading.quantity.unit),
            "instrument": instrument,
        }
        quantity = reading.quantity.model_copy(update=known)
        why = confirmed.strip()
        with self.one_deed():
            entry = self.enter(
                Measured, item=item, thing=thing, quantity=quantity, confirmed=why, challenges=questions, **more
            )
            if item in self.audit.checklist.referred:
                self.answer_floor_lines(level=item)
        return entry

    def answer_floor_lines(self, level: str = "") -> int:
        """Answers the item of each floor line with the reading that decides it; gives how many were answered.

        With a `level`, the id of an item, only the lines that stand for it.
        """
        from audit_app.audit.survey.floor_answers import floor_answers  # it fits the field, with numpy

        made = [self.enter_draft(said) for said in tuple(floor_answers(self.audit, level))]
        return sum(isinstance(entry, Measured) for entry in made)

    def _doubt(self, instrument: str | None, unit: str) -> Uncertainty | None:
        copy = next((thing for thing in self.audit.things if thing.id == instrument), None)
        return uncertainty_of(copy.details, unit) if copy else None

    def note(self, item: str, text: str, thing: str | None = None, **more: Unpack[Transcribed]) -> Entry:
        """The note of an item now reads so."""
        self._item(item)
        return self.enter(Noted, item=item, thing=thing, text=text, **more)

    # Things, settings, zones

    def add_thing(self, kind: str, name: str, details: dict[str, str] | None = None, carried_from: str = "") -> str:
        """Records a door, sensor, item or instrument; gives its id."""
        if not name.strip():
            raise EntryRefused("A new entry", "has no name yet", "Enter a name you will recognise")
        thing = self.new_id()
        self.enter(
            ThingAdded,
            thing=thing,
            thing_kind=kind,
            name=name.strip(),
            details=details or {},
            carried_from=carried_from,
        )
        return thing

    def add_things(self, kind: str, names: Sequence[str]) -> tuple[str, ...]:
        """Records several things of a kind as one deed, all of them or none; gives their ids."""
        if not all(name.strip() for name in names):
            raise EntryRefused("A new entry", "has no name yet", "Enter a name you will recognise")
        ids = tuple(self.new_id() for _ in names)
        self.enter_all(
            draft(ThingAdded, thing=thing, thing_kind=kind, name=name.strip(), details={}, carried_from="")
            for thing, name in zip(ids, names, strict=True)
        )
        return ids

    def rename_thing(self, thing: str, name: str) -> Entry:
        """Corrects the name of a thing."""
        if not name.strip():
            raise EntryRefused("The new name", "is empty", "Enter a name you will recognise")
        return self.enter(ThingRenamed, thing=thing, name=name.strip())

    def set_thing_aside(self, thing: str, reason: str = "") -> Entry:
        """Takes a thing out of the audit; its answers are kept in the log and come back with undo."""
        return self._take_out(ThingSetAside, thing=thing, reason=reason)

    def _take_out(self, kind: type[Entry], **says: Any) -> Entry:
        """Enters what takes something out, and before it how far this device has seen the work of others."""
        with self.one_deed():
            self.saw()
            return self.enter(kind, **says)

    def saw(self) -> None:
        """Notes how far the work of other devices is known here, where there is any."""
        if others := self._others(self.audit):
            self.enter(Saw, heads=others)

    def _others(self, log: Audit) -> dict[str, str]:
        """How far the logs of other devices lead there: the digest of each one's newest entry."""
        mine = log.slots.tail_of(self.pen.device)
        return {device: head for device, head in log.heads.items() if mine is None or head != mine.sha}

    def set_contribution_aside(self, device: str, person: str, reason: str) -> Entry:
        """What somebody entered at another device has no effect any more, e.g. as a forgery; undo brings it back."""
        own = device in (self.pen.device, self._own)
        if own or not reason.strip():
            fault = "is this device's own" if own else "needs a reason to be set aside"
            raise EntryRefused("This contribution", fault, "Undo your own entries, or say why in a few words")
        return self.enter(ContributionSetAside, of_device=device, of_person=person.strip(), reason=reason.strip())

    def bring_contribution_back(self, entry_id: str) -> Entry:
        """A contribution that was set aside counts again."""
        slots = self.audit.slots
        if not any(each.id == entry_id and slots.stands(each) for each in slots.aside):
            raise EntryRefused("This contribution", "is not set aside", "Look at the log for what became of it")
        return self.enter(Undone, undoes=entry_id)

    def settle(self, setting: Setting, reason: str) -> Entry:
        """Changes what the audit works to, e.g. the field line; needs a reason."""
        if not reason.strip():
            raise EntryRefused("A changed setting", "needs a reason", "Give a short reason")
        return self.enter(Settled, setting=setting, reason=reason.strip())

    def move_to(self, checklist: Checklist, reason: str) -> Entry:
        """Moves the draft to another version of its checklist, with the reason; undo takes it back.

        Answers stay at the items that both versions have. One that the new version asks in another way is taken back,
        so that nothing passes unread; EntryRefused once the audit was signed, or for another list.
        """
        found = move_of(self.audit, checklist)
        if not reason.strip():
            raise EntryRefused("The move to another version", "needs a reason", "Give a short reason")
        why = f"version {checklist.version} asks this in another way"
        again = [(line.item.id, line.thing.id if line.thing else None) for line in found.otherwise]
        taken = [draft(Answered, item=item, thing=thing, reason=why) for item, thing in again]
        moving = draft(ChecklistMoved, checklist=paper_of(checklist)[0], reason=reason.strip())
        after, entries = self.pen.write_all(self.audit, [*taken, moving], self._deed or "")
        papers = dict(map(paper_of, (self.audit.checklist, checklist)))
        after = in_force(replace(after, papers={**after.papers, **papers}))
        self.store.append(after, *entries, checklist=checklist)
        self.audit = after
        return entries[-1]

    def confirm_references(self, confirmed: Iterable[Confirmation]) -> Entry:
        """Enters section numbers that somebody found in their own copy while the audit is open: dated and named."""
        found = tuple(confirmed)
        sections = tuple(
            ConfirmedSection(clause=each.clause, edition=each.edition, section=each.section, title=each.title)
            for each in found
        )
        return self.enter(ReferencesConfirmed, sections=sections, holder=found[0].by)

    def enter_zone_iv(self, section: str, chosen: str, note: str = "") -> Entry:
        """Logs that the auditor was told the tablet is MR Unsafe, and what they chose to do."""
        return self.enter(ZoneEntered, section=section, choice=choice(chosen), note=note)

    # Photographs

    def add_photo(self, item: str, digest: str, thing: str | None = None, **facts: Unpack[PhotoFacts]) -> str:
        """Names a picture that the shelf already keeps; gives the photo's id."""
        photo = self.new_id()
        self.enter(PhotoTaken, item=item, thing=thing, photo=photo, digest=digest, **facts)
        return photo

    def caption(self, photo: str, text: str) -> Entry:
        """The caption of a picture now reads so."""
        return self.enter(PhotoCaptioned, photo=photo, text=text.strip())

    # Undo and redo

    @property
    def chain(self) -> str:
        """The name that this device has in the audit as it is walked here."""
        return self._own

    @property
    def _own(self) -> str:
        return self.audit.slots.way_of(self.pen.device)

    def undo(self) -> Entry | None:
        """Takes back the newest deed of this person at this device that stands, whole; None when there is none."""
        device = self.chain
        return self._take_back(
            undoable(self.audit, device, self._made_here) or undoable(self.audit, device, self._is_mine)
        )

    def redo(self) -> Entry | None:
        """Takes back the newest undo, whole; None when something was entered since."""
        device = self.chain
        return self._take_back(
            redoable(self.audit, device, self._made_here) or redoable(self.audit, device, self._is_mine)
        )

    def _take_back(self, last: Entry | None) -> Entry | None:
        deed = deed_of(self.audit, last) if last else ()
        made = self.enter_all([draft(Undone, undoes=each.id) for each in deed])
        return made[-1] if made else None

    def _made_here(self, entry: Entry) -> bool:
        return entry.id in self._here

    def _is_mine(self, entry: Entry) -> bool:
        return same_person(entry.by, self.pen.person) and entry.id not in self._elsewhere

    # Signing

    def sign(
        self,
        person: Person,
        declaration: str,
        role: str = "auditor",
        drawing: Any = (),
        acknowledged: tuple[str, ...] = (),
    ) -> Entry:
        """Puts a name to the audit as it stands: nothing in it changes afterwards without an addendum.

        `acknowledged` are the sentences of what is still open and was seen before signing.
        """
        check_signing(self.audit, person, role, declaration, bool(drawing))
        return self.enter(
            Signed,
            role=choice(role),
            person=person,
            declaration=declaration,
            drawing=drawing,
            revision=self.audit.revision,
            heads=self.audit.heads,
            acknowledged=acknowledged,
        )


def _typed_doubt(typed: str, unit: str) -> Uncertainty | None:
    if not typed.strip():
        return None
    found = read(typed.replace("±", "").strip(), unit, unit)
    given = found.quantity
    if found.challenges or given.comparator or given.value < 0:
        raise EntryRefused(f"“{typed[:40]}”", "is not an uncertainty", "Type one number, e.g. 0.1, or leave it blank")
    return Uncertainty(offset=convert(given.value, given.unit, unit))


def _date(typed: str, near: date) -> date:
    given = typed_day(typed, near)
    if given is None:
        remedy = f"Type day, month and year, e.g. {EXAMPLE}"
        raise EntryRefused(f"“{typed[:40]}”", "is not a date", remedy)
    return given
