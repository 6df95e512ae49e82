"""What is amiss on the photo shelf, looked up beside the screen once when the app starts."""

import asyncio
from weakref import WeakKeyDictionary

import flet as ft

from audit_app.errors import AuditError
from audit_app.screens.cabinet import Cabinet
from audit_app.screens.desk import use_desk
from audit_app.screens.pieces.drawing import held, known, piece
from audit_app.screens.pieces.frame import icon_button
from audit_app.screens.pieces.layout import M, S, body, stack
from audit_app.screens.words import say
from audit_app.store.inventory import inventory, told

_told: WeakKeyDictionary[Cabinet, tuple[str, ...]] = WeakKeyDictionary()


@piece
def ShelfNotice() -> ft.Control:
    """Photos that are missing, on their way or left over, in words; nothing when all is well or it was read."""
    cabinet = use_desk().cabinet
    sentences, set_sentences = held(_told.get(cabinet, ()))

    async def look() -> None:
        if cabinet in _told:
            return
        try:
            found = await asyncio.to_thread(inventory, cabinet.store, cabinet.shelf)
        except AuditError as error:
            _told[cabinet] = (str(error),)
        else:
            _told[cabinet] = told(found)
        set_sentences(_told[cabinet])

    def read() -> None:
        _told[cabinet] = ()
        set_sentences(())

    ft.use_effect(look, [])
    if not sentences:
        return ft.Container(height=0)
    close = icon_button("shelf.close", ft.Icons.CLOSE, say("Close"), read)
    words = stack(*(body(each) for each in sentences), expand=True)
    row = ft.Row([ft.Icon(ft.Icons.PHOTO_LIBRARY_OUTLINED), words, close], spacing=S)
    box = ft.Container(row, padding=M, border_radius=10, bgcolor=ft.Colors.TERTIARY_CONTAINER)
    return known("shelf-notice", box, live_region=True)
