"""Since the last audit: findings new, repeated and closed, verdicts that moved, and readings over the years."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.comparison import Moved, Series, Since, since, trends
from audit_app.audit.findings.finding import Finding, OpenBefore
from audit_app.audit.history.sentences import spoken
from audit_app.audit.survey.line_distances import line_distances
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import S, body, card, empty, label, stack, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.report.trend import Trend
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.lineage import audits_of, previous_of

SHOWN = 40  # moved lines and trends listed
NO_SERIES: tuple[Series, ...] | None = None
NO_SINCE: Since | None = None


@view
def SinceScreen() -> ft.View:
    """This audit beside those before it."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/since", f"{address}/findings"
    if audit is None:
        return frame(here, say("Since the last audit"), [still_opening()], back=back)
    parts = [Compared(desk, audit, key=f"since.{len(audit.entries)}")]
    return frame(here, say("Since the last audit"), parts, back=back, help_page="since", subtitle=audit.begun.unit.name)


def worked_out(cabinet: Cabinet, audit: Audit) -> tuple[Since | None, tuple[Series, ...]]:
    """The comparison and the trends; takes a second or two where surveys are fitted."""
    found = since(audit, previous_of(cabinet.store, audit))
    every = audits_of(cabinet.store, audit)
    return found, trends(every, {each.id: line_distances(each) for each in every})


@piece
def Compared(desk: Desk, audit: Audit) -> ft.Control:
    """Worked out beside the screen, then shown."""
    found, set_found = held(NO_SINCE)
    series, set_series = held(NO_SERIES)

    async def work() -> None:
        try:
            compared, lines = await beside(worked_out, desk.cabinet, audit)
            set_found(compared)
            set_series(lines)
        except AuditError as error:
            set_series(())
            desk.report(error)

    ft.use_effect(work, [])
    if series is None:
        return still_opening()
    parts = changes(found) if found else [first(audit)]
    return stack(*parts, trend_card(series), spacing=16)


def first(audit: Audit) -> ft.Control:
    """An audit that was not started from another."""
    words = say("This audit was not started from an earlier one of {unit}.", unit=audit.begun.unit.name)
    return empty(ft.Icons.HISTORY, say("Nothing to compare with"), words)


def changes(found: Since) -> list[ft.Control]:
    """The comparison in words."""
    when = (
        say("Beside the audit of {day}", day=spoken(found.previous_on))
        if found.previous_on
        else say("Beside the last audit")
    )
    groups = [
        (say("New"), ft.Icons.FIBER_NEW, [raised(each) for each in found.new]),
        (say("Repeated"), ft.Icons.REPEAT, [raised(each) for each in found.repeated]),
        (say("Still open"), ft.Icons.PENDING_OUTLINED, [earlier(each) for each in found.still_open]),
        (say("Closed since"), ft.Icons.TASK_ALT, [earlier(each) for each in found.closed]),
        (say("Not reviewed yet"), ft.Icons.VISIBILITY_OFF_OUTLINED, [earlier(each) for each in found.not_looked_at]),
    ]
    blocks = [group(name, shape, rows) for name, shape, rows in groups if rows]
    none = [] if blocks else [body(say("There were no findings then, and there are none now."))]
    return [card(title(when, size=18), *blocks, *none), verdicts(found.moved)]


def group(name: str, shape: ft.IconData, rows: list[str]) -> ft.Control:
    """One group of findings."""
    head = ft.Row([ft.Icon(shape, size=20), body(f"{name} ({len(rows)})", weight=ft.FontWeight.W_600)], spacing=S)
    return stack(head, *[label(f"• {words}") for words in rows], spacing=2)


def raised(each: Finding) -> str:
    """A finding of this audit in one line."""
    return f"{each.title} ({each.risk})"


def earlier(each: OpenBefore) -> str:
    """A finding of the last audit in one line."""
    return ". ".join(part for part in (f"{each.title} ({each.risk})", each.note) if part)


def verdicts(moved: tuple[Moved, ...]) -> ft.Control:
    """The lines whose verdict is another than last time."""
    if not moved:
        return card(
            title(say("Verdicts that changed"), size=18),
            label(say("No verdict changed among the items done both times.")),
        )
    worse_first = sorted(moved, key=lambda each: (each.better is not False, each.better is None))
    more = [label(say("and {n} more", n=len(moved) - SHOWN))] if len(moved) > SHOWN else []
    heading = say_many("{n} verdict changed", "{n} verdicts changed", len(moved))
    return card(title(heading, size=18), *[moved_row(each) for each in worse_first[:SHOWN]], *more)


def moved_row(each: Moved) -> ft.Control:
    """One of them, better or worse by its arrow and its word."""
    ways = {
        True: (ft.Icons.TRENDING_UP, say("better"), ft.Colors.PRIMARY),
        False: (ft.Icons.TRENDING_DOWN, say("worse"), ft.Colors.ERROR),
        None: (ft.Icons.TRENDING_FLAT, say("changed"), ft.Colors.OUTLINE),
    }
    shape, word, tint = ways[each.better]
    words = stack(body(each.where), label(f"{word}: {each.was} → {each.now}"), spacing=2, expand=True)
    return ft.Row([ft.Icon(shape, color=tint), words], spacing=S)


def trend_card(series: tuple[Series, ...]) -> ft.Control:
    """Readings and dates over the audits of the unit."""
    if not series:
        return card(title(say("Trends"), size=18), label(say("A trend needs a reading in two audits of the unit.")))
    lines_first = sorted(series, key=lambda each: " mT line " not in each.title)
    more = [label(say("and {n} more", n=len(series) - SHOWN))] if len(series) > SHOWN else []
    return card(title(say("Trends"), size=18), *[Trend(each, key=each.key) for each in lines_first[:SHOWN]], *more)
