"""What comes next, below the screen and always in reach: to sign; once that is done, the report and the owners."""

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.screens.pieces.dialogs import plain, strong
from audit_app.screens.pieces.layout import foot, label
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.language import say, say_many


def next_step(audit: Audit, address: str) -> ft.Control:
    """The way to sign; of a signed audit the ways on."""
    if audit.state == "signed":
        return ways_on(address)
    left = say_many("{n} item left", "{n} items left", len(audit.left)) if audit.left else say("Every item is complete")
    return foot(label(left), strong("signing", say("Sign"), go(f"{address}/sign"), icon=ft.Icons.DRAW))


def ways_on(address: str) -> ft.Control:
    """What comes once it is signed: the report, and word to whoever has something to do."""
    report = strong("make-report", say("Make the report"), go(f"{address}/report"), icon=ft.Icons.DESCRIPTION_OUTLINED)
    write = plain("write-owners", say("Write to the owners"), go(f"{address}/followup"), icon=ft.Icons.MAIL_OUTLINE)
    return foot(report, write)
