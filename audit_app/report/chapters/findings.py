"""The findings, gravest first, each with its pictures, references, risk and actions; then all actions in one table."""

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions, actions_on, replies
from audit_app.audit.findings.finding import Finding, findings, numbers, open_before, set_aside, without_finding
from audit_app.audit.judge import local_day
from audit_app.audit.log.entries import FindingRaised
from audit_app.checklist.reference.risk import risk_matrix
from audit_app.checklist.reference.sources import Library
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
from audit_app.report.chapters.summary import TONES, tone
from audit_app.report.wording import cite, day, person, short_cites

ACTIONS = (
    Column("Finding", 0.8),
    Column("Action", 4),
    Column("Owner", 2),
    Column("Due", 1.9),
    Column("State", 1.2),
)


def found(audit: Audit, album: Album) -> Chapter:
    """The chapter on findings."""
    every = findings(audit)
    cards = tuple(_card(audit, album, each) for each in every)
    order = "Gravest first. The numbers follow the order in which they were raised, and stay."
    head = (Words(order, "quiet"),) if len(cards) > 1 else () if cards else (Words("No finding was raised."),)
    blocks = (*head, *cards, *_bare(audit, album), *_actions(audit, every), *_before(audit), *_withdrawn(audit))
    return Chapter("findings", "Findings", blocks)


def _card(audit: Audit, album: Album, each: Finding) -> Card:
    blocks: list[Block] = []
    if each.immediate_danger:
        blocks.append(Words("Immediate danger", "danger"))
    if each.disputed:
        blocks.append(Words("Two people gave different versions of this finding; the graver one is shown.", "warning"))
    blocks += [Words(each.description)] if each.description.strip() else []
    blocks.append(Facts(_facts(audit, each)))
    shots = album.of_finding(each.id, each.photos)
    blocks += [Gallery(shots)] if shots else []
    doing = actions_on(audit, each.id)
    rows = tuple(action_row(one, "") for one in doing)
    if rows:
        blocks.append(Table("", ACTIONS[1:], tuple(Row(row.cells[1:]) for row in rows), numbered=False))
    else:
        blocks.append(Words("No action is recorded for this finding.", "warning"))
    blocks += _proof(album, doing)
    blocks += [
        Words(f"{one.title or one.name} ({one.by}, {day(one.on)}): {one.text}") for one in replies(audit, each.id)
    ]
    return Card(f"finding-{each.id}", each.short, each.title, each.level, tone(each), tuple(blocks))


def _facts(audit: Audit, each: Finding) -> tuple[tuple[str, str], ...]:
    place = ", ".join(part for part in (f"Zone {each.zone}" if each.zone else "", each.place) if part)
    pairs = (
        ("Risk", each.risk + (f" ({each.matrix})" if each.matrix else "")),
        ("Why this risk", each.rationale),
        ("Where", place),
        ("Item", each.item),
        ("Reference", "; ".join(short_cites(audit.references, each.references))),
        ("Recommendation", each.recommendation),
        ("Interim control", each.interim_control),
        ("Raised", f"{each.raised_by}, {day(each.raised_on)}"),
    )
    return tuple(pair for pair in pairs if pair[1].strip())


def _proof(album: Album, doing: tuple[Action, ...]) -> list[Block]:
    blocks: list[Block] = []
    for one in doing:
        for proof in one.evidence:
            blocks.append(Words(f"{proof.title} ({proof.by}, {day(proof.on)}): {proof.text}".rstrip(": ")))
            shots = album.of(proof.photos)
            blocks += [Gallery(shots)] if shots else []
    return blocks


def _bare(audit: Audit, album: Album) -> tuple[Block, ...]:
    """Deficient and partly compliant items that nobody raised a finding from: they are not lost."""
    lines = without_finding(audit)
    if not lines:
        return ()
    heading = Heading("Shortcomings without a finding", "bare")
    said = Words("These items are deficient or partly compliant, and no finding was raised from them.")
    return (heading, said, item_table("Shortcomings without a finding", audit, album, lines, keyed=False))


def _actions(audit: Audit, every: tuple[Finding, ...]) -> tuple[Block, ...]:
    number = {each.id: each.short for each in every}
    rows = tuple(action_row(one, number.get(one.finding, "")) for one in actions(audit))
    return (Heading("Action plan", "actions"), Table("Actions", ACTIONS, rows)) if rows else ()


def action_row(one: Action, finding: str) -> Row:
    """An action as a row of ACTIONS, leading to its finding."""
    note = (Said(one.note, "quiet"),) if one.note else ()
    accepted = (Said(f"Risk accepted by {person(one.acceptor)}", "quiet"),) if one.acceptor else ()
    what = (Said(one.what or one.finding_title), *note, *accepted)
    owner = person(one.owner) or one.owner_name
    link = (Said(finding, "strong", link=f"finding-{one.finding}"),) if finding else ()
    return Row((link, what, cell(owner), cell(day(one.due) or "No date yet"), cell(one.words)))


def _before(audit: Audit) -> tuple[Block, ...]:
    """Open findings of the last audit and what was found when they were looked at again."""
    columns = (
        Column("Finding of the last audit", 3.6),
        Column("Risk then", 1.6),
        Column("Now", 1.2),
        Column("Note", 2.6),
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


def _withdrawn(audit: Audit) -> tuple[Block, ...]:
    said = tuple(
        f"{_named(audit, entry.finding)} (withdrawn by {entry.by.name}, {day(local_day(entry))}): {entry.reason}"
        for entry in set_aside(audit)
    )
    return (Heading("Findings withdrawn"), Bullets(said)) if said else ()


def _named(audit: Audit, finding: str) -> str:
    """A finding that was withdrawn: its number, and what it was called last."""
    raised = [one for one in audit.slots.history(("finding", finding)) if isinstance(one, FindingRaised)]
    return f"F{numbers(audit)[finding]} {raised[-1].title if raised else 'A finding'}"


def scale(library: Library) -> tuple[Block, ...]:
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
    source = Words(f"{matrix.note} Source: {cite(library, matrix.source)}", "quiet")
    return (Table(f"{matrix.title}, version {matrix.version}: likelihood × consequence", columns, rows), source)
