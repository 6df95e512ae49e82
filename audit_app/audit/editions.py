"""The papers that an audit copied: the library and every version of the checklist that answers were given under."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from audit_app.audit.audit import Audit, replay
from audit_app.audit.log.entries import Begun, ChecklistMoved, Entry
from audit_app.audit.log.slots import gathered
from audit_app.checklist.model import Checklist
from audit_app.checklist.reference.sources import Library


def papers_named(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The digests of every paper the entries name: the checklist and library begun with, and each moved to."""
    found: list[str] = []
    for entry in entries:
        if isinstance(entry, Begun):
            found += [entry.checklist, entry.references]
        elif isinstance(entry, ChecklistMoved):
            found.append(entry.checklist)
    return tuple(dict.fromkeys(found))


def checklist_named(entries: Iterable[Entry]) -> str:
    """The digest of the checklist in force: the one begun with, unless the audit was moved and that stands."""
    known = tuple(entries)
    begun = next(entry for entry in known if isinstance(entry, Begun))
    if not any(isinstance(entry, ChecklistMoved) for entry in known):
        return begun.checklist
    moved = gathered(known).last(("checklist",))
    return moved.checklist if isinstance(moved, ChecklistMoved) else begun.checklist


def from_papers(papers: Mapping[str, Any], entries: Iterable[Entry]) -> Audit:
    """The audit that entries make with the papers they name, as JSON by digest; KeyError when one in force is missing.

    ValueError when one is no checklist or library. The older versions are kept with the audit, to be handed on.
    """
    known = tuple(entries)
    begun = next(entry for entry in known if isinstance(entry, Begun))
    checklist = Checklist.model_validate(papers[checklist_named(known)])
    audit = replay(begun.audit, checklist, Library.model_validate(papers[begun.references]), known)
    return replace(audit, papers={each: papers[each] for each in papers_named(known) if each in papers})


def part_of(audit: Audit, entries: Iterable[Entry]) -> Audit:
    """The audit as some of its entries make it, with the version of the checklist that was in force for them."""
    known = tuple(entries)
    named = checklist_named(known)
    older = named in audit.papers and named != checklist_named(audit.entries)
    checklist = Checklist.model_validate(audit.papers[named]) if older else audit.checklist
    return replace(replay(audit.id, checklist, audit.library, known), papers=audit.papers)
