"""What a device keeps beside its audits: what is being typed, preferences, the register."""

import json
from datetime import UTC, datetime
from typing import Any

from audit_app.store.connection import Connection


class Drawers:
    """The small things of one database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_draft(self, audit_id: str, field: str, words: str) -> None:
        """Keeps what is being typed in a field; empty words forget it."""
        with self._connection.writing() as db:
            if words:
                row = {"audit": audit_id, "field": field, "words": words, "at": now()}
                db.table("drafts").upsert(row, pk=("audit", "field"))
            else:
                db.execute("delete from drafts where audit = ? and field = ?", [audit_id, field])

    def drafts(self, audit_id: str) -> dict[str, str]:
        """What was being typed in an audit, by field."""
        with self._connection.reading() as db:
            rows = db.query("select field, words from drafts where audit = ?", [audit_id])
            return {row["field"]: row["words"] for row in rows}

    def drafted(self) -> dict[str, tuple[str, ...]]:
        """The fields in which something was being typed, by audit; those of no audit under an empty id."""
        found: dict[str, tuple[str, ...]] = {}
        with self._connection.reading() as db:
            for row in db.query("select audit, field from drafts"):
                found[row["audit"]] = (*found.get(row["audit"], ()), row["field"])
        return found

    def prefer(self, name: str, value: Any) -> None:
        """Keeps a preference of this device (a JSON value)."""
        with self._connection.writing() as db:
            db.table("preferences").upsert({"name": name, "value": json.dumps(value)}, pk="name")

    def preferred(self, name: str, default: Any = None) -> Any:
        """A preference of this device, or the default."""
        with self._connection.reading() as db:
            for row in db.query("select value from preferences where name = ?", [name]):
                return json.loads(row["value"])
        return default

    def register(self, kind: str, entry_id: str, name: str, body: dict[str, Any]) -> None:
        """Keeps a unit, scanner, instrument or person in the register, replacing the one with the same id."""
        with self._connection.writing() as db:
            row = {"id": entry_id, "kind": kind, "name": name, "at": now(), "body": json.dumps(body)}
            db.table("register").upsert(row, pk="id")

    def registered(self, kind: str) -> tuple[dict[str, Any], ...]:
        """The register's entries of one kind, by name; each has its `id` and `name` beside its body."""
        with self._connection.reading() as db:
            rows = db.query("select id, name, body from register where kind = ? order by name, id", [kind])
            return tuple({**json.loads(row["body"]), "id": row["id"], "name": row["name"]} for row in rows)


def now() -> str:
    """The moment in UTC, as rows beside the log have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
