"""The whole log of an audit, and the history of one finding: who did what, when and why."""

from collections.abc import Iterable

import flet as ft

from audit_app.audit.findings.actions import actions_on
from audit_app.audit.history.history import finding_history, history
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.signing.contributions import Contribution, contributions
from audit_app.exchange.standing import Standing, standings
from audit_app.screens.pieces.component import held, view
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.language import say, say_many
from audit_app.screens.visit.line_history import event_row
from audit_app.store.identity import issuers

PAGE = 60  # steps shown at once


@view
def LogScreen() -> ft.View:
    """Who did what in numbers, then every step, newest first."""
    shown, show = held(PAGE)
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/log", f"{address}/summary"
    if audit is None:
        return frame(here, say("Log"), [still_opening()], back=back)
    events = tuple(reversed(history(audit, desk.cabinet.clock.now())))
    sure = standings(audit, issuers(desk.cabinet.store))
    people = [contribution(each, standing_of(each.person, sure)) for each in contributions(audit)]
    more = [line(plain("older", say("Older steps"), lambda: show(shown + PAGE)))] if len(events) > shown else []
    parts = [
        *clock_card(sum(bool(each.clock) for each in events)),
        card(title(say("Contributions"), size=18), *people),
        *[event_row(each, told=True) for each in events[:shown]],
        *more,
        line(plain("set-aside", say("Set aside what somebody entered"), go(f"{address}/set-aside"))),
    ]
    return frame(here, say("Log"), parts, back=back, help_page="history", subtitle=audit.begun.unit.name)


def clock_card(doubted: int) -> list[ft.Control]:
    """How many entries bear a time that cannot be right; each is marked in the list below."""
    if not doubted:
        return []
    said = say_many("{n} entry has a wrong time", "{n} entries have a wrong time", doubted)
    why = say("The clock of a device was wrong. Entries count in the order in which they build on each other.")
    return [card(stack(body(said, weight=ft.FontWeight.W_600), label(why), spacing=4), key="clock-doubts")]


def standing_of(person: Person, sure: Iterable[Standing]) -> str:
    """How sure a person's name is, in the words of the record; empty for who only signed or checked."""
    return next((str(each) for each in sure if same_person(each.person, person)), "")


def contribution(each: Contribution, standing: str) -> ft.Control:
    """One person's part in numbers, and how sure the name is."""
    counts = [
        say_many("{n} item assessed", "{n} items assessed", each.items),
        say_many("{n} reading", "{n} readings", each.readings),
        say_many("{n} photo", "{n} photos", each.photographs),
        say_many("{n} finding", "{n} findings", each.findings),
        say_many("{n} reviewed", "{n} reviewed", each.reviewed),
        say_many("{n} revised", "{n} revised", each.revised),
    ]
    role = f", {each.person.role}" if each.person.role else ""
    signed = f" · {', '.join(say(word) for word in each.signed_as)}" if each.signed_as else ""
    sure = [label(say("Name: {standing}", standing=standing))] if standing else []
    return stack(body(f"{each.person.name}{role}{signed}"), label(" · ".join(counts)), *sure, spacing=2)


@view
def FindingHistory() -> ft.View:
    """Every step of one finding and its actions, newest first."""
    _, audit = use_audit()
    params = ft.use_route_params()
    address, finding_id = f"/audit/{params.get('audit', '')}", params.get("finding", "")
    here, back = f"{address}/history/finding/{finding_id}", f"{address}/finding/{finding_id}"
    if audit is None:
        return frame(here, say("History"), [still_opening()], back=back)
    events = finding_history(audit, finding_id, tuple(each.id for each in actions_on(audit, finding_id)))
    return frame(
        here, say("History"), [event_row(each, told=True) for each in reversed(events)], back=back, help_page="history"
    )
