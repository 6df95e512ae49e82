"""What proves who worked at a device: its key, the certificates for it, and the issuers that it believes.

The key lies outside the data folder, with what the device remembers: neither a backup nor a copied folder has it.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from audit_app.audit.log.people import Person, same_person
from audit_app.errors import ExchangeRefused
from audit_app.exchange.certificate import Certificate, read
from audit_app.exchange.keys import SEED, Key, can_prove
from audit_app.store.durable import flush, flush_folder, make_folder
from audit_app.store.guard.kept_log import witness
from audit_app.store.store import Store

CERTIFICATES, ISSUERS = "certificates", "issuers"  # preferences of the device
MOST_KEPT = 50


def device_key(store: Store) -> Key | None:
    """The key of this device, made when it has none yet; None where nothing can be proven or kept apart."""
    if store.folder is None or not can_prove():
        return None
    place = witness(store.folder)
    if place is None:
        return None
    path = place.with_suffix(".key")
    with suppress(OSError):
        if not path.exists():
            _write(path, Key.new())
        seed = path.read_bytes()
        return Key(seed) if len(seed) == SEED else None
    return None


def _write(path: Path, key: Key) -> None:
    """Keeps a key for its owner alone, whole or not at all; one that another process just made stays."""
    make_folder(path.parent)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.seed)
    flush(half)
    with suppress(FileExistsError):
        os.link(half, path)
    half.unlink()
    flush_folder(path.parent)


def issuers(store: Store) -> dict[str, str]:
    """Those whose certificates this device believes: public key (hex) -> name."""
    kept = store.drawers.preferred(ISSUERS, {})
    return {str(key): str(name) for key, name in kept.items()} if isinstance(kept, dict) else {}


def believe(store: Store, public: str, name: str) -> None:
    """Believes the certificates that are signed with this key from now on, as those of whoever runs an exchange."""
    if not name.strip() or len(public) != 64 or set(public) - set("0123456789abcdef"):
        raise ExchangeRefused("The issuer", "has no name or no proper key", "Join the hub again")
    store.drawers.prefer(ISSUERS, {**issuers(store), public: name.strip()})


def keep_certificate(store: Store, token: str, key: Key) -> Certificate:
    """Keeps the certificate of a person at this device; ExchangeRefused for one of another key or issuer."""
    found = read(token, issuers(store))
    if found is None or found.key != key.public or found.device != store.device:
        raise ExchangeRefused("The certificate", "is not for this device, or of nobody it knows", "Sign in again")
    kept = store.drawers.preferred(CERTIFICATES, [])
    known = [each for each in kept if isinstance(each, str) and each != token] if isinstance(kept, list) else []
    store.drawers.prefer(CERTIFICATES, [token, *known][:MOST_KEPT])
    return found


def certificate_of(store: Store, person: Person, key: Key, now: datetime) -> str:
    """The token that proves this person at this device now; empty when there is none."""
    kept, known = store.drawers.preferred(CERTIFICATES, []), issuers(store)
    return next((each for each in _tokens(kept) if _proves(each, known, store.device, person, key, now)), "")


def _tokens(kept: Any) -> list[str]:
    return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []


def _proves(token: str, known: Mapping[str, str], device: str, person: Person, key: Key, now: datetime) -> bool:
    found = read(token, known)
    return (
        found is not None
        and (found.key, found.device) == (key.public, device)
        and same_person(found.person, person)
        and found.covers(now)
    )
