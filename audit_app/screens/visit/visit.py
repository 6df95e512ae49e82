"""The visit: the places of the unit on one side, the items of the place you are in on the other."""

from collections.abc import Callable
from typing import TypeGuard

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.places import (
    Place,
    line_at,
    neighbour,
    next_place,
    place_at,
    places,
    told_about_zone_iv,
)
from audit_app.checklist.model import Compliance
from audit_app.dates import spoken
from audit_app.screens.pieces.component import Same, held, held_from, piece, row, use_same, view
from audit_app.screens.pieces.dialogs import strong
from audit_app.screens.pieces.frame import Action, BarButton, frame
from audit_app.screens.pieces.layout import XS, M, S, body, progress, stack
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.scroll import into_view
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.banners import FromPaper, Guide, WrongClock
from audit_app.screens.visit.item.answers import verdict_buttons
from audit_app.screens.visit.item.doubt import Doubt
from audit_app.screens.visit.item.item import ItemRow, Stage
from audit_app.screens.visit.item.verbs import LineVerbs
from audit_app.screens.visit.place import PlaceHead, ThingsWanted
from audit_app.screens.visit.place_list import PlaceList, stops
from audit_app.screens.visit.zone_iv import StopCard

WIDE, SLIM = 320, 280  # logical pixels of the list of places, on a tablet held across and upright


@view
def VisitScreen() -> ft.View:
    """The audit being walked."""
    desk, audit = use_audit()
    verbs, _ = held_from(lambda: LineVerbs(desk))
    listing, set_listing = held("")
    turn, _ = held_from(lambda: turning(verbs, set_listing))
    route = f"/audit/{ft.use_route_params().get('audit', '')}"
    if audit is None:
        return frame(route, say("Audit"), [still_opening()])
    walk = places(audit)
    place = place_at(walk, desk.at)
    vocabulary = audit.facts.get("vocabulary", "uk")
    listed = PlaceList(stops(walk), place.key if place else "", desk.window.dark, vocabulary, turn)
    main = still_opening()
    if place is not None:
        stop = stopped(desk, audit, place)
        main = PlaceBody(audit, walk, place, line_at(place, desk.at), stage_of(desk, audit), stop, verbs)
    is_listing = desk.window.narrow and listing == f"at {desk.at}"  # turning to a place closes the list
    one_of_them = listed if is_listing else main
    inner = one_of_them if desk.window.narrow else beside_each_other(listed, main, desk.window.width)
    return frame(
        route,
        audit.begun.unit.name,
        ft.Container(stack(Doubt(desk), WrongClock(audit), FromPaper(), inner, spacing=0, expand=True), expand=True),
        subtitle=f"{audit.checklist.title} · {spoken(audit.begun.on)}",
        help_page="visit",
        actions=top_actions(audit, desk, lambda: set_listing("" if is_listing else f"at {desk.at}")),
        bottom=bottom_bar(audit, walk, place, desk, verbs),
    )


def turning(verbs: LineVerbs, set_listing: Callable[[str], None]) -> Callable[[str], None]:
    """What a tap on a place does: turns to it, and on a phone puts the list away."""

    def turn(key: str) -> None:
        set_listing("")
        verbs.turn_to(key)

    return turn


def beside_each_other(listed: ft.Control, main: ft.Control, width: int) -> ft.Control:
    """The list of places and the place you are in, on a wide screen."""
    edge = ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT)
    return ft.Row(
        [ft.Container(listed, width=WIDE if width >= 1000 else SLIM), edge, ft.Container(main, expand=True)],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def stage_of(desk: Desk, audit: Audit) -> Stage:
    """How the items are shown."""
    window = desk.window
    return Stage(audit.id, audit.state == "signed", window.dark, window.narrow, desk.preferences.one_hand)


def top_actions(audit: Audit, desk: Desk, toggle: Callable[[], None]) -> list[Action]:
    """The list of places on a phone; photos, survey, and finding an item."""

    def to(where: str) -> Callable[[], None]:
        return go(f"/audit/{audit.id}/{where}")

    actions = [
        Action("photos", ft.Icons.PHOTO_LIBRARY_OUTLINED, say("Photos"), say("All photos"), to("photos")),
        Action("survey", ft.Icons.SENSORS, say("Survey"), say("Field survey"), to("survey")),
        Action("find", ft.Icons.SEARCH, say("Find"), say("Find an item"), to("find")),
    ]
    if desk.window.narrow:
        actions.insert(0, Action("places", ft.Icons.LIST_ALT, say("Places"), say("Places"), toggle, stays=True))
    return actions


def bottom_bar(audit: Audit, walk: tuple[Place, ...], place: Place | None, desk: Desk, verbs: LineVerbs) -> ft.Control:
    """Previous, how far, next, and the summary: within reach of a thumb."""
    here = line_at(place, desk.at) if place else ""
    before, then = neighbour(walk, here or desk.at, -1), neighbour(walk, here or desk.at, 1)
    left = len(audit.left)
    words = say_many("{n} item left", "{n} items left", left) if left else say("Every item is answered")
    middle = stack(
        ft.Text(words, size=pt(14), weight=ft.FontWeight.W_600, key="left", text_align=ft.TextAlign.CENTER),
        progress(len(audit.lines) - left, len(audit.lines), height=6),
        spacing=XS,
        expand=True,
    )
    back = step("previous", ft.Icons.ARROW_BACK, say("Previous"), say("Previous item"), verbs.turn_back, before)
    on = step("next", ft.Icons.ARROW_FORWARD, say("Next"), say("Next item"), verbs.turn_on, then)
    summary = to_summary(audit, desk.window.narrow)
    parts = [back, on, middle, summary] if desk.preferences.left_hand else [back, middle, on, summary]
    rows: list[ft.Control] = [ft.Row(parts, spacing=S)]
    open_line = desk.line(here)
    if (
        desk.preferences.one_hand
        and place is not None
        and asks_compliance(open_line)
        and may_answer(desk, audit, place)
    ):
        rows.insert(0, verdict_buttons(open_line, desk.window.dark, True, verbs))
    return ft.Container(
        stack(*rows),
        padding=ft.Padding.symmetric(horizontal=M, vertical=S),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border=ft.Border.only(top=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
    )


def step(key: str, icon: ft.IconData, word: str, words: str, turn: Callable[[], None], where: str) -> ft.Control:
    """A button to another item, where there is one."""
    return BarButton(Action(key, icon, word, words, turn, disabled=not where), pt(13), key=key)


def to_summary(audit: Audit, narrow: bool) -> ft.Control:
    """The way to the summary: a large button where there is room for one."""
    words = say("Summary")
    action = Action("summary", ft.Icons.FACT_CHECK_OUTLINED, words, words, go(f"/audit/{audit.id}/summary"))
    return BarButton(action, pt(13), key="summary") if narrow else LargeButton(action, pt(16))


@row
def LargeButton(action: Action, size: float) -> ft.Control:
    """A large button, drawn anew only when it or the `size` of type is another."""
    return strong(action.key, action.words, action.on_click, icon=action.icon)


def asks_compliance(line_: Line | None) -> TypeGuard[Line]:
    """True when a line is answered by a verdict."""
    return line_ is not None and isinstance(line_.item.ask, Compliance)


def may_answer(desk: Desk, audit: Audit, place: Place) -> bool:
    """True when the items of a place are on the screen and may be answered."""
    return audit.state != "signed" and not place.wants_things and not stopped(desk, audit, place)


def stopped(desk: Desk, audit: Audit, place: Place) -> bool:
    """True when the stop card of the scan room stands before the items."""
    today = desk.cabinet.clock.now().date().isoformat()
    told = told_about_zone_iv(audit, place, desk.cabinet.store.device, today)
    return place.in_magnet_room and audit.state != "signed" and not told


# The place you are in


@piece
def PlaceBody(
    audit: Audit, walk: tuple[Place, ...], place: Place, open_key: str, stage: Stage, stop: bool, verbs: LineVerbs
) -> ft.Control:
    """What is asked in one place; the stop card first where the scan room is entered."""
    ref, _ = held_from(ft.Ref[ft.Column])
    same = use_same()
    first = bool(place.lines) and open_key == place.lines[0].key

    async def show() -> None:
        await into_view(ref, "" if first else open_key)

    ft.use_effect(show, [open_key, place.key])
    on = None if place.left else way_on(audit, walk, place, verbs)
    head = PlaceHead(audit.checklist, place, stage, on, verbs, key=f"head.{place.key}")
    begins = next((each.key for each in walk if each.section.id == place.section.id), "")
    guidance = place.section.guidance.strip() if place.key == begins else ""  # said once, not for each of forty items
    about = [body(guidance, color=ft.Colors.ON_SURFACE_VARIANT)] if guidance else []
    parts = [*about, *inside(audit, place, open_key, stage, stop, verbs, same)]
    items = ft.Column(
        [ft.Container(stack(Guide(key="guide"), stack(*parts, spacing=S + XS), spacing=0), padding=M)],
        ref=ref,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        key=f"place-{place.key}",
    )
    return stack(head, items, spacing=0, expand=True)


def inside(
    audit: Audit, place: Place, open_key: str, stage: Stage, stop: bool, verbs: LineVerbs, same: Same
) -> list[ft.Control]:
    """The stop card, the question which things there are, or the items."""
    if stop:
        vocabulary = audit.facts.get("vocabulary", "uk")
        return [StopCard(place.section.id, place.title, audit.id, vocabulary, verbs, key=place.section.id)]
    if place.wants_things and not stage.signed and not place.done:
        return [ThingsWanted(audit.checklist, place, verbs, key=place.key)]
    left = verbs.left_typed()
    return [
        same.part(ItemRow, each, each.key == open_key, each.key in left, stage, audit.references, verbs, key=each.key)
        for each in place.lines
    ]


def way_on(audit: Audit, walk: tuple[Place, ...], place: Place, verbs: LineVerbs) -> ft.Control:
    """Nothing is left here: the button to where something is, or to the summary."""
    then = next_place(walk, place)
    if then is None:
        return strong("to-summary", say("Go to the summary"), go(f"/audit/{audit.id}/summary"))
    key = then.key
    return strong(
        "next-place", say("Next: {place}", place=then.title), lambda: verbs.turn_to(key), icon=ft.Icons.ARROW_FORWARD
    )
