"""Text that is typed: a field starts from what is kept, holds what is typed, and gives it up on leaving."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, cast

import flet as ft

from audit_app.errors import AuditError
from audit_app.screens.flet_gaps import ClientText, draw_again
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.drafts import Clash, Edit, FormEdit, edited
from audit_app.screens.pieces.layout import TARGET, XS, M, S, body, line, stack
from audit_app.screens.pieces.layout import label as small_print
from audit_app.screens.session.desk import desk_here
from audit_app.screens.session.hand import hand_here
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.text_in_hand import ending

ONE_LINE = 40  # letters of a label that stand on one line of a phone
Draws = Literal["leaving", "emptied", "pause"]


@piece
def TypedField(
    name: str,
    label: str,
    start: str,
    on_leave: Callable[[str], None],
    on_type: Callable[[str], None] | None = None,
    draft: str = "",
    joins: bool = True,
    **more: Any,
) -> ft.Control:
    """One text field; `on_type` hears every change, `on_leave` the text when the field is left.

    It follows `start` until somebody types in it, and gives nothing up that was not typed. What was typed on top of an
    older `start` is asked about first: mine, theirs, or (where it `joins`) both. What `on_leave` refuses with an
    AuditError is shown under the field, and what was typed stays. It is kept while it is typed, under the name `draft`
    or one made of where the field stands.
    """
    draft = draft or standing(name)
    edit = edited(draft, start)
    fault, set_fault = held("")
    asking, ask = held(edit.stale)

    def change(event: ft.Event[ft.TextField]) -> None:
        words = event.data or ""
        edit.put(words, stood_on(event))
        set_fault("")
        if on_type is not None:
            on_type(words)

    def leave() -> None:
        if edit.stale:
            ask(True)
        elif edit.new:
            give(edit.text)

    give = partial(_given, edit, on_leave, set_fault, ask)
    field = text_field(label, edit.text, change, on_blur=leave, on_submit=leave, error=fault or None, **more)
    field.text.draft = draft
    asked = asks(name, edit, give, joins, bool(more.get("multiline"))) if asking and edit.stale else []
    return stack(known(name, field), *asked) if asked else known(name, field)


def standing(name: str) -> str:
    """The draft of a field by where it stands: in the audit that is open, or on a screen of the device."""
    route = str(ft.context.page.route or "")
    return f"typed:{name}" if route.startswith("/audit/") else f"{route.rstrip('/')}/{name}"


def _given(
    edit: Edit, on_leave: Callable[[str], None], refuse: Callable[[str], None], ask: Callable[[bool], None], words: str
) -> None:
    """Gives the words up; what is refused is said under the field, and stays in it."""
    try:
        on_leave(words)
    except AuditError as error:
        refuse(str(error))
    else:
        edit.settle()
    ask(False)


def stood_on(event: ft.Event[ft.TextField]) -> str | None:
    """What stood in a field before the key that was typed in it."""
    return event.control.text.was if isinstance(event.control, ClientText) else None


def asks(
    name: str, edit: Edit, give: Callable[[str], None], joins: bool = True, lines: bool = False
) -> list[ft.Control]:
    """What was typed on top of an older text: both texts, and which of them is to be kept."""
    return both_texts(name, Clash("", edit.text, edit.kept), give, edit.give_up, joins, lines)


def clashing(name: str, edit: Edit) -> list[ft.Control]:
    """For a text that is kept together with others: both texts where it clashes, and which of them is to stand."""
    return asks(name, edit, edit.stand, lines=True) if edit.stale else []


def clash_cards(form: FormEdit, captions: Mapping[str, str]) -> list[ft.Control]:
    """For each field of a form that clashes, both texts, and which of them is to stand; `captions` by field."""
    cards: list[ft.Control] = []
    for each in form.clashes:
        give, theirs = partial(form.settle, each.name), partial(form.settle, each.name, each.theirs)
        cards += [body(captions.get(each.name, each.name)), *both_texts(each.name, each, give, theirs)]
    return cards


def both_texts(
    name: str,
    clash: Clash,
    give: Callable[[str], None],
    take_theirs: Callable[[], None],
    joins: bool = True,
    lines: bool = False,
) -> list[ft.Control]:
    """Two texts that were typed without knowing of each other, and the ways to go on."""
    mine, theirs = clash.mine, clash.theirs
    told = say("This was changed while you were typing. Your text is not saved until you choose.")
    both = f"{theirs}\n{mine}" if lines else f"{theirs}; {mine}"
    ways = [
        ft.FilledButton(say("Keep mine"), on_click=lambda: give(mine), key=f"mine.{name}"),
        ft.OutlinedButton(say("Take theirs"), on_click=take_theirs, key=f"theirs.{name}"),
    ]
    if joins and theirs and mine:
        ways.append(ft.OutlinedButton(say("Keep both"), on_click=lambda: give(both), key=f"both.{name}"))
    words = [
        body(told, color=ft.Colors.ERROR),
        body(say("Saved meanwhile: “{words}”", words=theirs or say("nothing"))),
        body(say("Typed here: “{words}”", words=mine or say("nothing"))),
    ]
    named = [known(str(each.key), each) for each in ways]
    return [ft.Semantics(content=stack(*words, line(*named)), live_region=True)]


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


def picked(event: ft.Event[Any], held: object) -> Any:
    """What was picked, as the event tells it, else what the control has `held` since.

    The text that was typed before is drawn first, and that drawing still has the older choice in the control.
    """
    return held if event.data is None else event.data


def choice(
    name: str,
    label: str,
    value: str | None,
    options: list[tuple[str, str]],
    on_select: Callable[[str], None],
    **more: Any,
) -> ft.Control:
    """A drop-down list of (value, words)."""

    def selected(event: ft.Event[ft.Dropdown]) -> None:
        on_select(str(picked(event, event.control.value) or ""))

    return known(
        name,
        ft.Dropdown(
            label=label,
            value=value,
            options=[ft.DropdownOption(key=key, text=words) for key, words in options],
            on_select=selected,
            text_size=pt(16),
            margin=ft.Margin.only(top=XS),  # its words stand on its edge and would touch what is above
            **more,
        ),
        label=": ".join(words for words in (label, dict(options).get(value or "", "")) if words),
    )


def tick(name: str, words: str, value: bool, on_change: Callable[[bool], None], about: str = "") -> ft.Control:
    """A switch with its words, which go on to the next line where there is no room; a tap on them turns it too."""

    def changed(event: ft.Event[ft.Switch]) -> None:
        on_change(bool(picked(event, event.control.value)))

    switch = known(name, ft.Switch(value=value, on_change=changed, height=TARGET), label=words)
    return with_words(switch, words, lambda: on_change(not value), S, about)


def check(name: str, words: str, value: bool, on_change: Callable[[bool], None]) -> ft.Control:
    """A box to tick with its words, which go on to the next line where there is no room; a tap on them ticks it too."""

    def changed(event: ft.Event[ft.Checkbox]) -> None:
        on_change(bool(picked(event, event.control.value)))

    box = ft.Checkbox(value=value, on_change=changed, semantics_label=words)
    return with_words(known(name, box), words, lambda: on_change(not value), XS)


def with_words(control: ft.Control, words: str, tap: Callable[[], None], spacing: int, about: str = "") -> ft.Control:
    """A switch or a box with its words beside it, both to be tapped; the control itself tells them aloud."""
    text = ft.Container(ft.Text(words, size=pt(16)), on_click=tap, padding=ft.Padding.only(top=12, bottom=XS))
    silent = ft.Semantics(content=text, exclude_semantics=True)
    small = [small_print(about)] if about else []
    beside = stack(silent, *small, spacing=0, expand=True)
    return ft.Row([control, beside], spacing=spacing, vertical_alignment=ft.CrossAxisAlignment.START)
