"""Starting from the last audit of a unit: what comes along is said before the audit starts."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.findings.carry_over import carried
from audit_app.audit.history.sentences import spoken
from audit_app.audit.log.entries import Entry, FindingCarried, PlanSet, ThingAdded
from audit_app.screens.home.new_audit_form import Form, latest_of, newest_checklists
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many


@piece
def FromLastAudit(desk: Desk, form: Form, change: Callable[[Form], None]) -> ft.Control:
    """The switch that starts the audit from the last one, and what that brings; nothing where there is none."""
    last = latest_of(desk.cabinet, form.unit_id)
    chosen = next((each for each in newest_checklists(desk.cabinet) if each.id == form.checklist), None)
    if not last or (chosen is not None and chosen.kind != "periodic"):
        return ft.Container(height=0)
    audit = desk.cabinet.followed(desk.cabinet.audit(last))
    kinds = [kind for kind, _ in carried(audit)]
    named: list[tuple[str, str, type[Entry]]] = [
        ("{n} thing", "{n} things", ThingAdded),
        ("{n} plan", "{n} plans", PlanSet),
    ]
    named.append(("{n} open finding", "{n} open findings", FindingCarried))
    counts = [say_many(one, many, kinds.count(kind)) for one, many, kind in named if kind in kinds]
    what = ", ".join(counts) or say("no items or findings")
    told = say("Carried over: {what}. Answers are not carried over; they are shown beside the items.", what=what)
    words = say("Start from the audit of {day}", day=spoken(audit.begun.on))
    return tick("follow", words, bool(form.previous), lambda on: change(form.having(previous=last if on else "")), told)
