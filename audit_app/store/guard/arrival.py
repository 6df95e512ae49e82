"""The last step of a restore on the device itself: what is ready in the folder `restored` takes its place.

It is done again on every opening until it is finished, so a kill between two renames leaves nothing halfway.
"""

import shutil
from pathlib import Path

from audit_app.store.durable import flush_folder

READY, ASIDE = "restored", "before-restore"
DATABASE, NOTES, LOCK = "audits.db", "kept.log", "in-use.lock"


def finish_restore(folder: Path) -> None:
    """Puts what a restore left ready in its place; nothing when there is none. The caller holds the folder."""
    ready = folder / READY
    if not ready.is_dir():
        return
    (ready / LOCK).unlink(missing_ok=True)
    if (ready / DATABASE).exists():
        aside = folder / ASIDE
        aside.mkdir(exist_ok=True)
        for old in (*folder.glob(f"{DATABASE}*"), *folder.glob(NOTES)):
            old.replace(aside / old.name)
    for new in sorted(ready.iterdir(), key=lambda path: path.name == DATABASE):  # the database comes last
        _move_in(new, folder / new.name)
    flush_folder(folder)
    shutil.rmtree(ready, ignore_errors=True)


def _move_in(new: Path, to: Path) -> None:
    """Moves a file or a folder to its place; a folder that is there already is added to."""
    if new.is_dir() and to.is_dir():
        for each in new.iterdir():
            _move_in(each, to / each.name)
        flush_folder(to)
    else:
        new.replace(to)
