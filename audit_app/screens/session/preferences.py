"""How this device is set: who uses it, how it looks, and what a new audit starts with."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from audit_app.audit.log.people import Person, person_in
from audit_app.screens.session.language import speak
from audit_app.screens.session.type_size import large_type
from audit_app.store.store import Store

NAME = "preferences"
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """Preferences of this device; `person` is None until someone has said who they are."""

    person: Person | None = None
    theme: str = "system"
    high_contrast: bool = False
    large_type: bool = False
    one_hand: bool = False
    left_hand: bool = False
    reduced_motion: bool = False
    language: str = "en"
    vocabulary: str = "uk"
    working_line: str = "0.5"
    welcomed: bool = False
    guided: bool = False


def preferences(store: Store) -> Preferences:
    """The preferences kept in the store; what it does not have, or cannot be read any more, is as it comes."""
    kept: dict[str, Any] = store.drawers.preferred(NAME, {})
    plain: dict[str, Any] = {each.name: kept.get(each.name) for each in fields(Preferences) if each.name != "person"}
    known = {name: said for name, said in plain.items() if type(said) is type(getattr(Preferences, name))}
    found = Preferences(person=person_in(kept.get("person")), **known)
    take_effect(found)
    return found


def person_of(store: Store) -> Person | None:
    """Whoever is at this device, as the store has it."""
    return person_in(store.drawers.preferred(NAME, {}).get("person"))


def take_effect(chosen: Preferences) -> None:
    """Language and size of type are the device's: every session of it has them."""
    speak(chosen.language)
    large_type(chosen.large_type)


def prefer(store: Store, chosen: Preferences) -> Preferences:
    """Keeps the preferences and gives them back."""
    body = {**asdict(chosen), "person": chosen.person.model_dump(mode="json") if chosen.person else None}
    store.drawers.prefer(NAME, body)
    take_effect(chosen)
    return chosen
