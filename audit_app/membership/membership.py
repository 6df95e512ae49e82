"""What this device keeps of having joined a hub, and which units and lists of the register take part.

The hub's token lies with the rest of it outside the data folder: no backup and no copied folder has it. A device that
goes on under another name, as after a restore, joins again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit_app.audit.log.people import Person
from audit_app.errors import StoreError, UsageError
from audit_app.register.log import is_register, log_id
from audit_app.store.partner.secret import forget_secret, keep_secret, kept_secret
from audit_app.store.store import Store

CHOICE, CURSOR, PROMISED = "hub.choice", "hub.cursor", "hub.promised"  # preferences of the device
Line = Annotated[str, Field(max_length=200)]


class Member(BaseModel):
    """A device that joined: where, under whose login, since when; `key` is the hub's public key, `token` its own."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")
    address: str
    key: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    token: Annotated[str, Field(pattern=r"^[!-~]{1,400}$", repr=False)]
    device: str
    person: Person
    since: str


class Choice(BaseModel):
    """What takes part: the ids of units, and whether the register's instruments and people do."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")
    units: tuple[str, ...] = ()
    register_too: bool = True


@dataclass(frozen=True)
class Cursor:
    """How far the hub's feed was walked: the number and digest of the last thing, and the epoch it was walked in."""

    after: int = 0
    epoch: int | None = None
    digest: str = ""


def member(store: Store) -> Member | None:
    """What is kept of having joined; None when this device is no member, or was one under another name."""
    if store.folder is None:
        return None
    try:
        found = Member.model_validate_json(kept_secret(store.folder) or b"{}")
    except ValidationError:
        return None
    return found if found.device == store.device else None


def keep_member(store: Store, joined: Member) -> None:
    """Keeps it, durably; StoreError where this device has no place for a secret."""
    if store.folder is None or not keep_secret(store.folder, joined.model_dump_json().encode()):
        raise StoreError("This device", "has no place for the hub's secret", "Use another device, or free some room")


def forget_member(store: Store) -> None:
    """Forgets the secret first, then how far the feed was walked and what took part."""
    if store.folder is not None:
        try:
            forget_secret(store.folder)
        except OSError as error:
            raise StoreError("The hub's secret", "cannot be deleted", "Try again") from error
    store.drawers.prefer(CURSOR, None)
    store.drawers.prefer(PROMISED, None)
    store.drawers.prefer(CHOICE, None)


def choice(store: Store) -> Choice:
    """What takes part; nothing of this device's own before somebody chose."""
    try:
        return Choice.model_validate_json(json.dumps(store.drawers.preferred(CHOICE) or {"register_too": False}))
    except ValidationError:
        return Choice(register_too=False)


def choose(store: Store, units: Iterable[str], register_too: bool) -> Choice:
    """Keeps what takes part from now on; the feed is walked again, because more of it may count."""
    made = Choice(units=tuple(sorted(set(units))), register_too=register_too)
    if made != choice(store) or not store.drawers.preferred(CHOICE):
        store.drawers.prefer(CHOICE, made.model_dump(mode="json"))
        keep_cursor(store, Cursor())
    return made


def join_unit(store: Store, unit: str) -> None:
    """Lets a unit take part that this device has from the hub alone; the feed need not be walked again for it."""
    now = choice(store)
    if unit and unit not in now.units:
        made = now.model_copy(update={"units": tuple(sorted({*now.units, unit}))})
        store.drawers.prefer(CHOICE, made.model_dump(mode="json"))


def cursor(store: Store) -> Cursor:
    """How far the feed was walked."""
    kept = store.drawers.preferred(CURSOR)
    try:
        after, epoch, digest = kept
        fits = isinstance(after, int) and isinstance(epoch, int | None) and isinstance(digest, str)
    except (TypeError, ValueError):
        return Cursor()
    return Cursor(after, epoch, digest) if fits else Cursor()


def keep_cursor(store: Store, walked: Cursor) -> None:
    """Keeps how far the feed was walked."""
    if walked != cursor(store):
        store.drawers.prefer(CURSOR, [walked.after, walked.epoch, walked.digest])


def promised(store: Store) -> tuple[int, str]:
    """The number and digest of the newest entry that the hub signed for and that its feed was not walked to yet."""
    kept = store.drawers.preferred(PROMISED)
    fits = isinstance(kept, list) and len(kept) == 2 and isinstance(kept[0], int) and isinstance(kept[1], str)
    return (kept[0], kept[1]) if fits else (0, "")


def keep_promise(store: Store, number: int, digest: str) -> None:
    """Keeps what the hub signed for, when it is the newest; with no digest that it was found in the feed."""
    if (not digest and promised(store)[0]) or number > promised(store)[0]:
        store.drawers.prefer(PROMISED, [number, digest] if digest else None)


def units_here(store: Store) -> dict[str, str]:
    """Every unit that this device knows, by id: from its audits, and from the register."""
    found = {each.about["unit_id"]: each.about["unit"] for each in store.logs() if each.about.get("unit_id")}
    return found | {each.id: each.name for each in store.register.now.units}


def is_known(store: Store, unit: str) -> bool:
    """Whether a unit is this device's own already, also one that is used no more."""
    return unit in units_here(store) or log_id("unit", unit) in store.register.ids()


def logs_taking_part(store: Store, chosen: Choice) -> list[tuple[str, str]]:
    """The audits and logs of the register that go to the hub, each with its title, the register first."""
    now = store.register.now
    every = (("unit", now.units), ("instrument", now.instruments), ("person", now.people))
    named = {log_id(about, each.id): each.name for about, known in every for each in known}
    found = [(each, named.get(each, each)) for each in store.register.ids() if takes_part(each, "", chosen)]
    return found + [(each.id, each.title) for each in store.logs() if takes_part(each.id, unit_of(each.about), chosen)]


def unit_of(about: dict[str, object]) -> str:
    """The id of the unit that a summary tells."""
    return str(about.get("unit_id", ""))


def takes_part(log: str, unit: str, chosen: Choice) -> bool:
    """Whether an audit of a unit, or a log of the register, goes to and fro."""
    if not is_register(log):
        return unit in chosen.units
    if log.startswith("unit."):
        return log in {log_id("unit", each) for each in chosen.units}
    return chosen.register_too


def refuse_member(store: Store) -> None:
    """UsageError when this device has joined a hub already."""
    known = member(store)
    if known is not None:
        raise UsageError("This device", f"has joined {known.address} already", "Leave that hub first")
