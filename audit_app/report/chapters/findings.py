"""The findings, gravest first, each with its picture, risk, actions and the codes of what it refers to."""

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, Evidence, by_finding, replies
from audit_app.audit.findings.finding import Finding, findings, numbers, open_before, set_aside, without_finding
from audit_app.audit.log.entries import FindingRaised
from audit_app.audit.verdicts.judge import local_day
from audit_app.checklist.reference.risk import risk_matrix
from audit_app.counting import counted
from audit_app.report.album import Album
from audit_app.report.blocks import (
    Block,
    Bullets,
    Card,
    Chapter,
    Column,
    Facts,
    Gallery,
    Heading,
    Row,
    Said,
    Table,
    Words,
    cell,
)
from audit_app.report.chapters.items import item_table
from audit_app.report.chapters.key import Key
from audit_app.report.chapters.result import TONES, tone
from audit_app.report.wording import day, person


def found(audit: Audit, album: Album, key: Key, whole: bool = False) -> Chapter:
    """The chapter on findings; `whole` with everything that was recorded of each."""
    every, of = findings(audit), by_finding(audit)
    cards = tuple(_card(audit, album, key, each, of[each.id], whole) for each in every)
    order = "Gravest first. The numbers follow the order in which they were raised, and stay."
    head = (Words(order, "quiet"),) if len(cards) > 1 and whole else () if cards else (Words("No finding was raised."),)
    blocks = (*head, *cards, *_bare(audit, album, key))
    return Chapter("findings", "Findings", (*blocks, *(withdrawn(audit) if whole else ())))


def _card(audit: Audit, album: Album, key: Key, each: Finding, doing: tuple[Action, ...], whole: bool) -> Card:
    blocks: list[Block] = []
    if each.immediate_danger:
        blocks.append(Words("Immediate danger", "danger"))
    if each.disputed:
        blocks.append(Words("Two people gave different versions of this finding; the graver one is shown.", "warning"))
    blocks += [Words(each.description)] if each.description.strip() else []
    blocks.append(Facts(_facts(key, each, doing, whole)))
    if not doing:
        blocks.append(Words("No action is recorded for this finding.", "warning"))
    shots = album.of_finding(each.id, each.photos)
    beside, further = (shots[:1], shots[1:]) if whole else (shots[:1], ())
    blocks += [Gallery(further)] if further else []
    if not whole and len(shots) > 1:
        blocks.append(Words(f"{counted(len(shots) - 1, 'more photo')} in the full record.", "quiet"))
    blocks += proof_blocks(album, doing) if whole else []
    blocks += [Words(f"{one.title or one.name} ({one.by}, {day(one.on)}): {one.text}") for one in _replied(audit, each)]
    return Card(f"finding-{each.id}", each.short, each.title, each.level, tone(each), tuple(blocks), beside)


def _replied(audit: Audit, each: Finding) -> tuple[Evidence, ...]:
    return replies(audit, each.id)


def _facts(key: Key, each: Finding, doing: tuple[Action, ...], whole: bool) -> tuple[tuple[str, str], ...]:
    place = ", ".join(part for part in (f"Zone {each.zone}" if each.zone else "", each.place) if part)
    risk = each.risk + (f" ({each.matrix})" if each.matrix and whole else "")
    pairs = (
        *((("Risk", risk), ("Where", place)) if whole else (("Risk and place", f"{risk}. {place}".rstrip(". ")),)),
        ("Why this risk", each.rationale),
        ("Item", each.item if whole else ""),
        ("Recommendation", each.recommendation),
        ("Interim control", each.interim_control),
        *(("Action", action_words(one, whole)) for one in doing),
        ("References", key.codes(each.references)),
        ("Raised", f"{each.raised_by}, {day(each.raised_on)}" if whole else ""),
    )
    return tuple(pair for pair in pairs if pair[1].strip())


def action_words(one: Action, whole: bool) -> str:
    """An action in a sentence: what, by whom, by when, and how far it is; an owner's role where it is `whole`."""
    what = (one.what or one.finding_title).rstrip(".")
    owner = (person(one.owner) if whole else "") or one.owner_name
    due = f"due {day(one.due)}" if one.due else "no date yet"
    accepted = f", risk accepted by {person(one.acceptor)}" if one.acceptor else ""
    note = f" {one.note}" if one.note else ""
    return f"{what}. {owner}, {due} ({one.words.lower()}{accepted}).{note}"


def proof_blocks(album: Album, doing: tuple[Action, ...]) -> list[Block]:
    """What brought these actions to their end, with its pictures."""
    blocks: list[Block] = []
    for one in doing:
        for proof in one.evidence:
            blocks.append(Words(f"{proof.title} ({proof.by}, {day(proof.on)}): {proof.text}".rstrip(": ")))
            shots = album.of(proof.photos)
            blocks += [Gallery(shots)] if shots else []
    return blocks


def _bare(audit: Audit, album: Album, key: Key) -> tuple[Block, ...]:
    """Deficient and partly compliant items that nobody raised a finding from: they are not lost."""
    lines = without_finding(audit)
    if not lines:
        return ()
    heading = Heading("Shortcomings without a finding", "bare")
    said = Words("These items are deficient or partly compliant, and no finding was raised from them.")
    return (heading, said, item_table("Shortcomings without a finding", audit, album, key, lines, keyed=False))


def follow_up(audit: Audit) -> tuple[Block, ...]:
    """Open findings of the last audit and what was found when they were looked at again."""
    columns = (
        Column("Finding of the last audit", 3.2),
        Column("Risk then", 3),
        Column("Now", 1),
        Column("Note", 1.8),
    )
    rows = tuple(
        Row(
            (
                (Said(each.title), Said(f"raised {day(each.raised_on)}" if each.raised_on else "", "quiet")),
                cell(each.risk),
                cell(each.words, "strong"),
                cell(each.note),
            )
        )
        for each in open_before(audit)
    )
    return (Heading("Follow-up of the last audit", "follow-up"), Table("Follow-up", columns, rows)) if rows else ()


def withdrawn(audit: Audit) -> tuple[Block, ...]:
    """Findings that were withdrawn, with the reason."""
    said = tuple(
        f"{_named(audit, entry.finding)} (withdrawn by {entry.by.name}, {day(local_day(entry))}): {entry.reason}"
        for entry in set_aside(audit)
    )
    return (Heading("Findings withdrawn"), Bullets(said)) if said else ()


def _named(audit: Audit, finding: str) -> str:
    """A finding that was withdrawn: its number, and what it was called last."""
    raised = [one for one in audit.slots.history(("finding", finding)) if isinstance(one, FindingRaised)]
    return f"F{numbers(audit)[finding]} {raised[-1].title if raised else 'A finding'}"


def scale(key: Key) -> tuple[Block, ...]:
    """The risk matrix in words: what each band means and by when it should be put right."""
    matrix = risk_matrix()
    columns = (Column("Band", 1), Column("Score", 1), Column("What it asks for", 5))
    scores = sorted({likely * bad for likely in range(1, 6) for bad in range(1, 6)})
    ends = [level.least for level in matrix.levels[1:]] + [26]
    bands = [[s for s in scores if level.least <= s < end] for level, end in zip(matrix.levels, ends, strict=True)]
    rows = tuple(
        Row(
            (
                (Said(level.word, "strong", tone=TONES.get(level.id, "plain")),),
                cell(f"{band[0]}–{band[-1]}"),
                cell(level.means),
            )
        )
        for level, band in zip(matrix.levels, bands, strict=True)
    )
    source = Words(f"{matrix.note} Source: {key.cited(matrix.source)}", "quiet")
    return (Table(f"{matrix.title}, version {matrix.version}: likelihood × consequence", columns, rows), source)
