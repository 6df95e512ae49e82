"""The whole screen when the data cannot be opened: what is wrong, what to do, and the ways on."""

from collections.abc import Callable, Sequence

import flet as ft

from audit_app.audit.log.chain import Flaw
from audit_app.errors import AuditError, StoreBehind
from audit_app.screens.session.language import say, say_many
from audit_app.store.backup import go_on
from audit_app.store.folder import data_folder

MOST_SHOWN = 20  # of what is missing


def not_opened(page: ft.Page, error: AuditError, start: Callable[[], None]) -> None:
    """Shows why, and the ways on: try again, or go on without the newest entries where only these are missing.

    Going on asks first, and shows what is missing before anything is opened. `start` starts the session once more.
    """

    def show(words: str, ways: Sequence[ft.Control], more: Sequence[str] = ()) -> None:
        page.controls.clear()
        page.add(ft.SafeArea(ft.Container(laid_out(words, ways, more), padding=32)))
        page.update()

    def again() -> None:
        page.controls.clear()
        start()
        page.update()

    def ask() -> None:
        show(asking(), [way("go-on", say("Go on without them"), without), way("again", say("Cancel"), again)])

    def without() -> None:
        try:
            gone = go_on(data_folder())
        except AuditError as refusal:
            show(str(refusal), [way("again", say("Try again"), again)])
            return
        show(missing_words(gone), [way("again", say("Open the rest"), again)], [str(each) for each in gone])

    ways = [way("again", say("Try again"), again)]
    if isinstance(error, StoreBehind):
        ways.append(way("recover", say("Go on without the newest entries"), ask))
    show(str(error), ways)


def laid_out(words: str, ways: Sequence[ft.Control], more: Sequence[str]) -> ft.Control:
    """Title, words, what is missing, and the buttons."""
    listed = [ft.Text(each, size=16) for each in more[:MOST_SHOWN]]
    return ft.Column(
        [
            ft.Icon(ft.Icons.ERROR_OUTLINE, size=48, color=ft.Colors.ERROR),
            ft.Text(say("The audits cannot be opened"), size=22, weight=ft.FontWeight.W_600),
            ft.Text(words, size=16, key="trouble"),
            *listed,
            ft.Row([*ways], wrap=True),
        ],
        scroll=ft.ScrollMode.AUTO,
    )


def way(key: str, words: str, on_click: Callable[[], None]) -> ft.Control:
    """A button; there is no desk yet, and no semantics of its own."""
    return ft.FilledButton(words, on_click=on_click, key=key, height=48)


def asking() -> str:
    """What going on means."""
    return say(
        "Only if the newest entries cannot be recovered, neither from a file that was moved nor from a backup. "
        "What is here is copied aside first. This device goes on under a new name, and what is missing "
        "stays named until it is back."
    )


def missing_words(gone: Sequence[Flaw]) -> str:
    """How much is known to be missing."""
    if not gone:
        return say("Nothing that was noted is missing.")
    return say_many("{n} place in the log is missing", "{n} places in the log are missing", len(gone))
