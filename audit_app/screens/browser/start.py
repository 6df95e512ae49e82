"""Opens the data and the screens inside a browser, and answers what the page asks of Python."""

import asyncio
import contextlib
import json

import flet as ft
import mr_audit_page
from pyodide.ffi import create_proxy

from audit_app.errors import AuditError, StoreError
from audit_app.screens.app import main, own_cabinet
from audit_app.screens.browser.ahead import import_ahead
from audit_app.screens.browser.fetch import Fetch
from audit_app.screens.browser.files import Files
from audit_app.screens.browser.page_connection import BrowserConnection
from audit_app.screens.device.backup import forget_backup, is_backup_due, packed
from audit_app.screens.session.cabinet import Cabinet
from audit_app.visit.register import card, units


class Answers:
    """What the page asks of Python while the app runs; None of it works before the data is open."""

    def __init__(self) -> None:
        self._shared: list[Cabinet] = []
        self.ahead: asyncio.Future[None] | None = None  # held, so that nothing ends it

    def start(self, page: ft.Page) -> None:
        """A new session; when the data could not be opened, the screen says why and offers to try again."""
        self.open()
        main(page, *self._shared)

    def open(self) -> bool:
        """Opens the data, unless it is; whether it is open now."""
        with contextlib.suppress(StoreError):  # then the session's own try shows the words
            if not self._shared:
                cabinet = own_cabinet(Fetch())
                cabinet.root = mr_audit_page.base
                cabinet.served = True  # the page reaches files by their address only, as over a network
                cabinet.page_files = Files(mr_audit_page.endings.to_py(), downloads=mr_audit_page.downloads)
                self._shared.append(cabinet)
        return bool(self._shared)

    def made(self, token: str) -> str | None:
        """Where the made file behind a token lies; None when there is none."""
        path = self._shared[0].offered(token) if self._shared else None
        return str(path) if path is not None and path.is_file() else None

    def told(self) -> None:
        """Gives the page what it shows outside of the screens: the emergency card, and what is due."""
        for cabinet in self._shared:
            mr_audit_page.tell("card", json.dumps(emergency_card(cabinet)))
            mr_audit_page.tell("state", json.dumps(state(cabinet)))

    def backup(self) -> None:
        """Makes a backup and has the page hand it over."""
        for cabinet in self._shared:
            try:
                mr_audit_page.tell("save", packed(cabinet).address)
            except AuditError as error:
                mr_audit_page.tell("trouble", str(error))

    def unsaved(self) -> None:
        """The person kept nothing of the file that was handed over last: were it a backup, another is due."""
        for cabinet in self._shared:
            forget_backup(cabinet)
            mr_audit_page.tell("state", json.dumps(state(cabinet)))


def emergency_card(cabinet: Cabinet) -> dict[str, str]:
    """The numbers and places of the unit worked on last, to be shown while Python is still starting."""
    cards = cabinet.store.register.now.cards
    wanted = [each.about["unit_id"] for each in cabinet.store.audits()]
    unit = next((each for each in (*wanted, *cards) if each in cards), None)
    if unit is None:
        return {}
    named = {each.id: each.name for each in units(cabinet.store)}
    return {"unit": named.get(unit, ""), **card(cabinet.store, unit)}


def state(cabinet: Cabinet) -> dict[str, object]:
    """What the page must know to say what is due: how many audits, whether one is under way, whether to back up."""
    audits = cabinet.store.audits()
    words = f"{len(audits)}, the last of {audits[0].updated_at[:10]}" if audits else ""
    return {
        "audits": words,
        "underWay": any(each.state != "signed" for each in audits),
        "backupDue": is_backup_due(cabinet),
    }


def run() -> None:
    """Starts the screens, and puts Python's answers where the page finds them."""
    import flet_js

    answers = Answers()
    answers.open()
    flet_js.documentUrl = mr_audit_page.address
    connection = BrowserConnection(answers.start)
    answers.ahead = asyncio.ensure_future(import_ahead(connection.quiet_for))
    for name in ("made", "told", "backup", "unsaved"):
        setattr(mr_audit_page, name, create_proxy(getattr(answers, name)))
    mr_audit_page.opened = create_proxy(answers.open)
