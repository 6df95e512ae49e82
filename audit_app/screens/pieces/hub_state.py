"""How the exchange with a hub stands, in one quiet line, on every screen that wants to say it."""

from collections.abc import Callable
from contextvars import copy_context
from datetime import datetime

import flet as ft

from audit_app.membership.waiting import State
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.layout import M, S, label, tappable
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many


@piece
def HubLine() -> ft.Control:
    """The line on the home screen, which leads to the details; nothing on a device that joined no hub."""
    desk = use_desk()
    state = use_state_of_hub(desk)
    if not state.address:
        return ft.Container(height=0)
    said = say("Hub: {state}", state=state_words(state, desk.cabinet.clock.now()))
    row = ft.Row([sign(state), label(said, expand=True)], spacing=S, expand=True)
    line = known("hub-line", tappable(row, go("/hub")), button=True)
    return ft.Container(line, margin=ft.Margin.only(top=M))


def use_state_of_hub(desk: Desk) -> State:
    """How the exchange stands; the piece that asks is drawn again when that changes."""
    courier = desk.cabinet.courier
    state, set_state = held(courier.state)
    ended = held_from(list)[0]

    def listen() -> None:
        ended.append(courier.hear(on_page(ft.context.page, lambda _: set_state(courier.state))))
        set_state(courier.state)

    def end() -> None:
        while ended:
            ended.pop()()

    ft.use_effect(listen, [], end)
    return state


def on_page(page: ft.Page, told: Callable[[bool], object]) -> Callable[[bool], None]:
    """The same, called on the loop of a page, from whichever thread; RuntimeError once that has ended."""
    loop, context = page.loop, copy_context()

    def here(took: bool) -> None:
        if page.session.connection is not None:  # else nobody looks
            told(took)

    def later(took: bool) -> None:
        loop.call_soon_threadsafe(here, took, context=context)

    return later


def sign(state: State) -> ft.Control:
    """The icon beside the words."""
    icon, ink = ft.Icons.CLOUD_DONE_OUTLINED, ft.Colors.ON_SURFACE_VARIANT
    if state.trouble or state.refused or any(each.why for each in state.unsent):
        icon, ink = ft.Icons.SYNC_PROBLEM, ft.Colors.ERROR
    elif state.away:
        icon = ft.Icons.CLOUD_OFF_OUTLINED
    elif not state.up_to_date or state.reached is None:
        icon = ft.Icons.CLOUD_UPLOAD_OUTLINED
    return ft.Icon(icon, color=ink)


def state_words(state: State, now: datetime) -> str:
    """How it stands, e.g. “3 entries and 2 photos waiting · no network since 14:02”, to follow a colon."""
    parts = [waiting_words(state)] if state.entries or state.files else []
    if state.coming:
        parts.append(say_many("{n} photo to come", "{n} photos to come", state.coming))
    if state.refused or state.trouble:
        parts.append(say("needs attention"))
    if state.away:
        parts.append(say("no network since {when}", when=when(state.away, now)))
    if state.going_on and not parts:
        return say("checking …")
    if not parts:
        return say("up to date") if state.reached else say("not exchanged yet")
    return " · ".join(parts)


def waiting_words(state: State) -> str:
    """How much waits to be sent."""
    entries = say_many("{n} entry", "{n} entries", state.entries)
    photos = say_many("{n} photo", "{n} photos", state.files)
    if not state.files:
        return say("{entries} waiting", entries=entries)
    if not state.entries:
        return say("{photos} waiting", photos=photos)
    return say("{entries} and {photos} waiting", entries=entries, photos=photos)


def when(moment: datetime, now: datetime) -> str:
    """A moment by the device's own clock: the time alone today, else with its day."""
    here, today = moment.astimezone(), now.astimezone().date()
    return f"{here:%H:%M}" if here.date() == today else f"{here:%d.%m. %H:%M}"
