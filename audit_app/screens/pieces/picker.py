"""Files picked on the client, and their way here: chosen, sent to the incoming folder, and told as they come."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import flet as ft

from audit_app.beside import beside
from audit_app.errors import StoreError, UsageError
from audit_app.photos.kinds import MOST_BYTES
from audit_app.screens.pieces.component import held, held_from
from audit_app.screens.session.desk import desk_here
from audit_app.screens.session.language import say

PATIENCE = 120  # seconds without progress before an upload counts as broken
LOOK = 1.0  # seconds from one look at what is here to the next, where the client says nothing
LINK = 3600  # seconds an upload's address holds


class Picking:
    """One choice of files on the client, and what it says of their way here.

    While its files travel, the next choice needs a Picking of its own: the client knows only the newest files.
    """

    def __init__(self, chosen: Callable[["Picking", Sequence[ft.FilePickerFile]], Awaitable[None]]) -> None:
        self._heard: asyncio.Queue[ft.FilePickerUploadEvent] = asyncio.Queue()

        self._busy = self._over = False

        async def result(event: ft.FilePickerResultEvent) -> None:
            if event.files:
                self._busy = True
                try:
                    await chosen(self, believed(event.files))
                finally:
                    self._busy = False
                    if self._over:
                        self.give_up()

        # the client hears of handlers only when the picker is made
        self.picker = ft.FilePicker(on_result=result, on_upload=self._heard.put_nowait)

    def give_up(self) -> None:
        """Nothing more is chosen here. Once its files have travelled it hears no more: what still hears stays for
        good, at the client too, and a day of opening items would leave one of them for each."""
        self._over = True
        if not self._busy:
            self.picker.on_result = self.picker.on_upload = None

    async def sent(
        self, file: ft.FilePickerFile, to: str, told: Callable[[float], object], most: int = MOST_BYTES
    ) -> None:
        """Has the browser send one file to the incoming folder under the name `to`; returns when it is there.

        Raises UsageError when it is larger than `most` bytes, StoreError when the browser says it failed, TimeoutError
        when nothing more of it comes for two minutes.
        """
        if too_large(file, most):
            raise refusal(file, most)
        desk = desk_here()
        if desk is not None and desk.cabinet.page_files is not None:
            await desk.cabinet.page_files.bring(file, desk.cabinet.shelf.incoming / to, told)
            return
        url = ft.context.page.get_upload_url(to, LINK)
        await self.picker.upload([ft.FilePickerUploadFile(upload_url=url, id=file.id, name=file.name)])
        await self._here(file, desk.cabinet.shelf.incoming / to if desk is not None else Path(to), told)

    async def _here(self, file: ft.FilePickerFile, place: Path, told: Callable[[float], object]) -> None:
        """Waits until all of a file is at a place. What the client calls progress is how far it has read the file."""
        here, since, ended = 0, time.monotonic(), False
        while here < file.size or not (file.size or ended):
            event = await self._heard_next()
            if event is not None and event.error:
                raise StoreError(file.name, say("did not arrive ({error})", error=event.error), say("Add it again"))
            before, here = here, await beside(size_of, place)
            if here > before:
                since, ended = time.monotonic(), False
                told(here / file.size if file.size else 0.0)
            elif ended and here and event is None:
                return  # all was sent, and it is less than was announced: the shelf says so
            elif time.monotonic() - since > PATIENCE:
                raise TimeoutError
            ended = ended or (event is not None and event.progress == 1.0)

    async def _heard_next(self) -> ft.FilePickerUploadEvent | None:
        """What the client says next; None when it says nothing for a moment."""
        try:
            return await asyncio.wait_for(self._heard.get(), LOOK)
        except TimeoutError:
            return None


def size_of(place: Path) -> int:
    """How many bytes of a file are there."""
    return place.stat().st_size if place.is_file() else 0


def believed(files: Sequence[ft.FilePickerFile]) -> Sequence[ft.FilePickerFile]:
    """The chosen files as far as a client is to be believed: only on the device itself does a path name a file.

    Whether the app is served is known to the server alone; what a served client calls a path is taken away here, the
    one place where its choices come in, and the file's bytes must be sent like any other's.
    """
    desk = desk_here()
    if desk is None or desk.cabinet.served:
        for file in files:
            file.path = None
    return files


def too_large(file: ft.FilePickerFile, most: int = MOST_BYTES) -> bool:
    """True when a file cannot be sent: known before the time is spent on it."""
    return not file.path and file.size > most


def refusal(file: ft.FilePickerFile, most: int = MOST_BYTES) -> UsageError:
    """Why a file cannot be sent, in words."""
    size, limit = f"{file.size / 1e6:.0f}", f"{most / 1e6:.0f}"
    fault = say("is {size} MB, and at most {most} MB can be sent", size=size, most=limit)
    return UsageError(file.name, fault, say("Save a smaller copy and add that"))


class Ready:
    """The choice of files that stands ready behind one button."""

    def __init__(self) -> None:
        self.now: Picking | None = None

    def replace(self, new: Picking | None) -> None:
        """The one before is given up."""
        if self.now is not None:
            self.now.give_up()
        self.now = new


def use_picking(
    chosen: Callable[[Picking, Sequence[ft.FilePickerFile]], Awaitable[None]],
) -> tuple[Picking | None, Callable[[], None]]:
    """The choice of files that stands ready, None at first, and the way to have a new one; for one component."""
    ready, _ = held_from(Ready)
    nothing: Picking | None = None
    shown, show = held(nothing)

    def renew() -> None:
        ready.replace(Picking(chosen))
        show(ready.now)

    ft.use_effect(renew, [], lambda: ready.replace(None))
    return shown, renew
