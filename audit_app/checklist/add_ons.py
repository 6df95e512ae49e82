"""An add-on joined to a main list: one audit, one walk, the sections of both in the order of their zones."""

from collections.abc import Iterable

from audit_app.checklist.model import Checklist, Joined, Section
from audit_app.checklist.rules import first_fault
from audit_app.errors import ChecklistError

ZONES = ("I", "II", "III", "IV")


def joined(main: Checklist, add_ons: Iterable[Checklist]) -> Checklist:
    """The main list with the sections of its add-ons, each behind those of the same zone.

    ChecklistError when one is no add-on to this list, is joined already, or shares an id with it.
    """
    for each in add_ons:
        main = _with(main, each)
    return main


def _with(main: Checklist, add_on: Checklist) -> Checklist:
    if main.id not in add_on.joins:
        where = ", ".join(add_on.joins) or "nothing"
        raise ChecklistError(add_on.title, f"cannot be joined to {main.title}", f"It joins: {where}")
    if add_on.id in {each.id for each in main.joined}:
        raise ChecklistError(add_on.title, "is joined already", "Leave it out once")
    known = {kind.id for kind in main.things}
    things = (*main.things, *(kind for kind in add_on.things if kind.id not in known))
    told = (*main.joined, Joined(id=add_on.id, version=add_on.version, title=add_on.title))
    both = _copied(main, sections=_in_order(main.sections, add_on.sections), things=things, joined=told)
    fault = first_fault(both)
    if fault:
        raise ChecklistError(f"{add_on.title} with {main.title}, {fault.place}", fault.fault, fault.remedy)
    return both


def _in_order(main: tuple[Section, ...], more: tuple[Section, ...]) -> tuple[Section, ...]:
    return tuple(sorted((*main, *more), key=lambda section: ZONES.index(section.zone)))  # sorted keeps equals in order


def _copied(main: Checklist, **parts: object) -> Checklist:
    """The checklist with some parts replaced, and nothing worked out from the old ones."""
    return Checklist(**{**{name: getattr(main, name) for name in Checklist.model_fields}, **parts})


def add_ons_for(main: Checklist, known: Iterable[Checklist]) -> tuple[Checklist, ...]:
    """The add-ons among these that can be joined to a main list."""
    return tuple(each for each in known if each.kind == "add-on" and main.id in each.joins)
