"""What owners reply to their actions: kept beside the audits, answered by the lead, never written into a log."""

from audit_app.audit.log.clock import DeviceClock
from audit_app.errors import UsageError
from audit_app.hub.database import Row, Within, now
from audit_app.hub.tables import table

LONGEST, MOST = 4000, 50
ACCEPTED, RETURNED = "accepted", "returned"


def reply(within: Within, audit: str, action: str, email: str, text: str) -> str:
    """Keeps what an owner says, and gives its id; UsageError when it is empty, too long, or the hundredth."""
    words = text.strip().replace("\x00", "")
    own = table("replies")
    if not words or len(words) > LONGEST:
        raise UsageError("The reply", f"has {len(words)} characters", f"Write 1 to {LONGEST}")
    if within.count("replies", own.c.audit == audit, own.c.action == action) >= MOST:
        raise UsageError("This action", f"has {MOST} replies already", "Talk to the MR safety lead")
    row = {"id": DeviceClock().new_id(), "audit": audit, "action": action, "email": email, "text": words}
    within.add("replies", **row, at=now(), answer="")
    return row["id"]


def answer(within: Within, reply_id: str, person: str, verdict: str) -> Row:
    """The lead accepts a reply, or returns it; once. UsageError when it is not here or was answered."""
    own = table("replies")
    told = {"answered_by": person, "answered_at": now(), "answer": verdict}
    if verdict not in (ACCEPTED, RETURNED) or not within.change(
        "replies", own.c.id == reply_id, own.c.answered_at.is_(None), **told
    ):
        raise UsageError("This reply", "is not here, or was answered", "Load the page again")
    return within.find("replies", own.c.id == reply_id)[0]
