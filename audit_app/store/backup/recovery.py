"""Going on with a data folder whose newest writes are missing: under a new name, and never forgetting what is gone."""

import shutil
from pathlib import Path

from audit_app.audit.log.chain import Flaw
from audit_app.store import database
from audit_app.store.disk_errors import explained
from audit_app.store.durable import make_folder
from audit_app.store.folder import Hold
from audit_app.store.guard import kept_log
from audit_app.store.guard.kept_log import LOST, Note
from audit_app.store.store import Store

ASIDE = "before-recovery"


def go_on(folder: Path) -> tuple[Flaw, ...]:
    """Lets a data folder be opened again that lacks what was kept; gives what is missing.

    The database as it was found is copied aside first. What is missing is remembered, and named by `verify` until it
    comes back from another tablet or a backup; the device gets a new name, so that it can be joined then.
    """
    with Hold(folder) as hold, explained(str(folder)):
        _copy_aside(folder)
        place = kept_log.witness(folder)
        known = [kept_log.read(path) for path in (folder / kept_log.FILE, place) if path is not None]
        heads = {note.digest: note for kept in known for note in kept.notes.values() if note.table in ("entries", LOST)}
        remembered = [Note(LOST, f"{note.key} {note.digest[:12]}", note.seq, note.digest) for note in heads.values()]
        kept_log.rewrite(folder / kept_log.FILE, 0, remembered)
        if place is not None:
            kept_log.rewrite(place, 0, [])
        hold.mark(is_open=False)
    with Store.at(folder) as store:
        store.become_new_device()
        audits = {note.key.split(" ")[0] for note in remembered}
        return tuple(flaw for audit in sorted(audits) for flaw in store.missing(audit))


def _copy_aside(folder: Path) -> None:
    number = len(list(folder.glob(f"{ASIDE}*"))) + 1
    aside = folder / f"{ASIDE}-{number}"
    make_folder(aside)
    for path in (*folder.glob(f"{database.FILE}*"), folder / kept_log.FILE):
        if path.is_file():
            shutil.copy2(path, aside / path.name)
