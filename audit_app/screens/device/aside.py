"""The list of what was set aside, and of logs that two wrote: whose it is, why, and what can be done."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from audit_app.dates import spoken
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held_from, piece
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.layout import M, body, card, copied, empty, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.visit.aside import Aside, set_aside


@piece
def Everything(desk: Desk) -> ft.Control:
    """The list, read anew after each choice."""
    found, read_again = held_from(lambda: set_aside(desk.cabinet.store))
    if not found:
        nothing = say("Everything that is kept here counts.")
        return empty(ft.Icons.CHECK_CIRCLE_OUTLINE, say("Nothing was set aside"), nothing)

    async def choose(each: Aside) -> None:
        try:
            desk.open(each.audit)
            desk.act(lambda visit: visit.bring_contribution_back(each.entry), say("Brought back"))
        except AuditError as error:
            desk.report(error)
            return
        desk.cabinet.reread(each.audit)
        desk.refresh(each.audit)
        read_again(set_aside(desk.cabinet.store))

    about = say("Nothing here is ever deleted, and all of it is passed on with the audit.")
    cards = [
        AsideCard(each, partial(choose, each), key=f"aside.{place}.{each.device}") for place, each in enumerate(found)
    ]
    return stack(card(body(about)), *cards, spacing=M)


@piece
def AsideCard(each: Aside, choose: Callable[[], Awaitable[None]]) -> ft.Control:
    """One thing that was set aside: whose, why, since when, what it says, and the way back."""
    rest = each.many - len(each.said)
    parts: list[ft.Control] = [
        title(each.title, size=18),
        body(say("{who}, device {device}", who=each.who or say("Nobody named"), device=each.device[-12:])),
        body(say("Why: {why}", why=each.why)),
        body(_counts(each)),
        *(
            [label(say("Since {when}", when=f"{spoken(each.since[:10])}, {each.since[11:16]} UTC"))]
            if each.since
            else []
        ),
        label(say_many("{n} entry", "{n} entries", each.many)),
        copied(stack(*[label(words) for words in each.said], spacing=2)),
    ]
    parts += [label(say_many("and {n} more", "and {n} more", rest))] if rest > 0 else []
    way = [plain("open", say("Open the audit"), go(f"/audit/{each.audit}"))]
    if each.entry:
        way.append(plain("bring-back", say("Bring it back"), choose))
    elif not each.own:
        way.append(plain(f"to-set-aside.{each.device}", say("Set aside …"), go(f"/audit/{each.audit}/set-aside")))
    parts.append(line(*way))
    return card(*parts)


def _counts(each: Aside) -> str:
    """Whether it counts, in words."""
    if each.entry:
        return say("It does not count.")
    if each.own:
        return say("It counts. It was written on this device.")
    return say("It counts, as another device's would. Set it aside if it should not.")
