"""The head of a place: what it is, how far it is, and what can be done with all of it at once; recording its things."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.places import Place
from audit_app.audit.things import Thing
from audit_app.checklist.model import Checklist, ThingKind
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import dialog, plain, quiet, strong
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import TARGET, M, S, body, label, line, stack, title
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.item.item import Stage
from audit_app.screens.visit.item.verbs import LineVerbs

Do = Callable[[], None]
Give = Callable[[str], None]


@piece
def PlaceHead(checklist: Checklist, place: Place, stage: Stage, on: ft.Control | None, verbs: LineVerbs) -> ft.Control:
    """Title, what is left here, and the menu, always in view; `on` leads on once nothing is left."""
    asked, ask = held("")
    ft.use_dialog(the_dialog(checklist, place, asked, lambda: ask(""), verbs))
    section = [label(place.section.title)] if place.thing is not None else []
    heading, left = title(place.title, size=18 if stage.narrow else 22), label(left_here(place), key="left-here")
    words = stack(*section, heading, left, spacing=0, expand=True)
    more = [] if stage.signed else [menu(checklist, place, ask, verbs)]
    head = stack(ft.Row([words, *more], spacing=S), *([line(on)] if on is not None else []))
    edge = ft.Border.only(bottom=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT))
    return ft.Container(head, padding=ft.Padding.symmetric(horizontal=M, vertical=S), border=edge)


def left_here(place: Place) -> str:
    """How far the place is, in words."""
    if place.wants_things and not place.done:
        return say("None recorded yet")
    left = len(place.left)
    return say_many("{n} item left here", "{n} items left here", left) if left else say("Nothing is left here")


def menu(checklist: Checklist, place: Place, do: Give, verbs: LineVerbs) -> ft.Control:
    """What can be done with the place as a whole, and the steps back and forward, however long ago they were made."""
    items: list[ft.PopupMenuItem] = []

    def item(key: str, words: str, icon: ft.IconData) -> None:
        items.append(menu_item(key, words, icon, lambda: do(key)))

    if place.unanswered and not place.wants_things:
        item("all", say("Mark the rest here as not applicable"), ft.Icons.DO_NOT_DISTURB_ON_OUTLINED)
    kind = checklist.thing_kind(place.section.repeats_over or "")
    if kind is not None:
        item("add", say("Add {things}", things=kind.many), ft.Icons.ADD)
    more = verbs.left_out(place.section.id)
    if more:
        words = say_many("Ask in full: {n} more item here", "Ask in full: {n} more items here", more)
        items.append(menu_item("widen", words, ft.Icons.UNFOLD_MORE, lambda: verbs.widen(place.section.id)))
    if place.thing is not None:
        item("rename", say("Rename {thing}", thing=place.thing.name), ft.Icons.EDIT_OUTLINED)
        item("aside", say("Set {thing} aside", thing=place.thing.name), ft.Icons.REMOVE_CIRCLE_OUTLINE)
    items += [ft.PopupMenuItem()] if items else []  # a dividing line
    items.append(menu_item("undo", say("Undo the last step"), ft.Icons.UNDO, verbs.undo))
    items.append(menu_item("redo", say("Redo"), ft.Icons.REDO, verbs.redo))
    words = say("More for this place, undo and redo")
    button = ft.PopupMenuButton(
        items=items,
        icon=ft.Icon(ft.Icons.MORE_VERT, semantics_label=words),
        tooltip=words,
        width=TARGET,
        height=TARGET,
    )
    return known("place-menu", button)


def menu_item(key: str, words: str, icon: ft.IconData, on_click: Do) -> ft.PopupMenuItem:
    """One entry of the menu."""
    return ft.PopupMenuItem(
        content=ft.Text(words, size=pt(16)), icon=icon, on_click=on_click, key=f"menu.{key}", height=TARGET
    )


@dataclass(frozen=True)
class Question:
    """What a menu entry asks: a heading, words, one field, and answers to tap; `many` takes one on each line."""

    heading: str
    words: str
    field: str
    hint: str
    quick: tuple[str, ...]
    give: Give
    many: bool = False


def the_dialog(checklist: Checklist, place: Place, asked: str, close: Do, verbs: LineVerbs) -> ft.AlertDialog | None:
    """The question behind a menu entry, or None."""
    kind = checklist.thing_kind(place.section.repeats_over or "")
    question: Question | None = None
    if asked == "all":
        question = the_rest_not_applicable(place, verbs)
    elif asked == "add" and kind is not None:
        question = more_things(kind, place.section.id, verbs)
    elif asked == "rename" and place.thing is not None:
        question = another_name(place.thing, verbs)
    elif asked == "aside" and place.thing is not None:
        question = set_aside(place.thing, verbs)
    return asking(question, close, f"place-{asked}:{place.key}") if question else None


def the_rest_not_applicable(place: Place, verbs: LineVerbs) -> Question:
    """Everything here that is not answered yet, with one reason."""
    keys = tuple(each.key for each in place.unanswered)
    words = say_many("{n} item here is not answered yet.", "{n} items here are not answered yet.", len(keys))
    quick = (say("Not installed at this unit"), say("Does not exist here"), say("Outside this visit"))
    heading, field = say("Mark not applicable"), say("Reason")
    return Question(heading, words, field, "", quick, lambda reason: verbs.not_applicable(keys, reason))


def more_things(kind: ThingKind, section: str, verbs: LineVerbs) -> Question:
    """More of the things a section repeats over."""
    heading, field = say("Add {things}", things=kind.many), say("Names, one per line")
    return Question(
        heading, "", field, kind.hint, (), lambda names: verbs.add_things(kind.id, names, section), many=True
    )


def another_name(thing: Thing, verbs: LineVerbs) -> Question:
    """Another name for a thing."""
    heading, field = say("Rename {thing}", thing=thing.name), say("New name")
    return Question(heading, "", field, thing.name, (), lambda name: verbs.rename_thing(thing.id, name))


def set_aside(thing: Thing, verbs: LineVerbs) -> Question:
    """A thing that is no longer part of the audit."""
    words = say("Its answers stay in the log, and undo brings them back.")
    quick = (say("Recorded by mistake"), say("No longer there"), say("Renamed or merged with another"))
    heading, field = say("Set {thing} aside", thing=thing.name), say("Reason")
    return Question(heading, words, field, "", quick, lambda reason: verbs.set_thing_aside(thing.id, reason))


def asking(asked: Question, close: Do, draft: str) -> ft.AlertDialog:
    """A dialog with one field; its content is a piece of its own, so typing redraws only that."""
    content = OneField(asked.field, asked.hint, asked.quick, asked.give, close, draft, asked.many)
    return dialog(asked.heading, [*([body(asked.words)] if asked.words else []), content], [], close)


@piece
def OneField(
    words: str,
    hint: str,
    quick: tuple[str, ...],
    give: Give,
    close: Do | None = None,
    draft: str = "",
    many: bool = False,
) -> ft.Control:
    """One field, words to tap instead of typing, and the ways out; `many` takes one answer on each line."""
    typed, set_typed, forget = drafted(draft, "")
    fault, set_fault = held("")

    def leave() -> None:
        forget()
        if close is not None:
            close()

    def keep(text: str) -> None:
        try:
            give(text)
        except AuditError as error:
            set_fault(str(error))
            return
        leave()

    def change(event: ft.Event[ft.TextField]) -> None:
        set_typed(event.data or "")
        set_fault("")

    lines: dict[str, Any] = {"multiline": True, "min_lines": 3, "max_lines": 8} if many else {}
    how = {"error": fault or None, "hint_text": hint or None, "autofocus": True, **lines}
    field = text_field(words, typed, change, on_submit=lambda: keep(typed), **how)
    taps = [plain(f"quick.{n}", text, partial(keep, text)) for n, text in enumerate(quick, start=1)]
    kept = strong("one-field.keep", keep_words(typed, many), lambda: keep(typed), icon=ft.Icons.CHECK)
    stop = [quiet("one-field.stop", say("Cancel"), leave)] if close is not None else []
    return stack(line(*taps), known("one-field", field), line(kept, *stop), spacing=M)


def keep_words(typed: str, many: bool) -> str:
    """What the button says: how many lines it would keep, where there may be many."""
    count = sum(bool(each.strip()) for each in typed.splitlines()) if many else 0
    return say("Keep all {n}", n=count) if count > 1 else say("Keep")


@piece
def ThingsWanted(checklist: Checklist, place: Place, verbs: LineVerbs) -> ft.Control:
    """A section that repeats over things, before the first is recorded: name it, or say that there are none."""
    none, set_none = held(False)
    kind = checklist.thing_kind(place.section.repeats_over or "") or ThingKind(id="thing", one="thing", many="things")
    keys = tuple(each.key for each in place.unanswered)

    def add(names: str) -> None:
        verbs.add_things(kind.id, names, place.section.id)

    def there_are_none(reason: str) -> None:
        verbs.not_applicable(keys, reason)

    def ask_why() -> None:
        set_none(True)

    heading = say("Which {things} are there?", things=kind.many)
    words = say("Each {thing} is assessed separately. Give each a name you will recognise.", thing=kind.one)
    if none:
        quick = (say("This unit has none"), say("Outside this visit"))
        inside = OneField(
            say("Reason"), "", quick, there_are_none, lambda: set_none(False), f"place-none:{place.key}", key="none"
        )
    else:
        inside = OneField(
            say("Names, one per line"), kind.hint, (), add, None, f"place-add:{place.key}", many=True, key="first"
        )
    box = stack(
        title(heading, size=18),
        body(words),
        inside,
        *([] if none else [line(quiet("no-things", say("There are none here"), ask_why, icon=ft.Icons.BLOCK))]),
        spacing=M,
    )
    return ft.Container(
        box,
        padding=M,
        border_radius=12,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
    )
