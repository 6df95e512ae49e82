"""The actions on a finding: planned with an owner and a day, and brought to their end with evidence."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import STATES, Action, actions_on, due_by_default, due_by_table
from audit_app.audit.findings.finding import Finding
from audit_app.audit.history.sentences import spoken
from audit_app.audit.log.people import Person
from audit_app.dates import typed_day
from audit_app.screens.photos.choice import PhotoChoice
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.day import day_field, read_as
from audit_app.screens.pieces.fields.draft_field import clash_cards
from audit_app.screens.pieces.fields.drafts import drafted, form_edited
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import S, body, card, chip, grid, label, line, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.visit.findings import close_action, set_action
from audit_app.visit.register import people
from audit_app.visit.visit import Visit

NO_PHOTOS: tuple[str, ...] = ()

Change = Callable[["ActionForm"], None]


@piece
def ActionsCard(desk: Desk, audit: Audit, found: Finding) -> ft.Control:
    """The actions of one finding and the way to add one."""
    adding, set_adding = held(False)
    planned = actions_on(audit, found.id)
    today = desk.cabinet.clock.now().date()
    rows: list[ft.Control] = [ActionCard(desk, audit, found, each, today, key=f"action.{each.id}") for each in planned]
    if adding:
        rows.append(PlanForm(desk, found, None, today, lambda: set_adding(False), key="plan.new"))
    else:
        rows.append(line(plain("add-action", say("Add an action"), lambda: set_adding(True), icon=ft.Icons.ADD_TASK)))
    none = [] if planned or adding else [label(say("No action yet. Without one the finding stays open."))]
    return card(title(say("Actions"), size=18), *after_signing(audit), *none, *rows)


def after_signing(audit: Audit) -> list[ft.Control]:
    """Once the audit is signed: where goes what is done about its actions."""
    if audit.state != "signed":
        return []
    told = say("The signed audit does not change. Actions, replies and evidence go on in the log of the unit.")
    return [label(told, key="goes-on")]


def due_words(each: Action, today: date) -> list[ft.Control]:
    """State, due date and owner as chips; overdue stands out by its shape and word."""
    shapes = {
        "open": ft.Icons.RADIO_BUTTON_UNCHECKED,
        "in_progress": ft.Icons.TIMELAPSE,
        "done": ft.Icons.TASK_ALT,
        "verified": ft.Icons.VERIFIED_OUTLINED,
        "accepted_risk": ft.Icons.HANDSHAKE_OUTLINED,
    }
    found = [chip(say(each.words), shapes[each.state])]
    if each.overdue(today):
        found.append(chip(say("Overdue since {day}", day=spoken(each.due)), ft.Icons.ALARM, ft.Colors.ERROR))
    elif each.due:
        found.append(chip(say("Due {day}", day=spoken(each.due)), ft.Icons.EVENT))
    elif each.open:
        found.append(chip(say("No due date"), ft.Icons.EVENT_BUSY, ft.Colors.ERROR))
    owner = ft.Colors.ON_SURFACE_VARIANT if each.owner else ft.Colors.ERROR
    return [*found, chip(each.owner_name if each.owner else say("No owner yet"), ft.Icons.PERSON_OUTLINE, owner)]


@piece
def ActionCard(desk: Desk, audit: Audit, found: Finding, each: Action, today: date) -> ft.Control:
    """One action: how it stands, its evidence, and what can be done with it."""
    opened, open_ = held("")
    parts: list[ft.Control] = [body(each.what), line(*due_words(each, today))]
    if each.acceptor:
        parts.append(label(say("Risk accepted by {name}", name=each.acceptor.name)))
    for proof in each.evidence:
        pictures = say_many("{n} photo", "{n} photos", len(proof.photos)) if proof.photos else ""
        words = " · ".join(part for part in (proof.text, pictures) if part)
        parts.append(label(f"{say(proof.title)}, {proof.by}, {spoken(proof.on)}: {words}"))
    if opened == "change":
        parts.append(PlanForm(desk, found, each, today, lambda: open_(""), key="change"))
    elif opened == "close":
        parts.append(CloseForm(desk, audit, found, each, lambda: open_(""), key="close"))
    else:
        close = plain(f"close.{each.id}", say("Close this action"), lambda: open_("close"), icon=ft.Icons.TASK_ALT)
        change = quiet(f"change.{each.id}", say("Change"), lambda: open_("change"), icon=ft.Icons.EDIT_OUTLINED)
        parts.append(line(close, change))
    inside = stack(*parts)
    return ft.Container(inside, padding=S, border_radius=8, bgcolor=ft.Colors.SURFACE_CONTAINER_LOW)


@dataclass(frozen=True)
class ActionForm:
    """What is typed of one action: what, who, by when, how it stands, and why the day is another than the table's."""

    what: str = ""
    name: str = ""
    role: str = ""
    email: str = ""
    due: str = ""
    state: str = "open"
    note: str = ""

    @classmethod
    def of(cls, action: Action) -> Self:
        """An action that is kept, to be changed."""
        owner, state = action.owner or Person(name=""), action.state if action.open else "open"
        return cls(action.what, owner.name, owner.role, owner.email, action.due, state, action.note)

    @classmethod
    def proposed(cls, found: Finding, today: date) -> Self:
        """A new action on a finding: its recommendation, by the day that the risk table gives."""
        return cls(what=found.recommendation, due=due_by_default(found, today))

    def owned_by(self, person: Person) -> Self:
        """The same, of somebody from the register."""
        return replace(self, name=person.name, role=person.role, email=person.email)

    def later_than(self, by_table: str) -> bool:
        """Whether the day is after the one of the risk table; both ISO 8601, either may be empty."""
        given = typed_day(self.due, date.today())
        return bool(by_table) and not by_table >= (given.isoformat() if given else "") > ""

    def keep(self, visit: Visit, finding: str, before: Action | None) -> None:
        """Enters it: a new action on the finding, or the change of one that is there."""
        owner = before.owner if before and before.owner else Person(name="")
        person = owner.model_copy(
            update={"name": self.name.strip(), "role": self.role.strip(), "email": self.email.strip()}
        )
        action = before.id if before else ""
        set_action(visit, finding, self.what, person, self.due, self.state, note=self.note, action=action)


@piece
def PlanForm(desk: Desk, found: Finding, now: Action | None, today: date, close: Callable[[], None]) -> ft.Control:
    """What, who and by when; the day is the one the risk table gives until another is typed."""
    start = ActionForm.of(now) if now else ActionForm.proposed(found, today)
    edit = form_edited(f"action:{now.id if now else found.id}", asdict(start))
    form, put, forget = ActionForm(**edit.now), edit.put, edit.forget
    register, _ = held_from(lambda: people(desk.cabinet.store))

    def change(after: ActionForm) -> None:
        put(asdict(after))

    def leave() -> None:
        forget()
        close()

    def keep() -> None:
        said = say("Action changed") if now else say("Action set")
        desk.follow(lambda visit: form.keep(visit, found.id, now), said)
        leave()

    by_table = due_by_table(desk.followed, found, now.id if now else "", today) if desk.followed else ""
    states = [(name, say(STATES[name])) for name in ("open", "in_progress")]
    return stack(
        _field("what", say("Action required"), form, change, multiline=True, min_lines=1, max_lines=4),
        *_register(register, min(420, desk.window.width - 96), form, change),
        _who_and_when(form, change, by_table),
        *_why_later(form, change, by_table),
        segments("state", form.state, states, lambda state: change(replace(form, state=state))),
        *clash_cards(edit, {}),
        line(
            strong("keep-action", say("Keep the action"), keep, disabled=bool(edit.clashes)),
            quiet("leave-action", say("Cancel"), leave),
        ),
    )


def _who_and_when(form: ActionForm, change: Change, by_table: str) -> ft.Control:
    proposed = (
        say("The risk table gives {day}", day=spoken(by_table)) if by_table else say("Rate the risk for a proposal")
    )
    hint = " · ".join(part for part in (read_as(form.due), proposed) if part)
    mail = ft.KeyboardType.EMAIL
    return grid(
        _field("name", say("Owner"), form, change),
        _field("role", say("Role"), form, change),
        _field("email", say("E-mail"), form, change, keyboard_type=mail),
        day_field(
            "action.due",
            say("Due, e.g. 27/11/2026"),
            form.due,
            lambda day: change(replace(form, due=day)),
            helper=hint,
        ),
    )


def _why_later(form: ActionForm, change: Change, by_table: str) -> list[ft.Control]:
    why = _field("note", say("Reason for a later date than the risk table gives"), form, change)
    return [why] if form.later_than(by_table) or form.note else []


def _register(register: tuple[Person, ...], width: float, form: ActionForm, change: Change) -> list[ft.Control]:
    """Everyone in the register to choose from, where there is anyone."""
    everyone = {each.id: each for each in register}
    options = [(each.id, each.name) for each in register]

    def choose(person: str) -> None:
        if person in everyone:
            change(form.owned_by(everyone[person]))

    words = say("Someone from the register")
    return [choice("known-person", words, None, options, choose, width=width)] if everyone else []


def _field(name: str, words: str, form: ActionForm, change: Change, **more: Any) -> ft.Control:
    def typed(event: ft.Event[ft.TextField]) -> None:
        change(replace(form, **{name: event.data or ""}))

    return known(f"action.{name}", text_field(words, getattr(form, name), typed, **more))


@piece
def CloseForm(desk: Desk, audit: Audit, found: Finding, each: Action, close: Callable[[], None]) -> ft.Control:
    """Brings an action to its end: how, the evidence, and who accepts a risk that stays."""
    state, set_state = held("verified" if each.state == "done" else "done")
    note, set_note, forget = drafted(f"end:{each.id}", "")
    acceptor, set_acceptor, forget_acceptor = drafted(f"acceptor:{each.id}", "")
    photos, set_photos = held(NO_PHOTOS)

    def leave() -> None:
        forget()
        forget_acceptor()
        close()

    def keep() -> None:
        person = Person(name=acceptor.strip()) if acceptor.strip() else None
        desk.follow(
            lambda visit: close_action(visit, each.id, state, note, photos, person),
            f"{each.what}: {say(STATES[state])}",
        )
        leave()

    options = [(name, say(STATES[name])) for name in ("done", "verified", "accepted_risk")]
    caption = say("Why it is accepted") if state == "accepted_risk" else say("What was done or seen")
    parts: list[ft.Control] = [
        segments("end", state, options, set_state),
        known("end.note", text_field(caption, note, lambda event: set_note(event.data or ""), multiline=True)),
    ]
    if state == "accepted_risk":
        field = text_field(say("Accepted by"), acceptor, lambda event: set_acceptor(event.data or ""))
        parts.append(known("end.acceptor", field))
    where = ("", None) if audit.state == "signed" else (found.item, found.thing or None)  # the signed item is closed
    parts.append(PhotoChoice(desk, audit, photos, *where, set_photos, key="proof"))
    parts.append(line(strong("keep-end", say("Keep"), keep), quiet("leave-end", say("Cancel"), leave)))
    return stack(*parts)
