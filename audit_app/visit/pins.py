"""A person's PIN at a shared tablet: asked when the tablet changes hands, kept as a slow digest, tried a few times.

It keeps colleagues from working under each other's names by mistake or in haste; what proves a name to others is the
certificate. Whoever has the data folder can try every PIN on it, slowly.
"""

import hashlib
import hmac
import os
from datetime import UTC, datetime, timedelta
from typing import Any

from audit_app.audit.log.names import name_key
from audit_app.audit.log.people import Person, number_key, person_in
from audit_app.errors import EntryRefused
from audit_app.store.store import Store

PINS = "pins"  # preference of the device
SHORTEST, LONGEST, MOST_PEOPLE = 6, 64, 100  # characters; people
TRIES = 5  # before there is a wait
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
COST = {"n": 1 << 14, "r": 8, "p": 1}  # 16 MiB and some 50 ms a try on a tablet
WHERE = "The PIN"


def can_have_pins() -> bool:
    """Whether this device can keep a PIN as a slow digest."""
    return hasattr(hashlib, "scrypt")


def has_pin(store: Store, person: Person) -> bool:
    """Whether a PIN is asked for this name or this registration number."""
    return _place(_kept(store), person) is not None


def takes_over(store: Store, person: Person, before: Person | None) -> bool:
    """Whether a name or number of somebody with a PIN comes in that was not there before: then it is asked for."""
    kept = _kept(store)
    return bool(_places(kept, person) - (_places(kept, before) if before else set()))


def people_with_pins(store: Store) -> tuple[Person, ...]:
    """Everyone who has a PIN at this tablet, by name."""
    found = (Person.model_validate(each["person"]) for each in _kept(store))
    return tuple(sorted(found, key=lambda person: name_key(person.name)))


def set_pin(store: Store, person: Person, pin: str, now: datetime, old: str = "") -> None:
    """Gives a person a PIN; EntryRefused when it is too short, or when `old` is not the one there is."""
    if not can_have_pins():
        raise EntryRefused(WHERE, "cannot be kept on this device", "Use the app on another one to share it")
    if not SHORTEST <= len(pin) <= LONGEST:
        raise EntryRefused(WHERE, f"has fewer than {SHORTEST} or too many characters", "Choose another")
    if has_pin(store, person):
        check_pin(store, person, old, now)
    others = [each for number, each in enumerate(_kept(store)) if number != _place(_kept(store), person)]
    if len(others) >= MOST_PEOPLE:
        raise EntryRefused(WHERE, "has no room: too many people have one", "Remove one that is not used")
    salt = os.urandom(16)
    made = {"person": person.model_dump(mode="json"), "salt": salt.hex(), "digest": _digest(pin, salt).hex()}
    store.drawers.prefer(PINS, [*others, {**made, "tries": 0, "until": ""}])


def remove_pin(store: Store, person: Person, pin: str, now: datetime) -> None:
    """Takes a person's PIN away, by whoever knows it."""
    check_pin(store, person, pin, now)
    kept = _kept(store)
    store.drawers.prefer(PINS, [each for number, each in enumerate(kept) if number != _place(kept, person)])


def check_pin(store: Store, person: Person, pin: str, now: datetime) -> None:
    """Nothing when it is the person's PIN, or they have none; else EntryRefused, which after a few tries says to wait.

    A try is noted before it is looked at, so that closing the app is no way round the wait.
    """
    kept = _kept(store)
    place = _place(kept, person)
    if place is None:
        return
    found = kept[place]
    moment = now.astimezone(UTC)
    until = _moment(str(found["until"]))
    if until is not None and moment < until <= moment + LONGEST_WAIT:  # one further off is a clock that was wrong
        seconds = int((until - moment).total_seconds()) + 1
        raise EntryRefused(WHERE, "was wrong too often", f"Wait {seconds} seconds")
    tries = int(found["tries"]) + 1
    wait = min(FIRST_WAIT * 2 ** min(max(0, tries - TRIES), 10), LONGEST_WAIT) if tries >= TRIES else timedelta(0)
    _note(store, kept, place, tries, (moment + wait).isoformat() if wait else "")
    if not hmac.compare_digest(_digest(pin, bytes.fromhex(found["salt"])).hex(), found["digest"]):
        left = TRIES - tries
        raise EntryRefused(WHERE, "is not right", "Try again" if left > 0 else "Wait, then try again")
    _note(store, kept, place, 0, "")


def _note(store: Store, kept: list[dict[str, Any]], place: int, tries: int, until: str) -> None:
    changed = {**kept[place], "tries": tries, "until": until}
    store.drawers.prefer(PINS, [changed if number == place else each for number, each in enumerate(kept)])


def _kept(store: Store) -> list[dict[str, Any]]:
    return [each for each in store.drawers.preferred(PINS, []) if isinstance(each, dict) and _is_whole(each)]


def _is_whole(kept: dict[str, Any]) -> bool:
    texts = all(isinstance(kept.get(name), str) for name in ("salt", "digest", "until"))
    return texts and isinstance(kept.get("tries"), int) and person_in(kept.get("person")) is not None


def _place(kept: list[dict[str, Any]], person: Person) -> int | None:
    """Where a person's PIN stands."""
    return min(_places(kept, person), default=None)


def _places(kept: list[dict[str, Any]], person: Person) -> set[int]:
    """Where the PINs of the same name or the same registration number stand, whichever was typed."""
    names = _keys(person.name, person.registration)
    return {
        number
        for number, each in enumerate(kept)
        if names & _keys(*(str(each["person"].get(name, "")) for name in ("name", "registration")))
    }


def _keys(name: str, registration: str) -> set[tuple[str, str]]:
    """What a name and a number are compared by, as entries count their people; a name in the place of a number, too."""
    every = {("name", name_key(name)), ("number", number_key(registration))}
    every |= {("name", name_key(registration)), ("number", number_key(name))}
    return {key for key in every if key[1]}


def _digest(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode("utf-8", "replace"), salt=salt, maxmem=64 << 20, dklen=32, **COST)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
