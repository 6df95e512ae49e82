"""Writing entries: who is at the tablet, which device this is, and the chain each new entry joins."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from audit_app.audit.audit import Audit
from audit_app.audit.log.canonical import composed, digest
from audit_app.audit.log.clock import Clock, offset, stamp, utc
from audit_app.audit.log.entries import SCHEMA, Entry, Undone
from audit_app.audit.log.people import Person

AnyEntry = TypeVar("AnyEntry", bound=Entry)


@dataclass(frozen=True)
class Pen:
    """Makes entries for one person at one device."""

    device: str
    person: Person
    clock: Clock

    def write(self, kind: type[AnyEntry], audit: Audit | None, audit_id: str = "", **says: Any) -> AnyEntry:
        """A new entry of a kind, chained to this device's last one in the audit and superseding its slot's heads.

        `audit` is None for the entry an audit begins with; then `audit_id` names it.
        """
        now = self.clock.now()
        last = audit.slots.tails.get(self.device) if audit else None
        envelope = {
            "id": self.clock.new_id(),
            "schema": SCHEMA,
            "audit": audit.id if audit else audit_id,
            "device": self.device,
            "seq": last.seq + 1 if last else 1,
            "at": stamp(now, audit.latest if audit else ""),
            "wall": utc(now),
            "zone": offset(now),
            "by": self.person,
            "prev": last.sha if last else "",
        }
        draft = kind.model_validate({**envelope, **says})
        if audit is not None and not isinstance(draft, Undone):
            draft = draft.model_copy(update={"replaces": tuple(head.id for head in audit.slots.heads(draft.slot))})
        return sealed(draft)

    def write_all(
        self, audit: Audit, said: Iterable[tuple[type[Entry], dict[str, Any]]], deed: str | None = None
    ) -> tuple[Audit, list[Entry]]:
        """Several new entries in a row, and the audit after them.

        With `deed`, the id of a deed's first entry, they are marked as part of it; when it is empty, the first of
        them begins one.
        """
        made: list[Entry] = []
        for kind, says in said:
            first = deed or (made[0].id if made and deed is not None else "")
            made.append(self.write(kind, audit, **says, **({"together": first} if first else {})))
            audit = audit.with_entry(made[-1])
        return audit, made


def sealed(draft: AnyEntry) -> AnyEntry:
    """The same entry with its texts in NFC and its digest filled in."""
    body = composed(draft.model_dump(mode="json", by_alias=True))
    return type(draft).model_validate({**body, "sha": digest(body)})


def written(entry: Entry) -> dict[str, Any]:
    """An entry as the JSON object that is kept: neither more nor less than it was written with.

    Fields of newer versions are included, and those that joined its shape since are not: its digest stays true.
    """
    return entry.model_dump(mode="json", by_alias=True, exclude_unset=True)
