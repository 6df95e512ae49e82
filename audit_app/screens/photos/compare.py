"""Two audits' photos of the same item side by side: how it was, and how it is."""

from dataclasses import dataclass

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.pictures import Picture, pictures
from audit_app.beside import beside
from audit_app.dates import spoken
from audit_app.errors import AuditError
from audit_app.screens.photos.photo import about_item, fitting
from audit_app.screens.photos.strip import alternative, moment, source_of
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, S, body, empty, label, line, stack
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say


@dataclass(frozen=True)
class Earlier:
    """A photo of another audit of the same unit, and the words it is chosen by."""

    one: Picture
    words: str


@view
def CompareScreen() -> ft.View:
    """The photo an address names, beside one of an earlier audit."""
    desk, audit = use_audit()
    photo = ft.use_route_params().get("photo", "")
    if audit is None:
        return frame(f"/compare/{photo}", say("Compare"), [still_opening()])
    back = f"/audit/{audit.id}/photo/{photo}"
    one = next((each for each in pictures(audit) if each.id == photo), None)
    if one is None:
        gone = empty(ft.Icons.IMAGE_NOT_SUPPORTED_OUTLINED, say("This photo is not in the audit"), "")
        return frame(f"{back}/compare", say("Compare"), [gone], back=f"/audit/{audit.id}/photos")
    inner = ft.Container(SideBySide(desk, audit, one, key=one.id), expand=True)
    return frame(
        f"{back}/compare", say("Compare"), inner, back=back, help_page="photos", subtitle=about_item(audit, one)
    )


def earlier(desk: Desk, audit: Audit, one: Picture) -> tuple[Earlier, ...]:
    """The photos of the same item in the other audits of this unit, the newest audit first.

    Of an item that is asked of several things, those of the thing of the same name.
    """
    found: list[Earlier] = []
    for summary in desk.audits:
        if summary.id == audit.id or summary.about["unit_id"] != audit.begun.unit.id:
            continue
        other = desk.cabinet.store.load(summary.id)
        for each in pictures(other):
            if each.taken.item == one.taken.item and thing_name(other, each) == thing_name(audit, one):
                found.append(Earlier(each, f"{spoken(other.begun.on)}: {alternative(each)}"))
    return tuple(found)


def thing_name(audit: Audit, one: Picture) -> str:
    return next((each.name.casefold() for each in audit.things if each.id == one.taken.thing), "")


@piece
def SideBySide(desk: Desk, audit: Audit, one: Picture) -> ft.Control:
    """This photo, and the one chosen of those taken before."""
    none: tuple[Earlier, ...] = ()
    others, set_others = held(none)
    ready, set_ready = held(False)
    chosen, choose = held("")

    async def look() -> None:
        set_others(await beside(earlier, desk, audit, one))
        set_ready(True)

    ft.use_effect(look, [one.id])
    if not ready:
        return still_opening()
    if not others:
        words = say("No other audit of this unit has a photo of this item.")
        return empty(ft.Icons.COMPARE, say("Nothing to compare with"), words)
    then = next((each.one for each in others if each.one.id == chosen), others[0].one)
    narrow = desk.window.narrow
    width = (desk.window.width - 2 * M) if narrow else (desk.window.width - 3 * M) // 2
    height = (desk.window.height - 260) // (2 if narrow else 1)
    pick = choice("earlier", say("Earlier photo"), then.id, [(each.one.id, each.words) for each in others], choose)
    sides: list[ft.Control] = [
        Side(desk, then, say("Then"), width, height, key=f"then.{then.id}"),
        Side(desk, one, say("Now"), width, height, key="now"),
    ]
    both = ft.Column(sides, spacing=M) if narrow else ft.Row(sides, spacing=M, alignment=ft.MainAxisAlignment.CENTER)
    return ft.Container(ft.Column([line(pick), both], scroll=ft.ScrollMode.AUTO, spacing=S), padding=M, expand=True)


@piece
def Side(desk: Desk, one: Picture, words: str, width: int, height: int) -> ft.Control:
    """One of the two photos, as it would leave: marked, and its hidden parts hidden."""
    source, set_source = held("")
    fault, set_fault = held("")

    async def find() -> None:
        try:
            path = await beside(desk.cabinet.shelf.copies.working, one.digest, one.marks)
        except AuditError as error:
            set_fault(str(error))
        else:
            set_source(source_of(desk, path))

    ft.use_effect(find, [one.digest, one.marks])
    across, down = fitting(one, width, height)
    picture: ft.Control = body(fault or say("Preparing the picture"))
    if source:
        image = ft.Image(src=source, width=across, height=down, fit=ft.BoxFit.FILL, semantics_label=alternative(one))
        picture = known(f"side.{words}", ft.InteractiveViewer(image, max_scale=8, min_scale=1))
    about = f"{words}: {moment(one.taken.taken_at or one.taken.received_at or one.taken.wall)}"
    return ft.Container(stack(ft.Text(about, weight=ft.FontWeight.W_600), picture, label(one.caption)), width=width)
