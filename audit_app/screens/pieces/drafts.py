"""Forms that keep what is typed in them: at every change on this device, until it is taken or given up."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from audit_app.screens.pieces.component import held_from
from audit_app.screens.session.desk import desk_here

T = TypeVar("T", str, dict[str, Any])


def drafted(field: str, start: T, begin: T | None = None) -> tuple[T, Callable[[T], None], Callable[[], None]]:
    """What a form holds, the way to replace it, and the way to forget it once it is kept or given up.

    A text, or a dictionary of which only what differs from `start` is kept. `field` names it as `Desk.keep_draft`
    asks; without a name nothing is kept. It holds `begin` at first, where that is given, whatever was left. Called
    first in a piece.
    """
    value, replace = held_from(lambda: _left(field, start) if begin is None else begin)

    def put(now: T) -> None:
        replace(now)
        _keep(field, now, start)

    def forget() -> None:
        _keep(field, start, start)

    return value, put, forget


def take_over(field: str, other: str) -> None:
    """Lets a form begin with what was typed under another name, where nothing was typed under its own."""
    desk = desk_here()
    kept = desk.draft(other) if desk is not None else None
    if desk is not None and kept is not None:
        if desk.draft(field) is None:
            desk.keep_draft(field, kept)
        desk.keep_draft(other, "")


def _left(field: str, start: T) -> T:
    """The start, with what was left of it."""
    desk = desk_here() if field else None
    kept = desk.draft(field) if desk is not None else None
    if kept is None:
        return start
    return kept if isinstance(start, str) else {**start, **json.loads(kept)}


def _keep(field: str, now: T, start: T) -> None:
    desk = desk_here() if field else None
    if desk is None:
        return
    if isinstance(now, str):
        desk.keep_draft(field, now if now != start else "")
        return
    assert isinstance(start, dict)
    changed = {name: words for name, words in now.items() if words != start.get(name)}
    desk.keep_draft(field, json.dumps(changed) if changed else "")
