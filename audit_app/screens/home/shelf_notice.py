"""What is amiss on the photo shelf, looked up beside the screen once when the app starts."""

from dataclasses import dataclass

import flet as ft

from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.layout import M, S, body, icon_button, line, stack
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import use_desk
from audit_app.screens.session.language import say
from audit_app.store.shelf.inventory import inventory, inventory_sentences
from audit_app.store.summary import Summary


@dataclass(frozen=True)
class Notice:
    """What is amiss, in sentences, and the audits with photos to go on with."""

    sentences: tuple[str, ...] = ()
    audits: tuple[str, ...] = ()


class Board:
    """The notice of this process; None until the shelf was looked at."""

    def __init__(self) -> None:
        self.notice: Notice | None = None


@piece
def ShelfNotice() -> ft.Control:
    """Photos that are missing, on their way or left over, in words; nothing when all is well or it was read."""
    desk = use_desk()
    cabinet = desk.cabinet
    board = cabinet.own(Board)
    now, set_now = held(board.notice or Notice())

    async def look() -> None:
        if board.notice is not None:
            return
        try:
            found = await beside(inventory, cabinet.store, cabinet.shelf)
        except AuditError as error:
            board.notice = Notice((str(error),))
        else:
            sentences = (*map(interrupted, cabinet.interrupted), *inventory_sentences(found))
            board.notice = Notice(sentences, tuple(dict.fromkeys(one.audit for one in found.waiting)))
        set_now(board.notice)

    def read() -> None:
        board.notice = Notice()
        set_now(board.notice)

    ft.use_effect(look, [])
    if not now.sentences:
        return ft.Container(height=0)
    close = icon_button("shelf.close", ft.Icons.CLOSE, say("Close"), read)
    ways = [to_photos(each) for each in desk.audits if each.id in now.audits]
    words = stack(*(body(each) for each in now.sentences), *ways, expand=True)
    row = ft.Row([ft.Icon(ft.Icons.PHOTO_LIBRARY_OUTLINED), words, close], spacing=S)
    box = ft.Container(row, padding=M, border_radius=10, bgcolor=ft.Colors.TERTIARY_CONTAINER)
    return known("shelf-notice", box, live_region=True)


def interrupted(name: str) -> str:
    """What is said of a file that was being read when the app ended."""
    return say(
        "{name} was being read when the app last ended. If what is in it is not here, choose it again.", name=name
    )


def to_photos(audit: Summary) -> ft.Control:
    """The way to the photos of an audit, where an interrupted one is offered again."""
    words = say("Photos of {unit}", unit=f"{audit.about['unit']}, {audit.title}")
    return line(quiet(f"waiting.{audit.id}", words, go(f"/audit/{audit.id}/photos")))
