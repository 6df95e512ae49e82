"""The rows in which it is kept what is being typed: each session writes its own, also where two type in one field.

A row is named by its field; the second of one field has “~2” after it. A session takes over what was left by one whose
tablet is not there, or that is gone; what somebody is typing elsewhere it neither shows nor touches.
"""

import re
from collections.abc import Mapping
from typing import Protocol

NUMBERED = re.compile(r"(?P<field>.+)~\d+")
Claims = dict[tuple[str, str], "DraftRows"]  # by audit and row: the session that typed it


class Drawers(Protocol):
    """Where rows are kept."""

    def keep_draft(self, audit_id: str, field: str, words: str) -> None:
        """Keeps a row; empty words forget it."""

    def drafts(self, audit_id: str) -> dict[str, str]:
        """The rows of an audit."""


class DraftRows:
    """The rows of one session. `claims` is what every session of the process has claimed."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims
        self._rows: dict[tuple[str, str], str] = {}  # by audit and field
        self.present = True  # whether somebody is at the other end

    def row(self, drawers: Drawers, audit_id: str, field: str) -> str:
        """The row of this session for a field, with what was left in it; empty where there is none."""
        mine = self._mine(audit_id, field)
        if mine:
            return mine
        for row in sorted(row for row in drawers.drafts(audit_id) if field_of(row) == field):
            if self._is_free(audit_id, row):
                return self._claim(audit_id, field, row)
        return ""

    def keep(self, drawers: Drawers, audit_id: str, field: str, words: str, base: str) -> None:
        """Keeps what is typed and what it stands on; empty words forget both, and give the row back."""
        mine = self._mine(audit_id, field)
        if not words:
            if mine:
                del self._claims[audit_id, mine], self._rows[audit_id, field]
                drawers.keep_draft(audit_id, mine, "")
                drawers.keep_draft(audit_id, base_of(mine), "")
            return
        if not mine:
            mine = self._claim(audit_id, field, self._new(drawers.drafts(audit_id), audit_id, field))
        drawers.keep_draft(audit_id, mine, words)
        drawers.keep_draft(audit_id, base_of(mine), base)

    def typed_elsewhere(self, audit_id: str, row: str) -> bool:
        """Whether somebody who is there is typing this on another tablet or in another tab."""
        by = self._claims.get((audit_id, row))
        return by is not None and by is not self and by.present

    def left(self) -> None:
        """This session is gone: whoever comes next may take over what was typed in it."""
        for audit_id, row in [place for place, by in self._claims.items() if by is self]:
            del self._claims[audit_id, row]
        self._rows.clear()

    def _mine(self, audit_id: str, field: str) -> str:
        row = self._rows.get((audit_id, field), "")
        return row if row and self._claims.get((audit_id, row)) is self else ""

    def _is_free(self, audit_id: str, row: str) -> bool:
        return not self.typed_elsewhere(audit_id, row)

    def _claim(self, audit_id: str, field: str, row: str) -> str:
        self._claims[audit_id, row], self._rows[audit_id, field] = self, row
        return row

    def _new(self, there: Mapping[str, str], audit_id: str, field: str) -> str:
        number, row = 1, field
        while row in there or (audit_id, row) in self._claims:
            number += 1
            row = f"{field}~{number}"
        return row


def field_of(row: str) -> str:
    """The field in which a row was typed."""
    found = NUMBERED.fullmatch(row)
    return found["field"] if found else row


def base_of(row: str) -> str:
    """The row that tells what the text of another stands on."""
    return f"{row}#base" if row.startswith("/") else f"base:{row}"
