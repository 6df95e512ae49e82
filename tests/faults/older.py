"""A data folder as an older version of the app left it, and the newer version that must change its shape on opening.

The app has one shape so far, so a campaign of kills plays the version after it: one migration more.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from audit_app.store import database
from audit_app.store.guard import shape
from audit_app.store.schema import migrations
from audit_app.store.store import Store
from audit_app.visit.visit import Visit


def lay(folder: Path, begun: Callable[[Store], Visit]) -> dict[str, set[str]]:
    """Audits of the older version, their summaries as it wrote them; gives the digests of each one's entries."""
    with Store.at(folder) as store:
        for number in range(3):
            visit = begun(store)
            for words in range(number * 8):
                visit.note("sign", f"seen {words} times")
        digests = {each.id: {row["sha"] for row in store.rows(each.id)} for each in store.audits()}
    db = sqlite3.connect(folder / database.FILE)
    db.execute("update audits set summary = '{}'")
    db.commit()
    db.close()
    return digests


def become_newer() -> None:
    """From here on this process is the version after this one; never call it in a process that does anything else."""

    @migrations()
    def m002_the_version_after(db: Database) -> None:
        db.execute("create table later (audit text primary key, words text not null) strict")
        for row in list(db.query("select id from audits")):
            db.execute("insert into later values (?, ?)", [row["id"], "words " * 2000])
        db.execute("alter table drafts add column later text not null default ''")

    shape.newest.cache_clear()  # a version that starts has worked nothing out yet
    shape._made.cache_clear()


def is_older(folder: Path) -> bool:
    """Whether opening a folder must change its shape."""
    if not (folder / database.FILE).exists() or database.was_cut_off_at_birth(folder):
        return False
    db = database.to_read(folder)
    try:
        return not database.is_current(db)
    finally:
        db.close()
