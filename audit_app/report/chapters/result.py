"""The first page: the auditor's conclusion, four numbers, what must be done first, and where something is amiss."""

from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.figures import figures
from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import Finding, findings, without_finding
from audit_app.audit.signing.handover import handover
from audit_app.audit.signing.result import result
from audit_app.counting import counted
from audit_app.report.blocks import Block, Card, Chapter, Column, Figure, Numbers, Row, Said, Table, Tone, Words, cell
from audit_app.report.chapters.chart import shares
from audit_app.report.wording import day, shortened

TONES: dict[str, Tone] = {"low": "low", "moderate": "moderate", "high": "high", "extreme": "extreme"}
RESULT_TONES: dict[str, Tone] = {
    "satisfactory": "low",
    "with_actions": "moderate",
    "not_satisfactory": "high",
    "immediate_danger": "extreme",
    "yes": "low",
    "with_conditions": "moderate",
    "no": "extreme",
}
FIRST = (
    Column("Risk", 0.95),
    Column("What must be done first", 5.6),
    Column("Owner", 1.8),
    Column("Due", 1.75),
)


@dataclass(frozen=True)
class Room:
    """How much there is room for on this one page; what is left out is counted, and found in its chapter."""

    statement: int = 900  # letters
    dangers: int = 3
    actions: int = 5
    letters: int = 150  # of an action
    bars: int = 11


ROOMS = (Room(), Room(600, 3, 5, 90, 8), Room(400, 2, 5, 60, 5), Room(220, 1, 5, 40, 3))


def first_page(audit: Audit) -> Chapter:
    """The chapter, in an order a reader in a hurry can stop at any time."""
    full, *shorter = (_told(audit, room) for room in ROOMS)
    return Chapter("summary", "Result", full, tuple(shorter))


def _told(audit: Audit, room: Room) -> tuple[Block, ...]:
    found = findings(audit)
    return (
        conclusion(audit, found, room),
        numbers(audit, found),
        *core(audit),
        *first_actions(audit, found, room),
        *amiss(audit, room),
    )


def conclusion(audit: Audit, found: tuple[Finding, ...], room: Room = ROOMS[0]) -> Card:
    """What the auditor concluded, in one of a few words and their own; never worked out from the verdicts."""
    title, statement, tone, doubts = _concluded(audit)
    blocks: list[Block] = [Words(shortened(statement, room.statement), "lead")] if statement else []
    blocks += [Words(f"{doubt}.", "warning") for doubt in doubts]
    blocks += dangers(found, room)
    return Card("", "", title, "", tone, tuple(blocks))


def _concluded(audit: Audit) -> tuple[str, str, Tone, tuple[str, ...]]:
    said = handover(audit)
    if said is not None:
        parts = (said.statement, said.despite, _in_full(len(said.conditions)))
        words = " ".join(part for part in parts if part) if said.fit else ""
        return said.words, words, "plain" if said.disputed else RESULT_TONES.get(said.fit, "plain"), said.doubts
    stated = result(audit)
    if stated is None or not stated.result:
        return "The auditor has not recorded a conclusion", "", "plain", ()
    tone = "plain" if stated.disputed else RESULT_TONES[stated.result]
    return stated.words, stated.statement, tone, stated.doubts


def _in_full(conditions: int) -> str:
    if not conditions:
        return ""
    count = f"all {conditions} conditions" if conditions > 1 else "its condition"
    return f"In full, with {count}, in the chapter “Statement at handover”."


def dangers(found: tuple[Finding, ...], room: Room = ROOMS[0]) -> tuple[Block, ...]:
    """Immediate dangers with what holds them for now."""
    grave = [each for each in found if each.immediate_danger]
    if not grave:
        return (Words("No immediate danger was recorded.", "strong"),)
    said: list[Block] = [
        Words(f"{counted(len(grave), 'immediate danger')}{', gravest first' if len(grave) > 1 else ''}:", "strong")
    ]
    for each in grave[: room.dangers]:
        told = f"{each.short} {shortened(each.title, 110)}. {held(each)}"
        said.append(Words(told, "danger" if each.uncontrolled else "body"))
    if len(grave) > room.dangers:
        said.append(Words(f"and {len(grave) - room.dangers} more, see the chapter on findings.", "quiet"))
    return tuple(said)


def held(found: Finding) -> str:
    """What keeps a danger in check until it is put right."""
    control = shortened(found.interim_control, 160)
    return f"Interim control: {control}" if control else "No interim control is recorded."


def numbers(audit: Audit, found: tuple[Finding, ...]) -> Numbers:
    """Four numbers: shortcomings, what is not known, findings by risk, open actions."""
    of, left = figures(audit), [each for each in actions(audit) if each.open]
    unknown = f"of {counted(of.asked, 'item')}" + (f"; {of.at_the_line} at the line" if of.at_the_line else "")
    bands: dict[str, int] = {}
    for each in found:
        bands[each.level] = bands.get(each.level, 0) + 1
    risks = ", ".join(f"{count} {level.lower()}" for level, count in bands.items())
    first = min((each.due for each in left if each.due), default="")
    bare = len(without_finding(audit))
    small = of.shortcomings_told + (f"; {bare} without a finding" if bare else "")
    plan = f"first due {shortened(day(first), 30)}" if first else "no date yet" if left else ""
    worst = TONES.get(found[0].level_id, "plain") if found else ""
    return Numbers(
        (
            Figure(str(of.shortcomings), "shortcomings", small, "high" if of.shortcomings else ""),
            Figure(str(of.unknown), "not known", unknown, "moderate" if of.unknown else ""),
            Figure(str(len(found)), "findings", risks, worst),
            Figure(str(len(left)), "actions open", plan),
        )
    )


def core(audit: Audit) -> tuple[Block, ...]:
    """That this was a core audit, and how much of the list it did not ask."""
    many = sum(len(items) for _, items in audit.left_out)
    words = f"Core audit: {counted(many, 'item')} of the list left out, named under “What the audit worked to”."
    return (Words(words, "strong"),) if many else ()


def first_actions(audit: Audit, found: tuple[Finding, ...], room: Room) -> tuple[Block, ...]:
    """The gravest open actions, and the gravest findings that nobody has planned anything for."""
    by = {each.id: each for each in found}
    left = [each for each in actions(audit) if each.open]
    planned = {each.finding for each in actions(audit)}
    rows = [(by[each.finding], each.what or each.finding_title, each.owner_name, day(each.due)) for each in left]
    rows += [(each, "No action is planned yet", "No owner yet", "") for each in found if each.id not in planned]
    order = list(by)
    rows.sort(key=lambda row: order.index(row[0].id))
    if not rows:
        return (Words("No action is outstanding.", "strong"),)
    made = tuple(_first(each, what, owner, due, room) for each, what, owner, due in rows[: room.actions])
    more = len(rows) - room.actions
    said = f"and {counted(more, 'more action')}, each with its owner and day in the next chapters."
    return (Table("", FIRST, made, numbered=False), *((Words(said, "quiet"),) if more > 0 else ()))


def _first(each: Finding, what: str, owner: str, due: str, room: Room) -> Row:
    risk = (Said(each.level, "strong", tone=tone(each)),)
    title = Said(f"{each.short} {shortened(each.title, room.letters)}", "strong", link=f"finding-{each.id}")
    cells = (title, Said(shortened(what, room.letters)))
    return Row((risk, cells, cell(shortened(owner, 60)), cell(due or "No date yet")))


def amiss(audit: Audit, room: Room) -> tuple[Block, ...]:
    """The sections where something is amiss, in shares."""
    drawn = shares(audit, room.bars)
    return (drawn,) if drawn else (Words("No section has a shortcoming.", "strong"),)


def tone(found: Finding) -> Tone:
    """The tone of a finding's band; one of a matrix this app does not know is plain."""
    return TONES.get(found.level_id, "plain")
