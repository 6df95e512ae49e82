"""This audit beside the last one of the same unit: findings new, repeated, open or closed, and verdicts that moved."""

from collections.abc import Sequence

from audit_app.audit.audit import Audit
from audit_app.audit.comparison import Since, since
from audit_app.audit.findings.finding import Finding, OpenBefore
from audit_app.report.blocks import Block, Bullets, Chapter, Column, Heading, Row, Said, Table, Words, cell
from audit_app.report.chapters.findings import follow_up
from audit_app.report.chapters.trends import over_time
from audit_app.report.wording import day

MOVES = {True: "better", False: "worse", None: "changed"}


def comparison(
    audit: Audit, previous: Audit | None, earlier: Sequence[Audit] = (), whole: bool = True
) -> Chapter | None:
    """The chapter, or None for an audit that follows none; `earlier` are the audits of the unit before this one.

    The findings are listed `whole`, or only where the follow-up does not tell them already.
    """
    before = tuple(earlier) or ((previous,) if previous else ())
    trend = over_time((*before, audit), whole) if before else ()
    found = since(audit, previous)
    if found is None:
        return Chapter("comparison", "Comparison with earlier audits", trend) if trend else None
    when = f" of {day(found.previous_on)}" if found.previous_on else ""
    lead = (
        f"Beside the last audit{when}: {len(found.new)} new, {len(found.repeated)} repeated, "
        f"{len(found.still_open)} still open, {len(found.closed)} closed, {len(found.not_looked_at)} not looked at yet."
    )
    lists = () if follow_up(audit) and not whole else _lists(found)
    blocks = (Words(lead, "lead"), *lists, *follow_up(audit), *_moved(found, previous), *trend)
    return Chapter("comparison", "Comparison with the last audit", blocks)


def _lists(found: Since) -> tuple[Block, ...]:
    named = (
        ("New findings", _raised(found.new)),
        ("Repeated findings", _raised(found.repeated)),
        ("Still open", _earlier(found.still_open)),
        ("Closed since", _earlier(found.closed)),
        ("Not reviewed again", _earlier(found.not_looked_at)),
    )
    return tuple(block for title, said in named if said for block in (Heading(title), Bullets(said)))


def _raised(every: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(f"{each.title} ({each.risk})" for each in every)


def _earlier(every: tuple[OpenBefore, ...]) -> tuple[str, ...]:
    return tuple(". ".join(part for part in (f"{each.title} ({each.risk})", each.note) if part) for each in every)


def _moved(found: Since, previous: Audit | None) -> tuple[Block, ...]:
    if previous is None:
        return (Words("The last audit is not at hand, so verdicts are not compared item by item.", "quiet"),)
    columns = (Column("Item", 5.2), Column("Last time", 1.7), Column("This time", 1.7), Column("", 0.7))
    rows = tuple(
        Row((cell(each.where), cell(each.was), cell(each.now), (Said(MOVES[each.better], "quiet"),)))
        for each in found.moved
    )
    none = Words("No verdict changed among the items done both times.")
    return (Heading("Verdicts that changed"), Table("Verdicts that changed", columns, rows) if rows else none)
