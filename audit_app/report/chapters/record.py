"""The record behind the report: who did what, instruments, revisions, and how to check that nothing was changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from audit_app import __version__
from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import ZONE_CHOICES
from audit_app.audit.instruments import calibration
from audit_app.audit.log.entries import Entry, Measured, Settled, ZoneEntered
from audit_app.audit.signatures import Signature as Signed
from audit_app.audit.signing.contributions import Contribution
from audit_app.audit.signing.contributions import contributions as worked_out
from audit_app.audit.signing.revisions import Revision, covering
from audit_app.audit.signing.revisions import revisions as all_revisions
from audit_app.audit.survey.survey import taken
from audit_app.audit.things import Thing
from audit_app.counting import counted
from audit_app.exchange.standing import Issuers, standings
from audit_app.report.album import Album
from audit_app.report.blocks import (
    Block,
    Bullets,
    Cell,
    Chapter,
    Column,
    Heading,
    Row,
    Said,
    Signature,
    Table,
    Words,
    cell,
)
from audit_app.report.chapters.items import calibration_of
from audit_app.report.wording import cite, day, moment, person, setting_words

DEEDS = {
    "items": "Items",
    "readings": "Readings",
    "notes": "Notes",
    "photographs": "Photos",
    "findings": "Findings",
    "actions": "Actions",
    "replies": "Replies",
    "reviewed": "Reviewed",
    "revised": "Revised",
}
HEADS = (Column("Device", 3), Column("Digest of its newest entry (SHA-256)", 6))
ALSO = ", where the audits compared with are kept too"
DECLARED_MEANS = "A name that is declared was typed at the tablet; nothing but the person's word stands behind it."
DATE = re.compile(r"\d{4}-\d\d-\d\d")


def instruments(audit: Audit) -> Chapter:
    """Instruments with their details and calibration as recorded, and how many readings each gave."""
    used, late = Counter[str](), Counter[str]()
    for entry, named in _readings(audit):
        used[named] += 1
        found = calibration_of(audit, named, entry)
        late[named] += found is not None and found.state == "lapsed"
    rows = [
        Row((cell(thing.name, "strong"), _details(audit, thing, late[thing.id]), cell(str(used.pop(thing.id, 0)))))
        for thing in audit.things_of("instrument")
    ]
    blank = used.pop("", 0)
    rows += [
        Row((cell(named, "strong"), cell("not in this audit's list of instruments", "warning"), cell(str(count))))
        for named, count in sorted(used.items())
    ]
    columns = (Column("Instrument", 2.4), Column("Details and calibration", 5), Column("Readings", 1, number=True))
    blocks: list[Block] = (
        [Table("Instruments", columns, tuple(rows))] if rows else [Words("No instrument is recorded.")]
    )
    if blank:
        blocks.append(Words(f"Readings that name no instrument: {blank}.", "warning"))
    return Chapter("instruments", "Instruments and calibration", tuple(blocks))


def _details(audit: Audit, thing: Thing, late: int) -> Cell:
    """An instrument's details as recorded; a calibration that had lapsed when the audit began stands out."""
    told = ((name, day(value) if DATE.fullmatch(value) else value) for name, value in thing.details.items())
    pairs = "; ".join(f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in told if value)
    said = list(cell(pairs))
    known = calibration(thing.details, audit.begun.on)
    if known.state == "lapsed":
        said.append(Said(f"{known.words}, before this audit", "warning"))
    if late:
        said.append(Said(f"Readings taken after its calibration lapsed: {late}", "warning"))
    return tuple(said) or cell("no details recorded", "warning")


def _readings(audit: Audit) -> Iterator[tuple[Entry, str]]:
    """Every reading that stands, of an item or of the survey, and the id of the instrument it names, or empty."""
    for line in audit.lines.values():
        if isinstance(line.answer, Measured):
            yield line.answer, line.answer.quantity.instrument or ""
    for one in taken(audit):
        yield one.entry, one.entry.probe or one.entry.quantity.instrument or ""


def contributions(audit: Audit, issuers: Issuers) -> Chapter:
    """Who did what, counted from the log: what stands, each item once."""
    every = worked_out(audit)
    names = [name for name in DEEDS if any(getattr(each, name) for each in every)]
    columns = (Column("Person", 3.4), *(Column(DEEDS[name], 1, number=True) for name in names))
    rows = tuple(
        Row((_contributor(each), *(cell(str(getattr(each, name) or "–")) for name in names))) for each in every
    )
    said = "Counted from the log: only what stands; an item answered five times counts once."
    table = Table("Contributions", columns, rows)
    return Chapter("contributions", "Contributions", (table, Words(said, "quiet"), *name_standing(audit, issuers)))


def name_standing(audit: Audit, issuers: Issuers) -> tuple[Block, ...]:
    """How sure the name of everyone is who made an entry: proven, confirmed later, or declared."""
    said = tuple(f"{person(each.person)}: {each}" for each in standings(audit, issuers))
    return Heading("Names", "names"), Bullets(said), Words(DECLARED_MEANS, "quiet")


def _contributor(each: Contribution) -> Cell:
    days = day(each.first) if each.first == each.last else f"{day(each.first)} to {day(each.last)}"
    roles = (Said(f"Signed as {', '.join(each.signed_as).lower()}", "quiet"),) if each.signed_as else ()
    return (Said(person(each.person)), *cell(days, "quiet"), *roles)


def revisions(audit: Audit, late: int) -> Chapter:
    """Signatures and addenda in order, what each revision changed, and what no signature covers."""
    every = all_revisions(audit)
    rows = tuple(Row((cell(str(each.number)), cell(_opened(each)), cell(_signed(each)))) for each in every)
    columns = (Column("Revision", 0.9), Column("Why and when opened", 3.4), Column("Signed", 4))
    blocks: list[Block] = [Table("Revisions", columns, rows)]
    if late:
        blocks.append(Words(_unseen(late), "warning"))
    for each in every:
        if each.changes:
            blocks += [
                Heading(f"Changed in revision {each.number}"),
                Bullets(tuple(str(change) for change in each.changes)),
            ]
        for one in (each.signed, *each.also):
            blocks += _signature(audit, one) if one else []
    return Chapter("revisions", "Revisions and signatures", (*blocks, *_changes(audit)))


def signed_blocks(audit: Audit, late: int) -> list[Block]:
    """The signatures of the newest revision, with what was still open, and what none of them covers."""
    newest = all_revisions(audit)[-1]
    blocks: list[Block] = [part for one in (newest.signed, *newest.also) if one for part in _signature(audit, one)]
    blocks += [] if blocks else [Words("Not signed.", "warning")]
    if late:
        blocks.append(Words(_unseen(late), "warning"))
    return blocks


def _unseen(late: int) -> str:
    return (
        f"{counted(late, 'entry was', 'entries were')} made on another device without knowing of the signature; "
        "nothing changes here until an addendum takes them in."
    )


def _opened(each: Revision) -> str:
    return f"{each.reason}, opened {day(each.opened_on)} by {each.opened_by}"


def _signed(each: Revision) -> str:
    names = [one for one in (each.signed, *each.also) if one]
    return "; ".join(f"{one.words}: {person(one.person)}, {day(one.on)}" for one in names) or "not signed"


def _signature(audit: Audit, one: Signed) -> list[Block]:
    drawn = tuple(tuple((float(x), float(y)) for x, y in stroke) for stroke in one.drawing)
    made: list[Block] = [
        Signature(f"{person(one.person)}, {one.words.lower()}", f"{day(one.on)}: {one.declaration}", drawn)
    ]
    head, *named = covering(audit, one) or ("",)
    made += [Words(f"{head}{':' if named else '.'}")] if head else []
    made += [Bullets(tuple(named))] if named else []
    if one.acknowledged:
        made += [Words("Signed with this still open:", "quiet"), Bullets(one.acknowledged)]
    return made


def _changes(audit: Audit) -> tuple[Block, ...]:
    settled = tuple(_settled(audit, entry) for entry in audit.entries if isinstance(entry, Settled))
    entered = tuple(_entered(audit, entry) for entry in audit.entries if isinstance(entry, ZoneEntered))
    blocks: list[Block] = []
    blocks += [Heading("Settings changed during the audit"), Bullets(settled)] if settled else []
    blocks += (
        [
            Heading("Entering the scan room"),
            Words(
                "Before items inside the scan room the app says that a tablet is MR Unsafe "
                "unless it is labelled otherwise."
            ),
            Bullets(entered),
        ]
        if entered
        else []
    )
    return tuple(blocks)


def _settled(audit: Audit, entry: Settled) -> str:
    name, value = setting_words(entry.setting)
    source = cite(audit.references, entry.setting.source)
    undone = "" if audit.slots.stands(entry) else " (taken back since)"
    return f"{name} set to {value} by {entry.by.name}, {moment(entry)}: {entry.reason}. {source}{undone}".strip()


def _entered(audit: Audit, entry: ZoneEntered) -> str:
    section = next((each.title for each in audit.checklist.sections if each.id == entry.section), entry.section)
    return f"{section}: {entry.by.name} {ZONE_CHOICES[entry.choice][1]}, {moment(entry)}. {entry.note}".strip()


def record(audit: Audit, album: Album, data: bytes, compared: Sequence[Audit] = ()) -> Chapter:
    """The heads of the log, the digest of the attached data, the audits compared with, and how a reader checks."""
    entries = counted(len(audit.entries), "entry", "entries")
    blocks: list[Block] = [
        Words(
            f"This report was worked out from {entries} of audit {audit.id}. Each entry holds the "
            "digest of the one before it on the same device, so a change, a gap or a swap anywhere shows."
        ),
        Table("Log heads", HEADS, tuple(_heads(audit, ()))),
        Words(f"The whole audit is attached to the PDF as audit.json. Its SHA-256 is {sha256(data).hexdigest()}."),
        *_compared(compared),
        Heading("How to verify"),
        Bullets(
            (
                "Save the attachment audit.json from the PDF and compare its SHA-256 with the one above.",
                "Run “mr-audit verify” on the audit: it recomputes every digest; compare the heads with those above.",
                f"Run “mr-audit report” on the same audit{ALSO if compared else ''}: the same version of the app, with "
                "the same photos and options, gives the same bytes.",
                "Import audit.json elsewhere with “mr-audit import”: everything here is worked out from it again.",
            )
        ),
        Words(f"Made by mr-audit {__version__}.", "quiet"),
    ]
    if album.faults:
        blocks += [Heading("Photos that could not be shown", "faults"), Bullets(album.faults)]
    return Chapter("record", "Record and verification", tuple(blocks))


def _heads(audit: Audit, first: Cell) -> Iterator[Row]:
    for device, head in audit.heads.items():
        yield Row((*((first,) if first else ()), cell(device, "code"), cell(head, "code")))


def _compared(every: Sequence[Audit]) -> tuple[Block, ...]:
    """The earlier audits this report compares with: without them the same audit gives another comparison."""
    if not every:
        return ()
    said = (
        "The comparison and the trends were worked out from these audits as well, as they were signed. "
        "They are not attached; where they are not at hand, the chapter on the comparison says less."
    )
    rows = tuple(
        row for one in every for row in _heads(one, (Said(day(one.begun.on)), Said(f"audit {one.id}", "code")))
    )
    return Words(said), Table("Audits compared with", (Column("Audit", 3), *HEADS), rows)
