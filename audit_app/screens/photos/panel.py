"""What is said about one photo: caption, review, marks, facts, and the ways on."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.pictures import Picture, Review, pictures
from audit_app.dates import spoken
from audit_app.screens.photos.move import Expunge, Move, UseAlso
from audit_app.screens.photos.strip import REVIEWS, moment
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import dialog, plain, quiet, strong
from audit_app.screens.pieces.disputes import dispute_cards
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.layout import M, S, body, card, icon_button, label, line, stack
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.visit.photos import draw, review, set_aside


@piece
def Panel(desk: Desk, audit: Audit, one: Picture, signed: bool) -> ft.Control:
    """Caption, review, marks, facts, and the ways on."""
    if one.expunged:
        return card(body(say("This photo {what}.", what=one.expunged), key="expunged"), facts(one))
    parts: list[ft.Control] = dispute_cards(desk, audit, lambda each: each.photo == one.id)
    parts += [caption(desk, one, signed), reviewing(desk, audit, one, signed)]
    if one.marks:
        parts.append(marks_list(desk, one, signed))
    parts.append(facts(one))
    compare = go(f"/audit/{audit.id}/photo/{one.id}/compare")
    ways = [plain("compare", say("Compare with an earlier audit"), compare, icon=ft.Icons.COMPARE)]
    if audit.state != "signed":
        ways += [Move(desk, audit, one, key="move"), UseAlso(desk, audit, one, key="also")]
    if not signed:
        ways.append(SetAside(desk, audit, one, key="aside"))
    if not one.expunged:
        ways.append(Expunge(desk, audit, one, key="expunge"))
    return stack(*parts, line(*ways), spacing=M)


def caption(desk: Desk, one: Picture, signed: bool) -> ft.Control:
    """The caption, which is the alternative text too."""
    if signed:
        return body(one.caption or say("No caption"))

    def leave(words: str) -> None:
        if words.strip() != one.caption:
            desk.act_on_photo(one.id, lambda visit: visit.caption(one.id, words), say("Caption kept"))

    return TypedField(
        "caption",
        say("Caption: what the photo shows"),
        one.caption,
        leave,
        draft=f"caption:{one.id}",
        key=f"caption.{one.id}",
        multiline=True,
        max_lines=4,
        helper=say("Printed under the photo, and read to people who cannot see it."),
    )


def reviewing(desk: Desk, audit: Audit, one: Picture, signed: bool) -> ft.Control:
    """Whether somebody looked for what must not leave, and the button that says so and turns to the next."""
    words, icon = REVIEWS[one.review]
    if one.review is not Review.UNREVIEWED:
        who = say(
            "{words}. Reviewed by {who}, {day}",
            words=say(words),
            who=one.by.name if one.by else "",
            day=spoken(one.at[:10]),
        )
        return card(ft.Row([ft.Icon(icon, color=ft.Colors.PRIMARY), body(who, expand=True, key="review")], spacing=S))
    hidden = sum(mark.shape == "redaction" for mark in one.marks)
    ask = say("Does it show a face, a name, patient data or a screen? Choose Hide and drag over each, then confirm.")
    sure = say_many("{n} part hidden, nothing else to hide", "{n} parts hidden, nothing else to hide", hidden)
    sure = sure if hidden else say("Nothing to hide")

    def confirm() -> None:
        desk.act_on_photo(one.id, lambda visit: review(visit, one.id), say("Photo {n} reviewed", n=one.number))
        then = next_unreviewed(audit, one)
        if then:
            turn_to(desk, f"/audit/{audit.id}/photo/{then}")

    title = ft.Text(
        say("Not reviewed: it cannot leave this tablet yet"), size=16, weight=ft.FontWeight.W_600, key="review"
    )
    button = [] if signed else [strong("photo.reviewed", sure, confirm, icon=ft.Icons.VERIFIED_USER_OUTLINED)]
    return card(title, body(ask), *button, emphasis=True)


def turn_to(desk: Desk, route: str) -> None:
    """Shows another photo in the place of this one: Back leads to where the first was opened."""
    desk.trail.instead(route)
    ft.context.page.navigate(route)


def next_unreviewed(audit: Audit, one: Picture) -> str:
    """The id of the next photo that nobody looked over, going round once; empty when this is the last."""
    every = pictures(audit)
    at = next((place for place, each in enumerate(every) if each.id == one.id), 0)
    left = (each.id for each in (*every[at + 1 :], *every[:at]) if each.review is Review.UNREVIEWED)
    return next(left, "")


def marks_list(desk: Desk, one: Picture, signed: bool) -> ft.Control:
    """Each mark with a button that takes it away."""
    words = {"arrow": say("Arrow"), "box": say("Box"), "text": say("Text"), "redaction": say("Hidden part")}

    def without(place: int) -> Callable[[], None]:
        left = (*one.marks[:place], *one.marks[place + 1 :])
        return lambda: desk.act_on_photo(one.id, lambda visit: draw(visit, one.id, left), say("Mark removed"))

    rows: list[ft.Control] = []
    for place, mark in enumerate(one.marks):
        named = f"{words[mark.shape]} {place + 1}" + (f": {mark.text}" if mark.text else "")
        take = (
            []
            if signed
            else [icon_button(f"mark.{place}", ft.Icons.CLOSE, say("Remove {what}", what=named), without(place))]
        )
        rows.append(ft.Row([body(named, expand=True), *take], spacing=S))
    return stack(label(say("Marks")), *rows, spacing=0)


def facts(one: Picture) -> ft.Control:
    """What is known of the photo, and what is odd about it."""
    taken = one.taken
    lines = [
        when_taken(taken.taken_at),
        say("Received {when} by {who}", when=moment(taken.received_at or taken.wall), who=taken.by.name),
        f"{one.name}, {taken.width} × {taken.height}, {taken.size / 1e6:.1f} MB",
        say("SHA-256 {digest}", digest=f"{one.digest[:16]}…"),
    ]
    odd: list[ft.Control] = [
        ft.Row([ft.Icon(ft.Icons.WARNING_AMBER, color=ft.Colors.ERROR), body(each, expand=True)], spacing=S)
        for each in taken.warnings
    ]
    return stack(*odd, *(label(each) for each in lines), spacing=2)


def when_taken(stamp: str) -> str:
    if not stamp:
        return say("No time taken in the file")
    return say("Taken {when} by the camera's clock", when=moment(stamp))


@piece
def SetAside(desk: Desk, audit: Audit, one: Picture) -> ft.Control:
    """Takes the photo out of the audit, after asking."""
    asking, ask = held(False)
    reason, set_reason, forget = drafted(f"photo-aside:{one.id}", "")

    def do() -> None:
        ask(False)
        desk.act_on_photo(one.id, lambda visit: set_aside(visit, one.id, reason), say("Photo removed from the audit"))
        forget()
        ft.context.page.navigate(f"/audit/{audit.id}/photos")

    field = text_field(say("Reason"), reason, lambda event: set_reason(event.data or ""))
    words = body(say("It no longer counts as evidence. The log keeps the reason and its digest; undo brings it back."))
    buttons = [
        quiet("aside.no", say("Cancel"), lambda: ask(False)),
        strong("aside.yes", say("Remove it"), do, danger=True, disabled=not reason.strip()),
    ]

    def put(words: str) -> None:
        set_reason(words)

    usual = (say("Wrong item"), say("Taken by mistake"), say("Blurred"))
    quick = line(*[plain(f"aside.{n}", each, partial(put, each)) for n, each in enumerate(usual, 1)])
    ft.use_dialog(
        dialog(say("Remove this photo?"), [words, quick, known("aside.why", field)], buttons, lambda: ask(False))
        if asking
        else None
    )
    return quiet("photo.aside", say("Remove from the audit"), lambda: ask(True), icon=ft.Icons.REMOVE_CIRCLE_OUTLINE)
