"""What was typed and not kept, wherever it was left: it counts for nothing, so it is told before it is forgotten."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from textwrap import shorten

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import findings
from audit_app.audit.places import places
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.layout import S, body, card, icon_button, label, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.draft_rows import field_of
from audit_app.screens.session.language import say, say_many

SHOWN = 60  # letters of a text
ON_LINES = ("answer", "note", "reason")  # kinds of drafts that belong to an item
BESIDE = ("unit:", "doubt:", "signature:", "base:")  # drafts that mean nothing by themselves


@dataclass(frozen=True)
class Left:
    """One text that was left: its row, where it was typed, how it begins, its screen, and its item or place if any."""

    row: str
    where: str
    begins: str
    screen: str = ""
    at: str = ""


def lines_left(drafts: Mapping[str, str]) -> frozenset[str]:
    """The keys of the items where something was typed and not kept."""
    parted = (field_of(row).partition(":") for row in drafts)
    return frozenset(about for kind, _, about in parted if kind in ON_LINES)


def left_typed(audit: Audit, drafts: Mapping[str, str]) -> tuple[Left, ...]:
    """Everything that was typed in an audit and not kept."""
    return tuple(_left(audit, row, drafts[row]) for row in counted(drafts))


def counted(rows: Iterable[str]) -> list[str]:
    """The rows of these that hold a text of their own."""
    return [row for row in rows if not row.startswith(BESIDE)]


def _left(audit: Audit, row: str, kept: str) -> Left:
    words = " · ".join(map(str, json.loads(kept).values())) if kept.startswith("{") else kept
    whole_words = shorten(words, SHOWN, placeholder=" …").strip(" …")
    begins = words if len(words) <= SHOWN else f"{whole_words or words[:SHOWN]} …"
    kind, _, about = field_of(row).partition(":")
    where, screen, at = _place_of(audit, kind, about)
    return Left(row, where, begins, screen, at)


def _place_of(audit: Audit, kind: str, about: str) -> tuple[str, str, str]:
    """In words, the screen, and the item or place to turn to; the summary where it cannot be told any more."""
    line = audit.lines.get(about) if kind in ON_LINES else None
    if line is not None:
        return line.item.text + (f" ({line.thing.name})" if line.thing else ""), "", line.key
    if kind.startswith(("place-", "zone")):
        return next(((each.title, "", each.key) for each in places(audit) if each.key == about), (about, "", about))
    about = next((each.finding for each in actions(audit) if each.id == about), about)
    found = next((each for each in findings(audit) if each.id == about), None)
    if found is not None:
        return found.title, f"/finding/{found.id}", ""
    if kind in ("caption", "photo-aside", "photo-text", "photo-expunge"):
        return say("A photo"), f"/photo/{about}", ""
    return _screen_of(kind, about)


def _screen_of(kind: str, about: str) -> tuple[str, str, str]:
    """What belongs to no item, place, finding or photo: the screen it was typed on."""
    if kind in ("reading", "plot") or kind.startswith("plan-") or about.startswith(("plan.", "isocentre.")):
        return say("Field survey"), "/survey", ""
    if kind in ("checker", "checker-number"):
        return say("Paper sheet {code}", code=about), f"/paper/{about}", ""
    if kind == "sheet-thing" or about == "paper.code":
        return say("Paper sheets"), "/paper", ""
    if kind == "newer" or about == "move-why":
        return say("Newer checklist"), "/newer-checklist", ""
    if kind == "set-aside":
        return say("Set aside"), "/set-aside", ""
    if kind in ("addendum", "conditions", "statement", "despite", "result", "visit"):
        return say("Signing"), "/sign", ""
    return say("Findings"), "/findings", ""


@piece
def LeftTyped(desk: Desk, audit: Audit) -> ft.Control:
    """A card with each of them, one tap away from where it can be kept; nothing where there are none."""
    _, look_again = held(0)
    found = left_typed(audit, desk.cabinet.store.drawers.drafts(audit.id))
    if not found:
        return ft.Container(height=0)

    def forget(row: str) -> None:
        desk.discard_draft(row)
        look_again(len(found))

    heading = say_many("{n} text was typed but not saved", "{n} texts were typed but not saved", len(found))
    told = say("It is on this device only and in no report. Open it and keep it, or discard it.")
    rows = [_row(desk, audit, each, partial(forget, each.row)) for each in found]
    return card(title(heading, size=18), label(told), *rows, emphasis=True, key="left-typed")


def _row(desk: Desk, audit: Audit, left: Left, forget: Callable[[], None]) -> ft.Control:
    def there() -> None:
        desk.take_draft(left.row)
        if left.at:
            desk.go_to(left.at)
        ft.context.page.navigate(f"/audit/{audit.id}{left.screen}")

    begins = [label(f"“{left.begins}”")]
    if desk.draft_rows.typed_elsewhere(audit.id, left.row):
        begins.append(label(say("Somebody is typing this on another tablet or in another tab.")))
    words = stack(body(left.where), *begins, spacing=2, expand=True)
    inside = ft.Row([ft.Icon(ft.Icons.EDIT_NOTE), words], spacing=S)
    tile = ft.Container(inside, padding=S, border_radius=8, ink=True, on_click=there, expand=True)
    away = icon_button(f"forget.{left.row}", ft.Icons.CLOSE, say("Discard this text"), forget)
    return ft.Row([known(f"left-typed.{left.row}", tile, button=True, expand=True), away], spacing=S)
