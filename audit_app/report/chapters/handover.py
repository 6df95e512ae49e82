"""An acceptance audit's statement at handover, whole: fit or not, every condition, by whom, and what is still open."""

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import findings
from audit_app.audit.history.sentences import FIT
from audit_app.audit.log.entries import Concluded
from audit_app.audit.signing.handover import Handover, handover
from audit_app.audit.verdicts.judge import local_day
from audit_app.report.blocks import Block, Chapter, Column, Facts, Heading, Row, Table, Words, cell
from audit_app.report.chapters.plan import OWNED, owned_row
from audit_app.report.wording import day, person

CONDITIONS = (Column("No", 0.4, number=True), Column("Condition", 8))


def handing_over(audit: Audit) -> Chapter | None:
    """The chapter, or None for an audit that needs no statement."""
    said = handover(audit)
    if said is None:
        return None
    live = [one for one in audit.slots.live(("conclusion",)) if isinstance(one, Concluded)]
    blocks: list[Block] = [] if live else [Words("No statement was made yet.", "warning")]
    if said.disputed:
        blocks.append(Words("Statements were made without knowing of one another. Each of them is shown.", "warning"))
    for one in live:
        blocks += _statement(one)
    blocks += [Words(f"{doubt}.", "warning") for doubt in said.doubts]
    return Chapter("handover", "Statement at handover", (*blocks, *_open(audit, said)))


def _statement(one: Concluded) -> list[Block]:
    """One statement as it was made."""
    pairs = (
        ("Stated by", person(one.by)),
        ("On", day(local_day(one))),
        ("Statement", one.statement),
        ("Why fit although a finding of extreme risk is open", one.despite),
    )
    made: list[Block] = [Words(FIT[one.fit], "lead"), Facts(tuple(pair for pair in pairs if pair[1].strip()))]
    rows = tuple(Row((cell(str(number)), cell(text))) for number, text in enumerate(one.conditions, 1))
    return [*made, Table("Conditions", CONDITIONS, rows)] if rows else made


def _open(audit: Audit, said: Handover) -> tuple[Block, ...]:
    """The actions that were still open, or whose risk was accepted."""
    number = {each.id: each.short for each in findings(audit)}
    rows = tuple(owned_row(one, number.get(one.finding, "")) for one in said.open_actions)
    table = Table("Actions open or with their risk accepted", OWNED, rows) if rows else Words("No action is open.")
    return Heading("Open actions", "handover-actions"), table
