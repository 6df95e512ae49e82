"""An audit as a first draft of an item of evidence: what the audit itself already says is filled in."""

from audit_app.audit.audit import Audit
from audit_app.portfolio.evidence import PARTS, AuditPart, Evidence, FromAudit, evidence, next_number
from audit_app.report.words import cite
from audit_app.store.store import Store

MHRA = "mhra"  # the guideline's id in the reference library
MOST_CLAUSES = 8


def proposed(store: Store, audit: Audit, new_id: str, part: AuditPart = "report") -> Evidence:
    """An item made from a part of an audit: its date, sub-category, simulation and MHRA references. No commentary."""
    begun = audit.begun
    what = "" if part == "report" else f"{PARTS[part].removeprefix('The ').capitalize()}: "
    kind = "Acceptance test" if begun.purpose == "acceptance" else "Safety audit"
    clauses = mhra_clauses(audit)
    return Evidence(
        id=new_id,
        number=next_number(store),
        title=f"{what}{kind} of {begun.unit.name}, {begun.on}",
        on=begun.on,
        sub_categories=(audit.checklist.sub_category,),
        source=FromAudit(audit=audit.id, part=part),
        simulated=begun.simulated,
        traceable=bool(clauses),
        clauses=clauses,
    )


def mhra_clauses(audit: Audit) -> tuple[str, ...]:
    """The MHRA clauses that the audit's answered items refer to, those of deficiencies first, as they are printed."""
    done = [line for line in audit.lines.values() if line.done]
    found = [clause for line in (*audit.deficiencies, *done) for clause in line.item.references]
    known = (each for each in dict.fromkeys(found) if each in audit.library)
    ours = [each for each in known if audit.library.clause(each).document == MHRA]
    return tuple(cite(audit.library, each) for each in ours[:MOST_CLAUSES])


def from_audits(store: Store, audits: list[Audit], new_id: str) -> tuple[Evidence, ...]:
    """The items kept for these audits; an audit without any stands as a whole report of its own, not kept."""
    kept = evidence(store)
    found: list[Evidence] = []
    for number, audit in enumerate(audits):
        own = [each for each in kept if isinstance(each.source, FromAudit) and each.source.audit == audit.id]
        draft = proposed(store, audit, f"{new_id}-{number}")
        found += own or [draft.model_copy(update={"number": draft.number + number})]
    return tuple(dict.fromkeys(found))
