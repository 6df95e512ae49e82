"""The ancillary items of a unit in the register: what each is, its label as it is on it, and where it is kept."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from audit_app.audit.register import AncillaryItem, KnownUnit
from audit_app.register.log import log_id
from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.dialogs import plain, quiet
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.layout import chip, label, line, stack
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say
from audit_app.screens.unit.register_list import NEW, Field, Form, Values, entry, kept_of, pen_of, texts
from audit_app.visit.register import ancillaries
from audit_app.visit.register_verbs import keep_ancillary, set_out_of_use

NAMED = ("name", "maker", "model", "serial", "conditions", "place")
MARKS = {
    "mr_safe": ft.Icons.CHECK_BOX_OUTLINED,
    "mr_conditional": ft.Icons.WARNING_AMBER_OUTLINED,
    "mr_unsafe": ft.Icons.DO_NOT_DISTURB,
    "none": ft.Icons.LABEL_OFF_OUTLINED,
    "": ft.Icons.HELP_OUTLINE,
}


def label_words() -> dict[str, str]:
    """What may be on an item, in words; nobody has said is not the same as no label."""
    return {
        "": say("Label not recorded"),
        "mr_safe": say("MR Safe"),
        "mr_conditional": say("MR Conditional"),
        "mr_unsafe": say("MR Unsafe"),
        "none": say("No label on it"),
    }


def ancillary_rows(desk: Desk, unit: KnownUnit, editing: str, edit: Callable[[str], None]) -> ft.Control:
    """Each ancillary item of a unit to correct and one more to add; the form stands where it was asked for."""
    here = {f"item:{each.id}": each for each in ancillaries(desk.cabinet.store, unit.id)}
    new = f"{NEW}:item:{unit.id}"

    def form(item: AncillaryItem) -> ft.Control:
        return AncillaryForm(desk, unit, item, partial(edit, ""), key=f"form.{editing}")

    rows = [form(each) if key == editing else item_row(each, partial(edit, key)) for key, each in here.items()]
    if editing == new:
        add = form(AncillaryItem(id="", unit=unit.id, name=""))
    else:
        words = say("Add an ancillary item")
        add = line(plain(f"ancillary.add.{unit.id}", words, partial(edit, new), icon=ft.Icons.ADD))
    return stack(*([label(say("Ancillary items"))] if rows else []), *rows, *unused_items(desk, unit), add)


def item_row(each: AncillaryItem, change: Callable[[], None]) -> ft.Control:
    """An item with its label in words and a shape, and its place."""
    machine = " ".join(part for part in (each.maker, each.model) if part)
    serial = say("serial number {number}", number=each.serial) if each.serial else ""
    on_it = say("on its label: {conditions}", conditions=each.conditions) if each.conditions else ""
    about = ", ".join(part for part in (machine, serial, on_it) if part)
    color = ft.Colors.ERROR if each.label in ("mr_unsafe", "none", "") else ft.Colors.ON_SURFACE_VARIANT
    facts = [chip(label_words().get(each.label, each.label), MARKS.get(each.label), color)]
    facts += [chip(each.place, ft.Icons.PLACE_OUTLINED)] if each.place else []
    return entry(each.id, each.name, about, facts, change)


def unused_items(desk: Desk, unit: KnownUnit) -> list[ft.Control]:
    """The items of a unit that are no longer used; in its history that is taken back."""
    log = log_id("unit", unit.id)
    gone = [each for each in desk.cabinet.store.register.now.out_of_use if each[:2] == (log, "ancillary")]
    rows = [quiet(f"unused.{item}", name, go(f"/register/log/{log}"), icon=ft.Icons.BLOCK) for _, _, item, name in gone]
    return [label(say("Ancillary items no longer used")), line(*rows)] if rows else []


@piece
def AncillaryForm(desk: Desk, unit: KnownUnit, item: AncillaryItem, close: Callable[[], None]) -> ft.Control:
    """What is known of one ancillary item."""
    on_it, set_on_it = held(str(item.label))
    gone, set_gone = held(False)
    fields: list[Field] = [
        ("name", say("What it is"), {"hint_text": say("Infusion pump")}),
        ("place", say("Where it is kept"), {}),
        ("conditions", say("Conditions on its label, e.g. up to 20 mT"), {}),
        ("maker", say("Maker"), {}),
        ("model", say("Model"), {}),
        ("serial", say("Serial number"), {}),
    ]

    def keep(form: Values) -> None:
        store, pen = desk.cabinet.store, pen_of(desk)
        told: dict[str, Any] = {**kept_of(form, *NAMED), "label": on_it, "unit": unit.id}
        kept = item.model_copy(update={**told, "id": item.id or desk.cabinet.clock.new_id()})
        with store.register.together():
            keep_ancillary(store, kept, pen)
            if gone:
                set_out_of_use(store, log_id("unit", unit.id), "ancillary", kept.id, pen=pen)

    on_label = choice("label", say("Its label, as it is on it"), on_it, list(label_words().items()), set_on_it)
    extra = [tick("gone", say("No longer used"), gone, set_gone)] if item.id else []
    heading = say("Ancillary item of {unit}", unit=unit.name)
    draft = f"/register/unit/{unit.id}/ancillary/{item.id}"
    return stack(
        Form(
            desk,
            texts(item, *NAMED),
            fields,
            keep,
            close,
            draft,
            extra,
            heading,
            [on_label],
            key=f"ancillary.{item.id}",
        )
    )
