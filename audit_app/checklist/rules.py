"""What is wrong with a checklist that its shape alone does not show: one rule a function, each fault with its place."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from audit_app.checklist.conditions import impossible
from audit_app.checklist.fault import Fault
from audit_app.checklist.model import (
    FACTS,
    Checklist,
    Choice,
    Compliance,
    Condition,
    Count,
    FromItem,
    Item,
    Limit,
    QuantityAsk,
    Section,
)
from audit_app.errors import QuantityError
from audit_app.units import kind_of

MOST_ITEMS = 2_000  # nobody walks more; it also bounds the work of following conditions


def first_fault(checklist: Checklist) -> Fault | None:
    """The first thing that makes a checklist unusable, or None."""
    return next(faults(checklist), None)


def faults(checklist: Checklist) -> Iterator[Fault]:
    """Everything that makes a checklist unusable, in file order."""
    many = sum(len(section.items) for section in checklist.sections)
    if many > MOST_ITEMS:
        yield Fault("the file", f"has {many} items", f"Split it: at most {MOST_ITEMS} can be walked")
        return
    yield from _duplicates("section", (section.id for section in checklist.sections))
    yield from _duplicates("item", (item.id for section in checklist.sections for item in section.items))
    yield from _duplicates("thing", (kind.id for kind in checklist.things))
    for section in checklist.sections:
        yield from _section_faults(checklist, section)
        for item in section.items:
            yield from _item_faults(checklist, item)


def _duplicates(what: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            yield Fault(f"{what} {each}", "is there twice", "Give one of them another id")
        seen.add(each)


def _section_faults(checklist: Checklist, section: Section) -> Iterator[Fault]:
    place = f"section {section.id}"
    if section.repeats_over and not checklist.thing_kind(section.repeats_over):
        yield Fault(
            place, f"repeats over “{section.repeats_over}”, which is not among the things", "Add it under [[things]]"
        )
    for condition in section.applies_when:
        yield from _condition_faults(checklist, place, condition)
        other = checklist.section_of.get(condition.item or "")
        if other and other.repeats_over:
            yield Fault(
                place,
                f"depends on item {condition.item}, which is asked for each {other.repeats_over}",
                "Put the condition on the items of the section",
            )


def _item_faults(checklist: Checklist, item: Item) -> Iterator[Fault]:
    place = f"item {item.id}"
    for condition in (*item.applies_when, *(c for rule in item.deficient_when for c in rule.all_)):
        yield from _condition_faults(checklist, place, condition)
    if isinstance(item.ask, QuantityAsk):
        yield from _unit_faults(checklist, place, item.ask)
        yield from _span_faults(place, "plausible values", *(item.ask.plausible or (None, None)))
    if isinstance(item.ask, Count):
        yield from _span_faults(place, "a count", item.ask.low, item.ask.high)
    if isinstance(item.ask, Choice):
        yield from _duplicates(f"{place}, option", (option.value for option in item.ask.options))
    yield from impossible(checklist, item)


def _condition_faults(checklist: Checklist, place: str, condition: Condition) -> Iterator[Fault]:
    if (condition.fact is None) == (condition.item is None):
        yield Fault(
            place, "has a condition that names neither one fact nor one item", "Name exactly one of fact and item"
        )
    elif condition.fact is not None:
        known = FACTS.get(condition.fact)
        if known is None:
            yield Fault(place, f"asks for the unknown fact “{condition.fact}”", f"Use one of: {', '.join(FACTS)}")
        elif not set(condition.is_) <= set(known):
            yield Fault(
                place, f"has a condition on {condition.fact} that can never hold", f"Use one of: {', '.join(known)}"
            )
    else:
        yield from _answer_faults(checklist, place, condition)


def _answer_faults(checklist: Checklist, place: str, condition: Condition) -> Iterator[Fault]:
    other = checklist.items.get(condition.item or "")
    if other is None:
        yield Fault(place, f"depends on the unknown item “{condition.item}”", "Correct the id")
        return
    possible = {"not_applicable", "not_assessed"}
    if isinstance(other.ask, Choice):
        possible |= {option.value for option in other.ask.options}
    elif isinstance(other.ask, Compliance):
        possible |= {"compliant", "partly", "deficient"}
    if not set(condition.is_) <= possible:
        yield Fault(
            place,
            f"has a condition on item {other.id} that can never hold",
            f"Use one of: {', '.join(sorted(possible))}",
        )


def _unit_faults(checklist: Checklist, place: str, ask: QuantityAsk) -> Iterator[Fault]:
    try:
        kind = kind_of(ask.unit)
        for limit in ask.limits:
            if kind_of(limit.unit) != kind:
                words = f"has a limit in {limit.unit} for a reading in {ask.unit}"
                yield Fault(place, words, "Use units of the same kind")
    except QuantityError as error:
        yield Fault(place, f"{error.where} {error.fault}", error.remedy)
        return
    for limit in ask.limits:
        yield from _limit_faults(checklist, place, limit)
        for condition in limit.applies_when:
            yield from _condition_faults(checklist, place, condition)


def _limit_faults(checklist: Checklist, place: str, limit: Limit) -> Iterator[Fault]:
    for bound in limit.bounds:
        if isinstance(bound, Decimal):
            yield from _span_faults(place, "a limit", bound, None)
        if isinstance(bound, FromItem):
            other = checklist.items.get(bound.item)
            if other is None or not isinstance(other.ask, QuantityAsk):
                yield Fault(
                    place,
                    f"takes its limit from “{bound.item}”, which is not a reading in this checklist",
                    "Name a quantity item",
                )
    if isinstance(limit.low, Decimal) and isinstance(limit.high, Decimal) and limit.low > limit.high:
        yield Fault(
            place, f"has a limit from {limit.low} to {limit.high}, which is empty", "Put the lower number first"
        )
    if (limit.around is None) != (limit.within is None) or (limit.around is not None and len(limit.bounds) > 2):
        yield Fault(place, "has a limit around a value that is not whole", "Give around and within, and no low or high")
    elif not limit.bounds:
        yield Fault(place, "has a limit without a low or high end", "Give low, high or both, or leave the limit out")


def _span_faults(place: str, what: str, low: Decimal | int | None, high: Decimal | int | None) -> Iterator[Fault]:
    for end in (low, high):
        if end is not None and Decimal(end) and abs(Decimal(end).adjusted()) > 12:
            yield Fault(place, f"gives {what} that no meter could show", "Write an ordinary number")
    if low is not None and high is not None and low > high:
        yield Fault(place, f"gives {what} from {low} to {high}, which is empty", "Put the lower number first")
