"""Who may sign now, and what they must have seen: the rules before a name is put to an audit."""

from collections.abc import Iterable

from audit_app.audit.audit import Audit
from audit_app.audit.log.names import may_be_one
from audit_app.audit.log.people import Person, only_spelt_apart, same_person, tell_apart
from audit_app.audit.signatures import last_signed
from audit_app.audit.signing.obstacles import obstacles, summed
from audit_app.errors import EntryRefused


def check_signing(audit: Audit, person: Person, role: str, declaration: str, drawn: bool = False) -> None:
    """EntryRefused when this person may not sign now: nameless, undeclared, something stops it, or not their turn."""
    if not person.name.strip():
        raise EntryRefused("The signature", "has no name", "Type the name of the person signing")
    if not declaration.strip() and not drawn:
        raise EntryRefused("The signature", "is empty", "Draw it, or type the declaration")
    if role == "checker":
        _check_checker(audit, person)
    elif audit.state == "signed":
        raise EntryRefused("This audit", "is signed already", "Open an addendum to change it")
    else:
        _check_stops(audit)


def _check_checker(audit: Audit, person: Person) -> None:
    if audit.state != "signed":
        raise EntryRefused("The second checker", "signs after the auditor", "Let the auditor sign first")
    first = last_signed(audit)
    if first is not None:
        check_another(first.person, person, "The second checker", "is the auditor who signed")


def check_another(one: Person, other: Person, where: str, fault: str) -> None:
    """EntryRefused when two people count as one, with what to do where they are two of one name."""
    same = same_person(one, other)
    if not same and (tell_apart(one, other) or not may_be_one(one.name, other.name)):
        return
    apart = only_spelt_apart(one, other)
    if not same:
        apart, fault = f"“{one.name.strip()}” and “{other.name.strip()}”", f"may be{fault.removeprefix('is')}"
    said = f"{fault}: {apart}" if apart else fault
    two = "give each their registration number, or write one name out in full"
    raise EntryRefused(where, said, f"Ask another person to check. If these are two people, {two}")


def _check_stops(audit: Audit) -> None:
    stopping = [each for each in obstacles(audit) if each.stops]
    if stopping:
        first = summed(stopping)[0]
        raise EntryRefused("This audit", f"cannot be signed: {first.sentence}", f"{first.obstacles[0].remedy}")


def check_acknowledged(audit: Audit, acknowledged: Iterable[str]) -> tuple[str, ...]:
    """The sentences a signature keeps of what is still open; EntryRefused unless every kind was acknowledged."""
    known = set(acknowledged)
    left = [each for each in summed(obstacles(audit)) if each.kind not in known and not each.stops]
    if left:
        raise EntryRefused("Before signing", left[0].sentence, "Put it right, or tick to acknowledge it")
    return tuple(each.sentence for each in summed(obstacles(audit)))
