"""The key that a tenant's hub signs receipts and certificates with: made once, kept in the database."""

from audit_app.exchange.keys import Key
from audit_app.hub.database import Within, now

MAIN = "main"


def key_of(within: Within) -> Key:
    """The tenant's key; a new one the first time."""
    row = within.one("keys", id=MAIN)
    if row is None:
        within.lock()
        row = within.one("keys", id=MAIN)
    if row is None:
        made = Key.new()
        within.add("keys", id=MAIN, private=made.seed.hex(), created_at=now())
        return made
    return Key(bytes.fromhex(row["private"]))
