"""The part of the register that travels with a shared audit: the logs of its unit and of its instruments, whole."""

from audit_app.audit.audit import Audit
from audit_app.audit.instruments import INSTRUMENT
from audit_app.audit.log.entries import ThingAdded
from audit_app.audit.log.text_bounds import too_much
from audit_app.portfolio.share.foreign_log import lines_of, refused
from audit_app.register.log import log_id
from audit_app.store.register.logs import foreign_logs
from audit_app.store.store import Store

REGISTER = "register.jsonl"


def logs_needed(audit: Audit) -> tuple[str, ...]:
    """The ids of the logs that an audit is about or copied from: its unit's and its instruments'."""
    added = (entry for entry in audit.entries if isinstance(entry, ThingAdded) and entry.thing_kind == INSTRUMENT)
    every = (log_id("unit", audit.begun.unit.id), *(log_id(INSTRUMENT, entry.thing) for entry in added))
    return tuple(dict.fromkeys(every))


def register_of(store: Store, audit: Audit) -> bytes:
    """Every statement of those logs, one a line; empty when nothing is stated of them here."""
    return "".join(f"{body}\n" for log in logs_needed(audit) for body in store.register.raw(log)).encode()


def read_register(data: bytes, audit: Audit, where: str) -> tuple[str, ...]:
    """The statements in such a file; BundleRefused when one is not whole, plausible and of a log the audit needs."""
    bodies = lines_of(data, where)
    for number, body in enumerate(bodies, 1):
        if fault := too_much(body):
            raise refused(f"{where}, statement {number}", fault)
    for log in foreign_logs(bodies).keys() - set(logs_needed(audit)):
        raise refused(f"{where}, log {log}", "is about nothing that the audit names")
    return bodies
