"""What was typed in from paper, sheet by sheet: who typed it, the sheet's photos, and who compared the two."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Entry, FieldMeasured, SheetChecked
from audit_app.audit.log.people import Person
from audit_app.audit.pictures import Picture, pictures


@dataclass(frozen=True)
class TypedIn:
    """One paper sheet: its code, what was typed from it as it stands, and what of that nobody has compared yet."""

    paper: str
    entries: tuple[Entry, ...]
    unchecked: tuple[Entry, ...]

    @property
    def by(self) -> tuple[str, ...]:
        """Who typed it, each once."""
        return tuple(dict.fromkeys(entry.by.name for entry in self.entries))


def typed_in(audit: Audit) -> tuple[TypedIn, ...]:
    """Every paper sheet that something was typed in from, in the order they were begun."""
    found: dict[str, list[Entry]] = {}
    for entry in sorted(_typed(audit), key=lambda each: (audit.slots.place_of(each), each.id)):
        found.setdefault(sheet_of(entry), []).append(entry)
    return tuple(
        TypedIn(paper, tuple(made), tuple(each for each in made if checker_of(audit, each) is None))
        for paper, made in found.items()
    )


def sheet_of(entry: Entry) -> str:
    """The code of the paper sheet an answer, note or reading was typed in from, or empty."""
    return entry.sheet if isinstance(entry, FieldMeasured) else str(getattr(entry, "paper", ""))


def checker_of(audit: Audit, entry: Entry) -> Person | None:
    """The second person who compared it with its sheet; None when nobody did."""
    named: Person | None = getattr(entry, "checked_by", None)
    made = audit.slots.history(("sheet-check", sheet_of(entry)))
    checks = [each for each in made if isinstance(each, SheetChecked) and audit.slots.stands(each)]
    return named or next((each.person for each in reversed(checks) if entry.id in each.entries), None)


def pictures_of_sheet(audit: Audit, paper: str) -> tuple[Picture, ...]:
    """The photos of a paper sheet."""
    return tuple(one for one in pictures(audit) if one.taken.paper == paper and not one.taken.item)


def _typed(audit: Audit) -> Iterator[Entry]:
    for slot in audit.slots.filled:
        if slot[0] in ("answer", "note", "field"):
            yield from (entry for entry in audit.slots.live(slot) if sheet_of(entry))
