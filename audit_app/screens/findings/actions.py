"""Every action of an audit: what is overdue first, then by due date; and the ways to follow them up."""

from collections.abc import Callable
from datetime import date

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions
from audit_app.screens.findings.action_cards import due_words
from audit_app.screens.pieces.component import known, piece, row, view
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, card, chip, empty, label, line, stack, tappable, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.scroll import use_tab
from audit_app.screens.session.desk import Desk, desk_here
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt


@view
def ActionsScreen() -> ft.View:
    """The action plan of the audit."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/actions", f"{address}/findings"
    if audit is None:
        return frame(here, say("Actions"), [still_opening()], back=back)
    parts = [ActionList(desk, desk.followed or audit, key="list"), follow(audit, address)]
    return frame(here, say("Actions"), parts, back=back, help_page="actions", subtitle=audit.begun.unit.name)


@piece
def ActionList(desk: Desk, audit: Audit) -> ft.Control:
    """The actions, those still open or all of them."""
    which, set_which = use_tab(desk, f"/audit/{audit.id}/actions", "open")
    today = desk.cabinet.clock.now().date()
    every = actions(audit)
    shown = sorted((each for each in every if which == "all" or each.open), key=lambda each: _order(each, today))
    if not every:
        words = say("An action is set on a finding: who puts what right, and by when.")
        return empty(ft.Icons.TASK_ALT, say("No actions yet"), words)
    left = sum(each.open for each in every)
    options = [("open", say("Open ({n})", n=left)), ("all", say("All ({n})", n=len(every)))]
    rows: list[ft.Control] = [ActionRow(each, today, audit.id, key=each.id) for each in shown]
    none = [] if rows else [label(say("Nothing is open: every action is done, verified or an accepted risk."))]
    return stack(
        line(*counts(every, today)), line(segments("which", which, options, set_which)), *rows, *none, spacing=M
    )


def _order(each: Action, today: date) -> tuple[bool, bool, str]:
    return (not each.open, not each.overdue(today), each.due or "9999")


def counts(every: tuple[Action, ...], today: date) -> list[ft.Control]:
    """How many are overdue and due soon."""
    overdue, soon = sum(each.overdue(today) for each in every), sum(each.due_soon(today) for each in every)
    found = []
    if overdue:
        found.append(chip(say_many("{n} overdue", "{n} overdue", overdue), ft.Icons.ALARM, ft.Colors.ERROR))
    if soon:
        found.append(chip(say_many("{n} due within two weeks", "{n} due within two weeks", soon), ft.Icons.EVENT))
    return found


@row
def ActionRow(each: Action, today: date, audit_id: str) -> ft.Control:
    """One action; a tap leads to its finding."""
    heading = ft.Text(each.what, size=pt(16), weight=ft.FontWeight.W_600)
    words = stack(heading, label(f"{each.level} · {each.finding_title}"), line(*due_words(each, today)), expand=True)
    return known(f"action.{each.id}", tappable(words, go(f"/audit/{audit_id}/finding/{each.finding}")), button=True)


def follow(audit: Audit, address: str) -> ft.Control:
    """The way to e-mails and action sheets, and to how the actions stand now."""
    words = say("Drafts of e-mails to the owners, due dates for their calendars, and the action sheet of the site.")
    ways = [plain("to-followup", say("Follow up"), go(f"{address}/followup"), icon=ft.Icons.FORWARD_TO_INBOX)]
    if audit.state == "signed":
        ways.append(
            plain("to-status", say("Status of actions"), to_status(address), icon=ft.Icons.DESCRIPTION_OUTLINED)
        )
    return card(title(say("Follow-up"), size=18), label(words), line(*ways))


def to_status(address: str) -> Callable[[], None]:
    """A handler that leads to the documents, with the status of the actions chosen."""

    def leave() -> None:
        desk = desk_here()
        if desk is not None:
            desk.trail.want(f"{address}/report", "status")
        go(f"{address}/report")()

    return leave
