"""Limits as a form: the ends of a band, each a number, a setting or another reading, with its unit and source."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from typing import Any

import flet as ft

from audit_app.checklist.model import Checklist, QuantityAsk
from audit_app.checklist.reference.settings import settings
from audit_app.checklist.reference.sources import library
from audit_app.errors import UsageError
from audit_app.portfolio.checklists.parts import Raw
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.layout import card, grid, label, line, stack
from audit_app.screens.portfolio.rule_conditions import ConditionsForm
from audit_app.screens.session.language import say
from audit_app.units import all_units

Put = Callable[[Raw], None]


@cache
def sources() -> list[tuple[str, str]]:
    """Every clause of the reference library, by document and topic."""
    known = library()
    named = [(each.id, f"{known.document(each.document).short}: {each.topic}") for each in known.clauses]
    return sorted(named, key=lambda each: each[1].casefold())


def number(text: str) -> str:
    """A number as typed, a comma as its decimal mark allowed; UsageError when it is none, empty for no number."""
    typed = text.strip().replace(",", ".").replace("−", "-")
    if not typed:
        return ""
    try:
        if not Decimal(typed).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise UsageError(f"“{text[:40]}”", say("is not a number"), say("Type digits, e.g. 0.5")) from None
    return typed


@piece
def LimitsForm(checklist: Checklist, item_id: str, ask: Raw, put: Put) -> ft.Control:
    """The unit of a reading, what is believable, and each limit that it is held against."""
    limits = [*([ask["limit"]] if ask.get("limit") else []), *ask.get("also", [])]
    low, high = (ask.get("plausible") or ["", ""])[:2]

    def keep(now: list[Raw]) -> None:
        rest = {name: value for name, value in ask.items() if name not in ("limit", "also")}
        put({**rest, **({"limit": now[0]} if now else {}), "also": now[1:]})

    def believable(at: int, text: str) -> None:
        ends = [low, high]
        ends[at] = number(text)
        rest = {name: value for name, value in ask.items() if name != "plausible"}
        put({**rest, "plausible": ends} if all(ends) else rest if not any(ends) else {**rest, "plausible": ends})

    def replace(at: int, new: Raw | None) -> None:
        keep([*limits[:at], *([new] if new is not None else []), *limits[at + 1 :]])

    cards = [
        LimitForm(checklist, item_id, f"limit.{item_id}.{at}", each, partial(replace, at), key=f"limit.{at}")
        for at, each in enumerate(limits)
    ]
    units = [(each, each) for each in all_units()]
    return stack(
        grid(
            choice(f"unit.{item_id}", say("Unit"), ask.get("unit"), units, lambda unit: put({**ask, "unit": unit}),
                   expand=True),
            TypedField(f"plausible-low.{item_id}", say("Lowest plausible value"), low, partial(believable, 0)),
            TypedField(f"plausible-high.{item_id}", say("Highest plausible value"), high, partial(believable, 1)),
            wide=4,
        ),
        *cards,
        line(quiet(f"add-limit.{item_id}", say("Add a limit"),
                   lambda: keep([*limits, {"unit": ask.get("unit", ""), "source": ""}]), icon=ft.Icons.ADD)),
    )  # fmt: skip


@piece
def LimitForm(
    checklist: Checklist, item_id: str, name: str, limit: Raw, put: Callable[[Raw | None], None]
) -> ft.Control:
    """One limit: its two ends or a value with a tolerance, its unit, its source, and when it applies."""
    around = "around" in limit or "within" in limit

    def shape(value: str) -> None:
        rest = {key: each for key, each in limit.items() if key not in ("low", "high", "around", "within")}
        put({**rest, **({"around": "0", "within": "0"} if value == "around" else {"high": "0"})})

    def end(which: str, value: Any) -> None:
        rest = {key: each for key, each in limit.items() if key != which}
        put({**rest, which: value} if value is not None else rest)

    shapes = [("ends", say("Lowest and highest")), ("around", say("A value and a tolerance"))]
    named = (
        {"around": say("Value"), "within": say("Tolerance")}
        if around
        else {"low": say("At least"), "high": say("At most")}
    )
    ends = [bound(checklist, item_id, f"{name}.{which}", words, limit.get(which), partial(end, which), not around)
            for which, words in named.items()]  # fmt: skip
    return card(
        segments(f"{name}.shape", "around" if around else "ends", shapes, shape),
        grid(*ends),
        choice(f"{name}.unit", say("Unit of the limit"), limit.get("unit"), [(each, each) for each in all_units()],
               lambda unit: put({**limit, "unit": unit})),
        choice(f"{name}.source", say("Source: the document that sets it"), limit.get("source") or None, sources(),
               lambda source: put({**limit, "source": source}), expand=True),
        tick(f"{name}.inclusive", say("On the limit complies"), bool(limit.get("inclusive")),
             lambda on: put({**limit, "inclusive": on})),
        ConditionsForm(checklist, item_id, f"{name}.when", limit.get("applies_when", []),
                       lambda conditions: put({**limit, "applies_when": conditions}), key="when"),
        line(quiet(f"{name}.out", say("Remove this limit"), lambda: put(None), icon=ft.Icons.REMOVE_CIRCLE_OUTLINE)),
    )  # fmt: skip


def bound(
    checklist: Checklist, item_id: str, name: str, words: str, value: Any, put: Callable[[Any], None], optional: bool
) -> ft.Control:
    """One end of a limit: none, a number, a setting of the audit, or the reading of another question."""
    kind = (
        "none"
        if value is None
        else "number"
        if not isinstance(value, dict)
        else next(iter(value.keys() - {"otherwise"}))
    )
    numeric = [(each.id, each.title) for each in settings() if each.values[0].value is not None]
    readings = [(each.id, each.text) for each in checklist.items.values()
                if isinstance(each.ask, QuantityAsk) and each.id != item_id]  # fmt: skip
    starts: dict[str, Any] = {"none": None, "number": "0", "setting": {"setting": numeric[0][0]},
                              "item": {"item": readings[0][0]} if readings else None}  # fmt: skip
    kinds = [("none", say("no limit"))] if optional else []
    kinds += [("number", say("a number")), ("setting", say("a setting of the audit"))]
    kinds += [("item", say("another reading"))] if readings else []
    parts: list[ft.Control] = [choice(f"{name}.kind", words, kind, kinds, lambda each: put(starts[each]), expand=True)]
    if kind == "number":
        parts.append(TypedField(f"{name}.number", words, str(value), lambda text: put(number(text) or None)))
    if kind == "setting":
        parts.append(choice(f"{name}.setting", say("Setting"), value["setting"], numeric,
                            lambda each: put({**value, "setting": each}), expand=True))  # fmt: skip
        shown = str(value.get("otherwise", ""))
        unsaid = say("Where the audit does not say")
        parts.append(TypedField(f"{name}.otherwise", unsaid, shown, lambda text: put(_otherwise(value, text))))
    if kind == "item":
        parts.append(choice(f"{name}.item", say("Reading"), value["item"], readings,
                            lambda each: put({"item": each}), expand=True))  # fmt: skip
    return stack(*parts)


def _otherwise(value: Raw, text: str) -> Raw:
    typed = number(text)
    return {"setting": value["setting"], **({"otherwise": typed} if typed else {})}


def source_choice(name: str, value: str | None, put: Callable[[str], None]) -> ft.Control:
    """The source of what a question asks."""
    return stack(
        label(say("Where it comes from")), choice(name, say("Source"), value or None, sources(), put, expand=True)
    )
