"""Photos as small pictures: the strip of one item with the ways to add to it, and the tile used everywhere."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.pictures import Picture, Review, pictures_of
from audit_app.beside import beside
from audit_app.checklist.model import Item
from audit_app.errors import AuditError
from audit_app.screens.photos.arrivals import Arrival, Arrivals, PhotoPlace, arrivals, place_of
from audit_app.screens.pieces.component import held, known, piece, row
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.frame import aside, go
from audit_app.screens.pieces.layout import XS, M, S, body, label, line, stack
from audit_app.screens.pieces.picker import Picking, use_picking
from audit_app.screens.session.desk import Desk, served_here, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.store.shelf.shelf import Capture

SIDE = 144  # logical pixels of a tile's picture
STRIP = SIDE * 3 // 4 + 76  # height of a strip: a tile and the scroll bar below it
SECURE = ("wss:", "https:", *(f"{scheme}://{host}" for scheme in ("ws", "http") for host in ("127.0.0.1", "localhost")))
REVIEWS = {
    Review.UNREVIEWED: ("Not reviewed", ft.Icons.VISIBILITY_OUTLINED),
    Review.NOTHING_TO_REDACT: ("Nothing to hide", ft.Icons.CHECK),
    Review.REDACTED: ("Parts hidden", ft.Icons.FORMAT_COLOR_FILL),
}


@piece
def PhotoStrip(audit_id: str, item: str, thing: str | None, photos: Sequence[str], signed: bool) -> ft.Control:
    """The photos of one item side by side, those coming in, and the ways to add more. `photos` are their ids."""
    desk = use_desk()
    shown = pictures_of(desk.audit, item, thing) if desk.audit and desk.audit.id == audit_id else ()
    where = PhotoPlace(audit_id, item, thing)
    parts: list[ft.Control] = []
    if shown:
        tiles: list[ft.Control] = [tile(desk, one, audit_id) for one in shown]
        strip = ft.Row(tiles, spacing=S, scroll=ft.ScrollMode.AUTO, key=f"strip.{item}")
        parts.append(ft.Container(strip, height=STRIP))
    if not signed:
        parts += [IncomingPhotos(arrivals(desk), where, key="coming"), AddPhotos(where, key="add")]
    return stack(*parts) if parts else ft.Container(height=0)


def tile(desk: Desk, one: Picture, audit_id: str) -> ft.Control:
    """The tile of a photo, drawn again only when something on it changes."""
    return PhotoTile(one, thumbnail_source(desk, one), f"/audit/{audit_id}/photo/{one.id}", key=f"tile.{one.id}")


@row
def PhotoTile(one: Picture, source: str, route: str) -> ft.Control:
    """A photo's thumbnail with its caption and review; opens the photo."""
    words, icon = REVIEWS[one.review]
    warn = one.review is Review.UNREVIEWED
    colour = ft.Colors.ERROR if warn else ft.Colors.ON_SURFACE_VARIANT
    caption = one.caption or say("Photo {n}", n=one.number)
    parts: list[ft.Control] = [
        ft.Container(
            small_picture(source, alternative(one)),
            width=SIDE,
            height=SIDE * 3 // 4,
            border_radius=8,
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
            bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
            alignment=ft.Alignment.CENTER,
        ),
        ft.Text(caption, size=pt(13), max_lines=1, overflow=ft.TextOverflow.ELLIPSIS),
        ft.Row([ft.Icon(icon, size=16, color=colour), ft.Text(say(words), size=pt(13), color=colour)], spacing=XS),
    ]
    box = ft.Container(
        ft.Column(parts, spacing=2, tight=True),
        width=SIDE + 8,
        padding=4,
        ink=True,
        border_radius=8,
        on_click=aside("photo", route),
    )
    return known(f"photo.{one.id}", box, button=True, label=f"{alternative(one)}. {say(words)}")


def small_picture(source: str, words: str) -> ft.Control:
    """A thumbnail, or what stands in its place while it is being made or cannot be."""
    if not source:
        return ft.Icon(ft.Icons.IMAGE_OUTLINED, size=40, color=ft.Colors.OUTLINE)
    broken = ft.Icon(ft.Icons.BROKEN_IMAGE_OUTLINED, size=40, color=ft.Colors.OUTLINE)
    return ft.Image(
        src=source,
        fit=ft.BoxFit.COVER,
        width=SIDE,
        height=SIDE * 3 // 4,
        gapless_playback=True,
        semantics_label=words,
        error_content=broken,
    )


def alternative(one: Picture) -> str:
    """What a screen reader says for the photo: its caption, else its number and file name."""
    return one.caption or say("Photo {n}, {name}", n=one.number, name=one.name)


def thumbnail_source(desk: Desk, one: Picture) -> str:
    """Where the client finds the thumbnail, redacted when it is; empty when it is not made yet."""
    shelf = desk.cabinet.shelf
    path = shelf.copies.ready(one.digest, one.marks) or shelf.copies.ready(one.digest)
    return source_of(desk, path) if path else ""


def source_of(desk: Desk, path: Path) -> str:
    """Where the client finds a file of the shelf: in a browser by an unguessable address, on a tablet by its path."""
    return desk.cabinet.address(path) if desk.cabinet.served else str(path)


def moment(stamp: str) -> str:
    """A stamp as day and time, without seconds."""
    return stamp.replace("T", " ")[:16]


# Adding


@piece
def AddPhotos(where: PhotoPlace) -> ft.Control:
    """The buttons that pick photos or open the camera."""
    desk = use_desk()

    async def picked(one: Picking, files: Sequence[ft.FilePickerFile]) -> None:
        renew()
        await arrivals(desk).picked(one, files, where)

    picking, renew = use_picking(picked)
    images = ft.FilePickerFileType.IMAGE
    action = ft.PickFiles(picking.picker, file_type=images, allow_multiple=True) if picking else None
    pick = ft.OutlinedButton(
        say("Add photos"), icon=ft.Icons.ADD_A_PHOTO_OUTLINED, action=action, disabled=picking is None
    )
    buttons: list[ft.Control] = [known(f"photo.add.{where.item or where.paper}", pick)]
    if camera_here() and not where.paper:
        address = f"/audit/{where.audit}/camera/{where.item}" + (f"/{where.thing}" if where.thing else "")
        buttons.append(plain(f"photo.camera.{where.item}", say("Camera"), go(address), icon=ft.Icons.PHOTO_CAMERA))
    return line(*buttons)


def camera_here() -> bool:
    """Whether a camera in the app can work: its client part is there, and a browser allows it only over HTTPS."""
    if find_spec("flet_camera") is None:
        return False
    page = ft.context.page
    if not served_here() and not page.web:
        return page.platform in (ft.PagePlatform.IOS, ft.PagePlatform.ANDROID)
    return (page.url or "").startswith(SECURE)


# Coming in


@piece
def IncomingPhotos(coming: Arrivals, where: PhotoPlace, whole: Audit | None = None) -> ft.Control:
    """Photos on their way, with how far they are; and those an interruption left behind, offered again.

    Those of one item; with the `whole` audit those of all its items, each with the item it was taken for.
    """
    mine = coming.of_audit(whole.id) if whole else coming.place(where)
    left = [one for one in coming.waiting(where.audit) if whole or place_of(one) == where]
    left = [one for one in left if one.id not in {each.capture.id for each in mine}]
    rows: list[ft.Control] = [arriving(coming, one) for one in mine]
    rows += [interrupted(coming, one, whole.checklist.items.get(one.item) if whole else None) for one in left]
    return stack(*rows)


def arriving(coming: Arrivals, one: Arrival) -> ft.Control:
    """One photo on its way, or what is wrong with it and what can be done."""
    if not one.fault:
        words = say("Looking at {name}", name=one.name) if one.share is None else say("Receiving {name}", name=one.name)
        bar = ft.ProgressBar(value=one.share, bar_height=8, border_radius=4)
        return ft.Semantics(content=stack(label(words), bar, spacing=XS), label=words, live_region=True)
    if one.refused is not None:
        keep = plain("photo.keep", say("Keep the file as it is"), lambda: coming.keep_anyway(one))
        ways = [keep, quiet("photo.drop", say("Leave it out"), lambda: coming.let_go(one.capture))]
    elif one.unsent:
        ways = [quiet("photo.drop", say("Leave it out"), lambda: coming.let_go(one.capture))]
    else:
        ways = offered_again(coming, one.capture)
    return notice(one.fault, *ways)


def interrupted(coming: Arrivals, one: Capture, item: Item | None) -> ft.Control:
    """A photo that was cut off by a crash or a lost connection, with the item it was taken for where that is told."""
    name = one.name or say("A photo")
    words = say("{name} was interrupted before it was saved.", name=name)
    told = say("It was taken for “{item}”.", item=item.text) if item else ""
    return notice(f"{words} {told}".strip(), *offered_again(coming, one))


def offered_again(coming: Arrivals, one: Capture) -> list[ft.Control]:
    async def again() -> None:
        await coming.resume(one)

    retry = ft.OutlinedButton(say("Try again"), icon=ft.Icons.REFRESH, on_click=again)
    return [known("photo.again", retry), quiet("photo.drop", say("Leave it out"), lambda: coming.let_go(one))]


def notice(words: str, *ways: ft.Control) -> ft.Control:
    """Something about a photo that needs a decision."""
    box = ft.Container(
        stack(body(words), line(*ways)), padding=M, border_radius=10, bgcolor=ft.Colors.TERTIARY_CONTAINER
    )
    return ft.Semantics(content=box, live_region=True, container=True)


# Thumbnails made beside the screen


def use_thumbnails(desk: Desk, shown: Sequence[Picture]) -> None:
    """Makes the thumbnails that are missing, one after the other in a thread, and draws the caller again now and then.

    Call it first in a component, on every drawing.
    """
    made, set_made = held(0)
    shelf = desk.cabinet.shelf
    missing = [one for one in shown if shelf.copies.ready(one.digest, one.marks) is None]

    async def make() -> None:
        for number, one in enumerate(missing, 1):
            try:
                await beside(shelf.copies.thumbnail, one.digest, one.marks)
            except AuditError:
                continue  # the tile keeps its placeholder; opening the photo says why
            if number % 8 == 0 or number == len(missing):
                set_made(made + number)

    ft.use_effect(make, [tuple(one.digest for one in missing)])


def counted(shown: Sequence[Picture]) -> str:
    """How many photos, and how many are not reviewed yet."""
    left = sum(one.review is Review.UNREVIEWED for one in shown)
    words = say_many("{n} photo", "{n} photos", len(shown))
    return f"{words}, {say_many('{n} not reviewed', '{n} not reviewed', left)}" if left else words
