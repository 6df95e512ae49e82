"""Putting the audit of an address on the desk, for every screen under one."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.screens.pieces.layout import empty
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say


def use_audit() -> tuple[Desk, Audit | None]:
    """The desk, and the audit this address names; None while it is being opened, or when it cannot be."""
    desk = use_desk()
    audit_id = ft.use_route_params().get("audit", "")

    def open_it() -> None:
        desk.open(audit_id)

    ft.use_effect(open_it, [audit_id])
    here = desk.audit if desk.audit is not None and desk.audit.id == audit_id else None
    return desk, here


def still_opening() -> ft.Control:
    """What stands on the screen until the audit is there."""
    return empty(ft.Icons.HOURGLASS_EMPTY, say("Opening the audit"), say("If it does not open, go back and try again."))
