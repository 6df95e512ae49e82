"""Joining a hub, and leaving it again."""

from collections.abc import Callable

import flet as ft

from audit_app.errors import AuditError, UsageError
from audit_app.membership.hub_address import LONGEST, invited, is_near
from audit_app.membership.hub_client import HubClient
from audit_app.membership.joining import join, leave
from audit_app.membership.membership import Member
from audit_app.screens.pieces.component import held, held_from, known, piece
from audit_app.screens.pieces.dialogs import ask, plain, strong, working
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.drafts import forget
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import body, card, grid, label, line, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say

ADDRESS, NAME = "/hub:address", "/hub:name"  # what is being typed


@piece
def JoinForm(desk: Desk, then: Callable[[], None]) -> ft.Control:
    """Address, code and the name people know the tablet by. The code runs out, and is kept nowhere."""
    typed = held_from(dict[str, str])[0]
    code, set_code = held("")
    busy, set_busy = held(False)

    async def go_on() -> None:
        set_busy(True)
        try:
            address, read = invited(code)
            address = address or typed.get(ADDRESS) or (desk.draft(ADDRESS) or ("",))[0]
            await joining(desk, address, read or code, typed.get(NAME, ""))
        except AuditError as error:
            desk.report(error)
        else:
            then()
        finally:
            set_code("")
            set_busy(False)

    def put(name: str) -> Callable[[str], None]:
        return lambda words: typed.update({name: words})

    where = TypedField("/hub:address", say("Address of the hub"), "", put(ADDRESS), put(ADDRESS), draft=ADDRESS,
                       hint_text="https://audits.example.org", key=ADDRESS)  # fmt: skip
    called = TypedField("/hub:name", say("Name of this tablet"), "", put(NAME), put(NAME), draft=NAME,
                        hint_text=say("e.g. MRI tablet 2"), key=NAME)  # fmt: skip
    secret = text_field(say("Code"), code, lambda event: set_code(event.data or ""), max_length=LONGEST,
                        hint_text="ABCD-EFGH")  # fmt: skip
    go_button = line(strong("hub.join", say("Join"), go_on, icon=ft.Icons.LINK))
    return card(
        title(say("Join a hub"), size=18),
        body(say("The hub is your organisation's own register of MR safety audits. The app never waits for it.")),
        body(say("Sign in to the hub on another screen. My account, Join a tablet shows an address and a code.")),
        label(say("The app cannot read them with its camera. Type both, or paste what a camera app read into Code.")),
        label(say("The code is good for ten minutes.")),
        grid(where, known("hub.code", secret), called),
        working(say("Asking the hub …"), None, None) if busy else go_button,
    )


async def joining(desk: Desk, address: str, code: str, name: str) -> None:
    """Joins, forgets what was typed, and begins to exchange."""
    cabinet = desk.cabinet
    if cabinet.leave_at and is_near_words(address):
        fault = say("can only be reached on this server itself")
        raise UsageError(say("The address"), fault, say("Type the address that other computers reach it by"))
    await join(cabinet.store, cabinet.wire, address, code, name or say("Tablet"), cabinet.clock.now())
    forget(desk, ADDRESS)
    forget(desk, NAME)
    cabinet.courier.start()
    desk.said(say("Joined. Now tick what to share"), undoable=False)


def is_near_words(typed: str) -> bool:
    """Whether what was typed names the device that the app runs on."""
    return is_near(typed.strip() if "://" in typed else f"https://{typed.strip()}")


@piece
def Leaving(desk: Desk, joined: Member, then: Callable[[], None]) -> ft.Control:
    """Leaves the hub, after a question."""
    asking, set_asking = held(False)

    async def go_on() -> None:
        set_asking(False)
        cabinet = desk.cabinet
        try:
            told = await leave(cabinet.store, HubClient(cabinet.wire, joined.address, joined.token))
        except AuditError as error:
            desk.report(error)
            return
        cabinet.courier.wake(at_once=True)
        cut = say("Left the hub") if told else say("Left. The hub did not answer, so remove this tablet at the hub too")
        desk.said(cut, undoable=False)
        then()

    words = say("Audits stay on this tablet and at the hub. What still waits is not sent.")
    question = ask(say("Leave the hub?"), words, say("Leave"), go_on, lambda: set_asking(False), key="leave")
    ft.use_dialog(question if asking else None)
    button = plain("hub.leave", say("Leave the hub"), lambda: set_asking(True), icon=ft.Icons.LINK_OFF)
    return card(title(say("Leave the hub"), size=18), body(words), line(button))
