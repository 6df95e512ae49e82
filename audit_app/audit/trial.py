"""An audit from elsewhere tried out once, before anything of it is kept: what would break a screen breaks here."""

from datetime import UTC, datetime

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import actions, followed, summed_up
from audit_app.audit.findings.finding import findings, open_before
from audit_app.audit.log.clock import local, stamp
from audit_app.audit.log.entries import Amended, Signed
from audit_app.audit.log.order import FIRST
from audit_app.audit.pictures import pictures
from audit_app.audit.signatures import covered, uncovered
from audit_app.audit.signing.contributions import contributions
from audit_app.audit.signing.handover import handover
from audit_app.errors import AuditError, BundleRefused

REMEDY = "Nothing was imported; ask for the file again"
# What a value that nobody foresaw makes the app raise; each is an answer about the file.
TROUBLE = (AuditError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RuntimeError, MemoryError)


def try_out(audit: Audit) -> None:
    """Works out everything that a screen shows of an audit, and the stamp of the entry after it; BundleRefused if not.

    Nothing is kept of it.
    """
    from audit_app.audit.survey.survey import beyond_boundary, plans, published, surveyed, taken  # with numpy

    try:
        _ = (audit.lines, audit.things, audit.facts, audit.counts, audit.left, audit.state, audit.revision)
        _ = (findings(audit), open_before(audit), actions(audit), summed_up(audit), followed(audit), pictures(audit))
        _ = (contributions(audit), handover(audit), uncovered(audit), taken(audit), published(audit), surveyed(audit))
        for plan in plans(audit):
            beyond_boundary(audit, plan)
        for entry in audit.entries:
            local(entry.wall, entry.zone)
            if isinstance(entry, Signed):
                _refuse_signature(audit, entry)
        stamp(datetime.now(UTC), audit.latest)
    except BundleRefused:
        raise
    except TROUBLE as error:
        raise BundleRefused("The audit", *cannot(error)) from error


def _refuse_signature(audit: Audit, signed: Signed) -> None:
    """BundleRefused for one that no device makes: over no beginning, or over another auditor's without an addendum."""
    inside, place = covered(audit, signed), audit.slots.place_of
    if audit.begun.id not in inside:
        raise BundleRefused("A signature", "does not cover the beginning of its audit", REMEDY)
    turns = [turn for turn in audit.slots.turns if turn.id in inside and turn is not signed]
    before = [place(turn) for turn in turns if isinstance(turn, Signed) and turn.role == "auditor"]
    opened = [place(turn) for turn in turns if isinstance(turn, Amended)]
    if signed.role == "auditor" and before and max(opened, default=FIRST) <= max(before):
        raise BundleRefused("A signature", "covers another auditor's without an addendum", REMEDY)


def cannot(error: BaseException) -> tuple[str, str]:
    """Fault and remedy of an audit that holds something this app cannot work with."""
    why = f"{error.where}: {error.fault}" if isinstance(error, AuditError) else type(error).__name__
    return f"holds something this app cannot work with ({why[:200]})", REMEDY
