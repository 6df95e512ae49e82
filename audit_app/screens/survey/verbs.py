"""What an auditor does to a field survey, as verbs: readings, and files of them; its plans are the draughtsman's."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audit_app.audit.instruments import uncertainty_of
from audit_app.audit.things import Thing
from audit_app.field.geometry import Point
from audit_app.report.sheets import grid_code
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.survey.plan_verbs import Draughtsman, at_once, pixel
from audit_app.screens.survey.reading_text import TypedReading, number, quantity
from audit_app.screens.visit.item.verbs import Challenge
from audit_app.units import read, told
from audit_app.visit.register import at_hand, instruments, take_along
from audit_app.visit.survey import (
    ImportedRow,
    import_rows,
    measure_field,
    move_reading,
    row_doubts,
    set_reading_aside,
)
from audit_app.visit.visit import Challenged, Visit

Deeds = Callable[[str], Callable[[Visit], Any]]  # a deed by the reason that confirms it


@dataclass(frozen=True)
class PlacedReadings:
    """A file of placed readings, looked at and not yet taken in: its bytes, what its columns were taken to be, rows."""

    name: str
    data: bytes
    taken_as: tuple[str, ...]
    rows: tuple[ImportedRow, ...]
    notes: tuple[str, ...]


class Surveyor:
    """The verbs of one desk for its audit's survey; `plans` are those for its plans and the maker's plot."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.plans = Draughtsman(desk)

    # Readings

    def probes(self, chosen: str = "") -> tuple[Thing, ...]:
        """The instruments at hand for a field reading, and the one chosen already."""
        return at_hand(self._desk.cabinet.store, self._desk.audit, "mT", chosen) if self._desk.audit else ()

    def take_probe(self, probe: str) -> None:
        """Takes along a probe that was registered, or calibrated anew, since the audit began."""
        known = [each for each in instruments(self._desk.cabinet.store) if each.id == probe]
        self._desk.act(lambda visit: take_along(visit, known))

    @property
    def meter(self) -> str:
        """Where the gaussmeter is that readings can come from; empty where there is none."""
        return self._desk.cabinet.meter

    @property
    def today(self) -> str:
        """The local date, ISO 8601."""
        return self._desk.cabinet.clock.now().date().isoformat()

    def keep(self, typed: TypedReading, plan: str, reading: str = "", done: Callable[[], None] | None = None) -> None:
        """Keeps a reading; a doubtful one is asked back first. `done` is called once it is kept."""
        said = self._said(typed, plan)

        def deed(confirmed: str) -> Callable[[Visit], str]:
            return lambda visit: measure_field(
                visit, typed.value, typed.unit, reading=reading, confirmed=confirmed, **said
            )

        def correct(text: str) -> None:
            self.keep(typed.corrected(text), plan, reading, done)

        value = told(typed.value, typed.unit)
        self._asked(deed, value, say("Reading kept: {value}", value=value), done, correct)

    def _asked(
        self,
        deed: Deeds,
        typed: str,
        said: str,
        done: Callable[[], None] | None = None,
        correct: Callable[[str], None] | None = None,
    ) -> None:
        """Does a deed, and asks for a reason first where it is doubted; `done` is called once it is done.

        `correct` keeps another value in its place, where that can be put right with one tap.
        """

        def confirm(reason: str) -> None:
            at_once(self._desk, deed(reason), said)
            if done is not None:
                done()

        try:
            at_once(self._desk, deed(""), said)
        except Challenged as doubt:
            offered = doubt.corrections if correct is not None else ()
            self._desk.challenge = Challenge(
                "", typed, doubt.questions, confirm, corrections=offered, correct=correct or confirm
            )
            return
        if done is not None:
            done()

    def _said(self, typed: TypedReading, plan: str) -> dict[str, Any]:
        """The form's fields as the entry says them."""
        probe = next((t for t in self._desk.audit.things if t.id == typed.probe), None) if self._desk.audit else None
        unit = read(typed.value, "mT", typed.beside).quantity.unit
        return {
            "plan": plan,
            "x": number(typed.x, say("x")),
            "y": number(typed.y, say("y")),
            "spot": pixel(typed.spot) if typed.spot else None,
            "height": number(typed.height, say("Height")),
            "place": typed.place.strip(),
            "components": typed.components,
            "probe": typed.probe,
            "uncertainty": uncertainty_of(probe.details if probe else {}, unit),
            "zero_before": quantity(typed.zero_before, unit),
            "zero_after": quantity(typed.zero_after, unit),
            "background": quantity(typed.background, unit),
            "at_field": typed.at_field,
            "log": typed.log,
            "line_for": typed.line_for,
            "side": typed.side if typed.line_for else "",
            "sheet": self._sheet,
        }

    @property
    def _sheet(self) -> str:
        """The code of the paper page that readings are typed in from, or empty."""
        desk = self._desk
        page = grid_code(desk.audit) if desk.audit else ""
        return page if desk.transcribing is not None and desk.transcribing.paper == page else ""

    def move(self, reading: str, place: Point, spot: Point) -> None:
        """A reading stood at another place, in m from the isocentre and where it was tapped on the plan."""
        x, y = (Decimal(str(round(each, 2))) for each in place)

        def deed(confirmed: str) -> Callable[[Visit], None]:
            return lambda visit: move_reading(visit, reading, confirmed, x=x, y=y, spot=pixel(spot))

        self._asked(deed, f"{x} m, {y} m", say("Reading moved"))

    def set_aside(self, reading: str) -> None:
        """Takes a reading off the survey."""
        at_once(self._desk, lambda visit: set_reading_aside(visit, reading), say("Reading removed from the survey"))

    # Files

    def doubted(self, found: PlacedReadings) -> dict[int, tuple[str, ...]]:
        """What to ask of the rows of a file that look like slips, by row."""
        return row_doubts(self._desk.audit, found.rows) if self._desk.audit else {}

    def import_readings(self, found: PlacedReadings, plan: str, probe: str = "") -> None:
        """Takes every reading of a file into the survey at once, with the file's digest and each row's number."""
        self._desk.cabinet.shelf.keep(found.data)
        said = say("{n} readings imported", n=len(found.rows))
        at_once(self._desk, lambda visit: import_rows(visit, found.rows, plan, probe), said)

    def keep_log(self, data: bytes) -> str:
        """Seals the raw bytes of a meter's log; gives their digest."""
        return self._desk.cabinet.shelf.keep(data)
