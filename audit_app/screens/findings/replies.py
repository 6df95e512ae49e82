"""Replies to a finding: e-mails and documents that came back, pasted or attached as they are."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Evidence, replies
from audit_app.audit.findings.replies import read_reply
from audit_app.audit.history.sentences import spoken
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.drafts import drafted
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.files import FileIn
from audit_app.screens.pieces.layout import S, body, card, copied, label, line, stack, title
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.visit.findings import attach


@piece
def Replies(desk: Desk, audit: Audit, finding_id: str) -> ft.Control:
    """What came back about a finding, and the ways to add to it."""
    typed, set_typed, forget = drafted(f"reply:{finding_id}", "")
    pasting, set_pasting = held(bool(typed))

    def leave() -> None:
        forget()
        set_typed("")
        set_pasting(False)

    def paste() -> None:
        desk.follow(lambda visit: attach(visit, finding_id, say("Pasted reply"), typed), say("Reply kept"))
        leave()

    parts: list[ft.Control] = [reply_row(each) for each in replies(audit, finding_id)]
    if pasting:
        parts += paste_form(typed, set_typed, paste, leave)
    else:
        parts.append(ways_in(desk, finding_id, lambda: set_pasting(True)))
    return card(title(say("Replies and evidence"), size=18), *parts)


def paste_form(
    typed: str, change: Callable[[str], None], keep: Callable[[], None], leave: Callable[[], None]
) -> list[ft.Control]:
    """The field for a reply that is pasted, and the ways out."""
    field = text_field(say("The reply"), typed, lambda event: change(event.data or ""), multiline=True, min_lines=3)
    kept = strong("keep-reply", say("Keep the reply"), keep, disabled=not typed.strip())
    return [known("reply.text", field), line(kept, quiet("leave-reply", say("Cancel"), leave))]


def ways_in(desk: Desk, finding_id: str, paste: Callable[[], None]) -> ft.Control:
    """Paste a reply, or attach the file it came as; that is sealed on the shelf before it is entered."""

    def take(name: str, data: bytes) -> None:
        reply = read_reply(data, name)
        about = {"digest": desk.cabinet.shelf.keep(data), "name": reply.name, "media_type": reply.media_type}
        desk.follow(lambda visit: attach(visit, finding_id, reply.title, reply.text, **about), say("Reply kept"))

    words, kinds = say("Attach e-mail or PDF"), ("eml", "pdf", "msg", "dat", "p7m")
    return line(
        plain("paste-reply", say("Paste a reply"), paste, icon=ft.Icons.CONTENT_PASTE),
        FileIn(desk, "attach-reply", words, ft.Icons.ATTACH_FILE, kinds, take, key="in"),
    )


def reply_row(each: Evidence) -> ft.Control:
    """One reply: what it is, when it came, and what it says."""
    kind = ft.Icons.ATTACH_FILE if each.digest else ft.Icons.FORMAT_QUOTE
    told = " · ".join(part for part in (spoken(each.on), each.by, each.name) if part)
    words: list[ft.Control] = [body(each.title, weight=ft.FontWeight.W_600), label(told)]
    if each.text:
        words.append(copied(label(each.text, max_lines=6, overflow=ft.TextOverflow.ELLIPSIS)))
    return ft.Row(
        [ft.Icon(kind, color=ft.Colors.OUTLINE), stack(*words, spacing=2, expand=True)],
        spacing=S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
