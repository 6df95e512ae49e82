"""What devices stated differently of a unit, instrument or person, where it stands in the register, to be picked."""

from functools import partial

import flet as ft

from audit_app.register.disputes import RegisterDispute, disputes
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.disputes import boxed
from audit_app.screens.pieces.layout import body, label, line, stack
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.unit.register_list import pen_of
from audit_app.visit.register_verbs import pick, pick_part, pick_use


def register_disputes(desk: Desk, log: str) -> list[ft.Control]:
    """A card for each dispute in a log of the register."""
    return [dispute_card(desk, each) for each in disputes(desk.cabinet.store.register.now) if each.log == log]


def dispute_card(desk: Desk, found: RegisterDispute) -> ft.Control:
    """What each device stated, by whom and when, with the way to keep it."""

    def keep(entry: str) -> None:
        if found.unaware:
            out = entry == found.versions[-1].id
            pick_use(desk.cabinet.store, found.log, found.slot[1], found.slot[2], out, pen_of(desk))
        elif found.part:
            pick_part(desk.cabinet.store, found.log, entry, found.part, pen_of(desk))
        else:
            pick(desk.cabinet.store, found.log, entry, pen_of(desk))
        desk.said(say("Settled"), undoable=False)

    rows: list[ft.Control] = [
        body(say("Recorded differently on two devices: {what}", what=found.about)),
        label(say("Choose the one that is right; the others stay in the history.")),
    ]
    for number, version in enumerate(found.versions, start=1):
        key = ".".join(("keep", str(number), *found.slot, *([found.part] if found.part else [])))
        way = plain(key, say("Keep {name}’s", name=version.who), partial(keep, version.id))
        rows.append(stack(body(version.words), label(f"{version.who} · {version.when}"), line(way), spacing=2))
    return boxed(rows)
