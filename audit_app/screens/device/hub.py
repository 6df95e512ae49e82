"""The hub: what goes there, what waits and why, and the room that can be made."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.log.people import same_person
from audit_app.beside import beside
from audit_app.exchange.keys import can_prove
from audit_app.membership.membership import Member, choice, choose, member, units_here
from audit_app.membership.space import Freeable, fetch_back, free, freeable
from audit_app.membership.waiting import Unsent, named
from audit_app.screens.device.joining import JoinForm, Leaving
from audit_app.screens.pieces.component import held, held_from, piece, view
from audit_app.screens.pieces.dialogs import ask, plain, quiet, strong
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.hub_state import sign, state_words, use_state_of_hub, when
from audit_app.screens.pieces.layout import S, body, card, label, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.disk_space import sized

MOST_NAMED = 50  # things of one audit that are named at once


@view
def HubScreen() -> ft.View:
    """The form to join, or how it stands."""
    desk = use_desk()
    number, draw = held(0)
    joined = member(desk.cabinet.store)

    def changed() -> None:
        draw(number + 1)

    if joined is None:
        parts: list[ft.Control] = [JoinForm(desk, changed, key="join")]
    else:
        parts = [
            Standing(desk, joined, key="standing"),
            Part(desk, key="part"),
            Waiting(desk, joined, key="waiting"),
            Space(desk, joined, key="space"),
            Leaving(desk, joined, changed, key="leaving"),
        ]
    return frame("/hub", say("Hub"), parts, back="/settings", help_page="hub")


def hub_card(desk: Desk) -> ft.Control:
    """The way to this screen from the settings."""
    joined = member(desk.cabinet.store)
    words = say("Join a hub") if joined is None else say("The hub this tablet has joined")
    about = say("One register for all units of an organisation: audits are exchanged with it automatically.")
    said = body(about if joined is None else joined.address)
    name = say("Join a hub") if joined is None else say("Hub")
    return card(title(words, size=18), said, line(plain("hub", name, go("/hub"), icon=ft.Icons.HUB_OUTLINED)))


@piece
def Standing(desk: Desk, joined: Member) -> ft.Control:
    """How the exchange stands, under whose name, and a round at once."""
    state = use_state_of_hub(desk)
    cabinet = desk.cabinet

    def now() -> None:
        cabinet.courier.ask_again()
        cabinet.courier.start()
        cabinet.courier.wake(at_once=True)

    said = say("Exchange: {state}", state=state_words(state, cabinet.clock.now()))
    words = body(said, weight=ft.FontWeight.W_600, key="hub.state", expand=True)
    parts: list[ft.Control] = [
        title(joined.address, size=18),
        ft.Semantics(content=ft.Row([sign(state), words], spacing=S), live_region=True),
    ]
    if state.reached:
        parts.append(label(say("Last exchanged: {when}", when=when(state.reached, cabinet.clock.now()))))
    if state.clock:
        parts.append(body(f"{state.clock}.", color=ft.Colors.ERROR, key="hub.clock"))
    if state.trouble:
        parts.append(body(state.trouble, color=ft.Colors.ERROR, key="hub.trouble"))
    parts += whose(desk, joined)
    parts.append(line(strong("hub.now", say("Exchange now"), now, icon=ft.Icons.SYNC, disabled=state.going_on)))
    return card(*parts)


def whose(desk: Desk, joined: Member) -> list[ft.Control]:
    """Under whose login the tablet joined, and whether that proves the name of whoever is here."""
    here, known_as = desk.preferences.person, joined.person
    said = f"{known_as.name}, {known_as.registration}" if known_as.registration else known_as.name
    parts: list[ft.Control] = [label(say("Joined with the login of {who}.", who=said))]
    if not can_prove():
        return [*parts, label(say("This device cannot prove names: they are declared."))]
    if here is not None and same_person(here, known_as):
        return [*parts, label(say("The hub proves that what you enter is yours."))]

    def become() -> None:
        now = here.model_dump() if here is not None else {}
        desk.prefer(person=known_as.model_copy(update={"role": now.get("role", ""), "id": now.get("id", "")}))

    words = say("A different name is set on this tablet, so what is entered here is declared, not proven.")
    use = say("Use the name {name}", name=known_as.name)
    return [*parts, body(words), line(plain("hub.become", use, become))]


@piece
def Part(desk: Desk) -> ft.Control:
    """Which units take part, and whether the register's instruments and people do."""
    state = use_state_of_hub(desk)
    store = desk.cabinet.store
    chosen, set_chosen = held_from(lambda: choice(store))

    def set_to(units: set[str], register_too: bool) -> None:
        set_chosen(choose(store, units, register_too))
        desk.cabinet.courier.wake(at_once=True)

    def switch(unit: str) -> Callable[[bool], None]:
        return lambda on: set_to({*now.units, unit} if on else {*now.units} - {unit}, now.register_too)

    now = choice(store) if set(choice(store).units) != set(chosen.units) else chosen  # the hub brought a new one
    known_here = {**dict(state.offered), **units_here(store)}
    ticks = [tick(f"hub.unit.{each}", name, each in now.units, switch(each))
             for each, name in sorted(known_here.items(), key=lambda one: one[1].casefold())]  # fmt: skip
    about = say("Audits of the units ticked here go to the hub and come from it, with their photographs.")
    nothing = body(say("Nothing of a unit leaves this tablet before it is ticked."), weight=ft.FontWeight.W_600)
    return card(
        title(say("What is shared with the hub"), size=18),
        label(about),
        *([] if now.units else [nothing]),
        *ticks,
        tick("hub.register", say("Instruments and people"), now.register_too, lambda on: set_to({*now.units}, on),
             say("From this tablet's register, with names and e-mail addresses.")),
    )  # fmt: skip


@piece
def Waiting(desk: Desk, joined: Member) -> ft.Control:
    """Each thing that waits, and what was not taken in."""
    state = use_state_of_hub(desk)
    parts: list[ft.Control] = [title(say("Waiting to be sent"), size=18)]
    if not state.unsent and not state.refused and not state.coming:
        parts.append(body(say("Nothing is waiting.")))
    parts += [
        WaitingOne(desk, joined, each, key=f"waits.{each.log}.{each.entries}.{each.files}") for each in state.unsent
    ]
    if state.coming:
        words = say_many("{n} photo is named here and not at this tablet yet.",
                         "{n} photos are named here and not at this tablet yet.", state.coming)  # fmt: skip
        parts.append(body(words))
    for name, why in state.refused:
        parts.append(body(say("{audit} was not imported: {why}", audit=name, why=why), color=ft.Colors.ERROR))
    return card(*parts)


@piece
def WaitingOne(desk: Desk, joined: Member, waits: Unsent) -> ft.Control:
    """What waits of one audit or list of the register; each thing by name where somebody asks."""
    none: tuple[str, ...] = ()
    things, set_things = held(none)

    async def show() -> None:
        cabinet = desk.cabinet
        set_things(
            await beside(named, cabinet.store, cabinet.shelf, joined, cabinet.courier.files, waits.log, MOST_NAMED)
        )

    parts: list[ft.Control] = [body(say("{what}: {how_much}", what=waits.title, how_much=amount(waits)))]
    if waits.why:
        parts.append(body(waits.why, color=ft.Colors.ERROR))
    if not things:
        parts.append(line(quiet(f"hub.things.{waits.log}", say("Name each"), show, icon=ft.Icons.EXPAND_MORE)))
    parts += [label(each) for each in things]
    more = waits.entries + waits.files - len(things)
    if things and more > 0:
        parts.append(label(say("and {n} more", n=more)))
    return ft.Column(parts, spacing=S, key=f"waits.{waits.log}")


def amount(waits: Unsent) -> str:
    """How much waits, in words."""
    entries = say_many("{n} entry", "{n} entries", waits.entries)
    photos = say_many("{n} photo", "{n} photos", waits.files)
    if waits.entries and waits.files:
        return say("{entries} and {photos}", entries=entries, photos=photos)
    return entries if waits.entries else photos


@piece
def Space(desk: Desk, joined: Member) -> ft.Control:
    """Photographs of signed audits that the hub has signed for, and may go from here; and those that went."""
    cabinet = desk.cabinet
    found, set_found = held(Freeable())
    asking, set_asking = held(False)

    async def look() -> None:
        set_found(await beside(freeable, cabinet.store, cabinet.shelf, joined))

    async def make_room() -> None:
        set_asking(False)
        day = cabinet.clock.now().date().isoformat()
        count = await beside(free, cabinet.store, cabinet.shelf, joined, day)
        desk.said(say_many("{n} photo deleted here", "{n} photos deleted here", count), undoable=False)
        await look()

    async def back() -> None:
        await beside(fetch_back, cabinet.store, cabinet.shelf, joined)
        cabinet.courier.wake(at_once=True)
        await look()

    ft.use_effect(look, [])
    much = say_many("{n} photo of signed audits is kept by the hub, too, and takes {size} here.",
                    "{n} photos of signed audits are kept by the hub, too, and take {size} here.",
                    len(found.digests), size=sized(found.size))  # fmt: skip
    warning = say("Until they are fetched again, reports of these audits are made without them.")
    no = say("Space can be freed once the hub has confirmed that it holds the photographs of a signed audit.")
    confirm = ask(say("Delete them here?"), f"{much} {warning}", say("Delete here"), make_room,
                  lambda: set_asking(False), danger=True, key="free")  # fmt: skip
    ft.use_dialog(confirm if asking else None)
    ways = [plain("hub.free", say("Free some space"), lambda: set_asking(True))] if found.digests else []
    if found.freed:
        words = say_many("Fetch {n} photo again", "Fetch {n} photos again", len(found.freed))
        ways.append(plain("hub.back", words, back))
    parts = [body(much) if found.digests else label(no)]
    return card(title(say("Space on this tablet"), size=18), *parts, *([line(*ways)] if ways else []))
