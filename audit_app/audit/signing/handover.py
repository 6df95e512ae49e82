"""How an acceptance audit ends: fit for clinical use, with conditions, or not, with what is still open."""

from dataclasses import dataclass
from typing import cast

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions
from audit_app.audit.findings.finding import findings
from audit_app.audit.history.sentences import FIT
from audit_app.audit.log.entries import Concluded
from audit_app.audit.verdicts.judge import local_day
from audit_app.errors import EntryRefused


@dataclass(frozen=True)
class Handover:
    """The statement at handover; `fit` is yes, with_conditions, no, or empty while nothing was stated."""

    fit: str = ""
    words: str = "No statement yet"
    conditions: tuple[str, ...] = ()
    statement: str = ""
    by: str = ""
    on: str = ""
    disputed: bool = False
    open_actions: tuple[Action, ...] = ()
    doubts: tuple[str, ...] = ()


def handover(audit: Audit) -> Handover | None:
    """The statement of an acceptance audit with its open actions; None for an audit that needs none."""
    if audit.begun.purpose != "acceptance":
        return None
    live = audit.slots.live(("conclusion",))
    left = tuple(each for each in actions(audit) if each.open or each.state == "accepted_risk")
    if not live:
        return Handover(open_actions=left)
    said = cast(Concluded, live[-1])
    return Handover(
        fit=said.fit,
        words="Disputed" if len(live) > 1 else FIT[said.fit],
        conditions=said.conditions,
        statement=said.statement,
        by=said.by.name,
        on=local_day(said),
        disputed=len(live) > 1,
        open_actions=left,
        doubts=_doubts(audit, said.fit),
    )


def check_statement(audit: Audit, fit: str, conditions: tuple[str, ...], statement: str) -> None:
    """EntryRefused when a statement cannot be made so: conditions left out, or no reason for a refusal."""
    if audit.begun.purpose != "acceptance":
        raise EntryRefused("A handover statement", "belongs to an acceptance audit", "Sign this audit without one")
    if fit not in FIT:
        raise EntryRefused(f"“{fit}”", "is not a statement", "Choose yes, with conditions, or no")
    if fit == "with_conditions" and not conditions:
        raise EntryRefused("Fit with conditions", "names no condition", "Write each condition on a line of its own")
    if fit != "with_conditions" and conditions:
        raise EntryRefused(FIT[fit], "has conditions", "Choose “with conditions”, or take them out")
    if fit == "no" and not statement.strip():
        raise EntryRefused("Not fit for clinical use", "has no reason yet", "Say why in a few words")
    if fit == "yes" and any(each.uncontrolled for each in findings(audit)):
        fault = "does not go with an immediate danger that has no interim control"
        raise EntryRefused(FIT[fit], fault, "Record the interim control, or state that it is not fit")


def _doubts(audit: Audit, fit: str) -> tuple[str, ...]:
    """What a reader will ask about a statement that was made all the same."""
    grave = [each.title for each in findings(audit) if each.immediate_danger or each.level_id == "extreme"]
    if fit == "yes" and grave:
        return (f"Stated fit without conditions although “{grave[0]}” is open",)
    if fit != "no" and any(each.uncontrolled for each in findings(audit)):
        return ("Stated fit although an immediate danger has no interim control",)
    return ()
