"""What several tablets type at once, come back to, or leave behind, is each one's own until somebody takes it over."""

from typing import Any

import pytest
from flet.controls.context import _context_page

from audit_app.screens.app import starter
from audit_app.screens.pieces.fields.drafts import take_over
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.draft_rows import field_of, named, number_of, subject_of
from tests.screen import Screen, screen
from tests.screens.test_typing import NOTE, beside, note, opened
from tests.screens.test_typing import audit_id as audit_id


def desk(shown: Screen) -> Desk:
    found: Any = shown.page.session.store.get("desk")
    assert isinstance(found, Desk)
    return found


async def away(shown: Screen) -> None:
    await shown.session.disconnect(1000)


async def back(shown: Screen) -> None:
    await shown.session.connect(shown.client)
    await shown.settle()


async def test_a_number_never_stands_beside_the_unit_that_another_tablet_chose(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        for each in (one, other):
            await opened(each, audit_id)
        desk(one).keep_draft("answer:desk", "0.4")
        desk(other).keep_draft("unit:desk", "G")
        desk(other).keep_draft("answer:desk", "3")
    async with screen(starter(cabinet)) as again:
        await opened(again, audit_id)
        found = [desk(again).draft(f"{kind}:desk") for kind in ("answer", "unit")]
        assert found in ([("0.4", ""), None], [("3", ""), ("G", "")])
        desk(again).keep_draft("answer:desk", "")
        desk(again).keep_draft("unit:desk", "")
        rest = [desk(again).draft(f"{kind}:desk") for kind in ("answer", "unit")]
        assert {str(found), str(rest)} == {str([("0.4", ""), None]), str([("3", ""), ("G", "")])}


async def test_looking_at_what_was_left_takes_it_from_nobody(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.type(NOTE, "A cycle rack")
    async with screen(starter(cabinet)) as looker, beside(cabinet, looker) as author:
        await opened(looker, audit_id)
        await looker.go("/")
        await opened(author, audit_id)
        assert author[NOTE].value == "A cycle rack"


async def test_who_comes_back_is_asked_about_what_was_kept_meanwhile(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        await opened(one, audit_id)
        await opened(other, audit_id)
        await one.type(NOTE, "Bollard mo")
        await away(one)
        assert other[NOTE].value == ""  # theirs, for as long as their tablet may come back
        await other.fill(NOTE, "A cycle rack")
        await back(one)
        await one.leave(NOTE)
        assert f"mine.{NOTE}" in one and note(cabinet, audit_id) == "A cycle rack"


async def test_what_was_kept_after_a_cut_leaves_nothing_behind(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        await opened(one, audit_id)
        await one.type(NOTE, "Bollard mo")
        await away(one)
        await opened(other, audit_id)
        await other.send(other[NOTE], "focus")
        await other.leave(NOTE)
        assert note(cabinet, audit_id) == ""
        await back(one)
        await one.fill(NOTE, "Bollard moved to the door")
        assert note(cabinet, audit_id) == "Bollard moved to the door" == other[NOTE].value
        assert cabinet.store.drawers.drafts(audit_id) == {}


async def test_what_somebody_who_is_away_has_typed_is_taken_over_by_a_tap(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        await opened(one, audit_id)
        await one.type(NOTE, "Bollard mo")
        await away(one)
        await opened(other, audit_id)
        await other.go(f"/audit/{audit_id}/summary")
        assert not other.says("typing this on another tablet")
        await other.press(f"left-typed.{NOTE.replace('.', ':', 1)}")
        await other.go(f"/audit/{audit_id}")
        assert other[NOTE].value == "Bollard mo"


async def test_of_two_texts_typed_before_there_was_a_plan_the_second_stays(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        for each, words in ((one, "3 mT"), (other, "9 mT")):
            await opened(each, audit_id)
            desk(each).keep_draft("reading:", words)
    async with screen(starter(cabinet)) as again:
        await opened(again, audit_id)
        _context_page.set(again.page)
        for _ in range(2):
            take_over("reading:p1", "reading:")
        assert set(cabinet.store.drawers.drafts(audit_id).values()) == {"3 mT", "9 mT"}


async def test_what_a_backup_brings_belongs_to_nobody_who_is_here(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one:
        await opened(one, audit_id)
        desk(one).keep_draft("note:sign", "Half a sen")
        assert cabinet.claims
        with cabinet.exchanged():
            assert not cabinet.claims


@pytest.mark.parametrize("field", ["note:sign", "set-aside:dev.Ada~2", "/new/unit", "reading:", "note:item-3@door-7"])
def test_a_row_is_named_by_its_field_whatever_that_is_called(field: str) -> None:
    for number in (1, 2, 31):
        assert (field_of(named(field, number)), number_of(named(field, number))) == (field, number)


def test_the_fields_of_one_answer_or_one_form_are_of_one_subject() -> None:
    for one, other in (
        ("answer:desk", "unit:desk"),
        ("typed:room.along", "typed:room.across"),
        ("/new/unit", "/new/by"),
    ):
        assert subject_of(one) == subject_of(other)
    assert subject_of("note:desk") != subject_of("note:door") and subject_of("/new/unit") != subject_of("/about/unit")
