"""What holds on every screen, over the sample and over an empty device: nothing broken, nothing without a name."""

from collections.abc import Iterator
from pathlib import Path

import flet as ft
import pytest

from audit_app.audit.findings.finding import findings
from audit_app.audit.pictures import pictures
from audit_app.screens.app import starter
from audit_app.screens.routes import TOP, UNDER_AUDIT
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit import sample
from tests.screen import Screen, parts, screen
from tests.screens.conftest import ADA

SMALLEST, TARGET = 13, 48  # size of type, and side of what is touched, in logical pixels
LONGEST = 24  # letters that stand beside something else on a phone


@pytest.fixture(scope="module")
def shown_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    folder: Path = tmp_path_factory.mktemp("every")
    store = Store.in_memory()
    sample.make(store, Shelf(folder))
    prefer(store, Preferences(person=ADA, welcomed=True))
    yield Cabinet(store, folder)
    store.close()


def addresses(cabinet: Cabinet) -> list[str]:
    """Every address that the audits here can fill."""
    top = [f"/{path}" for path, _ in TOP if ":" not in path] + ["/", "/nowhere", "/help/visit"]
    audits = cabinet.store.audits()
    if not audits:
        return top
    audit = cabinet.audit(audits[0].id)
    ids = {":photo": pictures(audit)[0].id, ":finding": findings(audit)[0].id, ":line": next(iter(audit.lines))}
    under = [f"/audit/{audit.id}/{path}".replace("/:item?/:thing?", "") for path, _ in UNDER_AUDIT]
    filled = ["/".join(ids.get(part, part) for part in each.split("/")) for each in (f"/audit/{audit.id}", *under)]
    return [*top, *filled]


def faults(shown: Screen) -> Iterator[str]:
    """What a screen gets wrong."""
    for control in shown.controls():
        if isinstance(control, ft.Text) and control.size and control.size < SMALLEST:
            yield f"type of {control.size}: {control.value}"
        if isinstance(control, ft.Text | ft.Markdown) and control.selectable:
            yield f"selectable by itself, so read out as a field without a name: {control.value}"
        if isinstance(control, ft.IconButton) and (not control.tooltip or small(control)):
            yield f"icon button {control.key}: no words, or too small"
        if isinstance(control, ft.Row):
            yield from unbounded(control)
            yield from cut_off(control)
        if isinstance(control, ft.Switch | ft.Checkbox) and control.label:
            yield f"the words of a switch do not go on to the next line: {control.label}"
        if not isinstance(control, ft.Semantics) and not told_as_radio(control):
            yield from unnamed_targets(control)


def told_as_radio(control: ft.BaseControl) -> bool:
    """Whether what is seen lies over an unseen radio, which tells it as one."""
    under = control.controls[0] if isinstance(control, ft.Stack) and control.controls else None
    return isinstance(getattr(under, "content", None), ft.Radio)


def small(button: ft.IconButton) -> bool:
    """True when a finger in a glove would miss it."""
    return min(button.width or TARGET, button.height or TARGET) < TARGET


def unbounded(row: ft.Row) -> Iterator[str]:
    """In a row, what is to fill it must be asked of the row's own child: else the browser draws nothing at all."""
    for child in row.controls:
        inner = getattr(child, "content", None)
        if isinstance(child, ft.Semantics) and not child.expand and getattr(inner, "expand", None):
            yield f"{child.identifier}: fills a row that does not know of it"


def cut_off(row: ft.Row) -> Iterator[str]:
    """Long words in a row must give way to its edge, and fill nothing where rows go on to the next line."""
    for child in row.controls:
        if row.wrap and getattr(child, "expand", None):
            yield f"fills a line that wraps, which draws nothing at all: {child}"
        words = child if isinstance(child, ft.Text) else getattr(child, "content", None)
        if isinstance(words, ft.Text) and not (row.wrap or row.scroll or row.width or child.expand or child.width):
            yield from [f"cut off at the edge of a phone: {words.value}"] * (len(words.value or "") > LONGEST)


def unnamed_targets(control: ft.BaseControl) -> Iterator[str]:
    """A box that is tapped must be told as a button, a tick or a choice by the semantics round it."""
    for name in parts(type(control)):
        held = getattr(control, name, None)
        for child in held if isinstance(held, list) else [held]:
            if isinstance(child, ft.Container) and child.on_click is not None:
                yield f"a box to tap without semantics, key {child.key}"


@pytest.mark.parametrize(("filled", "size"), [("sample", (1180, 820)), ("sample", (390, 844)), ("empty", (390, 844))])
async def test_every_screen_keeps_the_rules(
    shown_sample: Cabinet, cabinet: Cabinet, filled: str, size: tuple[int, int]
) -> None:
    here, (width, height) = shown_sample if filled == "sample" else cabinet, size
    found = []
    async with screen(starter(here), width=width, height=height) as shown:
        for address in addresses(here):
            await shown.go(address)
            found += [f"{address}: {fault}" for fault in faults(shown)]
    assert not found, "\n".join(sorted(set(found)))
