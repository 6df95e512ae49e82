"""Who read, exported or changed what: rows that are added and never changed."""

from sqlalchemy import func, select

from audit_app.hub.database import Within, now
from audit_app.hub.tables import table


def note(within: Within, what: str, subject: str = "", detail: str = "", person: str = "", device: str = "") -> None:
    """Adds a row: `what` was done to which `subject`, by a person or a device."""
    within.lock()  # rows are numbered without gaps, so that one taken out shows
    own = table("access_log")
    last = within.connection.scalar(select(func.max(own.c.n)).where(own.c.tenant == within.tenant)) or 0
    row = {"n": last + 1, "at": now(), "what": what, "subject": subject[:200], "detail": detail[:500]}
    within.add("access_log", **row, person=person or None, device=device or None)
