"""Is a checklist fit to walk with: faults that must be mended, notes worth a thought, and what it does not cover."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from audit_app.checklist.coverage import ClauseServed, ExampleServed, clause_coverage, clauses_of, example_coverage
from audit_app.checklist.fault import Fault
from audit_app.checklist.model import Checklist, Count, DateAsk, FromSetting, Item, QuantityAsk
from audit_app.checklist.reader import opened
from audit_app.checklist.reference.scheme import Scheme, scheme
from audit_app.checklist.reference.settings import Setting, settings
from audit_app.checklist.reference.sources import Library, library
from audit_app.checklist.rules import MOST_ITEMS
from audit_app.errors import QuantityError
from audit_app.units import kind_of

ZONES = ("I", "II", "III", "IV")
AGE = "months"  # the unit of settings that say how old a record may be; no reading is typed in it
MOST_TAGGED = Fraction(1, 3)  # of a list's items may carry one tag: what is on everything says nothing
FEW = 3  # items that may carry a tag whatever their share, so that a short list can be evidence at all
_REQUIRES = re.compile(r"\bMHRA\b[^.]{0,40}\b(requires?|must|mandates?|demands?)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(§\s*\d|\bsections?\s+\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Lint:
    """What was found: `checklist` is None when the file has not even the shape of one."""

    where: str
    checklist: Checklist | None
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()
    clauses: tuple[ClauseServed, ...] = ()
    examples: tuple[ExampleServed, ...] = ()

    @property
    def sound(self) -> bool:
        """True when nothing must be mended."""
        return not self.faults


def lint(text: str, where: str) -> Lint:
    """Everything there is to say about a checklist's text; ChecklistError when it is not even TOML."""
    checklist, wrong = opened(text, where)
    if checklist is None:
        return Lint(where, None, wrong)
    if len(checklist.items) > MOST_ITEMS:
        return Lint(where, checklist, wrong)
    more = tuple(unsourced(checklist, library(), scheme(), settings()))
    return Lint(
        where,
        checklist,
        (*wrong, *more),
        tuple(notes(checklist)),
        clause_coverage(checklist, library()),
        example_coverage(checklist, scheme()),
    )


def unsourced(checklist: Checklist, known: Library, evidence: Scheme, choices: tuple[Setting, ...]) -> Iterator[Fault]:
    """The faults that show only beside the reference tables: unknown clauses, tags and settings; no source."""
    if checklist.sub_category not in evidence.sub_categories:
        yield Fault("the file", f"is evidence for the unknown sub-category {checklist.sub_category}", "Use 7.1 or 7.2")
    for item in checklist.items.values():
        place = f"item {item.id}"
        for clause in clauses_of(item):
            if clause not in known:
                yield Fault(place, f"refers to the unknown clause “{clause}”", "Correct it, or add it to sources.toml")
        for tag in item.evidence:
            if tag not in evidence.examples:
                yield Fault(place, f"carries the unknown evidence tag “{tag}”", "Use a tag such as 7.2.safety-checks")
        if not item.how.strip():
            yield Fault(place, "does not say how to check", "Add how = “…”")
        if isinstance(item.ask, Count) and not item.ask.source and (item.ask.low, item.ask.high) != (None, None):
            yield Fault(place, "has a limit with no source", "Name the clause that sets it")
        if isinstance(item.ask, DateAsk) and item.ask.oldest is not None and not item.ask.source:
            yield Fault(place, "has a largest age with no source", "Name the clause that sets it")
        yield from _setting_faults(place, item, choices)
    yield from _overtagged(checklist)


def _overtagged(checklist: Checklist) -> Iterator[Fault]:
    """Tags that are on more than a third of the items: what is on everything is evidence of nothing."""
    counted = Counter(tag for item in checklist.items.values() for tag in dict.fromkeys(item.evidence))
    many = len(checklist.items)
    for tag, times in counted.items():
        if times > FEW and times > many * MOST_TAGGED:
            words = f"carries the tag {tag} on {times} of {many} items, more than a third"
            yield Fault("the file", words, "Leave it on the items that match the example of evidence, and on no other")


def _setting_faults(place: str, item: Item, choices: tuple[Setting, ...]) -> Iterator[Fault]:
    numbers = {each.id: each.values[0].unit for each in choices if each.values[0].value is not None}
    for bound, unit in _settings_used(item):
        if bound.setting not in numbers:
            yield Fault(
                place,
                f"takes its limit from the unknown setting “{bound.setting}”",
                f"Use one of: {', '.join(numbers)}",
            )
        elif not _alike(numbers[bound.setting], unit):
            yield Fault(place, f"takes a limit in {unit} from {bound.setting}", "Use units of the same kind")


def _settings_used(item: Item) -> Iterator[tuple[FromSetting, str]]:
    """The settings that an item's limits are taken from, each with the unit it is wanted in."""
    if isinstance(item.ask, DateAsk) and isinstance(item.ask.oldest, FromSetting):
        yield item.ask.oldest, AGE
    for limit in item.ask.limits if isinstance(item.ask, QuantityAsk) else ():
        yield from ((bound, limit.unit) for bound in limit.bounds if isinstance(bound, FromSetting))


def _alike(unit: str, other: str) -> bool:
    if AGE in (unit, other):
        return unit == other
    try:
        return kind_of(unit) == kind_of(other)
    except QuantityError:
        return True  # said elsewhere


def notes(checklist: Checklist) -> Iterator[Fault]:
    """What does no harm but is worth a thought, in file order."""
    if all(change.version != checklist.version for change in checklist.history):
        yield Fault(
            "the file", f"does not say who released version {checklist.version}, when and why", "Add [[history]]"
        )
    repeated = {section.repeats_over for section in checklist.sections}
    for kind in checklist.things:
        if kind.id not in repeated:
            yield Fault(f"thing {kind.id}", "is repeated over by no section", "Use it or remove it")
    highest = 0
    for section in checklist.sections:
        if ZONES.index(section.zone) < highest:
            yield Fault(f"section {section.id}", "goes back to an earlier zone", "Put the sections in walking order")
        highest = max(highest, ZONES.index(section.zone))
    seen: set[str] = set()
    for item in checklist.items.values():
        yield from _item_notes(checklist, item, seen)
        seen.add(item.id)


def _item_notes(checklist: Checklist, item: Item, seen: set[str]) -> Iterator[Fault]:
    place = f"item {item.id}"
    for empty, said, remedy in (
        (not item.good.strip(), "does not say what good looks like", "Add good = “…”"),
        (not item.references, "has no references", "Add the clauses it rests on"),
        (not item.references and not item.evidence, "has no evidence tag either", "Add one that fits"),
        (item.risk is None, "has no risk for its finding to start with", "Add risk = { likelihood, consequence }"),
        (not item.finding.strip(), "has no title for its finding", "Add finding = “…”"),
    ):
        if empty:
            yield Fault(place, said, remedy)
    if item.inside_zone_iv and (item.zone or checklist.section_of[item.id].zone) != "IV":
        yield Fault(place, "must be looked at inside the scan room but lies in another zone", "Set its zone to IV")
    for tag in item.evidence:
        if not tag.startswith(checklist.sub_category + "."):
            yield Fault(place, f"carries {tag}, which is no evidence for {checklist.sub_category}", "Check the tag")
    for condition in item.applies_when:
        if condition.item in checklist.items and condition.item not in seen:
            yield Fault(place, f"depends on item {condition.item}, which is asked later", "Move that item before it")
        if condition.item in checklist.items and _left_out(checklist.items[condition.item], item):
            yield Fault(place, f"depends on item {condition.item}, which a core audit leaves out", "Make that one core")
    yield from _wording_notes(place, item)


def _left_out(other: Item, item: Item) -> bool:
    return item.depth == "core" and other.depth == "full"


def _wording_notes(place: str, item: Item) -> Iterator[Fault]:
    said = " ".join((item.text, item.how, item.good, item.finding, *(rule.because for rule in item.deficient_when)))
    if _REQUIRES.search(said):
        yield Fault(place, "says that MHRA requires something", "Write that it recommends")
    if _NUMBER.search(said):
        yield Fault(
            place, "gives a section number in its own words", "Refer to a clause, which prints the number if known"
        )
