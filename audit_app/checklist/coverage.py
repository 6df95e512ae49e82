"""From the guideline to the items and back: which items serve a clause or an example of evidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.checklist.model import Checklist, Count, DateAsk, Item, QuantityAsk
from audit_app.checklist.reference.risk import risk_matrix
from audit_app.checklist.reference.scheme import Example, Scheme, scheme
from audit_app.checklist.reference.settings import settings
from audit_app.checklist.reference.sources import Clause, Document, Library


@dataclass(frozen=True)
class ClauseServed:
    """A clause and the ids of the items that serve it, in walking order; empty when none does."""

    clause: Clause
    document: Document
    items: tuple[str, ...]


@dataclass(frozen=True)
class ExampleServed:
    """An example of evidence and the ids of the items that carry its tag."""

    example: Example
    items: tuple[str, ...]


def clauses_of(item: Item) -> tuple[str, ...]:
    """Every clause an item relies on: its references, its limit's source, and the sources of its rules; each once."""
    return tuple(dict.fromkeys(_clauses(item)))


def _clauses(item: Item) -> Iterator[str]:
    yield from item.references
    if isinstance(item.ask, QuantityAsk):
        yield from (limit.source for limit in item.ask.limits)
    if isinstance(item.ask, Count | DateAsk) and item.ask.source:
        yield item.ask.source
    for rule in item.deficient_when:
        if rule.source:
            yield rule.source


def clause_coverage(checklist: Checklist, library: Library) -> tuple[ClauseServed, ...]:
    """Every clause of the library, document by document, with the items of this checklist that serve it.

    Clauses that only a setting, the risk matrix or the scheme relies on are no concern of items and are left out.
    """
    serving: dict[str, list[str]] = {}
    for item in checklist.items.values():
        for clause in clauses_of(item):
            serving.setdefault(clause, []).append(item.id)
    aside = _relied_on_elsewhere() - set(serving)
    return tuple(
        ClauseServed(clause, document, tuple(serving.get(clause.id, ())))
        for document in library.documents
        for clause in library.clauses
        if clause.document == document.id and clause.id not in aside
    )


def _relied_on_elsewhere() -> set[str]:
    chosen = {value.source for setting in settings() for value in setting.values}
    return chosen | {risk_matrix().source, scheme().source}


def example_coverage(checklist: Checklist, evidence: Scheme) -> tuple[ExampleServed, ...]:
    """Every example of the checklist's own sub-category, with the items that carry its tag."""
    sub = evidence.sub_categories.get(checklist.sub_category)
    return tuple(
        ExampleServed(example, tuple(item.id for item in checklist.items.values() if example.id in item.evidence))
        for example in (sub.examples if sub else ())
    )
