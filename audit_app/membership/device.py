"""What the exchange needs of the app that runs it: the newest audits, a turn to change them, and who is here."""

from contextlib import AbstractContextManager
from typing import Protocol

from audit_app.audit.audit import Audit
from audit_app.audit.log.clock import Clock
from audit_app.audit.log.people import Person
from audit_app.membership.wire import Wire
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.visit import Visit


class Device(Protocol):
    """The app on one device. `store` is another after a restore: it is asked for anew each time."""

    store: Store
    shelf: Shelf
    clock: Clock
    wire: Wire

    @property
    def person(self) -> Person | None:
        """Whoever is at the device; None when nobody has said so."""

    def visiting(self, audit_id: str, person: Person) -> AbstractContextManager[Visit]:
        """A visit to the newest value of an audit, alone."""

    def shown(self, audit_id: str) -> Audit | None:
        """The value of an audit that is shown, where it is open."""

    def took(self, audit: Audit, over: Audit | None) -> None:
        """Shows an audit that was taken in over the value that was shown before; what was entered since stays."""
