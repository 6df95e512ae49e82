"""Moving a photo to another item or finding, and expunging one that must not be on the tablet at all."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import findings
from audit_app.audit.pictures import Picture
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import dialog, quiet, strong
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.fields import choice, text_field
from audit_app.screens.pieces.layout import body
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.photos import expunge, move, sweep

WHOLE = "audit:"


@piece
def Move(desk: Desk, audit: Audit, one: Picture) -> ft.Control:
    """Asks where the photo belongs, and moves it there."""
    asking, ask = held(False)
    to, set_to = held("")

    def do() -> None:
        kind, _, where = to.partition(":")
        line = audit.lines.get(where) if kind == "line" else None
        item, thing = (line.item.id, line.thing.id if line.thing else None) if line else ("", None)
        finding = where if kind == "finding" else ""
        ask(False)
        desk.act(lambda visit: move(visit, one.id, item, thing, finding), say("Photo moved"))

    pick = choice("move.to", say("It belongs to"), to or None, places_for(audit), set_to, width=420)
    buttons = [
        quiet("move.no", say("Cancel"), lambda: ask(False)),
        strong("move.yes", say("Move it"), do, disabled=not to),
    ]
    ft.use_dialog(dialog(say("Move this photo"), [pick], buttons, lambda: ask(False)) if asking else None)
    return quiet("photo.move", say("Move to another item"), lambda: ask(True), icon=ft.Icons.DRIVE_FILE_MOVE_OUTLINE)


def places_for(audit: Audit) -> list[tuple[str, str]]:
    """Everything a photo can belong to: the findings, then every item in walking order, then the whole audit."""
    found = [(f"finding:{each.id}", f"{each.short} {each.title}") for each in findings(audit)]
    for line in audit.lines.values():
        thing = f"{line.thing.name}: " if line.thing else ""
        found.append((f"line:{line.key}", f"{thing}{line.item.text}"))
    return [*found, (WHOLE, say("The whole audit"))]


@piece
def Expunge(desk: Desk, audit: Audit, one: Picture) -> ft.Control:
    """Deletes the picture for good, with the name of who decided it and the reason."""
    asking, ask = held(False)
    start = {"name": desk.preferences.person.name if desk.preferences.person else "", "reason": ""}
    form, put, forget = drafted(f"photo-expunge:{one.id}", start)

    async def do() -> None:
        ask(False)
        try:
            said = say("Photo expunged")
            desk.act_on_photo(
                one.id, lambda visit: expunge(visit, one.id, form["name"], form["reason"]), said, undoable=False
            )
            forget()
            await beside(clear_away, desk.cabinet)
        except AuditError as error:
            desk.report(error)

    def field(name: str, words: str) -> ft.Control:
        typed = text_field(words, form[name], lambda event: put({**form, name: event.data or ""}))
        return known(f"expunge.{name}", typed)

    told = say(
        "For a patient's face, or whatever must not be here at all. The picture and every copy of it are deleted from "
        "this tablet, with the reports, bundles and backups made on it; nothing brings them back, undo neither. What "
        "was given away before is not reached. The log keeps that it was here, its digest, who expunged it and why."
    )
    fields = [
        body(told),
        field("name", say("Who decides it")),
        field("reason", say("Why")),
    ]
    ready = bool(form["name"].strip() and form["reason"].strip())
    buttons = [
        quiet("expunge.no", say("Cancel"), lambda: ask(False)),
        strong("expunge.yes", say("Expunge for good"), do, danger=True, disabled=not ready),
    ]
    ft.use_dialog(dialog(say("Expunge this photo?"), fields, buttons, lambda: ask(False)) if asking else None)
    return quiet("photo.expunge", say("Expunge from the tablet"), lambda: ask(True), icon=ft.Icons.DELETE_FOREVER)


def clear_away(cabinet: Cabinet) -> None:
    """Deletes what was expunged from the shelf, and the files made on this tablet, which may show it."""
    sweep(cabinet.store, cabinet.shelf)
    cabinet.shelf.clear_made()
