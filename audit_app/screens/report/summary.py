"""The summary: what is left, what was found deficient, and putting a name to it."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.audit.places import Place, places
from audit_app.audit.signatures import Signature, signatures
from audit_app.audit.verdicts.judge import Verdict
from audit_app.dates import spoken
from audit_app.screens.findings.findings import findings_card
from audit_app.screens.pieces.component import known, view
from audit_app.screens.pieces.dialogs import quiet, strong
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.frame import frame, go
from audit_app.screens.pieces.layout import XS, S, body, card, grid, label, line, progress, stack, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.verdicts import badge, icon, verdict_words
from audit_app.screens.report.coverage import coverage_card
from audit_app.screens.report.newer_checklist import checklist_card
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.left_typed import LeftTyped

SHOWN = 40  # lines listed before "and more"


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
        how_far(audit, dark),
        *dispute_cards(desk, audit, lambda each: not (each.line or each.finding or each.photo)),
        LeftTyped(desk, audit, key="typed"),
        *checklist_card(desk, audit),
        findings_card(audit, address),
        report_card(address),
        coverage_card(address),
        deficiencies(audit, dark, turn),
        what_is_left(audit, turn),
        sign_off(audit),
    ]
    return frame(
        f"{address}/summary", say("Summary"), parts, back=address, help_page="summary", subtitle=audit.begun.unit.name
    )


def how_far(audit: Audit, dark: bool) -> ft.Control:
    """Progress and the number of each verdict."""
    done = len(audit.lines) - len(audit.left)
    counts = [count_of(verdict, number, dark) for verdict, number in audit.counts.items() if number]
    return card(
        title(say("{done} of {all} items complete", done=done, all=len(audit.lines)), size=18),
        progress(done, len(audit.lines)),
        grid(*counts, narrow=12, wide=4),
    )


def count_of(verdict: Verdict, number: int, dark: bool) -> ft.Control:
    """One verdict and how often it was given."""
    figure = ft.Text(str(number), size=pt(22), weight=ft.FontWeight.W_700, width=48, text_align=ft.TextAlign.END)
    return ft.Row([figure, badge(verdict, dark)], spacing=S, key=f"count.{verdict.value}")


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


def deficiencies(audit: Audit, dark: bool, turn: Callable[[str], None]) -> ft.Control:
    """Everything deficient or partly compliant, gravest word first."""
    found = sorted(audit.deficiencies, key=lambda each: each.verdict is not Verdict.DEFICIENT)
    if not found:
        return card(title(say("Shortcomings"), size=18), body(say("None so far.")))
    rows = [deficiency(each, dark, turn) for each in found]
    return card(title(say_many("{n} shortcoming", "{n} shortcomings", len(found)), size=18), *rows)


def deficiency(line_: Line, dark: bool, turn: Callable[[str], None]) -> ft.Control:
    """One of them; a tap leads to its item."""
    where = ", ".join(part for part in (line_.section.title, line_.thing.name if line_.thing else "") if part)
    words = stack(
        ft.Text(line_.item.text, size=pt(16)),
        label(f"{verdict_words(line_.verdict)} · {where}"),
        *([label(line_.note)] if line_.note else []),
        spacing=2,
        expand=True,
    )
    tile = ft.Container(
        ft.Row([icon(line_.verdict, dark), words, ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE)], spacing=S),
        padding=S,
        border_radius=8,
        ink=True,
        on_click=lambda: turn(line_.key),
    )
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


def sign_off(audit: Audit) -> ft.Control:
    """The way to the screen for signing."""
    made = [signed_row(each) for each in signatures(audit)]
    heading = say("Signed") if audit.state == "signed" else say("Sign")
    words = say("Signatures and addenda") if audit.state == "signed" else say("Go to signing")
    button = line(strong("signing", words, go(f"/audit/{audit.id}/sign"), icon=ft.Icons.DRAW))
    return card(title(heading, size=18), *made, button)


def signed_row(signature: Signature) -> ft.Control:
    """One name put to the audit."""
    registration = f" ({signature.person.registration})" if signature.person.registration else ""
    name = f"{signature.person.name}{registration}, {signature.words}, {spoken(signature.on)}"
    return ft.Row(
        [
            ft.Icon(ft.Icons.VERIFIED_OUTLINED, color=ft.Colors.PRIMARY),
            stack(body(name), label(signature.declaration), spacing=2, expand=True),
        ],
        spacing=S,
    )
