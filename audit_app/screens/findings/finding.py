"""One finding: what is wrong, how bad it is, what to do about it, and how far that is."""

from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import Finding, finding, findings
from audit_app.audit.history.sentences import spoken
from audit_app.checklist.reference.zones import zones
from audit_app.screens.findings.action_cards import ActionsCard
from audit_app.screens.findings.replies import Replies
from audit_app.screens.findings.risk import RiskGrid, danger_badge, rating
from audit_app.screens.photos.choice import PhotoChoice
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.dialogs import dialog, quiet, strong
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import S, body, card, empty, grid, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.findings import raise_from_line, revise_finding, set_finding_aside


@view
def NewFinding() -> ft.View:
    """Raises a finding from the line in the address, once, and shows it."""
    desk, audit = use_audit()
    params = ft.use_route_params()
    address, key = f"/audit/{params.get('audit', '')}", params.get("line", "")

    def raise_it() -> None:
        if audit is None:
            return
        made = next((each.id for each in findings(audit) if each.line == key), "")
        if not made and audit.state != "signed":
            made = desk.act(lambda visit: raise_from_line(visit, key), say("Finding raised"))
        ft.context.page.navigate(f"{address}/finding/{made}" if made else f"{address}/findings")

    ft.use_effect(raise_it, [audit is None, key])
    return frame(f"{address}/finding/new/{key}", say("Finding"), [still_opening()], back=address)


@view
def FindingScreen() -> ft.View:
    """Everything about one finding."""
    desk, audit = use_audit()
    params = ft.use_route_params()
    address, finding_id = f"/audit/{params.get('audit', '')}", params.get("finding", "")
    here, back = f"{address}/finding/{finding_id}", f"{address}/findings"
    if audit is None:
        return frame(here, say("Finding"), [still_opening()], back=back)
    found, now = finding(audit, finding_id), desk.followed or audit
    if found is None:
        words, cure = say("This finding is not in the audit"), say("It may have been withdrawn; undo brings it back.")
        return frame(here, say("Finding"), [empty(ft.Icons.FLAG_OUTLINED, words, cure)], back=back)
    form = FindingText(found) if audit.state == "signed" else Form(desk, audit, found, key=f"form.{found.id}")
    parts = [
        *dispute_cards(desk, now, lambda each: each.finding == found.id),
        form,
        ActionsCard(desk, now, found, key=f"doing.{found.id}"),
        Replies(desk, now, found.id, key=f"replies.{found.id}"),
        *ends(desk, audit, found),
    ]
    return frame(here, say("Finding"), parts, back=back, help_page="findings", subtitle=found.title)


@piece
def Form(desk: Desk, audit: Audit, found: Finding) -> ft.Control:
    """The finding as fields: each is kept when it is left."""
    return stack(
        what(desk, audit, found),
        danger(desk, found),
        risk(desk, found),
        more(desk, audit, found),
        spacing=16,
    )


def keep(desk: Desk, found: Finding, name: str, value: Any) -> None:
    """Keeps one field of the finding."""
    if getattr(found, {"zone_of_finding": "zone"}.get(name, name)) != value:
        desk.act(lambda visit: revise_finding(visit, found.id, **{name: value}), say("Finding changed"))


def words(desk: Desk, found: Finding, name: str, caption: str, **how: object) -> ft.Control:
    """A text of the finding."""
    start = str(getattr(found, name))
    field = f"{name}:{found.id}"

    leave = partial(keep, desk, found, name)
    return TypedField(name, caption, start, leave, draft=field, key=f"{name}.{found.id}", **how)


def what(desk: Desk, audit: Audit, found: Finding) -> ft.Control:
    """What is wrong and where."""
    vocabulary = audit.facts.get("vocabulary", "uk")
    places = [("", say("Not in a zone"))] + [(each.zone, each.said(vocabulary)) for each in zones().zones]
    room = min(420, desk.window.width - 64)
    zone = choice("zone", say("Zone"), found.zone, places, partial(keep, desk, found, "zone_of_finding"), width=room)
    facts = [rating(found, key="rating"), *([danger_badge(found)] if found.immediate_danger else [])]
    item = audit.checklist.items.get(found.item)
    raised = say("Raised by {name} on {day}", name=found.raised_by, day=spoken(found.raised_on))
    return card(
        line(*facts),
        words(desk, found, "title", say("Title")),
        words(desk, found, "description", say("What was seen"), multiline=True, min_lines=2, max_lines=8),
        grid(words(desk, found, "place", say("Place")), zone),
        *([label(say("From the item: {text}", text=item.text))] if item else []),
        label(raised),
    )


def danger(desk: Desk, found: Finding) -> ft.Control:
    """Immediate danger, and what was done about it at once."""
    about = say("Someone could be hurt before it is put right. It is printed first, and the audit cannot be signed "
                "until an interim control is recorded.")  # fmt: skip
    switch = tick(
        "danger", say("Immediate danger"), found.immediate_danger, partial(keep, desk, found, "immediate_danger"), about
    )
    caption = say("Interim control: what was done immediately")
    control = words(desk, found, "interim_control", caption, multiline=True, min_lines=1, max_lines=5)
    return card(switch, control, emphasis=found.uncontrolled, key="danger-card")


def risk(desk: Desk, found: Finding) -> ft.Control:
    """How likely, how bad, and why."""

    def choose(likelihood: int, consequence: int) -> None:
        if (likelihood, consequence) != (found.likelihood, found.consequence):
            desk.act(
                lambda visit: revise_finding(visit, found.id, likelihood=likelihood, consequence=consequence),
                say("Risk rated"),
            )

    return card(
        title(say("Risk"), size=18),
        RiskGrid(found.likelihood, found.consequence, desk.window.narrow, choose, key="risk"),
        words(desk, found, "rationale", say("Why this rating"), multiline=True, min_lines=1, max_lines=5),
    )


def more(desk: Desk, audit: Audit, found: Finding) -> ft.Control:
    """Recommendation, pictures and references."""
    cited = [audit.references.cite(each).text for each in found.references if each in audit.references]
    chosen = partial(keep, desk, found, "photos")
    line_ = audit.lines.get(found.line)
    of_line = line_.photos if line_ else ()
    return card(
        words(desk, found, "recommendation", say("Recommendation"), multiline=True, min_lines=2, max_lines=8),
        PhotoChoice(desk, audit, found.photos, found.item, found.thing or None, chosen, of_line, key="photos"),
        *[label(each) for each in cited],
    )


@piece
def FindingText(found: Finding) -> ft.Control:
    """The finding of a signed audit: to read."""
    pairs = [
        (say("What was seen"), found.description),
        (say("Place"), found.place),
        (say("Why this rating"), found.rationale),
        (say("Recommendation"), found.recommendation),
        (say("Interim control: what was done immediately"), found.interim_control),
    ]
    about = [stack(label(name), body(text), spacing=2) for name, text in pairs if text]
    facts = [rating(found), *([danger_badge(found)] if found.immediate_danger else [])]
    return card(line(*facts), title(found.title, size=18), *about)


def ends(desk: Desk, audit: Audit, found: Finding) -> list[ft.Control]:
    """Its history, and the way to withdraw it."""
    to_history = go(f"/audit/{audit.id}/history/finding/{found.id}")
    buttons = [quiet("history", say("History"), to_history, icon=ft.Icons.HISTORY)]
    if audit.state != "signed":
        buttons.append(Withdraw(desk, audit.id, found, key="withdraw-piece"))
    return [line(*buttons)]


@piece
def Withdraw(desk: Desk, audit_id: str, found: Finding) -> ft.Control:
    """Takes a finding out again, with its reason."""
    asking, ask = held(False)
    reason, set_reason, forget = drafted(f"withdraw:{found.id}", "")

    def withdraw() -> None:
        desk.act(lambda visit: set_finding_aside(visit, found.id, reason), say("Finding withdrawn"))
        forget()
        ask(False)
        ft.context.page.navigate(f"/audit/{audit_id}/findings")

    field = text_field(say("Reason"), reason, lambda event: set_reason(event.data or ""), autofocus=True)
    yes = strong("withdraw.yes", say("Withdraw"), withdraw, danger=True, disabled=not reason.strip())
    no = quiet("withdraw.no", say("Cancel"), lambda: ask(False))
    about = body(say("It stays in the history with its reason; undo brings it back."))
    ft.use_dialog(
        dialog(
            say("Withdraw this finding?"),
            [about, ft.Container(height=S), known("withdraw.reason", field)],
            [no, yes],
            lambda: ask(False),
        )
        if asking
        else None
    )
    return quiet("withdraw", say("Withdraw"), lambda: ask(True), icon=ft.Icons.DELETE_OUTLINE)
