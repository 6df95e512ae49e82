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
        _never_changed(db, table)


@migrations()
def m002_entries_within_their_audit(db: Database) -> None:
    """An entry's id is its own within its audit only; a device's log that went on in two ways has two branches.

    `branch` is 0 for what came first; `branches` says since when another is here and whether it was chosen instead.
    """
    db.executescript(
        """
        create table entries_2 (
            audit text not null references audits (id), device text not null, seq integer not null,
            branch integer not null default 0, id text not null, at text not null, kind text not null,
            sha text not null, body text not null, primary key (audit, device, seq, branch)
        ) strict;
        insert into entries_2 (audit, device, seq, id, at, kind, sha, body)
            select audit, device, seq, id, at, kind, sha, body from entries;
        drop table entries;
        alter table entries_2 rename to entries;
        create index entries_by_audit on entries (audit, at, device, seq);
        create index entries_by_id on entries (audit, id);
        create table branches (
            audit text not null, device text not null, branch integer not null, since text not null,
            chosen integer not null default 0, primary key (audit, device, branch)
        ) strict;
        """
    )
    _never_changed(db, "entries")


@migrations()
def m003_logs_beside_audits(db: Database) -> None:
    """Entries of the register have logs of their own, which no row of audits sums up."""
    db.executescript(
        """
        create table entries_3 (
            audit text not null, device text not null, seq integer not null, branch integer not null default 0,
            id text not null, at text not null, kind text not null, sha text not null, body text not null,
            primary key (audit, device, seq, branch)
        ) strict;
        insert into entries_3 (audit, device, seq, branch, id, at, kind, sha, body)
            select audit, device, seq, branch, id, at, kind, sha, body from entries;
        drop table entries;
        alter table entries_3 rename to entries;
        create index entries_by_audit on entries (audit, at, device, seq);
        create index entries_by_id on entries (audit, id);
        """
    )
    _never_changed(db, "entries")


@migrations()
def m004_receipts(db: Database) -> None:
    """What a partner of an exchange acknowledged, by the digest of the entry or the picture."""
    db.executescript(
        """
        create table receipts (
            partner text not null, digest text not null, receipt text not null, primary key (partner, digest)
        ) strict;
        create index entries_by_digest on entries (audit, sha);
        """
    )


def _never_changed(db: Database, table: str) -> None:
    for deed in ("update", "delete"):
        db.executescript(
            f"""create trigger {table}_no_{deed} before {deed} on {table}
                begin select raise(abort, '{table} are never changed'); end;"""
        )
