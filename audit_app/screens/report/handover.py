"""The statement at the end of an acceptance audit: fit for clinical use, with conditions, or not."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import FIT, spoken
from audit_app.audit.signing.handover import Handover, handover
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.fields.draft_field import clashing, stood_on
from audit_app.screens.pieces.fields.drafts import Edit, edited
from audit_app.screens.pieces.fields.radio import one_of, radio_button
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body, card, label, line, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.visit.findings import conclude


@piece
def Statement(desk: Desk, audit: Audit) -> ft.Control:
    """What was stated, or the way to state it."""
    changing, change = held(False)
    stated = handover(audit)
    if stated is None:
        return ft.Container(height=0)
    signed = audit.state == "signed"
    whole = stated.fit and not stated.disputed and not stated.unexplained
    if (whole and not changing) or signed:
        again = (
            [] if signed else [quiet("state-again", say("Change"), lambda: change(True), icon=ft.Icons.EDIT_OUTLINED)]
        )
        return card(title(say("Statement at handover"), size=18), *statement_lines(stated), line(*again))
    return stack(
        *dispute_cards(desk, audit, lambda each: each.slot[0] == "conclusion"),
        StatementForm(desk, stated, lambda: change(False), key=f"state-{stated.fit}"),
    )


def statement_lines(stated: Handover) -> list[ft.Control]:
    """The statement with its conditions and open actions."""
    parts: list[ft.Control] = [body(say(stated.words), weight=ft.FontWeight.W_600, key="fit")]
    parts += [body(f"{number}. {each}") for number, each in enumerate(stated.conditions, start=1)]
    if stated.statement:
        parts.append(body(stated.statement))
    if stated.despite:
        parts.append(body(say("Fit although a finding of extreme risk is open: {reason}", reason=stated.despite)))
    if stated.by:
        parts.append(label(f"{stated.by}, {spoken(stated.on)}"))
    parts += [body(f"{doubt}.", color=ft.Colors.ERROR) for doubt in stated.doubts]
    if stated.open_actions:
        parts.append(label(say("Open actions")))
        parts += [
            label(f"• {each.what} ({each.owner_name}, {spoken(each.due) or say('no due date')})")
            for each in stated.open_actions
        ]
    return parts


@piece
def StatementForm(desk: Desk, stated: Handover, done: Callable[[], None]) -> ft.Control:
    """The choice, the conditions one a line, and the reason."""
    fit, set_fit = held(stated.fit)
    conditions, words = edited("conditions:", "\n".join(stated.conditions)), edited("statement:", stated.statement)
    despite = edited("despite:", stated.despite)

    def keep() -> None:
        lines = conditions.text.splitlines() if fit == "with_conditions" else []
        desk.act(lambda visit: conclude(visit, fit, lines, words.text, despite.text), say(FIT[fit]))
        for each in (conditions, words, despite):
            each.settle()
        done()

    ways = [
        radio_button(f"fit.{name}", name, say(text), name == fit, partial(set_fit, name), icon)
        for (name, text), icon in zip(FIT.items(), (ft.Icons.CHECK_CIRCLE, ft.Icons.RULE, ft.Icons.BLOCK), strict=True)
    ]
    parts: list[ft.Control] = [title(say("Statement at handover"), size=18)]
    parts += [*two_statements(stated), one_of(fit, line(*ways), set_fit)]
    if fit == "with_conditions":
        parts += part_of_it("conditions", say("Conditions, one per line"), conditions, min_lines=3)
    if fit == "yes" and stated.extreme:
        parts += why_despite(stated.extreme, despite)
    parts += part_of_it("statement.words", say("Why it is not fit") if fit == "no" else say("Further remarks"), words)
    parts += statement_lines(Handover(words="", open_actions=stated.open_actions))[1:]
    unready = not fit or any(each.stale for each in (conditions, words, despite))
    parts.append(line(strong("state", say("Keep the statement"), keep, disabled=unready)))
    return card(*parts, emphasis=not stated.fit or stated.unexplained)


def part_of_it(name: str, caption: str, edit: Edit, **more: Any) -> list[ft.Control]:
    """One text of the statement; what was typed on top of an older one asks which of them is to stand."""
    field = text_field(
        caption, edit.text, lambda event: edit.put(event.data or "", stood_on(event)), multiline=True, **more
    )
    return [known(name, field), *clashing(name, edit)]


def two_statements(stated: Handover) -> list[ft.Control]:
    """What to do where two people stated different things."""
    told = say("Two people made different statements. Keep one or both above, or agree on one here.")
    return [body(told, color=ft.Colors.ERROR)] if stated.disputed else []


def why_despite(extreme: tuple[str, ...], reason: Edit) -> list[ft.Control]:
    """What of extreme risk is open, and the field for why the system is fit all the same."""
    told = say_many(
        "A finding of extreme risk is open: {which}", "{n} findings of extreme risk are open: {which}", len(extreme),
        which="; ".join(extreme),
    )  # fmt: skip
    field = part_of_it("despite", say("Why it is still fit for clinical use"), reason)
    return [stack(body(told, color=ft.Colors.ERROR), *field)]
