"""Sending what a hub has not acknowledged: the keys put under it first, then entries, then nothing till it answers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from audit_app.beside import beside
from audit_app.exchange.keys import can_prove
from audit_app.exchange.messages import Push, PushAnswer, Receipt
from audit_app.exchange.receipt import is_from
from audit_app.membership.device import Device
from audit_app.membership.hub_client import HubClient
from audit_app.membership.membership import Member, choice, keep_promise, logs_taking_part
from audit_app.membership.wire import NotAllowed, NotFromTheStart
from audit_app.portfolio.share.partner import pushes
from audit_app.register.log import is_register
from audit_app.store.store import Store
from audit_app.visit.names import close_runs, is_proven


@dataclass
class Outbox:
    """What is not sent for now: why the hub does not take an audit or a log, by its id."""

    denied: dict[str, str] = field(default_factory=dict)


async def send(device: Device, client: HubClient, joined: Member, outbox: Outbox) -> None:
    """Sends every audit and log that takes part and has something waiting; what one is refused for hurts no other."""
    waiting = device.store.receipts.waiting(joined.key)
    for log, _ in logs_taking_part(device.store, choice(device.store)):
        if waiting.get(log) and log not in outbox.denied:
            await beside(_close_runs, device, log)
            try:
                await _send(device, client, joined, log)
            except NotFromTheStart:
                device.store.receipts.forget(joined.key, log)
                await _send(device, client, joined, log)
            except NotAllowed as error:
                outbox.denied[log] = str(error)


async def _send(device: Device, client: HubClient, joined: Member, log: str) -> None:
    for push in await beside(_pushes, device.store, joined, log):
        answer = await client.push(push)
        await beside(acknowledge, device.store, joined.key, push.audit, answer)


def _pushes(store: Store, joined: Member, log: str) -> list[Push]:
    digests = [json.loads(body)["sha"] for body in store.bodies(log)]
    return list(pushes(store, log, store.receipts.among(joined.key, digests)))


def _close_runs(device: Device, log: str) -> None:
    """Puts the key of whoever is here under what they did, where a certificate proves them."""
    person = device.person
    if person is not None and not is_register(log) and is_proven(device.store, person, device.clock.now()):
        with device.visiting(log, person) as visit:
            close_runs(visit)


def acknowledge(store: Store, partner: str, audit: str, answer: PushAnswer) -> None:
    """Notes what the receipts of an answer cover: from each head back to the first entry of its device.

    A receipt counts when the partner signed it; without a library for signatures, when the answer came from there.
    """
    entries = {entry["sha"]: entry for entry in map(json.loads, store.bodies(audit))}
    heads = [each for each in answer.receipts if each.audit == audit and _counts(each, partner)]
    covered = _covered(entries, heads)
    for head in sorted((each for each in heads if each.head in covered), key=lambda each: each.n)[-1:]:
        keep_promise(store, head.n, head.head)
    store.receipts.keep(partner, covered)


def _counts(receipt: Receipt, partner: str) -> bool:
    return is_from(receipt, partner) if can_prove() else receipt.partner == partner


def _covered(entries: Mapping[str, dict[str, object]], heads: Iterable[Receipt]) -> set[str]:
    found: set[str] = set()
    for head in heads:
        entry = entries.get(head.head)
        if entry is None or (entry["device"], entry["seq"]) != (head.device, head.seq):
            continue
        while entry is not None and entry["sha"] not in found:
            found.add(str(entry["sha"]))
            entry = entries.get(str(entry["prev"]))
    return found
