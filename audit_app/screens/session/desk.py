"""The auditor's desk: the one observable of a session. It holds frozen values, replaces them, and offers verbs.

Screens read the values; rows are handed values and bound verbs, never the desk. A verb that is refused raises its
AuditError: a field may catch it to show it in place, and what nobody catches is shown in the trouble bar by the
session's one gate (`app.py`).
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar, cast

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.history.subjects import subject
from audit_app.audit.log.entries import Entry
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.places import resting
from audit_app.beside import afterwards
from audit_app.errors import AuditError, EntryRefused, UsageError
from audit_app.screens.session.bars import Bars, Deed
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.draft_rows import DraftRows, base_of
from audit_app.screens.session.hand import again_and_again
from audit_app.screens.session.language import say
from audit_app.screens.session.preferences import Preferences, prefer, preferences
from audit_app.screens.session.trail import Trail
from audit_app.screens.session.window import Window
from audit_app.store.summary import Summary
from audit_app.visit.names import close_runs, is_proven
from audit_app.visit.pins import check_pin, takes_over
from audit_app.visit.visit import Visit

T = TypeVar("T")
log = logging.getLogger("audit_app.screens")
NAMELESS, TAKEN = "/welcome", "/settings"  # where it is mended that nobody is named here, and that a name has a PIN


class Nameless(UsageError):
    """Something was to be entered and nobody has said who is at this tablet."""


class NameTaken(EntryRefused):
    """A name was typed that has a PIN here: changing over asks for it."""


@dataclass(frozen=True)
class Transcribing:
    """The paper sheet that is being typed in, and what it asks: a section, for one thing; field readings have none."""

    audit: str
    paper: str
    section: str = ""
    thing: str = ""

    def asks(self, line: Line) -> bool:
        """True when the sheet has this line: an answer to any other does not come from it."""
        return (line.section.id, line.thing.id if line.thing else "") == (self.section, self.thing)


@ft.observable
class Desk:
    """One session's state. `audit` is the audit that is open, `at` the key of the line being looked at."""

    def __init__(self, cabinet: Cabinet, tell: Callable[[str], None] | None = None) -> None:
        self._cabinet = cabinet
        self._tell = tell or (lambda audit_id: None)
        self.preferences: Preferences = preferences(cabinet.store)
        self.window = Window()
        self.audit: Audit | None = None
        self.at = ""
        self._bars = Bars()
        self.challenge: Any = None
        self._typing = False
        self.bare_keys = False  # whether letters are shortcuts without Alt
        self._shown: tuple[str, Deed | None] = ("", None)  # what was said last, and the address it was shown at
        self._shown_on = ""
        self._made: set[str] = set()
        cabinet.join(self._made)
        self.draft_rows = DraftRows(cabinet.claims)
        self.transcribing: Transcribing | None = None
        self._own: dict[Any, Any] = {}
        self.trail = Trail()

    def own(self, make: Callable[["Desk"], T]) -> T:
        """What this session keeps, the only one of its kind: made for this desk when it is first asked for."""
        if make not in self._own:
            self._own[make] = make(self)
        return cast(T, self._own[make])

    def here(self, yes: bool) -> None:
        """Someone is at this desk, or left it: while they are here, nobody else undoes what they did."""
        (self._cabinet.join if yes else self._cabinet.leave)(self._made)
        self.draft_rows.present = yes
        if yes:
            self.refresh()  # of what was done meanwhile it heard nothing

    def visiting(self, audit_id: str) -> AbstractContextManager[Visit]:
        """A visit of whoever is here to an audit, which need not be the open one."""
        return self._cabinet.following(audit_id, self.person, self._made)

    @property
    def bars(self) -> Bars:
        """What the bars say."""
        return self._bars

    @property
    def trouble(self) -> str:
        """What went wrong last, in words, until it was read."""
        return self._bars.trouble

    @trouble.setter
    def trouble(self, words: str) -> None:
        self._bars.trouble = words

    @property
    def deed(self) -> Deed | None:
        """What was done last, until it was read."""
        return self._bars.deed

    @deed.setter
    def deed(self, deed: Deed | None) -> None:
        self._bars.deed = deed

    @property
    def cabinet(self) -> Cabinet:
        """What this desk shares with every other of the process."""
        return self._cabinet

    @property
    def audits(self) -> tuple[Summary, ...]:
        """Every audit of this device, the one worked on last first; read when asked for: no tap waits for it."""
        return self._cabinet.store.audits()

    # Who is at the tablet, and how they like it

    @property
    def person(self) -> Person:
        """Whoever is at this tablet; UsageError when nobody has said so yet."""
        known = self.preferences.person
        if known is None or not known.name.strip():
            raise Nameless(say("This tablet"), say("does not know who is using it"), say("Enter your name first"))
        return known

    def prefer(self, **changes: Any) -> None:
        """Keeps changed preferences of this device; EntryRefused for a person whose PIN must be asked first."""
        person, before = changes.get("person"), self.preferences.person
        if person is not None:
            self.refuse_taken(person)
        if person is not None and before is not None and not same_person(person, before):
            self._close_runs()
        self._prefer(**changes)

    def refuse_taken(self, person: Person) -> None:
        """EntryRefused for a name or number of somebody with a PIN who is not at this tablet now."""
        if takes_over(self._cabinet.store, person, self.preferences.person):
            remedy = say("Switch under Settings, People at this tablet")
            raise NameTaken(person.name, say("has a PIN at this tablet"), remedy)

    def become(self, person: Person, pin: str) -> None:
        """Another person takes this tablet over with their PIN; EntryRefused when it is not right."""
        check_pin(self._cabinet.store, person, pin, self._cabinet.clock.now())
        self._close_runs()
        self._prefer(person=person)

    def _close_runs(self) -> None:
        """Closes what the person who leaves did, in audits and on units' actions, where a certificate proves them."""
        if self.is_proven:
            for each in self._cabinet.store.logs():
                with self._cabinet.visiting(each.id, self.person, self._made) as visit:
                    close_runs(visit)

    @property
    def is_proven(self) -> bool:
        """Whether a certificate proves whoever is at this tablet."""
        known = self.preferences.person
        return known is not None and is_proven(self._cabinet.store, known, self._cabinet.clock.now())

    def _prefer(self, **changes: Any) -> None:
        self.preferences = prefer(self._cabinet.store, replace(self.preferences, **changes))

    def told_device(self) -> None:
        """Something of this device was kept that belongs to no audit: the other desks show it, too."""
        self._tell("")

    # The open audit

    def open(self, audit_id: str) -> Audit:
        """Puts an audit on the desk, at the place where it was left."""
        if self.audit is None or self.audit.id != audit_id:
            audit = self._cabinet.audit(audit_id)
            self.at = resting(audit, str(self._cabinet.store.drawers.preferred(f"at/{audit_id}", "")))
            self.deed = None
            self.transcribing = None
            self.audit = audit
        return self.audit

    def refresh(self, audit_id: str = "") -> None:
        """Takes in what other desks have done since."""
        if self.audit is not None and audit_id in ("", self.audit.id):
            self.audit = self._cabinet.audit(self.audit.id)
        cast(Any, self).notify()

    def shows(self, audit_id: str, route: str) -> bool:
        """Whether what was entered in an audit may be seen at an address: in an audit of another unit it is not."""
        here = self.audit
        if not audit_id or here is None or not route.startswith(f"/audit/{here.id}") or audit_id == here.id:
            return True
        return self._cabinet.audit(audit_id).begun.unit.id == here.begun.unit.id

    def act(self, verb: Callable[[Visit], T], said: str = "", undoable: bool = True) -> T:
        """Does something to the open audit: kept first, then shown, then told to the other desks."""
        if self.audit is None:
            raise UsageError(say("No audit"), say("is open"), say("Open one from the home screen"))
        try:
            with self._cabinet.visiting(self.audit.id, self.person, self._made) as visit:
                made = verb(visit)
        finally:
            self.audit = self._cabinet.audit(self.audit.id)
        self._put_sheet_down()
        self.trouble = ""
        if said:
            self.deed = Deed(said, undoable)
        self._tell(self.audit.id)
        return made

    @property
    def followed(self) -> Audit | None:
        """The open audit as it stands with what was done about its actions since it was signed; to be read only."""
        return self._cabinet.followed(self.audit) if self.audit else None

    def follow(self, verb: Callable[[Visit], T], said: str = "", undoable: bool = True) -> T:
        """Does something about the actions of the open audit, which goes on after it is signed, in its unit's log."""
        if self.audit is None or self.audit.state != "signed":
            return self.act(verb, said, undoable)
        with self._cabinet.following(self.audit.id, self.person, self._made) as visit:
            made = verb(visit)
        self.trouble = ""
        if said:
            self.deed = Deed(said, undoable)
        self.refresh(self.audit.id)
        self._tell(self.audit.id)
        return made

    def act_on_photo(self, photo: str, verb: Callable[[Visit], T], said: str = "", undoable: bool = True) -> T:
        """Does something to a photo of the open audit, or to one that was taken of its actions since it was signed."""
        here = self.audit is not None and bool(self.audit.slots.history(("photo", photo)))
        return (self.act if here else self.follow)(verb, said, undoable)

    def said(self, words: str, undoable: bool = True) -> None:
        """Shows what was just done."""
        self.deed = Deed(words, undoable)

    def undo(self) -> None:
        """Takes back the newest thing this person did here, says so, and turns to where it was done."""
        again_and_again(self._undo)

    def redo(self) -> None:
        """Does again what was undone last, as much of it as was undone at once, and turns to where that is."""
        again_and_again(self._redo)

    def _undo(self) -> None:
        undone = self.follow(lambda visit: visit.undo())
        if undone:
            self.deed = Deed(self._undone(undone), True, redo=True)
            self._turn_to_what(undone)
        else:
            self.deed = Deed(say("There is nothing to undo"), redo=bool(self.deed and self.deed.redo))

    def _undone(self, undoing: Entry) -> str:
        """What undoing changed, in words: nothing, where somebody has entered something on top of it since."""
        audit, what = self.followed, self._undid(undoing)
        over = [each for each in audit.slots.heads(what.slot) if what.id in each.replaces] if audit and what else []
        if over:
            return say("Undone. What {who} has entered since then is kept", who=over[0].by.name)
        return say("Undone: {what}", what=subject(audit, what.slot)) if audit and what else say("Undone")

    def _undid(self, undoing: Entry) -> Entry | None:
        return self.followed.slots.known.get(getattr(undoing, "undoes", "")) if self.followed else None

    def _turn_to_what(self, undoing: Entry) -> None:
        entry, audit = self._undid(undoing), self.followed
        photo = getattr(entry, "photo", "")
        if audit and photo and not getattr(entry, "item", ""):
            entry = audit.slots.last(("photo", photo))
        item, thing = getattr(entry, "item", ""), getattr(entry, "thing", None)
        if item:
            self.go_to(f"{item}@{thing}" if thing else item)

    def _redo(self) -> None:
        redone = self.follow(lambda visit: visit.redo())
        if redone:
            undoing = self._undid(redone)
            what = self._undid(undoing) if undoing else None
            words = say("Done again: {what}", what=subject(self.audit, what.slot)) if what and self.audit else ""
            self.deed = Deed(words or say("Done again"), True, redo=True)
            self._turn_to_what(undoing or redone)
        else:
            self.deed = Deed(say("There is nothing to redo"), True)

    def go_to(self, key: str) -> None:
        """Turns to a line of the audit, or to what is left in a place, and remembers it over a restart.

        It is drawn first: after an answer nobody waits for the place to be kept as well.
        """
        there = resting(self.audit, key) if self.audit is not None else self.at
        if self.audit is None or there == self.at:
            return
        self._typing = False
        self.at = there
        afterwards(partial(self._keep_place, self.audit.id, there))

    def _keep_place(self, audit_id: str, there: str) -> None:
        try:
            self._cabinet.store.drawers.prefer(f"at/{audit_id}", there)
        except AuditError as error:
            self.report(error)

    def line(self, key: str) -> Line | None:
        """A line of the open audit by its key, or None."""
        return self.audit.lines.get(key) if self.audit else None

    def _put_sheet_down(self) -> None:
        """Once everything the paper sheet asks has been typed in, nothing more comes from it."""
        sheet = self.transcribing
        asked = [line for line in self.audit.lines.values() if sheet.asks(line)] if sheet and self.audit else []
        if asked and all(line.done for line in asked):
            self.transcribing = None

    # Typing in progress

    @property
    def typing(self) -> bool:
        """True while keys go into a field."""
        return self._typing

    def keys_go_into_a_field(self, yes: bool) -> None:
        """Remembers whether a field is being typed in; nothing is drawn again for it."""
        self._typing = yes

    def keep_draft(self, field: str, words: str, base: str = "") -> None:
        """Keeps what is being typed, as it is typed, and what stood there before; empty words forget it.

        A field is named by its kind and what it is about, e.g. “note:sign”; one that starts with “/” by the address
        of its screen, and is of this device and of no audit.
        """
        audit_id = self._drafts_of(field)
        if audit_id is not None:
            self.draft_rows.keep(self._cabinet.store.drawers, audit_id, field, words, base)

    def draft(self, field: str) -> tuple[str, str] | None:
        """What was being typed in a field when it was left, and what stood there before; None where nothing was."""
        audit_id, drawers = self._drafts_of(field), self._cabinet.store.drawers
        row = self.draft_rows.row(drawers, audit_id, field) if audit_id is not None else ""
        kept = drawers.drafts(audit_id or "") if row else {}
        return (kept[row], kept.get(base_of(row), "")) if row in kept else None

    def take_draft(self, row: str) -> None:
        """Goes on with what was typed in the open audit by somebody who is not there."""
        if self.audit is not None:
            self.draft_rows.take(self.audit.id, row)

    def discard_draft(self, row: str) -> None:
        """Forgets one row of what was typed in the open audit, whoever typed it."""
        if self.audit is not None:
            for each in (row, base_of(row)):
                self._cabinet.store.drawers.keep_draft(self.audit.id, each, "")

    def _drafts_of(self, field: str) -> str | None:
        if field.startswith("/"):
            return ""
        return self.audit.id if self.audit else None

    # Trouble

    def report(self, error: BaseException) -> None:
        """Shows trouble: foreseen as it is worded, unforeseen as a sentence, its details in the log."""
        if isinstance(error, AuditError):
            self._bars.mend, self.trouble = self._mended_at(error), str(error)
            return
        log.error("Unforeseen trouble", exc_info=error)
        self._bars.mend = ""
        self.trouble = say("Something unexpected went wrong. What you entered before is saved. Try again.")

    def _mended_at(self, error: AuditError) -> str:
        """Where a refusal for want of a name, or for somebody's PIN, is mended; empty for every other."""
        if isinstance(error, Nameless):
            return NAMELESS
        return TAKEN if isinstance(error, NameTaken) else ""

    def shown_at(self, route: str) -> None:
        """What was said stands on the screen it was first shown on; on another only what can be undone is left."""
        self.trail.walked_to(route)
        if (self.trouble, self.deed) != self._shown:
            self._shown, self._shown_on = (self.trouble, self.deed), route
        elif route != self._shown_on:
            self._bars.trouble = ""
            if self.deed is not None and not (self.deed.undoable or self.deed.redo):
                self._bars.deed = None
            self._shown, self._shown_on = (self.trouble, self.deed), route

    def settled(self) -> None:
        """The trouble was read."""
        self._bars.trouble = ""

    def seen(self) -> None:
        """The last deed was read."""
        self._bars.deed = None


KEPT = "desk"  # the name of the desk in its session


def desk_here() -> Desk | None:
    """The desk of this session, outside a drawing; None where the data could not be opened."""
    kept = ft.context.page.session.store
    return cast(Desk, kept.get(KEPT)) if kept.contains_key(KEPT) else None


def served_here() -> bool:
    """Whether this session's client is somewhere else than its files; what the client says of itself is not asked."""
    desk = desk_here()
    return desk is None or desk.cabinet.served


def use_bars(desk: Desk) -> Bars:
    """What the bars of a desk say; the component that asks is drawn again when it changes."""
    bars, _ = ft.use_state(cast(Any, desk.bars))
    return cast(Bars, bars)


def use_desk() -> Desk:
    """The desk of this session; the component that asks is drawn again when it changes.

    Not by Flet's context: a component under a memoized one that was not drawn again no longer finds it.
    """
    desk, _ = ft.use_state(cast(Any, lambda: ft.context.page.session.store.get(KEPT)))
    return cast(Desk, desk)
