"""What is asked back before a value is kept: values outside belief, far from their neighbours, and odd dates.

Nothing is ever changed here; the auditor corrects the value, with one tap where the same figures make sense in another
way, or confirms it with a reason.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from audit_app.audit.audit import Audit
from audit_app.audit.line import Line
from audit_app.audit.log.entries import Answered, Measured
from audit_app.checklist.model import DateAsk, Item, QuantityAsk
from audit_app.dates import day, spoken
from audit_app.errors import QuantityError
from audit_app.units import Quantity, Reading, convert, plain, read, units_like, written

EARLIEST = date(1980, 1, 1)
FAR = Decimal("5")  # a value is far from its neighbours when more than this many times larger or smaller
MOST_OFFERED = 3
METERS = ("mT", "G", "µT")  # what a gaussmeter may have been set to
WEAKEST = Decimal("0.02")  # mT: no less is offered for a field, for Earth's own is 0.05 mT
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
        return (f"{spoken(given.isoformat())} is before 1980. Is the year right?",)
    if isinstance(item.ask, DateAsk) and item.ask.meaning == "done" and given > today:
        return (f"{spoken(given.isoformat())} is in the future. Is it the date on the record?",)
    if given.year > today.year + 15:
        return (f"{spoken(given.isoformat())} is more than 15 years away. Is the year right?",)
    return ()


def order_challenges(audit: Audit, item: Item, thing: str | None, given: date) -> tuple[str, ...]:
    """A doubt about a day that is due before the day it was last done, as two items of one thing in a row ask them."""
    lines = [each for each in audit.lines.values() if (each.thing.id if each.thing else None) == thing]
    at = next((place for place, each in enumerate(lines) if each.item.id == item.id), None)
    if at is None or not isinstance(item.ask, DateAsk):
        return ()
    due = item.ask.meaning == "due"
    beside = lines[at - 1 if due else at + 1 : at if due else at + 2] if at or not due else []
    other = _day_of(beside[0], "done" if due else "due") if beside and beside[0].section is lines[at].section else None
    if other is None or (other <= given if due else given <= other):
        return ()
    last, following = (other, given) if due else (given, other)
    told = f"The next, {spoken(following.isoformat())}, is before the last, {spoken(last.isoformat())}."
    return (f"{told} Are both days right?",)


def _day_of(line: Line, meaning: str) -> date | None:
    """The day that an item of this meaning was answered with."""
    ask, answer = line.item.ask, line.answer
    if not isinstance(ask, DateAsk) or ask.meaning != meaning or not isinstance(answer, Answered):
        return None
    return day(answer.value)


def corrections(typed: str, like: str, unit: str, doubted: Callable[[Reading], object]) -> tuple[str, ...]:
    """The same figures as they raise no question, likeliest first: what one tap may put in place of a slip.

    In the unit named or chosen; else in another that a meter may have shown; else with the point elsewhere. `like` and
    `unit` are as `read` takes them; `doubted` tells of a reading whether anything is to be asked.
    """
    found = written(typed)
    if found is None or found.spread:
        return ()
    reading = read(typed, like, unit)
    figures = tuple(dict.fromkeys(_figures(found.digits, reading.quantity.value)))
    own = tuple(dict.fromkeys(filter(None, (reading.quantity.unit, unit))))
    for numbers, units in ((figures, own), (figures, _others(like, own)), (_shifted(figures), own)):
        made = [f"{found.comparator}{number} {each}" for each in units for number in numbers]
        held = [text for text in made if text != typed.strip() and _holds(text, like, doubted)]
        if held:
            return tuple(held[:MOST_OFFERED])
    return ()


def _figures(digits: str, value: Decimal) -> Iterator[str]:
    """A number as it was read, and as its separators could also be read."""
    yield plain(value)
    if digits.count(",") == 1 and "." not in digits:
        yield digits.replace(",", ".")
        yield digits.replace(",", "")


def _shifted(figures: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(Decimal(figure).scaleb(by)) for by in (-1, 1, -2) for figure in figures)


def _others(like: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """The other units that the meter may have shown."""
    return tuple(each for each in (METERS if like in METERS else units_like(like)) if each not in own)


def _holds(text: str, like: str, doubted: Callable[[Reading], object]) -> bool:
    """Whether a text raises no question; a field weaker than Earth's is nothing to offer."""
    try:
        reading = read(text, like)
    except QuantityError:
        return False
    field, size = like in METERS, reading.quantity
    return not doubted(reading) and not (field and convert(size.value, size.unit, "mT") < WEAKEST)


def date_corrections(item: Item, given: date, today: date) -> tuple[str, ...]:
    """The same day of another year as it raises no question: this year, last year, or the year with its end swapped."""
    century = today.year // 100 * 100
    turned = century + int(f"{given.year % 100:02}"[::-1])
    found = []
    for year in (today.year, today.year - 1, century + given.year % 100, turned):
        with suppress(ValueError):
            other = given.replace(year=year)
            if not date_challenges(item, other, today):
                found.append(other.isoformat())
    return tuple(dict.fromkeys(found))[:MOST_OFFERED]
