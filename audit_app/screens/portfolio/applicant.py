"""Whose portfolio it is: the applicant, the referee, what it serves, and what must not be disclosed."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.log.people import Person
from audit_app.checklist.reference.scheme import scheme
from audit_app.portfolio.evidence.evidence import Applicant, applicant, keep_applicant
from audit_app.screens.pieces.component import held_from, piece
from audit_app.screens.pieces.fields import TypedField, tick
from audit_app.screens.pieces.layout import body, card, grid, label, line, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say


@piece
def ApplicantCard(desk: Desk, changed: Callable[[], None]) -> ft.Control:
    """Kept field by field as each is left."""
    who, set_who = held_from(lambda: applicant(desk.cabinet.store))

    def keep(after: Applicant) -> None:
        keep_applicant(desk.cabinet.store, after)
        set_who(after)
        changed()

    def person(role: str, name: str) -> Callable[[str], None]:
        def leave(text: str) -> None:
            before: Person = getattr(who, role)
            keep(who.model_copy(update={role: before.model_copy(update={name: text.strip()})}))

        return leave

    def words(name: str) -> Callable[[str], None]:
        def leave(text: str) -> None:
            listed = tuple(each.strip() for each in text.replace(",", "\n").splitlines() if each.strip())
            keep(who.model_copy(update={name: listed}))

        return leave

    def field(key: str, caption: str, role: str, name: str) -> ft.Control:
        start = getattr(getattr(who, role), name)
        return TypedField(f"applicant.{key}", caption, start, person(role, name), key=f"{key}.{start}")

    return card(
        title(say("Whose portfolio this is"), size=18),
        grid(
            field("name", say("Applicant's name"), "person", "name"),
            field("registration", say("Registration number"), "person", "registration"),
            field("email", say("Applicant's e-mail"), "person", "email"),
            field("role", say("Applicant's role"), "person", "role"),
            field("referee", say("Referee's name"), "referee", "name"),
            field("referee-role", say("Referee's position"), "referee", "role"),
        ),
        label(say("Names that must not appear in any item, one a line. Professional contact details may stay.")),
        TypedField(
            "applicant.undisclosed",
            say("Do not disclose"),
            "\n".join(who.undisclosed),
            words("undisclosed"),
            multiline=True,
            min_lines=2,
            max_lines=6,
        ),
        TypedField(
            "applicant.domains",
            say("E-mail domains of your own organisation"),
            ", ".join(who.domains),
            words("domains"),
            hint_text="nhs.uk",
        ),
        body(say("Categories this portfolio is to serve")),
        line(*[_category(who, keep, each.id, each.title) for each in scheme().categories]),
    )


def _category(who: Applicant, keep: Callable[[Applicant], None], category: str, words: str) -> ft.Control:
    def change(on: bool) -> None:
        chosen = {*who.scope, category} if on else set(who.scope) - {category}
        keep(who.model_copy(update={"scope": tuple(sorted(chosen))}))

    return tick(f"scope.{category}", f"{category}  {words}", category in who.scope, change)
