"""Webhooks (Standard Webhooks): other programs are told that something changed, signed, until they have answered.

The outbox is the feed: each hook remembers how far of it was told. What is new becomes a message in the transaction
that moves this on, and waits in a table until its receiver answers 2xx. A message says which audits changed, not how.
"""

import asyncio
import base64
import json
import secrets
from datetime import UTC, datetime, timedelta

import httpx2
import structlog
from standardwebhooks import Webhook

from audit_app.audit.log.clock import DeviceClock, utc
from audit_app.errors import UsageError
from audit_app.hub.database import Database, Row, Within, now
from audit_app.hub.out.outbound import post
from audit_app.hub.settings import Network
from audit_app.hub.tables import table

log = structlog.get_logger("mr_audit.hub")
MOST = 20  # hooks of a tenant
MOST_AUDITS = 200  # named in one message
AT_ONCE, KEPT_DAYS = 50, 30
AGAIN_MIN = (0, 1, 5, 30, 120, 300, 600, 840, 1200, 1440)  # minutes until a message is tried again; then it is given up
PING, CHANGED = "hub.ping", "audits.changed"


def make(within: Within, address: str, person: str) -> tuple[str, str]:
    """Adds a hook, which is told what comes in from now on; gives its id and its secret, which is shown once.

    Whether its address may be reached is looked at before, and again with each message.
    """
    own = table("hooks")
    if within.count("hooks", own.c.ended_at.is_(None)) >= MOST:
        raise UsageError("This organisation", f"has {MOST} webhooks already", "End one first")
    made, secret = DeviceClock().new_id(), f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    row = {"id": made, "address": address, "secret": secret, "made_by": person, "made_at": now()}
    within.add("hooks", **row, told_n=within.feed())
    return made, secret


def end(within: Within, hook: str, why: str = "") -> bool:
    """Tells a hook nothing more; what waits for it is dropped. False when it is not here, or had ended."""
    own, waits = table("hooks"), table("hook_messages")
    within.remove("hook_messages", waits.c.hook == hook, waits.c.sent_at.is_(None))
    return within.change("hooks", own.c.id == hook, own.c.ended_at.is_(None), ended_at=now(), fault=why or None) == 1


def ping(within: Within, hook: str) -> None:
    """Puts a message that only says hello into the outbox."""
    _put(within, hook, PING, {})


def write_messages(database: Database) -> int:
    """Makes a message for each hook that something is new for; gives how many. Two processes make none twice."""
    made = 0
    for tenant in database.tenants():
        with database.within(tenant) as within:
            behind = _behind(within)
        if behind:
            with database.within(tenant, write=True) as within:
                within.lock()
                made += sum(_written(within, hook) for hook in _behind(within))
    return made


def _behind(within: Within) -> list[Row]:
    own = table("hooks")
    return within.find("hooks", own.c.ended_at.is_(None), own.c.told_n < within.feed())


def _written(within: Within, hook: Row) -> int:
    """A message about the audits that changed since the last one, those first that changed first."""
    audits = table("audits")
    rows = within.find("audits", audits.c.changed_n > hook["told_n"], order=audits.c.changed_n, limit=MOST_AUDITS)
    upto = rows[-1]["changed_n"] if len(rows) == MOST_AUDITS else within.feed()
    within.change("hooks", table("hooks").c.id == hook["id"], told_n=upto)
    if rows:
        told = [{"id": row["id"], "kind": row["kind"], "unit": row["unit"], "feed": row["changed_n"]} for row in rows]
        _put(within, hook["id"], CHANGED, {"after": hook["told_n"], "feed": upto, "audits": told})
    return bool(rows)


def _put(within: Within, hook: str, kind: str, data: Row) -> None:
    body = json.dumps({"type": kind, "timestamp": now(), "data": data}, separators=(",", ":"))
    row = {"id": f"msg_{DeviceClock().new_id()}", "hook": hook, "kind": kind, "body": body, "made_at": now()}
    within.add("hook_messages", **row, tries=0, next_at=now())


def send_messages(database: Database, allowed: tuple[Network, ...]) -> int:
    """Sends what waits, several at once; what is not answered is tried again, later each time. Gives how many did."""
    waiting = [(tenant, row) for tenant in database.tenants() for row in _taken(database, tenant)]
    if not waiting:
        return 0

    async def every() -> list[str]:
        return list(await asyncio.gather(*(_sent(row, allowed) for _, row in waiting)))

    faults = asyncio.run(every())
    for (tenant, row), fault in zip(waiting, faults, strict=True):
        with database.within(tenant, write=True) as within:
            _note(within, row, fault)
    return sum(not fault for fault in faults)


def _taken(database: Database, tenant: str) -> list[Row]:
    """What is due to be sent, told before it leaves: a second process does not send it too."""
    own = table("hook_messages")
    due = (own.c.sent_at.is_(None), own.c.next_at <= now(), own.c.tries < len(AGAIN_MIN))
    with database.within(tenant) as within:
        if not within.find("hook_messages", *due, limit=1):
            return []
    with database.within(tenant, write=True) as within:
        within.lock()
        rows = within.find("hook_messages", *due, order=(own.c.next_at, own.c.id), limit=AT_ONCE)
        hooks = {row["id"]: row for row in within.find("hooks", table("hooks").c.ended_at.is_(None))}
        for row in rows:
            minutes = AGAIN_MIN[min(row["tries"] + 1, len(AGAIN_MIN) - 1)]
            next_at = _stamp(timedelta(minutes=minutes))
            within.change("hook_messages", own.c.id == row["id"], tries=row["tries"] + 1, next_at=next_at)
    told = ("address", "secret")
    return [{**row, **{each: hooks[row["hook"]][each] for each in told}} for row in rows if row["hook"] in hooks]


def _stamp(later: timedelta) -> str:
    """The moment so much later than now, or earlier, as the tables have times."""
    return utc(datetime.now(UTC) + later)


async def _sent(row: Row, allowed: tuple[Network, ...]) -> str:
    """Sends one message; why it did not arrive, or empty."""
    moment = datetime.now(UTC)
    signature = Webhook(row["secret"]).sign(row["id"], moment, row["body"])
    headers = {"webhook-id": row["id"], "webhook-timestamp": str(int(moment.timestamp())),
               "webhook-signature": signature, "content-type": "application/json",
               "user-agent": "mr-audit-hub"}  # fmt: skip
    try:
        status = await post(row["address"], row["body"].encode(), headers, allowed)
    except UsageError as error:
        return str(error)
    except (OSError, TimeoutError, httpx2.HTTPError, ValueError) as error:
        log.warning("webhook not sent", kind=type(error).__name__)
        return f"No answer ({type(error).__name__})"
    return "" if 200 <= status < 300 else f"Answered {status}"


def _note(within: Within, row: Row, fault: str) -> None:
    own, hooks = table("hook_messages"), table("hooks")
    told = {"fault": fault} if fault else {"sent_at": now(), "fault": None}
    within.change("hook_messages", own.c.id == row["id"], **told)
    within.remove("hook_messages", own.c.sent_at < _stamp(-timedelta(days=KEPT_DAYS)))
    within.change("hooks", hooks.c.id == row["hook"], fault=fault or None, **({} if fault else {"answered_at": now()}))
    if fault == "Answered 410":  # the receiver says so that it wants no more
        end(within, row["hook"], "The receiver wants no more (410)")
