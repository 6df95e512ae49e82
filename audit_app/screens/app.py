"""Puts the parts together: a desk for each session, the routes, the look, and the one gate for trouble."""

import logging
import sys
from collections.abc import Callable
from typing import Any

import flet as ft

from audit_app.errors import AuditError
from audit_app.membership.wire import Wire
from audit_app.screens.device.not_opened import not_opened
from audit_app.screens.flet_gaps import (
    draw_from_outside,
    forgive_late_answers,
    hear_errors,
    is_gone,
    keep_drawing,
    look_only_at_what_is_set,
)
from audit_app.screens.pieces.hub_state import on_page
from audit_app.screens.routes import routes
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import KEPT, Desk
from audit_app.screens.session.event_order import in_order
from audit_app.screens.session.hand import hand_here
from audit_app.screens.session.window import Window
from audit_app.screens.theme import dress
from audit_app.screens.visit.keyboard import pressed
from audit_app.store.folder import data_folder
from audit_app.store.store import Store

log = logging.getLogger("audit_app.screens")


def starter(cabinet: Cabinet) -> Callable[[ft.Page], None]:
    """What each new session starts with, over one shared cabinet."""
    return lambda page: main(page, cabinet)


def main(page: ft.Page, cabinet: Cabinet | None = None) -> None:
    """Starts a session; without a cabinet it opens the device's own, and shows why when it cannot."""
    look_only_at_what_is_set()
    try:
        shared = cabinet or own_cabinet()
    except AuditError as error:
        log.error("The data could not be opened: %s", error)
        not_opened(page, error, lambda: main(page))
        return
    desk = Desk(shared, lambda audit_id: tell(page, shared, audit_id))
    gate(page, desk)
    forgive_late_answers(page.session)
    draw_from_outside(page.session)
    in_order(page.session)
    listen(page, desk)
    dress(page, desk.preferences)
    page.title = "MR Audit"
    page.padding = 0
    page.session.store.set(KEPT, desk)
    page.render_views(App)
    keep_drawing(page, lambda error: log.error("An update of the screen failed", exc_info=error))


def tell(page: ft.Page, cabinet: Cabinet, audit_id: str) -> None:
    """Something was entered: other desks show it, and it goes to the hub by and by."""
    page.pubsub.send_others(audit_id)
    cabinet.courier.wake()


def own_cabinet(wire: Wire | None = None) -> Cabinet:
    """The cabinet of this device's data folder; `wire` is how a hub is asked where there are no sockets."""
    folder = data_folder()
    return Cabinet(Store.at(folder), folder, wire=wire)


@ft.component
def App() -> Any:
    """Every screen, by its route."""
    return ft.Router(routes(), manage_views=True)


def gate(page: ft.Page, desk: Desk) -> None:
    """The one gate for trouble: what a handler raises becomes words on the screen, and never ends the session."""

    def report(message: str) -> None:
        error = sys.exc_info()[1]
        if is_gone(page, error) and not isinstance(error, AuditError):
            log.info("Nobody is at the other end: %s", message)
            return
        desk.report(error if error is not None else RuntimeError(message))

    hear_errors(page, report)


def came_back(desk: Desk) -> None:
    """Somebody is at this session again, on a page that was loaded again."""
    hand = hand_here()
    if hand is not None:
        hand.anew()
    desk.here(True)


def listen(page: ft.Page, desk: Desk) -> None:
    """Follows the window's size and brightness, the keyboard, and what other desks do."""

    def measured(_: object = None) -> None:
        dark = page.platform_brightness == ft.Brightness.DARK
        chosen = desk.preferences.theme
        desk.window = Window(
            int(page.width or 1180), int(page.height or 820), dark if chosen == "system" else chosen == "dark"
        )

    async def told(audit_id: str) -> None:
        # twenty screens drawn at every tap of each would keep everybody waiting
        if desk.shows(audit_id, page.route or ""):
            desk.refresh(audit_id)

    def tell(audit_id: str) -> None:
        if page.session.connection is not None:  # who is away takes it in on coming back
            page.run_task(told, audit_id)

    page.on_app_lifecycle_state_change = lambda: None  # that it comes puts the hand down (`event_order`)
    page.on_keyboard_event = lambda event: pressed(desk, event)
    page.on_connect = lambda: came_back(desk)
    page.on_disconnect = lambda: desk.here(False)
    page.on_resize = measured
    page.on_platform_brightness_change = measured
    courier = desk.cabinet.courier
    deaf = courier.hear(on_page(page, lambda took: tell("") if took else None))

    def closed() -> None:
        deaf()
        desk.here(False)
        desk.draft_rows.left()

    page.on_close = closed
    courier.start()
    page.pubsub.subscribe(tell)
    measured()
