"""The status of the actions of a signed audit, from the log of its unit: what was done since; the report stays."""

from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions, by_finding, replies
from audit_app.audit.findings.finding import Finding, findings
from audit_app.audit.history.sentences import deed
from audit_app.audit.log.entries import ActionClosed, ActionSet, Entry, EvidenceAttached
from audit_app.audit.signatures import last_signed
from audit_app.counting import counted
from audit_app.dates import day as iso_day
from audit_app.report.album import Album
from audit_app.report.blocks import Block, Card, Chapter, Column, Facts, Figure, Numbers, Row, Said, Table, Words, cell
from audit_app.report.chapters import cover
from audit_app.report.chapters.findings import action_words, proof_blocks
from audit_app.report.chapters.result import tone
from audit_app.report.formats.html import web
from audit_app.report.options import NoPictures, Options, Pictures
from audit_app.report.outline import Outline
from audit_app.report.pdf.document import write_pdf
from audit_app.report.wording import day, log_heads, moment, person

TITLE = "Status of actions"
EVERY = (Column("Finding", 0.9), Column("Action", 4.2), Column("Owner", 2), Column("Due", 1.7), Column("State", 1.7))
SINCE = (Column("When", 1.6), Column("Who", 1.6), Column("What was done", 5.4))
KINDS = (ActionSet, ActionClosed, EvidenceAttached)


def status(signed: Audit, now: Audit, on: date, pictures: Pictures | None = None) -> Outline:
    """How the actions of a `signed` audit stand on a day; `now` is that audit with what its unit's log says since."""
    album, begun = Album(now, pictures or NoPictures()), now.begun
    since = done_since(signed, now)
    chapters = (_standing(now, on), _course(now, since), *_evidence(now, album))
    return Outline(
        audit=now.id,
        title=TITLE,
        subject=", ".join(part for part in (begun.unit.name, begun.unit.site, begun.unit.organisation) if part),
        author=since[-1].by.name if since else begun.auditor.name,
        at=now.latest,
        banners=cover.banners(signed),
        facts=_facts(signed, since, on),
        chapters=chapters,
        heads=log_heads(signed.heads),
        faults=album.faults,
        brief=True,
        foot=f"Status of actions on {day(on.isoformat())}, audit {now.id[:40]}",
    )


def done_since(signed: Audit, now: Audit) -> tuple[Entry, ...]:
    """What was entered about the actions after signing and stands, oldest first."""
    before = {each.id for each in signed.entries}
    found = [each for each in now.entries if isinstance(each, KINDS) and each.id not in before]
    return tuple(sorted((each for each in found if now.slots.stands(each)), key=lambda each: each.at))


def _facts(signed: Audit, since: tuple[Entry, ...], on: date) -> tuple[tuple[str, str], ...]:
    put = last_signed(signed)
    revision = f", revision {signed.revision}" if signed.revision else ""
    report = f"{cover.title(signed)}, {day(signed.begun.on)}{revision}"
    pairs = (
        ("As of", day(on.isoformat())),
        ("Follows", f"{report}; that report is signed and stays as it is"),
        ("Signed by", f"{person(put.person)}, {moment(put)}" if put else ""),
        ("Scanner", str(signed.begun.scanner)),
        ("Last entry", moment(since[-1]) if since else "nothing was entered since it was signed"),
    )
    return tuple(pair for pair in pairs if pair[1])


def _standing(now: Audit, on: date) -> Chapter:
    """The numbers, and every action, what is overdue first."""
    every, found = actions(now), {each.id: each for each in findings(now)}
    rows = tuple(_row(each, found[each.finding], on) for each in in_order(every, on))
    of = by_finding(now)
    bare = [each for each in findings(now) if not of[each.id]]
    blocks: list[Block] = [_numbers(every, on)]
    blocks += [Table("", EVERY, rows, numbered=False)] if rows else [Words("No action was set.")]
    blocks += [Words(f"{each.short} {each.title}: no action is planned.", "warning") for each in bare]
    return Chapter("actions", "How the actions stand", tuple(blocks))


def in_order(every: Iterable[Action], on: date) -> list[Action]:
    """What is overdue first, then what is open by its day, then what came to its end."""
    return sorted(every, key=lambda each: (not each.open, not each.overdue(on), each.due or "9999"))


def _numbers(every: tuple[Action, ...], on: date) -> Numbers:
    left = [each for each in every if each.open]
    late = [each for each in left if each.overdue(on)]
    states = [each.state for each in every if not each.disputed]
    accepted = states.count("accepted_risk")
    first = min((each.due for each in left if iso_day(each.due)), default="")
    small = f"first due {day(first)}" if first else "no date yet" if left else ""
    return Numbers(
        (
            Figure(str(len(late)), "overdue", f"of {counted(len(every), 'action')}", "high" if late else ""),
            Figure(str(len(left)), "open", small, "moderate" if left else ""),
            Figure(str(states.count("done")), "done", "not verified yet" if "done" in states else ""),
            Figure(str(states.count("verified")), "verified", f"{accepted} accepted as a risk" if accepted else ""),
        )
    )


def _row(each: Action, finding: Finding, on: date) -> Row:
    due = iso_day(each.due)
    late = counted((on - due).days, "day") if due and each.overdue(on) else ""
    state = (Said(each.words), *((Said(f"Overdue by {late}", "strong", tone="high"),) if late else ()))
    accepted = (Said(f"Risk accepted by {person(each.acceptor)}", "quiet"),) if each.acceptor else ()
    note = (Said(each.note, "quiet"),) if each.note else ()
    link = (
        Said(finding.short, "strong", link=f"finding-{finding.id}"),
        Said(finding.level, "quiet", tone=tone(finding)),
    )
    about = (Said(finding.title, "quiet"),) if finding.title != each.what else ()
    what = (Said(each.what or each.finding_title), *about, *note, *accepted)
    owner = person(each.owner) or each.owner_name
    return Row((link, what, cell(owner), cell(day(each.due) or "No date yet"), state))


def _evidence(now: Audit, album: Album) -> tuple[Chapter, ...]:
    """Each finding of which something was proven or replied, with its pictures."""
    of = by_finding(now)
    told = [each for each in findings(now) if any(one.evidence for one in of[each.id])]
    told += [each for each in findings(now) if each not in told and replies(now, each.id)]
    cards = tuple(_card(now, album, each, of[each.id]) for each in findings(now) if each in told)
    return (Chapter("findings", "Evidence and replies", cards),) if cards else ()


def _card(now: Audit, album: Album, each: Finding, planned: tuple[Action, ...]) -> Card:
    facts = [("Risk", each.risk), *(("Action", action_words(one, True)) for one in planned)]
    blocks: list[Block] = [Facts(tuple(pair for pair in facts if pair[1]))]
    blocks += proof_blocks(album, planned)
    for one in replies(now, each.id):
        words = ": ".join(part for part in (f"{one.title or one.name} ({one.by}, {day(one.on)})", one.text) if part)
        blocks.append(Words(words))
    return Card(f"finding-{each.id}", each.short, each.title, each.level, tone(each), tuple(blocks))


def _course(now: Audit, since: tuple[Entry, ...]) -> Chapter:
    """What was entered since signing, one after the other."""
    number = {each.id: each.short for each in findings(now)}
    planned = {each.id: each.finding for each in actions(now)}

    def row(entry: Entry) -> Row:
        finding = getattr(entry, "finding", "") or planned.get(getattr(entry, "action", ""), "")
        said = deed(now, entry)
        about = (Said(number[finding], "quiet", link=f"finding-{finding}"),) if finding in number else ()
        return Row((cell(moment(entry)), cell(entry.by.name), (Said(said[:1].upper() + said[1:]), *about)))

    made = tuple(map(row, since))
    told: Block = Table("", SINCE, made, numbered=False) if made else Words("Nothing was entered since signing.")
    return Chapter("course", "What was done since signing", (told,))


def write_status(told: Outline, file: BinaryIO, ending: str, options: Options | None = None) -> None:
    """Writes the document into an open file, as one web page (`ending` .html) or as a PDF."""
    if ending == ".html":
        file.write(web(told, options))
    else:
        write_pdf(told, file, options)
