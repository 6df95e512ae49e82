"""What the last audit of the unit found at an item: shown beside it, never filled in."""

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.comparison import Before, before
from audit_app.audit.history.sentences import spoken
from audit_app.audit.pictures import pictures
from audit_app.screens.photos.strip import tile
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.layout import S, body, label, stack
from audit_app.screens.pieces.verdicts import icon
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say


@piece
def BeforeCard(line_: Line) -> ft.Control:
    """The last answer, reading, note and pictures of a line; nothing when there are none."""
    desk = use_desk()
    previous = last_audit(desk)
    found = before(previous, line_) if previous else None
    if previous is None or found is None:
        return ft.Container(height=0)
    when = say("Last time, {day}", day=spoken(found.on))
    words = " · ".join(part for part in (found.words, found.reason if found.reason not in found.words else "") if part)
    head = ft.Row([icon(found.verdict, desk.window.dark, 20), body(words, expand=True)], spacing=S)
    parts: list[ft.Control] = [label(when), head]
    if found.note:
        parts.append(label(found.note))
    return ft.Container(
        stack(*parts, *_pictures(desk, previous, found), spacing=4),
        padding=S,
        border_radius=10,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        key=f"before.{line_.key}",
    )


def last_audit(desk: Desk) -> Audit | None:
    """The audit that the open one was started from, when it is on this device."""
    previous = desk.audit.begun.previous if desk.audit else ""
    here = bool(previous) and desk.cabinet.store.holds(previous)
    return desk.cabinet.audit(previous) if here else None


def _pictures(desk: Desk, previous: Audit, found: Before) -> list[ft.Control]:
    shown = [one for one in pictures(previous) if one.id in found.photos]
    tiles: list[ft.Control] = [tile(desk, one, previous.id) for one in shown]
    return [ft.Row(tiles, spacing=S, scroll=ft.ScrollMode.AUTO)] if tiles else []
