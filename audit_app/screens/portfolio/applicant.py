"""Whose portfolio it is: the applicant, the referee, what it serves, and what must not be disclosed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.log.people import Person
from audit_app.checklist.reference.scheme import scheme
from audit_app.portfolio.evidence.evidence import Applicant, applicant, keep_applicant
from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.layout import body, card, grid, label, line, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say

Change = Callable[[Applicant], Applicant]


@dataclass(frozen=True)
class Keeping:
    """Whose portfolio it is at one drawing, and what keeps a part of it that was left."""

    who: Applicant
    keep: Callable[[Change], None]

    def person(self, role: str, name: str, text: str) -> None:
        """One particular of the applicant or the referee."""

        def after(now: Applicant) -> Applicant:
            before: Person = getattr(now, role)
            return now.model_copy(update={role: before.model_copy(update={name: text.strip()})})

        self.keep(after)

    def words(self, name: str, text: str) -> None:
        """A list, one a line or between commas."""
        listed = tuple(each.strip() for each in text.replace(",", "\n").splitlines() if each.strip())
        self.keep(lambda now: now.model_copy(update={name: listed}))

    def category(self, category: str, on: bool) -> None:
        """A category it is to serve, or no longer."""

        def after(now: Applicant) -> Applicant:
            chosen = {*now.scope, category} if on else set(now.scope) - {category}
            return now.model_copy(update={"scope": tuple(sorted(chosen))})

        self.keep(after)

    def field(self, key: str, caption: str, role: str, name: str) -> ft.Control:
        """The field of one particular."""
        start = getattr(getattr(self.who, role), name)
        return TypedField(f"applicant.{key}", caption, start, partial(self.person, role, name), key=key)


@piece
def ApplicantCard(desk: Desk, changed: Callable[[], None]) -> ft.Control:
    """Kept field by field as each is left."""
    turn, draw = held(0)

    def keep(change: Change) -> None:
        keep_applicant(desk.cabinet.store, change(applicant(desk.cabinet.store)))
        draw(turn + 1)
        changed()
        desk.told_device()

    keeping = Keeping(applicant(desk.cabinet.store), keep)
    return card(
        title(say("Whose portfolio is this?"), size=18),
        people(keeping),
        label(say("Names that must not appear in any item, one per line. Professional contact details may stay.")),
        *undisclosed(keeping),
        body(say("Categories this portfolio covers")),
        line(*[_category(keeping, each.id, each.title) for each in scheme().categories]),
    )


def people(keeping: Keeping) -> ft.Control:
    """The applicant and the referee."""
    return grid(
        keeping.field("name", say("Applicant's name"), "person", "name"),
        keeping.field("registration", say("Registration number"), "person", "registration"),
        keeping.field("email", say("Applicant's e-mail"), "person", "email"),
        keeping.field("role", say("Applicant's role"), "person", "role"),
        keeping.field("referee", say("Referee's name"), "referee", "name"),
        keeping.field("referee-role", say("Referee's position"), "referee", "role"),
    )


def undisclosed(keeping: Keeping) -> list[ft.Control]:
    """Names that must not be disclosed, and the organisation's own domains."""
    names, domains = partial(keeping.words, "undisclosed"), partial(keeping.words, "domains")
    lines: dict[str, Any] = {"multiline": True, "min_lines": 2, "max_lines": 6}
    listed, mail = "\n".join(keeping.who.undisclosed), ", ".join(keeping.who.domains)
    own = say("E-mail domains of your own organisation")
    return [
        TypedField("applicant.undisclosed", say("Do not disclose"), listed, names, **lines),
        TypedField("applicant.domains", own, mail, domains, hint_text="nhs.uk"),
    ]


def _category(keeping: Keeping, category: str, words: str) -> ft.Control:
    change = partial(keeping.category, category)
    return tick(f"scope.{category}", f"{category}  {words}", category in keeping.who.scope, change)
