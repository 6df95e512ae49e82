"""What proves who worked at a device: its key, the certificates for it, and the issuers that it believes.

The key lies outside the data folder, with what the device remembers: neither a backup nor a copied folder has it.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from audit_app.audit.log.people import Person, same_person
from audit_app.errors import ExchangeRefused
from audit_app.exchange.certificate import Certificate, read
from audit_app.exchange.keys import Key, can_prove
from audit_app.exchange.revocation import Believed, Revocation, read_revocations
from audit_app.store.guard.own_folder import seed_of
from audit_app.store.store import Store

CERTIFICATES, ISSUERS, REVOKED, LISTS = "certificates", "issuers", "revoked", "revoked_lists"  # preferences
MOST_KEPT, MOST_REVOKED = 50, 5_000


def device_key(store: Store) -> Key | None:
    """The key of this device; None where nothing can be proven or kept apart."""
    seed = seed_of(store.folder) if store.folder is not None and can_prove() else None
    return Key(seed) if seed else None


def issuers(store: Store) -> Believed:
    """Those whose certificates this device believes: public key (hex) -> name; with what they took back."""
    kept = store.drawers.preferred(ISSUERS, {})
    names = {str(key): str(name) for key, name in kept.items()} if isinstance(kept, dict) else {}
    revoked: dict[tuple[str, str], tuple[Revocation, ...]] = {}
    for issuer, each in _revoked(store):
        revoked[issuer, each.key] = (*revoked.get((issuer, each.key), ()), each)
    return Believed(names, revoked)


def keep_revoked(store: Store, token: str) -> int:
    """Keeps what an issuer that is believed took back, also when a later list has it no more; gives how many are new.

    A list of anybody else, or one that was changed, is passed over. The issuer's newest is kept to be passed on.
    """
    found = read_revocations(token, issuers(store)) if token else None
    if found is None:
        return 0
    known = list(_revoked(store))
    new = [(found.issuer, each) for each in found.every if (found.issuer, each) not in known]
    if new:
        every = [(issuer, each.key, each.since, each.reason) for issuer, each in (*known, *new)]
        store.drawers.prefer(REVOKED, [list(each) for each in every[-MOST_REVOKED:]])
    lists = _lists(store)
    before = read_revocations(lists.get(found.issuer, ""), issuers(store))
    if before is None or (before.told < found.told and before.every != found.every):
        store.drawers.prefer(LISTS, {**lists, found.issuer: token})
    return len(new)


def revoked_lists(store: Store) -> tuple[str, ...]:
    """The newest list of each issuer that is believed, as it was signed: what a shared file passes on."""
    return tuple(token for issuer, token in sorted(_lists(store).items()) if issuer in issuers(store))


def _lists(store: Store) -> dict[str, str]:
    kept = store.drawers.preferred(LISTS, {})
    return {str(key): str(token) for key, token in kept.items()} if isinstance(kept, dict) else {}


def _revoked(store: Store) -> Iterator[tuple[str, Revocation]]:
    kept = store.drawers.preferred(REVOKED, [])
    for each in kept if isinstance(kept, list) else []:
        with suppress(ValueError, TypeError):
            issuer, key, since, reason = each
            yield str(issuer), Revocation(key=key, since=since, reason=reason)


def believe(store: Store, public: str, name: str) -> None:
    """Believes the certificates that are signed with this key from now on, as those of whoever runs an exchange."""
    if not name.strip() or len(public) != 64 or set(public) - set("0123456789abcdef"):
        raise ExchangeRefused("The issuer", "has no name or no valid key", "Join the hub again")
    store.drawers.prefer(ISSUERS, {**issuers(store), public: name.strip()})


def keep_certificate(store: Store, token: str, key: Key) -> Certificate:
    """Keeps the certificate of a person at this device; ExchangeRefused for one of another key or issuer."""
    found = read(token, issuers(store))
    if found is None or found.key != key.public or found.device != store.device:
        raise ExchangeRefused(
            "The certificate", "is not for this device, or comes from an issuer it does not know", "Sign in again"
        )
    kept = store.drawers.preferred(CERTIFICATES, [])
    known = [each for each in kept if isinstance(each, str) and each != token] if isinstance(kept, list) else []
    store.drawers.prefer(CERTIFICATES, [token, *known][:MOST_KEPT])
    return found


def certificates(store: Store) -> tuple[Certificate, ...]:
    """Every certificate that is kept and that an issuer which is believed signed, the newest first."""
    known = issuers(store)
    found = (read(each, known) for each in _tokens(store.drawers.preferred(CERTIFICATES, [])))
    return tuple(each for each in found if each is not None)


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
