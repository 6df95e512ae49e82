"""Mail that owners get: one a week, with a link to their own open actions; an outbox that outlives a restart."""

import smtplib
import ssl
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import or_

from audit_app.audit.log.clock import utc
from audit_app.errors import UsageError
from audit_app.hub.database import Database, Row, Within, now
from audit_app.hub.identity.links import make
from audit_app.hub.projections.rows import of_owner, owners
from audit_app.hub.settings import Settings
from audit_app.hub.tables import table

log = structlog.get_logger("mr_audit.hub")
AT_ONCE, WITHIN_S = 50, 20
TRIES = 12
SUBJECT = "Your open actions from MR safety audits"


def write_digests(database: Database, settings: Settings, today: date, only: str = "") -> int:
    """Puts this week's mail for every owner with something to do into the outbox; a second call adds none.

    `only` names the one tenant whose owners are written to.
    """
    year, week, _ = today.isocalendar()
    made = 0
    for tenant in [only] if only else database.tenants():
        with database.within(tenant, write=True) as within:
            within.lock()
            for email in owners(within, today):
                name = f"{year}-{week:02d}-{sha256(email.encode()).hexdigest()[:24]}"
                if within.one("outbox", id=name) is None:
                    _write(within, settings, name, email, today)
                    made += 1
    return made


def _write(within: Within, settings: Settings, name: str, email: str, today: date) -> None:
    link = f"{settings.address}/mine/{make(within, 'actions', email)}"
    rows = of_owner(within, email, today)
    told = "\n".join(f"- {row['what'] or row['finding_title']} ({row['unit']}), {_when(row)}" for row in rows)
    body = f"""These actions are yours and still open:

{told}

Tell how far they are, without an account:
{link}

The link opens your own actions only, for three weeks. Do not pass it on.
"""
    row = {"id": name, "address": email, "subject": SUBJECT, "body": body, "created_at": now()}
    within.add("outbox", **row, tries=0, next_at=now())


def _when(row: Row) -> str:
    return f"due on {row['due']}" + (", overdue" if row["late"] else "") if row["due"] else "no day set"


def send_outbox(database: Database, settings: Settings) -> int:
    """Sends what waits; what cannot be sent is tried again, later each time. Gives how many were sent."""
    if not settings.smtp:
        return 0
    sent, own = 0, table("outbox")
    for tenant in database.tenants():
        with database.within(tenant, write=True) as within:
            ahead = utc(datetime.now(UTC) + timedelta(days=2))  # later than any pause: the clock was ahead
            waited = or_(own.c.next_at <= now(), own.c.next_at > ahead)
            due = (own.c.sent_at.is_(None), waited, own.c.tries < TRIES)
            rows = within.find("outbox", *due, order=own.c.created_at, limit=AT_ONCE)
            for row in rows:  # told before it leaves: a second worker does not send it too
                later = datetime.now(UTC) + timedelta(minutes=5 * 2 ** min(row["tries"], 8))
                within.change("outbox", own.c.id == row["id"], tries=row["tries"] + 1, next_at=utc(later))
        for row in rows:
            fault = _sent(settings, row)
            told = {"fault": fault} if fault else {"sent_at": now(), "body": "", "fault": None}
            with database.within(tenant, write=True) as within:
                within.change("outbox", own.c.id == row["id"], **told)
            sent += not fault
    return sent


def _sent(settings: Settings, row: Row) -> str:
    """Sends one message; why it was not sent, or empty."""
    try:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = settings.mail_from, row["address"], row["subject"]
        message.set_content(row["body"])
        with _server(settings) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("mail not sent", kind=type(error).__name__)
        return type(error).__name__
    return ""


def _server(settings: Settings) -> smtplib.SMTP:
    """The mail server: smtps://user:password@host or smtp://…; off this computer a password only goes over TLS."""
    parts = urlsplit(settings.smtp)
    host, near = parts.hostname or "", parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=WITHIN_S, context=ssl.create_default_context()
        )
    elif parts.scheme == "smtp":
        server = smtplib.SMTP(host, parts.port or 587, timeout=WITHIN_S)
        if not near:
            server.starttls(context=ssl.create_default_context())
    else:
        raise UsageError("MR_AUDIT_HUB_SMTP", "is no address of a mail server", "Give smtp://… or smtps://…")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
