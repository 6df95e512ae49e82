"""What Flet lacks, as it is in the version that was tried: each test fails when Flet has changed underneath."""

import asyncio
import logging
import weakref
from collections.abc import Callable
from contextvars import Context

import flet as ft
import pytest
from flet.controls import object_patch
from flet.controls.base_control import BaseControl
from flet.controls.exceptions import FletPageDisconnectedException
from flet.controls.object_patch import DiffBuilder

from audit_app.screens import flet_gaps
from audit_app.screens.flet_gaps import (
    TRIED,
    ClientText,
    Gone,
    before_each_event,
    dialog_is_open,
    draw_from_outside,
    forgive_late_answers,
    hear_errors,
    is_gone,
    keep_drawing,
    look_only_at_what_is_set,
    picture_from,
    scroll_key,
    waits_to_be_drawn,
)
from tests.screen import Screen, screen


async def turns(many: int = 30) -> None:
    for _ in range(many):
        await asyncio.sleep(0)


class Drawn:
    """A component over one text, and the way to change it from outside."""

    def __init__(self) -> None:
        self.put = lambda words: None

    def main(self, page: ft.Page) -> None:
        page.render(ft.component(lambda: self.shown()))

    def shown(self) -> ft.Control:
        words, self.put = ft.use_state("first")
        if words == "broken":
            raise ValueError("cannot be drawn")
        return ft.Text(words, key="words")


def button(press) -> ft.Page:
    def main(page: ft.Page) -> None:
        page.add(ft.Button("Press", key="press", on_click=press))

    return main


def test_the_gaps_were_tried_with_the_version_that_is_installed() -> None:
    assert ft.__version__ == TRIED


async def test_flet_has_the_client_replace_the_screen_when_a_handler_fails() -> None:
    async with screen(button(lambda: 1 / 0)) as shown:
        await shown.session.dispatch_event(shown["press"]._i, "click", None)
        assert "division by zero" in shown.client.crashes[0]


async def test_what_a_handler_raised_is_heard_instead() -> None:
    heard: list[str] = []
    async with screen(button(lambda: 1 / 0)) as shown:
        hear_errors(shown.page, heard.append)
        await shown.press("press")
        assert "division by zero" in heard[0] and not shown.client.crashes


async def failing(shown: Screen, drawn: Drawn) -> None:
    drawn.put("broken")
    await turns()
    drawn.put("second")
    await turns()


async def test_flet_draws_nothing_any_more_once_a_component_failed() -> None:
    drawn = Drawn()
    async with screen(drawn.main) as shown:
        await failing(shown, drawn)
        assert shown.session._Session__updates_task.done()
        assert shown.session._Session__updates_task.exception() is not None
        assert not shown.all("words") or shown["words"].value != "second"


async def test_drawing_is_started_again_after_a_component_failed(caplog: pytest.LogCaptureFixture) -> None:
    drawn, why = Drawn(), []
    caplog.set_level(logging.CRITICAL)
    async with screen(drawn.main) as shown:
        keep_drawing(shown.page, why.append)
        await failing(shown, drawn)
        assert [str(each) for each in why] == ["cannot be drawn"]
        assert shown["words"].value == "second"
        assert not shown.session._Session__updates_task.done()


async def test_a_change_waits_to_be_drawn_until_the_loop_has_turned() -> None:
    drawn = Drawn()
    async with screen(drawn.main) as shown:
        assert not waits_to_be_drawn(shown.session)
        drawn.put("second")
        assert waits_to_be_drawn(shown.session)
        await turns()
        assert not waits_to_be_drawn(shown.session)


async def test_an_event_waits_for_what_must_come_before_it() -> None:
    order: list[str] = []

    async def ready(control_id: int, event_name: str, data: object) -> int:
        order.append(event_name)
        return control_id

    async with screen(button(lambda: order.append("handled"))) as shown:
        before_each_event(shown.session, ready)
        await shown.press("press")
        assert order == ["click", "handled"]


async def test_what_comes_before_an_event_knows_the_page_though_the_event_came_from_nowhere() -> None:
    found: list[ft.BasePage] = []

    async def ready(control_id: int, event_name: str, data: object) -> int:
        found.append(ft.context.page)
        return control_id

    async with screen(button(lambda: None)) as shown:
        before_each_event(shown.session, ready)
        event = shown.session.dispatch_event(shown["press"]._i, "click", None)
        await asyncio.create_task(event, context=Context())  # as in a browser, where a message comes in without one
        assert found == [shown.session.page]


async def test_a_dialog_is_known_to_be_open_until_it_is_closed() -> None:
    async with screen(lambda page: None) as shown:
        assert not dialog_is_open(shown.page)
        shown.page.show_dialog(ft.AlertDialog(title="Sure?"))
        assert dialog_is_open(shown.page)
        shown.page.pop_dialog()
        assert not dialog_is_open(shown.page)


async def test_a_control_is_asked_through_the_session_by_its_number() -> None:
    async with screen(button(lambda: None)) as shown:
        shown.client.answers["take_picture"] = b"a photo"
        assert await picture_from(shown["press"], 5) == b"a photo"
        assert ("take_picture", None) in shown.client.called


def test_a_scroll_key_holds_its_name() -> None:
    assert (scroll_key("card.what").value, type(scroll_key("card.what")).__name__) == ("card.what", "ScrollKey")


async def test_an_answer_to_a_control_that_is_gone_ends_its_call_and_nothing_else() -> None:
    async with screen(lambda page: page.add(ft.Text("x"))) as shown:
        session = shown.session
        with pytest.raises(RuntimeError, match="is not registered"):
            session.handle_invoke_method_results(999_999, "call", None, None)
        forgive_late_answers(session)
        session.handle_invoke_method_results(999_999, "call", None, None)
        waiting = asyncio.Event()
        session._Session__method_calls["late"] = waiting
        session.handle_invoke_method_results(999_999, "late", None, None)
        assert waiting.is_set()


@pytest.mark.parametrize("kind", [ft.TextField, ClientText])
async def test_a_new_drawing_writes_over_what_is_typed_unless_the_text_is_the_clients(kind: type[ft.TextField]) -> None:
    drawn = Drawn()

    def shown_as() -> ft.Control:
        words, drawn.put = ft.use_state("first")
        return ft.Column([kind(value="kept", label=words, key="field")])

    drawn.shown = shown_as  # type: ignore[method-assign]
    async with screen(drawn.main) as shown:
        field = shown["field"]
        if isinstance(field, ClientText):
            field.text.typed("kept and typed")
        shown.session.apply_patch(field._i, {"value": "kept and typed"})
        drawn.put("second")
        await turns()
        assert shown["field"].label == "second"
        assert shown["field"].value == ("kept and typed" if kind is ClientText else "kept")


async def test_an_error_is_known_as_nobody_at_the_other_end_and_no_other_is() -> None:
    async with screen(lambda page: None) as shown:
        for told in ("Session closed", "Timeout waiting for invoke method listener", "An attempt to fetch destroyed X"):
            assert is_gone(shown.page, RuntimeError(told))
        assert is_gone(shown.page, FletPageDisconnectedException("gone"))
        assert not is_gone(shown.page, ValueError("a number is wrong")) and not is_gone(shown.page, None)
        shown.session._Session__conn = None
        assert is_gone(shown.page, ValueError("whatever it says"))


async def test_flet_lets_an_event_of_a_control_that_was_replaced_fall() -> None:
    pressed: list[int] = []

    def shown() -> ft.Control:
        turn, put = ft.use_state(0)
        again = ft.Button("Again", key="again", on_click=lambda: put(turn + 1))
        inside = ft.Button("Press", key="press", on_click=lambda: pressed.append(turn))
        return ft.Column([again, ft.Row([inside], key=f"row-{turn}")])

    async with screen(lambda page: page.render(ft.component(shown))) as drawn:
        gone, old = Gone(drawn.session), drawn["press"]._i
        await drawn.press("again")
        await drawn.session.dispatch_event(old, "click", None)
        assert not pressed and gone.is_gone(old) and not gone.is_gone(drawn["press"]._i)
        assert gone.in_its_place(old, "click") is drawn["press"] and gone.in_its_place(old, "long_press") is None


def of_every_kind() -> ft.Control:
    """Controls in lists, alone, in values, and in values that differ by the state of a control."""
    style = ft.ButtonStyle(color={ft.ControlState.HOVERED: "red"}, padding=ft.Padding.all(3))
    tab = ft.Tab(label=ft.Text("a tab", key="tab"), icon=ft.Icon("home", key="icon"))
    spans = [ft.TextSpan("word", style=ft.TextStyle(size=12)), ft.TextSpan("another")]
    inside = ft.Container(ft.Text("deep", key="deep", spans=spans), border=ft.Border.all(1), key="inside")
    field = ft.TextField(prefix=ft.Text("mT", key="prefix"), key="field")
    return ft.Column([tab, inside, field, ft.Button("Press", style=style)])


def prepared(control: ft.Control, frozen: bool) -> tuple[list[object], int]:
    """What is known of each control that is found in a new one, and how often Flet looked for controls."""
    builder, above, looks = DiffBuilder(None, None, control_cls=BaseControl), ft.Row(), 0
    look = builder._configure_dataclass

    def counted(*given):
        nonlocal looks
        looks += 1
        return look(*given)

    builder._configure_dataclass = counted
    found = list(counted(control, above, frozen, False))
    first = found[0]._i
    told = [
        (type(each), each.key, each._i - first, type(each.parent), each._initialized, dict(each._dirty))
        for each in found
    ]
    return [*told, [getattr(each, "_frozen", None) for each in found]], looks


@pytest.mark.parametrize("frozen", [False, True])
async def test_flet_looks_into_every_field_of_a_new_control_and_finds_no_more_than_in_those_that_were_set(
    frozen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen(lambda page: None):
        monkeypatch.setattr(DiffBuilder, "_configure_dataclass", flet_gaps._prepared_by_flet)
        known, by_flet = prepared(of_every_kind(), frozen)
        look_only_at_what_is_set()
        assert prepared(of_every_kind(), frozen)[0] == known and len(known) > 10
        assert by_flet > 5 * prepared(of_every_kind(), frozen)[1]


@pytest.mark.parametrize("recurse", [False, True])
async def test_flet_finds_no_more_in_a_control_that_goes_than_in_what_was_set(
    recurse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen(lambda page: None):
        monkeypatch.setattr(DiffBuilder, "_removed_controls", flet_gaps._removed_by_flet)
        gone, builder = of_every_kind(), DiffBuilder(None, None, control_cls=BaseControl)
        known = list(builder._removed_controls(gone, recurse))
        look_only_at_what_is_set()
        found = list(builder._removed_controls(gone, recurse))
        assert {id(each) for each in found} == {id(each) for each in known} and len(found) == len(known)
        assert len(known) > 5 if recurse else known == [gone]


async def test_a_logger_that_nobody_listens_to_is_not_told_of_every_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_patch, "logger", logging.getLogger("flet.object_patch"))
    look_only_at_what_is_set()
    assert not isinstance(object_patch.logger, logging.Logger)
    listening = logging.Logger("flet", logging.DEBUG)
    monkeypatch.setattr(object_patch, "logger", listening)
    look_only_at_what_is_set()
    assert object_patch.logger is listening


class Nested:
    """A component within another, and how each was drawn."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.puts: dict[str, Callable[[str], None]] = {}
        self.inner = ft.component(lambda: self.shown("inner"))

    def main(self, page: ft.Page) -> None:
        page.render(ft.component(lambda: ft.Column([self.shown("outer"), self.inner()])))

    def shown(self, name: str) -> ft.Control:
        words, self.puts[name] = ft.use_state("first")
        self.drawn.append(f"{name} {words}")
        return ft.Text(words)

    async def changed(self) -> list[str]:
        """What is drawn once both have changed."""
        self.drawn.clear()
        for put in self.puts.values():
            put("second")
        await turns()
        return self.drawn


async def test_what_lies_in_one_another_is_drawn_once_from_the_outside() -> None:
    nested = Nested()
    async with screen(nested.main) as shown:
        draw_from_outside(shown.session)
        assert await nested.changed() == ["outer second", "inner second"]


async def test_a_screen_that_knows_no_page_is_drawn_after_the_one_that_is_seen() -> None:
    async with screen(Drawn().main) as shown:
        seen, hidden = ft.Text("seen"), ft.Text("hidden")
        seen._parent = weakref.ref(shown.page)
        assert list(flet_gaps.FromOutside([hidden, seen])) == [seen, hidden]
