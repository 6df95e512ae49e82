"""Whether a database has the shape that this app makes: its tables, indexes and triggers, and nothing beside them.

A view, a trigger or a table that the app never makes can answer in the place of another, change what is kept, or
never end; it is refused before anything is asked of the file.
"""

import sqlite3
from functools import cache

from sqlite_utils import Database

from audit_app.store.schema import migrations

MIGRATIONS = "_sqlite_migrations"  # made by a library, whose spelling may differ between its versions
MOST_OBJECTS = 200
Shape = dict[tuple[str, str], str]


def no_table(db: Database) -> str:
    """What is wrong with the list of migrations, which is read before anything else; empty when it is a table."""
    kinds = [kind for kind, name in _found(db) if name == MIGRATIONS]
    return "" if kinds in ([], ["table"]) else f"has a {kinds[0]} “{MIGRATIONS}” that this app never makes"


def foreign(db: Database) -> str:
    """The first view, trigger or virtual table that this app never makes, in words; empty when there is none."""
    known = {name: kind for kind, name in _made()}
    for (kind, name), sql in _found(db).items():
        acts = kind in ("view", "trigger") or sql.lower().startswith("create virtual")
        if known.get(name, kind) != kind or (acts and name not in known):
            return f"has a {kind} “{name[:60]}” that this app never makes"
    return ""


def altered(db: Database) -> list[str]:
    """What the newest shape has and a database lacks, or has otherwise, each in words."""
    expected, found = _made(), _found(db)
    lacking = [f"lacks the {kind} {name}" for kind, name in expected if (kind, name) not in found]
    same = [each for each in expected if each in found and each[1] != MIGRATIONS]
    other = [each for each in same if _differs(expected[each], found[each])]
    return lacking + [f"has another {kind} {name} than this app makes" for kind, name in other]


def differences(db: Database) -> list[str]:
    """Where the shape of a database differs from the newest, each in words."""
    added = _found(db).keys() - _made().keys()
    return altered(db) + [f"has a {kind} “{name[:60]}” that this app never makes" for kind, name in sorted(added)]


def _differs(expected: str, found: str) -> bool:
    return expected.split() != found.split()


def _found(db: Database) -> Shape:
    rows = db.execute(
        "select type, name, coalesce(sql, '') from sqlite_master where name not like 'sqlite\\_%' escape '\\' limit ?",
        [MOST_OBJECTS],
    )
    return {(str(kind), str(name)): str(sql) for kind, name, sql in rows.fetchall()}


@cache
def newest() -> Database:
    """An empty database of the newest shape, in memory: made once, to copy and to compare with, never written to.

    Whatever thread made it, any other may copy it: a server opens a store in whichever is free.
    """
    db = Database(sqlite3.connect(":memory:", check_same_thread=False))
    migrations.apply(db)
    return db


@cache
def _made() -> Shape:
    return _found(newest())
