"""Paper sheets: what is asked, on paper, for the scan room and for a flat battery; typed in afterwards by its code.

Each sheet has a code of its own, worked out from the audit, the section and the thing: the same sheet printed again
has the same code, and a slip of one sign in it is noticed. Answers transcribed from a sheet carry its code.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby

from audit_app.audit.audit import Audit, Line
from audit_app.audit.things import Thing
from audit_app.checklist.model import Section
from audit_app.errors import UsageError

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, a prime; nothing that handwriting confuses with another
GRID = "field readings"  # the page for field readings in plan; no section has such an id
LENGTH = 7  # signs without the check sign


@dataclass(frozen=True)
class Sheet:
    """One section (for one thing) on paper: its code, and the lines asked on it.

    A sheet of a section that repeats over things has neither thing nor, once there are some, lines when it was
    printed before they were recorded: the hand that filled it in wrote on it which one it is about.
    """

    code: str
    section: Section
    thing: Thing | None
    lines: tuple[Line, ...]

    @property
    def wants_thing(self) -> bool:
        """True when it has to be said first which thing the sheet is about."""
        return self.section.repeats_over is not None and self.thing is None

    @property
    def title(self) -> str:
        """The section, and the thing it is about."""
        return f"{self.section.title}: {self.thing.name}" if self.thing else self.section.title


def sheets(audit: Audit, zones: Iterable[str] = (), left_only: bool = False) -> tuple[Sheet, ...]:
    """The sheets of an audit in walking order: of these zones only, or only what is still left, when asked."""
    wanted = set(zones)
    lines = [line for line in audit.lines.values() if not wanted or line.zone in wanted]
    lines = [line for line in lines if not (left_only and line.done)]
    grouped = groupby(lines, key=lambda line: (line.section, line.thing))
    return tuple(
        Sheet(code(audit.id, section.id, thing), section, thing, tuple(some)) for (section, thing), some in grouped
    )


def code(audit_id: str, section: str, thing: Thing | None) -> str:
    """A sheet's code, e.g. 7KQM-2XPA."""
    about = "\n".join((audit_id, section, thing.id if thing else ""))
    number = int.from_bytes(sha256(about.encode("utf-8", "replace")).digest()[:12], "big")
    signs = ""
    for _ in range(LENGTH):
        number, sign = divmod(number, len(LETTERS))
        signs += LETTERS[sign]
    return _written(signs + _check(signs))


def _check(signs: str) -> str:
    """A sign that no single slip and no swap of two neighbours leaves right."""
    total = sum(place * LETTERS.index(sign) for place, sign in enumerate(signs, 2))
    return LETTERS[total % len(LETTERS)]


def _written(signs: str) -> str:
    return f"{signs[:4]}-{signs[4:]}"


def read_code(typed: str) -> str:
    """A code as typed or scanned, in its one spelling; UsageError when a sign in it must be wrong."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    known = len(signs) == LENGTH + 1 and all(sign in LETTERS for sign in signs)
    if not known or _check(signs[:-1]) != signs[-1]:
        raise UsageError(
            f"“{typed[:20]}”", "is not the code of a sheet", "Look again at the code in the sheet's corner"
        )
    return _written(signs)


def grid_code(audit: Audit) -> str:
    """The code of the audit's page for field readings."""
    return code(audit.id, GRID, None)


def sheet_with(audit: Audit, typed: str) -> Sheet:
    """The sheet of this audit that a code belongs to; UsageError when it is of another audit."""
    wanted = read_code(typed)
    for sheet in (*sheets(audit), *_printed_before_its_things(audit)):
        if sheet.code == wanted:
            return sheet
    raise UsageError(f"Sheet {wanted}", "does not belong to this audit", "Open the audit that the sheet names")


def _printed_before_its_things(audit: Audit) -> Iterator[Sheet]:
    repeating = (each for each in audit.checklist.sections if each.repeats_over and audit.things_of(each.repeats_over))
    for section in repeating:
        yield Sheet(code(audit.id, section.id, None), section, None, ())


def about(audit: Audit, sheet: Sheet, thing_id: str) -> Sheet:
    """A sheet that was printed before its things were recorded, as one about this thing; its code stays."""
    own = [each for each in sheets(audit) if each.section == sheet.section and each.thing and each.thing.id == thing_id]
    if not own:
        raise UsageError(f"Sheet {sheet.code}", "asks nothing about this", "Choose one of those shown, or add it")
    return replace(own[0], code=sheet.code)


def zones_of(some: Sequence[Sheet]) -> tuple[str, ...]:
    """The zones these sheets are for, each once."""
    return tuple(dict.fromkeys(line.zone for sheet in some for line in sheet.lines))
