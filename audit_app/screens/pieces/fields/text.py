"""A text field as every screen has it: the client holds its text while a finger is in it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, cast

import flet as ft

from audit_app.screens.flet_gaps import ClientText, draw_again
from audit_app.screens.pieces.layout import XS, M
from audit_app.screens.session.desk import desk_here
from audit_app.screens.session.hand import hand_here
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.text_in_hand import ending

ONE_LINE = 40  # letters of a label that stand on one line of a phone
ONE_LINE = 40  # letters of a label that stand on one line of a phone
Draws = Literal["leaving", "emptied", "pause"]


def text_field(label: str, value: str, on_change: Callable[[ft.Event[ft.TextField]], None], **more: Any) -> ClientText:
    """A text field as every screen has it; the caller holds its value, the client its text while it has the focus.

    `on_change` is called at every key; what it changes is drawn on leaving, or (`draws`) when the field becomes empty
    or no longer is, or on a pause. While it has the focus, keys belong to it and are no shortcuts.
    """
    focus, blur = more.pop("on_focus", None), more.pop("on_blur", None)
    draws: Draws = more.pop("draws", "emptied")

    def changed(event: ft.Event[ft.TextField]) -> None:
        typed_in(cast(ClientText, event.control), event, on_change, draws)

    def focused(event: ft.Event[ft.TextField]) -> None:
        taken(cast(ClientText, event.control))
        if focus is not None:
            focus()

    def blurred(event: ft.Event[ft.TextField]) -> None:
        put_down(cast(ClientText, event.control))
        if blur is not None:
            blur()

    def brought(event: ft.Event[ft.TextField]) -> None:
        if brought_back(event, on_change):
            ft.context.page.run_task(left, cast(ClientText, event.control), str(event.data))

    more.setdefault("text_size", pt(16))
    more.setdefault("content_padding", ft.Padding.symmetric(horizontal=12, vertical=18))
    more.setdefault("error_max_lines", 4)
    more.setdefault("helper_max_lines", 4)
    room = XS if len(label) <= ONE_LINE else M  # the label stands on its edge and would touch what is above
    more.setdefault("margin", ft.Margin.only(top=room))
    more |= {"on_change": changed, "on_focus": focused, "on_blur": blurred, "on_brought": brought}
    return ClientText(label=label, value=value, **more)


def typed_in(
    field: ClientText, event: ft.Event[ft.TextField], deed: Callable[[ft.Event[ft.TextField]], None], draws: Draws
) -> None:
    """A key was typed in a field, which now holds the words of the event, and what was brought to it meanwhile."""
    words = event.data or ""
    emptied = not words.strip() or not field.text.heard.strip()
    event.data = field.text.typed(words)
    keys_belong_to_a_field(True)
    hand = hand_here()
    if hand is None:
        deed(event)
        return
    hand.key(field, partial(deed, event), at_once=draws == "emptied" and emptied)
    if draws == "pause":
        hand.draw_on_a_pause()


def taken(field: ClientText) -> None:
    """A field has the focus."""
    keys_belong_to_a_field(True)
    hand = hand_here()
    if hand is not None:
        hand.take(field)


def put_down(field: ClientText) -> None:
    """A field has lost the focus: what the form said meanwhile is shown, and keys are shortcuts again."""
    hand = hand_here()
    if hand is not None:
        hand.put_down(field)
    if hand is None or hand.field is None:
        keys_belong_to_a_field(False)
    if field.text.waits is not None:
        draw_again(field)


def brought_back(event: ft.Event[ft.TextField], on_change: Callable[[ft.Event[ft.TextField]], None]) -> bool:
    """What was typed while the page was cut off, `{"text": …, "was": …}`, is taken as if it was typed now.

    Gives whether it is new here; the event then has its words, and what somebody typed beside them.
    """
    field, told = cast(ClientText, event.control), json.loads(event.data or "{}")
    words = field.text.brought(str(told.get("text", "")), str(told.get("was", "")))
    if words is None:
        return False
    event.data = words
    on_change(event)
    return True


async def left(field: ClientText, words: str) -> None:
    """Leaves a field as its reader would, once what was brought into it is drawn, and says that it has arrived.

    A field that somebody types in is left by them.
    """
    if not field.text.focused:
        await ft.context.page.session.dispatch_event(field._i, "blur", None)
    desk = desk_here()
    if desk is None:
        return
    if field.text.draft and not desk.draft(field.text.draft):
        told = say("What you typed while disconnected has been saved: “{words}”", words=ending(words))
    else:
        told = say("What you typed while disconnected is back in its field: “{words}”", words=ending(words))
    desk.said(told, undoable=False)


def focus(ref: ft.Ref[ft.TextField]) -> None:
    """Puts the cursor into a field, where it is still on the screen."""

    async def soon() -> None:
        if ref.current is not None and ref.current.page:
            await cast(Any, ref.current).focus()

    ft.context.page.run_task(soon)


def keys_belong_to_a_field(yes: bool) -> None:
    """Tells the desk of this session, where there is one."""
    desk = desk_here()
    if desk is not None:
        desk.keys_go_into_a_field(yes)
