"""Every item: verdict, note, answer or reading with its limit, pictures, codes of references; who and when once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from audit_app.audit.audit import Audit, Line
from audit_app.audit.instruments import Calibration, calibration
from audit_app.audit.log.entries import Answered, Entry, Measured, Noted
from audit_app.audit.sheets import checker_of, sheet_of
from audit_app.audit.verdicts.judge import Verdict, local_day
from audit_app.checklist.model import DateAsk
from audit_app.checklist.reference.zones import zone_words
from audit_app.report.album import Album
from audit_app.report.blocks import Block, Cell, Chapter, Column, Gallery, Heading, Look, Row, Said, Table, Words, cell
from audit_app.report.chapters.key import Key
from audit_app.report.wording import answered, day, doubt, limited, moment, why

COLUMNS = (
    Column("Item", 5.1),
    Column("Verdict", 1.75),
    Column("Answer, reading and limit", 2.95),
    Column("References", 1.2),
)
MANY = 3  # things from which on a section is told item by item, not thing by thing
LISTED = 60  # answers of things told one by one; beyond that they are in the attached data
EVIDENCE = {
    "photo": "No photo was taken, though the checklist asks for one.",
    "note": "No note was written, though the checklist asks for one.",
}

ONCE = (
    "Items without a shortcoming are on one line. Codes refer to the key to the references; the time of every answer "
    "is in the attached data."
)
Usual = tuple[str, str]  # whose hand, and the local day

LOOSE = (
    "Photos of the whole unit, of a finding that was withdrawn, of a thing that was set aside, and of items that no "
    "longer apply."
)


def items(audit: Audit, album: Album, key: Key) -> Chapter:
    """The chapter: a part for each section, in walking order; what has nothing amiss on one line."""
    most = usual_words(audit.lines.values())
    blocks: list[Block] = [Words(f"{ONCE} {most}".strip(), "quiet")]
    for section, some in groupby(audit.lines.values(), key=lambda line: line.section):
        lines = list(some)
        hands = usual_words(lines)
        told = [f"Zone {section.zone}: {zone_words(section.zone).said(_vocabulary(audit))}."]
        told += [hands] if hands != most else []
        blocks.append(Heading(section.title, f"section-{section.id}"))
        blocks.append(Words(" ".join(told), "quiet"))
        blocks += _section(section.title, audit, album, key, lines)
    return Chapter("items", "Every item", (*blocks, *_loose(album)))


def few_words(audit: Audit, key: Key) -> Table:
    """Every line of a short list on a row of its own: question, verdict, answer and note."""
    usual = usual_hand(audit.lines.values())
    rows = tuple(
        Row((cell(line.item.text), (Said("", verdict=line.verdict),), _few(audit, key, line, usual)))
        for line in audit.lines.values()
    )
    columns = (Column("Question", 4), Column("Verdict", 1.6), Column("Answer and note", 3.4))
    return Table("What was asked", columns, rows, numbered=False)


def _few(audit: Audit, key: Key, line: Line, usual: Usual) -> Cell:
    note = (Said(f"Note: {line.note}"),) if line.note else ()
    return (*_answer(audit, key, line, usual), *note)


def _section(title: str, audit: Audit, album: Album, key: Key, lines: list[Line]) -> Iterator[Block]:
    things = {line.thing.id for line in lines if line.thing}
    usual = usual_hand(lines)
    if len(things) >= MANY:
        yield Table("", COLUMNS, tuple(by_item(audit, album, key, lines, usual)))
        return
    for thing, of_thing in groupby(lines, key=lambda line: line.thing):
        yield item_table(f"{title}: {thing.name}" if thing else "", audit, album, key, of_thing, usual=usual)


def by_item(audit: Audit, album: Album, key: Key, lines: list[Line], usual: Usual) -> Iterator[Row]:
    """Each item once: how many things it holds for, and a row for each thing with more to say."""
    by: dict[str, list[Line]] = {}
    for line in lines:
        by.setdefault(line.item.id, []).append(line)
    for of_item in by.values():
        plain_ones = [line for line in of_item if _plain(audit, line, usual)]
        others = [line for line in of_item if not _plain(audit, line, usual)]
        told = Said(of_item[0].item.text), *cell(_recorded(plain_ones), "quiet")
        yield Row((told, cell(_counted(of_item)), (), cell(key.codes(of_item[0].item.references), "quiet")))
        for line in others:
            yield _row(audit, album, key, line, usual, (Said(line.thing.name if line.thing else "", "strong"),))


def _counted(of_item: list[Line]) -> str:
    """How the things stand in one item, e.g. '498 of 500 compliant'."""
    counts = Counter(line.verdict for line in of_item)
    first = counts.pop(Verdict.COMPLIANT, 0)
    said = [f"{first} of {len(of_item)} compliant"] if first else []
    return "; ".join((*said, *(f"{count} {verdict.words.lower()}" for verdict, count in counts.items())))


def _recorded(some: list[Line]) -> str:
    """What was recorded of each of the things with nothing amiss; of very many, where it is found."""
    said = [(line.thing.name, "; ".join(_said(line))) for line in some if line.thing and any(_said(line))]
    if len(said) > LISTED:
        return f"The answers for {len(said)} things are in the attached data."
    return "; ".join(f"{name}: {words}" for name, words in said)


def _plain(audit: Audit, line: Line, usual: Usual) -> bool:
    """Whether there is nothing to say of a line but its verdict and its answer."""
    passed = line.verdict in (Verdict.COMPLIANT, Verdict.NO_LIMIT) and not isinstance(line.answer, Measured)
    extra = line.note or line.photos or line.missing or _before(audit, line) or not _as_usual(audit, line, usual)
    return bool(passed and not extra)


def usual_hand(lines: Iterable[Line]) -> Usual:
    """Who answered most of these lines, and on which day."""
    hands = Counter((entry.by.name, local_day(entry)) for line in lines for entry in line.live if not sheet_of(entry))
    return hands.most_common(1)[0][0] if hands else ("", "")


def usual_words(lines: Iterable[Line]) -> str:
    """The same as a sentence."""
    name, on = usual_hand(lines)
    return f"Answered by {name}, {day(on)}, unless a row says otherwise." if name else ""


def _as_usual(audit: Audit, line: Line, usual: Usual) -> bool:
    return all((entry.by.name, local_day(entry)) == usual and not sheet_of(entry) for entry in line.live)


def _vocabulary(audit: Audit) -> str:
    setting = audit.settings.get("vocabulary")
    return setting.value if setting else "uk"


def item_table(
    caption: str,
    audit: Audit,
    album: Album,
    key: Key,
    lines: Iterable[Line],
    keyed: bool = True,
    usual: Usual = ("", ""),
) -> Table:
    """Lines as a table; when keyed, each row is found again by its line's key."""
    rows = tuple(_row(audit, album, key, line, usual, (Said(line.item.text),), keyed) for line in lines)
    return Table(caption, COLUMNS, rows)


def _row(audit: Audit, album: Album, key: Key, line: Line, usual: Usual, asked: Cell, keyed: bool = True) -> Row:
    codes = key.codes((*line.item.references, line.judgement.source))
    cells = ((*asked, *_more(line)), (Said("", verdict=line.verdict),), _answer(audit, key, line, usual))
    named = f"line-{line.key}" if keyed else ""
    shown = album.of_findings
    shots = album.of_line(line)
    told = tuple(
        Said(f"Photo {one.number} is shown with {shown[one.number]}", "quiet") for one in shots if one.number in shown
    )
    cells = ((*cells[0], *told), *cells[1:])
    left = tuple(one for one in shots if one.number not in shown)
    return Row((*cells, cell(codes, "quiet")), (), left, named)


def _more(line: Line) -> Cell:
    said = [Said(f"Note: {line.note}")] if line.note else []
    said += [Said(EVIDENCE[each], "warning") for each in line.missing]
    return tuple(said)


def _answer(audit: Audit, key: Key, line: Line, usual: Usual) -> Cell:
    said, small = [Said(text) for text in _said(line) if text], list[str]()
    loud: Cell = ()
    if isinstance(line.answer, Measured):
        quantity = line.answer.quantity
        sure, loud = _measured(doubt(quantity), taken_with(audit, quantity.instrument, line.answer))
        small += [sure, *(f"Asked: {asked}" for asked in line.answer.challenges)]
        small += [f"Kept because: {line.answer.confirmed}"] if line.answer.confirmed else []
    if line.verdict is Verdict.DISPUTED:
        said += [Said(f"{_given(line, entry)} ({entry.by.name})") for entry in line.live]
    small += [limited(line.judgement)] if line.judgement.limit else []
    small += [f"Set by {key.codes((line.judgement.source,))}"] if line.judgement.source else []
    said += [*cell(" ".join(_sentences(small)), "quiet"), *loud]
    who = () if _as_usual(audit, line, usual) else tuple(Said(_hand(audit, one), "quiet") for one in line.live)
    return (*said, *_before(audit, line), *who, *_noted_by(audit, line))


def _measured(sure: str, how: Cell) -> tuple[str, Cell]:
    """A reading's uncertainty, instrument and calibration in a few words; what is amiss with it stands out below."""
    plain = ", ".join((sure, *(one.text for one in how if one.look == "quiet")))
    return plain, tuple(one for one in how if one.look != "quiet")


def _sentences(some: Iterable[str]) -> Iterator[str]:
    """Each with a full stop, where it has no end of its own."""
    return (each if each[-1:] in ".?!" else f"{each}." for each in some)


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


def _noted_by(audit: Audit, line: Line) -> Cell:
    """Who wrote the note, where it was somebody else than who answered, or several people did."""
    others = {entry.by.name for entry in line.live} if len(line.notes) < 2 else set()
    return tuple(
        Said(f"Note: {noted.by.name}, {moment(noted)}", "quiet")
        for noted in line.notes
        if isinstance(noted, Noted) and noted.text and noted.by.name not in others
    )


def _hand(audit: Audit, entry: Entry) -> str:
    """Who made an entry, when, and whether it came from paper."""
    paper, checker = sheet_of(entry), checker_of(audit, entry)
    said = f"{entry.by.name}, {moment(entry)}"
    if paper:
        said += f". Transcribed from paper sheet {paper}. "
        said += f"Checked by {checker.name}" if checker else "Transcription not checked by a second person"
    return said


def _loose(album: Album) -> tuple[Block, ...]:
    return (Heading("Other photos", "photos"), Words(LOOSE, "quiet"), Gallery(album.loose)) if album.loose else ()
