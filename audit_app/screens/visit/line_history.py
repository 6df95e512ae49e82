"""What was answered, noted and photographed for one item, by whom and when, with what was taken back."""

import flet as ft

from audit_app.audit.history.history import Event, line_history
from audit_app.screens.pieces.component import view
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import S, body, card, empty, label, stack, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.language import say


@view
def LineHistory() -> ft.View:
    """The history of one line, newest first."""
    _, audit = use_audit()
    params = ft.use_route_params()
    address = f"/audit/{params.get('audit', '')}"
    key = params.get("line", "")
    route = f"{address}/history/{key}"
    line = audit.lines.get(key) if audit is not None else None
    if audit is None or line is None:
        return frame(route, say("History"), [still_opening()], back=address)
    events = line_history(audit, line)
    where = f"{line.section.title}: {line.thing.name}" if line.thing else line.section.title
    parts: list[ft.Control] = [title(line.item.text, size=18), label(where)]
    if not events:
        parts.append(empty(ft.Icons.HISTORY, say("Nothing entered yet"), say("Answers and notes will be listed here.")))
    parts += [event_row(each) for each in reversed(events)]
    return frame(route, say("History"), parts, back=address, help_page="history")


def event_row(event: Event, told: bool = False) -> ft.Control:
    """One step: when, who, what, why; struck through when it was taken back; `told` what it is about."""
    style = ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH) if event.undone else None
    parts: list[ft.Control] = [label(f"{event.when} · {event.who}"), body(event.did, style=style)]
    if told and event.about:
        parts.append(label(event.about))
    if event.why:
        parts.append(body(event.why, color=ft.Colors.ON_SURFACE_VARIANT))
    if event.clock:
        parts.append(ft.Row([ft.Icon(ft.Icons.HISTORY_TOGGLE_OFF, size=18), body(event.clock)], spacing=S))
    if event.undone:
        parts.append(ft.Row([ft.Icon(ft.Icons.UNDO, size=18), body(event.undone)], spacing=S))
    return card(stack(*parts, spacing=2), key=f"event.{event.id}")
