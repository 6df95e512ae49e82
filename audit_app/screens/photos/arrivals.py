"""Photos on their way in: uploaded one by one, sealed, looked at, entered; what is interrupted is offered again.

The bytes never travel through the messages that draw the screen: a browser puts them straight into the shelf's
incoming folder, a tablet reads them from its own files.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import flet as ft

from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.photos.redrawn import is_worth_asking
from audit_app.screens.pieces.picker import Picking, refusal, too_large
from audit_app.screens.session.desk import Deed, Desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.visit.photos import Developed, developed, enter, redeveloped
from audit_app.visit.visit import Visit


class PhotoPlace(NamedTuple):
    """Where photos belong: an item (of a thing), a paper sheet, or the audit as a whole."""

    audit: str
    item: str = ""
    thing: str | None = None
    paper: str = ""


def place_of(one: Capture) -> PhotoPlace:
    """Where a photo on its way belongs."""
    return PhotoPlace(one.audit, one.item, one.thing, one.paper)


@dataclass(frozen=True)
class Arrival:
    """One photo coming in: how far it is (0 to 1, None while it is looked at), and what is wrong with it, if anything.

    `refused` is set when its bytes are safe and cannot be shown: the auditor decides whether to keep it. `unsent` says
    that nothing of it came, nor will.
    """

    capture: Capture
    share: float | None = 0.0
    fault: str = ""
    refused: Developed | None = None
    unsent: bool = False

    @property
    def name(self) -> str:
        return self.capture.name or say("Photo")


@ft.observable
class Arrivals:
    """The photos coming in at one desk; `now` is replaced, never changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: Deed | None = None
        self._kept: tuple[str, ...] = ()
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
        for file, one in expected:
            await self._guarded(one, self._sent(picking, file, one))

    async def handed(self, where: PhotoPlace, name: str, data: bytes) -> None:
        """Takes in bytes that are here already, from the camera in the app."""
        one = self.capture(where, name, len(data))
        self._begin(one)
        await self._guarded(one, self._received(one, data))

    async def resume(self, one: Capture) -> None:
        """Goes on with an interrupted capture, as far as its bytes arrived."""
        self._begin(one)
        await self._guarded(one, self._looked_at(one))

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

    async def _guarded(self, one: Capture, work: Awaitable[None]) -> None:
        """Does the work for one photo; trouble is shown beside it and stops none of the others."""
        try:
            await work
        except (AuditError, OSError, TimeoutError, RuntimeError) as error:
            words = str(error) if isinstance(error, AuditError) else say("The photo did not arrive. Try again.")
            self._change(one, share=None, fault=words)
            self._desk.cabinet.in_hand.discard(one.id)

    async def _sent(self, picking: Picking, file: ft.FilePickerFile, one: Capture) -> None:
        if file.path:
            await self._received(one, await beside(Path(file.path).read_bytes))
            return
        await picking.sent(file, one.id, lambda share: self._change(one, share=share))
        await self._looked_at(one)

    async def _received(self, one: Capture, data: bytes) -> None:
        await self._looked_at(await beside(self._shelf.receive, one, data))

    async def _looked_at(self, one: Capture) -> None:
        self._change(one, share=None)
        found = await beside(developed, self._shelf, one)
        if found.refusal:
            found = await self._drawn_anew(found)
        if found.refusal:
            self._change(one, fault=found.refusal, refused=found)
        else:
            self._enter(found)

    async def _drawn_anew(self, found: Developed) -> Developed:
        """A picture that only the browser can open, as the JPEG it makes of it; as it is where it makes none."""
        page, digest = self._desk.cabinet.page_files, found.capture.digest
        if page is None or not is_worth_asking(self._shelf.read(digest)):
            return found
        jpeg = await page.drawn_anew(self._shelf.path(digest))
        store = self._desk.cabinet.store
        return found if jpeg is None else await beside(redeveloped, store, self._shelf, found.capture, jpeg)

    def _enter(self, found: Developed) -> None:
        """Enters it in the audit it was taken for, which may no longer be the one on the desk."""
        shelf, desk, audit = self._shelf, self._desk, found.capture.audit
        if desk.audit is not None and desk.audit.id == audit:
            self._tell(*desk.follow(self._one_more(found)))
        else:
            with desk.visiting(audit) as visit:
                enter(visit, shelf, found)
        self._end(found.capture)

    def _one_more(self, found: Developed) -> Callable[[Visit], tuple[str, ...]]:
        """Enters it with those kept since anything else was done: one undo takes all of them back."""
        before = self._kept if self._told is not None and self._desk.deed is self._told else ()

        def deed(visit: Visit) -> tuple[str, ...]:
            with visit.one_deed(before[0] if before else ""):
                photo = enter(visit, self._shelf, found)
            return (*before, *(entry.id for entry in visit.audit.slots.heads(("photo", photo))))

        return deed

    def _tell(self, *kept: str) -> None:
        """Says how many photos were kept since anything else was done."""
        self._kept = kept
        said = say_many("{n} photo kept", "{n} photos kept", len(kept)) if len(kept) > 1 else say("Photo kept")
        self._told = self._desk.deed = Deed(said, True)

    def _begin(self, *coming: Capture) -> None:
        self._desk.cabinet.in_hand.update(one.id for one in coming)
        again = {one.id for one in coming}
        self.now = (*(one for one in self.now if one.capture.id not in again), *(Arrival(one) for one in coming))

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
