"""The cross-reference between sub-categories and items: one row for each pair, and one for a sub-category without."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit_app.checklist.reference.scheme import Scheme
from audit_app.portfolio.evidence.evidence import Evidence
from audit_app.portfolio.filenames import plain_name
from audit_app.report.visible_text import visible
from audit_app.report.wording import day

HEADS = ("Sub-category", "Evidence", "Title", "Date", "Pages", "Specific part", "MHRA reference")
NONE = "No evidence in this portfolio"


@dataclass(frozen=True)
class Placed:
    """An item with where it is: its file in the bundle, its pages there, and its first page in the reading copy."""

    item: Evidence
    file: str
    pages: int
    first: int = 0

    @property
    def span(self) -> str:
        """Its pages in words, e.g. '1 to 12 (reading copy 19 to 30)'."""
        own = span(1, self.pages)
        return f"{own} (reading copy {span(self.first, self.pages)})" if self.first else own


def span(first: int, pages: int) -> str:
    """A run of pages in words."""
    return f"{first}" if pages == 1 else f"{first} to {first + pages - 1}"


def file_of(item: Evidence, ending: str = "pdf") -> str:
    """An item's file in the bundle."""
    return f"items/{item.code}-{plain_name(item.title)}.{ending}"


def rows(scheme: Scheme, placed: Sequence[Placed]) -> tuple[tuple[str, ...], ...]:
    """The table's cells in the order of the scheme; the same items always give the same rows."""
    return tuple(tuple(_flat(text) for text in row) for row in _rows(scheme, placed))


def _flat(text: str) -> str:
    """Text on one line, with a visible sign for what paper and Word documents cannot hold."""
    return " ".join(visible(text).split())


def _rows(scheme: Scheme, placed: Sequence[Placed]) -> Iterator[tuple[str, ...]]:
    for sub in scheme.sub_categories.values():
        named = sub.id if sub.title in sub.id else f"{sub.id} {sub.title}"
        fit = [each for each in placed if sub.id in each.item.sub_categories]
        if not fit:
            yield (named, "–", NONE, "", "", "", "")
        for each in fit:
            item = each.item
            title = f"{item.title} (simulated)" if item.simulated else item.title
            clauses = "; ".join(_together(item.clauses)) if item.traceable else ""
            yield (named, item.code, title, day(item.on), each.span, item.where(sub.id) or "all of it", clauses)


def _together(clauses: Sequence[str]) -> list[str]:
    """Clauses with the name of their document said once: 'Guidelines: v4.0, section 4.12: burns; v4.3: access'."""
    said: dict[str, list[str]] = {}
    for each in clauses:
        document, _, where = each.partition(", ")
        said.setdefault(document, []).extend([where] if where else [])
    return [f"{document}: {'; '.join(places)}" if places else document for document, places in said.items()]


def starts(lengths: Mapping[str, int], before: int) -> dict[str, int]:
    """The first page of each document in one file, in order, when `before` pages come first."""
    found, at = {}, before + 1
    for name, pages in lengths.items():
        found[name] = at
        at += pages
    return found
