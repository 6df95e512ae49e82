"""The actions on a finding: planned with an owner and a day, and brought to their end with evidence."""

from collections.abc import Callable
from datetime import date
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import STATES, Action, actions_on, due_by_default, due_by_table
from audit_app.audit.findings.finding import Finding
from audit_app.audit.history.sentences import spoken
from audit_app.audit.log.people import Person
from audit_app.screens.photos.choice import PhotoChoice
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.fields import choice, segments, text_field
from audit_app.screens.pieces.layout import S, body, card, chip, grid, label, line, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.visit.findings import close_action, set_action
from audit_app.visit.register import people

NOBODY: tuple[str, ...] = ()


@piece
def Doing(desk: Desk, audit: Audit, found: Finding) -> ft.Control:
    """The actions of one finding and the way to add one."""
    adding, set_adding = held(False)
    planned = actions_on(audit, found.id)
    signed = audit.state == "signed"
    today = desk.cabinet.clock.now().date()
    rows: list[ft.Control] = [
        ActionCard(desk, audit, found, each, today, signed, key=f"action.{each.id}") for each in planned
    ]
    if adding:
        rows.append(PlanForm(desk, found, None, today, lambda: set_adding(False), key="plan.new"))
    elif not signed:
        rows.append(line(plain("add-action", say("Add an action"), lambda: set_adding(True), icon=ft.Icons.ADD_TASK)))
    none = [] if planned or adding else [label(say("No action yet. Without one the finding stays open."))]
    return card(title(say("Actions"), size=18), *none, *rows)


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
def ActionCard(desk: Desk, audit: Audit, found: Finding, each: Action, today: date, signed: bool) -> ft.Control:
    """One action: how it stands, its evidence, and what can be done with it."""
    opened, open_ = held("")
    parts: list[ft.Control] = [body(each.what), line(*due_words(each, today))]
    if each.acceptor:
        parts.append(label(say("Risk accepted by {name}", name=each.acceptor.name)))
    for proof in each.evidence:
        pictures = say_many("{n} photo", "{n} photos", len(proof.photos)) if proof.photos else ""
        told = " · ".join(part for part in (proof.text, pictures) if part)
        parts.append(label(f"{say(proof.title)}, {proof.by}, {spoken(proof.on)}: {told}"))
    if opened == "change":
        parts.append(PlanForm(desk, found, each, today, lambda: open_(""), key="change"))
    elif opened == "close":
        parts.append(CloseForm(desk, audit, found, each, lambda: open_(""), key="close"))
    elif not signed:
        close = plain(f"close.{each.id}", say("Done or accepted"), lambda: open_("close"), icon=ft.Icons.TASK_ALT)
        change = quiet(f"change.{each.id}", say("Change"), lambda: open_("change"), icon=ft.Icons.EDIT_OUTLINED)
        parts.append(line(close, change))
    inside = stack(*parts)
    return ft.Container(inside, padding=S, border_radius=8, bgcolor=ft.Colors.SURFACE_CONTAINER_LOW)


@piece
def PlanForm(desk: Desk, found: Finding, now: Action | None, today: date, close: Callable[[], None]) -> ft.Control:
    """What, who and by when; the day is the one the risk table gives until another is typed."""
    owner = now.owner if now and now.owner else Person(name="")
    start = {
        "what": now.what if now else found.recommendation,
        "name": owner.name,
        "role": owner.role,
        "email": owner.email,
        "due": now.due if now else due_by_default(found, today),
        "state": now.state if now and now.open else "open",
        "note": now.note if now else "",
    }
    form, set_form, forget = drafted(f"action:{now.id if now else found.id}", start)

    def leave() -> None:
        forget()
        close()

    def keep() -> None:
        person = owner.model_copy(update={name: form[name].strip() for name in ("name", "role", "email")})
        said = say("Action changed") if now else say("Action set")
        desk.act(
            lambda visit: set_action(
                visit,
                found.id,
                form["what"],
                person,
                form["due"],
                form["state"],
                note=form["note"],
                action=now.id if now else "",
            ),
            said,
        )
        leave()

    def setter(name: str) -> Callable[[str], None]:
        return lambda text: set_form({**form, name: text})

    def known_person(person_id: str) -> None:
        chosen = next((each for each in people(desk.cabinet.store) if each.id == person_id), None)
        if chosen:
            set_form({**form, "name": chosen.name, "role": chosen.role, "email": chosen.email})

    by_default = due_by_table(desk.audit, found, now.id if now else "", today) if desk.audit else ""
    later = bool(by_default) and not by_default >= form["due"].strip() > ""
    why = _field("note", say("Why not by the risk table's day"), form, setter)
    hint = (
        say("By the risk table: {day}", day=by_default) if by_default else say("Rate the risk to have a day proposed")
    )
    states = [(name, say(STATES[name])) for name in ("open", "in_progress")]
    return stack(
        _field("what", say("What is to be done"), form, setter, multiline=True, min_lines=1, max_lines=4),
        *_register(desk, known_person),
        grid(
            _field("name", say("Owner"), form, setter),
            _field("role", say("Role"), form, setter),
            _field("email", say("E-mail"), form, setter, keyboard_type=ft.KeyboardType.EMAIL),
            _field(
                "due", say("Due (year-month-day)"), form, setter, helper=hint, keyboard_type=ft.KeyboardType.DATETIME
            ),
        ),
        *([why] if later or form["note"] else []),
        segments("state", form["state"], states, setter("state")),
        line(strong("keep-action", say("Keep the action"), keep), quiet("leave-action", say("Cancel"), leave)),
    )


def _register(desk: Desk, choose: Callable[[str], None]) -> list[ft.Control]:
    everyone = [(each.id, each.name) for each in people(desk.cabinet.store)]
    width = min(420, desk.window.width - 96)
    words = say("Someone from the register")
    return [choice("known-person", words, None, everyone, choose, width=width)] if everyone else []


def _field(
    name: str, words: str, form: dict[str, str], setter: Callable[[str], Callable[[str], None]], **more: Any
) -> ft.Control:
    change = setter(name)
    return known(f"action.{name}", text_field(words, form[name], lambda event: change(event.data or ""), **more))


@piece
def CloseForm(desk: Desk, audit: Audit, found: Finding, each: Action, close: Callable[[], None]) -> ft.Control:
    """Brings an action to its end: how, the evidence, and who accepts a risk that stays."""
    state, set_state = held("verified" if each.state == "done" else "done")
    note, set_note, forget = drafted(f"end:{each.id}", "")
    acceptor, set_acceptor = held("")
    photos, set_photos = held(NOBODY)

    def leave() -> None:
        forget()
        close()

    def keep() -> None:
        person = Person(name=acceptor.strip()) if acceptor.strip() else None
        desk.act(
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
    parts.append(PhotoChoice(desk, audit, photos, found.item, found.thing or None, set_photos, key="proof"))
    parts.append(line(strong("keep-end", say("Keep"), keep), quiet("leave-end", say("Cancel"), leave)))
    return stack(*parts)
