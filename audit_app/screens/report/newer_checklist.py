"""Moving a draft to a newer version of its checklist: what would change comes first, then the reason."""

from collections.abc import Sequence

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.editions import Move, move_of
from audit_app.audit.history.not_asked import not_asked
from audit_app.checklist.model import Checklist
from audit_app.errors import ChecklistError
from audit_app.portfolio.checklists.newer import newer_version
from audit_app.screens.pieces.component import held, held_from, piece, view
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, empty, label, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many

MOST = 60  # lines listed in each part before "and more"


def checklist_card(desk: Desk, audit: Audit) -> list[ft.Control]:
    """The way to the move where a newer version is on this tablet, and what a move left without a question."""
    newer, address = found_newer(desk, audit), f"/audit/{audit.id}/newer-checklist"
    gone = not_asked(audit)
    parts: list[ft.Control] = []
    if newer is not None:
        told = say("This audit uses version {old}. Version {new} is on this tablet.", old=audit.checklist.version,
                   new=newer.version)  # fmt: skip
        parts += [body(told), line(plain("newer", say("See what would change"), go(address)))]
    if gone:
        words = say("Recorded, and not asked as the audit stands. It stays in the record:")
        parts += [label(words), *(body(each.words, key=f"not-asked.{each.item}") for each in gone)]
    return [card(title(say("Checklist"), size=18), *parts, key="checklist-version")] if parts else []


def found_newer(desk: Desk, audit: Audit) -> Checklist | None:
    """The newer version, where there is one that can be used."""
    try:
        return newer_version(desk.cabinet.store, audit)
    except ChecklistError:
        return None  # its add-ons do not fit it: the editor says so, and the audit goes on as it is


@view
def NewerChecklist() -> ft.View:
    """What would change, and the button that moves the audit."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/newer-checklist", f"{address}/summary"
    if audit is None:
        return frame(here, say("Newer checklist"), [still_opening()], back=back)
    newer = found_newer(desk, audit)
    if newer is None:
        done = empty(ft.Icons.CHECKLIST, say("This audit has the newest version"), say("There is nothing to move to."))
        return frame(here, say("Newer checklist"), [done], back=back)
    subtitle = say("Version {old} to version {new}", old=audit.checklist.version, new=newer.version)
    parts: list[ft.Control] = [MoveBody(desk, audit, newer, key=f"move.{newer.version}")]
    return frame(here, say("Newer checklist"), parts, back=back, help_page="checklists", subtitle=subtitle)


@piece
def MoveBody(desk: Desk, audit: Audit, newer: Checklist) -> ft.Control:
    """Every change to the lines of this audit, the reason, and the move."""
    found, _ = held_from(lambda: move_of(audit, newer))
    why, set_why, forget = drafted(f"newer:{newer.version}", "")
    fault, set_fault = held("")

    def move() -> None:
        if not why.strip():
            set_fault(say("Give the reason for the move. It is printed in the report."))
            return
        desk.act(lambda visit: visit.move_to(newer, why), say("Moved to version {n}", n=newer.version))
        desk.go_to(desk.at)
        forget()
        ft.context.page.navigate(f"/audit/{audit.id}/summary")

    told = say(
        "Answers stay with the questions that both versions ask. The move can be undone until the audit is signed."
    )
    return card(
        body(told),
        *changes(found),
        TypedField("move-why", say("Why it is moved"), why, set_why, set_why, multiline=True, min_lines=2, max_lines=4),
        *([body(fault, color=ft.Colors.ERROR, key="move-fault")] if fault else []),
        line(strong("move", say("Move to version {n}", n=newer.version), move, icon=ft.Icons.UPGRADE)),
    )


def changes(found: Move) -> list[ft.Control]:
    """Each kind of change with its lines; that nothing recorded is touched is said, too."""
    parts = [
        *listed(say("No longer asked; what was recorded stays in the record"), found.gone, "gone"),
        *listed(say("Asked differently: the answer no longer counts, so answer again"), found.otherwise, "otherwise"),
        *listed(say("Worded differently: check that the answer still holds"), found.reworded, "reworded"),
        *listed(say("Judged differently by the newer version"), found.judged, "judged"),
        *listed(say("New questions"), found.added, "added"),
    ]
    return parts or [label(say("Nothing that was recorded changes."), key="unchanged")]


def listed(heading: str, lines: Sequence[Line], key: str) -> list[ft.Control]:
    """A heading with the number of lines under it, and their questions."""
    if not lines:
        return []
    rows = [body(f"• {each.item.text}" + (f" ({each.thing.name})" if each.thing else "")) for each in lines[:MOST]]
    more = len(lines) - MOST
    rest = [label(say_many("and {n} more", "and {n} more", more))] if more > 0 else []
    return [title(f"{heading} ({len(lines)})", size=16, level=3, key=f"move.{key}"), *rows, *rest]
