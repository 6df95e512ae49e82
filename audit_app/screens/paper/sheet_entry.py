"""Typing in a paper sheet: by its code or from the list; its answers carry the code until all it asks is there."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import address as address_of
from audit_app.audit.log.entries import Entry
from audit_app.audit.sheets import TypedIn, pictures_of_sheet, typed_in
from audit_app.report.sheets import Sheet, about, grid_code, read_code, sheet_with, sheets
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import XS, S, body, card, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk, Transcribing
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt


@piece
def SheetsToType(desk: Desk, audit: Audit, address: str) -> ft.Control:
    """The code in the corner of a sheet, or the sheets that still ask something."""
    nothing: Sheet | None = None
    asking, ask = held(nothing)

    def begin(sheet: Sheet) -> None:
        if sheet.wants_thing:
            ask(sheet)
        else:
            transcribe(desk, audit, sheet, address)

    def read(code: str) -> None:
        if code.strip() and read_code(code) == grid_code(audit):
            transcribe_readings(desk, audit, address)
        elif code.strip():
            begin(sheet_with(audit, code))

    parts: list[ft.Control] = [
        title(say("Type in a sheet"), size=18),
        body(say("Type the code in the corner of the sheet. Each answer then carries the code in the log.")),
        TypedField("paper.code", say("Code of the sheet"), "", read, hint_text="7KQM-2XPA", key="code"),
    ]
    if asking is not None:
        parts.append(WhichThing(desk, audit, asking, begin, lambda: ask(None), key=f"which.{asking.code}"))
    if desk.transcribing:
        words = say("Answers now carry sheet {code}.", code=desk.transcribing.paper)
        parts.append(line(body(words), plain("paper.stop", say("Finish this sheet"), lambda: stop(desk))))
    rows = [sheet_row(each, begin) for each in sheets(audit, left_only=True)]
    left = rows or [body(say("Everything has been typed in."))]
    lists = [card(title(say("Sheets not yet complete"), size=18), *left)]
    typed = [typed_row(audit, each, address) for each in typed_in(audit)]
    if typed:
        lists.insert(0, card(title(say("Sheets typed in"), size=18), *typed))
    return stack(card(*parts), *lists)


def sheet_row(sheet: Sheet, begin: Callable[[Sheet], None]) -> ft.Control:
    """One sheet: code, what it asks, and the way to type it in."""
    count = say_many("{n} item", "{n} items", len(sheet.lines))
    words = stack(ft.Text(sheet.title, size=pt(16)), label(f"{sheet.code} · {count}"), spacing=XS, expand=True)
    return ft.Row([words, strong(f"paper.{sheet.code}", say("Type in"), lambda: begin(sheet))], spacing=S)


def typed_row(audit: Audit, each: TypedIn, address: str) -> ft.Control:
    """One sheet that was typed in: its photos, whether a second person compared it, and the way to do so."""
    photos = len(pictures_of_sheet(audit, each.paper))
    told = [each.paper, say_many("{n} entry", "{n} entries", len(each.entries)), ", ".join(each.by)]
    told.append(say_many("{n} photo", "{n} photos", photos) if photos else say("no photo of the sheet"))
    heading = sheet_title(audit, each)
    words = stack(ft.Text(heading, size=pt(16)), label(" · ".join(told)), checked(each), spacing=XS, expand=True)
    way = say("Check") if each.unchecked else say("Look")
    return ft.Row([words, plain(f"paper.check.{each.paper}", way, go(f"{address}/paper/{each.paper}"))], spacing=S)


def checked(each: TypedIn) -> ft.Control:
    """Whether everything typed from a sheet was compared with it, by its icon and its words."""
    if each.unchecked:
        said = say_many("{n} not checked yet", "{n} not checked yet", len(each.unchecked))
        return ft.Row([ft.Icon(ft.Icons.VISIBILITY_OUTLINED, size=18, color=ft.Colors.ERROR), body(said)], spacing=XS)
    icon = ft.Icon(ft.Icons.VERIFIED_OUTLINED, size=18, color=ft.Colors.PRIMARY)
    return ft.Row([icon, body(say("Checked by a second person"))], spacing=XS)


def sheet_title(audit: Audit, each: TypedIn) -> str:
    """What a sheet that was typed in asks."""
    if each.paper == grid_code(audit):
        return say("Field readings in plan")
    lines = (audit.lines.get(line_of(entry)) for entry in each.entries)
    first = next((line for line in lines if line is not None), None)
    if first is None:
        return say("Paper sheet {code}", code=each.paper)
    return f"{first.section.title}: {first.thing.name}" if first.thing else first.section.title


def line_of(entry: Entry) -> str:
    """The key of the line an answer or a note is about, or empty."""
    return address_of(getattr(entry, "item", ""), getattr(entry, "thing", None))


@piece
def WhichThing(
    desk: Desk, audit: Audit, sheet: Sheet, begin: Callable[[Sheet], None], leave: Callable[[], None]
) -> ft.Control:
    """Which door, sensor or item a sheet is about that was printed before any was recorded."""
    name, set_name, forget = drafted(f"sheet-thing:{sheet.code}", "")
    kind = sheet.section.repeats_over or ""

    def go_on(thing: str) -> None:
        begin(about(desk.audit or audit, sheet, thing))

    def add() -> None:
        made = desk.act(lambda visit: visit.add_thing(kind, name), say("{name} added", name=name.strip()))
        forget()
        go_on(made)

    def stop() -> None:
        forget()
        leave()

    here = audit.things_of(kind)
    known_ones = [plain(f"paper.thing.{each.id}", each.name, partial(go_on, each.id)) for each in here]
    field = text_field(say("Name, as written on the sheet"), name, lambda event: set_name(event.data or ""))
    return card(
        body(say("{title}: which one is this sheet for?", title=sheet.title)),
        *([line(*known_ones)] if here else []),
        known("paper.thing.new", field),
        line(
            strong("paper.thing.add", say("Add it and type in"), add, disabled=not name.strip()),
            quiet("paper.thing.leave", say("Cancel"), stop),
        ),
        emphasis=True,
    )


def transcribe(desk: Desk, audit: Audit, sheet: Sheet, address: str) -> None:
    """From now on answers to what this sheet asks carry its code; turns to its first item."""
    thing = sheet.thing.id if sheet.thing else ""
    desk.transcribing = Transcribing(audit.id, sheet.code, sheet.section.id, thing)
    desk.go_to(sheet.lines[0].key)
    ft.context.page.navigate(address)


def transcribe_readings(desk: Desk, audit: Audit, address: str) -> None:
    """From now on field readings carry the code of the page they were written down on; turns to the plan."""
    desk.transcribing = Transcribing(audit.id, grid_code(audit))
    ft.context.page.navigate(f"{address}/survey")


def stop(desk: Desk) -> None:
    """Answers are entered directly again."""
    desk.transcribing = None
