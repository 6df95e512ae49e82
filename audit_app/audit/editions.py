"""The papers that an audit copied: the library and every version of the checklist that answers were given under."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audit_app.audit.audit import Audit, Line, replay
from audit_app.audit.log.canonical import digest
from audit_app.audit.log.entries import Answered, Begun, ChecklistMoved, Entry, Measured, Undone
from audit_app.audit.log.slots import gathered
from audit_app.checklist.model import Checklist, Choice, QuantityAsk
from audit_app.checklist.reference.sources import Library
from audit_app.errors import EntryRefused
from audit_app.units import kind_of


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


def paper_of(checklist: Checklist) -> tuple[str, Any]:
    """A checklist as the paper that an audit copies: its digest, and its JSON."""
    body = checklist.model_dump(mode="json", by_alias=True)
    return digest(body), body


def in_force(audit: Audit) -> Audit:
    """The audit with the version of its checklist that its entries name now: after a move, or after undoing one."""
    if not any(isinstance(entry, ChecklistMoved) for entry in audit.entries):
        return audit
    named = checklist_named(audit.entries)
    if named not in audit.papers or paper_of(audit.checklist)[0] == named:
        return audit
    checklist = Checklist.model_validate(audit.papers[named])
    return replace(replay(audit.id, checklist, audit.library, audit.entries), papers=audit.papers)


@dataclass(frozen=True)
class Move:
    """What moving a draft to another version would change, as lines of the audit before it (`added`: after it).

    `gone` were recorded and are no longer asked; `otherwise` were answered and are asked in another way, so that the
    answer is taken back; `reworded` keep their answer under other words; `judged` have another verdict for it.
    """

    added: tuple[Line, ...]
    gone: tuple[Line, ...]
    otherwise: tuple[Line, ...]
    reworded: tuple[Line, ...]
    judged: tuple[Line, ...]


def move_of(audit: Audit, checklist: Checklist) -> Move:
    """What moving an audit to another version of its checklist would change; EntryRefused where it cannot be moved."""
    check_move(audit, checklist)
    answered = tuple(line for line in audit.lines.values() if line.answer)
    otherwise = tuple(
        line for line in answered if line.item.id in checklist.items and _asked_otherwise(line, checklist)
    )
    slots = {("answer", line.item.id, line.thing.id if line.thing else "") for line in otherwise}
    rest = tuple(entry for entry in audit.entries if isinstance(entry, Undone) or entry.slot not in slots)
    after = replay(audit.id, checklist, audit.library, rest).lines
    kept = tuple((line, after[line.key]) for line in answered if line not in otherwise and line.key in after)
    return Move(
        tuple(line for key, line in after.items() if key not in audit.lines),
        tuple(each for each in audit.lines.values() if each.key not in after and _recorded(each)),
        otherwise,
        tuple(line for line, new in kept if (line.item.text, line.item.good) != (new.item.text, new.item.good)),
        tuple(line for line, new in kept if line.verdict is not new.verdict),
    )


def check_move(audit: Audit, checklist: Checklist) -> None:
    """EntryRefused for an audit that was signed once, for another list, or for the version it has already."""
    if audit.state != "open":
        raise EntryRefused("This audit", "was signed with its checklist", "Begin a new audit with the newer version")
    if (checklist.id, checklist.kind) != (audit.checklist.id, audit.checklist.kind):
        raise EntryRefused("This audit", f"has another checklist than {checklist.title}", "Choose a version of its own")
    if paper_of(checklist)[0] == checklist_named(audit.entries):
        raise EntryRefused("This audit", f"has version {checklist.version} already", "Choose another version")


def _asked_otherwise(line: Line, checklist: Checklist) -> bool:
    """Whether an answer no longer answers what is asked: another kind of answer, or a choice that is gone."""
    old, new, answer = line.item.ask, checklist.items[line.item.id].ask, line.answer
    if isinstance(answer, Answered) and answer.verdict in ("not_applicable", "not_assessed"):
        return False
    if old.kind != new.kind:
        return True
    if isinstance(answer, Measured) and isinstance(new, QuantityAsk):
        return kind_of(answer.quantity.unit) != kind_of(new.unit)
    return isinstance(new, Choice) and isinstance(answer, Answered) and new.option(answer.value) is None


def _recorded(line: Line) -> bool:
    return bool(line.live or line.note or line.photos)
