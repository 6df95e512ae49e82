"""Signing: what stands in the way, the statement at handover, the signature, the second checker, and addenda."""

from collections.abc import Callable, Set
from functools import partial

import flet as ft
import flet.canvas as cv

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import deed, spoken
from audit_app.audit.history.subjects import about
from audit_app.audit.log.entries import Entry
from audit_app.audit.log.names import same_name
from audit_app.audit.log.people import Person
from audit_app.audit.signatures import Signature, uncovered
from audit_app.audit.signing.obstacles import Obstacle, Summed, obstacles, summed
from audit_app.audit.signing.revisions import Revision, covering, revisions
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.choice import check
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, S, body, card, grid, label, line, stack, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.report.conclusion import Conclusion, VisitForm
from audit_app.screens.report.handover import Statement
from audit_app.screens.report.next_step import ways_on
from audit_app.screens.report.signature_pad import SignaturePad, Stroke, path
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.visit.left_typed import LeftTyped
from audit_app.visit.findings import amend, sign_off

SHOWN = 8  # obstacles of one kind listed before "and more"
NO_STROKES: tuple[Stroke, ...] = ()


@view
def SigningScreen() -> ft.View:
    """Everything about putting a name to the audit."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/sign", f"{address}/summary"
    if audit is None:
        return frame(here, say("Signing"), [still_opening()], back=back)
    parts: list[ft.Control] = []
    if audit.begun.purpose == "acceptance":
        parts.append(Statement(desk, audit, key="statement"))
    else:
        parts.append(Conclusion(desk, audit, key="conclusion"))
    if audit.state != "signed":
        parts.append(VisitForm(desk, audit, key="visit"))
    if audit.state == "signed":
        parts += [
            label(say("Signed. It does not change any more; its actions go on.")),
            late(audit),
            Checker(desk, audit, key="checker"),
            Addendum(desk, audit, key="addendum"),
        ]
    else:
        parts.append(SignHere(desk, audit, key=f"sign-{audit.revision}"))
    parts.append(table(audit))
    step, unit = ways_on(address) if audit.state == "signed" else None, audit.begun.unit.name
    return frame(here, say("Signing"), parts, back=back, help_page="signing", subtitle=unit, bottom=step)


# Before


@piece
def SignHere(desk: Desk, audit: Audit) -> ft.Control:
    """What is in the way, each kind to be mended or acknowledged; then the auditor's name."""
    ticked, set_ticked = held(frozenset[str]())
    found = summed(obstacles(audit))
    open_kinds = {each.kind for each in found if not each.stops} - ticked
    stopped = any(each.stops for each in found)

    def tick(kind: str, on: bool) -> None:
        set_ticked(ticked | {kind} if on else ticked - {kind})

    def sign(person: Person, declaration: str, strokes: tuple[Stroke, ...]) -> None:
        desk.act(
            lambda visit: sign_off(visit, person, declaration, drawing=strokes, acknowledged=ticked),
            say("Signed by {name}", name=person.name),
            undoable=False,
        )

    parts: list[ft.Control] = [LeftTyped(desk, audit, key="typed")]
    if found:
        words = say("Points that prevent signing must be put right. You can acknowledge the others; they are printed.")
        rows = [
            InTheWay(each, audit.id, each.kind in ticked, partial(tick, each.kind), key=each.kind) for each in found
        ]
        every = all_at_once(open_kinds, lambda: set_ticked(ticked | open_kinds))
        parts.append(card(title(say("Before you sign"), size=18), label(words), *rows, *every, emphasis=stopped))
    declared = say("I carried out this audit as recorded here.")
    what = say("Sign revision {n}", n=audit.revision) if audit.state == "amending" else say("Sign the audit")
    parts.append(
        SignatureForm(desk, what, declared, desk.preferences.person, stopped or bool(open_kinds), sign, key="form")
    )
    return stack(*parts, spacing=M)


def all_at_once(left: Set[str], acknowledge: Callable[[], None]) -> list[ft.Control]:
    """One tap for whoever has read every point that may be acknowledged, where there are several."""
    if len(left) < 2:
        return []
    words = say_many("I have read this point", "I have read all {n} points", len(left))
    return [line(plain("acknowledge-all", words, acknowledge, icon=ft.Icons.DONE_ALL))]


@piece
def InTheWay(found: Summed, audit_id: str, ticked: bool, tick: Callable[[bool], None]) -> ft.Control:
    """One kind of obstacle: what it is, the first few of them with the way there, and a tick where it may be."""
    shown, show = held(found.stops)
    more = quiet(f"more.{found.kind}", say("Hide") if shown else say("Show"), lambda: show(not shown))
    head: ft.Control
    if found.stops:
        words = body(found.sentence, color=ft.Colors.ERROR, weight=ft.FontWeight.W_600, expand=True)
        head = ft.Row([ft.Icon(ft.Icons.BLOCK, color=ft.Colors.ERROR), words], spacing=S, expand=True)
    else:
        head = ft.Container(check(f"acknowledge.{found.kind}", found.sentence, ticked, tick), expand=True)
    rows: list[ft.Control] = (
        [one(each, audit_id, place) for place, each in enumerate(found.obstacles[:SHOWN])] if shown else []
    )
    left = len(found.obstacles) - SHOWN
    if shown and left > 0:
        rows.append(label(say("and {n} more", n=left)))
    return stack(ft.Row([head, more], spacing=S), *rows, spacing=4)


def one(each: Obstacle, audit_id: str, place: int) -> ft.Control:
    """One obstacle with what mends it, and the way there."""
    address, desk_line = where(each, audit_id), each.line
    words = stack(body(each.text), label(each.remedy), spacing=2, expand=True)
    parts: list[ft.Control] = [ft.Container(width=M), words]
    if address:
        parts.append(
            Mend(address, "" if each.finding or each.photo else desk_line, f"mend.{each.kind}.{place}", key=address)
        )
    return ft.Row(parts, spacing=S)


@piece
def Mend(address: str, line_key: str, name: str) -> ft.Control:
    """The way to where an obstacle is mended."""
    desk = use_desk()

    def there() -> None:
        if line_key:
            desk.go_to(line_key)
        ft.context.page.navigate(address)

    return quiet(name, say("Go there"), there, icon=ft.Icons.ARROW_FORWARD)


def where(each: Obstacle, audit_id: str) -> str:
    """The screen on which an obstacle is mended; empty when it is this one."""
    if each.kind == "disputed" and (not each.line or each.finding) and not each.photo:
        return f"/audit/{audit_id}/disputes"
    if each.photo:
        return f"/audit/{audit_id}/photo/{each.photo}"
    if each.kind in ("follow_up", "finding"):
        return f"/audit/{audit_id}/findings"
    if each.finding:
        return f"/audit/{audit_id}/finding/{each.finding}"
    return f"/audit/{audit_id}" if each.line else ""


# The name


@piece
def SignatureForm(
    desk: Desk,
    what: str,
    declared: str,
    person: Person | None,
    blocked: bool,
    sign: Callable[[Person, str, tuple[Stroke, ...]], None],
) -> ft.Control:
    """Name, role, registration, declaration and a drawn signature."""
    start = {"name": "", "role": "", "registration": "", "declaration": declared}
    if person:
        start |= {"name": person.name, "role": person.role, "registration": person.registration}
    form, set_form, forget = drafted("signature:", start)
    strokes, set_strokes = held(NO_STROKES)

    def done() -> None:
        named = {name: form[name].strip() for name in ("name", "role", "registration")}
        who = person.model_copy(update=named) if person and same_name(person.name, named["name"]) else Person(**named)
        sign(who, form["declaration"], strokes)
        forget()

    def field(name: str, words: str, **more: object) -> ft.Control:
        change = text_field(words, form[name], lambda event: set_form({**form, name: event.data or ""}), **more)
        return known(f"sign.{name}", change)

    width = min(480, max(240, desk.window.width - 80))
    missing = say("First put right or acknowledge the points above.") if blocked else ""
    told = say("A signed audit does not change. A later correction is an addendum with its reason.")
    return card(
        title(what, size=18),
        grid(field("name", say("Name")), field("role", say("Role")), field("registration", say("Registration number"))),
        field("declaration", say("Declaration"), multiline=True, max_lines=4),
        SignaturePad(strokes, width, set_strokes, key="pad"),
        label(missing or told),
        line(strong("sign", say("Sign"), done, icon=ft.Icons.DRAW, disabled=blocked or not form["name"].strip())),
    )


# After


@piece
def Checker(desk: Desk, audit: Audit) -> ft.Control:
    """A second person who checked the audit."""
    asking, ask = held(False)

    def sign(person: Person, declaration: str, strokes: tuple[Stroke, ...]) -> None:
        said = say("Checked by {name}", name=person.name)
        desk.act(lambda visit: sign_off(visit, person, declaration, "checker", strokes), said, undoable=False)
        ask(False)

    if not asking:
        told = label(say("A second person may check the audit and sign it too."))
        return card(line(plain("check", say("Second checker"), lambda: ask(True), icon=ft.Icons.HOW_TO_REG)), told)
    declared = say("I checked this audit.")
    return SignatureForm(desk, say("Second checker"), declared, None, False, sign, key="checker-form")


@piece
def Addendum(desk: Desk, audit: Audit) -> ft.Control:
    """Opens the signed audit again, as a new revision with its reason."""
    reason, set_reason, _ = drafted("addendum:", "")

    def open_it() -> None:
        desk.act(lambda visit: amend(visit, reason), say("Addendum opened"), undoable=False)
        set_reason("")

    field = text_field(
        say("What has changed since it was signed"), reason, lambda event: set_reason(event.data or ""),
        multiline=True, max_lines=4,
    )  # fmt: skip
    told = say("The audit becomes revision {n}. It counts once it is signed again, and the report says what changed.")
    return card(
        title(say("Addendum"), size=18),
        label(told.replace("{n}", str(audit.revision + 1))),
        known("addendum.reason", field),
        line(
            plain("amend", say("Open an addendum"), open_it, icon=ft.Icons.EDIT_DOCUMENT, disabled=not reason.strip())
        ),
    )


def late(audit: Audit) -> ft.Control:
    """Entries of other tablets that the signature does not cover."""
    entries = uncovered(audit)
    if not entries:
        return ft.Container(height=0)
    words = say_many(
        "{n} entry was made on another tablet that did not yet have the signature. It was not signed.",
        "{n} entries were made on another tablet that did not yet have the signature. They were not signed.",
        len(entries),
    )
    rows = [label(told(audit, entry)) for entry in entries[:SHOWN]]
    return card(body(words, color=ft.Colors.ERROR), *rows, label(say("An addendum includes them.")), emphasis=True)


def told(audit: Audit, entry: Entry) -> str:
    """An entry in a sentence that names what it is about."""
    named = about(audit, entry)
    return f"{entry.by.name} {deed(audit, entry)}" + (f": {named}" if named else "")


def table(audit: Audit) -> ft.Control:
    """The revisions with their signatures and changes, newest first."""
    rows = [revision(audit, each) for each in reversed(revisions(audit)) if each.signed or each.number]
    if not rows:
        return ft.Container(height=0)
    return card(title(say("Revisions"), size=18), *rows, key="revisions")


def revision(audit: Audit, each: Revision) -> ft.Control:
    """One revision: its reason, who signed it, and what changed."""
    number = say("Revision {n}", n=each.number)
    opened = say(
        "{reason}; opened on {day} by {name}", reason=each.reason, day=spoken(each.opened_on), name=each.opened_by
    )
    parts: list[ft.Control] = [body(number, weight=ft.FontWeight.W_600), label(opened)]
    parts += [signature(audit, one) for one in (*([each.signed] if each.signed else []), *each.also)]
    if each.signed is None:
        parts.append(body(say("Not signed yet"), color=ft.Colors.ERROR))
    parts += [label(f"• {change}") for change in each.changes]
    return ft.Container(stack(*parts, spacing=4), padding=ft.Padding.symmetric(vertical=S))


def signature(audit: Audit, each: Signature) -> ft.Control:
    """A name put to the audit: who, as what, when, what was declared, and the drawing."""
    registration = f" ({each.person.registration})" if each.person.registration else ""
    role = f", {each.person.role}" if each.person.role else ""
    words = [body(f"{each.words}: {each.person.name}{registration}{role}, {spoken(each.on)}"), label(each.declaration)]
    words += [label(say("Acknowledged: {what}", what=sentence)) for sentence in each.acknowledged]
    words += [label(sentence) for sentence in covering(audit, each)]
    told = stack(*words, spacing=2, expand=True)
    parts: list[ft.Control] = [ft.Icon(ft.Icons.VERIFIED_OUTLINED, color=ft.Colors.PRIMARY), told]
    if each.drawing:
        parts.append(drawing(each.drawing))
    return ft.Row(parts, spacing=S, vertical_alignment=ft.CrossAxisAlignment.START)


def drawing(strokes: tuple[Stroke, ...]) -> ft.Control:
    """The drawn signature, small."""
    width, height = 150, 50
    return cv.Canvas([path(each, width, height) for each in strokes], width=width, height=height)
