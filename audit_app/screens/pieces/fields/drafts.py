"""What is typed on top of what is kept: held and drafted at every key, until it is taken or given up.

A text, or a field of a form, that nobody touched follows what is kept. One that somebody typed in remembers what it
stood on, so that it can be asked about when that has changed since.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from audit_app.screens.pieces.component import held, held_from
from audit_app.screens.session.desk import Desk, desk_here

T = TypeVar("T", str, dict[str, Any])
Put = Callable[[T], None]


class Edit:
    """The text of one field: what is kept, and on top of it what somebody typed. It outlives each drawing.

    `own` is what was typed, or None; `base` is what stood in the field when the typing began.
    """

    def __init__(self, draft: str, kept: str) -> None:
        self._draft, self.kept = draft, kept
        self._begin()
        self._then = ""  # what was kept when its own text was given up to be kept
        self.redraw: Callable[[int], None] = lambda turn: None
        self._turn = 0
        desk = desk_here() if draft else None
        if desk is not None:
            desk.draft_rows.fields.add(self)

    def look_again(self) -> None:
        """Something that was typed elsewhere is this session's now."""
        if self.own is None:
            self._begin()
            self._draw()

    def _begin(self) -> None:
        """Begins with what was left, where something was."""
        left = _drafted(self._draft)
        self.own: str | None = None if left is None else left[0]
        self.base = self.kept if left is None else left[1]

    @property
    def text(self) -> str:
        """What the field shows."""
        return self.kept if self.own is None else self.own

    @property
    def new(self) -> bool:
        """True when something was typed that is not given up to be kept yet."""
        return self.own is not None and self.own != self.base

    @property
    def stale(self) -> bool:
        """True when what was typed stands on something else than what is kept by now."""
        return self.new and self.kept not in (self.base, self.own)

    def follow(self, kept: str) -> None:
        """This is kept by now."""
        self.kept = kept
        if self.own is not None and not self.new and kept != self._then:
            self.own = None

    def put(self, words: str, stood: str | None = None) -> None:
        """The field now holds this; `stood` is what it showed before."""
        if self.own is None or not self.new:
            self.base = self.text if stood is None else stood
        self.own = words
        _keep(self._draft, words if words != self.base else "", self.base)
        self._draw()

    def given(self) -> None:
        """What was typed was handed on: as soon as something else is kept than before, the field follows it."""
        if self.own is not None:
            self.base, self._then = self.own, self.kept

    def taken_back(self) -> None:
        """What was handed on was doubted and not kept: it stands on what it stood on before."""
        if self.own is not None and not self.new:
            self.base = self._then

    def settle(self) -> None:
        """What was typed is kept: nothing is left to be told."""
        self.given()
        self._forget()

    def stand(self, words: str) -> None:
        """These words are to stand, whatever is kept by now."""
        self.own, self.base = words, self.kept
        _keep(self._draft, words, self.base)
        self._draw()

    def give_up(self) -> None:
        """What was typed is gone: the field shows what is kept."""
        self.own = None
        self._forget()

    def _forget(self) -> None:
        _keep(self._draft)
        self._draw()

    def _draw(self) -> None:
        self._turn += 1
        self.redraw(self._turn)


def edited(draft: str, kept: str) -> Edit:
    """The edit of a field that a piece holds, drafted under this name where it has one. Called first in a piece."""
    edit, _ = held_from(lambda: Edit(draft, kept))
    _, edit.redraw = held(0)
    edit.follow(kept)
    return edit


@dataclass(frozen=True)
class Own:
    """What was typed in a form: the fields that differ, and what each of them stood on."""

    now: dict[str, Any] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)


def drafted(draft: str, start: T, begin: T | None = None) -> tuple[T, Put[T], Callable[[], None]]:
    """What a form holds, the way to replace it, and the way to forget it once it is kept or given up.

    A text, or a dictionary of which only what differs from `start` is kept; the rest follows `start`. `draft` names it
    as `Desk.keep_draft` asks; without a name nothing is kept. It holds `begin` at first, where that is given, whatever
    was left. Called first in a piece.
    """
    if isinstance(start, str):
        edit = edited(draft, start)
        return edit.text, edit.put, edit.give_up
    form = form_edited(draft, start, cast(Any, begin))
    return form.now, form.put, form.forget


@dataclass(frozen=True)
class Clash:
    """A field of a form that somebody typed in, and that is kept otherwise by now than when the typing began."""

    name: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class FormEdit:
    """A form at one drawing: what it holds, and what can be done; `settle` gives a field that clashes its text."""

    now: dict[str, Any]
    put: Put[dict[str, Any]]
    forget: Callable[[], None]
    clashes: tuple[Clash, ...]
    settle: Callable[[str, str], None]


def form_edited(draft: str, start: dict[str, Any], begin: dict[str, Any] | None = None) -> FormEdit:
    """The edit of a form that a piece holds, drafted under this name where it has one. Called first in a piece."""
    own, replace = held_from(lambda: _left(draft) if begin is None else Own(_differing(begin, start), dict(start)))

    def put(now: dict[str, Any]) -> None:
        changed = _differing(now, start)
        after = Own(changed, {name: own.base.get(name, start.get(name)) for name in changed})
        hold(after)

    def hold(after: Own) -> None:
        replace(after)
        _keep(draft, json.dumps(after.now) if after.now else "", json.dumps(after.base))

    def settle(name: str, words: str) -> None:
        hold(Own({**own.now, name: words}, {**own.base, name: start.get(name)}))

    return FormEdit({**start, **own.now}, put, lambda: hold(Own()), _clashes(own, start), settle)


def _clashes(own: Own, start: dict[str, Any]) -> tuple[Clash, ...]:
    mine = {name: words for name, words in own.now.items() if name in own.base}
    moved = [name for name, words in mine.items() if start.get(name) not in (own.base[name], words)]
    return tuple(Clash(name, str(own.now[name]), str(start.get(name, ""))) for name in moved)


def _differing(now: dict[str, Any], start: dict[str, Any]) -> dict[str, Any]:
    return {name: words for name, words in now.items() if words != start.get(name)}


def take_over(draft: str, other: str) -> None:
    """Lets a form begin with what was typed under another name, where nothing was typed under its own."""
    desk = desk_here()
    kept = desk.draft(other) if desk is not None else None
    if desk is not None and kept is not None and desk.draft(draft) is None:
        desk.keep_draft(draft, *kept)
        forget(desk, other)


def forget(desk: Desk, draft: str) -> None:
    """Forgets what was typed under this name, and what it stood on."""
    desk.keep_draft(draft, "")


def _left(draft: str) -> Own:
    left = _drafted(draft)
    return Own(json.loads(left[0]), json.loads(left[1] or "{}")) if left is not None else Own()


def _drafted(draft: str) -> tuple[str, str] | None:
    desk = desk_here() if draft else None
    return desk.draft(draft) if desk is not None else None


def _keep(draft: str, now: str = "", base: str = "") -> None:
    desk = desk_here() if draft else None
    if desk is not None:
        desk.keep_draft(draft, now, base)
