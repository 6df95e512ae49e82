"""The list of what is kept on this device and does not count: whose it is, why, and the way back where there is one."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from audit_app.beside import beside
from audit_app.dates import spoken
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, held_from, piece
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.frame import go
from audit_app.screens.pieces.layout import M, body, card, copied, empty, label, line, stack, title
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
            if each.entry:
                desk.open(each.audit)
                desk.act(lambda visit: visit.bring_contribution_back(each.entry), say("Brought back"))
            else:
                await beside(desk.cabinet.store.choose_branch, each.audit, each.device, each.number)
        except AuditError as error:
            desk.report(error)
            return
        desk.cabinet.reread(each.audit)
        desk.refresh(each.audit)
        read_again(set_aside(desk.cabinet.store))

    about = say("It is kept and passed on with the audit, and changes no answer. Nothing here is ever deleted.")
    cards = [
        AsideCard(each, partial(choose, each), key=f"aside.{place}.{each.device}.{each.number}")
        for place, each in enumerate(found)
    ]
    return stack(card(body(about)), *cards, spacing=M)


@piece
def AsideCard(each: Aside, choose: Callable[[], Awaitable[None]]) -> ft.Control:
    """One thing that was set aside: whose, why, since when, what it says, and the way back."""
    asking, ask = held(False)
    rest = each.many - len(each.said)
    parts: list[ft.Control] = [
        title(each.title, size=18),
        body(say("{who}, device {device}", who=each.who or say("Nobody named"), device=each.device[-12:])),
        body(say("Why: {why}", why=each.why)),
        label(say("Since {when}", when=f"{spoken(each.since[:10])}, {each.since[11:16]} UTC")),
        label(say_many("{n} entry", "{n} entries", each.many)),
        copied(stack(*[label(words) for words in each.said], spacing=2)),
    ]
    parts += [label(say_many("and {n} more", "and {n} more", rest))] if rest > 0 else []
    way = [plain("open", say("Open the audit"), go(f"/audit/{each.audit}"))]
    if each.entry:
        way.append(plain("bring-back", say("Bring it back"), choose))
    elif each.number and not asking:
        way.append(plain("choose", say("Let this count instead"), lambda: ask(True)))
    parts.append(line(*way))
    if asking:
        warning = say("What counts now is then set aside, and listed here. It changes this device only.")
        parts += [body(warning), line(strong("choose-now", say("Let this count"), choose),
                                      plain("keep", say("Leave it as it is"), lambda: ask(False)))]  # fmt: skip
    return card(*parts)
