"""The tables, one migration after another; a migration is never edited once released.

Entries are append-only: the database itself refuses to change or delete one.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("mr_audit")

APPEND_ONLY = ("entries", "papers")


@migrations()
def m001_devices_audits_entries(db: Database) -> None:
    """The device, papers (what audits copy), audits, entries, drafts being typed, preferences and the register."""
    db.executescript(
        """
        create table device (id text primary key, since text not null) strict;
        create table papers (digest text primary key, kind text not null, body text not null) strict;
        create table audits (
            id text primary key, begun_at text not null, updated_at text not null, title text not null,
            unit text not null, state text not null, summary text not null
        ) strict;
        create table entries (
            id text primary key, audit text not null references audits (id), device text not null,
            seq integer not null, at text not null, kind text not null, sha text not null, body text not null,
            unique (audit, device, seq)
        ) strict;
        create index entries_by_audit on entries (audit, at, device, seq);
        create table drafts (
            audit text not null, field text not null, words text not null, at text not null,
            primary key (audit, field)
        ) strict;
        create table preferences (name text primary key, value text not null) strict;
        create table register (
            id text primary key, kind text not null, name text not null, at text not null, body text not null
        ) strict;
        """
    )
    for table in APPEND_ONLY:
        for deed in ("update", "delete"):
            db.executescript(
                f"""create trigger {table}_no_{deed} before {deed} on {table}
                    begin select raise(abort, '{table} are never changed'); end;"""
            )
