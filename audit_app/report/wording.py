"""Facts of an audit in the words a report prints: verdict marks, times, readings, limits, people, citations."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from audit_app.audit.audit import Line
from audit_app.audit.log.clock import local
from audit_app.audit.log.entries import Answered, Entry, Measured
from audit_app.audit.log.people import Person, Setting
from audit_app.audit.verdicts.judge import Judgement, Verdict
from audit_app.checklist.model import Choice, DateAsk, Item, QuantityAsk
from audit_app.checklist.reference.settings import settings
from audit_app.checklist.reference.sources import Library
from audit_app.dates import MONTHS, spoken
from audit_app.errors import QuantityError
from audit_app.units import Quantity, converted, plain

# A shape for each verdict, so that it is known without its colour. All are in DejaVu Sans.
MARKS = {
    Verdict.COMPLIANT: "✔",
    Verdict.PARTLY: "◐",
    Verdict.DEFICIENT: "✖",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.NOT_ASSESSED: "○",
    Verdict.AT_THE_LINE: "▲",
    Verdict.NO_LIMIT: "■",
    Verdict.DISPUTED: "≠",
    Verdict.NOT_DONE: "□",
}

HEADS = 3  # log heads at the foot of a page


def marked(verdict: Verdict) -> str:
    """A verdict as its shape and its word."""
    return f"{MARKS[verdict]} {verdict.words}"


def moment(entry: Entry) -> str:
    """When an entry was made, in the device's local time, e.g. '2 Jul 2026, 09:03 UTC+1'."""
    at = local(entry.wall, entry.zone)
    return f"{at.day} {MONTHS[at.month - 1][:3]} {at.year}, {at:%H:%M} {zone(entry.zone)}"


def zone(offset: str) -> str:
    """A time zone in brief: UTC, UTC+1, UTC−3:30."""
    hours, _, minutes = offset[1:].partition(":")
    if not (hours + minutes).strip("0"):
        return "UTC"
    return f"UTC{'−' if offset.startswith('-') else '+'}{int(hours)}" + (f":{minutes}" if minutes.strip("0") else "")


def day(text: str) -> str:
    """An ISO date as a person writes it, e.g. '2 January 2026'; anything else as it is."""
    said = spoken(text[:10])
    return text if said == text[:10] else said


def setting_words(chosen: Setting) -> tuple[str, str]:
    """A setting's title and value as they are asked; of one this version does not know, its own id and value."""
    value = f"{chosen.value} {chosen.unit}".strip()
    known = next((each for each in settings() if each.id == chosen.id), None)
    if known is None:
        return chosen.id.replace("_", " ").replace("-", " ").capitalize(), value
    return known.title, next((each.label for each in known.values if each.id == value), value)


def person(who: Person | None) -> str:
    """Name, role and registration, as far as known."""
    if who is None:
        return ""
    registration = f"({who.registration})" if who.registration else ""
    named = " ".join(part for part in (who.name, registration) if part)
    return ", ".join(part for part in (named, who.role) if part)


def cite(library: Library, clause: str) -> str:
    """A clause as a report prints it; one the library does not hold is named as such."""
    if not clause:
        return ""
    return library.cite(clause).text if clause in library else f"{clause} (not in this audit's reference library)"


def short_cite(library: Library, clause: str) -> str:
    """A clause in brief: document, edition, section or what is not known of it, topic."""
    if clause not in library:
        return cite(library, clause)
    said = library.cite(clause)
    document = library.document(library.clause(clause).document)
    where = ", ".join(part for part in (f"{document.short} {said.edition}".strip(), said.place) if part)
    return f"{where}: {said.topic}"


def short_cites(library: Library, clauses: Iterable[str]) -> list[str]:
    """Clauses in brief, those of one document and edition and with the same standing said together."""
    together: dict[str, list[str]] = {}
    for clause in clauses:
        where, _, topic = short_cite(library, clause).partition(": ")
        together.setdefault(where, []).append(topic)
    return [f"{where}: {', '.join(topics)}".removesuffix(": ") for where, topics in together.items()]


def reading(quantity: Quantity, unit: str = "") -> str:
    """A reading as typed, as it was read, and in the limit's unit: '“5” = 5 G = 0.5 mT'."""
    read = f"{quantity.comparator}{quantity.value:f} {quantity.unit}"
    typed = quantity.typed.strip()
    parts = [read] if typed.replace(" ", "") == read.replace(" ", "") else [f"“{typed}”", read]
    if unit and unit != quantity.unit:
        parts += in_unit(quantity, unit)
    return " = ".join(parts)


def number(value: Decimal | None) -> str:
    """A number with a proper minus sign, or a dash when there is none."""
    return plain(value).replace("-", "−") if value is not None else "–"


def in_unit(quantity: Quantity, unit: str) -> list[str]:
    """The reading in another unit, when there is a way to convert it."""
    try:
        return [converted(quantity, unit)]
    except QuantityError:
        return []


def doubt(quantity: Quantity) -> str:
    """The expanded uncertainty in words, or that none was given."""
    if quantity.uncertainty is None:
        return "uncertainty not given"
    return f"± {plain(quantity.doubt)} {quantity.unit} (k = 2)"


def answered(item: Item, answer: Answered | Measured | None) -> str:
    """What was answered besides the verdict: the chosen option, a count, a date, words, or the reading."""
    if isinstance(answer, Measured):
        limit = item.ask.limit if isinstance(item.ask, QuantityAsk) else None
        return reading(answer.quantity, limit.unit if limit else "")
    if answer is None or not answer.value:
        return ""
    option = item.ask.option(answer.value) if isinstance(item.ask, Choice) else None
    said = day(answer.value) if isinstance(item.ask, DateAsk) else answer.value
    return option.label if option else said


def why(line: Line) -> str:
    """The reason behind a verdict, without saying twice what the answer says already."""
    said = {answered(line.item, line.answer), getattr(line.answer, "value", "")}
    return "" if line.judgement.because in said else line.judgement.because


def limited(judgement: Judgement) -> str:
    """The limit in words, or empty."""
    return f"Limit: {judgement.limit}" if judgement.limit else ""


def about_item(line: Line) -> str:
    """Where an item stands: its id, and the thing it is asked of."""
    return " · ".join(part for part in (line.item.id, line.thing.name if line.thing else "") if part)


def log_heads(heads: Mapping[str, str]) -> str:
    """The heads of every device's log in brief, for the foot of a page; of many devices the first few."""
    some = [head[:12] for head in heads.values()][:HEADS]
    more = f" and {len(heads) - len(some)} more" if len(heads) > len(some) else ""
    return f"log head{'s' if len(heads) > 1 else ''} {', '.join(some)}{more}"


def shortened(text: str, most: int) -> str:
    """Text on one line, cut at a word with an ellipsis when it is longer than `most` characters."""
    flat = " ".join(text[: most * 4].split())
    return flat if len(flat) <= most else flat[: most - 1].rsplit(" ", 1)[0].rstrip(",.;: ")[: most - 1] + "…"
