"""Replies to a finding: e-mails and documents that came back, pasted or attached as they are."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Evidence, replies
from audit_app.audit.findings.replies import read_reply
from audit_app.audit.history.sentences import spoken
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.drafts import drafted
from audit_app.screens.pieces.fields import text_field
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
    came = replies(audit, finding_id)
    signed = audit.state == "signed"

    def leave() -> None:
        forget()
        set_typed("")
        set_pasting(False)

    def paste() -> None:
        desk.act(lambda visit: attach(visit, finding_id, say("Pasted reply"), typed), say("Reply kept"))
        leave()

    def take(name: str, data: bytes) -> None:
        reply = read_reply(data, name)
        about = {"digest": desk.cabinet.shelf.keep(data), "name": reply.name, "media_type": reply.media_type}
        desk.act(lambda visit: attach(visit, finding_id, reply.title, reply.text, **about), say("Reply kept"))

    parts: list[ft.Control] = [reply_row(each) for each in came]
    if pasting:
        field = text_field(
            say("The reply"), typed, lambda event: set_typed(event.data or ""), multiline=True, min_lines=3
        )
        keep = strong("keep-reply", say("Keep the reply"), paste, disabled=not typed.strip())
        parts += [
            known("reply.text", field),
            line(keep, quiet("leave-reply", say("Cancel"), leave)),
        ]
    elif not signed:
        parts.append(
            line(
                plain("paste-reply", say("Paste a reply"), lambda: set_pasting(True), icon=ft.Icons.CONTENT_PASTE),
                FileIn(
                    desk,
                    "attach-reply",
                    say("Attach e-mail or PDF"),
                    ft.Icons.ATTACH_FILE,
                    ("eml", "pdf"),
                    take,
                    key="in",
                ),
            )
        )
    if not parts:
        return ft.Container(height=0)
    return card(title(say("Replies and evidence"), size=18), *parts)


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
