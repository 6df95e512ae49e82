"""Photos as small pictures: the strip of one item with the ways to add to it, and the tile used everywhere."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import flet as ft

from audit_app.audit.pictures import Picture, Review, pictures_of
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.screens.photos.arrival import PhotoPlace
from audit_app.screens.photos.arrivals import arrivals
from audit_app.screens.photos.coming import IncomingPhotos
from audit_app.screens.pieces.component import held, known, piece, row
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.layout import XS, S, line, stack
from audit_app.screens.pieces.navigation import aside, go
from audit_app.screens.pieces.picker import Picking, use_picking
from audit_app.screens.session.desk import Desk, served_here, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt

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
