"""How a periodic audit ends: the auditor's own conclusion, one of four and in words; and what is told of the visit."""

from dataclasses import dataclass
from typing import cast

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import by_finding
from audit_app.audit.findings.finding import findings
from audit_app.audit.history.sentences import RESULTS
from audit_app.audit.log.entries import ResultStated, VisitTold
from audit_app.audit.signing.handover import extreme_open, still_grave
from audit_app.audit.verdicts.judge import local_day
from audit_app.dates import EXAMPLE, day, spoken
from audit_app.errors import EntryRefused

VISIT = ("times", "places", "met", "circulation", "respond_by", "next_due")


@dataclass(frozen=True)
class Result:
    """The conclusion; `result` is a key of RESULTS, or empty while nothing was concluded."""

    result: str = ""
    words: str = "No conclusion yet"
    statement: str = ""
    by: str = ""
    on: str = ""
    disputed: bool = False
    doubts: tuple[str, ...] = ()
    versions: tuple[ResultStated, ...] = ()  # more than one: drawn without knowing of one another


def result(audit: Audit) -> Result | None:
    """The conclusion of a periodic audit; None for an acceptance audit, which ends in a statement of fitness."""
    if audit.begun.purpose != "periodic":
        return None
    live = tuple(cast(ResultStated, one) for one in audit.slots.live(("result",)))
    if not live:
        return Result()
    said, disputed = live[-1], len(live) > 1
    words = "Disputed" if disputed else RESULTS[said.result]
    doubts = _doubts(audit, said.result)
    return Result(said.result, words, said.statement, said.by.name, local_day(said), disputed, doubts, live)


def check_result(audit: Audit, chosen: str, statement: str) -> None:
    """EntryRefused when an audit cannot be concluded so: no words, or satisfactory beside a danger nobody controls."""
    if audit.begun.purpose != "periodic":
        raise EntryRefused("A conclusion", "belongs to a periodic audit", "State whether the system is fit instead")
    if chosen not in RESULTS:
        raise EntryRefused(f"“{chosen}”", "is not a conclusion", "Choose one of the four")
    if not statement.strip():
        raise EntryRefused(
            RESULTS[chosen], "has no description yet", "Describe the overall condition of the unit in a sentence"
        )
    if chosen in ("satisfactory", "with_actions") and any(each.uncontrolled for each in findings(audit)):
        fault = "cannot be chosen while an immediate danger has no interim control"
        raise EntryRefused(RESULTS[chosen], fault, "Record the interim control, or choose another conclusion")


def told_of_visit(audit: Audit) -> VisitTold | None:
    """What was told of the visit last, or None."""
    said = audit.slots.last(("visit",))
    return said if isinstance(said, VisitTold) else None


def check_visit(respond_by: str, next_due: str, on: str = "") -> None:
    """EntryRefused when a day is none, or lies before the day of the audit (`on`)."""
    for text, what in ((respond_by, "The day for the response"), (next_due, "The day of the next audit")):
        if text and day(text) is None:
            raise EntryRefused(what, f"is not a date: “{text[:30]}”", f"Write day, month and year, e.g. {EXAMPLE}")
        if text and day(on) is not None and text < on:
            fault = f"lies before this audit: {spoken(text)} is earlier than {spoken(on)}"
            raise EntryRefused(what, fault, "Check the day and the year")


def _doubts(audit: Audit, chosen: str) -> tuple[str, ...]:
    """What a reader will ask about a conclusion that was drawn all the same."""
    if chosen == "satisfactory" and (grave := still_grave(audit)):
        return (f"Concluded satisfactory although {grave[0]}",)
    if chosen == "with_actions":
        grave, of = extreme_open(audit), by_finding(audit)
        bare = [each.title for each in findings(audit) if each.title in grave and not of[each.id]]
        return (f"Concluded satisfactory with actions although none is set for “{bare[0]}”",) if bare else ()
    if chosen == "immediate_danger" and not any(each.immediate_danger for each in findings(audit)):
        return ("Concluded immediate danger, and no finding is marked as one",)
    return ()
