"""The log of one unit, instrument or person: what was stated, by whom, and taken back; out of use; the same as."""

from functools import partial

import flet as ft

from audit_app.audit.history.clocks import clock_doubts
from audit_app.audit.history.sentences import moment
from audit_app.audit.log.entries import Entry, Undone
from audit_app.audit.log.people import Person
from audit_app.audit.register import KnownUnit
from audit_app.register.log import RegisterLog
from audit_app.register.statements import Statement
from audit_app.register.words import deed
from audit_app.screens.pieces.component import view
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, label, line, stack, title
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say
from audit_app.screens.unit.register_disputes import register_disputes
from audit_app.screens.unit.register_list import pen_of
from audit_app.visit.register import people, units
from audit_app.visit.register_verbs import same_as, set_out_of_use, take_back


@view
def RegisterLogScreen() -> ft.View:
    """Every statement, newest first, and what may be stated of the whole."""
    desk = use_desk()
    log = desk.cabinet.store.register.log(ft.use_route_params().get("log", ""))
    doubts = {each.entry.id: each.words for each in clock_doubts(log, desk.cabinet.clock.now())}
    rows = [entry_row(desk, log, each, doubts.get(each.id, "")) for each in reversed(log.entries)]
    parts = [*register_disputes(desk, log.id), *of_the_whole(desk, log), *rows]
    here, back = f"/register/log/{log.id}", f"/register/{log.about}"
    return frame(here, say("History"), parts, back=back, help_page="history", subtitle=name_of(desk, log))


def name_of(desk: Desk, log: RegisterLog) -> str:
    """The name of what a log is about, as the register has it."""
    now = desk.cabinet.store.register.now
    named = {f"unit.{each.id}": called(each) for each in now.units}
    named |= {f"instrument.{each.id}": each.name for each in now.instruments}
    named |= {f"person.{each.id}": each.name for each in now.people}
    return named.get(log.id, "")


def called(each: KnownUnit | Person) -> str:
    """A unit by its name and site, a person by their name."""
    return ", ".join(part for part in (each.name, getattr(each, "site", "")) if part)


def entry_row(desk: Desk, log: RegisterLog, entry: Entry, doubt: str = "") -> ft.Control:
    """One statement: when, who, what, and why its time is doubted; struck through, with the way, when taken back."""
    stands = log.slots.stands(entry)
    style = None if stands else ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH)

    def back() -> None:
        take_back(desk.cabinet.store, log.id, entry.id, pen_of(desk))
        desk.said(say("Taken back"), undoable=False)

    words = say("State it again") if isinstance(entry, Undone) else say("Take it back")
    able = stands and isinstance(entry, Statement | Undone)
    ways = [line(quiet(f"back.{entry.id}", words, back, icon=ft.Icons.UNDO))] if able else []
    told: list[ft.Control] = [label(f"{moment(entry)} · {entry.by.name}"), body(deed(log, entry), style=style)]
    if doubt:
        told.append(ft.Row([ft.Icon(ft.Icons.HISTORY_TOGGLE_OFF, size=18), body(doubt)], spacing=8, wrap=True))
    return card(stack(*told, *ways, spacing=2), key=f"statement.{entry.id}")


def of_the_whole(desk: Desk, log: RegisterLog) -> list[ft.Control]:
    """Whether it is still used, and for a unit or a person what else it is the same as."""
    if log.about == "instrument":
        return []  # whether one is used stands in its form
    found = log.of_kind(log.about)
    if not found:
        return []
    subject, store = found[0][0].slot[1], desk.cabinet.store
    out = store.register.now.is_out(log, log.about, subject)

    def use() -> None:
        set_out_of_use(store, log.id, log.about, subject, out=not out, pen=pen_of(desk))
        desk.said(say("Kept in the register"), undoable=False)

    words = say("It is used again") if out else say("It is no longer used")
    return [*same_card(desk, log.about, subject), line(plain("use", words, use, icon=ft.Icons.BLOCK))]


def same_card(desk: Desk, about: str, subject: str) -> list[ft.Control]:
    """What it is stated to be the same as, and the choice of another."""
    store = desk.cabinet.store
    every = units(store) if about == "unit" else people(store)
    named = {each.id: called(each) for each in every if each.id != subject}
    same = store.register.now.same(about, subject) - {subject}

    def put(other: str, one: bool) -> None:
        if other:
            same_as(store, about, subject, other, one, pen_of(desk))
            desk.said(say("Kept in the register"), undoable=False)

    rows: list[ft.Control] = [
        line(
            body(named.get(each, each)),
            quiet(f"apart.{each}", say("They are different"), partial(put, each, False), icon=ft.Icons.LINK_OFF),
        )
        for each in sorted(same)
    ]
    options = [("", say("None")), *((each, name) for each, name in named.items() if each not in same)]
    if len(options) < 2 and not rows:
        return []
    told = label(
        say("Two with the same name stay separate until somebody says that they are the same. This can be undone.")
    )
    picked = choice("same-as", say("The same as"), "", options, lambda other: put(other, True))
    return [card(title(say("The same as"), size=18), told, *rows, picked)]
