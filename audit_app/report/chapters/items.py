"""Every item: verdict, note, answer or reading with its limit and source, pictures, reference, who and when."""

from collections.abc import Iterable
from itertools import groupby

from audit_app.audit.audit import Audit, Line
from audit_app.audit.instruments import Calibration, calibration
from audit_app.audit.judge import Verdict, local_day
from audit_app.audit.log.entries import Answered, Entry, Measured, Noted
from audit_app.audit.sheets import checker_of, sheet_of
from audit_app.checklist.model import DateAsk
from audit_app.checklist.reference.zones import zone_words
from audit_app.report.album import Album
from audit_app.report.blocks import Block, Cell, Chapter, Column, Gallery, Heading, Look, Row, Said, Table, Words, cell
from audit_app.report.wording import answered, doubt, limited, moment, short_cite, short_cites, why

COLUMNS = (
    Column("Item", 4.2),
    Column("Verdict", 2.05),
    Column("Answer, reading and limit", 2.7),
    Column("Who and when", 2.05),
)
EVIDENCE = {
    "photo": "No photo was taken, though the checklist asks for one.",
    "note": "No note was written, though the checklist asks for one.",
}

LOOSE = (
    "Photos of the whole unit, of a finding that was withdrawn, of a thing that was set aside, and of items that no "
    "longer apply."
)


def items(audit: Audit, album: Album) -> Chapter:
    """The chapter: a part for each section, in walking order, and a table for each thing it repeats over."""
    blocks: list[Block] = []
    for section, lines in groupby(audit.lines.values(), key=lambda line: line.section):
        blocks.append(Heading(section.title, f"section-{section.id}"))
        blocks.append(Words(f"Zone {section.zone}: {zone_words(section.zone).said(_vocabulary(audit))}", "quiet"))
        for thing, of_thing in groupby(lines, key=lambda line: line.thing):
            blocks.append(
                item_table(f"{section.title}: {thing.name}" if thing else section.title, audit, album, of_thing)
            )
    return Chapter("items", "Every item", (*blocks, *_loose(album)))


def few_words(audit: Audit) -> Table:
    """Every line of a short list on a row of its own: question, verdict, answer and note."""
    rows = tuple(
        Row((cell(line.item.text), (Said("", verdict=line.verdict),), _answer(audit, line)))
        for line in audit.lines.values()
    )
    columns = (Column("Question", 4), Column("Verdict", 1.6), Column("Answer and note", 3.4))
    return Table("What was asked", columns, rows, numbered=False)


def _vocabulary(audit: Audit) -> str:
    setting = audit.settings.get("vocabulary")
    return setting.value if setting else "uk"


def item_table(caption: str, audit: Audit, album: Album, lines: Iterable[Line], keyed: bool = True) -> Table:
    """Lines as a table; when keyed, each row is found again by its line's key."""
    rows = tuple(
        Row(_cells(audit, line), _references(audit, line), album.of_line(line), f"line-{line.key}" if keyed else "")
        for line in lines
    )
    return Table(caption, COLUMNS, rows)


def _cells(audit: Audit, line: Line) -> tuple[Cell, ...]:
    return _asked(audit, line), (Said("", verdict=line.verdict),), _answer(audit, line), _who(audit, line)


def _asked(audit: Audit, line: Line) -> Cell:
    said = [Said(line.item.text), Said(line.item.id, "code")]
    said += [Said(f"Note: {line.note}")] if line.note else []
    said += [Said(EVIDENCE[each], "warning") for each in line.missing]
    return tuple(said)


def _references(audit: Audit, line: Line) -> Cell:
    """The references of an item, those of one document together."""
    said = "; ".join(short_cites(audit.references, line.item.references))
    return (Said(f"Reference: {said}", "quiet"),) if said else ()


def _answer(audit: Audit, line: Line) -> Cell:
    said = [Said(text) for text in _said(line) if text]
    if isinstance(line.answer, Measured):
        quantity = line.answer.quantity
        said.append(Said(doubt(quantity), "quiet"))
        said += taken_with(audit, quantity.instrument, line.answer)
        said += [Said(f"Asked: {asked}", "quiet") for asked in line.answer.challenges]
        said += [Said(f"Kept because: {line.answer.confirmed}", "quiet")] if line.answer.confirmed else []
    if line.verdict is Verdict.DISPUTED:
        said += [Said(f"{_given(line, entry)} ({entry.by.name})") for entry in line.live]
    said += [Said(limited(line.judgement), "quiet")] if line.judgement.limit else []
    source = line.judgement.source
    said += [Said(f"Set by {short_cite(audit.references, source)}", "quiet")] if source else []
    return (*said, *_before(audit, line))


def _before(audit: Audit, line: Line) -> Cell:
    """What stood here before and was replaced, by whom and when: a change stands beside what it replaced."""
    slots = dict.fromkeys(entry.slot for entry in line.live)
    earlier = [e for slot in slots for e in audit.slots.history(slot) if e not in line.live and audit.slots.stands(e)]
    told = [(entry, _given(line, entry)) for entry in earlier if isinstance(entry, Answered | Measured)]
    return tuple(Said(f"Before: {words} ({entry.by.name}, {moment(entry)})", "quiet") for entry, words in told if words)


def _said(line: Line) -> tuple[str, ...]:
    """The answer and the reason behind its verdict; the reason behind a date has the date in it."""
    answer, because = answered(line.item, line.answer), why(line)
    return (because,) if because and isinstance(line.item.ask, DateAsk) else (answer, because)


def _given(line: Line, entry: Entry) -> str:
    if isinstance(entry, Measured):
        return answered(line.item, entry)
    if isinstance(entry, Answered):
        return Verdict(entry.verdict).words if entry.verdict else answered(line.item, entry)
    return entry.kind


def instrument(audit: Audit, named: str | None) -> str:
    """The instrument a reading was taken with, by name."""
    known = next((thing.name for thing in audit.things if thing.id == named), named or "")
    return f"with {known}" if known else "instrument not named"


def taken_with(audit: Audit, named: str | None, entry: Entry, look: Look = "quiet") -> Cell:
    """The instrument of a reading, and its calibration on that day; a lapsed or unknown one stands out."""
    said = Said(instrument(audit, named), look)
    known = calibration_of(audit, named, entry)
    if known is None:
        return (said,)
    return (said, Said(known.words, "quiet" if known.state == "valid" else "warning"))


def calibration_of(audit: Audit, named: str | None, entry: Entry) -> Calibration | None:
    """The calibration of a reading's instrument on its day; None when the audit does not list the instrument."""
    thing = next((thing for thing in audit.things if thing.id == named), None)
    return calibration(thing.details, local_day(entry)) if thing else None


def _who(audit: Audit, line: Line) -> Cell:
    said = [part for entry in line.live for part in signed_off(audit, entry)]
    noted = audit.slots.last(("note", line.item.id, line.thing.id if line.thing else ""))
    others = {entry.by.name for entry in line.live}
    if isinstance(noted, Noted) and noted.text and noted.by.name not in others:
        said.append(Said(f"Note: {noted.by.name}, {moment(noted)}", "quiet"))
    return tuple(said)


def signed_off(audit: Audit, entry: Entry) -> tuple[Said, ...]:
    """Who made an entry, when, and whether it came from paper."""
    paper, checker = sheet_of(entry), checker_of(audit, entry)
    said = [Said(entry.by.name), Said(moment(entry), "quiet")]
    said += [Said(f"Transcribed from paper sheet {paper}", "quiet")] if paper else []
    if paper:
        said.append(
            Said(f"Checked by {checker.name}" if checker else "Transcription not checked by a second person", "quiet")
        )
    return tuple(said)


def _loose(album: Album) -> tuple[Block, ...]:
    return (Heading("Other photos", "photos"), Words(LOOSE, "quiet"), Gallery(album.loose)) if album.loose else ()
