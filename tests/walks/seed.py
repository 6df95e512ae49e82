"""A data folder with an audit already begun, so that a walk may start in the middle."""

from pathlib import Path

from audit_app.audit.log.people import Person
from audit_app.screens.home.new_audit_form import fresh, start
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store

ADA = Person(name="Ada Byron", role="MR Safety Expert", registration="RCT0001")


def begun(data: Path, checklist: str = "periodic") -> str:
    """A device that knows Ada and has begun one audit; gives the audit's id."""
    with Store.at(data) as store:
        cabinet = Cabinet(store, data)
        known = prefer(store, Preferences(person=ADA, welcomed=True, guided=True))
        form = fresh(cabinet, known).having(checklist=checklist, unit="MRI 1", field_strength="3")
        return start(cabinet, form)
