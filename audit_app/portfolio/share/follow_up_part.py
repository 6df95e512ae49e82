"""The part of a shared audit that says what was done about its unit's actions since: the unit's own logs, whole."""

from collections.abc import Iterable
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.findings.going_on import PURPOSE
from audit_app.audit.log.entries import Begun
from audit_app.portfolio.share.foreign_log import Log, lines_of, read_log, refused, tried, try_whole
from audit_app.portfolio.share.intake import by_log
from audit_app.store.lineage import logs_of
from audit_app.store.store import Store

FOLLOW_UP = "follow-up.jsonl"


def follow_up_of(store: Store, audit: Audit) -> tuple[str, ...]:
    """Every entry of the logs of the audit's own unit, log by log; none where nothing was done yet."""
    own = sorted(each.id for each in logs_of(store, audit) if each.begun.unit.id == audit.begun.unit.id)
    return tuple(body for log in own for body in store.raw(log))


def read_follow_up(data: bytes, where: str) -> tuple[Log, ...]:
    """The logs in such a file, each whole by itself; BundleRefused names the first thing that is wrong."""
    if not data:
        return ()
    found = by_log(lines_of(data, where), where)
    return tuple(read_log("".join(f"{body}\n" for body in own).encode(), where) for own in found.values())


def believed(logs: Iterable[Log], papers: dict[str, Any], audit: Audit, where: str) -> tuple[Audit, ...]:
    """What those logs make; BundleRefused for one that cannot be worked with, or is not about the audit's unit."""
    return tuple(_believed(log, papers, audit, where) for log in logs)


def _believed(log: Log, papers: dict[str, Any], audit: Audit, where: str) -> Audit:
    made, about = tried(log, papers, where), audit.begun
    if not _is_about(made.begun, about):
        raise refused(f"{where}, log {made.id[:40]}", "is about nothing that the audit names")
    return made


def _is_about(log: Begun, audit: Begun) -> bool:
    same = log.unit.id == audit.unit.id and log.simulated == audit.simulated
    return log.purpose == PURPOSE and same and log.audit != audit.audit


def take_log(store: Store, papers: dict[str, Any], log: Log) -> tuple[Audit, int]:
    """Takes in the log of a unit's actions; the log as it stands then, and how many entries of it are new."""
    before = set(store.raw(log.begun.audit))
    audit = store.take(papers, log.bodies, try_whole)
    return audit, len(set(log.bodies) & set(store.raw(audit.id)) - before)
