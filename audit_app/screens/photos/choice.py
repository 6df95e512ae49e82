"""Choosing among the photos of an audit: for a finding, or as the proof that something was done."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.pictures import Picture, pictures
from audit_app.screens.photos.arrival import PhotoPlace
from audit_app.screens.photos.arrivals import arrivals
from audit_app.screens.photos.coming import IncomingPhotos
from audit_app.screens.photos.strip import AddPhotos, alternative, small_picture, thumbnail_source, tile
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.layout import S, label, line, stack
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many

Chosen = tuple[str, ...]


@piece
def PhotoChoice(
    desk: Desk,
    audit: Audit,
    chosen: Chosen,
    item: str,
    thing: str | None,
    choose: Callable[[Chosen], None],
    fixed: Chosen = (),
) -> ft.Control:
    """The chosen photos, the way to add new ones to the item (or the audit), and to choose others that are there.

    A photo that is added here is chosen at once; those of `fixed` belong to it in any case.
    """
    every = pictures(audit)
    picking, set_picking = held(False)
    seen, set_seen = held(frozenset(one.id for one in every))

    def notice() -> None:
        here = (one.id for one in every if (one.taken.item, one.taken.thing) == (item, thing))
        new = tuple(photo for photo in here if photo not in seen and photo not in chosen)
        set_seen(frozenset(one.id for one in every))
        if new:
            choose((*chosen, *new))

    ft.use_effect(notice, [len(every)])
    mine = [tile(desk, one, audit.id) for one in every if one.id in chosen]
    free = [one for one in every if one.id not in fixed]
    about = PhotoPlace(audit.id, item, thing)
    parts: list[ft.Control] = [ft.Row(mine, spacing=S, scroll=ft.ScrollMode.AUTO)] if mine else []
    parts += [IncomingPhotos(arrivals(desk), about, key="coming"), AddPhotos(about, key="add")]
    if free:
        parts.append(picking_button(len(free), picking, partial(set_picking, not picking)))
    if picking:
        parts.append(line(*[pickable(desk, one, chosen, choose) for one in free]))
    return stack(*parts)


def picking_button(count: int, picking: bool, toggle: Callable[[], None]) -> ft.Control:
    """Begins or ends the choice among the photos that are there."""
    words = say_many("Choose from {n} photo", "Choose from {n} photos", count)
    shown = say("Done choosing") if picking else words
    return line(quiet("choose-photos", shown, toggle, icon=ft.Icons.PHOTO_LIBRARY_OUTLINED))


def toggled(chosen: Chosen, photo: str, choose: Callable[[Chosen], None]) -> None:
    """Chooses a photo, or no longer."""
    choose(tuple(one for one in chosen if one != photo) if photo in chosen else (*chosen, photo))


def pickable(desk: Desk, one: Picture, among: Chosen, choose: Callable[[Chosen], None]) -> ft.Control:
    """A photo to tap, chosen or not; the shape says it as well as the border."""
    chosen = one.id in among
    shape = ft.Icons.CHECK_BOX if chosen else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    words = alternative(one)
    box = ft.Container(
        stack(
            small_picture(thumbnail_source(desk, one), words),
            ft.Row([ft.Icon(shape, color=ft.Colors.PRIMARY), label(words, max_lines=1, expand=True)], spacing=4),
            spacing=4,
        ),
        width=152,
        padding=4,
        border_radius=8,
        border=ft.Border.all(2 if chosen else 1, ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT),
        ink=True,
        on_click=partial(toggled, among, one.id, choose),
    )
    return known(f"pick.{one.id}", box, button=True, checked=chosen, label=words)
