"""From the guideline to the evidence and back: each clause, the items that serve it, and what was found."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.audit import Audit, Line
from audit_app.checklist.coverage import ClauseServed, clause_coverage, clauses_of
from audit_app.checklist.reference.sources import Citation
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.fields.choice import choice
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import XS, S, body, card, chip, copied, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.pieces.verdicts import badge
from audit_app.screens.session.language import say, say_many


def lines_of(audit: Audit, clause: str) -> tuple[Line, ...]:
    """The lines of an audit whose items rely on a clause, in walking order."""
    return tuple(each for each in audit.lines.values() if clause in clauses_of(each.item))


@view
def CoverageScreen() -> ft.View:
    """The clauses of one document at a time, with their items and verdicts."""
    desk, audit = use_audit()
    chosen, choose = held("")
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    if audit is None:
        return frame(f"{address}/coverage", say("Coverage"), [still_opening()], back=address)
    served = clause_coverage(audit.checklist, audit.references)
    documents = {each.document.id: each.document for each in served}
    shown = chosen or next(iter(documents), "")

    def turn(key: str) -> None:
        desk.go_to(key)
        ft.context.page.navigate(address)

    here = [each for each in served if each.document.id == shown]
    parts: list[ft.Control] = [
        body(say("Which items cover each clause, and what was found.")),
        choice("coverage.document", say("Document"), shown, named(served), choose, expand=True),
        label(counted(here), key="coverage.count"),
        *(Clause(audit, each, desk.window.dark, turn, key=f"clause.{each.clause.id}") for each in here if each.items),
        *bare([each for each in here if not each.items], audit),
    ]
    return frame(f"{address}/coverage", say("Coverage"), parts, back=f"{address}/summary", help_page="coverage")


def named(served: tuple[ClauseServed, ...]) -> list[tuple[str, str]]:
    """The documents to choose from, each with how many of its clauses are served."""
    documents = {each.document.id: each.document for each in served}
    found = []
    for document in documents.values():
        own = [each for each in served if each.document.id == document.id]
        done = sum(1 for each in own if each.items)
        found.append((document.id, say("{name} ({done} of {all})", name=document.short, done=done, all=len(own))))
    return found


def counted(here: list[ClauseServed]) -> str:
    """How many clauses of a document the checklist serves."""
    done = sum(1 for each in here if each.items)
    return say_many("{done} of {n} clause is covered", "{done} of {n} clauses are covered", len(here), done=done)


@piece
def Clause(audit: Audit, served: ClauseServed, dark: bool, turn: Callable[[str], None]) -> ft.Control:
    """One clause: what it says in our words, the verdicts under it, and on a tap its items."""
    opened, open_ = held(False)
    found = lines_of(audit, served.clause.id)
    words = say_many("{n} item here", "{n} items here", len(found))
    more = ft.TextButton(
        words,
        icon=ft.Icons.EXPAND_LESS if opened else ft.Icons.EXPAND_MORE,
        on_click=lambda: open_(not opened),
    )
    items = [Found(each, dark, turn, key=f"served.{served.clause.id}.{each.key}") for each in found] if opened else []
    return card(
        *cited(audit.references.cite(served.clause.id), served),
        line(*verdicts(found, dark)),
        line(known(f"open.{served.clause.id}", more)),
        *items,
    )


def cited(citation: Citation, served: ClauseServed) -> list[ft.Control]:
    """Topic, edition and section of a clause, and what it says in our words."""
    facts = [chip(each) for each in (citation.edition, citation.place) if each]
    if citation.confirmed_by:
        facts.append(chip(say("Confirmed by {name}", name=citation.confirmed_by), ft.Icons.VERIFIED_OUTLINED))
    said = copied(body(f"{served.document.short} {citation.says}: {citation.paraphrase}"))
    return [title(citation.topic[:1].upper() + citation.topic[1:], size=17, level=3), line(*facts), said]


def verdicts(found: tuple[Line, ...], dark: bool) -> list[ft.Control]:
    """Each verdict given under a clause, and how often."""
    given = [each.verdict for each in found]
    return [
        badge(verdict, dark, words=f"{given.count(verdict)} {say(verdict.words).lower()}")
        for verdict in dict.fromkeys(given)
    ]


@piece
def Found(each: Line, dark: bool, turn: Callable[[str], None]) -> ft.Control:
    """One item under a clause; a tap leads to it."""
    where = f"{each.section.title}: {each.thing.name}" if each.thing else each.section.title
    words = stack(ft.Text(each.item.text, size=16), label(where), spacing=2, expand=True)
    tile = ft.Container(
        ft.Row([words, badge(each.verdict, dark)], spacing=S),
        padding=ft.Padding.symmetric(horizontal=S, vertical=XS),
        border_radius=8,
        ink=True,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        on_click=lambda: turn(each.key),
    )
    return known(f"to.{each.key}", tile, button=True)


def bare(unserved: list[ClauseServed], audit: Audit) -> list[ft.Control]:
    """The clauses of a document that no item of this checklist serves."""
    if not unserved:
        return []
    rows = [label(audit.references.cite(each.clause.id).text) for each in unserved]
    return [card(title(say("Not covered by any item of this checklist"), size=17), *rows, key="coverage.bare")]


def coverage_card(address: str) -> ft.Control:
    """The way to the coverage page."""
    button = ft.OutlinedButton(say("Coverage"), icon=ft.Icons.MENU_BOOK_OUTLINED, on_click=go(f"{address}/coverage"))
    words = body(say("Each clause of the guideline, the items that cover it and what was found."))
    return card(title(say("Coverage of the guideline"), size=18), words, line(known("coverage", button)))
