"""Photos that are coming in, as they are shown: how far they are, what is wrong with one, what was interrupted."""

from collections.abc import Sequence

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.checklist.model import Item
from audit_app.screens.photos.arrival import Arrival, PhotoPlace, place_of
from audit_app.screens.photos.arrivals import Arrivals
from audit_app.screens.pieces.component import known, piece
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.layout import XS, M, body, label, line, stack
from audit_app.screens.session.language import say
from audit_app.store.shelf.shelf import Capture


@piece
def IncomingPhotos(coming: Arrivals, where: PhotoPlace, whole: Audit | None = None) -> ft.Control:
    """Photos on their way, with how far they are; and those an interruption left behind, offered again.

    Those of one item; with the `whole` audit those of all its items, each with the item it was taken for.
    """
    mine = coming.of_audit(whole.id) if whole else coming.place(where)
    left = [one for one in coming.waiting(where.audit) if whole or place_of(one) == where]
    left = [one for one in left if one.id not in {each.capture.id for each in mine}]
    under_way = [one for one in mine if not one.fault]
    rows: list[ft.Control] = [amiss(coming, one) for one in mine if one.fault]
    rows += [on_its_way(one) for one in under_way] if len(under_way) < 2 else [on_their_way(under_way)]
    rows += [interrupted(coming, one, whole.checklist.items.get(one.item) if whole else None) for one in left]
    return stack(*rows)


def amiss(coming: Arrivals, one: Arrival) -> ft.Control:
    """What is wrong with a photo that comes, and what can be done."""
    if one.refused is not None:
        keep = plain("photo.keep", say("Keep the file as it is"), lambda: coming.keep_anyway(one))
        ways = [keep, quiet("photo.drop", say("Leave it out"), lambda: coming.let_go(one.capture))]
    elif one.unsent:
        ways = [quiet("photo.drop", say("Leave it out"), lambda: coming.let_go(one.capture))]
    else:
        ways = offered_again(coming, one.capture)
    return notice(one.fault, *ways)


def on_its_way(one: Arrival) -> ft.Control:
    """One photo on its way."""
    words = say("Looking at {name}", name=one.name) if one.share is None else say("Receiving {name}", name=one.name)
    return bar(words, share_of(one))


def on_their_way(several: Sequence[Arrival]) -> ft.Control:
    """Several photos on their way, in one row: drawing one for each takes longer than the photos do."""
    words = say("{n} photos are on their way", n=len(several))
    return bar(words, sum(share_of(one) for one in several) / len(several))


def share_of(one: Arrival) -> float:
    """How much of it is here, 0 to 1: all of it while it is looked at."""
    return 1.0 if one.share is None else one.share


def bar(words: str, share: float) -> ft.Control:
    """What is under way and how much of it is here. A bar that moved by itself would keep the browser drawing."""
    drawn = ft.ProgressBar(value=share, bar_height=8, border_radius=4)
    return ft.Semantics(content=stack(label(words), drawn, spacing=XS), label=words, live_region=True)


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
