"""What the page does with files for the app in it: see `PageFiles`."""

from collections.abc import Iterable
from contextvars import copy_context
from pathlib import Path

import flet as ft
import mr_audit_page
from pyodide.ffi import JsException, create_proxy

from audit_app.errors import Cancelled, StoreError, StoreFull
from audit_app.screens.session.language import say
from audit_app.screens.session.page_files import Told

FULL, STOPPED = "full", "stopped"  # see picked.js


class Files:
    """The page itself; `endings` as its share sheet takes them, `downloads` whether files can be saved from it."""

    def __init__(self, endings: Iterable[str], *, downloads: bool) -> None:
        self.endings, self.downloads = frozenset(endings), downloads

    async def bring(self, file: ft.FilePickerFile, place: Path, told: Told) -> None:
        """See `PageFiles`."""
        place.parent.mkdir(parents=True, exist_ok=True)
        here = copy_context()  # the page calls from outside of any session
        tell = create_proxy(lambda share: bool(here.run(told, share)))
        try:
            await mr_audit_page.take(file.id, file.name, file.size, str(place), tell)
        except JsException as error:
            if error.message == STOPPED:
                raise Cancelled from error
            if error.message == FULL:
                fault, remedy = "has no room left on the device", "Free some space; nothing shown so far is lost"
                raise StoreFull(file.name, fault, remedy) from error
            fault = say("did not arrive ({error})", error=error.message)
            raise StoreError(file.name, fault, say("Add it again")) from error
        finally:
            tell.destroy()

    async def drawn_anew(self, path: Path) -> bytes | None:
        """See `PageFiles`."""
        made = await mr_audit_page.drawn(str(path))
        return bytes(made.to_py()) if made is not None else None

    def went(self, words: str, share: float) -> bool:
        """See `PageFiles`."""
        return bool(mr_audit_page.went(words, share))

    def over(self) -> None:
        """See `PageFiles`."""
        mr_audit_page.over()

    def save(self, address: str) -> None:
        """See `PageFiles`."""
        mr_audit_page.tell("save", address)

    def share(self, address: str) -> None:
        """See `PageFiles`."""
        mr_audit_page.tell("hand", address)
