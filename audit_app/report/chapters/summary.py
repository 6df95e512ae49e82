"""The full record's summary: the conclusion, the counts, the verdicts by section, and the risks."""

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import Finding, findings, without_finding
from audit_app.audit.line import Line
from audit_app.audit.log.entries import Measured
from audit_app.audit.verdicts.doubt import with_doubt
from audit_app.audit.verdicts.judge import Verdict
from audit_app.counting import counted
from audit_app.report.blocks import Block, Chapter, Column, Row, Said, Table, Words, cell
from audit_app.report.chapters.chart import chart
from audit_app.report.chapters.conclusion import WHOLE, conclusion
from audit_app.report.chapters.result import core, numbers, tone
from audit_app.report.chapters.scope import not_known
from audit_app.report.wording import shortened
from audit_app.units import plain

NAMED = 6  # findings of a band, items without a finding


def summary(audit: Audit) -> Chapter:
    """The chapter."""
    found = findings(audit)
    drawn = chart(audit)
    blocks: tuple[Block, ...] = (
        conclusion(audit, found, WHOLE),
        numbers(audit, found),
        Words(stands(audit), "lead"),
        *((drawn,) if drawn else ()),
        *risks(audit, found),
        *at_the_line(audit),
        *not_known(audit),
        *core(audit),
    )
    return Chapter("summary", "Result", blocks)


def stands(audit: Audit) -> str:
    """The counts as one sentence: what is known comes before what is not."""
    parts = [f"{count} {verdict.words.lower()}" for verdict, count in audit.counts.items() if count]
    return f"{counted(len(audit.lines), 'item')}: {_listed(parts)}." if parts else "No items apply."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def risks(audit: Audit, found: tuple[Finding, ...]) -> tuple[Block, ...]:
    """How many findings are in each band, and which; shortcomings nobody raised a finding from are counted too."""
    bands: dict[str, list[Finding]] = {}
    for each in found:
        bands.setdefault(each.level, []).append(each)
    rows = [_band(members) for members in sorted(bands.values(), key=lambda many: -many[0].score)]
    bare = without_finding(audit)
    if bare:
        some = "; ".join(shortened(line.item.text, 50) for line in bare[:NAMED])
        rows.append(Row((cell("No finding raised"), cell(str(len(bare))), cell(some + _rest(len(bare))))))
    if not rows:
        return (Words("No shortcoming and no finding was recorded.", "strong"),)
    columns = (Column("Risk", 1.3), Column("Number", 0.9, number=True), Column("Findings", 6))
    return (Table("Findings by risk", columns, tuple(rows), numbered=False),)


def _band(members: list[Finding]) -> Row:
    first = members[0]
    named = "; ".join(f"{each.short} {shortened(each.title, 60)}" for each in members[:NAMED])
    level = (Said(first.level, "strong", tone=tone(first)),)
    return Row((level, cell(str(len(members))), cell(named + _rest(len(members)))))


def _rest(count: int) -> str:
    return f"; and {count - NAMED} more" if count > NAMED else ""


def at_the_line(audit: Audit) -> tuple[Block, ...]:
    """Readings whose limit lies inside their uncertainty: neither a pass nor a failure."""
    lines = [line for line in audit.lines.values() if line.verdict is Verdict.AT_THE_LINE]
    if not lines:
        return ()
    said = [f"{_asked(line)}: {_read(line)}, {line.judgement.limit}" for line in lines[:NAMED]]
    title = f"At the line, neither a pass nor a failure ({len(lines)}): "
    return (Words(f"{title}{'; '.join(said)}{_rest(len(lines))}.", "warning"),)


def _asked(line: Line) -> str:
    where = f"{shortened(line.thing.name, 24)}: " if line.thing else ""
    return where + shortened(line.item.text, 70)


def _read(line: Line) -> str:
    if not isinstance(line.answer, Measured):
        return "see its item"
    sure = with_doubt(line.answer.quantity)
    return f"{sure.comparator}{plain(sure.value)} ± {sure.doubt:.2g} {sure.unit}"
