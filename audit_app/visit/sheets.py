"""The second person's check of what was typed in from paper."""

from audit_app.audit.log.entries import Entry, SheetChecked
from audit_app.audit.log.people import Person
from audit_app.audit.sheets import typed_in
from audit_app.audit.signing.permission import check_another
from audit_app.errors import EntryRefused
from audit_app.visit.visit import Visit


def check_sheet(visit: Visit, paper: str, person: Person) -> Entry:
    """Says that a second person compared a sheet with all that was typed in from it, and found it the same."""
    found = next((each for each in typed_in(visit.audit) if each.paper == paper), None)
    if found is None or not found.unchecked:
        raise EntryRefused(f"Sheet {paper}", "has nothing left to check", "Choose a sheet that has")
    if not person.name.strip():
        raise EntryRefused("The check", "does not say who compared them", "Type the name of the person who compared")
    for entry in found.unchecked:
        check_another(entry.by, person, "The check", "is by who typed it in")
    return visit.enter(SheetChecked, paper=paper, person=person, entries=tuple(each.id for each in found.unchecked))
