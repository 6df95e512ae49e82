"""An audit as a first draft of an item of evidence: what the audit itself already says is filled in."""

from audit_app.audit.audit import Audit
from audit_app.portfolio.evidence.evidence import PARTS, AuditPart, Evidence, FromAudit, evidence, next_number
from audit_app.report.wording import cite
from audit_app.store.store import Store

MHRA = "mhra"  # the guideline's id in the reference library
MOST_CLAUSES = 8
SUPERSEDED = "(superseded)"  # as a citation says it of its edition


def proposed(
    store: Store, audit: Audit, new_id: str, part: AuditPart = "report", sections: tuple[str, ...] = ()
) -> Evidence:
    """An item made from a part of an audit: its date, sub-category, simulation and MHRA references. No commentary."""
    begun = audit.begun
    what = "" if part == "report" else f"{PARTS[part].removeprefix('The ').capitalize()}: "
    kind = {"acceptance": "Acceptance test", "periodic": "Safety audit"}.get(begun.purpose, audit.checklist.title)
    clauses = mhra_clauses(audit, part, sections)
    return Evidence(
        id=new_id,
        number=next_number(store),
        title=f"{what}{kind} of {begun.unit.name}, {begun.on}",
        on=begun.on,
        sub_categories=(audit.checklist.sub_category,),
        source=FromAudit(audit=audit.id, part=part, sections=sections),
        simulated=begun.simulated,
        traceable=bool(clauses),
        clauses=clauses,
    )


def of_part(store: Store, audit: Audit, item: Evidence, part: AuditPart, sections: tuple[str, ...] = ()) -> Evidence:
    """The item made from another part of its audit; what the applicant changed of title and clauses stays."""
    before = item.source
    if not isinstance(before, FromAudit):
        return item
    was = proposed(store, audit, item.id, before.part, before.sections)
    now = proposed(store, audit, item.id, part, sections)
    chosen = {"part": part, "sections": sections, "looked_over": False}
    says: dict[str, object] = {"source": before.model_copy(update=chosen)}
    if item.title == was.title:
        says["title"] = now.title
    if (item.traceable, item.clauses) == (was.traceable, was.clauses):
        says |= {"traceable": now.traceable, "clauses": now.clauses}
    return item.model_copy(update=says)


def mhra_clauses(audit: Audit, part: AuditPart = "report", sections: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The MHRA clauses that a part of an audit refers to by a section somebody has seen, those of deficiencies first.

    A reader cannot follow a reference without its section, so one that is only recalled is not proposed. Those of an
    edition in force are proposed; where there is none, those of a superseded edition, which they say.
    """
    done = [line for line in audit.lines.values() if line.done]
    shown = {
        "report": [*audit.deficiencies, *done],
        "findings": list(audit.deficiencies),
        "sections": [line for line in (*audit.deficiencies, *done) if line.section.id in sections],
    }
    found = [clause for line in shown.get(part, []) for clause in line.item.references]
    known = [audit.references.clause(each) for each in dict.fromkeys(found) if each in audit.references]
    ours = [each.id for each in known if each.document == MHRA and audit.references.cite(each.id).section]
    current = [each for each in ours if SUPERSEDED not in audit.references.cite(each).edition]
    return tuple(cite(audit.references, each) for each in (current or ours)[:MOST_CLAUSES])


def from_audits(store: Store, audits: list[Audit], new_id: str) -> tuple[Evidence, ...]:
    """The items kept for these audits; an audit without any stands as a whole report of its own, not kept."""
    kept = evidence(store)
    found: list[Evidence] = []
    for number, audit in enumerate(audits):
        own = [each for each in kept if isinstance(each.source, FromAudit) and each.source.audit == audit.id]
        draft = proposed(store, audit, f"{new_id}-{number}")
        found += own or [draft.model_copy(update={"number": draft.number + number})]
    return tuple(dict.fromkeys(found))
