"""Whether an entry that arrives is one that a device writes: digest, envelope, parts in range, before it is kept."""

import re
from typing import Any

from pydantic import ValidationError

from audit_app.audit.log.canonical import canonical, composed, digest
from audit_app.audit.log.chain import ENVELOPE
from audit_app.audit.log.entries import Entry, read_any
from audit_app.audit.log.own_id import NOT_ITS_BEGINNING, is_another
from audit_app.audit.log.strict import strict_flaws
from audit_app.audit.log.text_bounds import too_much
from audit_app.exchange import bounds
from audit_app.exchange.kept import ENTRY, Link, New
from audit_app.exchange.messages import Raw, refused

_FOLLOWED = re.compile(r"([0-9a-f]{64})?")


def new_entry(raw: Raw, audit: str, where: str) -> New:
    """An entry as it is to be kept; ExchangeRefused when its digest, its envelope or a part of it is not in order."""
    for name, kind in ENVELOPE.items():
        if type(raw.get(name)) is not kind:
            raise refused(where, f"has no valid “{name}”")
    says: dict[str, Any] = dict(raw)
    if says["audit"] != audit:
        raise refused(where, "belongs to another audit")
    body = spelt(says, where)
    if len(body) > bounds.LONGEST_ENTRY:
        raise refused(where, "is too long")
    if fault := too_much(body):
        raise refused(where, fault)
    if digest(says) != says["sha"]:
        raise refused(where, "was changed after it was written")
    if says["kind"] == "begun" and is_another(says):
        raise refused(where, NOT_ITS_BEGINNING, "Ask whoever began the audit for it; nothing was kept of this one")
    for flaw in strict_flaws((_read(says, where),)):
        raise refused(f"{where}, {flaw.place}", flaw.fault)
    if (says["seq"] == 1) is not (says["prev"] == "") or not _FOLLOWED.fullmatch(says["prev"]):
        raise refused(where, "does not say what it follows")
    return New(ENTRY, audit, says["sha"], body, Link(says["device"], says["seq"], says["sha"], says["prev"]))


def spelt(value: Any, where: str) -> str:
    """A JSON value in its one spelling; ExchangeRefused when it has none."""
    try:
        body = canonical(value)
        body.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise refused(where, "holds what cannot be kept exactly") from error
    if not body.isascii() and composed(value) != value:  # in ASCII every text has one spelling
        raise refused(where, "is not spelt as it was written")
    return body


def _read(says: dict[str, Any], where: str) -> Entry:
    """The entry; one in a newer shape than this version reads is without effect here, and passed on."""
    try:
        return read_any(says)
    except ValidationError as error:
        raise refused(where, "has a part missing or wrong") from error
