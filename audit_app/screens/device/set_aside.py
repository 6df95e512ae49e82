"""Setting aside what somebody entered at another device: a forgery, or what should never have come along."""

from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, empty, label, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many

Whose = tuple[str, str, int]  # device, person, entries that count


def of_others(desk: Desk, audit: Audit) -> tuple[Whose, ...]:
    """Who entered how much at other devices that still counts."""
    found: dict[tuple[str, str], int] = {}
    own = {entry.id for entry in audit.own_entries(desk.cabinet.store.device)}
    for entry in audit.entries:
        if entry.id not in own and audit.slots.stands(entry):
            found[entry.device, entry.by.name] = found.get((entry.device, entry.by.name), 0) + 1
    return tuple((device, person, many) for (device, person), many in found.items())


@view
def SetAsideScreen() -> ft.View:
    """What others entered at other devices, each with the way to set it aside."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    if audit is None:
        return frame(f"{address}/set-aside", say("Set aside"), [still_opening()], back=f"{address}/log")
    parts: list[ft.Control] = [
        SetAsideCard(desk, each, key=f"of.{each[0]}.{each[1]}") for each in of_others(desk, audit)
    ]
    if not parts:
        words = say("What is entered on this device is undone, not set aside.")
        parts = [empty(ft.Icons.DEVICES, say("Nothing came from another device"), words)]
    parts.append(line(plain("see-set-apart", say("What is set apart on this device"), go("/set-apart"))))
    return frame(f"{address}/set-aside", say("Set aside"), parts, back=f"{address}/log", help_page="set-apart")


@piece
def SetAsideCard(desk: Desk, whose: Whose) -> ft.Control:
    """One person's work at one device, and setting it aside with a reason."""
    device, person, many = whose
    name = f"{device}.{person}"
    reason, set_reason, forget = drafted(f"set-aside:{name}", "")
    opened, set_opened = held(bool(reason))

    def set_aside() -> None:
        desk.act(lambda visit: visit.set_contribution_aside(device, person, reason), say("Set aside"))
        give_up()

    def give_up() -> None:
        forget()
        set_opened(False)

    parts: list[ft.Control] = [
        title(person, size=18),
        body(say_many("{n} entry on device {device}", "{n} entries on device {device}", many, device=device[-12:])),
    ]
    if not opened:
        return card(*parts, line(plain(f"aside.{name}", say("Set aside …"), partial(set_opened, True))))
    parts += [
        label(say("It stays in the log and can be brought back. It no longer counts. Signatures stay.")),
        text_field(say("Why"), reason, lambda event: set_reason(event.data or ""), key=f"aside-reason.{name}"),
        line(
            strong(f"aside-now.{name}", say("Set it aside"), set_aside, danger=True),
            plain(f"aside-not.{name}", say("Cancel"), give_up),
        ),
    ]
    return card(*parts)
