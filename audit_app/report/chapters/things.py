"""Oxygen alarms, quench pipes and ancillary equipment side by side: a column for each thing, a row for each item."""

from collections.abc import Iterator

from audit_app.audit.audit import Audit, Line
from audit_app.audit.things import Thing
from audit_app.report.blocks import Block, Cell, Chapter, Column, Heading, Row, Said, Table, cell
from audit_app.report.wording import answered, limited

ACROSS = 4  # things in one table
KINDS = ("oxygen-sensor", "quench-pipe", "ancillary-item", "floor-line")


def things(audit: Audit) -> Chapter | None:
    """The chapter, or None when no such thing is recorded."""
    blocks = tuple(block for kind in KINDS for block in _kind(audit, kind))
    return Chapter("things", "Oxygen alarm, quench pipe and ancillary equipment", blocks) if blocks else None


def _kind(audit: Audit, kind: str) -> Iterator[Block]:
    every = audit.things_of(kind)
    known = audit.checklist.thing_kind(kind)
    title = known.many.capitalize() if known else kind.replace("-", " ").capitalize()
    lines = [line for line in audit.lines.values() if line.thing is not None and line.thing.kind == kind]
    if not lines:
        return
    yield Heading(title, f"things-{kind}")
    for at in range(0, len(every), ACROSS):
        yield _table(title, every[at : at + ACROSS], lines)


def _table(title: str, some: tuple[Thing, ...], lines: list[Line]) -> Table:
    by: dict[str, dict[str, Line]] = {}
    for line in lines:
        if line.thing is not None:
            by.setdefault(line.item.id, {})[line.thing.id] = line
    rows = tuple(
        Row((cell(next(iter(of.values())).item.text), *(_stands(of.get(thing.id)) for thing in some)))
        for of in by.values()
        if any(thing.id in of for thing in some)
    )
    columns = (Column("Item", 3), *(Column(thing.name, 2) for thing in some))
    return Table(title, columns, rows)


def _stands(line: Line | None) -> Cell:
    if line is None:
        return cell("does not apply", "quiet")
    said = answered(line.item, line.answer)
    parts = [Said("", verdict=line.verdict)]
    parts += [Said(said)] if said else []
    parts += [Said(limited(line.judgement), "quiet")] if line.judgement.limit else []
    return tuple(parts)
