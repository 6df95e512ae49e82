"""Walking an audit."""

import asyncio
import gc
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import flet as ft
import pytest

from audit_app.audit.findings.finding import findings
from audit_app.audit.log.people import Scanner, Setting, Unit
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import prefer, preferences
from audit_app.units import read
from audit_app.visit.visit import begin
from tests.conftest import WALK, SteppingClock
from tests.screen import Screen, screen, walk
from tests.screens.conftest import ADA

MORE = """
[[sections]]
id = "magnet"
title = "Scan room"
zone = "IV"
[[sections.items]]
id = "quench-button"
text = "Is the quench button guarded?"
[[sections.items]]
id = "extinguisher"
text = "Which extinguisher hangs in the room?"
[sections.items.ask]
kind = "choice"
options = [
  { value = "conditional", label = "Labelled MR Conditional", verdict = "compliant" },
  { value = "steel", label = "Steel", verdict = "deficient" },
]
"""


@pytest.fixture
def audit_id(cabinet: Cabinet) -> str:
    """An audit of the short walk and a scan room, just begun."""
    visit = begin(
        cabinet.store,
        ADA,
        parse(WALK + MORE, "walk.toml"),
        Library(),
        unit=Unit(id="unit-1", name="MRI 1"),
        scanner=Scanner(field=read("1.5 T", "T").quantity),
        settings=(Setting(id="working-line", value="0.5", unit="mT", source="field-line"),),
    )
    cabinet.keep(visit.audit)
    return visit.audit.id


async def opened(shown: Screen, audit_id: str) -> None:
    await shown.go(f"/audit/{audit_id}")
    await shown.settle()


def verdict(cabinet: Cabinet, audit_id: str, key: str) -> str:
    """What the store says, not what the screen or the memory says."""
    return str(cabinet.store.load(audit_id).lines[key].verdict)


async def test_one_tap_answers_and_the_next_item_opens(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("answer.compliant.sign")
        assert verdict(cabinet, audit_id, "sign") == "compliant"
        assert "reading.field" in shown
        assert shown["deed"].value == "Compliant: Is the warning sign on the door?"


async def test_undo_takes_the_answer_back_and_returns_to_the_item(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("answer.deficient.sign")
        await shown.press("undo")
        assert verdict(cabinet, audit_id, "sign") == "not_done"
        assert "answer.compliant.sign" in shown


async def test_undo_and_redo_go_any_number_of_steps_by_touch(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("answer.deficient.sign")
        await shown.press("answer.partly.sign")
        await shown.press("answer.compliant.sign")
        seen = []
        for step in ("undo", "undo", "undo", "undo", "redo", "redo", "redo", "redo", "undo"):
            await shown.press(step)
            seen.append(verdict(cabinet, audit_id, "sign"))
        back = ["partly", "deficient", "not_done", "not_done"]
        assert seen == [*back, "deficient", "partly", "compliant", "compliant", "partly"]


@pytest.mark.parametrize("way", ["button", "key"])
async def test_a_quick_hand_undoes_and_redoes_across_places_and_ends_where_the_last_change_is(
    cabinet: Cabinet, audit_id: str, way: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        desk = shown.page.session.store.get("desk")
        for key in ("sign", "oxygen", "sign", "oxygen"):
            desk.go_to(key)
            await shown.settle()
            desk.act(lambda visit, item=key: visit.note(item, f"{item} {len(visit.audit.entries)}"), "Kept")
            await shown.settle()

        async def many(step: str, times: int) -> int:
            """Presses without waiting for anything to be drawn; gives how often the client was sent something."""
            before = shown.client.messages
            if way == "button":
                target, name, data = shown[step]._i, "click", None
            else:
                target, name = shown.page._i, "keyboard_event"
                held = {"shift": False, "ctrl": False, "alt": True, "meta": False}
                data = {"key": step[0].upper(), **held}
            await asyncio.gather(*(shown.session.dispatch_event(target, name, data) for _ in range(times)))
            await shown.settle(60)
            return shown.client.messages - before

        sent = await many("undo", 4)
        lines = cabinet.audit(audit_id).lines
        assert (desk.at, lines["sign"].note, lines["oxygen"].note) == ("sign", "", "")
        assert shown["deed"].value.startswith("Undone: the note of “Is the warning sign")
        again = await many("redo", 9)  # five more than there is to do
        lines = cabinet.audit(audit_id).lines
        assert desk.at == "oxygen" and lines["oxygen"].note.startswith("oxygen") and lines["sign"].note
        assert "note.oxygen" in shown
        assert max(sent, again) < 12  # one drawing of a place, and not one for each press


async def test_undo_and_redo_are_there_after_a_restart(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("answer.deficient.sign")
    async with screen(starter(Cabinet(cabinet.store, cabinet.folder))) as again:
        await opened(again, audit_id)
        assert "undo" not in again
        await again.press("menu.undo")
        assert verdict(cabinet, audit_id, "sign") == "not_done"
    async with screen(starter(Cabinet(cabinet.store, cabinet.folder))) as once_more:
        await opened(once_more, audit_id)
        await once_more.press("menu.redo")
        assert verdict(cabinet, audit_id, "sign") == "deficient"
        await once_more.press("undo")
        await once_more.press("undo")
        assert once_more["deed"].value == "There is nothing to undo"


async def test_many_marked_at_once_are_undone_and_redone_at_once(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("menu.all")
        await shown.press("quick.1")
        for step, expected in (("undo", "not_done"), ("redo", "not_applicable"), ("undo", "not_done")):
            await shown.press(step)
            assert {verdict(cabinet, audit_id, each) for each in ("sign", "field", "oxygen")} == {expected}


async def test_not_applicable_needs_a_reason(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("answer.not_applicable.sign")
        await shown.press("reason.keep.sign")
        assert "reason" in shown["reason.sign"].error
        assert verdict(cabinet, audit_id, "sign") == "not_done"
        await shown.press("reason.1.sign")
        line = cabinet.store.load(audit_id).lines["sign"]
        assert (str(line.verdict), line.judgement.because) == ("not_applicable", "Not installed at this unit")


async def test_a_reading_is_kept_as_typed_with_its_unit(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.type("reading.field", "0,31")
        await shown.press("keep.field")
        [entry] = cabinet.store.load(audit_id).lines["field"].live
        assert (entry.quantity.typed, entry.quantity.value, entry.quantity.unit) == ("0,31", Decimal("0.31"), "mT")


async def test_a_reading_is_not_kept_by_going_on_to_choose_its_unit(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.fill("reading.field", "5")
        assert verdict(cabinet, audit_id, "field") == "not_done"
        await shown.pick("unit.field", "G")
        assert verdict(cabinet, audit_id, "field") == "not_done"
        assert "Not kept yet" in shown["reading.field"].helper
    async with screen(starter(cabinet)) as again:  # typed and chosen, not kept: nothing of it is lost
        await opened(again, audit_id)
        assert (again["reading.field"].value, again["unit.field"].value) == ("5", "G")
        await again.press("keep.field")
        [entry] = cabinet.store.load(audit_id).lines["field"].live
        assert (entry.quantity.value, entry.quantity.unit) == (Decimal("5"), "G")
        assert "Not kept yet" not in again["reading.field"].helper


async def test_a_doubtful_reading_is_asked_back_and_kept_only_with_a_reason(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.type("reading.field", "1.234,5")
        await shown.press("keep.field")
        assert shown.says("was read as 1234.5") and shown.says("Is 1.234,5 mT right?")
        assert verdict(cabinet, audit_id, "field") == "not_done"
        await shown.type("doubt.reason", "The meter shows exactly this")
        await shown.press("doubt.keep")
        [entry] = cabinet.store.load(audit_id).lines["field"].live
        assert entry.confirmed == "The meter shows exactly this"


async def test_who_corrects_a_doubtful_reading_is_back_in_its_field(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.type("reading.field", "1.234,5")
        await shown.press("keep.field")
        await shown.press("doubt.correct")
        assert shown["reading.field"].value == "1.234,5"
        assert "focus" in [name for name, _ in shown.client.called]


async def test_who_corrects_a_doubtful_reading_is_not_told_that_somebody_else_changed_it(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.type("reading.field", "1.234,5")
        await shown.press("keep.field")
        await shown.press("doubt.correct")
        await shown.type("reading.field", "0.12")
        await shown.press("keep.field")
        assert not shown.says("This was changed while you were typing")
        [entry] = cabinet.store.load(audit_id).lines["field"].live
        assert entry.quantity.typed == "0.12"


async def test_what_is_no_quantity_is_said_under_the_field_and_kept_to_be_mended(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.type("reading.field", "low")
        await shown.press("keep.field")
        assert "has no number" in shown["reading.field"].error
        assert shown["reading.field"].value == "low"
        assert verdict(cabinet, audit_id, "field") == "not_done"


async def test_what_was_typed_and_not_kept_is_told_until_it_is_kept_or_forgotten(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.type("note.sign", "Left leaf has no si")
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.type("reading.field", "0.3")
        await shown.press("item.oxygen")
        assert (
            "Typed, not kept yet" in shown["under.sign"].value and "Typed, not kept yet" in shown["under.field"].value
        )
    async with screen(starter(cabinet)) as again:
        assert again.says("2 texts typed, not kept")
        for where in ("sign", "summary"):
            await again.go(f"/audit/{audit_id}/{where}")
            assert again.says("2 texts were typed but not saved") and again.says("“Left leaf has no si”")
        await again.press("forget.note:sign")
        assert again.says("1 text was typed but not saved") and not again.says("“Left leaf has no si”")
        await again.press("left-typed.answer:field")
        assert again.page.route == f"/audit/{audit_id}" and again["reading.field"].value == "0.3"
        await again.press("keep.field")
        await again.go(f"/audit/{audit_id}/summary")
        assert not again.says("typed but not saved")


async def test_a_reason_half_typed_for_a_whole_place_is_there_again(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("menu.all")
        await shown.type("one-field", "The whole floor is being re")
    async with screen(starter(cabinet)) as again:
        await opened(again, audit_id)
        await again.press("menu.all")
        assert again["one-field"].value == "The whole floor is being re"
        await again.press("one-field.stop")
        await again.press("menu.all")
        assert again["one-field"].value == ""


async def test_typing_survives_the_loss_of_the_screen(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.type("note.sign", "Left leaf has no si")
    async with screen(starter(cabinet)) as again:
        await opened(again, audit_id)
        assert again["note.sign"].value == "Left leaf has no si"
        await again.fill("note.sign", "Left leaf has no sign")
        assert cabinet.store.load(audit_id).lines["sign"].note == "Left leaf has no sign"
        assert cabinet.store.drawers.drafts(audit_id) == {}


async def test_the_visit_resumes_at_the_item_it_was_left_at(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.oxygen")
    async with screen(starter(cabinet)) as again:
        await opened(again, audit_id)
        assert "reading.oxygen" in again


async def test_doors_are_named_before_they_are_looked_at(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("place.doors")
        await shown.type("one-field", "Door to the scan room")
        await shown.press("one-field.keep")
        [door] = cabinet.store.load(audit_id).things
        assert door.name == "Door to the scan room"
        await shown.press(f"answer.partly.closes@{door.id}")
        assert verdict(cabinet, audit_id, f"closes@{door.id}") == "partly"
        assert shown.says("Photo still needed")


async def test_the_rest_of_a_place_is_not_applicable_with_one_reason_and_one_undo(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("menu.all")
        await shown.press("quick.1")
        audit = cabinet.store.load(audit_id)
        assert {str(audit.lines[key].verdict) for key in ("sign", "field", "oxygen")} == {"not_applicable"}
        assert shown.says("Nothing is left here")
        await shown.press("undo")
        assert {
            str(v) for v in (cabinet.store.load(audit_id).lines[k].verdict for k in ("sign", "field", "oxygen"))
        } == {"not_done"}


async def test_the_magnet_room_is_stopped_at_and_the_choice_is_logged(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("place.magnet")
        assert "answer.compliant.quench-button" not in shown
        assert shown.says("MR Unsafe unless")
        await shown.press("zone.outside")
        [logged] = [e for e in cabinet.store.load(audit_id).entries if e.kind == "zone_entered"]
        assert (logged.section, logged.choice) == ("magnet", "tablet_left_outside")
        await shown.press("answer.compliant.quench-button")
        await shown.press("choose.steel.extinguisher")
        assert verdict(cabinet, audit_id, "extinguisher") == "deficient"


async def test_two_tablets_see_each_others_answers(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, screen(starter(cabinet), hub=one.client.pubsubhub) as two:
        await opened(one, audit_id)
        await opened(two, audit_id)
        await one.press("answer.compliant.sign")
        await two.until(lambda: two["verdict.sign"].value == "Compliant")


async def test_an_unforeseen_failure_is_said_and_the_visit_goes_on(
    cabinet: Cabinet, audit_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        with monkeypatch.context() as broken:
            broken.setattr(cabinet.store, "append", lambda *_: 1 / 0)
            await shown.press("answer.compliant.sign")
        assert "unexpected" in shown["trouble"].value
        assert verdict(cabinet, audit_id, "sign") == "not_done"
        await shown.press("answer.compliant.sign")
        assert verdict(cabinet, audit_id, "sign") == "compliant"


async def test_with_one_hand_the_answers_stand_at_the_bottom(cabinet: Cabinet, audit_id: str) -> None:
    prefer(cabinet.store, replace(preferences(cabinet.store), one_hand=True))
    async with screen(starter(cabinet), width=390, height=844) as shown:
        await opened(shown, audit_id)
        await shown.press("answer.compliant.sign")
        assert verdict(cabinet, audit_id, "sign") == "compliant"
        assert "answer.compliant.field" not in shown


async def test_on_a_phone_the_places_are_behind_one_button(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), width=390, height=844) as shown:
        await opened(shown, audit_id)
        assert "place.doors" not in shown
        await shown.press("places")
        await shown.press("place.magnet")
        assert shown.says("MR Unsafe unless")


async def test_letters_typed_into_a_name_answer_nothing(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("place.doors")
        await shown.type("one-field", "Door 1")
        await shown.press("one-field.keep")
        before = len(cabinet.store.load(audit_id).entries)
        await shown.press("menu.add")
        for letter in ("c", "p", "d"):
            data = {"key": letter, "shift": False, "ctrl": False, "alt": False, "meta": False}
            await shown.send(shown.page, "keyboard_event", data)
        assert len(cabinet.store.load(audit_id).entries) == before


async def test_the_rest_is_what_nobody_answered_never_a_deficiency_that_lacks_its_photo(
    cabinet: Cabinet, audit_id: str
) -> None:
    with cabinet.visiting(audit_id, ADA) as visit:
        door = visit.add_thing("door", "Door 1")
        visit.answer("closes", "deficient", door)
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press(f"place.doors@{door}")
        assert shown.says("2 items left here")
        await shown.press("menu.all")
        await shown.press("quick.1")
        assert verdict(cabinet, audit_id, f"closes@{door}") == "deficient"
        assert verdict(cabinet, audit_id, f"tested@{door}") == "not_applicable"


async def test_an_item_stays_open_when_its_photo_completes_it(cabinet: Cabinet, audit_id: str) -> None:
    with cabinet.visiting(audit_id, ADA) as visit:
        door = visit.add_thing("door", "Door 1")
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press(f"place.doors@{door}")
        await shown.press(f"answer.deficient.closes@{door}")
        with cabinet.visiting(audit_id, ADA) as visit:
            visit.add_photo("closes", "ab" * 32, door)
        shown.page.session.store.get("desk").refresh()
        await shown.settle()
        assert not shown.says("Photo still needed")
        assert f"answer.deficient.closes@{door}" in shown


async def test_the_next_item_is_brought_into_view_once_it_is_laid_out(cabinet: Cabinet, audit_id: str) -> None:
    def turns() -> list[tuple[object, object, object]]:
        called = [told for name, told in shown.client.called if name == "scroll_to"]
        return [(told["delta"], told["offset"], told["scroll_key"]) for told in called]

    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.until(lambda: turns()[-1:] == [(None, 0, None)])
        shown.client.called.clear()
        await shown.press("answer.compliant.sign")
        await shown.until(lambda: len(turns()) == 2)
        assert turns() == [(0, None, None), (None, None, "field")]
        slides = [told["duration"] for name, told in shown.client.called if name == "scroll_to"]
        assert not any(slides), "a list that slides does not hear taps"


async def test_many_things_are_named_at_once_and_taken_back_at_once(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("place.doors")
        await shown.type("one-field", "Scan room\n\n Store \nFire exit\n")
        assert shown.says("Keep all 3")
        await shown.press("one-field.keep")
        doors = cabinet.store.load(audit_id).things
        assert [each.name for each in doors] == ["Scan room", "Store", "Fire exit"]
        assert f"answer.compliant.closes@{doors[0].id}" in shown
        await shown.press("undo")
        assert cabinet.store.load(audit_id).things == ()


async def test_two_things_of_one_name_are_refused_before_any_is_kept(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("place.doors")
        await shown.type("one-field", "Door\nStore\ndoor")
        await shown.press("one-field.keep")
        assert "is named already" in shown["one-field"].error
        assert cabinet.store.load(audit_id).things == ()


async def test_on_a_phone_a_tap_on_the_place_one_is_in_closes_the_list(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), width=390, height=844) as shown:
        await opened(shown, audit_id)
        await shown.press("places")
        await shown.press("place.signs")
        assert "place.signs" not in shown
        assert "answer.compliant.sign" in shown


async def test_what_is_left_in_the_place_stays_in_view_and_leads_on_when_it_is_nothing(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        lists = [each for each in shown.controls() if getattr(each, "scroll", None)]
        assert not any(each.key == "left-here" for column in lists for each in walk(column) if hasattr(each, "key"))
        await shown.press("menu.all")
        await shown.press("quick.1")
        await shown.press("next-place")
        assert "one-field" in shown


async def test_a_reading_is_kept_whole_however_fast_enter_follows_its_last_figure(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.type("reading.field", "0.3")
        field = shown["reading.field"]
        shown.session.apply_patch(field._i, {"value": "0.31"})
        change = shown.session.dispatch_event(field._i, "change", "0.31")
        await asyncio.gather(change, shown.session.dispatch_event(field._i, "submit", "0.31"))
        await shown.settle()
        [entry] = cabinet.store.load(audit_id).lines["field"].live
        assert entry.quantity.typed == "0.31"


async def test_a_field_left_at_once_for_another_loses_no_letter(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.type("unit", "MRI")
        for name, words in (("unit", "MRI 2"), ("site", "North wing")):
            shown.session.apply_patch(shown[name]._i, {"value": words})
        typed = [
            shown.session.dispatch_event(shown[n]._i, "change", w)
            for n, w in (("unit", "MRI 2"), ("site", "North wing"))
        ]
        await asyncio.gather(*typed)
        await shown.settle()
        assert (shown["unit"].value, shown["site"].value) == ("MRI 2", "North wing")


async def test_a_clock_that_stands_before_the_last_entry_is_told(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        assert "wrong-clock" not in shown
    cabinet.clock = SteppingClock(datetime(1970, 1, 1, tzinfo=UTC))
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        assert "1 January 1970" in shown["wrong-clock"].value


async def test_a_day_of_opening_items_leaves_nothing_behind(cabinet: Cabinet, audit_id: str) -> None:
    def pickers() -> int:
        return sum(isinstance(each, ft.FilePicker) for each in list(shown.session.index.values()))

    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        for key in ("field", "oxygen", "sign") * 5:
            await shown.press(f"item.{key}")
        gc.collect()  # what was drawn before refers to itself in circles
        await shown.press("item.field")
        assert pickers() <= 2


async def test_the_left_hand_has_both_ways_on_its_own_side_and_no_arrow_points_back(
    cabinet: Cabinet, audit_id: str
) -> None:
    prefer(cabinet.store, replace(preferences(cabinet.store), left_hand=True))
    async with screen(starter(cabinet), width=390) as shown:
        await opened(shown, audit_id)
        wanted = ("previous", "next", "left", "summary")
        keys = [str(each.key) for each in shown.controls() if getattr(each, "key", None) in wanted]
        assert tuple(dict.fromkeys(keys)) == wanted


@pytest.mark.parametrize("verdict_", ["deficient", "partly"])
async def test_what_was_found_wanting_stays_open_with_note_photo_and_finding_under_the_finger(
    cabinet: Cabinet, audit_id: str, verdict_: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        assert "finding.sign" not in shown
        await shown.press(f"answer.{verdict_}.sign")
        assert verdict(cabinet, audit_id, "sign") == verdict_
        assert all(key in shown for key in ("open.sign", "note.sign", "finding.sign"))
        order = [str(control.key) for control in shown.controls() if getattr(control, "key", None)]
        assert order.index("note.sign") < order.index("finding.sign") < order.index("history.sign")
        await shown.fill("note.sign", "Hangs behind the door")
        assert "open.sign" in shown
        await shown.press("next")
        assert "open.sign" not in shown


async def test_a_deficient_choice_and_a_reading_at_the_line_stay_open_too(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.press("item.field")
        await shown.fill("reading.field", "0.5 mT")
        await shown.press("keep.field")
        assert verdict(cabinet, audit_id, "field") == "at_the_line"
        assert "open.field" in shown and "finding.field" in shown
        await shown.press("finding.field")
        assert [each.title for each in findings(cabinet.audit(audit_id))], "a finding can be raised from it"
