"""What a device keeps beside its audits: what is being typed, preferences, the register."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from audit_app.store.connection import Connection, put
from audit_app.store.guard.kept_log import digest_of

REFUSED = "refused-audits"
SHAPES: dict[str, type] = {  # of each preference, by its name or by what stands before “/” in it
    **dict.fromkeys(("preferences", REFUSED, "expunged-here", "issuers", "revoked_lists", "backup"), dict),
    **dict.fromkeys(("portfolio", "checklist-draft", "hub.choice"), dict),
    **dict.fromkeys(("pins", "checklists-withdrawn", "certificates", "revoked", "hub.cursor", "hub.promised"), list),
    "at": str,
}
LONGEST_FAULT = 300  # characters


class Drawers:
    """The small things of one database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_draft(self, audit_id: str, field: str, words: str) -> None:
        """Keeps what is being typed in a field; empty words forget it."""
        with self._connection.writing() as db:
            if words:
                row = {"audit": audit_id, "field": field, "words": words, "at": now()}
                put(db, "drafts", row, "audit", "field")
            else:
                db.execute("delete from drafts where audit = ? and field = ?", [audit_id, field])
            self._connection.note("drafts", f"{audit_id} {field}", 0, digest_of(words) if words else "", synced=False)

    def drafts(self, audit_id: str) -> dict[str, str]:
        """What was being typed in an audit, by field."""
        with self._connection.reading() as db:
            return dict(db.execute("select field, words from drafts where audit = ?", [audit_id]).fetchall())

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
            text = json.dumps(value)
            put(db, "preferences", {"name": name, "value": text}, "name")
            self._connection.note("preferences", name, 0, digest_of(text))

    def preferred(self, name: str, default: Any = None) -> Any:
        """A preference of this device, or the default; also when what is kept cannot be read any more.

        The same where it is of another kind than the default: a list where there should be an object.
        """
        with self._connection.reading() as db:
            for row in db.query("select value from preferences where name = ?", [name]):
                found = _read(row["value"])
                fits = found is not None and (default is None or type(found[0]) is type(default))
                return found[0] if found is not None and fits else default
        return default

    def refuse(self, audit_id: str, fault: str) -> None:
        """Remembers that an audit is kept and not believed, and why; an empty fault forgets it."""
        others = {each: why for each, why in self.refused().items() if each != audit_id}
        self.prefer(REFUSED, {**others, **({audit_id: fault[:LONGEST_FAULT]} if fault else {})})

    def refused(self) -> dict[str, str]:
        """The audits that are kept and not believed, each with the fault that was found."""
        found = self.preferred(REFUSED, {})
        return {str(each): str(why) for each, why in found.items()} if isinstance(found, dict) else {}

    def register(self, kind: str, entry_id: str, name: str, body: dict[str, Any]) -> None:
        """Keeps a unit, scanner, instrument or person in the register, replacing the one with the same id."""
        with self._connection.writing() as db:
            text = json.dumps(body)
            row = {"id": entry_id, "kind": kind, "name": name, "at": now(), "body": text}
            put(db, "register", row, "id")
            self._connection.note("register", entry_id, 0, digest_of(kind, name, text))

    def registered(self, kind: str) -> tuple[dict[str, Any], ...]:
        """The register's entries of one kind, by name; each has its `id` and `name` beside its body.

        What cannot be read any more is left out here, and told by `unreadable`.
        """
        with self._connection.reading() as db:
            rows = list(db.query("select id, name, body from register where kind = ? order by name, id", [kind]))
        bodies = ((row, _read(row["body"])) for row in rows)
        return tuple(
            {**body[0], "id": row["id"], "name": row["name"]}
            for row, body in bodies
            if body is not None and isinstance(body[0], dict)
        )

    def registered_at(self, kind: str) -> dict[str, str]:
        """When each entry of one kind was kept last, by its id."""
        with self._connection.reading() as db:
            return {row["id"]: row["at"] for row in db.query("select id, at from register where kind = ?", [kind])}

    def unreadable(self) -> Iterator[str]:
        """What is kept beside the audits and has not the shape it was written in, each in words."""
        with self._connection.reading() as db:
            register = list(db.query("select name, body from register"))
            preferences = list(db.query("select name, value from preferences"))
        for row in register:
            body = _read(row["body"])
            if body is None or not isinstance(body[0], dict):
                yield f"“{row['name'][:60]}” in the register cannot be read any more: record it anew"
        for row in preferences:
            if not _has_shape(row["name"], _read(row["value"])):
                yield f"the preference “{row['name'][:60]}” cannot be read any more: choose it again"


def _has_shape(name: str, value: tuple[Any] | None) -> bool:
    shape = SHAPES.get(name.partition("/")[0])
    return value is not None and (value[0] is None or shape is None or isinstance(value[0], shape))


def _read(text: str) -> tuple[Any] | None:
    """A JSON value, in a tuple of its own; None when the text is none."""
    try:
        return (json.loads(text),)
    except (ValueError, RecursionError):
        return None


def now() -> str:
    """The moment in UTC, as rows beside the log have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
