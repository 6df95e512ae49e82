"""What stands in the way of signing an audit: what stops it, and what is shown and must be acknowledged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import findings, open_before, without_finding
from audit_app.audit.history.disputes import disputes
from audit_app.audit.history.not_asked import not_asked
from audit_app.audit.history.sentences import deed
from audit_app.audit.history.subjects import about
from audit_app.audit.pictures import unreviewed
from audit_app.audit.signatures import taken_in
from audit_app.audit.signing.handover import handover
from audit_app.audit.signing.result import result
from audit_app.audit.verdicts.judge import Verdict
from audit_app.counting import counted

Kind = Literal[
    "danger",
    "follow_up",
    "handover",
    "unexplained",
    "photo",
    "late",
    "disputed",
    "left",
    "evidence",
    "finding",
    "at_the_line",
    "reasoned_line",
    "not_assessed",
    "not_asked",
    "unrated",
    "unplanned",
    "result",
]
# What no acknowledgement gets past; a photograph, because no report is made with one that nobody looked over.
STOPS: tuple[Kind, ...] = ("danger", "follow_up", "handover", "unexplained", "photo")

# Each kind of obstacle, gravest first: what it is called for one and for many.
_NAMES: dict[Kind, tuple[str, str]] = {
    "danger": ("immediate danger has no interim control", "immediate dangers have no interim control"),
    "follow_up": ("earlier open finding was not reviewed", "earlier open findings were not reviewed"),
    "handover": ("handover statement is missing or disputed", "handover statements are missing or disputed"),
    "unexplained": ("statement of fitness lacks its reason", "statements of fitness lack their reason"),
    "photo": ("photograph was not reviewed for redaction", "photographs were not reviewed for redaction"),
    "late": ("entry was made elsewhere after signing", "entries were made elsewhere after signing"),
    "disputed": ("statement is disputed", "statements are disputed"),
    "left": ("item is not done", "items are not done"),
    "evidence": ("answer lacks evidence the checklist asks for", "answers lack evidence the checklist asks for"),
    "finding": ("deficient item has no finding", "deficient items have no finding"),
    "at_the_line": ("reading at the line has no finding or reason", "readings at the line have no finding or reason"),
    "reasoned_line": ("reading at the line has a reason", "readings at the line have a reason"),
    "not_assessed": ("item was not assessed", "items were not assessed"),
    "not_asked": (
        "item was answered and is not asked any more",
        "items were answered and are not asked any more",
    ),
    "unrated": ("finding has no risk rating", "findings have no risk rating"),
    "unplanned": ("finding has no action with an owner", "findings have no action with an owner"),
    "result": ("conclusion is missing or disputed", "conclusions are missing or disputed"),
}  # fmt: skip


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way of signing; `line`, `finding` and `photo` say where to mend it."""

    kind: Kind
    text: str
    remedy: str = ""
    line: str = ""
    finding: str = ""
    photo: str = ""

    @property
    def stops(self) -> bool:
        """True when the audit cannot be signed as long as this stands."""
        return self.kind in STOPS


@dataclass(frozen=True)
class Summed:
    """All obstacles of one kind in one sentence, for acknowledging them together."""

    kind: Kind
    sentence: str
    stops: bool
    obstacles: tuple[Obstacle, ...]


def obstacles(audit: Audit) -> tuple[Obstacle, ...]:
    """Everything in the way of signing, gravest kind first; what stops comes before what is acknowledged."""
    found = [*_dangers(audit), *_before(audit), *_statement(audit), *_result(audit), *_disputes(audit), *_lines(audit)]
    found += [*_findings(audit), *_photos(audit), *_late(audit)]
    return tuple(sorted(found, key=lambda each: list(_NAMES).index(each.kind)))


def summed(found: Iterable[Obstacle]) -> tuple[Summed, ...]:
    """Obstacles gathered by kind, each kind in one sentence, gravest first."""
    by_kind: dict[Kind, list[Obstacle]] = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each)
    return tuple(_summed(kind, tuple(by_kind[kind])) for kind in _NAMES if kind in by_kind)


def _summed(kind: Kind, found: tuple[Obstacle, ...]) -> Summed:
    one, many = _NAMES[kind]
    return Summed(kind, counted(len(found), one, many), kind in STOPS, found)


def _dangers(audit: Audit) -> Iterator[Obstacle]:
    for each in findings(audit):
        if each.uncontrolled:
            remedy = "Record what was done immediately to keep people safe"
            yield Obstacle("danger", each.title, remedy, line=each.line, finding=each.id)


def _before(audit: Audit) -> Iterator[Obstacle]:
    for each in open_before(audit):
        if not each.standing or each.disputed:
            yield Obstacle("follow_up", each.title, "Mark it closed, still open or worse", finding=each.id)


def _statement(audit: Audit) -> Iterator[Obstacle]:
    stated = handover(audit)
    if stated is not None and not stated.fit:
        yield Obstacle("handover", "No statement of fitness for clinical use", "State yes, with conditions, or no")
    elif stated is not None and stated.disputed:
        yield Obstacle("handover", "Two people made different statements", "Agree on one and record it again")
    elif stated is not None and stated.unexplained:
        text = f"Stated fit although “{stated.extreme[0]}” is open and its risk is extreme"
        yield Obstacle("unexplained", text, "State it again with the reason, or with conditions")


def _result(audit: Audit) -> Iterator[Obstacle]:
    stated = result(audit)
    if stated is not None and not stated.result:
        yield Obstacle("result", "No conclusion of the audit", "Choose one of the four results")
    elif stated is not None and stated.disputed:
        yield Obstacle("result", "Two people recorded different conclusions", "Agree on one and record it again")


def _disputes(audit: Audit) -> Iterator[Obstacle]:
    for each in disputes(audit):
        if each.slot[0] not in ("conclusion", "result"):
            text, remedy = f"{each.who} say different things: {each.subject}", "Keep one, or both where both can be"
            yield Obstacle("disputed", text, remedy, line=each.line, finding=each.finding, photo=each.photo)


def _late(audit: Audit) -> Iterator[Obstacle]:
    for entry in taken_in(audit):
        named = about(audit, entry)
        text = f"{entry.by.name} {deed(audit, entry)}" + (f": {named}" if named else "")
        yield Obstacle("late", text, "Check it; this addendum includes it")


def _lines(audit: Audit) -> Iterator[Obstacle]:
    for line in audit.left:
        place = f" ({line.thing.name})" if line.thing else ""
        text = f"{line.item.text}{place}"
        if line.verdict is Verdict.NOT_DONE:
            yield Obstacle("left", text, "Answer it, or mark it not assessed with the reason", line=line.key)
        elif line.missing:
            yield Obstacle("evidence", f"{text}: {' and '.join(line.missing)}", "Add it", line=line.key)


def _findings(audit: Audit) -> Iterator[Obstacle]:
    for line in without_finding(audit):
        place = f" ({line.thing.name})" if line.thing else ""
        yield Obstacle("finding", f"{line.item.text}{place}", "Raise a finding from it", line=line.key)
    yield from _undecided(audit)
    for gone in not_asked(audit):
        yield Obstacle("not_asked", gone.words, "See why it is not asked, or leave it as it was recorded")
    owned = {each.finding for each in actions(audit) if each.owner is not None}
    for found in findings(audit):
        where = {"line": found.line, "finding": found.id}
        if not found.score:
            yield Obstacle("unrated", found.title, "Rate its likelihood and consequence", **where)
        if found.id not in owned:
            yield Obstacle("unplanned", found.title, "Say who will do what", **where)


def _undecided(audit: Audit) -> Iterator[Obstacle]:
    """What is neither a pass nor a failure: a reading at the line wants a finding or a reason, the rest is told."""
    told = {each.line for each in findings(audit)}
    for line in audit.lines.values():
        place = f" ({line.thing.name})" if line.thing else ""
        text = f"{line.item.text}{place}"
        if line.verdict is Verdict.NOT_ASSESSED:
            reason = getattr(line.answer, "reason", "")
            yield Obstacle("not_assessed", f"{text}: {reason}" if reason else text, "Assess it", line=line.key)
        elif line.verdict is Verdict.AT_THE_LINE and line.key not in told and line.note.strip():
            yield Obstacle("reasoned_line", f"{text}: {line.note.strip()}", "Measure it again", line=line.key)
        elif line.verdict is Verdict.AT_THE_LINE and line.key not in told:
            remedy = "Raise a finding from it, or say in its note why it needs none"
            yield Obstacle("at_the_line", text, remedy, line=line.key)


def _photos(audit: Audit) -> Iterator[Obstacle]:
    for picture in unreviewed(audit):
        item = audit.checklist.items.get(picture.taken.item)
        remedy = "Look for faces, names and screens, and redact them"
        yield Obstacle("photo", picture.name + (f" of “{item.text}”" if item else ""), remedy, photo=picture.id)
