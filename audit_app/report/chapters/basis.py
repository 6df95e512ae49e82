"""What the audit worked to: its settings with their sources, the versions of the checklist, the risk scale."""

from audit_app.audit.audit import Audit
from audit_app.audit.history.not_asked import not_asked
from audit_app.audit.log.entries import ChecklistMoved
from audit_app.report.blocks import Block, Bullets, Chapter, Column, Heading, Row, Table, Words, cell
from audit_app.report.chapters.findings import scale
from audit_app.report.chapters.key import Key
from audit_app.report.wording import day, moment, setting_words


def basis(audit: Audit, key: Key) -> Chapter:
    """What the audit worked to: its settings with their sources, the checklist's history, the risk scale."""
    rows = tuple(
        Row(
            (
                *map(cell, setting_words(setting)),
                cell(key.cited(setting.source)),
            )
        )
        for setting in audit.settings.values()
    )
    settings = Table(
        "Settings this audit worked to", (Column("Setting", 2), Column("Value", 1.4), Column("Source", 2)), rows
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
    told = (*left_out(audit), *((settings,) if rows else ()), *((versions,) if history else ()), *_moves(audit))
    return Chapter("basis", "What the audit worked to", (*told, *scale(key)))


def left_out(audit: Audit) -> tuple[Block, ...]:
    """What a core audit leaves out, section by section, and that the others were asked in full."""
    if not audit.left_out:
        return ()
    said = tuple(f"{section.title}: {' '.join(item.text for item in items)}" for section, items in audit.left_out)
    words = Words("This was a core audit. Its list also holds what stands here, which nobody was asked to look at:")
    return Heading("Scope"), words, Bullets(said)


def _moves(audit: Audit) -> tuple[Block, ...]:
    """When the audit was moved to another version of its checklist, and what was recorded and is not asked."""
    moves = (entry for entry in audit.entries if isinstance(entry, ChecklistMoved) and audit.slots.stands(entry))
    after = "Answers given before were asked by the version before; each version is in the attached data."
    told = tuple(Words(f"{_moved(audit, move)} {after}", "strong") for move in moves)
    gone = not_asked(audit)
    if not gone:
        return told
    return *told, Words("Recorded, and not asked as the audit stands:"), Bullets(tuple(each.words for each in gone))


def _moved(audit: Audit, move: ChecklistMoved) -> str:
    version = audit.papers.get(move.checklist, {}).get("version", "unknown")
    why = move.reason or "no reason given"
    return f"Moved to version {version} of the checklist by {move.by.name}, {moment(move)}: {why}."
