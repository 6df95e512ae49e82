"""Pictures that another device deleted for good and that are still here: nothing goes before somebody here says so."""

from collections.abc import Awaitable, Callable

import flet as ft

from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.layout import body, card, label, line, stack, title
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.shelf.expunging import Asked, asked, decide, sweep


@piece
def Expungings(desk: Desk) -> ft.Control:
    """A question for each deletion of another device; nothing where there is none."""
    none: tuple[Asked, ...] = ()
    found, set_found = held(none)

    async def look() -> None:
        try:
            set_found(await beside(asked, desk.cabinet.store, desk.cabinet.shelf))
        except AuditError as error:
            desk.report(error)

    async def answer(one: Asked, goes: bool) -> None:
        try:
            await beside(answered, desk.cabinet, one, goes)
            desk.said(say("Deleted from this device") if goes else say("Kept on this device"), undoable=False)
        except AuditError as error:
            desk.report(error)
        await look()

    ft.use_effect(look, [tuple((each.id, each.updated_at) for each in desk.audits)])
    if not found:
        return ft.Container(height=0)
    return known("expungings", stack(*(question(desk, one, number, answer) for number, one in enumerate(found))))


def question(desk: Desk, one: Asked, number: int, answer: Callable[[Asked, bool], Awaitable[None]]) -> ft.Control:
    """What was deleted elsewhere, by whom and why, and the two answers."""
    unit = next((f"{each.about['unit']}, {each.title}" for each in desk.audits if each.id == one.audit), "")
    told = say_many("{n} picture here was deleted for good on another device",
                    "{n} pictures here were deleted for good on another device", len(one.digests))  # fmt: skip

    async def go() -> None:
        await answer(one, True)

    async def stay() -> None:
        await answer(one, False)

    return card(
        title(told, size=18),
        *([label(unit)] if unit else []),
        body(say("The log says: {what}.", what=one.words)),
        body(say("Deleting cannot be undone. Kept, it stays sealed on this device: reports and shared files leave it "
                 "out, and the log says both.")),
        line(
            strong(f"expunged.{number}.delete", say("Delete here too"), go, icon=ft.Icons.DELETE_FOREVER, danger=True),
            plain(f"expunged.{number}.keep", say("Keep it here"), stay),
        ),
    )  # fmt: skip


def answered(cabinet: Cabinet, one: Asked, goes: bool) -> None:
    """Keeps the answer first, then does what it says."""
    decide(cabinet.store, one.digests, goes)
    if goes:
        sweep(cabinet.store, cabinet.shelf)
