"""How a periodic audit ends: its conclusion, one of four and in words; and what a reader asks of the visit."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import RESULTS
from audit_app.audit.signing.result import VISIT, Result, result, told_of_visit
from audit_app.dates import spoken
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.fields.day import day_field
from audit_app.screens.pieces.fields.draft_field import clash_cards, clashing, stood_on
from audit_app.screens.pieces.fields.drafts import edited, form_edited
from audit_app.screens.pieces.fields.radio import one_of, radio_button
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body, card, label, line, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.findings import state_result, tell_visit

ICONS = (ft.Icons.CHECK_CIRCLE, ft.Icons.RULE, ft.Icons.BLOCK, ft.Icons.WARNING)


@piece
def Conclusion(desk: Desk, audit: Audit) -> ft.Control:
    """What was concluded, or the way to conclude."""
    changing, change = held(False)
    stated = result(audit)
    if stated is None:
        return ft.Container(height=0)
    signed = audit.state == "signed"
    if signed or (stated.result and not stated.disputed and not changing):
        again = [quiet("conclude-again", say("Change"), lambda: change(True), icon=ft.Icons.EDIT_OUTLINED)]
        return card(title(say("Conclusion"), size=18), *concluded_lines(stated), line(*([] if signed else again)))
    return stack(
        *dispute_cards(desk, audit, lambda each: each.slot[0] == "result"),
        ConcludeIt(desk, stated, lambda: change(False), key=f"conclude-{stated.result}"),
    )


def concluded_lines(stated: Result) -> list[ft.Control]:
    """The conclusion with its words and doubts."""
    parts: list[ft.Control] = [body(say(stated.words), weight=ft.FontWeight.W_600, key="result")]
    parts += [body(stated.statement)] if stated.statement else []
    parts += [label(f"{stated.by}, {spoken(stated.on)}")] if stated.by else []
    return parts + [body(f"{doubt}.", color=ft.Colors.ERROR) for doubt in stated.doubts]


@piece
def ConcludeIt(desk: Desk, stated: Result, done: Callable[[], None]) -> ft.Control:
    """The choice of four, and the words."""
    chosen, choose = held(stated.result)
    edit = edited("result:", stated.statement)
    words = edit.text

    def keep() -> None:
        desk.act(lambda visit: state_result(visit, chosen, words), say(RESULTS[chosen]))
        edit.settle()
        done()

    ways = [
        radio_button(f"result.{name}", name, say(text), name == chosen, partial(choose, name), icon)
        for (name, text), icon in zip(RESULTS.items(), ICONS, strict=True)
    ]
    parts: list[ft.Control] = [title(say("Conclusion"), size=18), label(say("It opens the report, in your words."))]
    if stated.disputed:
        told = say("Two people recorded different conclusions. Keep one or both above, or agree on one here.")
        parts.append(body(told, color=ft.Colors.ERROR))
    field = text_field(
        say("Overall condition of the unit, in a sentence or two"), words,
        lambda event: edit.put(event.data or "", stood_on(event)), multiline=True,
    )  # fmt: skip
    parts += [one_of(chosen, line(*ways), choose), known("result.words", field), *clashing("result.words", edit)]
    unready = edit.stale or not (chosen and words.strip())
    parts.append(line(strong("conclude", say("Keep the conclusion"), keep, disabled=unready)))
    return card(*parts, emphasis=not stated.result)


@piece
def VisitForm(desk: Desk, audit: Audit) -> ft.Control:
    """Times, places, people, circulation, response and next audit: what the report's last chapter tells."""
    said = told_of_visit(audit)
    start = {name: str(getattr(said, name, "")) for name in VISIT}
    edit = form_edited("visit:", start)
    typed, put, forget = edit.now, edit.put, edit.forget

    def keep() -> None:
        desk.act(lambda visit: tell_visit(visit, **typed), say("Kept"))
        forget()

    fields = [visit_field(name, caption, typed, put) for name, caption in captions().items()]
    keeping = strong("keep-visit", say("Keep"), keep, disabled=typed == start or bool(edit.clashes))
    clash = dispute_cards(desk, audit, lambda each: each.slot[0] == "visit")
    return stack(
        *clash, card(title(say("About the visit"), size=18), *fields, *clash_cards(edit, captions()), line(keeping))
    )


DAYS = ("respond_by", "next_due")


def visit_field(name: str, caption: str, typed: dict[str, str], put: Callable[[dict[str, str]], None]) -> ft.Control:
    """One of them: a day with its calendar, or words."""

    def change(words: str) -> None:
        put({**typed, name: words})

    if name in DAYS:
        return day_field(f"visit.{name}", caption, typed[name], change)
    field = text_field(caption, typed[name], lambda event: change(str(event.data or "")), multiline=True)
    return known(f"visit.{name}", field)


def captions() -> dict[str, str]:
    """What each field asks."""
    return {
        "times": say("Times of the visit"),
        "places": say("Places seen"),
        "met": say("People met, with their roles"),
        "circulation": say("Who gets the report"),
        "respond_by": say("Response requested by, e.g. 27/11/2026"),
        "next_due": say("Next audit due, e.g. 27/11/2026"),
    }
