"""Conditions that can never hold, worked out from everything that must be true for an item to be asked at all."""

from collections.abc import Iterable, Iterator

from audit_app.checklist.fault import Fault
from audit_app.checklist.model import Checklist, Condition, FromItem, Item, QuantityAsk


def impossible(checklist: Checklist, item: Item) -> Iterator[Fault]:
    """The faults of one item's conditions and rules as a whole; each condition by itself is checked elsewhere."""
    place = f"item {item.id}"
    for other in dict.fromkeys(_named(item)):
        if other in checklist.items and not _answered_with(checklist, item, other):
            kind = checklist.section_of[other].repeats_over
            yield Fault(
                place, f"depends on item {other}, which is asked for each {kind}", "Move it to the same section"
            )
    if item.id in _behind(checklist, item):
        yield Fault(place, "is asked only after it has been answered itself", "Take the circle out of its conditions")
        return
    needs = _needs(checklist, item)
    never = tuple(_clash(checklist, place, needs, ""))
    yield from never
    for other in () if never else _limited_by(item):
        if other in checklist.items:  # that there is no such item is said elsewhere
            theirs = _needs(checklist, checklist.items[other])
            yield from _clash(checklist, place, (*needs, *theirs), f"a limit from item {other}, and with it ")
    for rule in item.deficient_when:
        yield from _clash(checklist, place, (*needs, *_with_needs(checklist, rule.all_, item)), "a rule whose ")


def _named(item: Item) -> Iterator[str]:
    """The items that this item's conditions, rules and limit refer to."""
    limits = item.ask.limits if isinstance(item.ask, QuantityAsk) else ()
    sets = (item.applies_when, *(rule.all_ for rule in item.deficient_when), *(each.applies_when for each in limits))
    yield from (condition.item for conditions in sets for condition in conditions if condition.item)
    yield from _limited_by(item)


def _limited_by(item: Item) -> Iterator[str]:
    """The items whose readings are the ends of this item's limit."""
    for limit in item.ask.limits if isinstance(item.ask, QuantityAsk) else ():
        for bound in limit.bounds:
            if isinstance(bound, FromItem):
                yield bound.item


def _answered_with(checklist: Checklist, item: Item, other: str) -> bool:
    """Whether the other item has an answer that belongs to this one: the unit's own, or of the same kind of thing."""
    theirs, ours = checklist.section_of[other].repeats_over, checklist.section_of[item.id].repeats_over
    if theirs == ours:
        return True
    return theirs is None and other not in _limited_by(item)


def _own(checklist: Checklist, item: Item) -> tuple[Condition, ...]:
    return (*checklist.section_of[item.id].applies_when, *item.applies_when)


def _behind(checklist: Checklist, item: Item) -> set[str]:
    """Every item that must be answered before this one is asked."""
    found: set[str] = set()
    waiting = [item]
    while waiting:
        for condition in _own(checklist, waiting.pop()):
            if condition.item in checklist.items and condition.item not in found:
                found.add(condition.item or "")
                waiting.append(checklist.items[condition.item or ""])
    return found


def _needs(checklist: Checklist, item: Item) -> tuple[Condition, ...]:
    """Every condition that must hold for the item to be asked."""
    found = list(_own(checklist, item))
    for other in sorted(_behind(checklist, item)):
        found.extend(_own(checklist, checklist.items[other]))
    return tuple(found)


def _with_needs(checklist: Checklist, conditions: Iterable[Condition], item: Item) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        if condition.item in checklist.items and condition.item != item.id:
            yield from _needs(checklist, checklist.items[condition.item or ""])


def _clash(checklist: Checklist, place: str, conditions: Iterable[Condition], what: str) -> Iterator[Fault]:
    """The first subject that would have to be two things at once."""
    allowed: dict[tuple[str, str], set[str]] = {("fact", "kind"): {checklist.kind}}
    for condition in conditions:
        subject = ("fact", condition.fact) if condition.fact else ("item", condition.item or "")
        allowed[subject] = allowed.get(subject, set(condition.is_)) & set(condition.is_)
        if not allowed[subject]:
            yield Fault(
                place, f"has {what}conditions on {subject[1]} that can never hold together", "Correct one of them"
            )
            return
