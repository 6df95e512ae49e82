"""Joining a hub with a code that somebody made there, keeping its certificate fresh, and leaving it."""

import re
from contextlib import suppress
from datetime import datetime, timedelta

from audit_app.audit.log.people import Person
from audit_app.errors import ExchangeRefused, StoreError, UsageError, one_line
from audit_app.exchange import certificate
from audit_app.exchange.keys import Key
from audit_app.membership.hub_address import hub_address
from audit_app.membership.hub_client import HubClient, Identity, Joining
from audit_app.membership.membership import Member, forget_member, keep_member, refuse_member
from audit_app.membership.wire import Wire
from audit_app.store.identity import believe, certificates, device_key, issuers, keep_certificate
from audit_app.store.store import Store

CODE = re.compile(r"[A-Za-z0-9]{4}[- ]?[A-Za-z0-9]{4}")
LONGEST_NAME = 100
FRESH = timedelta(days=20)  # a certificate that ends sooner is asked for again
ANOTHER_KEY = "shows another key than when this device joined"


async def join(store: Store, wire: Wire, typed: str, code: str, name: str, now: datetime) -> Member:
    """Enrols this device at the hub whose address was typed, under the person who made the code there.

    UsageError for what was typed, ExchangeRefused for what the hub answers; then nothing is kept. `name` is what people
    know the device by.
    """
    refuse_member(store)
    address, words = hub_address(typed), code.strip()
    if not CODE.fullmatch(words):
        raise UsageError("The code", "has eight letters and digits", "Type it as the hub shows it, e.g. ABCD-EFGH")
    if store.folder is None:
        raise StoreError("This device", "has no place for the hub's secret", "Use another device")
    key = device_key(store)
    called = one_line(name)[:LONGEST_NAME]
    says = Joining(code=words, device=store.device, name=called, public_key=key.public if key else "")
    told = await HubClient(wire, address).enrol(says)
    if key is not None:
        _refuse_unproven(told, key, store.device, address)
    joined = Member(
        address=address, key=told.key, token=told.token, device=store.device, person=_person(told),
        since=now.isoformat(timespec="seconds"),
    )  # fmt: skip
    keep_member(store, joined)
    if key is not None:
        _keep(store, told, key, address)
    return joined


async def renew(store: Store, client: HubClient, joined: Member, now: datetime) -> None:
    """Fetches a certificate where there is none that is good for long enough; ExchangeRefused from another hub."""
    key = device_key(store)
    if key is None or any(each.key == key.public and each.covers(now + FRESH) for each in _own(store, joined)):
        return
    told = await client.identity()
    if told.key != joined.key:
        raise ExchangeRefused("The hub", ANOTHER_KEY, "Ask whoever runs it, then leave the hub and join again")
    _refuse_unproven(told, key, store.device, joined.address)
    _keep(store, told, key, joined.address)


async def leave(store: Store, client: HubClient) -> bool:
    """Leaves a hub: this device forgets its secret, and whether the hub was told, too. Audits stay, here and there."""
    told = False
    with suppress(ExchangeRefused):
        await client.leave()
        told = True
    forget_member(store)
    return told


def _own(store: Store, joined: Member) -> tuple[certificate.Certificate, ...]:
    return tuple(each for each in certificates(store) if each.issuer_key == joined.key)


def _refuse_unproven(told: Identity, key: Key, device: str, address: str) -> None:
    """ExchangeRefused when the hub does not prove its key with a certificate for this very device."""
    found = certificate.read(told.certificate, {told.key: address}) if told.certificate else None
    if found is None or (found.key, found.device) != (key.public, device):
        fault = "gives no proper certificate for this device"
        raise ExchangeRefused("The hub", fault, "Nothing was kept; tell whoever runs it")


def _keep(store: Store, told: Identity, key: Key, address: str) -> None:
    if told.key not in issuers(store):  # one that is believed already keeps the name that it has
        believe(store, told.key, address)
    keep_certificate(store, told.certificate, key)


def _person(told: Identity) -> Person:
    whose = told.person
    parts = {"name": whose.name, "registration": whose.registration, "email": whose.email}
    return Person(**{name: one_line(words) for name, words in parts.items()})
