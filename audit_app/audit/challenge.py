"""What is asked back before a value is kept: values outside belief, far from their neighbours, and odd dates.

Nothing is ever changed here; the auditor corrects the value or confirms it with a reason.
"""

from datetime import date
from decimal import Decimal

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Measured
from audit_app.checklist.model import DateAsk, Item, QuantityAsk
from audit_app.units import Quantity, Reading, convert, plain

EARLIEST = date(1980, 1, 1)
FAR = Decimal("5")  # a value is far from its neighbours when more than this many times larger or smaller
SLIPS = (Decimal(10), Decimal(100), Decimal(1000), Decimal(10000))


def reading_challenges(audit: Audit, item: Item, thing: str | None, reading: Reading) -> tuple[str, ...]:
    """Every doubt about a reading for an item, each as a question in words."""
    quantity = reading.quantity
    found = [*reading.challenges]
    if isinstance(item.ask, QuantityAsk):
        found += _outside_belief(item.ask, quantity)
        found += _far_from_neighbours(item.ask.unit, quantity, _neighbours(audit, item.id, thing))
    return tuple(found)


def _outside_belief(ask: QuantityAsk, quantity: Quantity) -> list[str]:
    if ask.plausible is None:
        return []
    value = convert(quantity.value, quantity.unit, ask.unit)
    low, high = ask.plausible
    if low <= value <= high:
        return []
    return [
        f"{quantity} is outside the usual {plain(low)} to {plain(high)} {ask.unit}. Is the value and its unit right?"
    ]


def _neighbours(audit: Audit, item: str, thing: str | None) -> list[Quantity]:
    found = []
    for slot in audit.slots.of_kind("answer"):
        head = audit.slots.last(slot)
        if isinstance(head, Measured) and head.item == item and head.thing != thing:
            found.append(head.quantity)
    return found


def _far_from_neighbours(unit: str, quantity: Quantity, others: list[Quantity]) -> list[str]:
    sizes = sorted(abs(convert(other.value, other.unit, unit)) for other in others)
    size = abs(convert(quantity.value, quantity.unit, unit))
    if not sizes or not size or not sizes[len(sizes) // 2]:
        return []
    middle = sizes[len(sizes) // 2]
    ratio = max(size / middle, middle / size)
    if ratio < FAR:
        return []
    times = min(SLIPS, key=lambda slip: abs(slip.ln() - ratio.ln()))
    word = "larger" if size > middle else "smaller"
    return [
        f"{quantity} is about {times} times {word} than the others here ({plain(middle)} {unit}). Is the unit right?"
    ]


def date_challenges(item: Item, given: date, today: date) -> tuple[str, ...]:
    """Every doubt about a date: before 1980, or in the future where only the past makes sense."""
    if given < EARLIEST:
        return (f"{given.isoformat()} is before 1980. Is the year right?",)
    if isinstance(item.ask, DateAsk) and item.ask.meaning == "done" and given > today:
        return (f"{given.isoformat()} is in the future. Is it the date on the record?",)
    if given.year > today.year + 15:
        return (f"{given.isoformat()} is more than 15 years away. Is the year right?",)
    return ()
