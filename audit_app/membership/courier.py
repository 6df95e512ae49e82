"""One round of the exchange after another, in the background: what waits goes out, what is new comes in.

In a thread of its own where Python has threads, else between two steps of the screen. Nobody's tap waits for it; a
round that fails changes nothing that was kept, and is tried again after a pause that grows.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from audit_app.beside import THREADS, beside
from audit_app.errors import AuditError
from audit_app.membership.device import Device
from audit_app.membership.files import Files, fetch_files, send_files
from audit_app.membership.hub_client import HubClient
from audit_app.membership.joining import renew
from audit_app.membership.membership import Member, member
from audit_app.membership.pull import Feed, fetch
from audit_app.membership.send import Outbox, send
from audit_app.membership.waiting import State, counted
from audit_app.membership.wire import Unreachable

log = logging.getLogger("audit_app.membership")
AFTER_A_TAP = 60.0  # seconds from something entered to a round
A_LITTLE = 3.0  # seconds that ending waits for the step that goes on
USUAL, LONGEST = 120.0, 600.0  # seconds between rounds: as a rule, and at most while the hub does not answer


class Courier:
    """The exchange of one device. `state` is what a screen may show; whoever listens is told when it changes."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.state = State()
        self._feed, self._outbox, self.files = Feed(), Outbox(), Files()
        self._heard: list[Callable[[bool], object]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._soon: asyncio.Event | None = None
        self._ends = False
        self._thread: threading.Thread | None = None
        self._turn = threading.Lock()

    def hear(self, told: Callable[[bool], object]) -> Callable[[], None]:
        """Calls `told` after every change, with whether audits came in; gives what ends it. From any thread.

        One that raises RuntimeError is not called again.
        """
        self._heard.append(told)
        return lambda: self._heard.remove(told) if told in self._heard else None

    def start(self) -> None:
        """Begins, unless it has, or this device has joined no hub."""
        with self._turn:
            if self._loop is not None or member(self._device.store) is None:
                return
            self._ends = False
            self._loop = asyncio.new_event_loop() if THREADS else asyncio.get_running_loop()
            self._wake, self._soon = asyncio.Event(), asyncio.Event()
            if THREADS:
                self._thread = threading.Thread(target=self._in_thread, args=[self._loop], daemon=True, name="courier")
                self._thread.start()
            else:
                self._task = self._loop.create_task(self._rounds())

    def wake(self, at_once: bool = False) -> None:
        """Something was entered: a round comes soon; or now, where somebody asks for it."""
        loop, event = self._loop, self._wake if at_once else self._soon
        if loop is not None and event is not None and not loop.is_closed():
            with contextlib.suppress(RuntimeError):  # it ends this very moment
                loop.call_soon_threadsafe(event.set)

    def stop(self) -> None:
        """Ends it, after the step that goes on; waits a little for that."""
        self._ends = True
        self.wake(at_once=True)
        if self._thread is not None:
            self._thread.join(A_LITTLE)

    def _in_thread(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            loop.run_until_complete(self._rounds())
        finally:
            loop.close()
            self._loop = None

    async def _rounds(self) -> None:
        failed = 0
        while not self._ends and member(self._device.store) is not None:
            failed = 0 if await self.round() else failed + 1
            await self._pause(min(LONGEST, USUAL * 2 ** min(failed, 5)) if failed > 1 else USUAL)
        self._tell(State() if member(self._device.store) is None else self.state, False)
        self._loop = None if not THREADS else self._loop

    async def _pause(self, seconds: float) -> None:
        """Until it is time, somebody asks, or a little after something was entered."""
        assert self._wake is not None
        assert self._soon is not None
        asked = [asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(self._after_a_tap())]
        await asyncio.wait(asked, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for each in asked:
            each.cancel()
        self._wake.clear()
        self._soon.clear()

    async def _after_a_tap(self) -> None:
        assert self._soon is not None
        await self._soon.wait()
        await asyncio.sleep(AFTER_A_TAP)

    async def round(self) -> bool:
        """One round; whether the hub answered. Never raises: what went wrong is in the state."""
        joined = member(self._device.store)
        if joined is None:
            self._tell(State(), False)
            return True
        client = HubClient(self._device.wire, joined.address, joined.token)
        self._tell(replace(self.state, address=joined.address, going_on=True), False)
        trouble, answered, took = "", True, False
        try:
            took = await self._exchange(client, joined)
        except Unreachable as error:
            trouble, answered = str(error), False
        except AuditError as error:
            trouble = str(error)
        except Exception as error:  # a fault of ours stops the exchange, never the app; the log has the details
            log.exception("The exchange with the hub stopped")
            trouble = f"Something unexpected went wrong ({type(error).__name__})."
        self._tell(await beside(self._stand, joined, trouble, answered), took)
        return answered

    async def _exchange(self, client: HubClient, joined: Member) -> bool:
        device = self._device
        await renew(device.store, client, joined, device.clock.now())
        took = await fetch(device, client, joined, self._feed)
        await send(device, client, joined, self._outbox)
        await beside(self.files.look, device.store)
        await send_files(device, client, joined, self.files)
        await fetch_files(device, client, self.files)
        return took

    def _stand(self, joined: Member, trouble: str, answered: bool) -> State:
        """How it stands after a round."""
        device, before, now = self._device, self.state, self._device.clock.now()
        if not answered:
            self.files.look(device.store)
        titles = {each.id: each.title for each in device.store.logs()}
        return State(
            joined.address,
            counted(device.store, device.shelf, joined, self.files, self._outbox),
            self.files.coming,
            now if answered and not trouble else before.reached,
            None if answered else before.away or now,
            trouble if answered else "",
            tuple((titles.get(each, each), why) for each, why in {**self._feed.spoilt, **self._feed.refused}.items()),
            tuple(sorted(self._feed.offered.items())),
            clock=self._feed.clock,
        )

    def ask_again(self) -> None:
        """Forgets what was refused for want of a right, as when somebody asks for a round themselves."""
        self._outbox.denied.clear()

    def _tell(self, state: State, took: bool) -> None:
        changed, self.state = took or state != self.state, state
        for each in list(self._heard) if changed else ():
            try:
                each(took)
            except RuntimeError:  # the loop that it listened on has ended without a word: a page that was left
                self._heard.remove(each)
