"""A file of readings or a meter's log brought into the survey: looked at first, questions answered, then taken in."""

from collections.abc import Callable
from math import isfinite

import flet as ft

from audit_app.errors import AuditError
from audit_app.field.account import settle_heights
from audit_app.field.logs import Log, as_text, read_log
from audit_app.field.surveys import read_survey
from audit_app.field.tables import read_table
from audit_app.screens.desk import Desk
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.drawing import held, piece
from audit_app.screens.pieces.fields import choice
from audit_app.screens.pieces.files import FileIn
from audit_app.screens.pieces.layout import body, card, label, line, title
from audit_app.screens.pieces.plan_reading import UNITS_OF_FIELD
from audit_app.screens.surveyor import Incoming, Surveyor
from audit_app.screens.typed_reading import Typed
from audit_app.screens.words import say
from audit_app.store.surveying import ImportedRow

Picked = tuple[str, bytes]


@piece
def LogIn(desk: Desk, surveyor: Surveyor, plan: str, use: Callable[[Typed], None]) -> ft.Control:
    """Picks a file, shows what each column was taken to be, asks for a missing unit, and takes it in."""
    nothing: Picked | None = None
    picked, set_picked = held(nothing)
    unit, set_unit = held("")

    def take(name: str, data: bytes) -> None:
        read_table(data, name)  # what is no table is refused here, with its place and remedy
        set_unit("")
        set_picked((name, data))

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
    return card(*head, *preview(surveyor, picked, unit, set_unit, plan, use, lambda: set_picked(nothing)), key="log")


def preview(
    surveyor: Surveyor,
    picked: Picked,
    unit: str,
    set_unit: Callable[[str], None],
    plan: str,
    use: Callable[[Typed], None],
    close: Callable[[], None],
) -> list[ft.Control]:
    """What the file was taken to be, and what can be done with it."""
    name, data = picked
    try:
        log = read_log(data, name, unit)
        rows = incoming(name, data, unit, log, surveyor.centre) if placed(log) and not log.questions else None
    except AuditError as error:
        return [body(str(error), color=ft.Colors.ERROR), line(quiet("log.close", say("Close"), close))]
    parts: list[ft.Control] = [label(said, key=f"log.said.{n}") for n, said in enumerate(as_text(log).splitlines())]
    if log.questions or unit:
        units = [(u, u) for u in UNITS_OF_FIELD]
        parts.append(choice("log.unit", say("Unit of the columns that name none"), unit or None, units, set_unit))
    buttons: list[ft.Control] = []
    if rows is not None:
        found = rows

        def take_all() -> None:
            surveyor.import_readings(found, plan)
            close()

        parts += [label(note) for note in rows.notes]
        buttons.append(
            strong("log.take", say("Take in {n} readings", n=len(rows.rows)), take_all, disabled=not rows.rows)
        )
    elif log.typical is not None and not log.questions:
        median = f"{log.typical:.4g}"

        def use_median() -> None:
            use(Typed(value=median, unit="mT", place=name, log=surveyor.keep_log(data)))
            close()

        words = say("Use the median, {v} mT, as a reading", v=median)
        buttons.append(strong("log.median", words, use_median))
    return [*parts, line(*buttons, quiet("log.close", say("Close"), close))]


def placed(log: Log) -> bool:
    """Whether the file says where each reading was taken."""
    return {"x", "y"} <= {t.meaning for t in log.taken}


def incoming(name: str, data: bytes, unit: str, log: Log, centre: float) -> Incoming:
    """The placed readings of a file as rows to take in; the isocentre is `centre` metres above the floor."""
    survey = read_survey(read_table(data, name), unit)
    readings, said = settle_heights(survey, isocentre=centre)
    rows = tuple(
        ImportedRow(
            row=r.row,
            x=f"{r.x:.3f}",
            y=f"{r.y:.3f}",
            height=f"{r.height + centre:.2f}" if isfinite(own.height) else None,  # nobody measured one that is blank
            typed=r.typed,
            place=r.label,
            log=log.digest,
        )
        for own, r in zip(survey.readings, readings, strict=True)
        if r.field > 0
    )
    notes = [f"{say('Row {n}', n=n.row)}: {n.message}" for n in survey.notes]
    dropped = len(survey.readings) - len(rows)
    if dropped:
        notes.append(say("{n} rows read exactly nought and are left out.", n=dropped))
    return Incoming(name, data, tuple(t.meaning for t in log.taken), rows, (*survey.remarks, *said, *notes))
