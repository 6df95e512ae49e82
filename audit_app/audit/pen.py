"""Writing entries: who is at the tablet, which device this is, and the chain each new entry joins."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, ParamSpec, Protocol, TypeVar, cast

from audit_app.audit.audit import Audit
from audit_app.audit.log.canonical import composed, digest
from audit_app.audit.log.clock import Clock, led_by, offset, stamp, utc
from audit_app.audit.log.entries import SCHEMA, Entry, Undone
from audit_app.audit.log.own_id import id_of
from audit_app.audit.log.people import Person, refuse_unknown
from audit_app.audit.log.slots import Slots
from audit_app.audit.log.ways import plain

AnyEntry = TypeVar("AnyEntry", bound=Entry)
Says = ParamSpec("Says")  # what a kind of entry says: its own fields, without the envelope that the pen fills in


class Log(Protocol):
    """What an entry is written into: an audit, or a log of the register."""

    @property
    def id(self) -> str:
        """Its id, which every entry in it names."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in the order of the log."""

    @property
    def slots(self) -> Slots:
        """Which entries hold."""


class Draft(NamedTuple):
    """An entry not made yet: its kind and what it says."""

    kind: type[Entry]
    says: dict[str, Any]


def draft(kind: Callable[Says, AnyEntry], /, *_: Says.args, **says: Says.kwargs) -> Draft:
    """An entry to be made later, its names checked against its kind."""
    wanted = cast(type[AnyEntry], kind)
    refuse_unknown(wanted, says)
    return Draft(wanted, dict(says))


def choice(text: str) -> Any:
    """A text that the entry itself compares with the choices it has when it is written."""
    return text


@dataclass(frozen=True)
class Pen:
    """Makes entries for one person at one device."""

    device: str
    person: Person
    clock: Clock

    def write(
        self,
        kind: Callable[Says, AnyEntry],
        audit: Log | None,
        audit_id: str = "",
        *_: Says.args,
        **says: Says.kwargs,
    ) -> AnyEntry:
        """A new entry of a kind, chained to this device's last one in the audit and superseding its slot's heads.

        `audit` is None for the entry a log begins with: `audit_id` names that, and where it is empty the id is worked
        out from the entry itself, as an audit's is. Raises pydantic's ValidationError for a name that its kind, or a
        part of it, does not have; what a newer version said in the head that it supersedes is passed on.
        """
        wanted = cast(type[AnyEntry], kind)
        known = {name: said for name, said in says.items() if name in wanted.model_fields}
        if "undoes" in known:
            known["undoes"] = plain(str(known["undoes"]))
        made = wanted.model_validate({**self._envelope(audit, audit_id), **known}, extra="forbid")
        if audit is None or isinstance(made, Undone):
            refuse_unknown(wanted, says)
            return sealed(made)
        heads = audit.slots.heads(made.slot)
        refuse_unknown(wanted, says, (name for head in heads for name in head.model_extra or ()))
        more = {name: said for name, said in says.items() if name not in known}
        return sealed(made, {**more, "replaces": list(dict.fromkeys(plain(head.id) for head in heads))})

    def _envelope(self, audit: Log | None, audit_id: str) -> dict[str, Any]:
        now = self.clock.now()
        last = audit.slots.tail_of(self.device) if audit else None
        at = stamp(now, led_by(now, audit.slots.latest, (each.at for each in audit.entries)) if audit else "")
        after = self._unled(audit, at) if audit else ()
        return {
            "id": self.clock.new_id(),
            "schema": SCHEMA,
            "audit": audit.id if audit else audit_id,
            "device": self.device,
            "seq": last.seq + 1 if last else 1,
            "at": at,
            "wall": utc(now),
            "zone": offset(now),
            "by": self.person,
            "prev": last.sha if last else "",
            **({"after": after} if after else {}),
        }

    def _unled(self, audit: Log, at: str) -> tuple[str, ...]:
        """The newest entry here when a stamp does not come after it by itself: it lies ahead of this device's clock."""
        newest = audit.entries[-1] if audit.entries else None
        is_told = (
            newest is None
            or newest.device == audit.slots.way_of(self.device)
            or audit.slots.places[newest.id] < (at, 0)
        )
        return () if newest is None or is_told else (plain(newest.id),)

    def write_all(self, audit: Audit, drafts: Iterable[Draft], deed: str | None = None) -> tuple[Audit, list[Entry]]:
        """Several new entries in a row, and the audit after them.

        With `deed`, the id of a deed's first entry, they are marked as part of it; when it is empty, the first of
        them begins one.
        """
        made: list[Entry] = []
        for kind, says in drafts:
            first = deed or (made[0].id if made and deed is not None else "")
            together = {"together": first} if first else {}
            made.append(self.write(kind, audit, **says, **together))
            audit = audit.with_entry(made[-1])
        return audit, made


def sealed(made: AnyEntry, more: dict[str, Any] | None = None) -> AnyEntry:
    """The same entry with `more` that it says, its texts in NFC, its digest, and where it has none its audit's id."""
    unsaid = set() if made.after else {"after"}
    body = composed({**made.model_dump(mode="json", by_alias=True, exclude=unsaid), **(more or {})})
    body["audit"] = body["audit"] or id_of(body)
    return type(made).model_validate({**body, "sha": digest(body)})


def written(entry: Entry) -> dict[str, Any]:
    """An entry as the JSON object that is kept: neither more nor less than it was written with.

    Fields of newer versions are included, and those that joined its shape since are not: its digest stays true.
    """
    said = entry.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {**said, "device": plain(entry.device), "id": plain(entry.id)}
