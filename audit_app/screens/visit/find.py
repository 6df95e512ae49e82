"""Jumping to an item: by words, by section, by reference, by verdict."""

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.verdicts.judge import Verdict
from audit_app.screens.pieces.component import held, known, view
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import XS, S, empty, grid, label, stack
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.verdicts import badge, verdict_words
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.search import Search, found, why

SHOWN = 60  # results drawn at once; more words find fewer


@view
def FindScreen() -> ft.View:
    """Search with filters, and what it finds."""
    desk, audit = use_audit()
    sought, seek = held(Search())
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    if audit is None:
        return frame(f"{address}/find", say("Find an item"), [still_opening()], back=address)

    def turn(key: str) -> None:
        desk.go_to(key)
        ft.context.page.navigate(address)

    def typed(event: ft.Event[ft.TextField]) -> None:
        seek(replace(sought, words=event.data or ""))

    search = text_field(
        say("Words in the question, note or reference"), sought.words, typed, autofocus=True, draws="pause"
    )
    search.prefix_icon = ft.Icons.SEARCH
    lines = found(audit, sought)
    count = label(say_many("{n} item", "{n} items", len(lines)), key="found")
    reasons = {each.key: why(audit, each, sought.words) for each in lines[:SHOWN]} if sought.words.strip() else {}
    rows = stack(*results(lines, desk.window.dark, turn, reasons), spacing=XS)
    parts = [known("find.words", search), filters(audit, sought, seek), count, rows]
    return frame(f"{address}/find", say("Find an item"), parts, back=address, help_page="find")


def filters(audit: Audit, sought: Search, seek: Callable[[Search], None]) -> ft.Control:
    """The three lists that narrow a search: verdict, section and reference."""
    sections = [("", say("Every section")), *[(each.id, each.title) for each in audit.checklist.sections]]

    def listed(part: str, words: str, options: list[tuple[str, str]]) -> ft.Control:
        value = getattr(sought, part)
        return choice(
            f"find.{part}", words, value, options, lambda it: seek(replace(sought, **{part: it})), expand=True
        )

    return grid(
        listed("verdict", say("Verdict"), verdicts(audit)),
        listed("section", say("Section"), sections),
        listed("clause", say("Reference"), clauses(audit)),
        wide=4,
    )


def results(
    lines: tuple[Line, ...], dark: bool, turn: Callable[[str], None], reasons: dict[str, str]
) -> list[ft.Control]:
    """What was found and why, as much as is drawn at once; nothing found says what to do."""
    if not lines:
        return [empty(ft.Icons.SEARCH_OFF, say("Nothing found"), say("Use fewer words, or remove a filter."))]
    rows = [result(each, dark, turn, reasons.get(each.key, "")) for each in lines[:SHOWN]]
    more = label(say("and {n} more; type another word to find fewer", n=len(lines) - SHOWN))
    return [*rows, more] if len(lines) > SHOWN else rows


def verdicts(audit: Audit) -> list[tuple[str, str]]:
    """The verdicts to filter by, with their numbers."""
    given = [
        (verdict.value, f"{verdict_words(verdict)} ({number})") for verdict, number in audit.counts.items() if number
    ]
    return [("", say("Every verdict")), ("left", say("Still to do ({n})", n=len(audit.left))), *given]


def clauses(audit: Audit) -> list[tuple[str, str]]:
    """The references its items use, by document and topic."""
    used = dict.fromkeys(each for item in audit.checklist.items.values() for each in item.references)
    cited = [(each, audit.references.cite(each)) for each in used if each in audit.references]
    named = sorted((f"{each.document}: {each.topic}", clause) for clause, each in cited)
    return [("", say("Every reference")), *[(clause, words) for words, clause in named]]


def result(line: Line, dark: bool, turn: Callable[[str], None], reason: str) -> ft.Control:
    """One line found, and why; a tap leads to it."""
    because = [label(reason, italic=True)] if reason else []
    where = f"{line.section.title}: {line.thing.name}" if line.thing else line.section.title
    row = ft.Row(
        [
            stack(ft.Text(line.item.text, size=pt(16)), label(where), *because, spacing=2, expand=True),
            badge(line.verdict, dark) if line.verdict is not Verdict.NOT_DONE else label(verdict_words(line.verdict)),
        ],
        spacing=S,
    )
    tile = ft.Container(
        row,
        padding=ft.Padding.symmetric(horizontal=S + XS, vertical=S),
        border_radius=8,
        ink=True,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        on_click=lambda: turn(line.key),
    )
    return known(f"found.{line.key}", tile, button=True)
