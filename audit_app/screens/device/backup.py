"""Backup and restore on the device itself: one tap each, whole or not at all."""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import flet as ft

from audit_app.audit.log.clock import utc
from audit_app.errors import UsageError
from audit_app.portfolio.share.foreign_log import try_whole
from audit_app.screens.home.large_files import LargeFiles
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import STOPPED, Work, strong, use_worker
from audit_app.screens.pieces.files import FileOut, Out, taken
from audit_app.screens.pieces.layout import body, card, label, line, title
from audit_app.screens.pieces.picker import Picking, use_picking
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.preferences import preferences
from audit_app.steps import Advance, silent
from audit_app.store.backup import back_up, restore, switch
from audit_app.store.disk_errors import explained

NEVER = "1970-01-01T00:00:00+00:00"
MOST_TOLD = 20  # of what is not as it was
RESTORING = "Restoring the backup …"
BACKUP = "backup"  # among the preferences: when the last was made


@piece
def BackupCard(desk: Desk) -> ft.Control:
    """Makes the backup in a thread, and hands it over."""
    nothing: Out | None = None
    made, set_made = held(nothing)
    worker = use_worker(desk, say("Stopped; no backup was made"))

    def kept(out: Out) -> None:
        set_made(out)
        if desk.cabinet.page_files is not None:  # one tap: the page needs no other to save it
            desk.cabinet.page_files.save(out.address)

    async def make() -> None:
        await worker.run(lambda work: packed(desk.cabinet, work.advance), kept, say("Making the backup …"))

    parts: list[ft.Control] = [
        title(say("Backup"), size=18),
        body(say("One file with every audit, photograph and setting. Store it somewhere other than this device.")),
        label(say("The file is not encrypted: store it only where audits may be stored.")),
    ]
    if worker.seen is not None:
        parts.append(worker.seen.shown(say("Making the backup …")))
    else:
        parts.append(line(strong("backup", say("Make a backup"), make, icon=ft.Icons.SAVE_ALT)))
    if made is not None:
        parts.append(line(FileOut("backup.save", say("Save the backup"), ft.Icons.DOWNLOAD, made)))
    return card(*parts)


def packed(cabinet: Cabinet, advance: Advance = silent) -> Out:
    """The backup among the made files."""
    day = cabinet.clock.now().date().isoformat()
    path = cabinet.made / f"MR-audit-backup-{day}.zip"
    back_up(cabinet.folder, path, store=cabinet.store, advance=advance)
    before = cabinet.store.drawers.preferred(BACKUP, {}).get("at", NEVER)
    now = cabinet.clock.now().isoformat(timespec="milliseconds")
    cabinet.store.drawers.prefer(BACKUP, {"at": now, "before": before})
    return Out(path, cabinet.offer(path))


def forget_backup(cabinet: Cabinet) -> None:
    """The backup that was made last was not kept anywhere: the one before is the last again."""
    cabinet.store.drawers.prefer(BACKUP, {"at": cabinet.store.drawers.preferred(BACKUP, {}).get("before", NEVER)})


def backed_up(cabinet: Cabinet) -> datetime:
    """When the last backup was made here; long ago when none was."""
    try:
        return datetime.fromisoformat(str(cabinet.store.drawers.preferred(BACKUP, {}).get("at", NEVER)))
    except ValueError:
        return datetime.fromisoformat(NEVER)


def is_backup_due(cabinet: Cabinet) -> bool:
    """Whether an audit was signed since the last backup."""
    last = utc(backed_up(cabinet))  # as text, for stamps of the log are compared so
    return any(each.updated_at > last for each in cabinet.store.audits() if each.state == "signed")


@piece
def RestoreCard(desk: Desk) -> ft.Control:
    """Puts a backup back on a device that holds no audits."""
    worker = use_worker(desk, say(STOPPED))
    told, set_told = held("")
    nothing: tuple[str, ...] = ()
    odd, set_odd = held(nothing)
    restored: list[tuple[int, tuple[str, ...]]] = []

    def take(path: Path, name: str, work: Work) -> None:
        restored.append(put_back_telling(desk.cabinet, path, work.advance))

    def done() -> None:
        count, wrong = restored[-1]
        set_odd(wrong)
        begin_again(desk)
        set_told(say_many("{n} audit restored and checked", "{n} audits restored and checked", count))

    async def chosen(one: Picking, files: Sequence[ft.FilePickerFile]) -> None:
        try:
            await worker.follow(partial(taken, desk, one, files[0], take), lambda _: done(), say(RESTORING))
        finally:
            renew()

    picking, renew = use_picking(chosen)
    parts: list[ft.Control] = [title(say("Restore"), size=18)]
    if told:
        parts += outcome(told, odd)
    elif desk.audits:
        parts += only_without_audits()
    elif worker.seen is not None:
        parts.append(worker.seen.shown(say(RESTORING)))
    else:
        large = LargeFiles(desk, "zip", take, done, "about", say("Restore it"), key="large")
        parts += [body(say("Restores everything in a backup to this device.")), line(choosing(picking)), large]
    return card(*parts)


def put_back_telling(cabinet: Cabinet, file: Path, advance: Advance = silent) -> tuple[int, tuple[str, ...]]:
    """Restores a backup; gives the number of audits, and what is not as it was."""
    wrong: list[str] = []
    return put_back(cabinet, file, wrong.append, advance), tuple(wrong)


def begin_again(desk: Desk) -> None:
    """The desk knows the device as it was restored."""
    desk.preferences = preferences(desk.cabinet.store)
    desk.audit = None
    desk.refresh()


def only_without_audits() -> list[ft.Control]:
    """Why nothing is restored where there are audits, and what can be done there."""
    words = say("A backup can be restored only where nothing would be lost: on a device without audits.")
    return [body(words), label(say("A single audit can be imported from another tablet on the home screen."))]


def choosing(picking: Picking | None) -> ft.Control:
    """The button that picks a backup."""
    kind = ft.FilePickerFileType.CUSTOM
    action = ft.PickFiles(picking.picker, file_type=kind, allowed_extensions=["zip"]) if picking is not None else None
    words = say("Choose a backup")
    return known("restore", ft.OutlinedButton(words, icon=ft.Icons.RESTORE, action=action, disabled=picking is None))


def outcome(told: str, odd: Sequence[str]) -> list[ft.Control]:
    """What is back, and what is not as it was."""
    parts: list[ft.Control] = [
        ft.Semantics(content=body(told, key="restored", weight=ft.FontWeight.W_600), live_region=True)
    ]
    if odd:
        parts += [label(say("Missing or damaged:")), *(body(each) for each in odd[:MOST_TOLD])]
        parts.append(label(say("The rest is back. Keep this backup, and look for one that has what is missing.")))
    return parts


def put_back(
    cabinet: Cabinet, file: Path, tell: Callable[[str], object] = lambda said: None, advance: Advance = silent
) -> int:
    """Restores a backup into the data folder of a device without audits; gives the number of audits.

    The backup is unpacked and verified beside first; only then does it take the place of the empty store, which is
    moved aside, not deleted. UsageError when there are audits here.
    """
    if cabinet.store.audits():
        raise UsageError(say("This device"), say("holds audits"), say("Restore on a device without any"))
    staged = cabinet.folder / "restoring"
    with explained(str(cabinet.folder)):
        shutil.rmtree(staged, ignore_errors=True)
        audits = restore(file, staged, tell, try_whole, advance)
        with cabinet.exchanged():
            switch(staged, cabinet.folder)
    return len(audits)
