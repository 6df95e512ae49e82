"""The findings of an audit: what is open from last time, what has none yet, and the list with the gravest first."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.findings.actions import actions_on
from audit_app.audit.findings.finding import STANDINGS, Finding, OpenBefore, findings, open_before, without_finding
from audit_app.audit.history.sentences import spoken
from audit_app.errors import UsageError
from audit_app.screens.findings.risk import danger_badge, rating
from audit_app.screens.pieces.component import known, piece, row, view
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.fields.draft_field import clashing, stood_on
from audit_app.screens.pieces.fields.drafts import drafted, edited
from audit_app.screens.pieces.fields.radio import one_of, radio_button
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import S, body, card, chip, empty, label, line, stack, tappable, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.verdicts import icon, verdict_words
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.visit.findings import follow_up, raise_finding, raise_from_line
from audit_app.visit.visit import Visit


@view
def FindingsScreen() -> ft.View:
    """Every finding of the audit."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/findings", f"{address}/summary"
    if audit is None:
        return frame(here, say("Findings"), [still_opening()], back=back)
    parts = [*earlier(desk, audit), *bare(desk, audit), *raised(desk, audit), *further(audit, address)]
    return frame(here, say("Findings"), parts, back=back, help_page="findings", subtitle=audit.begun.unit.name)


def findings_card(audit: Audit, address: str) -> ft.Control:
    """For the summary: the gravest findings in brief, and the way to them, to the actions and to the log."""
    every, bare_ones = findings(audit), len(without_finding(audit))
    left = sum(not each.standing or each.disputed for each in open_before(audit))
    facts: list[ft.Control] = [danger_badge(each) for each in every if each.immediate_danger][:1]
    if bare_ones:
        words = say_many("{n} shortcoming has no finding", "{n} shortcomings have no finding", bare_ones)
        facts.append(chip(words, ft.Icons.FLAG_OUTLINED, ft.Colors.ERROR))
    if left:
        words = say_many("{n} earlier finding to review", "{n} earlier findings to review", left)
        facts.append(chip(words, ft.Icons.HISTORY, ft.Colors.ERROR))
    heading = say_many("{n} finding", "{n} findings", len(every)) if every else say("No findings yet")
    brief = [line(rating(each), body(each.title)) for each in every[:3]]
    ways = [
        strong("findings", say("Findings"), go(f"{address}/findings"), icon=ft.Icons.FLAG_OUTLINED),
        plain("actions", say("Actions"), go(f"{address}/actions"), icon=ft.Icons.TASK_ALT),
        plain("log", say("Log"), go(f"{address}/log"), icon=ft.Icons.HISTORY),
    ]
    return card(title(heading, size=18), *([line(*facts)] if facts else []), *brief, line(*ways))


def raised(desk: Desk, audit: Audit) -> list[ft.Control]:
    """The findings, gravest first, and the way to add one."""
    every, now = findings(audit), desk.followed or audit
    found: list[ft.Control] = [
        FindingRow(each, sum(one.open for one in actions_on(now, each.id)), audit.id, key=each.id) for each in every
    ]
    if not every and not without_finding(audit):
        words = say("Raise one from a deficient item with one tap, or add one that is not linked to an item.")
        found.append(empty(ft.Icons.FLAG_OUTLINED, say("No findings yet"), words))
    add = [NewTitle(desk, audit.id, key="new-title-piece")] if audit.state != "signed" else []
    heading = say_many("{n} finding", "{n} findings", len(every)) if every else say("Findings")
    return [title(heading, size=18), *found, *add]


@row
def FindingRow(found: Finding, open_actions: int, audit_id: str) -> ft.Control:
    """One finding: how grave, what, where, and how many actions are open."""
    facts = [*([danger_badge(found)] if found.immediate_danger else []), rating(found)]
    if found.disputed:
        facts.append(chip(say("Disputed"), ft.Icons.CALL_SPLIT, ft.Colors.ERROR))
    if found.carried_from:
        facts.append(chip(say("Open since the last audit"), ft.Icons.HISTORY))
    doing = say_many("{n} open action", "{n} open actions", open_actions) if open_actions else say("no open action")
    where = " · ".join(part for part in (found.short, found.place, doing) if part)
    heading = ft.Text(found.title, size=pt(16), weight=ft.FontWeight.W_600)
    words = stack(line(*facts), heading, label(where), spacing=4, expand=True)
    edge = ft.Colors.ERROR if found.immediate_danger else ft.Colors.OUTLINE_VARIANT
    address = f"/audit/{audit_id}/finding/{found.id}"
    tile = tappable(words, go(address), edge=edge, thick=2 if found.immediate_danger else 1)
    return known(f"finding.{found.id}", tile, button=True)


@piece
def NewTitle(desk: Desk, audit_id: str) -> ft.Control:
    """A finding that stands alone: its title is enough to start."""
    typed, set_typed, _ = drafted("finding-title:", "")

    def add() -> None:
        made = desk.act(lambda visit: raise_finding(visit, typed), say("Finding raised"))
        set_typed("")
        ft.context.page.navigate(f"/audit/{audit_id}/finding/{made}")

    hint = say("What is wrong, in a few words")
    caption = say("A finding not linked to an item")
    field = text_field(caption, typed, lambda event: set_typed(event.data or ""), hint_text=hint)
    button = plain("add-finding", say("Add"), add, icon=ft.Icons.ADD, disabled=not typed.strip())
    return card(known("new-title", field), line(button))


def bare(desk: Desk, audit: Audit) -> list[ft.Control]:
    """Deficient lines that nobody raised a finding from, each one tap away from one."""
    lines = without_finding(audit)
    if not lines or audit.state == "signed":
        return []
    heading = say_many("{n} shortcoming has no finding", "{n} shortcomings have no finding", len(lines))
    rows = [bare_row(desk, each, audit.id) for each in lines]
    if len(lines) > 1:
        rows.append(line(plain("raise-all", say("Raise all"), partial(raise_all, desk, lines), icon=ft.Icons.FLAG)))
    return [card(title(heading, size=18), *rows, emphasis=True, key="bare")]


def bare_row(desk: Desk, each: Line, audit_id: str) -> ft.Control:
    """A shortcoming and the button that raises its finding."""
    where = ", ".join(part for part in (each.section.title, each.thing.name if each.thing else "") if part)
    words = stack(body(each.item.text), label(f"{verdict_words(each.verdict)} · {where}"), spacing=2, expand=True)

    def raise_it() -> None:
        made = desk.act(lambda visit: raise_from_line(visit, each.key), say("Finding raised"))
        ft.context.page.navigate(f"/audit/{audit_id}/finding/{made}")

    button = strong(f"raise.{each.key}", say("Raise"), raise_it, icon=ft.Icons.FLAG_OUTLINED)
    return ft.Row([icon(each.verdict, desk.window.dark), words, button], spacing=S)


def raise_all(desk: Desk, lines: tuple[Line, ...]) -> None:
    """A finding from each line; one undo takes all of them back."""
    said = say_many("{n} finding raised", "{n} findings raised", len(lines))

    def deed(visit: Visit) -> None:
        with visit.one_deed():
            for each in lines:
                raise_from_line(visit, each.key)

    desk.act(deed, said)


def earlier(desk: Desk, audit: Audit) -> list[ft.Control]:
    """The open findings of the last audit, each to be marked closed, still open or worse."""
    every = open_before(audit)
    if not every:
        return []
    left = sum(not each.standing or each.disputed for each in every)
    words = say_many("{n} still to review", "{n} still to review", left) if left else say("All have been reviewed")
    signed = audit.state == "signed"
    rows = [Earlier(desk, audit, each, signed, key=f"earlier.{each.id}") for each in every]
    return [card(title(say("Open findings of the last audit"), size=18), label(words), *rows, emphasis=bool(left))]


@piece
def Earlier(desk: Desk, audit: Audit, each: OpenBefore, signed: bool) -> ft.Control:
    """One of them: what it was, what was to be done, and how it stands now."""
    edit = edited(f"seen:{each.id}", each.note)
    note = edit.text

    def mark(standing: str) -> None:
        if edit.stale:
            fault, remedy = say("was changed while you were typing"), say("Choose which text is kept first")
            raise UsageError(say("What was seen"), fault, remedy)
        said = f"{each.title}: {say(STANDINGS[standing])}"
        desk.act(lambda visit: follow_up(visit, each.id, standing, note), said)
        edit.settle()

    raised_on = say("raised {day}", day=spoken(each.raised_on)) if each.raised_on else ""
    about = " · ".join(part for part in (each.risk, each.place, raised_on) if part)
    parts: list[ft.Control] = [ft.Text(each.title, size=pt(16), weight=ft.FontWeight.W_600), label(about)]
    parts += [label(f"• {words}") for words in each.actions]
    if each.disputed:
        parts += dispute_cards(desk, audit, lambda found: found.slot == ("follow-up", each.id))
    if signed:
        parts.append(body(f"{say(each.words)}. {each.note}".strip()))
    else:
        field = text_field(say("What was seen"), note, lambda event: edit.put(event.data or "", stood_on(event)))
        chosen = "" if each.disputed else each.standing
        ways = [standing_button(each.id, name, name == chosen, partial(mark, name)) for name in STANDINGS]
        asked = clashing(f"seen.{each.id}", edit)
        parts += [known(f"seen.{each.id}", field), *asked, one_of(chosen, line(*ways), mark)]
    return ft.Container(stack(*parts, spacing=S), padding=ft.Padding.symmetric(vertical=S))


def standing_button(finding_id: str, standing: str, chosen: bool, on_click: Callable[[], None]) -> ft.Control:
    """One way an earlier finding can stand; the chosen one is filled and ticked."""
    return radio_button(f"standing.{finding_id}.{standing}", standing, say(STANDINGS[standing]), chosen, on_click)


def further(audit: Audit, address: str) -> list[ft.Control]:
    """What else there is to findings: actions, and how they compare with last time."""
    buttons = [plain("to-actions", say("Actions and follow-up"), go(f"{address}/actions"), icon=ft.Icons.TASK_ALT)]
    if audit.begun.previous:
        buttons.append(plain("to-since", say("Since the last audit"), go(f"{address}/since"), icon=ft.Icons.COMPARE))
    return [line(*buttons)]
