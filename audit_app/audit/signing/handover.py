"""How an acceptance audit ends: fit for clinical use, with conditions, or not, with what is still open."""

from dataclasses import dataclass
from typing import cast

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions, standing, unresolved
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
    despite: str = ""
    by: str = ""
    on: str = ""
    disputed: bool = False
    open_actions: tuple[Action, ...] = ()
    doubts: tuple[str, ...] = ()
    extreme: tuple[str, ...] = ()  # the titles of what is open at extreme risk: fit in spite of it needs a reason
    versions: tuple[Concluded, ...] = ()  # more than one: made without knowing of one another

    @property
    def unexplained(self) -> bool:
        """True when it is stated fit, something of extreme risk is open, and nobody said why it is fit all the same."""
        return self.fit == "yes" and bool(self.extreme) and not self.despite


def handover(audit: Audit) -> Handover | None:
    """The statement of an acceptance audit with its open actions; None for an audit that needs none."""
    if audit.begun.purpose != "acceptance":
        return None
    live = tuple(cast(Concluded, one) for one in audit.slots.live(("conclusion",)))
    left = tuple(each for each in actions(audit) if each.open or each.state == "accepted_risk")
    extreme = extreme_open(audit)
    if not live:
        return Handover(open_actions=left, extreme=extreme)
    said = live[-1]
    return Handover(
        fit=said.fit,
        words="Disputed" if len(live) > 1 else FIT[said.fit],
        conditions=said.conditions,
        statement=said.statement,
        despite=said.despite,
        by=said.by.name,
        on=local_day(said),
        disputed=len(live) > 1,
        open_actions=left,
        doubts=_doubts(audit, said.fit),
        extreme=extreme,
        versions=live,
    )


def extreme_open(audit: Audit) -> tuple[str, ...]:
    """The titles of the findings of extreme risk, or of immediate danger, that are not closed."""
    return tuple(each.title for each, _ in unresolved(audit) if each.immediate_danger or each.level_id == "extreme")


def still_grave(audit: Audit) -> tuple[str, ...]:
    """The same with how far each is: open, or done and not verified."""
    grave = set(extreme_open(audit))
    done = "is done and not verified yet"
    return tuple(
        f"“{each.title}” {done if standing(about) == 'done' else 'is open'}"
        for each, about in unresolved(audit)
        if each.title in grave
    )


def check_statement(audit: Audit, fit: str, conditions: tuple[str, ...], statement: str, despite: str = "") -> None:
    """EntryRefused when a statement cannot be made so: conditions or a reason left out, a danger nobody controls."""
    if audit.begun.purpose != "acceptance":
        raise EntryRefused("A handover statement", "belongs to an acceptance audit", "Sign this audit without one")
    if fit not in FIT:
        raise EntryRefused(f"“{fit}”", "is not a statement", "Choose yes, with conditions, or no")
    if fit == "with_conditions" and not conditions:
        raise EntryRefused("Fit with conditions", "names no condition", "Write each condition on a line of its own")
    if fit != "with_conditions" and conditions:
        raise EntryRefused(FIT[fit], "has conditions", "Choose “with conditions”, or take them out")
    if fit == "no" and not statement.strip():
        raise EntryRefused("Not fit for clinical use", "has no reason yet", "Give a short reason")
    if fit == "yes" and any(each.uncontrolled for each in findings(audit)):
        fault = "cannot be chosen while an immediate danger has no interim control"
        raise EntryRefused(FIT[fit], fault, "Record the interim control, or state that it is not fit")
    extreme = extreme_open(audit) if fit == "yes" and not despite.strip() else ()
    if extreme:
        fault = f"needs a reason, because “{extreme[0]}” is open and its risk is extreme"
        raise EntryRefused(FIT[fit], fault, "Say why it is still fit, or name conditions")


def _doubts(audit: Audit, fit: str) -> tuple[str, ...]:
    """What a reader will ask about a statement that was made all the same."""
    grave = still_grave(audit)
    if fit == "yes" and grave:
        return (f"Stated fit without conditions although {grave[0]}",)
    if fit != "no" and any(each.uncontrolled for each in findings(audit)):
        return ("Stated fit although an immediate danger has no interim control",)
    return ()
