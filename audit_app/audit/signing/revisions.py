"""The numbered revisions of a signed audit: who signed each, why it was opened again, and what changed, readably."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit_app.audit.audit import Audit, Line
from audit_app.audit.editions import part_of
from audit_app.audit.findings.actions import Action, actions
from audit_app.audit.findings.finding import Finding, finding, findings, open_before, set_aside
from audit_app.audit.history.sentences import because, deed, line_words, spoken
from audit_app.audit.history.subjects import about
from audit_app.audit.log.entries import Amended, Answered, EvidenceAttached, Measured, Signed
from audit_app.audit.signatures import Signature, covered, signatures
from audit_app.audit.signing.handover import handover
from audit_app.audit.verdicts.judge import local_day
from audit_app.counting import counted

MOST_NAMED = 20  # entries that only one of two signatures covers
FIRST_ISSUE = "First issue"


@dataclass(frozen=True)
class Change:
    """One difference between two revisions: `was` and `now` in words, either may be empty; `why` if it was said."""

    where: str
    was: str
    now: str
    why: str = ""

    def __str__(self) -> str:
        said = f"{self.was} → {self.now}" if self.was and self.now else self.now or f"{self.was} (taken out)"
        return f"{self.where}: {said}" + (f" ({self.why})" if self.why else "")


@dataclass(frozen=True)
class Revision:
    """One row of the revision table: 0 is the first issue; an unsigned one is still open.

    `also` are the other names put to it: second checkers, and auditors who signed apart on another tablet.
    """

    number: int
    reason: str
    opened_on: str
    opened_by: str
    signed: Signature | None = None
    also: tuple[Signature, ...] = ()
    changes: tuple[Change, ...] = ()


def revisions(audit: Audit) -> tuple[Revision, ...]:
    """Every revision, oldest first, with what it changed in the one before."""
    begun = audit.begun
    opened = [entry for entry in audit.entries if isinstance(entry, Amended)]
    found = []
    for number in (0, *sorted({entry.number for entry in opened})):
        own = [entry for entry in opened if entry.number == number]
        names = [each for each in signatures(audit) if each.revision == number]
        signed = next((each for each in names if each.role == "auditor"), None)
        found.append(
            Revision(
                number=number,
                reason="; ".join(dict.fromkeys(entry.reason for entry in own)) or FIRST_ISSUE,
                opened_on=local_day(own[0]) if own else begun.on,
                opened_by=own[0].by.name if own else begun.auditor.name,
                signed=signed,
                also=tuple(each for each in names if each is not signed),
                changes=changed(as_of(audit, number - 1), as_of(audit, number)) if number else (),
            )
        )
    return tuple(found)


def covering(audit: Audit, signature: Signature) -> tuple[str, ...]:
    """What a signature covers, where another was made without knowing of it; nothing where there is no other."""
    if not signature.apart:
        return ()
    entries = counted(signature.covers, "entry", "entries")
    if not signature.alone:
        return (f"It covers {entries}, all of which the other signature covers too",)
    named = [f"{each.by.name} {deed(audit, each)}: {about(audit, each)}".removesuffix(": ") for each in signature.alone]
    more = len(named) - MOST_NAMED
    rest = (f"and {counted(more, 'more entry', 'more entries')}",) if more > 0 else ()
    return (f"It covers {entries}; the other signature does not cover these of them", *named[:MOST_NAMED], *rest)


def as_of(audit: Audit, revision: int) -> Audit:
    """The audit as the signatures of a revision cover it; as it stands now while that revision is not signed."""
    signed = [e for e in audit.entries if isinstance(e, Signed) and e.role == "auditor" and e.revision == revision]
    if not signed:
        return audit
    inside = frozenset().union(*(covered(audit, each) for each in signed))
    return part_of(audit, (entry for entry in audit.entries if entry.id in inside))


def changed(before: Audit, after: Audit) -> tuple[Change, ...]:
    """What is different in `after`: lines, things, settings, findings, actions, follow-ups, replies, the statement."""
    found = [*_lines(before, after), *_things(before, after), *_settings(before, after)]
    found += [*_findings(before, after), *_actions(before, after), *_followed(before, after)]
    return (*found, *_replies(before, after), *_statement(before, after))


def _lines(before: Audit, after: Audit) -> Iterator[Change]:
    for key in dict.fromkeys((*before.lines, *after.lines)):
        old, new = before.lines.get(key), after.lines.get(key)
        line = new or old
        if line is None:
            continue
        where = line.item.text + (f" ({line.thing.name})" if line.thing else "")
        was, now = (line_words(each, after.checklist) if each else "" for each in (old, new))
        if was != now or (old and new and _reason(old) != _reason(new)):
            yield Change(where, was, now, because(new.answer) if new and new.answer else "")
        if (old.note if old else "") != (new.note if new else ""):
            yield Change(f"{where}, note", old.note if old else "", new.note if new else "")
        pictures = len(new.photos if new else ()), len(old.photos if old else ())
        if pictures[0] != pictures[1]:
            yield Change(f"{where}, photographs", str(pictures[1]), str(pictures[0]))


def _reason(line: Line) -> str:
    answer: Answered | Measured | None = line.answer
    return because(answer) if answer else ""


def _things(before: Audit, after: Audit) -> Iterator[Change]:
    old, new = ({thing.id: thing.name for thing in each.things} for each in (before, after))
    for thing in dict.fromkeys((*old, *new)):
        was, now = old.get(thing, ""), new.get(thing, "")
        if was != now:
            kinds = {each.id: each.kind for each in (*before.things, *after.things)}
            kind = after.checklist.thing_kind(kinds[thing])
            yield Change((kind.one if kind else kinds[thing].replace("_", " ")).capitalize(), was, now)


def _settings(before: Audit, after: Audit) -> Iterator[Change]:
    for name, setting in after.settings.items():
        was = before.settings.get(name)
        if was != setting:
            old, new = (f"{each.value} {each.unit}".strip() if each else "" for each in (was, setting))
            yield Change(name.replace("_", " ").replace("-", " ").capitalize(), old, new)


_FINDING_WORDS = {
    "title": "title",
    "description": "description",
    "place": "place",
    "risk": "risk",
    "rationale": "rationale",
    "recommendation": "recommendation",
    "interim_control": "interim control",
}


def _findings(before: Audit, after: Audit) -> Iterator[Change]:
    old, reasons = (
        {each.id: each for each in findings(before)},
        {each.finding: each.reason for each in set_aside(after)},
    )
    for new in findings(after):
        if new.id in old:
            yield from _revised(old[new.id], new)
        else:
            yield Change(f"Finding “{new.title}”", "", f"raised, {new.risk}")
    for gone in old.values():
        if finding(after, gone.id) is None:
            yield Change(f"Finding “{gone.title}”", gone.risk, "withdrawn", reasons.get(gone.id, ""))


def _revised(old: Finding, new: Finding) -> Iterator[Change]:
    for name, word in _FINDING_WORDS.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Change(f"Finding “{new.title}”, {word}", was, now)
    if old.immediate_danger != new.immediate_danger:
        words = {True: "yes", False: "no"}
        danger = f"Finding “{new.title}”, immediate danger"
        yield Change(danger, words[old.immediate_danger], words[new.immediate_danger])


def _actions(before: Audit, after: Audit) -> Iterator[Change]:
    old = {each.id: each for each in actions(before)}
    for new in actions(after):
        was, now = _action(old[new.id]) if new.id in old else "", _action(new)
        if was != now:
            proof = [each.text for each in new.evidence if each.text]
            yield Change(f"Action on “{new.finding_title}”", was, now, proof[-1] if proof else "")


def _action(each: Action) -> str:
    due = f", due {spoken(each.due)}" if each.due else ""
    return f"{each.what} ({each.owner_name}{due}): {each.words.lower()}"


def _followed(before: Audit, after: Audit) -> Iterator[Change]:
    old: dict[str, Any] = {each.id: each for each in open_before(before)}
    for new in open_before(after):
        was = old[new.id].words if new.id in old else ""
        if was != new.words:
            yield Change(f"Earlier finding “{new.title}”", was, new.words, new.note)


def _replies(before: Audit, after: Audit) -> Iterator[Change]:
    known = {entry.id for entry in before.entries}
    for entry in after.entries:
        if isinstance(entry, EvidenceAttached) and entry.id not in known and after.slots.stands(entry):
            about = finding(after, entry.finding)
            yield Change(f"Finding “{about.title}”" if about else "Audit", "", f"attached “{entry.title}”")


def _statement(before: Audit, after: Audit) -> Iterator[Change]:
    old, new = handover(before), handover(after)
    if old and new and (old.words, old.conditions, old.statement) != (new.words, new.conditions, new.statement):
        was, now = ("; ".join((each.words, *each.conditions)) for each in (old, new))
        yield Change("Statement at handover", was, now, new.statement)
