"""What the report covers: the visit, what was not assessed and why, instruments, circulation, signatures, digest."""

from hashlib import sha256

from audit_app.audit.audit import Audit
from audit_app.audit.figures import UNKNOWN
from audit_app.audit.findings.finding import findings
from audit_app.audit.instruments import calibration
from audit_app.audit.signing.result import told_of_visit
from audit_app.audit.verdicts.judge import Verdict
from audit_app.counting import counted
from audit_app.exchange.standing import Issuers
from audit_app.report.blocks import Block, Bullets, Chapter, Column, Facts, Heading, Row, Said, Table, Words, cell
from audit_app.report.chapters.basis import left_out
from audit_app.report.chapters.cover import facts as front
from audit_app.report.chapters.key import Key
from audit_app.report.chapters.record import name_standing, signed_blocks
from audit_app.report.wording import day, log_heads

LEFT_OUT = (Column("Not known", 4.2), Column("Verdict", 1.7), Column("Why", 4))
MOST = 30  # items told one by one
ON_PAGE_ONE = ("Unit", "Organisation", "Site", "Signed by", "Checked by")  # and not told again


def scope(audit: Audit, key: Key, data: bytes, late: int, issuers: Issuers) -> Chapter:
    """The chapter that closes the report."""
    blocks: tuple[Block, ...] = (
        Facts(tuple(pair for pair in (*front(audit), *visit(audit)) if pair[0] not in ON_PAGE_ONE)),
        *not_known(audit),
        *left_out(audit),
        *_instruments(audit),
        Heading("Signatures", "signatures"),
        *signed_blocks(audit, late),
        *name_standing(audit, issuers),
        *key.brief(clause for each in findings(audit) for clause in each.references),
        Heading("Digest of the record", "digest"),
        Words(
            f"This report was worked out from {log_heads(audit.heads)} of audit {audit.id}. The whole audit is "
            f"attached to the PDF as audit.json; its SHA-256 is {sha256(data).hexdigest()}. The full record tells "
            "every item.",
            "quiet",
        ),
    )
    return Chapter("scope", "Scope, people and signatures", blocks)


def visit(audit: Audit) -> tuple[tuple[str, str], ...]:
    """What was told of the visit, as facts."""
    said = told_of_visit(audit)
    if said is None:
        return ()
    pairs = (
        ("Times", said.times),
        ("Places seen", said.places),
        ("People met", said.met),
        ("Circulation", said.circulation),
        ("Response asked for", f"in writing by {day(said.respond_by)}" if said.respond_by else ""),
        ("Next audit due", day(said.next_due)),
    )
    return tuple(pair for pair in pairs if pair[1])


def not_known(audit: Audit) -> tuple[Block, ...]:
    """What was not assessed, not done or is disputed, and why."""
    lines = [line for line in audit.lines.values() if line.verdict in UNKNOWN]
    if not lines:
        return (Words("Every item that applies was assessed.", "strong"),)
    rows = []
    for line in lines[:MOST]:
        where = f"{line.thing.name}: " if line.thing else ""
        why = line.judgement.because or ("not yet looked at" if line.verdict is Verdict.NOT_DONE else "no reason given")
        rows.append(Row((cell(where + line.item.text), (Said("", verdict=line.verdict),), cell(why))))
    more = len(lines) - MOST
    rest = (Words(f"and {more} more, each in the full record.", "quiet"),) if more > 0 else ()
    caption = f"Not known: {len(lines)} of {counted(len(audit.lines), 'item')}"
    return (Heading("What was not assessed", "not-known"), Table(caption, LEFT_OUT, tuple(rows), numbered=False), *rest)


def _instruments(audit: Audit) -> tuple[Block, ...]:
    every = audit.things_of("instrument")
    if not every:
        return ()
    told = tuple(
        f"{thing.name}"
        + (f", serial {thing.details['serial']}" if thing.details.get("serial") else "")
        + f": {calibration(thing.details, audit.begun.on).words.lower()}"
        for thing in every
    )
    return Heading("Instruments", "used"), Bullets(told)
