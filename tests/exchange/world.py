"""Devices that work, a partner in between, and everything that goes wrong on the way: the model that is tested.

Every step is chosen from outside, by hypothesis or by a seeded run of minutes (`python -m bench exchange`). What was
acknowledged is remembered; `quiet` brings everybody up to date and then says what does not hold.
"""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.editions import from_papers, papers_named
from audit_app.audit.log.chain import checked
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.signing.obstacles import obstacles
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.errors import AuditError, StoreDamaged
from audit_app.exchange.keys import Key
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Page, Pull, Push, PushAnswer, read
from audit_app.exchange.pull import page
from audit_app.exchange.push import forks, take
from audit_app.exchange.receipt import is_from
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.portfolio.share.partner import Inbox, pushes, settle
from audit_app.report.outline import outline
from audit_app.store.backup.recovery import go_on
from audit_app.store.guard.own_folder import FILE as MARK
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.units import read as quantity
from audit_app.visit.findings import amend, sign_off
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.exchange.logs import pulled

PEOPLE = tuple(Person(name=name) for name in ("Ada Byron", "Ben Carr", "Cy Dee", "Di Eve", "Eli Fox", "Flo Gray"))
WALKED, LIBRARY = parse(WALK, "walk.toml"), Library()
MOST_DEVICES, MOST_AUDITS = 6, 3
JUMPS = (-56 * 365.25, -1, -0.004, 0.004, 1, 73 * 365.25)  # days
PAGE = 7  # items in a page: small, so that logs come in pieces
DAY = datetime(2026, 1, 2, 9, tzinfo=UTC)
FAST = Path("/dev/shm")  # memory as files, where there is such a thing: the disk is not what is tested


@dataclass
class TheirClock:
    """A device's clock: it goes on, jumps when told, and gives ids that no other device gives."""

    ids: "count[int]"
    ahead: timedelta = timedelta()
    ticks: "count[int]" = field(default_factory=count)

    def now(self) -> datetime:
        return DAY + self.ahead + timedelta(seconds=next(self.ticks))

    def new_id(self) -> str:
        return f"00000000-0000-7000-8000-{next(self.ids):012d}"


@dataclass
class Device:
    """A folder that somebody works in, and what its exchange with the partner has come to."""

    folder: Path
    person: Person
    clock: TheirClock
    store: Store
    online: bool = True
    cursor: int = 0
    asked: int = -1
    inbox: Inbox = field(default_factory=Inbox)
    receipts: list[Any] = field(default_factory=list)
    backup: Path | None = None

    def audits(self) -> list[str]:
        return sorted(each.id for each in self.store.audits())

    def kept(self, audit: str) -> set[str]:
        """The digests of everything that is kept of an audit."""
        return shas_in(self.store, audit)


@dataclass(frozen=True)
class Message:
    """Something on its way: to whom (None: the partner), from or for which device, and its bytes."""

    to_partner: bool
    device: Device
    kind: str
    text: bytes
    after: int = 0


class World:
    """Two to six devices and a partner. Every method is one step; each leaves the world as a person could find it."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="world-", dir=root or (FAST if FAST.is_dir() else None)))
        self.ids, self.folders = count(1), count(1)
        self.partner, self.key = Memory(), Key(bytes(range(32)))
        self.devices: list[Device] = []
        self.under_way: list[Message] = []
        self.acknowledged: dict[str, set[str]] = {}
        self.counted: Counter[str] = Counter()
        for _ in range(2):
            self.add_device()
        self.begin(0)

    def close(self) -> None:
        for device in self.devices:
            device.store.close()
        shutil.rmtree(self.root)

    def add_device(self, folder: Path | None = None) -> Device:
        made = folder or self.root / f"device-{next(self.folders)}"
        person = PEOPLE[len(self.devices) % len(PEOPLE)]
        device = Device(made, person, TheirClock(self.ids), Store.at(made))
        self.devices.append(device)
        return device

    def of(self, number: int) -> Device:
        return self.devices[number % len(self.devices)]

    # Work

    def begin(self, number: int) -> None:
        """Somebody begins an audit."""
        device = self.of(number)
        if len(self.acknowledged) < MOST_AUDITS:
            visit = begin(
                device.store, device.person, WALKED, LIBRARY, unit=Unit(id="u", name="MRI 1"),
                scanner=Scanner(maker="Example", field=quantity("1.5 T", "T").quantity),
                settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),), clock=device.clock,
            )  # fmt: skip
            self._acknowledge(visit.audit.id, visit.audit)

    def work(self, number: int, which: int, deed: int) -> None:
        """Somebody enters something; what the app refuses changes nothing."""
        device = self.of(number)
        audits = device.audits()
        if not audits:
            return
        visit = Visit.resume(device.store, audits[which % len(audits)], device.person, device.clock)
        before = len(visit.audit.entries)
        try:
            if visit.audit.state == "signed" and deed % 2:
                amend(visit, "More was seen")
            DEEDS[deed % len(DEEDS)](visit)
        except AuditError:
            self.counted["refused"] += 1
        self.counted["entries"] += len(visit.audit.entries) - before
        self._acknowledge(visit.audit.id, visit.audit)

    def _acknowledge(self, audit_id: str, audit: Audit) -> None:
        self.acknowledged.setdefault(audit_id, set()).update(entry.sha for entry in audit.entries)

    # Messages

    def send(self, number: int) -> None:
        """A device pushes everything it has; each push is a message of its own."""
        device = self.of(number)
        if device.online:
            for audit in device.audits():
                self.under_way += [
                    Message(True, device, "push", push.model_dump_json().encode())
                    for push in pushes(device.store, audit)
                ]

    def ask(self, number: int) -> None:
        """A device asks for what is new."""
        device = self.of(number)
        if device.online:
            asked = Pull(after=device.cursor, limit=PAGE)
            self.under_way.append(Message(True, device, "pull", asked.model_dump_json().encode()))

    def deliver(self, which: int) -> None:
        """One of the messages under way arrives, whichever was sent first."""
        if self.under_way:
            self._arrive(self.under_way.pop(which % len(self.under_way)))

    def repeat(self, which: int) -> None:
        """One of the messages under way arrives, and will arrive again."""
        if self.under_way:
            self.counted["repeated"] += 1
            self._arrive(self.under_way[which % len(self.under_way)])

    def lose(self, which: int) -> None:
        """One of the messages under way is lost."""
        if self.under_way:
            self.counted["lost"] += 1
            self.under_way.pop(which % len(self.under_way))

    def _arrive(self, message: Message) -> None:
        if message.device not in self.devices:
            return  # whoever asked is gone
        self.counted["messages"] += 1
        if message.to_partner:
            self.under_way += self._answered(message)
        elif message.device.online:
            self._told(message.device, message)

    def _answered(self, message: Message) -> list[Message]:
        if message.kind == "push":
            answer = take(self.partner, read(Push, message.text), self.key).model_dump_json()
            return [Message(False, message.device, "pushed", answer.encode())]
        asked = read(Pull, message.text)
        told = page(self.partner, asked).json()
        return [Message(False, message.device, "page", told.encode(), asked.after)]

    def _told(self, device: Device, message: Message) -> None:
        if message.kind == "pushed":
            device.receipts += read(PushAnswer, message.text).receipts
            return
        came = read(Page, message.text)
        device.inbox.add(came)
        settled = settle(device.store, device.inbox)
        assert not settled.refused, settled.refused
        for audit in settled.audits:
            self._acknowledge(audit.id, audit)
        if message.after <= device.cursor < came.next:
            device.cursor = came.next

    def hand_over(self, number: int, other: int, which: int) -> None:
        """A shared file goes from one device to another, by hand."""
        giver, taker = self.of(number), self.of(other)
        audits = giver.audits()
        if audits and giver is not taker:
            file = self.root / "by-hand.mraudit"
            share(giver.store, Shelf(giver.folder), audits[which % len(audits)], file, clock=giver.clock)
            self._acknowledge(audits[which % len(audits)], receive(taker.store, Shelf(taker.folder), file).audit)
            self.counted["files by hand"] += 1

    # What goes wrong

    def offline(self, number: int) -> None:
        """A device loses the network, or has it again."""
        device = self.of(number)
        device.online = not device.online
        self.counted["went offline"] += not device.online

    def jump(self, number: int, which: int) -> None:
        """A device's clock jumps, by years if need be, and back to the hour the next time."""
        clock = self.of(number).clock
        clock.ahead = timedelta(days=JUMPS[which % len(JUMPS)]) if not clock.ahead else timedelta()
        self.counted["clocks changed"] += 1

    def back_up(self, number: int) -> None:
        """Somebody copies a data folder away while the app is closed."""
        device = self.of(number)
        device.store.close()
        device.backup = self.root / f"backup-{next(self.folders)}"
        shutil.copytree(device.folder, device.backup)
        device.store = Store.at(device.folder)

    def restore(self, number: int) -> None:
        """Somebody puts the older folder in the place of the newer one; what was only there is thrown away by hand."""
        device = self.of(number)
        if device.backup is None:
            return
        had = {audit: device.kept(audit) for audit in device.audits()}
        device.store.close()
        shutil.rmtree(device.folder)
        shutil.copytree(device.backup, device.folder)
        try:
            device.store = Store.at(device.folder)
        except StoreDamaged:
            go_on(device.folder)
            device.store = Store.at(device.folder)
        device.cursor, device.inbox = 0, Inbox()
        self.counted["old folders restored"] += 1
        self._thrown_away(had)

    def _thrown_away(self, had: dict[str, set[str]]) -> None:
        """What was on one device only, and on its way to nobody, is gone with the folder: nobody could have kept it."""
        everywhere = {row.digest for row in self.partner.rows}
        everywhere |= {sha for device in self.devices for audit in device.audits() for sha in device.kept(audit)}
        under_way = b"".join(message.text for message in self.under_way)
        for audit, shas in had.items():
            gone = {sha for sha in shas - everywhere if sha.encode() not in under_way}
            self.acknowledged[audit] -= gone
            self.counted["thrown away with a folder"] += len(gone)
            if not self.acknowledged[audit]:
                del self.acknowledged[audit]

    def copy(self, number: int) -> None:
        """Somebody copies a data folder, and works on in both."""
        if len(self.devices) < MOST_DEVICES:
            device = self.of(number)
            device.store.close()
            folder = self.root / f"device-{next(self.folders)}"
            shutil.copytree(device.folder, folder)
            device.store = Store.at(device.folder)
            self.add_device(folder)
            self.counted["folders copied"] += 1

    def clone(self, number: int) -> None:
        """A computer is copied whole, and both write on under one name: what tells a copy from its original is gone."""
        if len(self.devices) < MOST_DEVICES:
            device = self.of(number)
            device.store.close()
            folder = self.root / f"device-{next(self.folders)}"
            shutil.copytree(device.folder, folder)
            (folder / MARK).unlink(missing_ok=True)
            device.store = Store.at(device.folder)
            made = self.add_device(folder)
            assert made.store.device == device.store.device
            self.counted["computers cloned"] += 1

    # The end

    def quiet(self) -> Iterator[str]:
        """Everybody has the network and enough time; then everything that does not hold, in words."""
        while self.under_way:
            self.deliver(0)
        for device in self.devices:
            device.online = True
        for _ in range(2):  # the first round brings everything to the partner, the second everything to everybody
            for number in range(len(self.devices)):
                self.send(number)
                while self.under_way:
                    self.deliver(0)
                self._caught_up(number)
        yield from self._wrong()

    def _caught_up(self, number: int) -> None:
        device = self.of(number)
        device.cursor = 0
        while device.cursor < len(self.partner.rows):
            self.ask(number)
            while self.under_way:
                self.deliver(0)

    def _wrong(self) -> Iterator[str]:
        for audit, shas in self.acknowledged.items():
            here = {row.digest for row in self.partner.rows if row.audit == audit and row.kind == "entry"}
            if shas - here:
                yield f"the partner lacks {len(shas - here)} of {len(shas)} entries"
            for device in self.devices:
                if not device.inbox.empty:
                    yield f"{device.folder.name} still waits for something"
                if device.kept(audit) != here:
                    yield f"{device.folder.name} has {len(device.kept(audit))} entries, the partner {len(here)}"
                if flaws := checked(device.store.raw(audit)).flaws:
                    yield f"{device.folder.name}: {flaws[0]}"
                if bool(device.store.ways(audit)) is not self.forked(audit):
                    yield f"{device.folder.name} tells a log that went on in two ways where there is none, or none"
            self.counted["forked audits"] += self.forked(audit)
            if len({self._reads(device, audit) for device in self.devices}) > 1:
                yield "devices tell of one audit differently"
        known = {row.digest for row in self.partner.rows}
        for receipt in (each for device in self.devices for each in device.receipts):
            if not is_from(receipt, self.key.public) or receipt.head not in known:
                yield "a receipt is for what the partner does not have"

    def _reads(self, device: Device, audit: str) -> str:
        """What a device tells of an audit; where a log of it went on in two ways, in its whole report too."""
        kept = device.store.load(audit)
        return str((told(kept), outline(kept) if self.forked(audit) else ""))

    def forked(self, audit: str) -> bool:
        """Whether the partner knows of a device whose log of an audit went on in two ways."""
        entries = (row.body for row in self.partner.rows if row.audit == audit and row.kind == "entry")
        devices = {str(json.loads(body)["device"]) for body in entries}
        return any(fork for each in devices for fork in forks(self.partner.links(audit, each)))

    def in_another_order(self, random: Random) -> Iterator[str]:
        """What is told otherwise when everything arrives in another order, at replay and at a device that is new."""
        newcomer, inbox = Store.in_memory(), Inbox()
        rows = list(pulled(self.partner).items)
        random.shuffle(rows)
        for row in rows:
            inbox.add(Page(items=(row,), next=0, epoch=1))
            settle(newcomer, inbox)
        for audit in self.acknowledged:
            kept = self.devices[0].store.load(audit)
            entries = list(kept.entries)
            random.shuffle(entries)
            papers = {each: self.devices[0].store.paper(each) for each in papers_named(entries)}
            if told(from_papers(papers, tuple(entries))) != told(kept) or told(newcomer.load(audit)) != told(kept):
                yield "an audit depends on the order of arrival"


def shas_in(store: Store, audit: str) -> set[str]:
    """The digests of everything that a store keeps of an audit."""
    return {entry["sha"] for entry in checked(store.raw(audit)).entries}


def told(audit: Audit) -> tuple[Any, ...]:
    """Everything about an audit that no order of arrival may change."""
    lines = {key: (line.verdict, line.note, [each.sha for each in line.live]) for key, line in audit.lines.items()}
    return lines, audit.heads, audit.state, [thing.id for thing in audit.things], [each.sha for each in audit.entries]


def _thing(visit: Visit, then: Callable[[str], Any]) -> Any:
    things = visit.audit.things_of("door")
    return then(things[-1].id) if things else visit.add_thing("door", f"Door {len(visit.audit.entries)}")


def _sign(visit: Visit) -> None:
    if visit.audit.state == "signed":
        amend(visit, "More was seen")
    else:
        kinds = {each.kind for each in obstacles(visit.audit)}
        sign_off(visit, visit.pen.person, "As recorded", drawing=(((1, 1), (2, 2)),), acknowledged=kinds)


DEEDS: tuple[Callable[[Visit], Any], ...] = (
    lambda visit: visit.answer("sign", "compliant"),
    lambda visit: visit.answer("sign", "deficient"),
    lambda visit: visit.measure("field", "0.3 mT"),
    lambda visit: visit.measure("field", "0.7 mT"),
    lambda visit: visit.note("sign", f"note {len(visit.audit.entries)}"),
    lambda visit: _thing(visit, lambda door: visit.answer("closes", "compliant", thing=door)),
    lambda visit: _thing(visit, lambda door: visit.answer("closes", "partly", thing=door)),
    lambda visit: _thing(visit, lambda door: visit.set_thing_aside(door, "not there")),
    lambda visit: visit.add_thing("door", f"Door {len(visit.audit.entries)}"),
    lambda visit: visit.undo(),
    lambda visit: visit.redo(),
    _sign,
)
