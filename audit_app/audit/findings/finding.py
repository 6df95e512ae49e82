"""What was found wanting: each finding as it stands, its band from the risk matrix, and what has none yet."""

from dataclasses import dataclass
from typing import Any, cast

from audit_app.audit.audit import Audit, Line
from audit_app.audit.log.entries import (
    Entry,
    FindingCarried,
    FindingRaised,
    FindingSetAside,
    FollowedUp,
    PhotoTaken,
    Signed,
)
from audit_app.audit.log.order import Place
from audit_app.audit.log.removals import removal
from audit_app.audit.pictures import pictures
from audit_app.audit.signatures import covered
from audit_app.audit.verdicts.judge import local_day
from audit_app.checklist.reference.risk import Level, RiskMatrix, risk_matrix

UNRATED = "Not rated"
STANDINGS = {"closed": "Closed", "still_open": "Still open", "worse": "Worse"}


@dataclass(frozen=True)
class Finding:
    """One finding as it stands, in words and numbers; `likelihood` and `consequence` are 1 to 5, or 0 when not rated.

    `number` counts the findings in the order they were raised and stays with it, whatever is raised or withdrawn later.
    `level` is the band's word and `risk` the whole rating in words; `line` is the key of the line it was raised
    from, or empty. A disputed finding shows the gravest of its versions until someone picks one.
    """

    id: str
    title: str
    description: str = ""
    zone: str = ""
    place: str = ""
    photos: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    likelihood: int = 0
    consequence: int = 0
    level: str = UNRATED
    level_id: str = ""
    mark: str = "?"
    colour: str = "#757575"
    risk: str = UNRATED
    matrix: str = ""
    rationale: str = ""
    recommendation: str = ""
    interim_control: str = ""
    immediate_danger: bool = False
    item: str = ""
    thing: str = ""
    line: str = ""
    carried_from: str = ""
    raised_by: str = ""
    raised_on: str = ""
    disputed: bool = False
    number: int = 0

    @property
    def short(self) -> str:
        """Its short name in reports, sheets and letters, e.g. F3."""
        return f"F{self.number}"

    @property
    def score(self) -> int:
        """Likelihood times consequence; 0 when not rated."""
        return self.likelihood * self.consequence

    @property
    def uncontrolled(self) -> bool:
        """True when it is an immediate danger and no interim control is recorded."""
        return self.immediate_danger and not self.interim_control.strip()


@dataclass(frozen=True)
class OpenBefore:
    """An open finding of the previous audit, and what was found when it was looked at again (empty until then)."""

    id: str
    title: str
    risk: str
    place: str
    raised_on: str
    recommendation: str
    actions: tuple[str, ...]
    line: str
    immediate_danger: bool
    standing: str = ""
    note: str = ""
    disputed: bool = False

    @property
    def words(self) -> str:
        """What was found, as a report prints it."""
        return "Disputed" if self.disputed else STANDINGS.get(self.standing, "Not reviewed yet")


def findings(audit: Audit, matrix: RiskMatrix | None = None) -> tuple[Finding, ...]:
    """Every finding that was not set aside: immediate danger first, then by falling risk, then as raised."""
    return _findings(audit, matrix) if matrix else audit.once("findings", lambda whole: _findings(whole, risk_matrix()))


def _findings(audit: Audit, matrix: RiskMatrix) -> tuple[Finding, ...]:
    found, taken = [], _taken(audit)
    for slot in audit.slots.of_kind("finding"):
        live = audit.slots.live(slot)
        raised = versions(audit, slot[1])
        if raised:
            gravest = max(raised, key=lambda each: (each.immediate_danger, each.likelihood * each.consequence))
            found.append(
                _finding(audit, gravest, matrix, _photos(taken, gravest), len(live) > 1 or gravest not in live)
            )
    return tuple(sorted(found, key=lambda each: (not each.immediate_danger, not each.uncontrolled, -each.score)))


def versions(audit: Audit, finding_id: str) -> list[FindingRaised]:
    """How a finding stands: more than one where devices disagree, none where it was set aside.

    One whose withdrawal did not know of another device's work on it stays as it last stood, and is disputed.
    """
    slot = ("finding", finding_id)
    live = [entry for entry in audit.slots.live(slot) if isinstance(entry, FindingRaised)]
    found = None if live else removal(audit.slots, slot)
    return [found.stood] if found and isinstance(found.stood, FindingRaised) else live


def finding(audit: Audit, finding_id: str) -> Finding | None:
    """One finding by its id, or None."""
    return next((each for each in findings(audit) if each.id == finding_id), None)


def _finding(
    audit: Audit, entry: FindingRaised, matrix: RiskMatrix, photos: tuple[str, ...], disputed: bool
) -> Finding:
    first = audit.slots.history(entry.slot)[0]
    band = _band(entry, matrix)
    return Finding(
        id=entry.finding,
        title=entry.title,
        description=entry.description,
        zone=entry.zone_of_finding,
        place=entry.place,
        photos=photos,
        references=entry.references,
        likelihood=entry.likelihood,
        consequence=entry.consequence,
        rationale=entry.rationale,
        recommendation=entry.recommendation,
        interim_control=entry.interim_control,
        immediate_danger=entry.immediate_danger,
        item=entry.item,
        thing=entry.thing or "",
        line=address(entry.item, entry.thing),
        carried_from=entry.carried_from,
        raised_by=first.by.name,
        raised_on=local_day(first),
        disputed=disputed,
        number=numbers(audit)[entry.finding],
        **band,
    )


def numbers(audit: Audit) -> dict[str, int]:
    """The number of each finding, withdrawn ones too: as first signed, then by when they were raised.

    What a signature covers comes before what it did not know of, so that a number that was signed never moves.
    """
    return audit.once("finding_numbers", _numbers)


def _numbers(audit: Audit) -> dict[str, int]:
    signed = [covered(audit, turn) for turn in audit.slots.turns if isinstance(turn, Signed) and turn.role == "auditor"]
    raised = [audit.slots.history(slot)[0] for slot in audit.slots.of_kind("finding") if audit.slots.heads(slot)]

    def place(first: Entry) -> tuple[int, Place, str]:
        known = (turn for turn, inside in enumerate(signed) if first.id in inside)
        return next(known, len(signed)), audit.slots.place_of(first), first.id

    return {first.slot[1]: number for number, first in enumerate(sorted(raised, key=place), 1)}


def _band(entry: FindingRaised, matrix: RiskMatrix) -> dict[str, str]:
    """The band of a finding: the one it was given, when that was with another matrix than the one at hand."""
    if not (1 <= entry.likelihood <= 5 and 1 <= entry.consequence <= 5):
        return {"level": UNRATED, "risk": UNRATED, "matrix": entry.matrix}
    name = named(matrix)
    kept = next((level for level in matrix.levels if level.word == entry.level), None)
    if entry.matrix in ("", name):
        kept = matrix.level(entry.likelihood, entry.consequence)
    if kept is None:  # a band that only the other matrix has
        score = entry.likelihood * entry.consequence
        return {"level": entry.level, "risk": f"{entry.level} ({score})", "matrix": entry.matrix}
    return {**_look(kept), "risk": _words(matrix, kept, entry), "matrix": entry.matrix or name}


def _look(level: Level) -> dict[str, str]:
    return {"level": level.word, "level_id": level.id, "mark": level.mark, "colour": level.colour}


def _words(matrix: RiskMatrix, level: Level, entry: FindingRaised) -> str:
    likely = matrix.likelihoods[entry.likelihood - 1].word.lower()
    bad = matrix.consequences[entry.consequence - 1].word.lower()
    return f"{level.word} ({entry.likelihood * entry.consequence}): {likely} × {bad}"


def named(matrix: RiskMatrix) -> str:
    """The name a finding keeps of the matrix it was scored with."""
    return f"{matrix.id} v{matrix.version}"


def address(item: str, thing: str | None) -> str:
    """The key of the line for an item and a thing, as `Line.key` gives it; empty without an item."""
    return f"{item}@{thing}" if item and thing else item


def _photos(taken: dict[str, PhotoTaken], entry: FindingRaised) -> tuple[str, ...]:
    """The pictures chosen for it, those taken for it, and those of its line: each once, none that was set aside."""
    where = (entry.item, entry.thing)
    of_line = [photo for photo, head in taken.items() if entry.item and (head.item, head.thing) == where]
    of_finding = [photo for photo, head in taken.items() if head.finding == entry.finding]
    wanted = (*entry.photos, *of_finding, *of_line)
    return tuple(photo for photo in dict.fromkeys(wanted) if photo in taken)


def _taken(audit: Audit) -> dict[str, PhotoTaken]:
    """Every picture that was not set aside, by its id."""
    return {one.id: one.taken for one in pictures(audit)}


def without_finding(audit: Audit) -> tuple[Line, ...]:
    """The deficient and partly compliant lines that nobody raised a finding from, in walking order."""
    raised = {each.line for each in findings(audit)}
    return tuple(line for line in audit.deficiencies if line.key not in raised)


def proposed(line: Line, matrix: RiskMatrix | None = None) -> dict[str, Any]:
    """What a finding raised from a line starts with: the fields of `FindingRaised`, from the item and what was seen."""
    item, risk = line.item, line.item.risk
    said = [line.judgement.because, line.note]
    start: dict[str, Any] = {
        "item": item.id,
        "thing": line.thing.id if line.thing else None,
        "title": item.finding or item.text,
        "description": ". ".join(part.strip().rstrip(".") for part in said if part.strip()),
        "zone_of_finding": line.zone,
        "place": line.thing.name if line.thing else line.section.title,
        "references": item.references,
    }
    return {**start, **rated(risk.likelihood, risk.consequence, matrix)} if risk else start


def rated(likelihood: int, consequence: int, matrix: RiskMatrix | None = None) -> dict[str, Any]:
    """A rating as `FindingRaised` keeps it: with the matrix it was made with and the band that gave."""
    matrix = matrix or risk_matrix()
    level = matrix.level(likelihood, consequence).word
    return {"likelihood": likelihood, "consequence": consequence, "matrix": named(matrix), "level": level}


def set_aside(audit: Audit) -> tuple[FindingSetAside, ...]:
    """The findings that were withdrawn, each with its reason."""
    heads: list[Entry | None] = [audit.slots.last(slot) for slot in audit.slots.of_kind("finding")]
    return tuple(head for head in heads if isinstance(head, FindingSetAside))


def open_before(audit: Audit) -> tuple[OpenBefore, ...]:
    """The open findings of the previous audit that this one must look at again, in the order they were copied."""
    found = []
    for slot in audit.slots.of_kind("carried"):
        carried = audit.slots.last(slot)
        if isinstance(carried, FindingCarried):
            live = audit.slots.live(("follow-up", carried.finding))
            seen = cast(FollowedUp | None, live[-1] if live else None)
            found.append(_open_before(carried, seen, disputed=len(live) > 1))
    return tuple(found)


def _open_before(carried: FindingCarried, seen: FollowedUp | None, disputed: bool) -> OpenBefore:
    return OpenBefore(
        id=carried.finding,
        title=carried.title,
        risk=carried.risk,
        place=carried.place,
        raised_on=carried.raised_on,
        recommendation=carried.recommendation,
        actions=carried.actions,
        line=address(carried.item, carried.thing),
        immediate_danger=carried.immediate_danger,
        standing=seen.standing if seen else "",
        note=seen.note if seen else "",
        disputed=disputed,
    )
