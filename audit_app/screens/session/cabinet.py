"""What all desks of this process share: one store, and the newest value of each open audit.

Two tablets or two tabs may work on one audit. Each sees the newest frozen value of it here, and writes under one
lock, so the log of this device never forks.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from audit_app.audit.audit import Audit
from audit_app.audit.log.clock import Clock, DeviceClock
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.membership.courier import Courier
from audit_app.membership.wire import Wire
from audit_app.screens.session.draft_rows import Claims
from audit_app.screens.session.page_files import PageFiles
from audit_app.screens.session.preferences import person_of
from audit_app.store.lineage import followed_up
from audit_app.store.shelf.expunging import sweep
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.follow_up import FollowUp
from audit_app.visit.visit import Visit

T = TypeVar("T")
OPEN_AT_ONCE = 4  # audits kept in memory that no desk shows; one of 600 items takes a few MB


class Cabinet:
    """One store, the photo shelf beside it, the audits open in this process, and the files made to be fetched."""

    def __init__(self, store: Store, folder: Path, clock: Clock | None = None, *, wire: Wire | None = None) -> None:
        self.store, self.folder, self.clock = store, folder, clock or DeviceClock()
        self.shelf = Shelf(folder)
        # Whoever shows it elsewhere than its files are says so: then no path and no claim of a client is believed.
        self.served = False
        self.takes_pieces = False  # whether a large file can be sent to it in pieces: a server can, a page cannot
        self.page_files: PageFiles | None = None  # where the app runs in the page itself
        self.leave_at = ""  # the address where whoever is at a served screen signs out, where there is one
        self.alone = ""  # where a tablet may fetch the app to keep it; empty where nobody hands it out
        self.meter = ""  # where a gaussmeter is that readings come from; empty where there is none
        self.root = "/"  # the folder of the page's address; another where the app lies below it
        self._lock = threading.RLock()
        self._recent: OrderedDict[str, Audit] = OrderedDict()
        # The newest of every audit that is in memory: what a desk shows is there anyway, and no tap reads it again.
        self._open: WeakValueDictionary[str, Audit] = WeakValueDictionary()
        self._sessions: list[set[str]] = []
        self.claims: Claims = {}
        self._made: dict[str, Path] = {}
        self._addresses: dict[Path, str] = {}
        self._own: dict[Callable[[], Any], Any] = {}
        self._followed: dict[str, tuple[Audit, tuple[tuple[str, str], ...], Audit]] = {}
        sweep(store, self.shelf)  # what was expunged when the app last ended in the middle of it
        self.interrupted = self.shelf.clear_picked()  # names of files that were being read when the app last ended
        self.in_hand: set[str] = set()  # captures that a session of this process is working on
        self.wire = wire or sockets()  # how a hub is asked; a page that has no sockets puts its own here
        self.courier = Courier(self)  # begins once this device has joined a hub

    def own(self, make: Callable[[], T]) -> T:
        """What the app keeps for as long as it runs, the only one of its kind: made when it is first asked for."""
        if make not in self._own:
            self._own[make] = make()
        return cast(T, self._own[make])

    @property
    def made(self) -> Path:
        """Where reports and bundles are made, to be opened or saved from there."""
        folder = self.folder / "made"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def exchanged(self) -> Iterator[None]:
        """While the files of the store are exchanged for others: closed before, opened again afterwards."""
        with self._lock:
            self.store.close()
            self._forget(*self._open)
            self.claims.clear()  # of rows that are gone
            try:
                yield
            finally:
                self.store = Store.at(self.folder)

    def audit(self, audit_id: str) -> Audit:
        """The newest value of an audit; read from the store when it is not open yet."""
        with self._lock:
            newest = self._open.get(audit_id) or self.store.load(audit_id)
            self._keep(newest)
            return newest

    def reread(self, audit_id: str) -> Audit:
        """The audit as the store has it now, whatever was open."""
        with self._lock:
            self._forget(audit_id)
            return self.audit(audit_id)

    def join(self, made: set[str]) -> None:
        """A session goes on beside the others; `made` gathers the ids of what is entered in it."""
        if not any(each is made for each in self._sessions):
            self._sessions.append(made)

    def leave(self, made: set[str]) -> None:
        """A session is gone: what was entered in it is this device's, as after a restart."""
        self._sessions = [each for each in self._sessions if each is not made]

    @contextmanager
    def visiting(self, audit_id: str, person: Person, made: set[str] | None = None) -> Iterator[Visit]:
        """A visit to the newest value of an audit, alone: what it enters is the newest value afterwards.

        `made` is that of the session it belongs to; what other sessions made is not for it to undo.
        """
        here: set[str] = set() if made is None else made
        with self._lock:
            others = frozenset().union(*(each for each in self._sessions if each is not here))
            before = self.audit(audit_id)
            visit = Visit(self.store, before, Pen(self.store.device, person, self.clock), here, others)
            try:
                yield visit
            finally:
                here.update(entry.id for entry in visit.audit.entries[len(before.entries) :])
                self._keep(visit.audit)

    @contextmanager
    def following(self, audit_id: str, person: Person, made: set[str] | None = None) -> Iterator[Visit]:
        """The same to the actions of an audit: once it is signed, what is entered goes into the log of its unit."""
        here: set[str] = set() if made is None else made
        with self._lock:
            audit = self.audit(audit_id)
            if audit.state != "signed":
                with self.visiting(audit_id, person, made) as visit:
                    yield visit
                return
            others = frozenset().union(*(each for each in self._sessions if each is not here))
            follow_up = FollowUp(self.store, audit, Pen(self.store.device, person, self.clock), here, others)
            before = {entry.id for entry in follow_up.audit.entries}
            try:
                yield follow_up
            finally:
                here.update(entry.id for entry in follow_up.audit.entries if entry.id not in before)

    def followed(self, audit: Audit) -> Audit:
        """An audit as it stands with what was done about its actions since it was signed; to be read only."""
        logs = self.store.follow_ups(audit.begun.unit.id) if audit.state != "open" else ()
        stand = tuple((each.id, each.updated_at) for each in logs)
        known = self._followed.get(audit.id)
        if known is None or known[0] is not audit or known[1] != stand:
            known = (audit, stand, followed_up(self.store, audit) if logs else audit)
            self._followed = {audit.id: known}
        return known[2]

    @property
    def person(self) -> Person | None:
        """Whoever is at this device; None when nobody has said so."""
        return person_of(self.store)

    def shown(self, audit_id: str) -> Audit | None:
        """The value of an audit that is open; None when it is read from the store once somebody opens it."""
        with self._lock:
            return self._open.get(audit_id)

    def took(self, audit: Audit, over: Audit | None) -> None:
        """Shows an audit that was taken in over the value that was open before; what was entered since stays."""
        with self._lock:
            now = self._open.get(audit.id)
            if now is not None and now is over:
                self._keep(audit)
            elif now is not None:
                self.store.sum_up(self.reread(audit.id))

    def keep(self, audit: Audit) -> None:
        """Takes in an audit that was just begun or brought in."""
        with self._lock:
            self._keep(audit)

    def _keep(self, audit: Audit) -> None:
        self._open[audit.id] = self._recent[audit.id] = audit
        self._recent.move_to_end(audit.id)
        while len(self._recent) > OPEN_AT_ONCE:
            self._recent.popitem(last=False)

    def _forget(self, *audits: str) -> None:
        for each in audits:
            self._open.pop(each, None)
            self._recent.pop(each, None)

    # Files made for someone to fetch through the browser

    def offer(self, path: Path) -> str:
        """A path under which the browser may fetch this file, for as long as the app runs; nobody can guess it."""
        token = secrets.token_urlsafe(24)
        self._made[token] = path
        return f"{self.root}made/{token}/{path.name}"

    def address(self, path: Path) -> str:
        """The same, the same one each time it is asked for, so that a picture is fetched only once."""
        if path not in self._addresses:
            self._addresses[path] = self.offer(path)
        return self._addresses[path]

    def offered(self, token: str) -> Path | None:
        """The file behind a token, or None."""
        return self._made.get(token)


def sockets() -> Wire:
    """How a hub is asked where Python has sockets."""
    from audit_app.membership.https import Https  # not loaded in a page

    return Https()
