"""Choices of one are radio buttons in a group, and what was just done leaves at the next tap."""

import flet as ft

from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from tests.faults.walker import begun
from tests.screen import Screen, screen, walk


def group_round(shown: Screen, key: str) -> ft.RadioGroup:
    """The group in which the control with this key is a radio."""
    groups = [each for each in shown.controls() if isinstance(each, ft.RadioGroup)]
    [found] = [each for each in groups if any(getattr(one, "key", None) == key for one in walk(each.content))]
    return found


async def test_the_answers_of_an_item_are_radios_and_whoever_listens_may_choose_one(cabinet: Cabinet) -> None:
    audit = begun(cabinet.store).audit
    async with screen(starter(cabinet), route=f"/audit/{audit.id}") as shown:
        await shown.until(lambda: "answer.partly.sign" in shown)
        group = group_round(shown, "answer.partly.sign")
        told = [one for one in walk(group.content) if isinstance(one, ft.Radio)]
        assert [one.value for one in told] == ["compliant", "partly", "deficient"]
        assert group.value not in [one.value for one in told]
        await shown.send(group, "change", "partly", value="partly")
        assert group_round(shown, "answer.partly.sign").value == "partly"
        assert cabinet.audit(audit.id).lines["sign"].verdict == "partly"


async def test_what_was_done_leaves_at_the_next_tap_and_the_menu_still_takes_it_back(cabinet: Cabinet) -> None:
    audit = begun(cabinet.store).audit
    async with screen(starter(cabinet), route=f"/audit/{audit.id}") as shown:
        await shown.until(lambda: "answer.partly.sign" in shown)
        await shown.press("answer.partly.sign")
        assert "undo" in shown
        await shown.press("summary")
        assert "undo" not in shown
        await shown.press("back")
        await shown.press("menu.undo")
        assert cabinet.audit(audit.id).lines["sign"].answer is None and "redo" in shown
        await shown.press("redo")
        assert cabinet.audit(audit.id).lines["sign"].verdict == "partly"


async def test_a_day_on_a_phone_has_the_width_to_itself_and_its_calendar_below(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new", width=360, height=740) as shown:
        await shown.until(lambda: "on" in shown)
        beside = [each for each in shown.controls() if isinstance(each, ft.Row) and not each.wrap]
        rows = [each for each in beside if any(getattr(one, "key", None) == "on" for one in walk(each))]
        assert not [each for each in rows if any(getattr(one, "key", None) == "calendar.on" for one in walk(each))]


async def test_the_words_of_a_switch_turn_it_and_what_it_is_about_stands_below_them(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/settings", width=360, height=740) as shown:
        await shown.until(lambda: "one-hand" in shown)
        [row] = [each for each in shown.controls() if isinstance(each, ft.Row) and shown["one-hand"] in walk(each)]
        told = [one.value for one in walk(row.controls[1]) if isinstance(one, ft.Text)]
        assert told[0] == "One hand" and told[1].startswith("The answer buttons")
        [words] = [one for one in walk(row) if isinstance(one, ft.Container) and one.on_click]
        await shown.send(words, "click")
        assert shown["one-hand"].value is True
