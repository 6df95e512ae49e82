"""What was answered, read and noted for an item."""

from typing import Literal

from audit_app.audit.log.entries.entry import Entry, OnItem, Slot
from audit_app.audit.log.people import Person
from audit_app.units import Quantity


class Answered(OnItem):
    """An item was answered: by compliance (`verdict`), or with a `value` (option, whole number, date, words)."""

    kind: Literal["answered"] = "answered"
    verdict: Literal["compliant", "partly", "deficient", "not_applicable", "not_assessed"] | None = None
    value: str = ""
    reason: str = ""

    @property
    def taken_back(self) -> bool:
        """True when it answers nothing: the item is not done again, and `reason` says why."""
        return self.verdict is None and not self.value

    @property
    def slot(self) -> Slot:
        return ("answer", self.item, self.thing or "")


class Measured(OnItem):
    """A quantity was read for an item; `confirmed` says why a challenged value stands."""

    kind: Literal["measured"] = "measured"
    quantity: Quantity
    confirmed: str = ""
    challenges: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot:
        return ("answer", self.item, self.thing or "")


class Noted(OnItem):
    """The note of an item now reads so."""

    kind: Literal["noted"] = "noted"
    text: str

    @property
    def slot(self) -> Slot:
        return ("note", self.item, self.thing or "")


class SheetChecked(Entry):
    """Someone else than who typed it in compared a paper sheet with what was typed, named by its entries' ids."""

    kind: Literal["sheet_checked"] = "sheet_checked"
    paper: str
    person: Person
    entries: tuple[str, ...]

    @property
    def slot(self) -> Slot:
        return ("sheet-check", self.paper)
