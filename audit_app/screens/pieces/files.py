"""One file in, one file out: picked by the person, read whole; or made by the app and taken along."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import flet as ft

from audit_app.errors import AuditError, UsageError
from audit_app.screens.arrivals import Picking
from audit_app.screens.cabinet import Cabinet
from audit_app.screens.desk import Desk
from audit_app.screens.pieces.drawing import held, known, piece
from audit_app.screens.words import say
from audit_app.store.trouble import explained

Taken = Callable[[str, bytes], None]
LARGEST = 30_000_000  # bytes of a picked file


@piece
def FileIn(
    desk: Desk, name: str, words: str, icon: ft.IconData, extensions: tuple[str, ...], take: Taken
) -> ft.Control:
    """A button that picks one file; `take` is given its name and bytes, and what it refuses is shown as trouble."""
    nothing: Picking | None = None
    picking, set_picking = held(nothing)
    busy, set_busy = held(False)

    async def chosen(one: Picking, files: Sequence[ft.FilePickerFile]) -> None:
        set_busy(True)
        try:
            take(files[0].name, await read(desk, one, files[0]))
        except AuditError as error:
            desk.report(error)
        finally:
            set_busy(False)
            set_picking(Picking(chosen))

    ft.use_effect(lambda: set_picking(Picking(chosen)), [])
    kind = ft.FilePickerFileType.CUSTOM
    action = (
        ft.PickFiles(picking.picker, file_type=kind, allowed_extensions=list(extensions))
        if picking is not None
        else None
    )
    shown = say("Reading …") if busy else words
    button = ft.OutlinedButton(shown, icon=icon, action=action, disabled=busy or picking is None)
    return known(name, button)


async def read(desk: Desk, picking: Picking, file: ft.FilePickerFile) -> bytes:
    """The bytes of a picked file; in a browser they come in as an upload, which is read and taken away again."""
    if file.size and file.size > LARGEST:
        fault = say("is larger than {n} MB", n=LARGEST // 1_000_000)
        raise UsageError(file.name, fault, say("Take the part that matters"))
    if file.bytes is not None:
        return bytes(file.bytes)
    if file.path:
        return await asyncio.to_thread(Path(file.path).read_bytes)
    place = desk.cabinet.shelf.incoming / f"file-{desk.cabinet.clock.new_id()}"
    with explained(str(place)):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            await picking.sent(file, place.name, lambda share: None)
            return await asyncio.to_thread(place.read_bytes)
        except TimeoutError as error:
            raise UsageError(file.name, say("did not arrive"), say("Pick it again")) from error
        finally:
            place.unlink(missing_ok=True)


@dataclass(frozen=True)
class Out:
    """A file the app made: where it is, and its address for the browser."""

    path: Path
    address: str


def put_out(cabinet: Cabinet, name: str, data: bytes) -> Out:
    """Keeps the bytes among the made files under a name; StoreError when there is no room."""
    path = cabinet.made / name
    with explained(str(path)):
        path.write_bytes(data)
    return Out(path, cabinet.offer(path))


@piece
def FileOut(key: str, words: str, icon: ft.IconData, out: Out) -> ft.Control:
    """A button that takes a made file along: the browser fetches it inside the tap; a tablet asks where to."""

    async def save() -> None:
        picker = ft.FilePicker()
        ft.context.page.services.append(picker)
        await picker.save_file(file_name=out.path.name, src_bytes=out.path.read_bytes())

    if ft.context.page.web:
        fetch = ft.OpenUrl(url=out.address, target=ft.UrlTarget.SELF)
        return known(key, ft.FilledButton(words, icon=icon, action=fetch))
    return known(key, ft.FilledButton(words, icon=icon, on_click=save))
