"""Items of evidence as outlines: part of an audit's report, an e-mail, a Word document, a picture, two checklists."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import actions
from audit_app.audit.log.entries import EvidenceAttached
from audit_app.audit.signatures import as_signed, uncovered
from audit_app.audit.verdicts.judge import local_day
from audit_app.checklist.model import Item, Section
from audit_app.counting import counted
from audit_app.documents.mail import Mail
from audit_app.errors import UsageError
from audit_app.photos.jpeg_header import measured
from audit_app.portfolio.checklists.development import Changed, Difference, said
from audit_app.portfolio.evidence.evidence import PARTS, Evidence, FromAudit, FromFile, OnePicture
from audit_app.report import Outline
from audit_app.report.blocks import (
    Block,
    Bullets,
    Chapter,
    Column,
    Facts,
    Gallery,
    Heading,
    Row,
    Said,
    Shot,
    Table,
    Words,
    cell,
)
from audit_app.report.wording import day

# Which chapters of a report make up a part of it; the fringe field's chapter is there when a survey is.
_CHAPTERS = {"summary": ("summary",), "findings": ("findings",), "field_survey": ("survey",)}
_BEHIND = ("instruments", "contributions", "revisions")  # who did it and with what: part of every excerpt


def plain(title: str, subject: str, author: str, at: str, chapters: Sequence[Chapter], **more: object) -> Outline:
    """An outline that is not an audit's: a portfolio's own papers."""
    foot = f"{title} · {author}" if author else title
    known = Outline("", title, subject, author, at, (), (), tuple(chapters), "", foot=foot)
    return replace(known, **more)  # type: ignore[arg-type]


def chosen(told: Outline, audit: Audit, source: FromAudit) -> Outline:
    """The chosen part of an audit's report, with the log's heads and without the audit's own data."""
    keys = _CHAPTERS.get(source.part, ())
    match source.part:
        case "report":
            chapters = [each for each in told.chapters if each.key != "record"]
        case "sections":
            chapters = [_only(each, source.sections) for each in told.chapters if each.key == "items"]
        case "actions":
            chapters = [_actions(as_signed(audit))]
        case "emails":
            chapters = [_correspondence(audit)]
        case _:
            chapters = [each for each in told.chapters if each.key in keys]
    if not chapters or not any(each.blocks for each in chapters):
        raise UsageError(
            f"“{PARTS[source.part]}”", "has nothing in it in this audit", "Choose another part of the audit"
        )
    if source.part != "report":
        chapters += [each for each in told.chapters if each.key in _BEHIND]
    subject = told.subject if source.part == "report" else f"{PARTS[source.part]}, {told.subject}"
    return replace(told, subject=subject, chapters=(*chapters, _record(audit, told.faults)), data=b"")


def _only(items: Chapter, sections: Sequence[str]) -> Chapter:
    """The blocks of the chosen sections: from the heading of each to the next heading."""
    wanted, kept = {f"section-{each}" for each in sections}, []
    inside = False
    for block in items.blocks:
        if isinstance(block, Heading) and block.key:
            inside = block.key in wanted
        if inside:
            kept.append(block)
    return replace(items, title="Chosen sections", blocks=tuple(kept))


def _record(audit: Audit, faults: Sequence[str]) -> Chapter:
    """What the item was worked out from; entries that no signature covers are in the log and change nothing here."""
    signed, late = as_signed(audit), len(uncovered(audit))
    about = (
        f"Worked out from {counted(len(signed.entries), 'entry', 'entries')} of audit {audit.id}. "
        "Each entry holds the digest of the one before it on the same device. The links of the log travel with the "
        "portfolio without the words: they lead to the heads below, and a change, a gap or a swap anywhere shows."
    )
    more = (
        f"The log holds {late} more, made on another device without knowing of the signature. They are among the "
        "links, and nothing in this item comes from them."
    )
    rows = [Row((cell(device, "code"), cell(head, "code"))) for device, head in audit.heads.items()]
    columns = (Column("Device", 3), Column("Digest of its newest entry (SHA-256)", 6))
    blocks: list[Block] = [
        Words(about),
        *([Words(more, "warning")] if late else []),
        Table("Log heads", columns, tuple(rows)),
    ]
    if faults:
        blocks += [Heading("Photos that could not be shown"), Bullets(tuple(faults))]
    return Chapter("record", "Record and verification", tuple(blocks))


def _actions(audit: Audit) -> Chapter:
    columns = (Column("Finding", 3), Column("Action", 4), Column("Owner", 2), Column("Due", 1.5), Column("State", 1.5))
    rows = tuple(
        Row((cell(each.finding_title), cell(each.what), cell(each.owner_name), cell(day(each.due)), cell(each.words)))
        for each in actions(audit)
    )
    return Chapter("actions", "Action sheet", (Table("Actions", columns, rows),) if rows else ())


def _correspondence(audit: Audit) -> Chapter:
    blocks: list[Block] = []
    for entry in replies(audit):
        blocks.append(Heading(entry.title or entry.name or "Reply"))
        blocks.append(Words(f"Taken in by {entry.by.name}, {day(local_day(entry))}", "quiet"))
        if entry.digest:
            words = f"Its file {called(entry)} is beside this document. SHA-256 {entry.digest}"
            blocks.append(Words(words, "quiet"))
        blocks += _paragraphs(entry.text)
    return Chapter("emails", "Correspondence", tuple(blocks))


def replies(audit: Audit) -> tuple[EvidenceAttached, ...]:
    """The replies and documents that stand in an audit as it was signed."""
    signed = as_signed(audit)
    return tuple(e for e in signed.entries if isinstance(e, EvidenceAttached) and signed.slots.stands(e))


def called(entry: EvidenceAttached) -> str:
    """What a reply's file is called beside the item: by its digest, for its own name may be a patient's."""
    ending = re.sub(r"[^a-z0-9]", "", entry.name.rpartition(".")[2].lower())[:8] if "." in entry.name else ""
    return f"reply-{entry.digest[:12]}.{ending or 'bin'}"


def _paragraphs(text: str) -> Iterator[Block]:
    yield from (Words(line) for line in text.splitlines() if line.strip())


def letter(item: Evidence, mail: Mail) -> Outline:
    """An e-mail on paper: its headers, its text, and the names of what was attached."""
    notes = (Words(each, "quiet") for each in mail.told)
    blocks: list[Block] = [Facts(mail.headers), *notes, *_paragraphs(mail.text)]
    return _item_paper(item, "E-mail", (Chapter("mail", item.title, tuple(blocks)),))


def typed(item: Evidence, name: str, lines: Iterable[str]) -> Outline:
    """The text of a Word document on paper; the document itself travels beside it."""
    note = Words(f"The text of {name}, for reading; the document itself is in the bundle as it is.", "quiet")
    return _item_paper(item, "Word document", (Chapter("text", item.title, (note, *(Words(each) for each in lines))),))


def picture(item: Evidence, source: FromFile, paths: Sequence[Path]) -> Outline:
    """The pictures of an item, each with its name; one alone has a page of its own."""
    shots = tuple(
        _shot(item, number, one, path) for number, (one, path) in enumerate(zip(source.pictures, paths, strict=True), 1)
    )
    across = 1 if len(shots) < 3 else 2
    chapter = Chapter("picture", item.title, (Gallery(shots, across=across),))
    return _item_paper(item, "Picture" if len(shots) == 1 else f"{len(shots)} pictures", (chapter,))


def _shot(item: Evidence, number: int, one: OnePicture, path: Path) -> Shot:
    jpeg = measured(path)
    size = (
        {"width": jpeg.width, "height": jpeg.height, "channels": jpeg.channels}
        if jpeg
        else {"fault": "cannot be shown"}
    )
    caption = item.title if number == 1 else one.name
    return replace(Shot(number, one.digest, one.name, caption, path=path if jpeg else None), **size)


def _item_paper(item: Evidence, what: str, chapters: Sequence[Chapter]) -> Outline:
    facts = (("Item", item.code), ("Kind", what), ("Date", day(item.on)))
    return plain(item.title, what, "", f"{item.on}T00:00:00.000Z", chapters, facts=facts)


def developed(changes: Difference, at: str) -> Outline:
    """The difference between two versions of a checklist: who, when and why, and what changed in words."""
    old, new = changes.old, changes.new
    facts = (
        ("Checklist", new.title),
        ("Versions", f"{old.version} to {new.version}"),
        ("Evidence for", new.sub_category),
        ("In short", changes.words),
    )
    by = ", ".join(dict.fromkeys(change.by for change in changes.changes))
    title = "Development of a checklist"
    return plain(
        title, f"{new.title}, version {old.version} to {new.version}", by, at, tuple(_chapters(changes)), facts=facts
    )


def _chapters(changes: Difference) -> Iterator[Chapter]:
    columns = (Column("Version", 1), Column("When", 2), Column("Who", 2.5), Column("Why", 6))
    rows = tuple(
        Row((cell(str(each.version)), cell(day(each.on.isoformat())), cell(each.by), cell(each.why)))
        for each in changes.changes
    )
    none = Words("Neither version says who made it and why.", "warning")
    yield Chapter(
        "why", "Who, when and why", (Table("Versions", columns, rows) if rows else none, Words(changes.words))
    )
    if changes.edits or changes.sections:
        whole = (Changed("", "The checklist as a whole", changes.edits),) if changes.edits else ()
        yield Chapter("sections", "Checklist and sections", tuple(_changed((*whole, *changes.sections))))
    yield from (_listed("added", "Items added", changes.added), _listed("removed", "Items removed", changes.removed))
    yield Chapter("changed", "Items changed", tuple(_changed(changes.items)) or (Words("None."),))


def _changed(many: Iterable[Changed]) -> Iterator[Block]:
    columns = (Column("Part", 1.6), Column("Before", 4), Column("After", 4))
    for each in many:
        rows = tuple(Row((cell(edit.part), cell(edit.before), cell(edit.after))) for edit in each.edits)
        yield Heading(each.title)
        yield from (Words(each.id, "code"),) if each.id else ()
        yield Table("", columns, rows, numbered=False)


def _listed(key: str, title: str, found: Sequence[tuple[Section, Item]]) -> Chapter:
    columns = (Column("Section", 2), Column("Item", 5), Column("What is asked", 3))
    rows = tuple(
        Row(
            (
                cell(section.title),
                (Said(item.text), Said(item.id, "code")),
                cell(said(item.ask.model_dump(exclude_none=True))),
            )
        )
        for section, item in found
    )
    return Chapter(key, title, (Table(title, columns, rows),) if rows else (Words("None."),))
