"""The stop at the door of the magnet room: the tablet itself may be drawn into the magnet."""

import flet as ft

from audit_app.audit.places import zone_said
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.fields import text_field
from audit_app.screens.pieces.layout import L, M, S, body, line, stack
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.item.verbs import Hand


@piece
def StopCard(section: str, title: str, audit_id: str, vocabulary: str, hand: Hand) -> ft.Control:
    """Says stop, offers the three ways on, and logs the one that is chosen."""
    note, set_note, forget = drafted(f"zone:{section}", "")
    conditional, set_conditional = held(bool(note))

    def labelled() -> None:
        hand.enter_zone_iv(section, "tablet_is_mr_conditional", note.strip())
        forget()

    def paper() -> None:
        hand.enter_zone_iv(section, "paper_sheet")
        ft.context.page.navigate(f"/audit/{audit_id}/paper")

    heading = ft.Row(
        [
            ft.Icon(ft.Icons.BACK_HAND, size=40, color=ft.Colors.ON_ERROR_CONTAINER),
            ft.Semantics(
                content=ft.Text(
                    say("Stop: the tablet stays outside"),
                    size=pt(24),
                    weight=ft.FontWeight.W_700,
                    color=ft.Colors.ON_ERROR_CONTAINER,
                ),
                header=True,
                heading_level=2,
                expand=True,
            ),
        ],
        spacing=M,
    )
    ink = ft.Colors.ON_ERROR_CONTAINER
    ways: list[ft.Control] = [
        strong(
            "zone.outside",
            say("I leave the tablet outside"),
            lambda: hand.enter_zone_iv(section, "tablet_left_outside"),
            icon=ft.Icons.CHECK,
        ),
        plain("zone.paper", say("Use the paper sheet"), paper, icon=ft.Icons.PRINT_OUTLINED),
        plain(
            "zone.conditional", say("This tablet is labelled MR Conditional"), lambda: set_conditional(not conditional)
        ),
    ]
    parts: list[ft.Control] = [
        heading,
        body(say("“{title}” has items inside {zone}.", title=title, zone=zone_said("IV", vocabulary)), color=ink),
        body(
            say(
                "A tablet is MR Unsafe unless it carries a label that says otherwise. It can be drawn into the magnet, "
                "and so can its case and stylus. Look, come out, and answer here; or take the paper sheet in with you."
            ),
            color=ink,
        ),
        line(*ways),
    ]
    if conditional:
        field = text_field(
            say("What the label says, with its conditions"), note, lambda event: set_note(event.data or "")
        )
        parts.append(ft.Container(known("zone.label", field), bgcolor=ft.Colors.SURFACE, border_radius=8, padding=S))
        parts.append(
            line(
                strong(
                    "zone.conditional.keep",
                    say("Keep, and go on within those conditions"),
                    labelled,
                    disabled=not note.strip(),
                )
            )
        )
    card = ft.Container(stack(*parts, spacing=M), padding=L, border_radius=16, bgcolor=ft.Colors.ERROR_CONTAINER)
    return ft.Semantics(content=card, container=True, live_region=True, identifier="zone-iv-stop")
