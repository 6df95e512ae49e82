"""The stop at the door of the scan room: the tablet and the auditor's kit may be drawn into the magnet."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.places import zone_said
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import L, M, S, body, line, stack
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.item.verbs import LineVerbs

INK = ft.Colors.ON_ERROR_CONTAINER


@piece
def StopCard(section: str, title: str, audit_id: str, vocabulary: str, verbs: LineVerbs) -> ft.Control:
    """Says stop, offers the three ways on, and logs the one that is chosen."""
    note, set_note, forget = drafted(f"zone:{section}", "")
    conditional, set_conditional = held(bool(note))

    def labelled() -> None:
        verbs.enter_zone_iv(section, "tablet_is_mr_conditional", note.strip())
        forget()

    def outside() -> None:
        verbs.enter_zone_iv(section, "tablet_left_outside")

    def paper() -> None:
        verbs.enter_zone_iv(section, "paper_sheet")
        ft.context.page.navigate(f"/audit/{audit_id}/paper")

    def toggle() -> None:
        set_conditional(not conditional)

    ways = line(
        strong("zone.outside", say("I am leaving the tablet outside"), outside, icon=ft.Icons.CHECK),
        plain("zone.paper", say("Use the paper sheet"), paper, icon=ft.Icons.PRINT_OUTLINED),
        plain("zone.conditional", say("This tablet is labelled MR Conditional"), toggle),
    )
    label_form = conditions(note, set_note, labelled) if conditional else []
    parts = stack(stop_sign(), *why_stop(title, vocabulary), ways, *label_form, spacing=M)
    card = ft.Container(parts, padding=L, border_radius=16, bgcolor=ft.Colors.ERROR_CONTAINER)
    return ft.Semantics(content=card, container=True, live_region=True, identifier="zone-iv-stop")


def stop_sign() -> ft.Control:
    """The hand and the heading."""
    words = ft.Text(say("Stop: the tablet stays outside"), size=pt(24), weight=ft.FontWeight.W_700, color=INK)
    heading = ft.Semantics(content=words, header=True, heading_level=2, expand=True)
    return ft.Row([ft.Icon(ft.Icons.BACK_HAND, size=40, color=INK), heading], spacing=M)


def why_stop(title: str, vocabulary: str) -> list[ft.Control]:
    """Which section it is about, and what a tablet and other kit are in there."""
    words = say(
        "A tablet is MR Unsafe unless it carries a label that says otherwise. It can be drawn into the magnet, "
        "and so can its case and stylus. Look, come out, and answer here; or take the paper sheet in with you."
    )
    kit = say(
        "The same applies to your own kit: field meter with its display and batteries, sound meter, test gas and its "
        "regulator, tools, steps, torch, camera, phone and keys. Nothing goes in unless its MR mark has been read, and "
        "no test is made with a patient there."
    )
    about = say("“{title}” has items inside {zone}.", title=title, zone=zone_said("IV", vocabulary))
    return [body(about, color=INK), body(words, color=INK), body(kit, color=INK, key="zone-kit")]


def conditions(note: str, change: Callable[[str], None], keep: Callable[[], None]) -> list[ft.Control]:
    """What the tablet's label says; nothing is logged without it."""
    field = text_field(say("Wording of the label, with its conditions"), note, lambda event: change(event.data or ""))
    words = say("Save, and continue within those conditions")
    return [
        ft.Container(known("zone.label", field), bgcolor=ft.Colors.SURFACE, border_radius=8, padding=S),
        line(strong("zone.conditional.keep", words, keep, disabled=not note.strip())),
    ]
