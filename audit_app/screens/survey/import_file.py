"""A file of readings or a meter's log brought into the survey: looked at first, questions answered, then taken in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite

import flet as ft

from audit_app.audit.log.entries import PlanSet
from audit_app.errors import AuditError
from audit_app.field.account import settle_heights
from audit_app.field.logs import Log, as_text, meant, read_log
from audit_app.field.readings import Probe
from audit_app.field.surveys import Answers, Unanswered, read_survey
from audit_app.field.tables import read_table
from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.files import FileIn
from audit_app.screens.pieces.instrument import instrument_choice
from audit_app.screens.pieces.layout import body, card, label, line, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.survey.reading_form import UNITS_OF_FIELD
from audit_app.screens.survey.reading_text import TypedReading
from audit_app.screens.survey.verbs import PlacedReadings, Surveyor
from audit_app.visit.survey import ImportedRow


@dataclass(frozen=True)
class PickedFile:
    """A file that was picked, and what was answered about it: its unit, its column of the field, plan and probe."""

    name: str
    data: bytes
    plan: str
    unit: str = ""
    column: str = ""
    probe: str = ""
    length: str = ""
    blank: str = ""
    along: str = ""

    @property
    def answers(self) -> Answers:
        """What was answered that the file does not say."""
        return Answers(self.length, self.blank, self.along, int(self.column) if self.column else 0)

    @property
    def meanings(self) -> dict[int, str]:
        """What a person said a column means, by its number."""
        return {int(self.column): "field"} if self.column else {}


@piece
def ReadingsImport(
    desk: Desk, surveyor: Surveyor, plans: tuple[PlanSet, ...], use: Callable[[TypedReading], None]
) -> ft.Control:
    """Picks a file, shows what each column was taken to be, asks what it does not say, and takes it in."""
    nothing: PickedFile | None = None
    picked, set_picked = held(nothing)

    def take(name: str, data: bytes) -> None:
        read_table(data, name)  # what is no table is refused here, with its place and remedy
        set_picked(PickedFile(name, data, plans[0].plan if plans else ""))

    head: list[ft.Control] = [
        title(say("From a file"), size=18),
        body(say("A meter's log, or a table of readings with columns x, y, height and field.")),
        line(
            FileIn(
                desk, "log.file", say("Choose a file"), ft.Icons.UPLOAD_FILE, ("csv", "tsv", "txt", "log", "dat"), take
            )
        ),
    ]
    if picked is None:
        return card(*head, key="log")
    return card(*head, *preview(surveyor, picked, set_picked, plans, use), key="log")


def preview(
    surveyor: Surveyor,
    picked: PickedFile,
    put: Callable[[PickedFile | None], None],
    plans: tuple[PlanSet, ...],
    use: Callable[[TypedReading], None],
) -> list[ft.Control]:
    """What the file was taken to be, and what can be done with it."""
    closing = quiet("log.close", say("Close"), lambda: put(None))
    try:
        log = read_log(picked.data, picked.name, picked.unit, picked.meanings)
        rows = placed_readings(picked, log, surveyor.plans.centre) if placed(log) and not log.questions else None
    except Unanswered as error:
        return [body(str(error), key="log.open"), *answered(error.asks, picked, put), line(closing)]
    except AuditError as error:
        return [body(str(error), color=ft.Colors.ERROR), line(closing)]
    parts: list[ft.Control] = [label(said, key=f"log.said.{n}") for n, said in enumerate(as_text(log).splitlines())]
    parts += asked(log, picked, put)
    if rows is not None:
        return [*parts, *where_and_with(surveyor, picked, put, plans), *to_take(surveyor, picked, put, rows, closing)]
    if log.typical is None or log.questions:
        return [*parts, line(closing)]
    median = f"{log.typical:.4g}"

    def use_median() -> None:
        use(TypedReading(value=median, unit="mT", place=picked.name, log=surveyor.keep_log(picked.data)))
        put(None)

    words = say("Use the median, {v} mT, as a reading", v=median)
    return [*parts, line(strong("log.median", words, use_median), closing)]


def asked(log: Log, picked: PickedFile, put: Callable[[PickedFile | None], None]) -> list[ft.Control]:
    """What the file leaves open: which column is the field, and its unit."""
    questions: list[ft.Control] = []
    open_ = any("Which column" in question for question in log.questions)
    if picked.column or open_ or not any(t.meaning.startswith("field") for t in log.taken):
        columns = [(str(t.number), f"{t.number}. {t.name}: {', '.join(t.cells)}") for t in log.taken]
        words = say("Column of the field")
        questions.append(
            choice("log.column", words, picked.column or None, columns, lambda c: put(replace(picked, column=c)))
        )
    if log.questions or picked.unit:
        units = [(u, u) for u in UNITS_OF_FIELD]
        words = say("Unit of the columns without one")
        questions.append(choice("log.unit", words, picked.unit or None, units, lambda u: put(replace(picked, unit=u))))
    return questions


def answered(asks: str, picked: PickedFile, put: Callable[[PickedFile | None], None]) -> list[ft.Control]:
    """The choice that answers what a file leaves open; nothing is taken in before."""
    if asks == "length":
        units = [(u, u) for u in ("m", "cm", "mm")]
        return [choice("log.length", say("Unit of places"), None, units, lambda u: put(replace(picked, length=u)))]
    if asks == "blank":
        options = [("above", say("Same as the cell above")), ("none", say("Nothing given"))]
        return [choice("log.blank", say("A blank cell means"), None, options, lambda b: put(replace(picked, blank=b)))]
    if asks == "along":
        options = [("y", "y"), ("z", "z")]
        words = say("Column along the bore")
        return [choice("log.along", words, None, options, lambda a: put(replace(picked, along=a)))]
    columns = [(str(n), f"{n}. {c.name}") for n, c in enumerate(read_table(picked.data, picked.name).columns, 1)]
    words = say("Column of the field")
    return [choice("log.column", words, picked.column or None, columns, lambda c: put(replace(picked, column=c)))]


def where_and_with(
    surveyor: Surveyor, picked: PickedFile, put: Callable[[PickedFile | None], None], plans: tuple[PlanSet, ...]
) -> list[ft.Control]:
    """The plan that placed readings lie on, and the probe they were taken with."""
    parts: list[ft.Control] = []
    if len(plans) > 1:
        options = [(p.plan, f"{p.name} · {p.storey}" if p.storey else p.name) for p in plans]
        parts.append(choice("log.plan", say("Plan"), picked.plan, options, lambda p: put(replace(picked, plan=p))))

    def with_probe(probe: str) -> None:
        surveyor.take_probe(probe)
        put(replace(picked, probe=probe))

    offered = surveyor.probes(picked.probe)
    return [*parts, instrument_choice("log.probe", picked.probe, offered, surveyor.today, with_probe)]


def to_take(
    surveyor: Surveyor,
    picked: PickedFile,
    put: Callable[[PickedFile | None], None],
    rows: PlacedReadings,
    closing: ft.Control,
) -> list[ft.Control]:
    """What is to be known of the rows, those that look like slips in words, and the button that takes them in."""
    doubted = surveyor.doubted(rows)

    def take_all() -> None:
        surveyor.import_readings(rows, picked.plan, picked.probe)
        put(None)

    parts: list[ft.Control] = [label(note) for note in rows.notes]
    for row, questions in doubted.items():
        parts.append(body(f"{say('Row {n}', n=row)}: {' '.join(questions)}", color=ft.Colors.ERROR))
    words = say("Import {n} readings", n=len(rows.rows))
    if doubted:
        words = say("Import {n} readings, {d} of them doubtful", n=len(rows.rows), d=len(doubted))
    return [*parts, line(strong("log.take", words, take_all, disabled=not rows.rows), closing)]


def placed(log: Log) -> bool:
    """Whether the file says where each reading was taken."""
    return {"x", "y"} <= {t.meaning for t in log.taken}


UNSAID = Probe("not said", percent=0, offset=0, assumed=False)  # tells a row's own uncertainty from none


def placed_readings(picked: PickedFile, log: Log, centre: float) -> PlacedReadings:
    """The placed readings of a file as rows to take in; the isocentre is `centre` metres above the floor."""
    table = meant(read_table(picked.data, picked.name), picked.meanings)
    survey = read_survey(table, picked.unit, UNSAID, picked.answers)
    readings, said = settle_heights(survey, isocentre=centre)
    split = not any(t.meaning == "field" for t in log.taken)
    rows = tuple(
        ImportedRow(
            row=r.row,
            x=f"{r.x:.3f}",
            y=f"{r.y:.3f}",
            height=f"{r.height + centre:.2f}" if isfinite(own.height) else None,  # nobody measured one that is blank
            typed=f"{r.field:.6g} mT" if split else r.typed,
            place=r.label,
            log=log.digest,
            doubt=f"{r.doubt:.6g}" if r.doubt > 0 else "",
            components=tuple(r.typed.split(", ")) if split else (),
        )
        for own, r in zip(survey.readings, readings, strict=True)
        if r.field > 0
    )
    notes = [f"{say('Row {n}', n=n.row)}: {n.message}" for n in survey.notes]
    dropped = len(survey.readings) - len(rows)
    if dropped:
        notes.append(say("{n} rows read exactly zero and are left out.", n=dropped))
    taken_as = tuple(t.meaning for t in log.taken)
    return PlacedReadings(picked.name, picked.data, taken_as, rows, (*survey.remarks, *said, *notes))
