"""The rows in which it is kept what is being typed: each session writes its own, also where two type in one field.

A row is named by its field; what a second session types beside it has a number after it. Number and unit of one answer,
or the fields of one form, are of one subject and of one session: a number never stands beside somebody else's unit.
What was left by a session that is gone is shown to whoever looks next, and is theirs from the first key on.
"""

from typing import Protocol
from weakref import WeakSet

MARK = "\x1f"  # before the number: nobody types it
Subject = tuple[str, str, int]  # audit, what the fields are about, and the number of their rows
Claims = dict[Subject, "DraftRows"]  # who typed them


class Drawers(Protocol):
    """Where rows are kept."""

    def keep_draft(self, audit_id: str, field: str, words: str) -> None:
        """Keeps a row; empty words forget it."""

    def drafts(self, audit_id: str) -> dict[str, str]:
        """The rows of an audit."""


class Looks(Protocol):
    """A field that is drawn."""

    def look_again(self) -> None:
        """Something that was typed elsewhere is this session's now."""


class DraftRows:
    """The rows of one session. `claims` is what every session of the process has claimed."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims
        self._shown: set[tuple[str, str]] = set()  # what was left and looked at here, by audit and row
        self.present = True  # whether somebody is at the other end
        self.fields: WeakSet[Looks] = WeakSet()  # that are drawn here, and look again once something is taken over

    def row(self, drawers: Drawers, audit_id: str, field: str) -> str:
        """The row of a field that this session shows: its own, or one that was left; empty where there is none."""
        rows, about = drawers.drafts(audit_id), subject_of(field)
        free = (number for number in numbers(rows, about) if (audit_id, about, number) not in self._claims)
        number = self._number(audit_id, about) or min(free, default=0)
        found = named(field, number)
        if not number or found not in rows:
            return ""
        self._shown.add((audit_id, found))
        return found

    def keep(self, drawers: Drawers, audit_id: str, field: str, words: str, base: str) -> None:
        """Keeps what is typed and what it stands on; empty words forget both."""
        about = subject_of(field)
        number = self._number(audit_id, about) or self._number_shown(audit_id, field)
        if not number and not words:
            return
        number = number or self._next(drawers, audit_id, about)
        self._claims[audit_id, about, number] = self
        own = named(field, number)
        self._shown.discard((audit_id, own))
        drawers.keep_draft(audit_id, own, words)
        drawers.keep_draft(audit_id, base_of(own), base if words else "")
        if not words and number not in numbers(drawers.drafts(audit_id), about):
            del self._claims[audit_id, about, number]

    def take(self, audit_id: str, row: str) -> None:
        """Takes over what was typed by somebody who is not there: they come back to a field of their own."""
        about, number = subject_of(field_of(row)), number_of(row)
        if not self.typed_elsewhere(audit_id, row) and not self._number(audit_id, about):
            self._claims[audit_id, about, number] = self
            for field in tuple(self.fields):
                field.look_again()

    def typed_elsewhere(self, audit_id: str, row: str) -> bool:
        """Whether somebody who is there is typing this on another tablet or in another tab."""
        by = self._claims.get((audit_id, subject_of(field_of(row)), number_of(row)))
        return by is not None and by is not self and by.present

    def left(self) -> None:
        """This session is gone: what was typed in it is for whoever comes next."""
        for place in [place for place, by in self._claims.items() if by is self]:
            del self._claims[place]

    def _number(self, audit_id: str, about: str) -> int:
        own = ((audit, subject, number) for (audit, subject, number), by in self._claims.items() if by is self)
        return next((number for audit, subject, number in own if (audit, subject) == (audit_id, about)), 0)

    def _number_shown(self, audit_id: str, field: str) -> int:
        """Of what was left, looked at here, and is nobody's yet."""
        shown = sorted(number_of(row) for audit, row in self._shown if audit == audit_id and field_of(row) == field)
        return next((n for n in shown if (audit_id, subject_of(field), n) not in self._claims), 0)

    def _next(self, drawers: Drawers, audit_id: str, about: str) -> int:
        taken, number = numbers(drawers.drafts(audit_id), about), 1
        while number in taken or (audit_id, about, number) in self._claims:
            number += 1
        return number


def named(field: str, number: int) -> str:
    """The row of a field with a number."""
    return field if number == 1 else f"{field}{MARK}{number}"


def field_of(row: str) -> str:
    """The field in which a row was typed."""
    return row.partition(MARK)[0]


def number_of(row: str) -> int:
    """The number of a row."""
    number = row.partition(MARK)[2]
    return int(number) if number.isdecimal() else 1


def numbers(rows: dict[str, str], about: str) -> set[int]:
    """The numbers under which something of a subject is kept."""
    return {number_of(row) for row in rows if not is_base(row) and subject_of(field_of(row)) == about}


def subject_of(field: str) -> str:
    """What a field is about, together with others: an item, the form that it is in, or the screen."""
    if field.startswith("/"):
        return field.rpartition("/")[0]
    about = field.partition(":")[2]
    return about.rpartition(".")[0] or about


def base_of(row: str) -> str:
    """The row that tells what the text of another stands on."""
    return f"{row}#base" if row.startswith("/") else f"base:{row}"


def is_base(row: str) -> bool:
    """Whether a row only tells what another stands on."""
    return row.startswith("base:") or row.endswith("#base")
