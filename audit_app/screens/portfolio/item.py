"""One item of evidence: what it is, what it is for, what the applicant says of it, and what is still to be seen to."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, cast

import flet as ft

from audit_app.beside import beside
from audit_app.checklist.reference.scheme import scheme
from audit_app.dates import EXAMPLE, spoken, typed_day
from audit_app.documents.file_kind import media_of
from audit_app.errors import UsageError
from audit_app.portfolio.evidence.document import make
from audit_app.portfolio.evidence.evidence import (
    PARTS,
    AuditPart,
    Evidence,
    FromAudit,
    FromFile,
    OnePicture,
    Part,
    evidence,
    keep,
)
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.evidence.proposal import of_part
from audit_app.portfolio.filenames import plain_name
from audit_app.portfolio.rules.scheme_rules import RULES, concerns
from audit_app.portfolio.rules.similarity import words as words_of
from audit_app.portfolio.rules.state import Concern
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import ask, plain, quiet, use_worker
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.day import with_calendar
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.files import FileIn, FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import XS, M, S, body, card, empty, grid, label, line, stack, title
from audit_app.screens.portfolio.portfolio import readings, whole
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many

Change = Callable[..., None]
PICTURES = ("jpg", "jpeg", "png", "webp", "heic", "tif", "tiff")


@view
def ItemScreen() -> ft.View:
    """The item in the address."""
    desk = use_desk()
    item_id = ft.use_route_params().get("item", "")
    found = next((each for each in evidence(desk.cabinet.store) if each.id == item_id), None)
    here = f"/portfolio/item/{item_id}"
    if found is None:
        gone = empty(ft.Icons.FOLDER_OFF_OUTLINED, say("This item is not in the portfolio"), say("It was removed."))
        return frame(here, say("Evidence"), [gone], back="/portfolio")
    parts = [OneItem(desk, found, key=f"item.{item_id}")]
    return frame(here, found.code, parts, back="/portfolio", help_page="portfolio", subtitle=found.title)


def kept_item(desk: Desk, item: Evidence) -> Evidence:
    """An item as it is kept by now: another tab may have changed a part of it."""
    return next((each for each in evidence(desk.cabinet.store) if each.id == item.id), item)


@piece
def OneItem(desk: Desk, start: Evidence) -> ft.Control:
    """The item, kept field by field as each is left."""
    item = kept_item(desk, start)
    turn, set_turn = held(0)
    asking, set_asking = held(False)
    now = whole(desk)
    mine = next((each for each in now.held if each.item.id == item.id), Held(item))

    def change(**says: Any) -> None:
        keep(desk.cabinet.store, kept_item(desk, start).model_copy(update=says))
        set_turn(turn + 1)
        desk.told_device()

    def take_out() -> None:
        keep(desk.cabinet.store, kept_item(desk, start).model_copy(update={"set_aside": True}))
        desk.told_device()
        ft.context.page.navigate("/portfolio")

    async def read() -> None:
        if mine.text is None:
            await beside(readings(desk.cabinet).read, desk.cabinet.store, desk.cabinet.shelf, item)
            set_turn(turn + 1)

    ft.use_effect(lambda: ft.context.page.run_task(read) and None, [item.source.model_dump_json(), item.pages])
    ft.use_dialog(take_out_question(take_out, lambda: set_asking(False)) if asking else None)
    found = tuple(each for each in concerns(now) if each.about == item.code)
    return stack(
        to_see_to(found, mine),
        *medical(item, found, change),
        what_it_is(item, change),
        commentary(item, change),
        what_it_is_for(item, change),
        Source(desk, item, change, bool(mine.files), key=f"source.{item.source.kind}"),
        line(quiet("take-out", say("Remove this item"), lambda: set_asking(True), icon=ft.Icons.DELETE_OUTLINE)),
        spacing=M,
    )


def take_out_question(take_out: Callable[[], None], stop: Callable[[], None]) -> ft.AlertDialog:
    """Whether the item is truly to go, and what that means."""
    words = say("Its document stays on this device. Its number is not used again.")
    return ask(say("Remove this item?"), words, say("Remove it"), take_out, stop, key="out")


def to_see_to(found: tuple[Concern, ...], mine: Held) -> ft.Control:
    """Ready, or what keeps it from being so, each with its reason."""
    if not found:
        mark = ft.Icon(ft.Icons.CHECK_CIRCLE, color=ft.Colors.PRIMARY)
        said = say("Ready") if mine.text is not None else say("Reading the document …")
        return card(ft.Row([mark, body(said, key="standing", weight=ft.FontWeight.W_600)], spacing=S))
    why = {rule.id: rule.why for rule in RULES}
    blocked = any(each.weight == "blocks" for each in found)
    heading = say("Not ready yet") if blocked else say("Ready, with points to check")
    return card(
        title(heading, size=18), *[_row(each, why[each.rule]) for each in found], emphasis=blocked, key="see-to"
    )


def medical(item: Evidence, found: tuple[Concern, ...], change: Change) -> list[ft.Control]:
    """Asks whether it is mainly medical judgement, where much of it is about patients' care; the answer is kept."""
    if not item.not_medical and not any(each.rule == "not_mainly_medical" for each in found):
        return []
    words = say("Not mainly medical judgement")
    told = say("It shows MR safety expertise. Mainly medical judgement is outside the scope of the scheme.")
    return [card(tick("not-medical", words, item.not_medical, lambda on: change(not_medical=on), told))]


def _row(each: Concern, why: str) -> ft.Control:
    shapes = {
        "blocks": (ft.Icons.ERROR_OUTLINE, ft.Colors.ERROR),
        "warns": (ft.Icons.WARNING_AMBER, ft.Colors.TERTIARY),
        "reminds": (ft.Icons.INFO_OUTLINE, ft.Colors.OUTLINE),
    }
    shape, colour = shapes[each.weight]
    words = stack(body(f"{each.said}. {each.remedy}."), label(why), spacing=XS, expand=True)
    return ft.Row([ft.Icon(shape, color=colour), words], spacing=S, key=f"concern.{each.rule}")


def what_it_is(item: Evidence, change: Change) -> ft.Control:
    """Title, date, real or simulated."""
    return card(
        title(say("About this item"), size=18),
        TypedField(
            "title",
            say("Title"),
            item.title,
            lambda text: change(title=text.strip() or item.title),
            draft=f"/portfolio/{item.id}/title",
            key=f"title.{part_of(item)}",
        ),
        grid(day_of_work(item, change)),
        tick(
            "simulated",
            say("Simulated"),
            item.simulated,
            lambda on: change(simulated=on),
            say("A made-up situation. At most two sub-categories may rest on simulated evidence."),
        ),
    )


def day_of_work(item: Evidence, change: Change) -> ft.Control:
    """The field for the day, with its calendar."""
    words = say("Date of the work, e.g. 27/11/2026")
    field = TypedField("on", words, spoken(item.on), lambda text: change(on=_day(text)), joins=False)
    return with_calendar("on", field, item.on, lambda day: change(on=_day(day)))


def _day(text: str) -> str:
    """The day as typed; UsageError when it cannot be read. Blank is allowed, and told among what is to see to."""
    given = typed_day(text, date.today()) if text.strip() else None
    if text.strip() and given is None:
        remedy = say("Type day, month and year, e.g. {example}", example=EXAMPLE)
        raise UsageError(f"“{text.strip()[:40]}”", say("is not a date"), remedy)
    return given.isoformat() if given else ""


def commentary(item: Evidence, change: Change) -> ft.Control:
    """Context and personal contribution."""
    count = len(words_of(item.commentary))
    return card(
        title(say("Context and your own contribution"), size=18),
        label(
            say("Keep it short: why it was done, and what you did and decided yourself. Do not repeat the document.")
        ),
        TypedField(
            "commentary",
            say("Commentary"),
            item.commentary,
            lambda text: change(commentary=text.strip()),
            draft=f"/portfolio/{item.id}/commentary",
            multiline=True,
            min_lines=4,
            max_lines=12,
        ),
        label(say_many("{n} word", "{n} words", count)),
    )


def what_it_is_for(item: Evidence, change: Change) -> ft.Control:
    """Sub-categories with their specific parts, and the MHRA clauses."""
    known = scheme()
    own = [known.sub_categories[each] for each in item.sub_categories if each in known.sub_categories]
    served = [each for each in known.sub_categories.values() if each.served]
    shown = list({each.id: each for each in (*served, *own)}.values())
    others = [each for each in known.sub_categories.values() if each not in shown]
    rows: list[ft.Control] = []
    for sub in shown:
        rows.append(tick(f"sub.{sub.id}", f"{sub.id}  {sub.title}", sub.id in item.sub_categories,
                         lambda on, sub_id=sub.id: change(sub_categories=_with(item, sub_id, on)), sub.about))  # type: ignore[misc]  # fmt: skip
        if sub.id in item.sub_categories:
            rows.append(_where(item, sub.id, change))
    more = choice(
        "another",
        say("Another sub-category"),
        None,
        [(each.id, f"{each.id}  {each.title}") for each in others],
        lambda sub_id: change(sub_categories=_with(item, sub_id, True)),
    )
    return card(
        title(say("Evidence for"), size=18),
        *rows,
        more,
        tick(
            "traceable",
            say("Refers to the MHRA guidelines"),
            item.traceable,
            lambda on: change(traceable=on),
            say("It shows compliance with them, or justifies a deviation, so that a reader can follow it."),
        ),
        *([_clauses(item, change)] if item.traceable else []),
    )


def _with(item: Evidence, sub_id: str, on: bool) -> tuple[str, ...]:
    chosen = {*item.sub_categories, sub_id} if on else set(item.sub_categories) - {sub_id}
    return tuple(each for each in scheme().sub_categories if each in chosen)


def _where(item: Evidence, sub_id: str, change: Change) -> ft.Control:
    def leave(text: str) -> None:
        others = tuple(each for each in item.parts if each.sub_category != sub_id)
        mine = (Part(sub_category=sub_id, where=text.strip()),) if text.strip() else ()
        change(parts=tuple(sorted((*others, *mine), key=lambda each: each.sub_category)))

    field = TypedField(
        f"where.{sub_id}",
        say("Part of it that is evidence for {sub}", sub=sub_id),
        item.where(sub_id),
        leave,
        draft=f"/portfolio/{item.id}/where/{sub_id}",
        hint_text=say("all of it"),
    )
    return ft.Container(field, padding=ft.Padding.only(left=M))


def _clauses(item: Evidence, change: Change) -> ft.Control:
    return TypedField(
        "clauses",
        say("The clauses, one per line, as they are to be printed"),
        "\n".join(item.clauses),
        lambda text: change(clauses=tuple(each.strip() for each in text.splitlines() if each.strip())),
        draft=f"/portfolio/{item.id}/clauses",
        multiline=True,
        min_lines=2,
        max_lines=8,
        key=f"clauses.{part_of(item)}",
    )


def part_of(item: Evidence) -> str:
    """Which part of an audit it is, as a word: another part brings another title and other clauses into the fields."""
    source = item.source
    return "-".join((source.part, *source.sections)) if isinstance(source, FromAudit) else ""


@piece
def Source(desk: Desk, item: Evidence, change: Change, pictured: bool) -> ft.Control:
    """Where its document comes from, which part of it, and a look at it."""
    out, set_out = held(cast(Out | None, None))
    worker = use_worker(desk, say("Stopped; no document was made"))

    async def look() -> None:
        store, shelf = desk.cabinet.store, desk.cabinet.shelf
        name = f"{item.code}-{plain_name(item.title)}.pdf"
        await worker.run(lambda work: make(store, shelf, item, work.advance),
                         lambda made: set_out(put_out(desk.cabinet, name, made.pdf)),
                         say("Making the document …"))  # fmt: skip

    parts: list[ft.Control] = [title(say("Document"), size=18)]
    match item.source:
        case FromAudit() as source:
            parts += from_audit(desk, item, source, change)
        case FromFile() as source:
            parts += from_file(desk, source, change)
        case _:
            parts.append(body(say("What changed between two versions of a checklist.")))
    parts += looked_over(item, pictured, change)
    if page_ranges(item):
        parts += pages(item, change)
    if worker.seen is not None:
        parts.append(worker.seen.shown(say("Making the document …")))
    else:
        parts.append(line(plain("look", say("Make the document"), look, icon=ft.Icons.VISIBILITY_OUTLINED)))
    if out is not None:
        parts.append(line(FileOut("save-item", say("Save {name}", name=out.path.name), ft.Icons.DOWNLOAD, out)))
    return card(*parts)


def from_file(desk: Desk, source: FromFile, change: Change) -> list[ft.Control]:
    """Its name; of a picture the further pictures that make one document with it, each to remove, and one more."""
    if source.media != "image":
        return [label(source.name)]

    def put(more: tuple[OnePicture, ...]) -> None:
        change(source=source.model_copy(update={"more": more, "looked_over": False}))

    def take(name: str, data: bytes) -> None:
        if media_of(data, name) != "image":
            raise UsageError(name, say("is not a picture"), say("Add it as an item of its own"))
        put((*source.more, OnePicture(digest=desk.cabinet.shelf.keep(data), name=name)))

    def remove(at: int) -> None:
        put((*source.more[:at], *source.more[at + 1 :]))

    rows: list[ft.Control] = [label(source.name)]
    for at, each in enumerate(source.more):
        out = quiet(f"picture.out.{at}", say("Remove"), partial(remove, at), icon=ft.Icons.REMOVE_CIRCLE_OUTLINE)
        rows.append(line(label(each.name), out))
    words = say("Add a picture to this item")
    rows.append(line(FileIn(desk, "picture.add", words, ft.Icons.ADD_PHOTO_ALTERNATE_OUTLINED, PICTURES, take)))
    return rows


def from_audit(desk: Desk, item: Evidence, source: FromAudit, change: Change) -> list[ft.Control]:
    """Which part of the audit, and which sections."""
    about = next((each.title for each in desk.audits if each.id == source.audit), say("An audit that is not here"))
    options = [(name, say(words)) for name, words in PARTS.items()]

    def choose(part: str, sections: tuple[str, ...] = ()) -> None:
        audit = desk.cabinet.audit(source.audit)
        after = of_part(desk.cabinet.store, audit, item, cast(AuditPart, part), sections)
        change(**{name: getattr(after, name) for name in ("source", "title", "traceable", "clauses")})

    rows: list[ft.Control] = [label(about), choice("part", say("Part of the audit"), source.part, options, choose)]
    if source.part == "sections":
        sections = desk.cabinet.audit(source.audit).checklist.sections
        rows += [_section(source, each.id, each.title, lambda chosen: choose("sections", chosen)) for each in sections]
    return rows


def _section(source: FromAudit, section: str, words: str, choose: Callable[[tuple[str, ...]], None]) -> ft.Control:
    def pick(on: bool) -> None:
        choose((*source.sections, section) if on else tuple(each for each in source.sections if each != section))

    return tick(f"section.{section}", words, section in source.sections, pick)


def looked_over(item: Evidence, pictured: bool, change: Change) -> list[ft.Control]:
    """For pictures that are no photos of an audit: whether the applicant looked them over."""
    source = item.source
    if not isinstance(source, FromAudit | FromFile) or not (pictured or source.looked_over):
        return []
    alone = isinstance(source, FromFile) and source.media == "image"
    words = say("I have checked it: it contains nothing private")
    inside = say("I have checked its pictures: they show nothing private")

    def give(on: bool) -> None:
        change(source=source.model_copy(update={"looked_over": on}))

    return [tick("looked-over", words if alone else inside, source.looked_over, give)]


def page_ranges(item: Evidence) -> bool:
    """Whether a few pages of its document may be chosen: a picture and a difference have one."""
    source = item.source
    return isinstance(source, FromAudit) or (isinstance(source, FromFile) and source.media != "image")


def pages(item: Evidence, change: Change) -> list[ft.Control]:
    """Which pages of the document are kept."""
    field = TypedField(
        "pages", say("Only these pages, e.g. 2-4, 9"), item.pages, lambda text: change(pages=text.strip())
    )
    return [field, label(say("A few pages that show your contribution are enough. Leave it blank to keep them all."))]
