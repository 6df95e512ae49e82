"""Tablets as they are, exchanging with a real hub through a network that fails in every way (relay.py), until quiet.

Then everything that a tablet was ever told to be kept must be in the hub, the hub must be the union of its tablets,
every tablet of a unit must have all of it, and nobody anything that he may not see.
"""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random

import uvicorn
from sqlalchemy import delete

from audit_app.audit.log.entries import PhotoTaken
from audit_app.audit.log.people import Person
from audit_app.errors import ExchangeRefused
from audit_app.exchange.kept import ENTRY
from audit_app.hub.keeping.kept import STORED
from audit_app.hub.program import program
from audit_app.hub.serving import Patient
from audit_app.hub.settings import Settings
from audit_app.hub.tables import table
from audit_app.hub.web.hub import Hub
from audit_app.membership import https
from audit_app.membership.https import Https
from audit_app.membership.hub_client import HubClient
from audit_app.membership.membership import member
from tests.hub.browser import Browser
from tests.hub.joined import ADA, Joined
from tests.hub.proof.killing import free_port
from tests.hub.proof.promises import Told, wrong_at_rest
from tests.hub.proof.relay import Fate, relayed

BEN = Person(name="Ben Carr", role="MR Safety Expert")
EVE = Person(name="Eve Dean", role="MR Safety Expert")
BAD = 0.6  # share of the requests that suffer something
ROUNDS_OF_QUIET = 5
TRIES_TO_JOIN = 2  # on a bad network; a door lets few tries through
PATIENT = https.CONNECT  # seconds for one step of a request, in earnest
PICTURE = 60_000  # bytes at most, but for one in twenty, which is longer than one piece

Fates = Callable[[str, bytes], Fate]


def fates(random: Random, delays: tuple[float, ...]) -> Fates:
    """What a bad network does: of five requests two pass, each other one suffers one thing.

    Each kind of request has its own dice: what the first of a kind suffers does not hang on which tablet was quicker.
    """
    turn, start, dice = threading.Lock(), random.random(), dict[str, Random]()

    def fate(kind: str, request: bytes) -> Fate:
        with turn:
            random = dice.setdefault(kind, Random(f"{start} {kind}"))
            if random.random() >= BAD:
                return Fate()
            place, many = random.randrange(len(request)), random.randrange(1, 6)
            found = [
                Fate("answer lost", cut_answer=0),
                Fate("answer lost, and repeated", again=many, cut_answer=0),
                Fate("repeated", again=many),
                Fate("sent twice at once", beside=1),
                Fate("cut on the way there", cut=place),
                Fate("cut in its first bytes", cut=random.randrange(min(300, len(request)))),
                Fate("cut on the way back", cut_answer=random.randrange(1, 900)),
                Fate("half-open on the way there", cut=place, silent=True),
                Fate("half-open on the way back", cut_answer=random.randrange(900), silent=True),
                Fate("overtaken by later ones", late=True),
                Fate("late", delay=random.choice(delays)),
            ]
            return random.choice(found)

    return fate


@contextmanager
def served(hub: Hub, port: int) -> Iterator[None]:
    """A hub that answers on a port, in a thread of its own."""
    config = uvicorn.Config(program(hub), "127.0.0.1", port, log_config=None, lifespan="off", http=Patient)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="hub")
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        thread.join(30)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """How long a tablet waits for one step of a request."""
    before, https.CONNECT = https.CONNECT, seconds
    try:
        yield
    finally:
        https.CONNECT = before


class Member:
    """One tablet: what it does between two rounds, and what it was told to be kept."""

    def __init__(self, joined: Joined, unit: str, told: Told, random: Random) -> None:
        self.joined, self.unit, self._told, self._random = joined, unit, told, random
        self.sees_all = unit == "unit-1"  # those of the lead
        self._audits: list[str] = []

    def rounds(self, many: int) -> None:
        """Works and exchanges so many times."""
        for _ in range(many):
            self._work()
            self.exchange()

    def exchange(self) -> None:
        """One round; what went wrong but for the network is a fault."""
        self.joined.exchange()
        state = self.joined.cabinet.courier.state
        said = [state.trouble, *(f"{each}: {why}" for each, why in state.refused)]
        self._told.wrong += [f"{self.unit}: {each}" for each in said if each]
        self._told.wrong += [f"{self.unit}: {each.why}" for each in state.unsent if each.why]
        self._told.count("rounds")
        self._told.count("rounds that did not come to their end" if state.away else "rounds that did")
        self._acknowledged()

    def bodies(self) -> dict[str, str]:
        """Every entry here, by its digest."""
        store = self.joined.store
        return {json.loads(body)["sha"]: body for each in store.audit_ids() for body in store.bodies(each)}

    def _acknowledged(self) -> None:
        known, here = member(self.joined.store), self.bodies()
        assert known
        digests = self.joined.store.receipts.among(known.key, here)
        with self._told.lock:
            self._told.entries |= {each: here[each] for each in digests}

    def _work(self) -> None:
        random, joined = self._random, self.joined
        if not self._audits or random.random() < 0.1:
            self._audits.append(joined.begin(self.unit))
        audit = random.choice([each for each in joined.store.audit_ids() if joined.store.holds(each)])
        for _ in range(random.randrange(3)):
            joined.answer(audit, random.choice(["compliant", "deficient", "partly"]))
        if random.random() < 0.3:
            data = random.randbytes(random.randrange(1, PICTURE if random.random() < 0.95 else 2_500_000))
            digest = joined.cabinet.shelf.keep(data)
            with joined.visiting(audit) as visit:
                visit.enter(PhotoTaken, photo=digest[:8], digest=digest, item="sign", size=len(data))  # type: ignore[arg-type]


def campaign(
    folder: Path, rounds: int, seed: int, delays: tuple[float, ...] = (0.02,), wait: float = 0.4
) -> tuple[Told, Counter[tuple[str, str]]]:
    """So many rounds of three tablets; what was told, with everything wrong, and what the relay did to what.

    `delays` are seconds that a request and its answer may take more; `wait` is how many a tablet waits for one step.
    """
    random, told, port, calm = Random(seed), Told(), free_port(), threading.Event()
    hub = Hub.at(Settings(folder / "hub", address=f"http://127.0.0.1:{(relay_port := free_port())}"))
    bad = fates(random, delays)
    with ExitStack() as stack:
        stack.callback(hub.close)
        stack.enter_context(served(hub, port))
        stack.enter_context(patience(wait))
        fate: Fates = lambda kind, request: Fate() if calm.is_set() else bad(kind, request)  # noqa: E731
        relay = stack.enter_context(relayed(relay_port, port, fate))
        tablets = _members(hub, folder, told, random, calm)
        for each in tablets:
            stack.callback(each.joined.close)
        threads = [threading.Thread(target=each.rounds, args=[rounds]) for each in tablets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        calm.set()
        https.CONNECT = PATIENT
        asyncio.run_coroutine_threadsafe(relay.send_late(), relay.loop).result(60)
        told.wrong += _quiet(tablets)
        told.wrong += _wrong_apart(hub, tablets)
        _read_all(tablets[0], told)
        told.wrong += wrong_at_rest(hub, told)
        return told, relay.did


def _members(hub: Hub, folder: Path, told: Told, random: Random, calm: threading.Event) -> list[Member]:
    """Two tablets of whoever sees everything, and one of somebody who sees one unit."""
    lead = Browser(hub)
    lead.begin()
    other = lead.person("auditor", "unit", "unit-2")
    made = (("one", lead, ADA, "unit-1"), ("two", lead, BEN, "unit-1"), ("three", other, EVE, "unit-2"))
    return [
        Member(_joined(browser, folder / name, person, (unit,), told, calm), unit, told, Random(random.random()))
        for name, browser, person, unit in made
    ]


def _joined(
    browser: Browser, folder: Path, person: Person, units: tuple[str, ...], told: Told, calm: threading.Event
) -> Joined:
    """A tablet that joins, with another code each time that the network took the answer; then on a good network."""
    made = Joined(browser, folder, person, wire=Https(), joins=False)
    for _ in range(TRIES_TO_JOIN):
        try:
            made.join(units)
            return made
        except ExchangeRefused:
            told.count("times joining had to be begun anew")
    calm.set()
    with browser.hub.database.outside(write=True) as connection:
        connection.execute(delete(table("tries")))  # a while later: what a bad network repeated counted as tries
    with patience(PATIENT):  # on a good network a busy machine is waited for
        made.join(units)
    calm.clear()
    return made


def _quiet(tablets: list[Member]) -> Iterator[str]:
    """Rounds on a good network until nothing waits anywhere."""
    for _ in range(ROUNDS_OF_QUIET):
        for each in (*tablets, *tablets):
            each.exchange()
        if all(each.joined.cabinet.courier.state.up_to_date for each in tablets):
            return
    yield from (
        f"{each.unit} does not come to rest: {each.joined.cabinet.courier.state}"
        for each in tablets
        if not each.joined.cabinet.courier.state.up_to_date
    )


def _wrong_apart(hub: Hub, tablets: list[Member]) -> Iterator[str]:
    """Where the hub is not the union of its tablets, a tablet lacks something of its unit, or has what it may not."""
    with hub.database.within(hub.database.tenants()[0]) as within:
        rows = within.find("kept", table("kept").c.kind == ENTRY)
        whole = {row["digest"] for row in within.find("pictures", table("pictures").c.state == STORED)}
        units = {row["id"]: row["unit"] for row in within.find("audits")}
    every = {sha: body for each in tablets for sha, body in each.bodies().items()}
    kept = {row["digest"]: row["body"] for row in rows}
    if kept != every:
        yield f"the hub has {len(kept)} entries, its tablets {len(every)}"
    for each in tablets:
        may = set(units.values()) if each.sees_all else {each.unit}
        due = {row["digest"] for row in rows if units[row["audit"]] in may}
        if set(each.bodies()) != due:
            yield f"a tablet of {each.unit} has {len(each.bodies())} of {len(due)} entries, or more"
        pictures = {str(json.loads(body)["digest"]) for body in each.bodies().values() if '"photo_taken"' in body}
        shelf = each.joined.cabinet.shelf
        yield from (f"{each.unit}: picture {one[:12]} is not whole at the hub" for one in pictures - whole)
        yield from (
            f"{each.unit}: picture {one[:12]} is not here, or another"
            for one in pictures
            if not shelf.has(one) or sha256(shelf.read(one)).hexdigest() != one
        )


def _read_all(tablet: Member, told: Told) -> None:
    """Reads the whole feed, number after number."""
    known = member(tablet.joined.store)
    assert known
    client, after = HubClient(Https(), known.address, known.token), 0
    while (page := asyncio.run(client.pull(after, 40, None))).items:
        told.read |= {item.n: "" for item in page.items}
        after = page.next
