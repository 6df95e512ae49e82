"""What is kept on this device and does not count, or is known to be missing: what each is, and what can be done."""

import flet as ft

from audit_app.checklist.reference.confirmations import confirmed_fault
from audit_app.errors import AuditError
from audit_app.screens.device.aside import Everything
from audit_app.screens.pieces.component import view
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, label, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.visit.set_apart import NotWhole, not_whole

MOST_SHOWN = 20  # entries that are missing, rows that cannot be read


@view
def SetApartScreen() -> ft.View:
    """Branches and contributions set aside; what is missing, what is not believed, what cannot be read."""
    desk = use_desk()
    parts: list[ft.Control] = [not_whole_card(each) for each in not_whole(desk.cabinet.store)]
    parts += [*unreadable(desk), Everything(desk, key="aside")]
    return frame("/set-apart", say("Set apart"), parts, back="/settings", help_page="set-apart")


def not_whole_card(found: NotWhole) -> ft.Control:
    """What of an audit is not here, or is not believed."""
    parts: list[ft.Control] = [title(found.title, size=18)]
    if found.refused:
        parts.append(body(say("Not accepted when it was restored: {why}", why=found.refused)))
    if found.missing:
        many = say_many("{n} place in the log is missing", "{n} places in the log are missing", len(found.missing))
        parts += [body(many), *(label(str(each)) for each in found.missing[:MOST_SHOWN])]
    parts.append(label(say("Import the audit from another tablet that has it, or look for a backup that does.")))
    parts.append(line(plain(f"take.{found.audit}", say("Import from another tablet"), go("/take"))))
    return card(*parts, key=f"not-whole.{found.audit}")


def unreadable(desk: Desk) -> list[ft.Control]:
    """What is kept beside the audits and cannot be read any more."""
    try:
        found = tuple(desk.cabinet.store.drawers.unreadable())
        found += tuple(filter(None, [confirmed_fault(desk.cabinet.folder)]))
    except AuditError as error:
        found = (str(error),)
    if not found:
        return []
    words = title(say("Cannot be read any more"), size=18)
    return [card(words, *(body(f"{each}.") for each in found[:MOST_SHOWN]), key="unreadable")]
