"""The sections and questions of a checklist that is edited: their words, their order, and what each asks."""

from collections.abc import Callable
from typing import Any

import flet as ft

from audit_app.checklist.model import Checklist, Item, Section
from audit_app.portfolio.checklists.parts import moved_into, section_moved, with_new_section, with_section
from audit_app.portfolio.checklists.rule import moved, rule_text, with_rule
from audit_app.portfolio.checklists.versions import edited, with_item, without
from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.layout import body, card, grid, label, line, stack
from audit_app.screens.portfolio.change import Change, attempting
from audit_app.screens.portfolio.rule_form import RuleForm
from audit_app.screens.session.language import say

LINES: dict[str, Any] = {"multiline": True, "min_lines": 1, "max_lines": 6}


@piece
def Sections(checklist: Checklist, change: Change) -> ft.Control:
    """One section at a time: its questions, and a place for a new one."""
    chosen, choose = held(checklist.sections[0].id)
    added, set_added = held(0)
    section = next((each for each in checklist.sections if each.id == chosen), checklist.sections[0])
    options = [(each.id, each.title) for each in checklist.sections]

    def add(text: str) -> None:
        if text.strip():
            change(lambda now: with_item(now, section.id, text))
            set_added(added + 1)

    return stack(
        card(
            choice("section", say("Section"), section.id, options, choose, expand=True),
            SectionForm(checklist, section, change, key=f"section.{section.id}"),
        ),
        *[Question(checklist, each, change, key=f"{checklist.id}.{each.id}") for each in section.items],
        card(
            TypedField("add-item", say("A new question at the end of this section"), "", add, key=f"add.{added}"),
            label(say("It is answered compliant, partly or deficient until you change how it is answered.")),
        ),
        spacing=12,
    )


@piece
def SectionForm(checklist: Checklist, section: Section, change: Change) -> ft.Control:
    """Title, guidance, zone and what the section is repeated over, folded away; its place in the walk."""
    opened, open_ = held(False)
    attempt, fault = attempting(change)
    if not opened:
        words = say("Title, zone and order of this section")
        return stack(label(section.guidance),
                     line(quiet("section.edit", words, lambda: open_(True), icon=ft.Icons.EDIT_OUTLINED)))  # fmt: skip
    told = [body(fault, color=ft.Colors.ERROR, key="section.fault")] if fault else []
    return stack(*section_fields(checklist, section, attempt), *told)


def section_fields(
    checklist: Checklist, section: Section, attempt: Callable[[Callable[[Checklist], Checklist]], None]
) -> list[ft.Control]:
    """The fields of a section, its place in the walk, and one for a new section behind it."""
    zones = [(each, say("Zone {n}", n=each)) for each in ("I", "II", "III", "IV")]
    things = [("", say("nothing: asked once")), *((each.id, each.many) for each in checklist.things)]

    def put(**parts: Any) -> None:
        attempt(lambda now: with_section(now, section.id, **parts))

    def shift(by: int) -> None:
        attempt(lambda now: section_moved(now, section.id, by))

    return [
        TypedField("section.title", say("Title"), section.title, lambda text: put(title=text.strip())),
        TypedField("section.guidance", say("Guidance"), section.guidance, lambda text: put(guidance=text.strip()),
                   **LINES),
        grid(
            choice("section.zone", say("Zone"), section.zone, zones, lambda zone: put(zone=zone), expand=True),
            choice("section.repeats", say("Asked for each of the"), section.repeats_over or "", things,
                   lambda thing: put(repeats_over=thing or None), expand=True),
        ),
        line(
            quiet("section.up", say("Earlier in the walk"), lambda: shift(-1)),
            quiet("section.down", say("Later in the walk"), lambda: shift(1)),
        ),
        TypedField("section.new", say("A new section after this one"), "",
                   lambda text: attempt(lambda c: with_new_section(c, text, section.id, say("A new question")))),
    ]  # fmt: skip


@piece
def Question(checklist: Checklist, item: Item, change: Change) -> ft.Control:
    """One item: its question, how to check it, what good looks like, and behind a tap everything else."""
    opened, open_ = held(False)

    def field(name: str, words: str) -> ft.Control:
        def leave(text: str) -> None:
            change(lambda now: edited(now, item.id, **{name: text.strip()}))

        return TypedField(f"{name}.{item.id}", words, getattr(item, name), leave, **LINES)

    words = say("Limits, choices and conditions")
    rule = (
        stack(RuleForm(checklist, item, change, key=f"form.{item.id}"), RuleText(item, change, key=f"text.{item.id}"))
        if opened
        else line(quiet(f"rule.{item.id}", words, lambda: open_(True), icon=ft.Icons.RULE))
    )
    return card(
        label(item.id),
        field("text", say("Question")),
        field("how", say("How to check")),
        field("good", say("What good looks like")),
        rule,
        Place(checklist, item, change, key=f"place.{item.id}"),
    )


@piece
def Place(checklist: Checklist, item: Item, change: Change) -> ft.Control:
    """Where the question stands: earlier, later, in another section, or out."""
    attempt, fault = attempting(change)
    own = checklist.section_of[item.id].id
    others = [(each.id, each.title) for each in checklist.sections if each.id != own]
    ways = line(
        quiet(f"up.{item.id}", say("Move up"), lambda: attempt(lambda now: moved(now, item.id, -1))),
        quiet(f"down.{item.id}", say("Move down"), lambda: attempt(lambda now: moved(now, item.id, 1))),
        quiet(f"out.{item.id}", say("Remove it"), lambda: attempt(lambda now: without(now, item.id))),
        choice(f"into.{item.id}", say("Move to another section"), None, others,
               lambda section: attempt(lambda now: moved_into(now, item.id, section)), width=320),
    )  # fmt: skip
    return stack(ways, *([body(fault, color=ft.Colors.ERROR, key=f"place-fault.{item.id}")] if fault else []))


@piece
def RuleText(item: Item, change: Change) -> ft.Control:
    """The same as text, folded away: the lines of a checklist's file, for who knows them."""
    opened, set_opened = held(False)
    if not opened:
        words = say("Show it as text")
        return line(quiet(f"as-text.{item.id}", words, lambda: set_opened(True), icon=ft.Icons.NOTES))
    told = say("The lines of this question in the checklist's file.")
    field = TypedField(
        f"rule-text.{item.id}",
        say("Rule of this question"),
        rule_text(item),
        lambda text: change(lambda now: with_rule(now, item.id, text)),
        multiline=True,
        min_lines=3,
        max_lines=14,
        key=f"rule-field.{item.id}",
    )
    return stack(label(told), field)
