"""The executive summary: one page with the verdicts, the dangers, the risks, and what was not looked at."""

from dataclasses import dataclass

from audit_app.audit.audit import Audit, Line
from audit_app.audit.findings.finding import Finding, findings, without_finding
from audit_app.audit.judge import Verdict
from audit_app.audit.log.entries import Measured
from audit_app.audit.signing.handover import handover
from audit_app.audit.verdicts.doubt import with_doubt
from audit_app.counting import counted
from audit_app.report.blocks import Block, Card, Chapter, Column, Row, Said, Table, Tone, Words, cell
from audit_app.report.chapters.chart import chart
from audit_app.report.wording import shortened
from audit_app.units import plain

TONES: dict[str, Tone] = {"low": "low", "moderate": "moderate", "high": "high", "extreme": "extreme"}
CONDITION = 120  # letters of a condition
UNKNOWN = (Verdict.NOT_ASSESSED, Verdict.NOT_DONE, Verdict.DISPUTED)


@dataclass(frozen=True)
class Room:
    """How much there is room for on this one page; what is left out is counted, and found in its chapter."""

    bars: int = 26  # of the chart
    lines: int = 5  # of each list
    named: int = 3  # findings of a band
    conditions: int = 4
    statement: int = 300  # letters


AMPLE = Room()
ROOMS = (AMPLE, Room(bars=12), Room(8, 3, 1, 0, 120))


def summary(audit: Audit) -> Chapter:
    """The chapter, in an order a reader in a hurry can stop at any time."""
    full, *shorter = (_told(audit, room) for room in ROOMS)
    return Chapter("summary", "Executive summary", full, tuple(shorter))


def _told(audit: Audit, room: Room) -> tuple[Block, ...]:
    found = findings(audit)
    first = (Words(stands(audit), "lead"), *conclusion(audit, room), chart(audit, room.bars))
    doubtful = (*at_the_line(audit, room), *unknown(audit, room), *left_out(audit))
    return (*first, *dangers(found, room), *risks(audit, found, room), *doubtful)


def stands(audit: Audit) -> str:
    """The counts as one sentence: what is known comes before what is not."""
    lines = len(audit.lines)
    parts = [f"{count} {verdict.words.lower()}" for verdict, count in audit.counts.items() if count]
    return f"{counted(lines, 'item')}: {_listed(parts)}." if parts else "No items apply."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def conclusion(audit: Audit, room: Room = AMPLE) -> tuple[Block, ...]:
    """An acceptance audit's statement at handover in brief; its own chapter has it whole."""
    said = handover(audit)
    if said is None:
        return ()
    parts = [said.words, *(shortened(each, CONDITION) for each in said.conditions[: room.conditions])]
    words = f"{'; '.join(parts)}. {shortened(said.statement, room.statement)}".strip()
    brief = len(said.conditions) > room.conditions or max(map(len, said.conditions), default=0) > CONDITION
    if brief or len(said.statement) > room.statement:
        words += f" In full, with {_conditions(len(said.conditions))}, in the chapter “Statement at handover”."
    return (Words(words, "strong" if said.fit == "yes" else "warning"),)


def _conditions(count: int) -> str:
    return f"all {count} conditions" if count > 1 else "its condition" if count else "its reason"


def dangers(found: tuple[Finding, ...], room: Room = AMPLE) -> tuple[Block, ...]:
    """Immediate dangers with what holds them for now, before everything else."""
    grave = [each for each in found if each.immediate_danger]
    if not grave:
        return (Words("No immediate danger was recorded.", "strong"),)
    said = [
        Words(f"{each.short} {shortened(each.title, 110)}. {_held(each)}", "danger" if each.uncontrolled else "body")
        for each in grave[: room.lines]
    ]
    title = counted(len(grave), "immediate danger")
    return (Card("", "", title, "act now", "extreme", (*said, *_more(len(grave), room.lines, "findings"))),)


def _held(found: Finding) -> str:
    control = shortened(found.interim_control, 140)
    return f"Interim control: {control}" if control else "No interim control is recorded."


def risks(audit: Audit, found: tuple[Finding, ...], room: Room = AMPLE) -> tuple[Block, ...]:
    """How many findings are in each band, and which; shortcomings nobody raised a finding from are counted too."""
    bands: dict[str, list[Finding]] = {}
    for each in found:
        bands.setdefault(each.level, []).append(each)
    rows = [_band(members, room.named) for members in sorted(bands.values(), key=lambda many: -many[0].score)]
    bare = without_finding(audit)
    if bare:
        some = "; ".join(shortened(line.item.text, 50) for line in bare[: room.named])
        said = cell(some + ("; …" if len(bare) > room.named else ""))
        rows.append(Row((cell("No finding raised"), cell(str(len(bare))), said)))
    if not rows:
        return (Words("No deficiency and no finding was recorded.", "strong"),)
    columns = (Column("Risk", 1.3), Column("Number", 0.7, number=True), Column("Findings", 6))
    return (Table("Deficiencies by risk", columns, tuple(rows), numbered=False),)


def _band(members: list[Finding], most: int) -> Row:
    first = members[0]
    named = "; ".join(f"{each.short} {shortened(each.title, 60)}" for each in members[:most])
    more = f"; and {len(members) - most} more" if len(members) > most else ""
    level = (Said(first.level, "strong", tone=tone(first)),)
    return Row((level, cell(str(len(members))), cell(named + more)))


def tone(found: Finding) -> Tone:
    """The tone of a finding's band; one of a matrix this app does not know is plain."""
    return TONES.get(found.level_id, "plain")


def at_the_line(audit: Audit, room: Room = AMPLE) -> tuple[Block, ...]:
    """Readings whose limit lies inside their uncertainty: neither a pass nor a failure."""
    lines = [line for line in audit.lines.values() if line.verdict is Verdict.AT_THE_LINE]
    if not lines:
        return ()
    said = [f"{_asked(line)}: {_read(line)}, {line.judgement.limit}" for line in lines[: room.named]]
    more = "; and more, see the chapter on items" if len(lines) > room.named else ""
    title = f"At the line, neither a pass nor a failure ({len(lines)}): "
    return (Words(title + "; ".join(said) + more + ".", "warning"),)


def _read(line: Line) -> str:
    if not isinstance(line.answer, Measured):
        return "see its item"
    sure = with_doubt(line.answer.quantity)
    return f"{sure.comparator}{plain(sure.value)} ± {sure.doubt:.2g} {sure.unit}"


def left_out(audit: Audit) -> tuple[Block, ...]:
    """That this was a core audit, and how much of the list it did not ask."""
    many = sum(len(items) for _, items in audit.left_out)
    if not many:
        return ()
    words = f"Core audit: {counted(many, 'item')} of the list left out, named under “What the audit worked to”."
    return (Words(words, "strong"),)


def unknown(audit: Audit, room: Room = AMPLE) -> tuple[Block, ...]:
    """What was not assessed, not done or is disputed, and why."""
    lines = [line for line in audit.lines.values() if line.verdict in UNKNOWN]
    if not lines:
        return (Words("Every item that applies was assessed.", "strong"),)
    columns = (Column("Item", 4), Column("Verdict", 1.6), Column("Why", 3.2))
    rows = tuple(
        Row((cell(_asked(line)), (Said("", verdict=line.verdict),), cell(shortened(_why(line), 90))))
        for line in lines[: room.lines]
    )
    caption = f"Not known: {len(lines)} of {counted(len(audit.lines), 'item')}"
    return (Table(caption, columns, rows, numbered=False), *_more(len(lines), room.lines, "items"))


def _asked(line: Line) -> str:
    where = f"{shortened(line.thing.name, 24)}: " if line.thing else ""
    return where + shortened(line.item.text, 70)


def _why(line: Line) -> str:
    return line.judgement.because or ("nobody looked yet" if line.verdict is Verdict.NOT_DONE else "no reason given")


def _more(count: int, most: int, where: str) -> tuple[Block, ...]:
    return (Words(f"and {count - most} more, see the chapter on {where}.", "quiet"),) if count > most else ()
