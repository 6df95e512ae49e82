"""Typing in a paper sheet: by its code or from the list; its answers carry the code until all it asks is there."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.report.sheets import Sheet, about, grid_code, read_code, sheet_with, sheets
from audit_app.screens.desk import Desk, Transcribing
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.drawing import held, known, piece
from audit_app.screens.pieces.fields import TypedField, text_field
from audit_app.screens.pieces.layout import XS, S, body, card, label, line, pt, stack, title
from audit_app.screens.words import say, say_many


@piece
def TypeIn(desk: Desk, audit: Audit, address: str) -> ft.Control:
    """The code in the corner of a sheet, or the sheets that still ask something."""
    nothing: Sheet | None = None
    asking, ask = held(nothing)
    checker, set_checker = held("")

    def begin(sheet: Sheet) -> None:
        if sheet.wants_thing:
            ask(sheet)
        else:
            transcribe(desk, audit, sheet, address, checker)

    def read(code: str) -> None:
        if code.strip() and read_code(code) == grid_code(audit):
            transcribe_readings(desk, audit, address)
        elif code.strip():
            begin(sheet_with(audit, code))

    parts: list[ft.Control] = [
        title(say("Type in a sheet"), size=18),
        body(say("Type the code in the corner of the sheet. Each answer then carries the code in the log.")),
        known(
            "paper.checker",
            text_field(
                say("Checked by, if a second person compares sheet and screen"),
                checker,
                lambda event: set_checker(event.data or ""),
            ),
        ),
        TypedField("paper.code", say("Code of the sheet"), "", read, hint_text="7KQM-2XPA", key="code"),
    ]
    if asking is not None:
        parts.append(WhichThing(desk, audit, asking, begin, lambda: ask(None), key=f"which.{asking.code}"))
    if desk.transcribing:
        words = say("Answers now carry sheet {code}.", code=desk.transcribing.paper)
        parts.append(line(body(words), plain("paper.stop", say("Stop transcribing"), lambda: stop(desk))))
    rows = [sheet_row(each, begin) for each in sheets(audit, left_only=True)]
    left = rows or [body(say("Nothing is left to write down."))]
    return stack(card(*parts), card(title(say("Sheets with something left"), size=18), *left))


def sheet_row(sheet: Sheet, begin: Callable[[Sheet], None]) -> ft.Control:
    """One sheet: code, what it asks, and the way to type it in."""
    count = say_many("{n} item", "{n} items", len(sheet.lines))
    words = stack(ft.Text(sheet.title, size=pt(16)), label(f"{sheet.code} · {count}"), spacing=XS, expand=True)
    return ft.Row([words, strong(f"paper.{sheet.code}", say("Type in"), lambda: begin(sheet))], spacing=S)


@piece
def WhichThing(
    desk: Desk, audit: Audit, sheet: Sheet, begin: Callable[[Sheet], None], leave: Callable[[], None]
) -> ft.Control:
    """Which door, sensor or item a sheet is about that was printed before any was recorded."""
    name, set_name = held("")
    kind = sheet.section.repeats_over or ""

    def go_on(thing: str) -> None:
        begin(about(desk.audit or audit, sheet, thing))

    def add() -> None:
        go_on(desk.act(lambda visit: visit.add_thing(kind, name), say("{name} added", name=name.strip())))

    here = audit.things_of(kind)
    known_ones = [plain(f"paper.thing.{each.id}", each.name, partial(go_on, each.id)) for each in here]
    field = text_field(say("Its name, as written on the sheet"), name, lambda event: set_name(event.data or ""))
    return card(
        body(say("{title}: which one is the sheet about?", title=sheet.title)),
        *([line(*known_ones)] if here else []),
        known("paper.thing.new", field),
        line(
            strong("paper.thing.add", say("Add it and type in"), add, disabled=not name.strip()),
            quiet("paper.thing.leave", say("Cancel"), leave),
        ),
        emphasis=True,
    )


def transcribe(desk: Desk, audit: Audit, sheet: Sheet, address: str, checker: str) -> None:
    """From now on answers to what this sheet asks carry its code; turns to its first item."""
    thing = sheet.thing.id if sheet.thing else ""
    desk.transcribing = Transcribing(audit.id, sheet.code, sheet.section.id, thing, checker.strip())
    desk.go_to(sheet.lines[0].key)
    ft.context.page.navigate(address)


def transcribe_readings(desk: Desk, audit: Audit, address: str) -> None:
    """From now on field readings carry the code of the page they were written down on; turns to the plan."""
    desk.transcribing = Transcribing(audit.id, grid_code(audit))
    ft.context.page.navigate(f"{address}/survey")


def stop(desk: Desk) -> None:
    """Answers are entered directly again."""
    desk.transcribing = None
