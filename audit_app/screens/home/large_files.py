"""Large files that were sent to this device piece by piece: what is here of each, to be taken in or deleted."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import flet as ft

from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.dialogs import STOPPED, Work, plain, quiet, strong, use_worker
from audit_app.screens.pieces.layout import body, label, line, stack
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.store.disk_space import sized
from audit_app.store.shelf.arriving import Arrived, Arriving

Take = Callable[[Path, str, Work], None]


@piece
def LargeFiles(
    desk: Desk, ending: str, take: Take, done: Callable[[], None], back: str, words: str = "", stays: bool = False
) -> ft.Control:
    """The way to the page that sends them, and those that are here; nothing where files need not be sent.

    `back` is the screen that the page leads back to, `words` what the button says that gives a file to `take`; a file
    that `stays` is not deleted afterwards.
    """
    arriving = Arriving(desk.cabinet.folder)
    busy, set_busy = held("")
    worker = use_worker(desk, say(STOPPED))
    _, look_again = held(0)

    async def bring_in(one: Arrived) -> None:
        def came(_: None) -> None:
            done()
            if not stays:
                arriving.remove(one)

        set_busy(one.path.stem)
        try:
            await worker.run(lambda work: take(one.path, one.name, work), came, say("Reading …"))
        finally:
            set_busy("")

    def delete(one: Arrived) -> None:
        arriving.remove(one)
        look_again(len(arriving.files()) + 1)

    if not desk.cabinet.takes_pieces:
        return ft.Container(height=0)
    here = [each for each in arriving.files() if each.name.lower().endswith(f".{ending}")]
    send = ft.OutlinedButton(
        say("Send a large file"), icon=ft.Icons.UPLOAD_FILE, key="send-large",
        action=ft.OpenUrl(url=f"{desk.cabinet.root}send?back={back}", target=ft.UrlTarget.SELF),
    )  # fmt: skip
    about = label(say("For files over 80 MB: sent in pieces; sending continues after a lost connection."))
    shown = [worker.seen.shown(say("Reading …"))] if worker.seen is not None else []
    return stack(about, line(send), *(row(each, words, busy, bring_in, delete) for each in here), *shown)


def row(
    one: Arrived,
    words: str,
    busy: str,
    bring_in: Callable[[Arrived], Awaitable[None]],
    delete: Callable[[Arrived], None],
) -> ft.Control:
    """One file: how much of it is here, and what can be done."""
    key = one.path.stem
    if not one.whole:
        told = say("{name}: {here} of {all} are here. Choose it again under Send a large file to continue.",
                   name=one.name, here=sized(one.here), all=sized(one.size))  # fmt: skip
        return stack(body(told), line(quiet(f"arrived.delete.{key}", say("Delete"), lambda: delete(one))))

    async def go() -> None:
        await bring_in(one)

    shown = say("Reading …") if busy == key else words or say("Import it")
    return stack(
        body(say("{name}: all {all} are here.", name=one.name, all=sized(one.size))),
        line(
            strong(f"arrived.take.{key}", shown, go, disabled=bool(busy)),
            plain(f"arrived.delete.{key}", say("Delete"), lambda: delete(one), disabled=bool(busy)),
        ),
    )
