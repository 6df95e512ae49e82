"""One large file in: picked by the person and handed over as a place on the disk, never as bytes in memory."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import flet as ft

from audit_app.errors import AuditError, UsageError
from audit_app.screens.arrivals import Picking
from audit_app.screens.desk import Desk
from audit_app.screens.pieces.drawing import held, known, piece
from audit_app.screens.words import say
from audit_app.store.trouble import explained

Take = Callable[[Path, str], None]  # the file, and the name it was picked under; runs beside the screen
LARGEST = 80_000_000  # bytes a browser may send


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
    """A button that picks one file; `take` is given it in a thread, then `done` is called on the screen."""
    nothing: Picking | None = None
    picking, set_picking = held(nothing)
    busy, set_busy = held(False)

    async def chosen(one: Picking, files: Sequence[ft.FilePickerFile]) -> None:
        set_busy(True)
        try:
            await taken(desk, one, files[0], take)
            done()
        except AuditError as error:
            desk.report(error)
        finally:
            set_busy(False)
            set_picking(Picking(chosen))

    ft.use_effect(lambda: set_picking(Picking(chosen)), [])
    kind = ft.FilePickerFileType.CUSTOM
    wanted = list(extensions)
    action = ft.PickFiles(picking.picker, file_type=kind, allowed_extensions=wanted) if picking is not None else None
    shown = say("Reading …") if busy else words
    button = ft.OutlinedButton(shown, icon=icon, action=action, disabled=busy or picking is None)
    return known(name, button)


async def taken(desk: Desk, picking: Picking, file: ft.FilePickerFile, take: Take) -> None:
    """Gives a picked file to `take`; one that came through a browser is uploaded first and removed afterwards."""
    if file.path:
        await asyncio.to_thread(take, Path(file.path), file.name)
        return
    if file.size and file.size > LARGEST:
        fault = say("is larger than {n} MB", n=LARGEST // 1_000_000)
        raise UsageError(file.name, fault, say("Use the command line for it"))
    place = desk.cabinet.shelf.incoming / f"file-{desk.cabinet.clock.new_id()}"
    with explained(str(place)):
        place.parent.mkdir(parents=True, exist_ok=True)
    try:
        await picking.sent(file, place.name, lambda share: None)
        await asyncio.to_thread(take, place, file.name)
    except TimeoutError as error:
        raise UsageError(file.name, say("did not arrive"), say("Pick it again")) from error
    finally:
        place.unlink(missing_ok=True)
