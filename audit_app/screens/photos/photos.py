"""Every photo of an audit in one grid, those not reviewed first in reach."""

from collections.abc import Callable, Sequence

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.pictures import Picture, Review, pictures
from audit_app.screens.photos.arrival import PhotoPlace
from audit_app.screens.photos.arrivals import arrivals
from audit_app.screens.photos.coming import IncomingPhotos
from audit_app.screens.photos.strip import SIDE, AddPhotos, counted, tile, use_thumbnails
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, S, body, card, empty, label, line, padded, stack
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.visit.photos import review_all

CAPTIONS = 64  # logical pixels under a picture: its caption, its review and the space between


@view
def PhotosScreen() -> ft.View:
    """The grid of an audit's photos."""
    desk, audit = use_audit()
    if audit is None:
        return frame("/photos", say("Photos"), [still_opening()])
    route, back = f"/audit/{audit.id}/photos", f"/audit/{audit.id}"
    inner = ft.Container(PhotoGrid(desk, audit), expand=True)
    return frame(route, say("Photos"), inner, back=back, help_page="photos", subtitle=audit.begun.unit.name)


@piece
def PhotoGrid(desk: Desk, audit: Audit) -> ft.Control:
    """The tiles, the choice of which, and what is coming in or was interrupted, for any item."""
    which, choose = held("all")
    every = pictures(audit)
    use_thumbnails(desk, every)
    about = PhotoPlace(audit.id)
    shown = [one for one in every if which == "all" or one.review is Review.UNREVIEWED]
    head: list[ft.Control] = [label(counted(every))]
    if every:
        options = [("all", say("All")), ("unreviewed", say("Not reviewed"))]
        head.append(line(segments("which", which, options, choose)))
    left = [one for one in every if one.review is Review.UNREVIEWED and not one.expunged]
    if len(left) > 1 and audit.state != "signed":
        head.append(
            AllClear(desk, tuple(one.id for one in left), key=f"all.{len(left)}")
            if which == "unreviewed"
            else to_all_clear(len(left), lambda: choose("unreviewed"))
        )
    head.append(IncomingPhotos(arrivals(desk), about, audit, key="coming"))
    if audit.state != "signed":
        head.append(AddPhotos(about, key="add"))
    return ft.Container(
        stack(padded(stack(*head)), grid(desk, audit, every, shown), spacing=0, expand=True), expand=True
    )


def to_all_clear(count: int, show: Callable[[], None]) -> ft.Control:
    """The way from all photos to the one question about those that were not reviewed."""
    words = say("Review {n} photos together", n=count)
    return line(quiet("review.together", words, show, icon=ft.Icons.VERIFIED_USER_OUTLINED))


@piece
def AllClear(desk: Desk, photos: tuple[str, ...]) -> ft.Control:
    """One question for every photo that was not reviewed, shown below: whoever answers has looked at each of them."""
    looked, tell = held(False)

    def confirm() -> None:
        said = say("{n} photos reviewed", n=len(photos))
        desk.act(lambda visit: review_all(visit, photos), said)

    ask = say("Does any of these {n} photos show a face, a name, patient data or a screen?", n=len(photos))
    told = label(say("Open and hide parts of those that do first. The others can be reviewed together."))
    ticked = tick("all.looked", say("I have looked at every one of them"), looked, tell)
    button = strong("all.clear", say("No, nothing more to hide"), confirm, disabled=not looked)
    return card(body(ask, weight=ft.FontWeight.W_600), told, ticked, line(button), emphasis=True)


def grid(desk: Desk, audit: Audit, every: Sequence[Picture], shown: Sequence[Picture]) -> ft.Control:
    if not every:
        return empty(
            ft.Icons.PHOTO_LIBRARY_OUTLINED,
            say("No photos yet"),
            say("To add a photo, open an item and choose Add photos."),
        )
    if not shown:
        return padded(body(say("Every photo has been reviewed.")))
    columns, shape = laid_out(desk.window.width)
    return ft.GridView(
        [tile(desk, one, audit.id) for one in shown],
        runs_count=columns,
        child_aspect_ratio=shape,
        spacing=S,
        run_spacing=S,
        padding=M,
        expand=True,
        key="grid",
    )


def laid_out(width: int) -> tuple[int, float]:
    """How many tiles stand in a row, and width by height of each: room for the picture, its caption and its review."""
    across = width - 2 * M
    columns = max(1, (across + S) // (SIDE + 2 * S))
    return columns, (across - (columns - 1) * S) / columns / (SIDE * 3 // 4 + pt(CAPTIONS))
