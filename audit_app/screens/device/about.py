"""About: versions, where the data is and how large, whether it is sound, and something to send when help is needed."""

import json
import os
import platform
import sys
import zipfile
from importlib.metadata import version
from typing import cast

import flet as ft

from audit_app import __version__
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.device.backup import BackupCard, RestoreCard
from audit_app.screens.home.home import OpenSample
from audit_app.screens.pieces.component import held, held_from, piece, view
from audit_app.screens.pieces.dialogs import plain, working
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import S, body, card, copied, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.report.report import link
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.database import sqlite_version
from audit_app.store.disk_errors import explained
from audit_app.store.disk_space import room, sized
from audit_app.store.integrity import verified
from audit_app.store.shelf.inventory import inventory

PARTS = ("flet", "reportlab", "pillow", "pydantic", "sqlite-utils", "pint", "numpy", "pypdf")


def versions() -> dict[str, str]:
    """This app and everything it stands on."""
    found = {"MR Audit": __version__, "Python": platform.python_version(), "SQLite": sqlite_version()}
    return {**found, **{name: version(name) for name in PARTS}}


@view
def About() -> ft.View:
    """Versions, data, soundness, backup, support."""
    desk = use_desk()
    parts = [
        what_it_is(),
        Data(desk, key=f"data.{len(desk.audits)}"),  # room is looked at again after a restore
        Soundness(desk, key="sound"),
        aside_card(),
        BackupCard(desk, key="backup"),
        RestoreCard(desk, key="restore"),
        Support(desk, key="support"),
        card(title(say("To look round in"), size=18), line(OpenSample())),
    ]
    return frame("/about", say("About"), parts, help_page="about")


def what_it_is() -> ft.Control:
    """The app in one sentence, and its versions."""
    rows = [
        ft.Row([ft.Container(label(name), width=140), body(number)], spacing=S) for name, number in versions().items()
    ]
    return card(
        title(say("MR Audit {version}", version=__version__), size=20),
        body(
            say("Safety audits and acceptance tests of MR units. Everything stays on this device until you share it.")
        ),
        copied(stack(*rows, spacing=0)),
    )


@piece
def Data(desk: Desk) -> ft.Control:
    """Where the data is and how much room is left."""
    found, _ = held_from(lambda: room(desk.cabinet.folder))
    parts: list[ft.Control] = [
        title(say("Data on this device"), size=18),
        copied(body(str(desk.cabinet.folder), key="folder")),
        body(say("{used} used, {free} free", used=sized(found.used), free=sized(found.free)), key="room"),
        label(say_many("{n} audit", "{n} audits", len(desk.audits))),
    ]
    if found.little:
        warning = say("This device is nearly full. Make a backup elsewhere and free some space before the next visit.")
        sign = ft.Icon(ft.Icons.WARNING_AMBER, color=ft.Colors.ERROR)
        parts.append(ft.Row([sign, body(warning, color=ft.Colors.ERROR, expand=True)], spacing=S))
    return card(*parts)


@piece
def Soundness(desk: Desk) -> ft.Control:
    """Recomputes every digest of every audit, and says what differs."""
    busy, set_busy = held(False)
    told, set_told = held(cast(tuple[str, ...] | None, None))

    async def check() -> None:
        set_busy(True)
        try:
            set_told(await beside(flaws, desk.cabinet))
        except AuditError as error:
            desk.report(error)
        finally:
            set_busy(False)

    parts: list[ft.Control] = [
        title(say("Has any stored data changed?"), size=18),
        body(say("Checks the digest of every entry, checklist and photograph.")),
    ]
    if busy:
        parts.append(working(say("Checking …"), None, None))
    else:
        parts.append(line(plain("check", say("Check now"), check, icon=ft.Icons.VERIFIED_OUTLINED)))
    if told is not None:
        words = (
            say("Nothing has been changed or lost.")
            if not told
            else say_many("{n} fault found", "{n} faults found", len(told))
        )
        parts.append(ft.Semantics(content=body(words, key="soundness", weight=ft.FontWeight.W_600), live_region=True))
        parts += [copied(body(each)) for each in told[:50]]
    return card(*parts)


def aside_card() -> ft.Control:
    """The way to what is kept here and does not count."""
    words = body(say("Work of a device whose log continued in two ways, and contributions that somebody set aside."))
    button = plain("aside", say("Show what was set aside"), go("/set-apart"), icon=ft.Icons.CALL_SPLIT)
    return card(title(say("What was set aside"), size=18), words, line(button))


def flaws(cabinet: Cabinet) -> tuple[str, ...]:
    """Everything that is not as it was written, in words."""
    found: list[str] = []
    for audit in cabinet.store.logs():
        checked = verified(cabinet.store, audit.id, cabinet.shelf.fault, cabinet.shelf.absence)
        found += [f"{audit.title}: {flaw}" for flaw in (*checked.flaws, *checked.absent)]
    held_here = inventory(cabinet.store, cabinet.shelf)
    found += [say("A picture named at {place} is not here", place=each.place) for each in held_here.dangling]
    return tuple(found)


@piece
def Support(desk: Desk) -> ft.Control:
    """A small file for whoever helps: versions and counts, no names, no answers, no pictures."""
    made, set_made = held("")

    async def make() -> None:
        set_made(await beside(support, desk.cabinet))

    parts: list[ft.Control] = [
        title(say("Support file"), size=18),
        body(say("Versions, sizes and counts. No names, no answers, no pictures, no log of what was typed.")),
        line(plain("support", say("Make the support file"), make, icon=ft.Icons.SUPPORT_AGENT)),
    ]
    if made:
        parts.append(line(link("support.save", say("Save"), made, ft.Icons.DOWNLOAD)))
    return card(*parts)


def support(cabinet: Cabinet) -> str:
    """Makes the support file; gives its address."""
    path = cabinet.made / "mr-audit-support.zip"
    with explained(str(path)), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("support.json", json.dumps(facts(cabinet), indent=2))
    return cabinet.offer(path)


def facts(cabinet: Cabinet) -> dict[str, object]:
    """What the support file says: nothing a person typed, and no path with a person's name in it."""
    found = room(cabinet.folder)
    audits = [
        {
            "state": each.state,
            "begun": each.begun_at[:10],
            **{name: each.about[name] for name in ("purpose", "simulated", "lines", "left", "entries", "revision")},
        }
        for each in cabinet.store.audits()
    ]
    machine = {"system": platform.system(), "release": platform.release(), "machine": platform.machine()}
    return {
        "versions": versions(),
        "machine": {**machine, "cores": os.cpu_count(), "byteorder": sys.byteorder},
        "bytes": {"used": found.used, "free": found.free},
        "database": cabinet.store.faults(),
        "audits": audits,
    }
