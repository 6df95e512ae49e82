"""What two people said without knowing of each other, where it stands: keep this, keep that, keep both."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.going_on import FOLLOWED
from audit_app.audit.history.disputes import Dispute, Version, disputes
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.layout import M, body, label, line, stack
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.disputes import keep_both, keep_one


def dispute_cards(desk: Desk, audit: Audit, here: Callable[[Dispute], bool]) -> list[ft.Control]:
    """A card for each dispute that stands here."""
    return [dispute_card(desk, audit, each) for each in disputes(audit) if here(each)]


def dispute_card(desk: Desk, audit: Audit, found: Dispute) -> ft.Control:
    """Both texts with both names, and the ways to settle it; of a signed audit only the texts."""
    key = ".".join(found.slot)
    rows: list[ft.Control] = [
        body(say("{who} recorded this separately: {what}", who=found.who, what=found.subject)),
        label(say("Choose the one that is right; the others stay in the history.")),
    ]
    signed = audit.state == "signed" and found.slot[0] not in FOLLOWED
    for number, version in enumerate(found.versions, start=1):
        rows.append(version_row(version, [] if signed else [this_one(desk, found, version, f"keep.{number}.{key}")]))
    if found.both and not signed:
        rows.append(line(plain(f"keep.both.{key}", say("Keep both"), partial(both, desk, found))))
    return boxed(rows)


def this_one(desk: Desk, found: Dispute, version: Version, key: str) -> ft.Control:
    """The button that keeps one of them."""

    def keep() -> None:
        desk.follow(lambda visit: keep_one(visit, found.slot, version.entry.id), say("Settled"))

    return plain(key, say("Keep {name}’s", name=version.who), keep)


def both(desk: Desk, found: Dispute) -> None:
    """Both hold as one."""
    desk.follow(lambda visit: keep_both(visit, found.slot), say("Both kept"))


def version_row(version: Version, ways: list[ft.Control]) -> ft.Control:
    """What one person said and when, with its button."""
    return stack(body(version.words), label(f"{version.who} · {version.when}"), line(*ways), spacing=2)


def boxed(rows: list[ft.Control]) -> ft.Control:
    """The box that every dispute stands in."""
    return ft.Container(stack(*rows), padding=M, border_radius=10, bgcolor=ft.Colors.TERTIARY_CONTAINER)
