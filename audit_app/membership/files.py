"""Pictures and other files by their digest, in pieces that go on where they were cut, both ways."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from audit_app.beside import beside
from audit_app.errors import ExchangeRefused, StoreError
from audit_app.exchange import bounds
from audit_app.exchange.keys import can_prove
from audit_app.exchange.messages import PieceAnswer
from audit_app.exchange.push import expunged_by, pictures_of
from audit_app.exchange.receipt import is_from
from audit_app.membership.device import Device
from audit_app.membership.hub_client import HubClient
from audit_app.membership.membership import Member, choice, logs_taking_part
from audit_app.register.log import is_register
from audit_app.store.disk_space import room
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

MOST_STARTS = 2  # how often a file is begun again in one round


@dataclass
class Files:
    """What is named by the audits that take part: each file's audit, and why one could not be sent, by digest.

    `asked` are those that the hub was asked about on the day `asked_on`, also when it had signed for them before.
    """

    named: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    coming: int = 0
    asked: set[str] = field(default_factory=set)
    asked_on: str = ""
    _read: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    def look(self, store: Store) -> None:
        """Looks up which files the audits that take part name; one with as many entries as before is not read again.

        Its newest stamp would not tell: what comes from another device may be older than what is here.
        """
        part = {log for log, _ in logs_taking_part(store, choice(store)) if not is_register(log)}
        stand = {audit: many for audit, many in store.counts().items() if audit in part}
        self._read = {
            each: self._read[each] if self._read.get(each, (0,))[0] == many else (many, _named(store, each))
            for each, many in stand.items()
        }
        self.named = {digest: audit for audit, (_, digests) in self._read.items() for digest in digests}


def _named(store: Store, audit: str) -> tuple[str, ...]:
    """The files that an audit names, but for those that were expunged."""
    entries = [json.loads(body) for body in [*store.bodies(audit)]]
    gone = {each for entry in entries for each in expunged_by(entry)}
    return tuple(dict.fromkeys(each for entry in entries for each in pictures_of(entry) if each not in gone))


def unsent(store: Store, shelf: Shelf, joined: Member, files: Files) -> list[str]:
    """The files that are here and that the hub has not acknowledged."""
    here = [each for each in files.named if shelf.has(each)]
    known = store.receipts.among(joined.key, here, signed=can_prove())
    return [each for each in here if each not in known]


def uncome(shelf: Shelf, files: Files) -> list[str]:
    """The files that are not here, and that nobody deleted here."""
    return [each for each in files.named if not shelf.has(each) and not shelf.purged(each)]


def _to_ask(device: Device, joined: Member, files: Files) -> list[str]:
    """What is not acknowledged, and once a day everything that is here: a hub may have been put back to earlier."""
    today = device.clock.now().date().isoformat()
    if files.asked_on != today:
        files.asked, files.asked_on = set(), today
    todo = unsent(device.store, device.shelf, joined, files)
    again = [each for each in files.named if each not in files.asked and device.shelf.has(each)]
    return list(dict.fromkeys([*todo, *again]))


async def send_files(device: Device, client: HubClient, joined: Member, files: Files) -> None:
    """Sends what the hub has not acknowledged; one that cannot be sent hurts no other."""
    todo = await beside(_to_ask, device, joined, files)
    for start in range(0, len(todo), bounds.MOST_DIGESTS):
        some = tuple(todo[start : start + bounds.MOST_DIGESTS])
        begun = {each.digest: each.offset for each in (await client.missing(some)).pictures}
        known = device.store.receipts.among(joined.key, some, signed=can_prove())
        device.store.receipts.forget_these(joined.key, known & set(begun))
        files.asked.update(some)
        for digest in (each for each in some if each in begun or each not in known):
            try:
                await _send(device, client, joined, digest, begun.get(digest))
                files.faults.pop(digest, None)
            except StoreError as error:
                files.faults[digest] = str(error)


async def _send(device: Device, client: HubClient, joined: Member, digest: str, begun: int | None) -> None:
    """Sends a file from where it was cut. One that is not awaited is asked about with no bytes: the answer tells."""
    path = device.shelf.path(digest)
    size = path.stat().st_size
    if not 0 < size <= bounds.LARGEST_PICTURE:
        raise StoreError(f"File {digest[:12]}", "is empty, or larger than a hub takes", "It stays on this device")
    offset, starts = begun or 0, 0
    if begun is None:
        answer = await client.put(digest, size, 0, b"")
        if _acknowledged(device.store, joined, digest, answer):
            return
        offset = answer.offset
    while True:
        data = await beside(_read, path, offset) if offset < size else b""
        answer = await client.put(digest, size, offset, data)
        if _acknowledged(device.store, joined, digest, answer):
            return
        if answer.offset <= offset or answer.offset > size:
            starts += 1
            if starts > MOST_STARTS or answer.offset > size:
                raise StoreError(f"File {digest[:12]}", "was not taken whole by the hub", "It is tried again by itself")
        offset = answer.offset


def _acknowledged(store: Store, joined: Member, digest: str, answer: PieceAnswer) -> bool:
    """Keeps the receipt of a file, when it is one from this hub for this very file."""
    receipt = answer.receipt
    if receipt is None:
        return False
    genuine = is_from(receipt, joined.key) if can_prove() else receipt.partner == joined.key
    if not genuine or receipt.picture != digest:
        raise ExchangeRefused(f"The receipt for {digest[:12]}", "is not one of this hub", "Tell whoever runs it")
    store.receipts.keep(joined.key, [digest], receipt.model_dump_json())
    return True


async def fetch_files(device: Device, client: HubClient, files: Files) -> None:
    """Fetches what is named and not here, while there is room; what the hub has not whole yet comes later."""
    todo = await beside(uncome, device.shelf, files)
    files.coming = len(todo)
    for digest in todo:
        if (await beside(room, device.shelf.sealed.parent)).little:
            return
        if await _fetch(device.shelf, client, digest):
            files.coming -= 1


async def _fetch(shelf: Shelf, client: HubClient, digest: str) -> bool:
    """One file, from where it was cut; whether it is here now."""
    place = shelf.coming(digest)
    while True:
        offset = place.stat().st_size if place.exists() else 0
        found = await client.piece(digest, offset)
        if found is None:
            return False
        size, data = found
        await beside(_add, place, data)
        if offset + len(data) == size:
            return await beside(shelf.arrive, digest)


def _read(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(bounds.PIECE)


def _add(place: Path, data: bytes) -> None:
    with place.open("ab") as file:
        file.write(data)
