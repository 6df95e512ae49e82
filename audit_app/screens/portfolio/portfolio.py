"""The portfolio: what to do next, what there is, what is missing, the bundle, and checking one."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.log.people import Person
from audit_app.beside import beside
from audit_app.checklist.model import Checklist
from audit_app.documents.file_kind import media_of
from audit_app.documents.word_library import has_word
from audit_app.portfolio.checklists.versions import newest, versions
from audit_app.portfolio.evidence.evidence import AuditPart, FromFile, applicant, keep, keep_applicant, next_number
from audit_app.portfolio.evidence.evidence import Evidence as Item
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.evidence.proposal import proposed
from audit_app.portfolio.rules.overview import Readings, next_step, portfolio, unread
from audit_app.portfolio.rules.scheme_rules import concerns, ready, shortfalls, standings, tally
from audit_app.portfolio.rules.state import Concern, Portfolio, Standing
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.dialogs import plain, quiet, strong, working
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.files import FileIn
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import XS, M, S, body, card, chip, empty, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.portfolio.applicant import ApplicantCard
from audit_app.screens.portfolio.bundle import BundleCard, VerifyCard
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many

ENDINGS = ("pdf", "eml", "jpg", "jpeg", "png", "webp", "heic", "tif", "tiff")


def readings(cabinet: Cabinet) -> Readings:
    """What was read from the items' documents on this device since the app started."""
    return cabinet.own(Readings)


def whole(desk: Desk) -> Portfolio:
    """The portfolio as it is kept now."""
    return portfolio(desk.cabinet.store, readings(desk.cabinet), desk.cabinet.clock.now().date())


@view
def PortfolioScreen() -> ft.View:
    """The screen of the portfolio."""
    desk = use_desk()
    parts = [Overview(desk, key="overview")]
    return frame("/portfolio", say("Portfolio"), parts, help_page="portfolio", subtitle=say("IPEM MR Safety Expert"))


@piece
def Overview(desk: Desk) -> ft.Control:
    """Everything on the screen, drawn again when an item was read, added or changed."""
    turn, set_turn = held(0)
    adding, set_adding = held(False)
    now = whole(desk)

    def again() -> None:
        set_turn(turn + 1)

    async def read() -> None:
        for count, item in enumerate(unread(now), 1):
            await beside(readings(desk.cabinet).read, desk.cabinet.store, desk.cabinet.shelf, item)
            set_turn(turn + count)

    ft.use_effect(lambda: ft.context.page.run_task(read) and None, [len(now.held)])
    found = concerns(now)
    return stack(
        next_card(desk, now, lambda: set_adding(True), again),
        *reading_on(len(now.held), len(unread(now))),
        *([AddCard(desk, lambda: set_adding(False), key="add-card")] if adding else []),
        items_card(now, found, lambda: set_adding(True)),
        missing_card(now),
        OtherCard(standings(now), key="others"),
        BundleCard(desk, len(now.held), len(now.held) - len(ready(now)), shortfalls(now), key="bundle-card"),
        VerifyCard(desk, key="verify-card"),
        ApplicantCard(desk, again, key=f"applicant.{now.applicant.person.name}"),
        spacing=M,
    )


def reading_on(items: int, left: int) -> list[ft.Control]:
    """How far the items' documents have been read, while that goes on."""
    if not left:
        return []
    words = say("Reading the documents: {n} of {all}. You can carry on meanwhile.", n=items - left + 1, all=items)
    return [card(working(words, (items - left) / items, None), key="reading-on")]


def next_card(desk: Desk, now: Portfolio, add: Callable[[], None], again: Callable[[], None]) -> ft.Control:
    """The one thing to do next."""
    step = next_step(now)
    parts: list[ft.Control] = [label(say("Do this next")), title(step.words, size=20), body(step.why)]
    if step.where == "applicant":
        parts.append(whose(desk, again))
    elif step.where == "add":
        parts.append(line(strong("next", say("Add evidence"), add, icon=ft.Icons.ADD)))
    elif step.where != "bundle":
        there = go(f"/portfolio/item/{step.where}")
        parts.append(line(strong("next", say("Open it"), there, icon=ft.Icons.ARROW_FORWARD)))
    return card(*parts, emphasis=True, key="next-card")


def whose(desk: Desk, again: Callable[[], None]) -> ft.Control:
    """The shortest way to say whose portfolio it is: that of whoever uses this tablet, or a name."""
    store, known_person = desk.cabinet.store, desk.preferences.person

    def keep_person(person: Person) -> None:
        keep_applicant(store, applicant(store).model_copy(update={"person": person}))
        again()

    if known_person is not None:
        words = say("This is my portfolio: {name}", name=known_person.name)
        return line(strong("mine", words, lambda: keep_person(known_person), icon=ft.Icons.PERSON_OUTLINE))
    return TypedField("whose", say("Applicant's name"), "", lambda text: keep_person(Person(name=text.strip())))


def items_card(now: Portfolio, found: tuple[Concern, ...], add: Callable[[], None]) -> ft.Control:
    """What I have: each item, whether it is ready, and how much there is to see to."""
    able = {each.item.code for each in ready(now)}
    rows = [item_row(each, each.item.code in able, _about(found, each.item.code)) for each in now.held]
    none = empty(
        ft.Icons.FOLDER_OPEN,
        say("No evidence yet"),
        say("Add a part of an audit you made, or a document of your own."),
    )
    heading = say_many("My evidence: {n} item", "My evidence: {n} items", len(now.held))
    button = strong("add", say("Add evidence"), add, icon=ft.Icons.ADD) if now.held else plain("add", say("Add"), add)
    return card(title(heading, size=18), *(rows or [none]), line(button))


def _about(found: tuple[Concern, ...], code: str) -> tuple[Concern, ...]:
    return tuple(each for each in found if each.about == code)


def item_row(each: Held, able: bool, found: tuple[Concern, ...]) -> ft.Control:
    """One item; a tap opens it."""
    item = each.item
    shape, colour = (ft.Icons.CHECK_CIRCLE, ft.Colors.PRIMARY) if able else (ft.Icons.PENDING_OUTLINED, ft.Colors.ERROR)
    chips = [chip(sub) for sub in item.sub_categories]
    chips.append(chip(say("Ready") if able else say("Not ready")))
    if item.simulated:
        chips.append(chip(say("SIMULATED"), ft.Icons.SCIENCE_OUTLINED, ft.Colors.TERTIARY))
    if found:
        chips.append(chip(say_many("{n} to check", "{n} to check", len(found)), ft.Icons.INFO_OUTLINE))
    if each.text is None:
        chips.append(chip(say("Reading it …"), ft.Icons.HOURGLASS_EMPTY))
    words = stack(body(f"{item.code}  {item.title}", weight=ft.FontWeight.W_600), line(*chips), spacing=XS, expand=True)
    tile = ft.Container(
        ft.Row(
            [ft.Icon(shape, color=colour), words, ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE)], spacing=S
        ),
        padding=S,
        border_radius=8,
        ink=True,
        on_click=go(f"/portfolio/item/{item.id}"),
    )
    return known(f"item.{item.id}", tile, button=True)


def missing_card(now: Portfolio) -> ft.Control:
    """What is missing: the sub-categories in scope, and the counts of the whole portfolio."""
    every, counts = standings(now), tally(now)
    mine = [each for each in every if each.in_scope]
    facts = (
        say("{n} of {all} sub-categories shown, {needed} needed", n=counts.sub_categories,
            all=counts.sub_categories_in_all, needed=counts.sub_categories_needed),
        say("{n} of {needed} categories", n=counts.categories, needed=counts.categories_needed),
        say("{n} simulated, at most {most}", n=counts.simulated, most=counts.most_simulated),
        say("{n} of {least} with MHRA references", n=counts.traceable, least=counts.least_traceable),
        say("{n} older than {years} years", n=counts.older, years=now.scheme.rules.years),
    )  # fmt: skip
    whole_only = [each for each in concerns(now) if not each.about or each.about in now.scheme.sub_categories]
    return card(
        title(say("What is missing"), size=18),
        *[standing_row(each) for each in mine],
        *[label(f"{each}") for each in whole_only],
        line(*[chip(each) for each in facts]),
        label(say("The assessors decide whether the evidence is enough. Read the scheme itself before you submit.")),
    )


def standing_row(each: Standing) -> ft.Control:
    """One sub-category: its mark, its name, and in words what is there and what is owed."""
    shape = ft.Icons.CHECK_CIRCLE if each.shown else ft.Icons.RADIO_BUTTON_UNCHECKED
    colour = ft.Colors.PRIMARY if each.shown else ft.Colors.OUTLINE
    name = each.sub.title if each.sub.id in each.sub.title else f"{each.sub.id}  {each.sub.title}"
    words = stack(body(name), label(", ".join((each.words, *each.items))), spacing=2, expand=True)
    return ft.Row([ft.Icon(shape, color=colour), words], spacing=S, key=f"standing.{each.sub.id}")


@piece
def OtherCard(every: tuple[Standing, ...]) -> ft.Control:
    """The sub-categories outside the chosen scope: shown so that nothing owed is hidden."""
    opened, open_ = held(False)
    others = [each for each in every if not each.in_scope]
    if not others:
        return ft.Container(height=0)
    words = say_many("The other {n} sub-category", "The other {n} sub-categories", len(others))
    rows = [standing_row(each) for each in others] if opened else []
    fold = say("Hide them") if opened else say("Show them")
    return card(
        title(words, size=18),
        label(say("A whole portfolio needs these too. This app has no audits for them; add your own documents here.")),
        *rows,
        line(quiet("others.fold", fold, lambda: open_(not opened))),
    )


@piece
def AddCard(desk: Desk, close: Callable[[], None]) -> ft.Control:
    """The ways to add an item: from an audit, or from a document of one's own."""
    signed = [each for each in desk.audits if each.state == "signed"] or list(desk.audits)
    rows: list[ft.Control] = []
    for each in signed[:8]:
        make = partial(add_audit, desk, each.id, "report", close)
        rows.append(plain(f"add.{each.id}", each.title, make, icon=ft.Icons.FACT_CHECK_OUTLINED))
    take = partial(add_file, desk, close)
    document = say("From a document: PDF, Word, e-mail (.eml) or a picture")
    without = say("From a document: PDF, e-mail (.eml) or a picture. Word documents can be added on a laptop only.")
    endings = (*ENDINGS, "docx") if has_word() else ENDINGS
    return card(
        title(say("Add evidence"), size=18),
        label(say("From an audit (then choose which part)")),
        *(rows or [body(say("There is no audit yet. Make one, or add a document."))]),
        label(say("From your development of a checklist")),
        line(*[_develop(each) for each in newest(versions(desk.cabinet.store))]),
        label(document if has_word() else without),
        line(
            FileIn(
                desk, "add.file", say("Choose a document"), ft.Icons.UPLOAD_FILE_OUTLINED, endings, take, key="file"
            ),
            quiet("add.no", say("Cancel"), close),
        ),
        emphasis=True,
    )


def _develop(checklist: Checklist) -> ft.Control:
    there = go(f"/portfolio/checklist/{checklist.id}")
    return plain(f"develop.{checklist.id}", checklist.title, there, icon=ft.Icons.EDIT_NOTE)


def add_audit(desk: Desk, audit_id: str, part: AuditPart, close: Callable[[], None]) -> None:
    """Makes an item from an audit and opens it."""
    store = desk.cabinet.store
    item = proposed(store, desk.cabinet.audit(audit_id), desk.cabinet.clock.new_id(), part)
    added(desk, item, close)


def add_file(desk: Desk, close: Callable[[], None], name: str, data: bytes) -> None:
    """Makes an item from a file of the applicant's own and opens it."""
    store, cabinet = desk.cabinet.store, desk.cabinet
    source = FromFile(digest=cabinet.shelf.keep(data), name=name, media=media_of(data, name))
    heading = name.rpartition(".")[0].replace("_", " ").strip() or name
    item = Item(id=cabinet.clock.new_id(), number=next_number(store), title=heading, source=source)
    added(desk, item, close)


def added(desk: Desk, item: Item, close: Callable[[], None]) -> None:
    """Keeps a new item and opens it."""
    keep(desk.cabinet.store, item)
    close()
    ft.context.page.navigate(f"/portfolio/item/{item.id}")
