"""The front page: which unit, which scanner, what kind of audit, when, by whom, and for what it is evidence."""

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Signed
from audit_app.checklist.reference.scheme import scheme
from audit_app.report.wording import day, moment, person

KINDS = {"acceptance": "Acceptance test of an MR unit", "periodic": "Safety audit of an MR unit"}
WORDS = {"check": "short check", "document-audit": "audit of documents"}  # for a kind of audit
SIMULATED = "SIMULATED: made up for training or demonstration; describes no real unit"
DRAFT = "DRAFT: not signed by the auditor"
AMENDING = "DRAFT: an addendum is open and not signed yet"


def title(audit: Audit) -> str:
    """What kind of report this is."""
    return KINDS.get(audit.begun.purpose, audit.checklist.title)


def banners(audit: Audit) -> tuple[str, ...]:
    """What every page must say above all else."""
    draft = {"open": DRAFT, "amending": AMENDING, "signed": ""}[audit.state]
    return tuple(said for said in (SIMULATED if audit.begun.simulated else "", draft) if said)


def facts(audit: Audit) -> tuple[tuple[str, str], ...]:
    """The facts of the front page, those that are known."""
    begun, last = audit.begun, audit.entries[-1]
    field = f"{begun.scanner.field}" if begun.scanner.field else ""
    serial = f"serial number {begun.scanner.serial}" if begun.scanner.serial else ""
    scanner = " ".join(part for part in (begun.scanner.maker, begun.scanner.model) if part)
    pairs = (
        ("Unit", begun.unit.name),
        ("Organisation", begun.unit.organisation),
        ("Site", begun.unit.site),
        ("Scanner", ", ".join(part for part in (scanner, field, serial) if part) or "not named"),
        ("Magnet", magnet(audit)),
        ("Kind of audit", WORDS.get(begun.purpose, begun.purpose)),
        ("Joined with", ", ".join(f"{each.title}, version {each.version}" for each in audit.checklist.joined)),
        ("Depth", "core: what it leaves out is named under “What the audit worked to”" if audit.left_out else ""),
        ("Begun on", day(begun.on)),
        ("Last entry", moment(last)),
        ("Auditor", person(begun.auditor)),
        *signatures(audit),
        (
            "Revision",
            f"{audit.revision}" if audit.revision else "0 (as first signed)" if audit.state == "signed" else "",
        ),
        ("Checklist", f"{audit.checklist.title}, version {audit.checklist.version}"),
        ("Evidence for", evidence_for(audit)),
    )
    return tuple(pair for pair in pairs if pair[1])


def few(audit: Audit) -> tuple[tuple[str, str], ...]:
    """The facts at the head of a short list's record."""
    wanted = ("Unit", "Site", "Scanner", "Begun on", "Auditor", "Signed", "Signed by", "Checklist")
    return tuple(pair for pair in facts(audit) if pair[0] in wanted)


def magnet(audit: Audit) -> str:
    """What kind of magnet it is, and whether its cryogen is sealed in."""
    facts = audit.begun.scanner.facts
    sealed = ", sealed" if facts["cryogen"] == "yes" and facts["vent"] == "no" else ""
    return f"{audit.begun.scanner.magnet_type}{sealed}"


def signatures(audit: Audit) -> tuple[tuple[str, str], ...]:
    """Who signed in which role and when, or that nobody did."""
    signed = [entry for entry in audit.entries if isinstance(entry, Signed) and entry.revision == audit.revision]
    if not signed:
        return (("Signed", "not signed"),)
    roles = {"auditor": "Signed by", "checker": "Checked by"}
    return tuple((roles[one.role], f"{person(one.person)}, {moment(one)}") for one in signed)


def evidence_for(audit: Audit) -> str:
    """The sub-category of the experience scheme, with its title; a simulated audit is evidence of simulation only."""
    number = audit.checklist.sub_category
    known = scheme().sub_categories.get(number)
    said = f"{scheme().title}, {number} {known.title}" if known else f"sub-category {number}"
    return f"{said} (simulated)" if audit.begun.simulated else said
