"""Conditions as a form: a fact of the audit or the answer to another question, and which answers count."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from audit_app.checklist.model import FACTS, Checklist, Choice, Compliance
from audit_app.portfolio.checklists.parts import Raw
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.layout import S, grid, label, line, stack
from audit_app.screens.session.language import say

Conditions = list[Raw]
VERDICTS = {
    "compliant": "Compliant",
    "partly": "Partly",
    "deficient": "Deficient",
    "not_applicable": "Not applicable",
    "not_assessed": "Not assessed",
}
FACT_WORDS = {
    "kind": "Kind of audit",
    "magnet_type": "Magnet type",
    "cryogen": "Cryogen in the magnet",
    "vent": "Quench pipe",
    "field_class": "Field class",
    "mobile": "Mobile unit",
    "research": "Research unit",
    "hybrid": "Combined with",
    "vocabulary": "Words for zones",
    "oxygen_monitor": "Oxygen monitor",
    "depth": "Depth of the audit",
}


@piece
def ConditionsForm(
    checklist: Checklist, item_id: str, name: str, conditions: Conditions, put: Callable[[Conditions], None]
) -> ft.Control:
    """Every condition, each to change or remove, and the way to add one; all of them must hold."""
    rows: list[ft.Control] = []
    for at, each in enumerate(conditions):
        rows.append(one_condition(checklist, item_id, f"{name}.{at}", each, partial(_replaced, conditions, at, put)))

    def add() -> None:
        put([*conditions, {"fact": "kind", "is": []}])

    rows.append(line(quiet(f"{name}.add", say("Add a condition"), add, icon=ft.Icons.ADD)))
    return stack(*rows, spacing=S)


def _replaced(conditions: Conditions, at: int, put: Callable[[Conditions], None], new: Raw | None) -> None:
    """Puts another condition in the place of one, or takes it out."""
    put([*conditions[:at], *([new] if new is not None else []), *conditions[at + 1 :]])


def one_condition(
    checklist: Checklist, item_id: str, name: str, condition: Raw, put: Callable[[Raw | None], None]
) -> ft.Control:
    """What is asked about, and a tick for each answer that counts."""
    subject = f"item:{condition['item']}" if condition.get("item") else f"fact:{condition.get('fact', '')}"
    chosen = list(condition.get("is", ()))

    def about(value: str) -> None:
        kind, _, what = value.partition(":")
        put({kind: what, "is": []})

    def counts(value: str, on: bool) -> None:
        now = [each for each in possible(checklist, subject) if (each in chosen or each == value)]
        put({**condition, "is": [each for each in now if on or each != value]})

    answers = possible(checklist, subject)
    ticks = [tick(f"{name}.is.{value}", words, value in chosen, partial(counts, value))
             for value, words in answers.items()]  # fmt: skip
    return stack(
        choice(f"{name}.about", say("Only when"), subject, subjects(checklist, item_id), about, expand=True),
        label(say("is one of")),
        grid(*ticks),
        line(
            quiet(f"{name}.out", say("Remove this condition"), lambda: put(None), icon=ft.Icons.REMOVE_CIRCLE_OUTLINE)
        ),
    )


def subjects(checklist: Checklist, item_id: str) -> list[tuple[str, str]]:
    """What a condition may ask about: the facts of an audit, then the questions with named answers."""
    asked = [each for each in checklist.items.values() if isinstance(each.ask, Choice | Compliance)]
    facts = [(f"fact:{each}", say(FACT_WORDS.get(each, each))) for each in FACTS]
    return [*facts, *((f"item:{each.id}", each.text) for each in asked if each.id != item_id)]


def possible(checklist: Checklist, subject: str) -> dict[str, str]:
    """The answers that a condition on this subject can count, with their words."""
    kind, _, what = subject.partition(":")
    if kind == "fact":
        return {each: each.replace("-", " ").replace("_", " ").capitalize() for each in FACTS.get(what, ())}
    ask: Any = checklist.items[what].ask if what in checklist.items else None
    own = {each.value: each.label for each in ask.options} if isinstance(ask, Choice) else {}
    verdicts = VERDICTS if isinstance(ask, Compliance) else {k: VERDICTS[k] for k in ("not_applicable", "not_assessed")}
    return {**own, **{value: say(words) for value, words in verdicts.items()}}
