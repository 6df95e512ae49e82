"""What a question asks, as a form: its kind, choices, limits, conditions, when it is deficient, and what it serves."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from audit_app.checklist.model import Checklist, Item
from audit_app.checklist.reference.scheme import scheme
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.parts import KINDS, Raw, parts_of, with_parts
from audit_app.portfolio.filenames import plain_name
from audit_app.screens.pieces.component import held, held_from, piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.layout import body, card, grid, label, line, stack, title
from audit_app.screens.portfolio.change import Change
from audit_app.screens.portfolio.rule_conditions import ConditionsForm
from audit_app.screens.portfolio.rule_limits import LimitsForm, number, source_choice, sources
from audit_app.screens.session.language import say

Put = Callable[[Raw], None]
OPTION_VERDICTS = ("compliant", "partly", "deficient", "recorded")


@piece
def RuleForm(checklist: Checklist, item: Item, change: Change) -> ft.Control:
    """The form of one question; what is not sound yet stays in the form, says what is missing, and is not applied."""
    now, put, forget = drafted(f"/checklist/{checklist.id}/rule/{item.id}", parts_of(item))
    left, _ = held_from(lambda: fault_of(checklist, item, now) if now != parts_of(item) else "")
    fault, set_fault = held(left)

    def take(**parts: Any) -> None:
        after = {**now, **parts}
        put(after)
        set_fault(fault_of(checklist, item, after))
        if not fault_of(checklist, item, after):
            change(lambda draft: with_parts(draft, item.id, after))
            forget()

    def give_up() -> None:
        forget()
        set_fault("")

    pending: list[ft.Control] = []
    if fault:
        said = say("Not applied yet. {fault}", fault=fault)
        pending = [body(said, color=ft.Colors.ERROR, key=f"pending.{item.id}"),
                   line(quiet(f"give-up.{item.id}", say("Go back to what applies"), give_up))]  # fmt: skip
    return stack(
        Asks(checklist, item.id, now["ask"], lambda ask: take(ask=ask), key="ask"),
        part(say("Asked only when"), ConditionsForm(checklist, item.id, f"when.{item.id}", now.get("applies_when", []),
             lambda conditions: take(applies_when=conditions), key="when")),
        part(say("Deficient when"), DeficientForm(checklist, item.id, now.get("deficient_when", []),
             lambda rules: take(deficient_when=rules), key="deficient")),
        part(say("When it is found deficient"), finding_form(item.id, now, take)),
        part(say("Sources and evidence"), served_form(item.id, now, take)),
        *pending,
    )  # fmt: skip


def fault_of(checklist: Checklist, item: Item, parts: Raw) -> str:
    """What is wrong with the parts of a question, as a sentence; empty when they are sound."""
    try:
        with_parts(checklist, item.id, parts)
    except ChecklistError as error:
        return str(error)
    return ""


def part(words: str, inside: ft.Control) -> ft.Control:
    """One part of the form under its heading."""
    return stack(title(words, size=16, level=3), inside)


@piece
def Asks(checklist: Checklist, item_id: str, ask: Raw, put: Put) -> ft.Control:
    """How the question is answered, and what belongs to that."""
    kinds = [
        ("compliance", say("Compliant, partly or deficient")),
        ("choice", say("One of a few choices")),
        ("quantity", say("A reading with a unit")),
        ("count", say("A whole number")),
        ("date", say("A date")),
        ("text", say("Words")),
    ]
    kind = ask.get("kind", "compliance")
    more: dict[str, Callable[[], ft.Control]] = {
        "choice": lambda: ChoicesForm(item_id, ask, put, key="choices"),
        "quantity": lambda: LimitsForm(checklist, item_id, ask, put, key="limits"),
        "count": lambda: count_form(item_id, ask, put),
        "date": lambda: date_form(item_id, ask, put),
    }
    chosen = choice(
        f"ask.{item_id}", say("How it is answered"), kind, kinds, lambda new: put(dict(KINDS[new])), expand=True
    )
    return stack(chosen, *([more[kind]()] if kind in more else []))


@piece
def ChoicesForm(item_id: str, ask: Raw, put: Put) -> ft.Control:
    """Each choice with its words and the verdict that it carries, in order."""
    options: list[Raw] = list(ask.get("options", []))
    added, set_added = held(0)

    def keep(now: list[Raw]) -> None:
        put({**ask, "options": now})

    def add(text: str) -> None:
        if text.strip():
            taken = {each["value"] for each in options}
            base = plain_name(text, 40)
            value = next(each for each in (base, *(f"{base}-{n}" for n in range(2, 100))) if each not in taken)
            keep([*options, {"value": value, "label": text.strip(), "verdict": "recorded"}])
            set_added(added + 1)

    rows = [one_choice(f"option.{item_id}.{at}", options, at, keep) for at in range(len(options))]
    new = TypedField(f"add-option.{item_id}", say("Another choice"), "", add, key=f"add.{added}")
    return stack(*rows, new)


def one_choice(name: str, options: list[Raw], at: int, keep: Callable[[list[Raw]], None]) -> ft.Control:
    """One choice: its words, its verdict, and its place among the others."""
    words = {"compliant": say("Compliant"), "partly": say("Partly"), "deficient": say("Deficient"),
             "recorded": say("Recorded only")}  # fmt: skip
    one = options[at]

    def put(**parts: str) -> None:
        keep([*options[:at], {**one, **parts}, *options[at + 1 :]])

    def sooner() -> None:
        keep([*options[: at - 1], one, options[at - 1], *options[at + 1 :]])

    ways: list[ft.Control] = [
        quiet(
            f"{name}.out",
            say("Remove “{words}”", words=one["label"]),
            lambda: keep([*options[:at], *options[at + 1 :]]),
        ),
    ]
    if at:
        ways.insert(0, quiet(f"{name}.up", say("Move up"), sooner))
    return stack(
        grid(
            TypedField(f"{name}.label", say("Choice {n}", n=at + 1), one["label"], lambda text: put(label=text.strip()),
                       key=one["value"]),
            choice(f"{name}.verdict", say("Counts as"), one.get("verdict", "recorded"),
                   [(each, words[each]) for each in OPTION_VERDICTS], lambda each: put(verdict=each), expand=True),
        ),
        line(*ways),
    )  # fmt: skip


def count_form(item_id: str, ask: Raw, put: Put) -> ft.Control:
    """The ends of a whole number, and their source."""

    def end(which: str, text: str) -> None:
        rest = {name: value for name, value in ask.items() if name != which}
        put({**rest, which: number(text)} if number(text) else rest)

    return stack(
        grid(
            TypedField(f"count-low.{item_id}", say("At least"), str(ask.get("low", "")), partial(end, "low")),
            TypedField(f"count-high.{item_id}", say("At most"), str(ask.get("high", "")), partial(end, "high")),
        ),
        source_choice(f"count-source.{item_id}", ask.get("source"), lambda source: put({**ask, "source": source})),
    )


def date_form(item_id: str, ask: Raw, put: Put) -> ft.Control:
    """Whether the day is ahead or behind, the largest age, and its source."""
    oldest = ask.get("oldest")
    months = "" if isinstance(oldest, dict) or oldest is None else str(oldest)

    def age(text: str) -> None:
        rest = {name: value for name, value in ask.items() if name != "oldest"}
        put({**rest, "oldest": number(text)} if number(text) else rest)

    meanings = [("done", say("When it was done")), ("due", say("When it is due"))]
    from_setting = [label(say("The largest age is a setting of the audit."))] if isinstance(oldest, dict) else []
    return stack(
        segments(
            f"meaning.{item_id}", ask.get("meaning", "done"), meanings, lambda each: put({**ask, "meaning": each})
        ),
        *from_setting,
        TypedField(f"oldest.{item_id}", say("Largest age in months"), months, age),
        source_choice(f"date-source.{item_id}", ask.get("source"), lambda source: put({**ask, "source": source})),
    )


@piece
def DeficientForm(checklist: Checklist, item_id: str, rules: list[Raw], put: Callable[[list[Raw]], None]) -> ft.Control:
    """Rules that judge by themselves: their conditions, what they say, and where they come from."""
    rows: list[ft.Control] = []
    for at in range(len(rules)):
        rows.append(one_rule(checklist, item_id, f"deficient.{item_id}.{at}", rules, at, put))

    def add() -> None:
        put([*rules, {"all": [], "because": "", "verdict": "deficient"}])

    rows.append(line(quiet(f"add-deficient.{item_id}", say("Add a rule"), add, icon=ft.Icons.ADD)))
    return stack(*rows)


def one_rule(
    checklist: Checklist, item_id: str, name: str, rules: list[Raw], at: int, put: Callable[[list[Raw]], None]
) -> ft.Control:
    """One of them."""
    rule = rules[at]

    def change(**parts: Any) -> None:
        put([*rules[:at], {**rule, **parts}, *rules[at + 1 :]])

    verdicts = [("deficient", say("Deficient")), ("partly", say("Partly"))]
    return card(
        ConditionsForm(checklist, "", f"{name}.all", rule.get("all", []), lambda all_: change(all=all_), key="all"),
        segments(f"{name}.verdict", rule.get("verdict", "deficient"), verdicts, lambda each: change(verdict=each)),
        TypedField(f"{name}.because", say("Reason given in the report"), rule.get("because", ""),
                   lambda text: change(because=text.strip()), multiline=True, min_lines=1, max_lines=4),
        choice(f"{name}.source", say("Source"), rule.get("source"), sources(), lambda each: change(source=each),
               expand=True),
        line(quiet(f"{name}.out", say("Remove this rule"), lambda: put([*rules[:at], *rules[at + 1 :]]),
                   icon=ft.Icons.REMOVE_CIRCLE_OUTLINE)),
    )  # fmt: skip


def finding_form(item_id: str, now: Raw, take: Callable[..., None]) -> ft.Control:
    """The finding it starts, its risk, and the evidence asked for."""
    asked = [("offered", say("Offered")), ("on_deficiency", say("When deficient")), ("always", say("Always"))]
    risk = now.get("risk") or {}
    steps = [("", say("not said")), *((str(n), str(n)) for n in range(1, 6))]

    def rate(which: str, value: str) -> None:
        after = {**{"likelihood": 1, "consequence": 1}, **risk, which: int(value)} if value else None
        take(risk=after)

    return stack(
        TypedField(f"finding.{item_id}", say("Title of the finding"), now.get("finding", ""),
                   lambda text: take(finding=text.strip())),
        grid(
            choice(f"likelihood.{item_id}", say("Likelihood"), str(risk.get("likelihood", "")), steps,
                   partial(rate, "likelihood"), expand=True),
            choice(f"consequence.{item_id}", say("Consequence"), str(risk.get("consequence", "")), steps,
                   partial(rate, "consequence"), expand=True),
            choice(f"photo.{item_id}", say("Photo"), now.get("photo", "offered"), asked, lambda each: take(photo=each),
                   expand=True),
            choice(f"note.{item_id}", say("Note"), now.get("note", "offered"), asked, lambda each: take(note=each),
                   expand=True),
        ),
    )  # fmt: skip


def served_form(item_id: str, now: Raw, take: Callable[..., None]) -> ft.Control:
    """Where it is checked, how deep an audit asks it, its references and its evidence."""
    zones = [("", say("as its section")), *((each, say("Zone {n}", n=each)) for each in ("I", "II", "III", "IV"))]
    tags = [(each.id, f"{each.id}") for each in scheme().examples.values()]
    depth = [("core", say("Core and full audits")), ("full", say("Full audits only"))]
    return stack(
        grid(
            choice(f"zone.{item_id}", say("Zone"), now.get("zone", ""), zones, lambda each: take(zone=each or None),
                   expand=True),
            choice(f"depth.{item_id}", say("Asked in"), now.get("depth", "core"), depth, lambda each: take(depth=each),
                   expand=True),
        ),
        tick(f"inside.{item_id}", say("Checked inside the scan room"), bool(now.get("inside_zone_iv")),
             lambda on: take(inside_zone_iv=on)),
        chosen_of(f"reference.{item_id}", say("Add a reference"), now.get("references", []), sources(),
                  lambda each: take(references=each)),
        chosen_of(f"evidence.{item_id}", say("Add what it is evidence for"), now.get("evidence", []), tags,
                  lambda each: take(evidence=each)),
    )  # fmt: skip


def chosen_of(
    name: str, words: str, chosen: list[str], known: list[tuple[str, str]], put: Callable[[list[str]], None]
) -> ft.Control:
    """What was chosen of a list, each to remove, and the list to add from."""
    told = dict(known)
    rows = [line(body(told.get(each, each)), quiet(f"{name}.out.{each}", say("Remove"),
                 partial(put, [one for one in chosen if one != each]))) for each in chosen]  # fmt: skip
    left = [(value, said) for value, said in known if value not in chosen]
    return stack(*rows, choice(name, words, None, left, lambda each: put([*chosen, each]), expand=True))
