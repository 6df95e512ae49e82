"""The unit's logo for its reports: picked once, kept beside the made files until it is left out again."""

from hashlib import sha256
from pathlib import Path

import flet as ft

from audit_app.audit.log.people import Unit
from audit_app.report.logo import prepared
from audit_app.screens.pieces.component import held, known, piece
from audit_app.screens.pieces.files import FileIn
from audit_app.screens.pieces.layout import body, line
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.store.disk_errors import explained


def place_of(cabinet: Cabinet, unit: Unit) -> Path:
    """Where the logo of a unit lies when there is one."""
    return cabinet.made / f"logo-{sha256(unit.id.encode()).hexdigest()[:16]}.jpg"


def logo_of(cabinet: Cabinet, unit: Unit) -> Path | None:
    """The logo of a unit, or None."""
    place = place_of(cabinet, unit)
    return place if place.exists() else None


@piece
def UnitLogo(desk: Desk, unit: Unit) -> ft.Control:
    """Whether the front page has a logo, a button to pick one and one to leave it out."""
    place = place_of(desk.cabinet, unit)
    here, set_here = held(place.exists())

    def take(name: str, data: bytes) -> None:
        jpeg = prepared(data, name)
        with explained(str(place)):
            place.write_bytes(jpeg)
        set_here(True)

    def leave() -> None:
        place.unlink(missing_ok=True)
        set_here(False)

    words = say("Another logo") if here else say("Logo for the front page")
    endings = ("png", "jpg", "jpeg")
    pick = FileIn(desk, "logo", words, ft.Icons.IMAGE_OUTLINED, endings, take, key="logo.in")
    if not here:
        return line(pick)
    out = known("logo.out", ft.TextButton(say("No logo"), icon=ft.Icons.CLOSE, on_click=leave))
    return line(body(say("The unit's logo is on the front page."), key="logo.here"), pick, out)
