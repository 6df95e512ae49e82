"""One line of the checklist: closed, a row with its verdict; open, a card with everything there is to do about it."""

from dataclasses import dataclass

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.reference.sources import Library
from audit_app.screens.flet_gaps import scroll_key
from audit_app.screens.photos.strip import PhotoStrip
from audit_app.screens.pieces.component import known, row
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.layout import XS, M, S, chip, label, line, stack
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.verdicts import badge, icon
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.item.answer_words import AnswerLine, answer_in_words, missing, missing_words
from audit_app.screens.visit.item.answers import answer_area
from audit_app.screens.visit.item.dispute import dispute, notes_dispute
from audit_app.screens.visit.item.how_to_check import HowToCheck
from audit_app.screens.visit.item.last_time import BeforeCard
from audit_app.screens.visit.item.note import note
from audit_app.screens.visit.item.verbs import STAYS, LineVerbs


@dataclass(frozen=True)
class Stage:
    """How the items of a place are shown: `below` puts the verdict buttons at the bottom of the screen."""

    audit_id: str
    signed: bool
    dark: bool
    narrow: bool
    below: bool


@row
def ItemRow(
    line_: Line, is_open: bool, left_typed: bool, stage: Stage, library: Library, verbs: LineVerbs
) -> ft.Control:
    """A line, open or closed; both under one key, so that the list can scroll to it.

    `left_typed` says that something was typed in it and not kept.
    """
    drawn = opened(line_, stage, library, verbs) if is_open else closed(line_, left_typed, stage.dark, verbs)
    drawn.key = f"{'open' if is_open else 'closed'}.{line_.key}"  # a new node, or the browser loses its identifier
    return ft.Container(drawn, key=scroll_key(line_.key))


def opened(line_: Line, stage: Stage, library: Library, verbs: LineVerbs) -> ft.Control:
    """The card: everything there is to do about the line."""
    dark, audit_id, signed = stage.dark, stage.audit_id, stage.signed
    parts: list[ft.Control] = [heading(line_, dark), *facts(line_)]
    if line_.verdict is Verdict.DISPUTED:
        parts.append(dispute(line_, signed, verbs))
    if not signed:
        parts.append(answer_area(line_, dark, stage.narrow, stage.below, verbs))
    before = stack(BeforeCard(line_, key=f"before.{line_.key}"), spacing=0)  # often empty, and leaves no hole then
    noted = notes_dispute(line_, signed, verbs) if len(line_.notes) > 1 else note(line_, signed, verbs)
    parts += [before, noted, photos(line_, audit_id, signed), *to_finding(line_, audit_id)]
    # What comes and goes with the answer stands below the fields: nothing may move one that is being tapped.
    parts += [stack(AnswerLine(line_, key=f"answer.{line_.key}"), spacing=0), *missing(line_)]
    parts += [HowToCheck(line_, library, key=f"about.{line_.key}"), ways_on(line_, audit_id)]
    box = ft.Container(
        stack(*parts, spacing=S + XS),
        padding=M,
        border_radius=12,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(2, ft.Colors.PRIMARY),
    )
    return known(f"open.{line_.key}", box)


def closed(line_: Line, left_typed: bool, dark: bool, verbs: LineVerbs) -> ft.Control:
    """The line in one row: shape, question, verdict in words, and what is missing."""
    said: list[ft.Control] = [ft.Text(line_.item.text, size=pt(16))]
    under = answer_in_words(line_)
    wanted = [missing_words(each) for each in line_.missing]
    wanted += [say("Typed, not kept yet")] if left_typed else []
    if under or wanted:
        said.append(label(" · ".join([*([under] if under else []), *wanted]), key=f"under.{line_.key}"))
    tail = [badge(line_.verdict, dark, key=f"verdict.{line_.key}")] if line_.verdict is not Verdict.NOT_DONE else []
    tile = ft.Container(
        ft.Row(
            [
                icon(line_.verdict, dark) if not tail else ft.Container(width=0),
                stack(*said, spacing=2, expand=True),
                *tail,
            ],
            spacing=S,
        ),
        padding=ft.Padding.symmetric(horizontal=M, vertical=S + XS),
        border_radius=10,
        ink=True,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        on_click=lambda: verbs.turn_to(line_.key),
    )
    return known(f"item.{line_.key}", tile, button=True, expanded=False)


def heading(line_: Line, dark: bool) -> ft.Control:
    """The question and the verdict as it stands."""
    words = ft.Text(line_.item.text, size=pt(18), weight=ft.FontWeight.W_600)
    head = ft.Semantics(content=words, header=True, heading_level=3, expand=True)
    return ft.Row(
        [head, badge(line_.verdict, dark, key=f"verdict.{line_.key}")],
        spacing=S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def facts(line_: Line) -> list[ft.Control]:
    """What the item wants, as chips: inside the scan room, photo, note."""
    found = []
    if line_.item.inside_zone_iv:
        found.append(chip(say("Inside the scan room"), ft.Icons.DO_NOT_DISTURB, ft.Colors.ERROR))
    wants = {"always": say("always"), "on_deficiency": say("on a deficiency")}
    if line_.item.photo in wants:
        found.append(chip(say("Photo wanted {when}", when=wants[line_.item.photo]), ft.Icons.PHOTO_CAMERA_OUTLINED))
    if line_.item.note in wants:
        found.append(chip(say("Note wanted {when}", when=wants[line_.item.note]), ft.Icons.NOTES))
    return [line(*found)] if found else []


def photos(line_: Line, audit_id: str, signed: bool) -> ft.Control:
    """The pictures of a line and the way to take one."""
    thing = line_.thing.id if line_.thing else None
    return PhotoStrip(audit_id, line_.item.id, thing, line_.photos, signed, key=f"photos.{line_.key}")


def to_finding(line_: Line, audit_id: str) -> list[ft.Control]:
    """The way to the finding of what was found wanting, right under its note and its pictures."""
    if line_.verdict not in STAYS:
        return []
    words, icon_ = say("Finding and action"), ft.Icons.FLAG_OUTLINED
    raised = go(f"/audit/{audit_id}/finding/new/{line_.key}")
    return [line(plain(f"finding.{line_.key}", words, raised, icon=icon_))]


def ways_on(line_: Line, audit_id: str) -> ft.Control:
    """From a line to its history."""
    history = go(f"/audit/{audit_id}/history/{line_.key}")
    return line(quiet(f"history.{line_.key}", say("History"), history, icon=ft.Icons.HISTORY))
