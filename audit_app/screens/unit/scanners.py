"""The scanners of a unit in the register: each with its form, and the way to add one."""

from collections.abc import Callable
from functools import partial

import flet as ft

from audit_app.audit.register import KnownScanner, KnownUnit
from audit_app.errors import UsageError
from audit_app.screens.pieces.component import piece
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.layout import line, stack
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.unit.register_list import NEW, Field, Form, Values, kept_of, pen_of, texts
from audit_app.visit.register import scanners
from audit_app.visit.register_verbs import keep_scanner

NAMED = ("maker", "model", "serial")


def scanner_fields() -> list[Field]:
    """What the register asks about a scanner."""
    return [
        ("maker", say("Scanner maker"), {}),
        ("model", say("Scanner model"), {}),
        ("serial", say("Serial number"), {}),
    ]


def scanner_rows(desk: Desk, unit: KnownUnit, editing: str, edit: Callable[[str], None]) -> ft.Control:
    """Each scanner of a unit to correct, one more to add, or the form of the one being changed."""
    here = {each.id: each for each in scanners(desk.cabinet.store, unit.id)}
    new = f"{NEW}:{unit.id}"
    if editing in (new, *here):
        machine = here.get(editing, KnownScanner(unit=unit.id))
        return ScannerForm(desk, unit, machine, partial(edit, ""), key=f"form.{editing}")
    icon = ft.Icons.SENSORS
    rows = [quiet(f"scanner.{each.id}", named(each), partial(edit, each.id), icon=icon) for each in here.values()]
    return line(*rows, plain(f"scanner.add.{unit.id}", say("Add a scanner"), partial(edit, new), icon=ft.Icons.ADD))


def named(each: KnownScanner) -> str:
    """A scanner as a list names it."""
    return ", ".join(part for part in (str(each), each.serial) if part)


@piece
def ScannerForm(desk: Desk, unit: KnownUnit, machine: KnownScanner, close: Callable[[], None]) -> ft.Control:
    """What is known of one scanner."""

    def keep(form: Values) -> None:
        told = kept_of(form, *NAMED)
        if not any(told.values()):
            raise UsageError(say("The scanner"), say("has no name yet"), say("Type its maker, model or serial number"))
        own = {"id": machine.id or desk.cabinet.clock.new_id(), "unit": unit.id}
        keep_scanner(desk.cabinet.store, machine.model_copy(update={**told, **own}), pen_of(desk))

    start = {**texts(machine, *NAMED), "name": unit.name}
    draft = f"/register/unit/{unit.id}/scanner/{machine.id}"
    return stack(Form(desk, start, scanner_fields(), keep, close, draft, key=f"scanner.{machine.id}"))
