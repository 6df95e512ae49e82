"""Logs of devices as they are written, for whoever pushes them."""

from hashlib import sha256
from typing import Any

from audit_app.audit.log.canonical import digest
from audit_app.exchange.kept import Kept
from audit_app.exchange.keys import Key
from audit_app.exchange.messages import Page, Pull, Push, PushAnswer, read
from audit_app.exchange.pull import page
from audit_app.exchange.push import take

AUDIT, KEY = "audit-1", Key(bytes(range(32)))
PAPER: dict[str, Any] = {"title": "Walk", "sections": []}
PICTURE = sha256(b"picture").hexdigest()


def entry(seq: int, prev: str = "", device: str = "tablet-a", **says: Any) -> dict[str, Any]:
    """One entry as a device writes it, its digest filled in."""
    made = {
        "id": f"{device}-{seq}-{says.get('text', '')[:9]}", "schema": 1, "audit": AUDIT, "device": device, "seq": seq,
        "at": f"2026-11-20T09:30:{seq:02d}.000Z-0000", "wall": "2026-11-20T09:30:00.000Z", "zone": "+00:00",
        "by": {"name": "Ada Byron"}, "replaces": [], "prev": prev, "kind": "noted", "item": "sign",
        "thing": None, "text": f"{seq}", **says,
    }  # fmt: skip
    return {**made, "sha": digest(made)}


def log(
    length: int, device: str = "tablet-a", after: dict[str, Any] | None = None, **says: Any
) -> list[dict[str, Any]]:
    """A device's entries in a row, or those that go on after one of them."""
    made = [after] if after else []
    while len(made) < length + bool(after):
        before = made[-1] if made else None
        made.append(entry(before["seq"] + 1 if before else 1, before["sha"] if before else "", device, **says))
    return made[bool(after) :]


def pushed(kept: Kept, *entries: dict[str, Any], **more: Any) -> PushAnswer:
    return take(kept, Push(audit=AUDIT, entries=tuple(entries), **more), KEY)


def pulled(kept: Kept, asked: Pull | None = None) -> Page:
    """A page as whoever pulls reads it."""
    return read(Page, page(kept, asked or Pull()).json().encode())
