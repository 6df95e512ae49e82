"""Moving a photo to another item or finding, and expunging one that must not be on the tablet at all."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import findings
from audit_app.audit.pictures import Picture
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import dialog, quiet, strong
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.store.shelf.expunging import sweep
from audit_app.visit.photos import expunge, move, use_also

WHOLE = "audit:"


@piece
def Move(desk: Desk, audit: Audit, one: Picture) -> ft.Control:
    """Asks where the photo belongs, and moves it there."""
    asking, ask = held(False)
    to, set_to = held("")

    def do() -> None:
        ask(False)
        desk.act(lambda visit: move(visit, one.id, *place(audit, to)), say("Photo moved"))

    pick = choice("move.to", say("Belongs to"), to or None, places_for(audit), set_to, width=420)
    buttons = [
        quiet("move.no", say("Cancel"), lambda: ask(False)),
        strong("move.yes", say("Move it"), do, disabled=not to),
    ]
    ft.use_dialog(dialog(say("Move this photo"), [pick], buttons, lambda: ask(False)) if asking else None)
    return quiet("photo.move", say("Move to another item"), lambda: ask(True), icon=ft.Icons.DRIVE_FILE_MOVE_OUTLINE)


@piece
def UseAlso(desk: Desk, audit: Audit, one: Picture) -> ft.Control:
    """Asks which other item or finding the same picture serves too, as many as one likes."""
    asking, ask = held(False)
    to, set_to = held("")

    def do() -> None:
        ask(False)
        try:
            desk.act(lambda visit: use_also(visit, one.id, *place(audit, to)), say("Photo used there too"))
        except AuditError as error:
            desk.report(error)

    every = [each for each in places_for(audit) if each[0] != WHOLE]
    pick = choice("also.to", say("Also belongs to"), to or None, every, set_to, width=420)
    told = body(say("The photo stays where it is. For an item it gets a number of its own and is reviewed there too."))
    buttons = [
        quiet("also.no", say("Cancel"), lambda: ask(False)),
        strong("also.yes", say("Use it there too"), do, disabled=not to),
    ]
    ft.use_dialog(
        dialog(say("Use this photo elsewhere too"), [told, pick], buttons, lambda: ask(False)) if asking else None
    )
    return quiet("photo.also", say("Use for another item or finding"), lambda: ask(True), icon=ft.Icons.ADD_LINK)


def place(audit: Audit, to: str) -> tuple[str, str | None, str]:
    """Item, thing and finding of a choice among the places for a photo."""
    kind, _, where = to.partition(":")
    line = audit.lines.get(where) if kind == "line" else None
    item, thing = (line.item.id, line.thing.id if line.thing else None) if line else ("", None)
    return item, thing, where if kind == "finding" else ""


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
            said = say("Photo permanently deleted")
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

    fields = [
        body(expunge_words()),
        field("name", say("Who decided this")),
        field("reason", say("Why")),
    ]
    ready = bool(form["name"].strip() and form["reason"].strip())
    buttons = [
        quiet("expunge.no", say("Cancel"), lambda: ask(False)),
        strong("expunge.yes", say("Delete permanently"), do, danger=True, disabled=not ready),
    ]
    ft.use_dialog(
        dialog(say("Delete this photo permanently?"), fields, buttons, lambda: ask(False)) if asking else None
    )
    return quiet(
        "photo.expunge", say("Delete permanently from the tablet"), lambda: ask(True), icon=ft.Icons.DELETE_FOREVER
    )


def expunge_words() -> str:
    """What deleting a photo permanently means."""
    return say(
        "For a patient's face, or anything that must not be here at all. The picture and every copy of it are deleted "
        "from this tablet, with the reports, bundles and backups made on it; undo cannot bring them back. Files "
        "already sent elsewhere are not affected. The log keeps the photo's digest, who deleted it and why."
    )


def clear_away(cabinet: Cabinet) -> None:
    """Deletes what was expunged from the shelf, and the files made on this tablet, which may show it."""
    sweep(cabinet.store, cabinet.shelf)
    cabinet.shelf.clear_made()
