"""One file in, one file out: picked by the person, read whole; or made by the app and taken along."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import flet as ft

from audit_app.beside import beside
from audit_app.errors import AuditError, UsageError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import STOPPED, Work, use_worker
from audit_app.screens.pieces.layout import line, stack
from audit_app.screens.pieces.picker import Picking, use_picking
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk, desk_here, served_here
from audit_app.screens.session.language import say
from audit_app.screens.session.page_files import Told
from audit_app.store.disk_errors import explained
from audit_app.store.disk_space import free
from audit_app.store.shelf.arriving import LARGEST as LARGEST_IN_PIECES

Taken = Callable[[str, bytes], None]
Take = Callable[[Path, str, Work], None]  # the file, the name it was picked under; runs beside the screen
Use = Callable[[Picking, ft.FilePickerFile], Awaitable[None]]
LARGEST = 30_000_000  # bytes of a picked file that is read whole
LARGEST_SENT = 80_000_000  # bytes a browser may send


@piece
def FileIn(
    desk: Desk, name: str, words: str, icon: ft.IconData, extensions: tuple[str, ...], take: Taken
) -> ft.Control:
    """A button that picks one file; `take` is given its name and bytes, and what it refuses is shown as trouble."""

    async def use(one: Picking, file: ft.FilePickerFile) -> None:
        take(file.name, await read(desk, one, file))

    return picking_button(desk, name, words, icon, extensions, use)


@piece
def LargeFileIn(
    desk: Desk,
    name: str,
    words: str,
    icon: ft.IconData,
    extensions: tuple[str, ...],
    take: Take,
    done: Callable[[], None],
) -> ft.Control:
    """A button that picks one file, handed over as a place on the disk and never as bytes in memory.

    `take` is given it in a thread, with how far it is shown and a way to stop it; then `done` is called on the screen.
    """
    worker = use_worker(desk, say(STOPPED))

    async def use(one: Picking, file: ft.FilePickerFile) -> None:
        await worker.follow(partial(taken, desk, one, file, take), lambda _: done(), say("Reading …"))

    button = picking_button(desk, name, words, icon, extensions, use)
    return button if worker.seen is None else stack(button, worker.seen.shown(say("Reading …")))


def picking_button(
    desk: Desk, name: str, words: str, icon: ft.IconData, extensions: tuple[str, ...], use: Use
) -> ft.Control:
    """The button of a piece that picks one file: reading while it is used, then ready for the next; called first."""
    busy, set_busy = held(False)

    async def chosen(one: Picking, files: Sequence[ft.FilePickerFile]) -> None:
        set_busy(True)
        try:
            await use(one, files[0])
        except AuditError as error:
            desk.report(error)
        finally:
            set_busy(False)
            renew()

    picking, renew = use_picking(chosen)
    kind, wanted = ft.FilePickerFileType.CUSTOM, list(extensions)
    action = ft.PickFiles(picking.picker, file_type=kind, allowed_extensions=wanted) if picking is not None else None
    shown = say("Reading …") if busy else words
    button = ft.OutlinedButton(shown, icon=icon, action=action, disabled=busy or picking is None)
    return known(name, button)


async def read(desk: Desk, picking: Picking, file: ft.FilePickerFile) -> bytes:
    """The bytes of a picked file; in a browser they come in as an upload, which is read and taken away again."""
    refuse_large(file, LARGEST, say("Take the part that matters"))
    if file.bytes is not None:
        return bytes(file.bytes)
    if file.path:
        return await beside(Path(file.path).read_bytes)
    async with sent(desk, picking, file) as place:
        with explained(str(place)):
            file.size = place.stat().st_size  # what came, not what was said to come
            refuse_large(file, LARGEST, say("Take the part that matters"))
            return await beside(place.read_bytes)


async def taken(desk: Desk, picking: Picking, file: ft.FilePickerFile, take: Take, work: Work) -> None:
    """Gives a picked file to `take`; one that came through a browser is uploaded first and removed afterwards."""
    if file.path:
        await beside(take, Path(file.path), file.name, work)
        return
    reading = say("Reading {name} …", name=file.name)
    async with sent(desk, picking, file, most_here(desk, file), lambda share: work.heard(share, reading)) as place:
        await beside(take, place, file.name, work)


def most_here(desk: Desk, file: ft.FilePickerFile) -> int:
    """How many bytes a picked file may have; UsageError when this one has more, or there is no room for it.

    A page that runs the app itself reads it in pieces, and it lies there twice while it is taken in.
    """
    if desk.cabinet.page_files is None:
        refuse_large(file, LARGEST_SENT, say("Use Send a large file: it is sent in pieces"))
        return LARGEST_SENT
    refuse_large(file, LARGEST_IN_PIECES, say("Use a computer"))
    if free(desk.cabinet.folder) < 2 * file.size:
        fault, remedy = say("needs more room than is free"), say("Free some space on the device, then choose it again")
        raise UsageError(file.name, fault, remedy)
    return LARGEST_IN_PIECES


def refuse_large(file: ft.FilePickerFile, most: int, remedy: str) -> None:
    """UsageError when a picked file is larger than `most` bytes."""
    if file.size and file.size > most:
        raise UsageError(file.name, say("is larger than {n} MB", n=most // 1_000_000), remedy)


@asynccontextmanager
async def sent(
    desk: Desk,
    picking: Picking,
    file: ft.FilePickerFile,
    most: int = LARGEST_SENT,
    told: Told = lambda share: None,
) -> AsyncIterator[Path]:
    """Where a file lies that the browser has sent; it is taken away afterwards."""
    shelf = desk.cabinet.shelf
    place = shelf.picked(file.name, desk.cabinet.clock.new_id())
    try:
        with explained(str(place)):
            await _arrival(picking, file, place, most, told)
        yield place
    finally:
        shelf.read_whole(place)


async def _arrival(picking: Picking, file: ft.FilePickerFile, place: Path, most: int, told: Told) -> None:
    try:
        await picking.sent(file, place.name, told, most)
    except TimeoutError as error:
        raise UsageError(file.name, say("did not arrive"), say("Choose it again")) from error


@dataclass(frozen=True)
class Out:
    """A file the app made: where it is, and its address for the browser."""

    path: Path
    address: str


def put_out(cabinet: Cabinet, name: str, data: bytes) -> Out:
    """Keeps the bytes among the made files under a name of their own; StoreError when there is no room.

    A name that is taken gets a number: what was made before, for another person perhaps, stays what it is.
    """
    with explained(name):
        path = _kept(cabinet.made / name, data)
    return Out(path, cabinet.offer(path))


def _kept(path: Path, data: bytes) -> Path:
    """Where a file of these bytes lies that no other is kept over."""
    for number in count(2):
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            if path.is_file() and path.read_bytes() == data:
                return path
            stem = path.stem if number == 2 else path.stem.rpartition("-")[0]
            path = path.with_name(f"{stem}-{number}{path.suffix}")
        else:
            return path
    raise AssertionError("there is always a next number")


@piece
def FileOut(key: str, words: str, icon: ft.IconData, out: Out) -> ft.Control:
    """A button that takes a made file along: the browser fetches it inside the tap; a tablet asks where to."""

    async def save() -> None:
        picker = ft.FilePicker()
        ft.context.page.services.append(picker)
        await picker.save_file(file_name=out.path.name, src_bytes=out.path.read_bytes())

    if served_here():
        fetch = ft.OpenUrl(url=out.address, target=ft.UrlTarget.SELF)
        ways = ways_out(key, known(key, ft.FilledButton(words, icon=icon, action=fetch)), out)
        return line(*ways) if ways[1:] else ways[0]
    return known(key, ft.FilledButton(words, icon=icon, on_click=save))


def ways_out(key: str, save: ft.Control, out: Out) -> list[ft.Control]:
    """The button that saves a made file, and one for the share sheet of the page where it takes such a file.

    Where nothing can be downloaded, as in a window from an iPad's home screen, only the latter.
    """
    desk = desk_here()
    page = desk.cabinet.page_files if desk is not None else None
    if page is None or out.path.suffix.removeprefix(".") not in page.endings:
        return [save]
    share = ft.OutlinedButton(say("Share"), icon=ft.Icons.SHARE, on_click=partial(page.share, out.address))
    shared = known(f"{key}.share", share)
    return [save, shared] if page.downloads else [shared]
