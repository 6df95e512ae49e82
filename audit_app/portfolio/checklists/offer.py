"""Which checklists a new audit is offered, and taking in one from another tablet through the strict check."""

from collections.abc import Iterable

from audit_app.checklist.fault import Fault
from audit_app.checklist.lint import lint
from audit_app.checklist.model import Checklist
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.versions import keep_version, newest, versions
from audit_app.store.store import Store

WITHDRAWN = "checklists-withdrawn"  # a preference: the versions that no new audit is offered
Named = str  # a version's name, e.g. periodic-v3


def named(checklist: Checklist) -> Named:
    """What a version is called among those withdrawn."""
    return f"{checklist.id}-v{checklist.version}"


def withdrawn(store: Store) -> frozenset[Named]:
    """The versions that were withdrawn from new audits."""
    return frozenset(str(each) for each in store.drawers.preferred(WITHDRAWN, []))


def withdraw(store: Store, checklist: Checklist, yes: bool = True) -> None:
    """Withdraws a version from new audits, or offers it again; audits begun with it keep it."""
    left = withdrawn(store) - {named(checklist)}
    if yes and not offered(store, left | {named(checklist)}):
        raise ChecklistError(checklist.title, "is the last checklist on offer", "Offer another one first")
    store.drawers.prefer(WITHDRAWN, sorted(left | ({named(checklist)} if yes else set())))


def offered(store: Store, without: Iterable[Named] | None = None) -> tuple[Checklist, ...]:
    """The newest version of each checklist that was not withdrawn."""
    out = frozenset(without) if without is not None else withdrawn(store)
    return newest(each for each in versions(store) if named(each) not in out)


def refuse_faulty(text: str, where: str) -> Checklist:
    """The checklist in a text that `mr-audit check` finds sound; ChecklistError with every fault otherwise."""
    found = lint(text, where)
    if found.faults or found.checklist is None:
        first, *more = found.faults
        rest = f" ({len(more)} more faults: {_listed(more)})" if more else ""
        raise ChecklistError(f"{where}, {first.place}", f"{first.fault}{rest}", first.remedy)
    return found.checklist


def _listed(faults: list[Fault], most: int = 3) -> str:
    shown = "; ".join(f"{each.place} {each.fault}" for each in faults[:most])
    return shown + ("; …" if len(faults) > most else "")


def take_in(store: Store, text: str, name: str) -> Checklist:
    """Keeps a checklist made on another tablet; one that the check finds fault with is refused whole."""
    checklist = refuse_faulty(text, name)
    keep_version(store, checklist, text)
    return checklist
