"""Every dispute of an audit in one place: what signing leads to where a dispute has no screen of its own."""

import flet as ft

from audit_app.screens.pieces.component import view
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import empty
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.language import say


@view
def DisputesScreen() -> ft.View:
    """What people said without knowing of each other, to be settled one by one."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/disputes", f"{address}/summary"
    if audit is None:
        return frame(here, say("Disputes"), [still_opening()], back=back)
    cards = dispute_cards(desk, audit, lambda each: True)
    none = empty(ft.Icons.HANDSHAKE_OUTLINED, say("No disagreements"), say("There is nothing to settle."))
    return frame(here, say("Disputes"), cards or [none], back=back, help_page="history", subtitle=audit.begun.unit.name)
