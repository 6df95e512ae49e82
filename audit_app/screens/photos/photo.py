"""One photo: seen large, marked, its parts hidden, captioned, and looked through before it may leave."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import Mark
from audit_app.audit.pictures import Picture, pictures
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.photos.marks import dragged
from audit_app.photos.marks import held as inside
from audit_app.screens.photos.layer import MarkedPhoto
from audit_app.screens.photos.panel import Panel, turn_to
from audit_app.screens.photos.strip import alternative, source_of
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.dialogs import dialog, quiet, strong
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import Action, frame
from audit_app.screens.pieces.layout import M, empty, padded, stack
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.photos import draw

PANEL = 360  # logical pixels of what is said about the photo, beside it on a wide window
BARS = 200  # height of the bars above and below the picture
SETTLED = 0.8  # seconds without a new mark before the copies are made anew


@view
def PhotoScreen() -> ft.View:
    """The photo an address names."""
    desk, audit = use_audit()
    photo = ft.use_route_params().get("photo", "")
    if audit is None:
        return frame(f"/photo/{photo}", say("Photo"), [still_opening()])
    address = f"/audit/{audit.id}"
    route, back = f"{address}/photo/{photo}", desk.trail.way_back("photo", f"{address}/photos")
    back = back if back.startswith(address) else f"{address}/photos"
    audit = desk.followed or audit
    every = pictures(audit)
    at = next((place for place, one in enumerate(every) if one.id == photo), -1)
    if at < 0:
        gone = say("It was removed from the audit, or adding it was undone.")
        nothing = empty(ft.Icons.IMAGE_NOT_SUPPORTED_OUTLINED, say("This photo is not in the audit"), gone)
        return frame(route, say("Photo"), [nothing], back=back)
    one = every[at]
    before = f"{address}/photo/{every[at - 1].id}" if at else ""
    after = f"{address}/photo/{every[at + 1].id}" if at + 1 < len(every) else ""
    actions = [
        turn(desk, "photo.previous", ft.Icons.ARROW_BACK, say("Previous"), say("Previous photo"), before),
        turn(desk, "photo.next", ft.Icons.ARROW_FORWARD, say("Next"), say("Next photo"), after),
    ]
    at_of: dict[str, Any] = {"n": one.number, "all": len(every)}
    title = say("{n} of {all}", **at_of) if desk.window.narrow else say("Photo {n} of {all}", **at_of)
    inner = ft.Container(PhotoBody(desk, audit, one, key=one.id), expand=True)
    return frame(route, title, inner, back=back, help_page="photos", actions=actions, subtitle=about_item(audit, one))


def turn(desk: Desk, key: str, icon: ft.IconData, word: str, words: str, route: str) -> Action:
    """A button to another photo of the audit; without an address it is disabled."""
    return Action(key, icon, word, words, lambda: turn_to(desk, route), disabled=not route, stays=True)


def about_item(audit: Audit, one: Picture) -> str:
    """The item a photo belongs to, in words."""
    item = audit.checklist.items.get(one.taken.item)
    thing = next((each.name for each in audit.things if each.id == one.taken.thing), "")
    return ": ".join(part for part in (thing, item.text if item else say("The whole audit")) if part)


@piece
def PhotoBody(desk: Desk, audit: Audit, one: Picture) -> ft.Control:
    """The picture with its tools, and the panel about it: beside it when there is room, else below."""
    tool, set_tool = held("look")
    source, fault = use_working_copy(desk, one)
    no_spot: tuple[float, float] | None = None
    spot, ask_text = held(no_spot)
    closed = desk.audit is not None and bool(desk.audit.slots.history(("photo", one.id)))
    signed = audit.state == "signed" and closed  # a photo of what was done since may still be marked and reviewed

    def drawn(shape: str, points: Sequence[tuple[float, float]]) -> None:
        if shape == "text":
            ask_text(points[0])
            return
        add(desk, one, shape, dragged(points[0], points[-1]))

    def write(words: str) -> None:
        ask_text(no_spot)
        if spot is not None and words.strip():
            add(desk, one, "text", (inside(*spot),), words.strip())

    asking = [AskText(one.id, write, lambda: ask_text(no_spot))] if spot is not None else []
    narrow = desk.window.upright
    width, height = fitting(one, desk.window.width - (0 if narrow else PANEL + 3 * M), desk.window.height - BARS)
    if source:
        photo = MarkedPhoto(source, alternative(one), width, height, one.marks, tool, drawn)
    else:
        photo = empty(ft.Icons.IMAGE_OUTLINED, fault or say("Preparing the picture"), "")
    left = stack(
        *([] if signed else [tools(tool, set_tool)]), *asking, ft.Row([photo], alignment=ft.MainAxisAlignment.CENTER)
    )
    panel = Panel(desk, audit, one, signed)
    if narrow and tool != "look":
        return left  # nothing scrolls under a finger that draws
    if narrow:
        return ft.Column([left, padded(panel)], scroll=ft.ScrollMode.AUTO, expand=True, spacing=0)
    side = ft.Container(ft.Column([panel], scroll=ft.ScrollMode.AUTO), width=PANEL, padding=M)
    middle = ft.Container(left, expand=True, padding=M)
    return ft.Row([middle, side], expand=True, vertical_alignment=ft.CrossAxisAlignment.START, spacing=0)


def use_working_copy(desk: Desk, one: Picture) -> tuple[str, str]:
    """Where the plain working copy is, made in a thread when it is missing, or why there is none; and, when the marks
    have settled, the copies that leave are made anew. Call it first in a component."""
    source, set_source = held("")
    fault, set_fault = held("")
    shelf = desk.cabinet.shelf

    async def find() -> None:
        try:
            path = await beside(shelf.copies.working, one.digest)
        except AuditError as error:
            set_fault(str(error))
        else:
            set_source(source_of(desk, path))

    async def make_anew() -> None:
        if one.marks and shelf.copies.ready(one.digest, one.marks) is None:
            await asyncio.sleep(SETTLED)
            current = next((each for each in pictures(desk.audit) if each.id == one.id), None) if desk.audit else None
            if current is not None and current.marks == one.marks:
                await beside(shelf.copies.working_copy, one.digest, one.marks)

    ft.use_effect(find, [one.digest])
    ft.use_effect(make_anew, [one.marks])
    return source, fault


def fitting(one: Picture, width: int, height: int) -> tuple[int, int]:
    """The largest size for the photo within a space, in logical pixels."""
    across, down = one.taken.width or 4, one.taken.height or 3
    scale = min(width / across, height / down)
    return max(48, int(across * scale)), max(48, int(down * scale))


def tools(tool: str, choose: Callable[[str], None]) -> ft.Control:
    """What a finger on the picture does."""
    words = {
        "look": say("View, zoom"),
        "arrow": say("Arrow"),
        "box": say("Box"),
        "text": say("Text"),
        "redaction": say("Hide"),
    }
    row = segments("tools", tool, list(words.items()), choose)
    return ft.Row([row], alignment=ft.MainAxisAlignment.CENTER)


def add(desk: Desk, one: Picture, shape: str, points: Sequence[object], words: str = "") -> None:
    """Puts one more mark on the photo."""
    drawn = Mark(shape=shape, points=tuple(points), text=words)  # type: ignore[arg-type]
    said = say("Part of the photo hidden") if shape == "redaction" else say("Mark kept")
    desk.act_on_photo(one.id, lambda visit: draw(visit, one.id, (*one.marks, drawn)), said)


@piece
def AskText(photo: str, write: Callable[[str], None], cancel: Callable[[], None]) -> ft.Control:
    """Asks what a text on the photo says, as long as it is on the screen."""
    words, set_words, forget = drafted(f"photo-text:{photo}", "")

    def stop() -> None:
        forget()
        cancel()

    def place() -> None:
        write(words)
        forget()

    field = text_field(say("Text"), words, lambda event: set_words(event.data or ""), autofocus=True, max_length=120)
    buttons = [
        quiet("mark.cancel", say("Cancel"), stop),
        strong("mark.ok", say("Place it here"), place),
    ]
    ft.use_dialog(dialog(say("Text on the photo"), [known("mark.text", field)], buttons, stop))
    return ft.Container(height=0)
