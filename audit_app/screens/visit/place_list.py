"""The list of places: each under its zone, with how far it is, in words and by shape."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import flet as ft

from audit_app.audit.places import Place, zone_said
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.model import Zone
from audit_app.screens.flet_gaps import scroll_key
from audit_app.screens.pieces.component import held_from, known, row, use_same
from audit_app.screens.pieces.layout import XS, L, M, S, label, stack
from audit_app.screens.pieces.scroll import into_view
from audit_app.screens.pieces.verdicts import LOOKS, colour
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt

Turn = Callable[[str], None]


@dataclass(frozen=True)
class Stop:
    """A place as the list shows it: small, so that comparing two lists costs nothing."""

    key: str
    title: str
    section: str
    zone: Zone
    done: int
    of: int
    deficient: int
    wants_things: bool
    of_thing: bool


def stops(walk: Iterable[Place]) -> tuple[Stop, ...]:
    """The places of an audit as the list shows them."""
    return tuple(
        Stop(
            place.key,
            place.title,
            place.section.title,
            place.section.zone,
            place.done,
            len(place.lines),
            place.deficient,
            place.wants_things,
            place.thing is not None,
        )
        for place in walk
    )


@row
def PlaceList(walk: tuple[Stop, ...], at: str, dark: bool, vocabulary: str, turn: Turn) -> ft.Control:
    """Every place under its zone; it follows the walk, and stays still under the finger."""
    ref, _ = held_from(ft.Ref[ft.Column])
    tapped, _ = held_from(lambda: Tapped(turn))
    same = use_same()

    async def follow() -> None:
        if at != tapped.last:
            await into_view(ref, f"rail.{at}" if walk and at != walk[0].key else "")

    ft.use_effect(follow, [at])
    rows: list[ft.Control] = []
    zone: Zone | None = None
    section = ""
    for stop in walk:
        if stop.zone != zone:
            zone = stop.zone
            rows.append(zone_head(zone, vocabulary))
        if stop.of_thing and stop.section != section:
            rows.append(ft.Container(label(stop.section), padding=ft.Padding.only(left=M, top=S)))
        section = stop.section
        rows.append(same.part(on_rail, stop, stop.key == at, dark, tapped.turn, key=stop.key))
    column = ft.Column(rows, ref=ref, spacing=2, scroll=ft.ScrollMode.AUTO, expand=True, key="rail-list")
    return ft.Container(column, expand=True, bgcolor=ft.Colors.SURFACE_CONTAINER_LOW, padding=ft.Padding.only(bottom=M))


class Tapped:
    """The place tapped last in a list: it is in view already."""

    def __init__(self, turn: Turn) -> None:
        self._turn, self.last = turn, ""

    def turn(self, key: str) -> None:
        self.last = key
        self._turn(key)


def zone_head(zone: Zone, vocabulary: str) -> ft.Control:
    """The zone's words above its places."""
    words = ft.Text(zone_said(zone, vocabulary), size=pt(13), weight=ft.FontWeight.W_600, color=ft.Colors.PRIMARY)
    head = ft.Semantics(content=words, header=True, heading_level=2)
    return ft.Container(head, padding=ft.Padding.only(left=M, right=M, top=M, bottom=XS))


def on_rail(stop: Stop, here: bool, dark: bool, turn: Turn, key: str) -> ft.Control:
    """A place where the list can scroll to it."""
    return ft.Container(PlaceRow(stop, here, dark, turn, key=key), key=scroll_key(f"rail.{key}"))


@row
def PlaceRow(stop: Stop, here: bool, dark: bool, turn: Turn) -> ft.Control:
    """One place: its name and how far it is."""
    none_yet = stop.wants_things and not stop.done
    count = say("none recorded yet") if none_yet else say("{done} of {all}", done=stop.done, all=stop.of)
    tail: list[ft.Control] = [label(count)]
    if stop.deficient:
        tint = colour(Verdict.DEFICIENT, dark)
        mark = ft.Icon(LOOKS[Verdict.DEFICIENT].icon, size=16, color=tint)
        tail.append(ft.Row([mark, label(str(stop.deficient))], spacing=2, tight=True))
    words = ft.Text(stop.title, size=pt(15), weight=ft.FontWeight.W_600 if here else ft.FontWeight.NORMAL)
    tile = ft.Container(
        ft.Row(
            [how_far(stop), stack(words, ft.Row(tail, spacing=S), spacing=0, expand=True)],
            spacing=S + XS,
        ),
        padding=ft.Padding.only(left=L + M if stop.of_thing else M, right=S, top=S, bottom=S),
        bgcolor=ft.Colors.PRIMARY_CONTAINER if here else None,
        ink=True,
        on_click=lambda: turn(stop.key),
    )
    return known(f"place.{stop.key}", tile, button=True, selected=here)


def how_far(stop: Stop) -> ft.Icon:
    """An empty circle, a started one, or a tick."""
    started = ft.Icons.TIMELAPSE if stop.done else ft.Icons.RADIO_BUTTON_UNCHECKED
    shape = ft.Icons.CHECK_CIRCLE if stop.done == stop.of else started
    return ft.Icon(shape, color=ft.Colors.PRIMARY if stop.done else ft.Colors.OUTLINE, size=20)
