"""Photos on their way in: uploaded one by one, sealed, looked at, entered; what is interrupted is offered again.

The bytes never travel through the messages that draw the screen: a browser puts them straight into the shelf's
incoming folder, a tablet reads them from its own files. While one is sent those before it are looked at, one at a time,
and a few are entered together: each entering draws the screen anew.
"""

import asyncio
import time
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import flet as ft

from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.photos.redrawn import is_worth_asking
from audit_app.screens.photos.arrival import Arrival, PhotoPlace, place_of
from audit_app.screens.pieces.picker import Picking, refusal, too_large
from audit_app.screens.session.bars import Deed
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.visit.photos import Developed, copied, developed, enter, redeveloped
from audit_app.visit.visit import Visit

TOGETHER = 4  # photos that are entered at once, at most
PAUSE = 1.0  # seconds that a photo waits to be entered with the next
SHOWN = 0.5  # seconds from one drawing of how far a photo is to the next

T = TypeVar("T")
Arrived = asyncio.Queue[Capture | None]  # what is to be looked at, and then the end of it


@ft.observable
class Arrivals:
    """The photos coming in at one desk; `now` is replaced, never changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: Deed | None = None
        self._kept: tuple[str, ...] = ()
        self._told_share = 0.0  # when it was shown last how far a photo is
        self.now: tuple[Arrival, ...] = ()

    def place(self, where: PhotoPlace) -> tuple[Arrival, ...]:
        """Those that belong to one place."""
        return tuple(one for one in self.now if place_of(one.capture) == where)

    def of_audit(self, audit: str) -> tuple[Arrival, ...]:
        """Those that belong to an audit, whatever item they are for."""
        return tuple(one for one in self.now if one.capture.audit == audit)

    def waiting(self, audit: str) -> tuple[Capture, ...]:
        """Captures of an audit that were interrupted, by a crash or a lost connection, and are nobody's work now."""
        return tuple(
            one for one in self._shelf.waiting() if one.audit == audit and one.id not in self._desk.cabinet.in_hand
        )

    @property
    def _shelf(self) -> Shelf:
        return self._desk.cabinet.shelf

    def capture(self, where: PhotoPlace, name: str, size: int = 0) -> Capture:
        """A new capture, not yet noted."""
        clock = self._desk.cabinet.clock
        received = clock.now().astimezone().isoformat(timespec="seconds")
        audit, item, thing, paper = where
        return Capture(clock.new_id(), audit, item, thing, paper=paper, name=name, size=size, received=received)

    # Ways in

    async def picked(self, picking: Picking, files: Sequence[ft.FilePickerFile], where: PhotoPlace) -> None:
        """Takes in the files just picked: all are noted first, then they come one after the other.

        Those too large are refused before they are sent, and the others come.
        """
        self._desk.person  # noqa: B018 - refused here, before anything is sent, when nobody said who they are
        for file in files:
            if too_large(file):
                large = Arrival(self.capture(where, file.name, file.size), None, str(refusal(file)), unsent=True)
                self.now = (*self.now, large)
        expected = [(file, self.capture(where, file.name, file.size)) for file in files if not too_large(file)]
        await beside(lambda: [self._shelf.expect(one) for _, one in expected])
        self._begin(*(one for _, one in expected))
        arrived = Arrived()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._take(arrived))
            for file, one in expected:
                if here := await self._guarded(one, self._sent(picking, file, one)):
                    arrived.put_nowait(here)
            arrived.put_nowait(None)

    async def handed(self, where: PhotoPlace, name: str, data: bytes) -> None:
        """Takes in bytes that are here already, from the camera in the app."""
        one = self.capture(where, name, len(data))
        self._begin(one)
        if here := await self._guarded(one, beside(self._shelf.receive, one, data)):
            await self._taken(here)

    async def resume(self, one: Capture) -> None:
        """Goes on with an interrupted capture, as far as its bytes arrived."""
        self._begin(one)
        await self._taken(one)

    # Decisions about one that did not come through

    def keep_anyway(self, one: Arrival) -> None:
        """Enters a file that cannot be shown as a photo: it stays with the audit as it is."""
        if one.refused is not None:
            self._enter(one.refused)

    def let_go(self, one: Capture) -> None:
        """Decides against a capture. Its bytes stay on the device until a purge."""
        self._shelf.settle(one)
        self._end(one)

    # How it goes

    async def _guarded(self, one: Capture, work: Awaitable[T]) -> T | None:
        """What the work for one photo gives; trouble is shown beside it and stops none of the others."""
        with self._shown(one):
            return await work
        return None

    @contextmanager
    def _shown(self, *those: Capture) -> Iterator[None]:
        """Shows what goes wrong with photos beside each of them."""
        try:
            yield
        except (AuditError, OSError, TimeoutError, RuntimeError) as error:
            words = str(error) if isinstance(error, AuditError) else say("The photo did not arrive. Try again.")
            for one in those:
                self._change(one, share=None, fault=words)
                self._desk.cabinet.in_hand.discard(one.id)

    async def _sent(self, picking: Picking, file: ft.FilePickerFile, one: Capture) -> Capture:
        if file.path:
            return await beside(self._shelf.receive, one, await beside(Path(file.path).read_bytes))
        await picking.sent(file, one.id, lambda share: self._tell_share(one, share))
        return one

    async def _taken(self, one: Capture) -> None:
        """Looks at one photo that is here, and enters it."""
        arrived = Arrived()
        arrived.put_nowait(one)
        arrived.put_nowait(None)
        await self._take(arrived)

    async def _take(self, arrived: Arrived) -> None:
        """Looks at what arrived, one after the other, and enters a few together: none waits long for the next.

        Their larger copies are made when all are kept and shown.
        """
        found, every = list[Developed](), list[Developed]()
        while True:
            try:
                one = await asyncio.wait_for(arrived.get(), PAUSE if found else None)
            except TimeoutError:
                one = None
            else:
                if one is None:
                    break
                await self._guarded(one, self._looked_at(one, found))
            if found and (one is None or len(found) >= TOGETHER):
                self._enter(*found)
                every += found
                found.clear()
        self._enter(*found)
        for each in (*every, *found):
            await beside(copied, self._shelf, each)

    async def _looked_at(self, one: Capture, found: list[Developed]) -> None:
        """Looks at a photo and puts it to those that can be entered, or shows why it cannot be."""
        self._change(one, share=None)
        seen = await beside(developed, self._shelf, one, thumbnail_only=True)
        if seen.refusal:
            seen = await self._drawn_anew(seen)
        if seen.refusal:
            self._change(one, fault=seen.refusal, refused=seen)
        else:
            found.append(seen)

    async def _drawn_anew(self, found: Developed) -> Developed:
        """A picture that only the browser can open, as the JPEG it makes of it; as it is where it makes none."""
        page, digest = self._desk.cabinet.page_files, found.capture.digest
        if page is None or not is_worth_asking(self._shelf.read(digest)):
            return found
        jpeg = await page.drawn_anew(self._shelf.path(digest))
        store = self._desk.cabinet.store
        return found if jpeg is None else await beside(redeveloped, store, self._shelf, found.capture, jpeg)

    def _enter(self, *found: Developed) -> None:
        """Enters them in the audit they were taken for, which may no longer be the one on the desk."""
        if found:
            with self._shown(*(each.capture for each in found)):
                self._put_in(found, found[0].capture.audit)

    def _put_in(self, found: Sequence[Developed], audit: str) -> None:
        desk = self._desk
        if desk.audit is None or desk.audit.id != audit:
            with desk.visiting(audit) as visit:
                self._entered(visit, found)
            return
        before = self._kept if self._told is not None and desk.deed is self._told else ()
        kept = desk.follow(lambda visit: self._entered(visit, found, before))
        if len(kept) > len(before):
            self._tell(*kept)

    def _entered(self, visit: Visit, found: Sequence[Developed], before: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Enters each with those kept `before`, since anything else was done: one undo takes all of them back."""
        kept = before
        for each in found:
            with self._shown(each.capture):
                with visit.one_deed(kept[0] if kept else ""):
                    photo = enter(visit, self._shelf, each)
                kept += tuple(entry.id for entry in visit.audit.slots.heads(("photo", photo)))
                self._end(each.capture)
        return kept

    def _tell(self, *kept: str) -> None:
        """Says how many photos were kept since anything else was done."""
        self._kept = kept
        said = say_many("{n} photo kept", "{n} photos kept", len(kept)) if len(kept) > 1 else say("Photo kept")
        self._told = self._desk.deed = Deed(said, True)

    def _begin(self, *coming: Capture) -> None:
        self._desk.cabinet.in_hand.update(one.id for one in coming)
        again = {one.id for one in coming}
        self.now = (*(one for one in self.now if one.capture.id not in again), *(Arrival(one) for one in coming))

    def _tell_share(self, one: Capture, share: float) -> None:
        """Shows how far a photo is, now and then: each drawing costs the device that sends it."""
        now = time.monotonic()
        if now - self._told_share >= SHOWN:
            self._told_share = now
            self._change(one, share=share)

    def _change(self, one: Capture, **how: object) -> None:
        self.now = tuple(
            replace(each, **how) if each.capture.id == one.id else each  # type: ignore[arg-type]
            for each in self.now
        )

    def _end(self, one: Capture) -> None:
        self._desk.cabinet.in_hand.discard(one.id)
        self.now = tuple(each for each in self.now if each.capture.id != one.id)


def arrivals(desk: Desk) -> Arrivals:
    """The photos coming in at a desk."""
    return desk.own(Arrivals)
