"""What a partner has acknowledged: each entry and picture by its digest, so that what still waits can be told."""

from collections.abc import Iterable, Iterator

from audit_app.store.connection import Connection

AT_ONCE = 500  # digests in one question


class Receipts:
    """Acknowledgements in the database; a `partner` is its public key (hex), so that two are never mixed up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, partner: str, digests: Iterable[str], receipt: str = "") -> None:
        """Notes what the partner keeps; `receipt` is the JSON that it signed for it, where it signed one."""
        rows = [(partner, each, receipt) for each in digests]
        if rows:
            with self._connection.writing() as db:
                kept = "insert into receipts (partner, digest, receipt) values (?, ?, ?) "
                better = "on conflict do update set receipt = excluded.receipt where excluded.receipt <> ''"
                db.conn.executemany(kept + better, rows)

    def forget(self, partner: str, audit: str = "") -> None:
        """Forgets what it acknowledged of an audit's entries, or everything, so that all of it is sent again."""
        own = "delete from receipts where partner = ?"
        with self._connection.writing() as db:
            if audit:
                db.execute(f"{own} and digest in (select sha from entries where audit = ?)", [partner, audit])
            else:
                db.execute(own, [partner])

    def forget_these(self, partner: str, digests: Iterable[str]) -> None:
        """Forgets that it acknowledged these."""
        rows = [(partner, each) for each in digests]
        if rows:
            with self._connection.writing() as db:
                db.conn.executemany("delete from receipts where partner = ? and digest = ?", rows)

    def waiting(self, partner: str) -> dict[str, int]:
        """How many entries of each audit or log it has not acknowledged."""
        asked = (
            "select audit, count(*) from entries where not exists (select 1 from receipts "
            "where partner = ? and digest = entries.sha) group by audit order by audit"
        )
        with self._connection.reading() as db:
            return {str(audit): int(many) for audit, many in db.execute(asked, [partner]).fetchall()}

    def receipt(self, partner: str, digest: str) -> str:
        """The JSON that it signed for a picture; empty when it has not."""
        asked = "select receipt from receipts where partner = ? and digest = ?"
        with self._connection.reading() as db:
            found = db.execute(asked, [partner, digest]).fetchone()
            return str(found[0]) if found else ""

    def among(self, partner: str, digests: Iterable[str], signed: bool = False) -> set[str]:
        """Those of these digests that it has acknowledged; with `signed` only those that it signed a receipt for."""
        found: set[str] = set()
        more = " and receipt <> ''" if signed else ""
        with self._connection.reading() as db:
            for some in _batches(digests):
                marks = ", ".join("?" * len(some))
                asked = f"select digest from receipts where partner = ? and digest in ({marks}){more}"
                found |= {str(row[0]) for row in db.execute(asked, [partner, *some]).fetchall()}
        return found


def _batches(digests: Iterable[str]) -> Iterator[list[str]]:
    known = list(dict.fromkeys(digests))
    for start in range(0, len(known), AT_ONCE):
        yield known[start : start + AT_ONCE]
