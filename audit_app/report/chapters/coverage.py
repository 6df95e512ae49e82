"""Which clause was looked at by which items, and what was found; and what the audit relies on."""

from collections import Counter

from audit_app.audit.audit import Audit, Line
from audit_app.audit.log.entries import ChecklistMoved
from audit_app.report.blocks import Block, Bullets, Chapter, Column, Heading, Row, Said, Table, Words, cell
from audit_app.report.chapters.findings import scale
from audit_app.report.wording import MARKS, cite, day, moment, setting_words


def coverage(audit: Audit) -> Chapter:
    """The chapter: each document cited, its edition, and its clauses with items and verdicts."""
    blocks: list[Block] = [
        Words(
            "A section number is printed only where it was verified, or seen in a copy, in the edition beside it. "
            "Everything else is cited by topic. How each is known is said: its text seen, its heading seen only, "
            "second hand, or to be confirmed."
        )
    ]
    blocks.append(editions(audit))
    by_document: dict[str, list[Row]] = {}
    for clause, lines in clauses(audit).items():
        document = audit.references.clause(clause).document if clause in audit.references else ""
        by_document.setdefault(document, []).append(_row(audit, clause, lines))
    for document, rows in by_document.items():
        title = audit.references.document(document).title if document else "Not in the reference library"
        columns = (Column("Clause or topic", 4.4), Column("Items", 2.6), Column("Verdicts", 2.1))
        blocks += [Heading(title), Table(title, columns, tuple(rows))]
    return Chapter("coverage", "Reference coverage", tuple(blocks))


def clauses(audit: Audit) -> dict[str, tuple[Line, ...]]:
    """Every clause that items or limits refer to, in the library's order, with the lines that refer to it."""
    found: dict[str, list[Line]] = {}
    for line in audit.lines.values():
        for clause in dict.fromkeys((*line.item.references, line.judgement.source)):
            if clause:
                found.setdefault(clause, []).append(line)
    order = {clause.id: place for place, clause in enumerate(audit.references.clauses)}
    return {
        clause: tuple(found[clause]) for clause in sorted(found, key=lambda each: (order.get(each, len(order)), each))
    }


def editions(audit: Audit) -> Table:
    """The documents this audit cites, each with the editions its clauses are cited from."""
    cited: dict[tuple[str, str], int] = {}
    for clause, lines in clauses(audit).items():
        if clause in audit.references:
            known = audit.references.clause(clause)
            key = (known.document, audit.references.cite(clause).edition)
            cited[key] = cited.get(key, 0) + len(lines)
    rows = []
    for (document, edition), count in cited.items():
        known_document = audit.references.document(document)
        rows.append(
            Row(
                (
                    cell(known_document.title),
                    cell(edition or "no edition"),
                    cell(known_document.publisher),
                    cell(str(count)),
                )
            )
        )
    columns = (
        Column("Document", 4),
        Column("Edition", 1.6),
        Column("Publisher", 2.8),
        Column("Cited", 0.8, number=True),
    )
    return Table("What this audit relies on", columns, tuple(rows))


def _row(audit: Audit, clause: str, lines: tuple[Line, ...]) -> Row:
    if clause in audit.references:
        said = audit.references.cite(clause)
        document = audit.references.document(audit.references.clause(clause).document)
        confirmed = (Said(f"Section confirmed by {said.confirmed_by}", "quiet"),) if said.confirmed_by else ()
        what = (
            Said(said.topic, "strong"),
            *cell(", ".join(part for part in (said.edition, said.place) if part), "quiet"),
            Said(f"{document.short} {said.says}: {said.paraphrase}"),
            *confirmed,
        )
    else:
        what = cell(clause)
    by: dict[str, str] = {}
    for line in lines:
        by[line.item.id] = by.get(line.item.id, "") + MARKS[line.verdict]
    items = ";  ".join(f"{item} {marks}" for item, marks in by.items())
    counts = Counter(line.verdict for line in lines)
    verdicts = tuple(Said(f"{count} × ", verdict=verdict) for verdict, count in counts.items())
    return Row((what, cell(items), verdicts))


def basis(audit: Audit) -> Chapter:
    """What the audit worked to: its settings with their sources, the checklist's history, the risk scale."""
    rows = tuple(
        Row(
            (
                *map(cell, setting_words(setting)),
                cell(cite(audit.references, setting.source)),
            )
        )
        for setting in audit.settings.values()
    )
    settings = Table(
        "Settings this audit worked to", (Column("Setting", 2), Column("Value", 1.4), Column("Source", 5)), rows
    )
    history = tuple(
        Row((cell(str(change.version)), cell(day(change.on.isoformat())), cell(change.by), cell(change.why)))
        for change in audit.checklist.history
    )
    versions = Table(
        "Versions of the checklist",
        (Column("Version", 0.8), Column("Released", 1.6), Column("By", 1.8), Column("Why", 4)),
        history,
    )
    told = (*_scope(audit), *((settings,) if rows else ()), *((versions,) if history else ()), *_moves(audit))
    return Chapter("basis", "What the audit worked to", (*told, *scale(audit.references)))


def _scope(audit: Audit) -> tuple[Block, ...]:
    """What a core audit leaves out, section by section, and that the others were asked in full."""
    if not audit.left_out:
        return ()
    said = tuple(f"{section.title}: {' '.join(item.text for item in items)}" for section, items in audit.left_out)
    words = Words("This was a core audit. Its list also holds what stands here, which nobody was asked to look at:")
    return Heading("Scope"), words, Bullets(said)


def _moves(audit: Audit) -> tuple[Words, ...]:
    """When the audit was moved to another version of its checklist: what was answered before was asked by the older."""
    moves = (entry for entry in audit.entries if isinstance(entry, ChecklistMoved) and audit.slots.stands(entry))
    after = "Answers given before were asked by the version before; each version is in the attached data."
    return tuple(Words(f"{_moved(audit, move)} {after}", "strong") for move in moves)


def _moved(audit: Audit, move: ChecklistMoved) -> str:
    version = audit.papers.get(move.checklist, {}).get("version", "unknown")
    why = move.reason or "no reason given"
    return f"Moved to version {version} of the checklist by {move.by.name}, {moment(move)}: {why}."
