"""Following up: e-mail drafts to the owners of actions, due dates, and the action sheet out and back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.action_sheet import Proposal, proposals, read_sheet, sheet_csv
from audit_app.audit.findings.actions import actions
from audit_app.audit.log.names import name_key
from audit_app.audit.log.people import Person
from audit_app.audit.pictures import Picture
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.portfolio.filenames import audit_file
from audit_app.report.letter import Letter, calendar, letter, owned, owners
from audit_app.report.pdf.action_sheet import action_sheet
from audit_app.screens.findings.action_cards import after_signing
from audit_app.screens.findings.mail_link import mail_link
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.fields.choice import check
from audit_app.screens.pieces.files import FileIn, FileOut, Out, put_out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, S, body, card, chip, copied, label, line, stack, title
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.visit.action_sheet import accept
from audit_app.visit.findings import remind

NO_FILE: Out | None = None
NO_LETTER: Letter | None = None
NO_ROWS: tuple[Proposal, ...] = ()


@view
def FollowUpScreen() -> ft.View:
    """The e-mails, the calendar and the sheet."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    here, back = f"{address}/followup", f"{address}/actions"
    if audit is None:
        return frame(here, say("Follow-up"), [still_opening()], back=back)
    audit = desk.followed or audit
    people = owners(audit)
    letters = [Draft(desk, audit, each, called(each, people), key=f"{audit.latest} {each!r}") for each in people]
    none = [] if people else [label(say("No open action has an owner yet."))]
    told = say(
        "Read each e-mail, then open it in your own e-mail program; nothing is sent from here. "
        "Only reviewed photos are included."
    )
    parts = [
        card(title(say("E-mails to owners"), size=18), label(told), *letters, *none),
        Sheet(desk, audit, key="sheet"),
        Returned(desk, audit, key="returned"),
    ]
    return frame(here, say("Follow-up"), parts, back=back, help_page="actions", subtitle=audit.begun.unit.name)


def copy_of(cabinet: Cabinet, picture: Picture) -> bytes | None:
    """The copy of a picture that may leave: with its redactions burnt in."""
    path = cabinet.shelf.copies.working_copy(picture.digest, picture.marks)
    return Path(path).read_bytes() if path else None


def called(owner: Person, people: tuple[Person, ...]) -> str:
    """What tells an owner from the others: the name, and the address where another is named alike."""
    alike = [each for each in people if each != owner and name_key(each.name) == name_key(owner.name)]
    return f"{owner.name} {owner.email}".strip() if alike else owner.name


@piece
def Draft(desk: Desk, audit: Audit, owner: Person, who: str) -> ft.Control:
    """One owner: what they have to do, and their e-mail to read, to open in a mail program, or as a file."""
    made, set_made = held(NO_LETTER)
    out, set_out = held(NO_FILE)
    mine = owned(audit, owner)

    async def make() -> None:
        try:
            copies = partial(copy_of, desk.cabinet)
            now = desk.cabinet.clock.now()
            written = await beside(letter, audit, owner, copies, desk.preferences.person, now)
            name = audit_file(audit, f"Actions for {owner.name}", ".eml", owner.email)
            set_out(put_out(desk.cabinet, name, written.eml))
            set_made(written)
        except AuditError as error:
            desk.report(error)

    def sent() -> None:
        subject, about = made.subject if made else "", [each.finding for each in mine]
        said = say("Noted: you wrote to {who}", who=who)
        desk.follow(lambda visit: remind(visit, about, owner.name, subject), said)

    facts = [chip(say_many("{n} open action", "{n} open actions", len(mine)), ft.Icons.TASK_ALT)]
    facts.append(chip(owner.email, ft.Icons.ALTERNATE_EMAIL) if owner.email else chip(say("no e-mail address")))
    parts: list[ft.Control] = [body(owner.name, weight=ft.FontWeight.W_600), line(*facts)]
    if made is None or out is None:
        write = plain(f"make-draft.{who}", say("Write the e-mail"), make, icon=ft.Icons.DRAFTS_OUTLINED)
        parts.append(line(write))
    else:
        parts += preview(made, out, who, sent)
    return ft.Container(stack(*parts), padding=ft.Padding.symmetric(vertical=S))


def preview(made: Letter, out: Out, who: str, sent: Callable[[], None]) -> list[ft.Control]:
    """The e-mail as it reads, and the ways to send it; nothing is sent from here."""
    link, cut = mail_link(made.to, made.subject, made.text)
    head = [label(say("To {address}", address=made.to or say("an address that you add"))), body(made.subject)]
    paper = ft.Container(
        copied(stack(*head, body(made.text.strip(), key=f"letter.{who}"), spacing=S)),
        padding=M,
        border_radius=8,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
    )
    told = [label(words, color=ft.Colors.ERROR) for words in made.left_out]
    if cut:
        told.append(label(say("It is too long for a mail program to take whole: copy the text, or save the file.")))
    told.append(label(say("Only the saved file has the photographs and the due dates.")))
    note = plain(f"sent.{who}", say("I have sent it"), sent, icon=ft.Icons.MARK_EMAIL_READ_OUTLINED)
    return [paper, *told, line(*ways_to_send(made, link, out, who)), line(note)]


def ways_to_send(made: Letter, link: str, out: Out, who: str) -> list[ft.Control]:
    """In the tablet's mail program, by its share sheet, as copied text, or as a file."""
    text = f"{made.subject}\n\n{made.text}"
    mail = ft.FilledButton(say("Open in e-mail"), icon=ft.Icons.MAIL_OUTLINE, action=ft.OpenUrl(url=link))
    copy = ft.OutlinedButton(say("Copy the text"), icon=ft.Icons.CONTENT_COPY, action=ft.CopyToClipboard(text))
    sheet = ft.ShareText(text=made.text, subject=made.subject)
    share = ft.OutlinedButton(say("Share"), icon=ft.Icons.SHARE, action=sheet)
    shares = ft.context.page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)
    ways = [known(f"mail.{who}", mail), known(f"copy.{who}", copy)]
    ways += [known(f"share.{who}", share)] if shares else []
    save = FileOut(f"draft.{who}", say("Save with photographs"), ft.Icons.DOWNLOAD, out, key="out")
    return [*ways, save]


@piece
def Sheet(desk: Desk, audit: Audit) -> ft.Control:
    """The action sheet and the due dates, each as a file."""
    pdf, set_pdf = held(NO_FILE)
    table, set_table = held(NO_FILE)
    dates, set_dates = held(NO_FILE)

    async def make() -> None:
        try:
            sheet = await beside(action_sheet, audit)
            set_pdf(put_out(desk.cabinet, audit_file(audit, "Action sheet", ".pdf"), sheet))
            set_table(put_out(desk.cabinet, audit_file(audit, "Action sheet", ".csv"), sheet_csv(audit)))
            open_ones = [each for each in actions(audit) if each.open]
            dated = calendar(audit, open_ones, desk.cabinet.clock.now())
            set_dates(put_out(desk.cabinet, audit_file(audit, "Due dates", ".ics"), dated))
        except AuditError as error:
            desk.report(error)

    told = say("One page for the site to fill in by hand, or a table to fill in and send back.")
    made = [
        ("sheet.pdf", say("Sheet as PDF"), ft.Icons.PICTURE_AS_PDF_OUTLINED, pdf),
        ("sheet.csv", say("Sheet as CSV"), ft.Icons.TABLE_CHART_OUTLINED, table),
        ("dates.ics", say("Due dates for a calendar"), ft.Icons.EVENT, dates),
    ]
    files = [FileOut(key, words, icon, out, key=key) for key, words, icon, out in made if out]
    button = strong("make-sheet", say("Make the sheet"), make, icon=ft.Icons.DESCRIPTION_OUTLINED)
    return card(title(say("Action sheet"), size=18), label(told), line(*files) if files else line(button))


@piece
def Returned(desk: Desk, audit: Audit) -> ft.Control:
    """A sheet that came back: each change to accept; nothing is taken in by itself."""
    rows, set_rows = held(NO_ROWS)
    read, set_read = held(False)

    def take(name: str, data: bytes) -> None:
        set_rows(proposals(audit, read_sheet(data, name)))
        set_read(True)

    def settled(row: int) -> None:
        set_rows(tuple(each for each in rows if each.row != row))

    parts: list[ft.Control] = [title(say("Returned action sheet"), size=18), *after_signing(audit)]
    parts.append(label(say("Every change is shown first, with none ticked. Only what you tick is applied.")))
    parts += [ProposalCard(desk, each, partial(settled, each.row), key=f"row.{each.row}") for each in rows]
    if read and not rows:
        parts.append(
            body(say("There is nothing to apply: the sheet agrees with what is recorded here."), key="nothing-asked")
        )
    words = say("Read a returned CSV")
    parts.append(line(FileIn(desk, "read-sheet", words, ft.Icons.UPLOAD_FILE, ("csv", "txt"), take, key="in")))
    return card(*parts)


@piece
def ProposalCard(desk: Desk, asked: Proposal, settled: Callable[[], None]) -> ft.Control:
    """One row of the sheet: its changes with a tick each, and why parts of it cannot be taken in."""
    ticked, set_ticked = held(frozenset[str]())

    def tick(name: str, on: bool) -> None:
        set_ticked(ticked | {name} if on else ticked - {name})

    def take_in() -> None:
        desk.follow(lambda visit: accept(visit, asked, ticked), say("Applied from the sheet"))
        settled()

    head = say("Row {n}: {title}", n=asked.row, title=asked.title)
    parts: list[ft.Control] = [body(head, weight=ft.FontWeight.W_600)]
    if asked.stale:
        parts.append(body(say("This action was changed here since the sheet was sent."), color=ft.Colors.ERROR))
    parts += [body(fault, color=ft.Colors.ERROR) for fault in asked.faults]
    for each in asked.asked:
        words = f"{say(each.words)}: {each.was or say('(empty)')} → {each.now}"
        parts.append(check(f"ask.{asked.row}.{each.name}", words, each.name in ticked, partial(tick, each.name)))
    if asked.asked:
        button = strong(f"accept.{asked.row}", say("Apply what is ticked"), take_in, disabled=not ticked)
        parts.append(line(button, plain(f"skip.{asked.row}", say("Leave this row"), settled)))
    return ft.Container(stack(*parts), padding=S, border_radius=8, bgcolor=ft.Colors.SURFACE_CONTAINER_LOW)
