"""A paper sheet that was typed in: its photo beside what was typed, for a second person to compare."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import answer_words
from audit_app.audit.log.entries import Answered, Entry, FieldMeasured, Measured, Noted
from audit_app.audit.log.people import Person
from audit_app.audit.sheets import TypedIn, checker_of, pictures_of_sheet, typed_in
from audit_app.audit.survey.survey import taken
from audit_app.report.sheets import grid_code
from audit_app.screens.paper.sheet_entry import checked, line_of, sheet_title
from audit_app.screens.photos.arrival import PhotoPlace
from audit_app.screens.photos.arrivals import arrivals
from audit_app.screens.photos.coming import IncomingPhotos
from audit_app.screens.photos.strip import AddPhotos, tile, use_thumbnails
from audit_app.screens.pieces.component import known, piece, view
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import XS, S, body, card, empty, grid, icon_button, label, stack, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk, Transcribing
from audit_app.screens.session.language import say
from audit_app.visit.sheets import check_sheet


@view
def SheetScreen() -> ft.View:
    """One sheet: photo, what was typed, and the second person's name."""
    desk, audit = use_audit()
    params = ft.use_route_params()
    back, paper = f"/audit/{params.get('audit', '')}/paper", params.get("sheet", "")
    route = f"{back}/{paper}"
    if audit is None:
        return frame(route, say("Paper sheet"), [still_opening()], back=back)
    found = next((each for each in typed_in(audit) if each.paper == paper), None)
    if found is None:
        nothing = say("Once its answers have been typed in, they are listed here.")
        inner = empty(ft.Icons.DESCRIPTION_OUTLINED, say("Nothing has been typed in from this sheet"), nothing)
        return frame(route, say("Paper sheet"), [inner], back=back)
    parts = [
        SheetPhotos(desk, audit, paper, key="photos"),
        typed_card(desk, audit, found),
        *([] if audit.state == "signed" or not found.unchecked else [SecondPerson(desk, found, key="second")]),
    ]
    return frame(route, sheet_title(audit, found), parts, back=back, help_page="paper", subtitle=paper)


@piece
def SheetPhotos(desk: Desk, audit: Audit, paper: str) -> ft.Control:
    """The photos of the sheet, and the way to add one."""
    shown = pictures_of_sheet(audit, paper)
    use_thumbnails(desk, shown)
    where = PhotoPlace(audit.id, paper=paper)
    parts: list[ft.Control] = [title(say("Photo of the sheet"), size=18)]
    if shown:
        tiles: list[ft.Control] = [tile(desk, one, audit.id) for one in shown]
        parts.append(ft.Row(tiles, spacing=S, scroll=ft.ScrollMode.AUTO))
    else:
        parts.append(body(say("No photo of the sheet yet. It is stored with the audit, beside what was typed.")))
    if audit.state != "signed":
        parts += [IncomingPhotos(arrivals(desk), where, key="coming"), AddPhotos(where, key="add")]
    return card(*parts)


def typed_card(desk: Desk, audit: Audit, found: TypedIn) -> ft.Control:
    """Everything typed in from the sheet as it stands, in the order it was typed."""
    rows = [typed_entry(desk, audit, entry) for entry in found.entries]
    return card(title(say("What was typed"), size=18), checked(found), *rows)


def typed_entry(desk: Desk, audit: Audit, entry: Entry) -> ft.Control:
    """One answer, note or reading, who typed it, who compared it, and the way to correct it."""
    checker = checker_of(audit, entry)
    compared = say("checked by {name}", name=checker.name) if checker else say("not checked yet")
    words = [label(asked(audit, entry)), body(typed(audit, entry), weight=ft.FontWeight.W_600)]
    words.append(label(f"{say('Typed by {name}', name=entry.by.name)} · {compared}"))
    icon = ft.Icons.CHECK if checker else ft.Icons.RADIO_BUTTON_UNCHECKED
    ways: list[ft.Control] = []
    if audit.state != "signed":
        ways.append(correction(desk, entry, partial(correct, desk, audit, entry)))
    tint = ft.Colors.PRIMARY if checker else ft.Colors.OUTLINE
    told = ft.Row([ft.Icon(icon, color=tint), stack(*words, spacing=XS, expand=True), *ways], spacing=S)
    return ft.Container(told, padding=ft.Padding.only(top=S))


def correction(desk: Desk, entry: Entry, deed: Callable[[], None]) -> ft.Control:
    """The way to correct an entry: a word where there is room for it, its icon on a phone."""
    key = f"paper.correct.{entry.id}"
    if desk.window.narrow:
        return icon_button(key, ft.Icons.EDIT_OUTLINED, say("Correct"), deed)
    return quiet(key, say("Correct"), deed, icon=ft.Icons.EDIT_OUTLINED)


def asked(audit: Audit, entry: Entry) -> str:
    """What the sheet asks there."""
    if isinstance(entry, FieldMeasured):
        number = next((each.number for each in taken(audit) if each.entry.id == entry.id), 0)
        return say("Field reading {n}", n=number)
    line = audit.lines.get(line_of(entry))
    words = line.item.text if line else getattr(entry, "item", "")
    return say("Note: {item}", item=words) if isinstance(entry, Noted) else words


def typed(audit: Audit, entry: Entry) -> str:
    """What was typed, in the words of the report."""
    if isinstance(entry, FieldMeasured):
        metres = ", ".join(f"{name} {at} m" for name, at in (("x", entry.x), ("y", entry.y)) if at is not None)
        return " · ".join(part for part in (str(entry.quantity), metres, entry.place) if part)
    if isinstance(entry, Noted):
        return entry.text or "–"
    reason = entry.reason if isinstance(entry, Answered) else entry.confirmed if isinstance(entry, Measured) else ""
    return " · ".join(part for part in (answer_words(entry, audit.checklist), reason) if part)


def correct(desk: Desk, audit: Audit, entry: Entry) -> None:
    """Turns to where it was typed; what is typed there now comes from the same sheet."""
    line = audit.lines.get(line_of(entry))
    address = f"/audit/{audit.id}"
    if line is None:
        desk.transcribing = Transcribing(audit.id, grid_code(audit)) if isinstance(entry, FieldMeasured) else None
        ft.context.page.navigate(f"{address}/survey" if isinstance(entry, FieldMeasured) else address)
        return
    paper, thing = getattr(entry, "paper", ""), line.thing.id if line.thing else ""
    desk.transcribing = Transcribing(audit.id, paper, line.section.id, thing)
    desk.go_to(line.key)
    ft.context.page.navigate(address)


@piece
def SecondPerson(desk: Desk, found: TypedIn) -> ft.Control:
    """The name of who compared sheet and screen, and that all is as written."""
    name, set_name, forget_name = drafted(f"checker:{found.paper}", "")
    number, set_number, forget_number = drafted(f"checker-number:{found.paper}", "")

    def confirm() -> None:
        said = say("Sheet {code} checked by {name}", code=found.paper, name=name.strip())
        person = Person(name=name.strip(), registration=number.strip())
        desk.act(lambda visit: check_sheet(visit, found.paper, person), said)
        forget_name()
        forget_number()

    field = text_field(say("Name of the second person"), name, lambda event: set_name(event.data or ""))
    registered = text_field(say("Registration number"), number, lambda event: set_number(event.data or ""))
    sure = strong("paper.checked", say("Everything agrees with the sheet"), confirm, icon=ft.Icons.VERIFIED_OUTLINED)
    return card(
        title(say("Second person"), size=18),
        body(
            say("Someone who did not type it in compares each line above with the sheet and corrects any difference.")
        ),
        grid(known("paper.checker", field), known("paper.checker.registration", registered)),
        sure,
        emphasis=True,
    )
