"""The summary: how far it is, what was found with value and limit, what is left, and the way to signing in reach."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.figures import figures
from audit_app.audit.findings.finding import findings
from audit_app.audit.findings.wanting import Wanting, wanting
from audit_app.audit.places import Place, places
from audit_app.audit.signatures import Signature, signatures
from audit_app.audit.signing.revisions import covering
from audit_app.dates import spoken
from audit_app.report.blocks import Figure
from audit_app.report.chapters.result import numbers
from audit_app.screens.findings.findings import findings_card
from audit_app.screens.pieces.component import known, piece, view
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import XS, S, body, card, grid, label, line, progress, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.verdicts import icon, verdict_words
from audit_app.screens.report.coverage import coverage_card
from audit_app.screens.report.newer_checklist import checklist_card
from audit_app.screens.report.next_step import next_step
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.left_typed import LeftTyped

SHOWN = 40  # lines listed before "and more"
WEIGHTY = ft.FontWeight.W_600


@view
def SummaryScreen() -> ft.View:
    """How the audit stands."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    if audit is None:
        return frame(f"{address}/summary", say("Summary"), [still_opening()], back=address)
    dark = desk.window.dark

    def turn(key: str) -> None:
        desk.go_to(key)
        ft.context.page.navigate(address)

    parts = [
        how_far(audit),
        *dispute_cards(desk, audit, lambda each: not (each.line or each.finding or each.photo)),
        LeftTyped(desk, audit, key="typed"),
        *checklist_card(desk, audit),
        found_wanting(audit, dark, turn),
        findings_card(audit, address),
        what_is_left(audit, turn),
        report_card(address),
        coverage_card(address),
        *signed(audit),
    ]
    here, unit = f"{address}/summary", audit.begun.unit.name
    step = next_step(audit, address)
    return frame(here, say("Summary"), parts, back=address, help_page="summary", subtitle=unit, bottom=step)


def how_far(audit: Audit) -> ft.Control:
    """Progress, and the numbers that the report leads with."""
    of = figures(audit)
    return card(
        title(say("{done} of {all} items complete", done=of.done, all=of.asked), size=18),
        progress(of.done, of.asked),
        grid(*[in_figures(each) for each in numbers(audit, findings(audit)).figures], narrow=6, wide=3),
    )


def in_figures(each: Figure) -> ft.Control:
    """One number, what it counts, and what it is made of."""
    number = ft.Text(each.number, size=pt(26), weight=ft.FontWeight.W_700)
    small = [label(each.small)] if each.small else []
    return stack(number, body(say(each.words)), *small, spacing=0, key=f"count.{each.words}")


def report_card(address: str) -> ft.Control:
    """The way to the report, at any time."""
    return card(
        title(say("Report"), size=18),
        body(say("A report can be made at any time. Until the audit is signed it is marked as a draft.")),
        line(
            strong("report", say("Make the report"), go(f"{address}/report"), icon=ft.Icons.PICTURE_AS_PDF_OUTLINED),
            quiet("share", say("Another tablet"), go(f"{address}/share"), icon=ft.Icons.IOS_SHARE),
        ),
    )


def found_wanting(audit: Audit, dark: bool, turn: Callable[[str], None]) -> ft.Control:
    """What was found, gravest word first, each with its value and limit; the same of several things together."""
    of, groups = figures(audit), wanting(audit)
    if not groups:
        return card(title(say("What was found"), size=18), body(say("No shortcoming so far.")))
    heading = say_many("{n} shortcoming", "{n} shortcomings", of.shortcomings)
    small = [label(of.shortcomings_told)] if of.shortcomings_told else []
    if of.at_the_line:
        small.append(label(say_many("{n} reading at the line", "{n} readings at the line", of.at_the_line)))
    rows = [Group(each, dark, turn, key=f"{each.verdict.value}.{each.lines[0].item.id}") for each in groups]
    return card(title(heading, size=18), *small, *rows)


@piece
def Group(found: Wanting, dark: bool, turn: Callable[[str], None]) -> ft.Control:
    """One item with everything of which it was found; a tap on one leads there."""
    if len(found.lines) == 1:
        [line_], [told] = found.lines, found.told
        return one_found(line_, told, icon(found.verdict, dark), found.text, turn)
    many = say_many("{n} place", "{n} places", len(found.lines))
    about = label(f"{verdict_words(found.verdict)} · {found.place} · {many}")
    words = stack(ft.Text(found.text, size=pt(16)), about, spacing=2, expand=True)
    head = ft.Container(ft.Row([icon(found.verdict, dark), words], spacing=S), padding=S)
    rows = [
        one_found(each, told, ft.Container(width=24), "", turn)
        for each, told in zip(found.lines, found.told, strict=True)
    ]
    return stack(head, *rows, spacing=0)


def one_found(line_: Line, told: str, sign: ft.Control, text: str, turn: Callable[[str], None]) -> ft.Control:
    """One of them: its value and limit, and its note."""
    thing = line_.thing.name if line_.thing else ""
    where = ", ".join(part for part in (line_.section.title if text else "", thing) if part)
    parts: list[ft.Control] = [ft.Text(text, size=pt(16))] if text else []
    if told or not text:
        parts.append(body(": ".join(part for part in ("" if text else thing, told) if part), weight=WEIGHTY))
    parts += [label(f"{verdict_words(line_.verdict)} · {where}")] if text else []
    parts += [label(line_.note)] if line_.note else []
    words = stack(*parts, spacing=2, expand=True)
    row = ft.Row([sign, words, ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE)], spacing=S)
    tile = ft.Container(row, padding=S, border_radius=8, ink=True, on_click=lambda: turn(line_.key))
    return known(f"deficient.{line_.key}", tile, button=True)


def what_is_left(audit: Audit, turn: Callable[[str], None]) -> ft.Control:
    """The places with something left, in walking order."""
    unfinished = [place for place in places(audit) if place.left]
    if not unfinished:
        return card(title(say("Still to do"), size=18), body(say("Nothing: every item is complete.")))
    rows = [left_in(place, turn) for place in unfinished[:SHOWN]]
    if len(unfinished) > SHOWN:
        rows.append(label(say("and {n} more places", n=len(unfinished) - SHOWN)))
    heading = say_many("Still to do: {n} item", "Still to do: {n} items", len(audit.left))
    return card(title(heading, size=18), *rows)


def left_in(place: Place, turn: Callable[[str], None]) -> ft.Control:
    """One place and how many items are left in it."""
    key = place.key if place.wants_things else place.left[0].key
    name = f"{place.section.title}: {place.thing.name}" if place.thing else place.section.title
    tile = ft.Container(
        ft.Row(
            [
                ft.Text(name, size=pt(16), expand=True),
                label(say_many("{n} left", "{n} left", len(place.left))),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
            ],
            spacing=S,
        ),
        padding=ft.Padding.symmetric(horizontal=S, vertical=S + XS),
        border_radius=8,
        ink=True,
        on_click=lambda: turn(key),
    )
    return known(f"left.{place.key}", tile, button=True)


# Signing


def signed(audit: Audit) -> list[ft.Control]:
    """The names put to the audit."""
    made = [signed_row(audit, each) for each in signatures(audit)]
    words = say("Signatures and addenda")
    again = [line(quiet("signing", words, go(f"/audit/{audit.id}/sign"), icon=ft.Icons.DRAW))]
    return [card(title(say("Signed"), size=18), *made, *(again if audit.state == "signed" else []))] if made else []


def signed_row(audit: Audit, signature: Signature) -> ft.Control:
    """One name put to the audit."""
    registration = f" ({signature.person.registration})" if signature.person.registration else ""
    name = f"{signature.person.name}{registration}, {signature.words}, {spoken(signature.on)}"
    covers = [label(sentence) for sentence in covering(audit, signature)]
    return ft.Row(
        [
            ft.Icon(ft.Icons.VERIFIED_OUTLINED, color=ft.Colors.PRIMARY),
            stack(body(name), label(signature.declaration), *covers, spacing=2, expand=True),
        ],
        spacing=S,
    )
