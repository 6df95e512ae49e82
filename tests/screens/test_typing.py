"""Typing: the text in the hand is the client's, a field follows what is kept, and nothing typed is lost unsaid."""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import flet as ft
import pytest

from audit_app.audit.history.sentences import RESULTS
from audit_app.audit.signing.result import told_of_visit
from audit_app.errors import UsageError
from audit_app.portfolio.evidence.evidence import applicant
from audit_app.screens.app import starter
from audit_app.screens.home.new_audit_form import fresh, start
from audit_app.screens.pieces.fields.drafts import Own, _clashes
from audit_app.screens.portfolio.checklist_editor import kept_draft
from audit_app.screens.portfolio.item import _day
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.event_order import in_order
from audit_app.screens.session.preferences import preferences
from audit_app.visit.findings import state_result, tell_visit
from tests.screen import Screen, screen

NOTE = "note.site-changes"


@pytest.fixture
def audit_id(cabinet: Cabinet) -> str:
    """A regular audit, just begun."""
    return start(cabinet, fresh(cabinet, preferences(cabinet.store)).having(checklist="periodic", unit="MRI 1"))


async def opened(shown: Screen, audit_id: str) -> None:
    await shown.go(f"/audit/{audit_id}")
    if NOTE not in shown:
        await shown.press("item.site-changes")


def note(cabinet: Cabinet, audit_id: str) -> str:
    return cabinet.store.load(audit_id).lines["site-changes"].note


async def keys(shown: Screen, key: str, text: str, server_sees: int = 1) -> None:
    """Typed letter by letter; when the server hears of one, the client is `server_sees` letters further."""
    field = shown[key]
    await shown.send(field, "focus")
    for end in range(1, len(text) + 1):
        ahead = text[: min(len(text), end + server_sees)]
        shown.session.apply_patch(shown[key]._i, {"value": ahead})
        await shown.session.dispatch_event(shown[key]._i, "change", text[:end])
    await shown.settle()


@pytest.mark.parametrize("address", ["/new", "/settings", "note"])
async def test_no_answer_writes_over_what_was_typed_since(cabinet: Cabinet, audit_id: str, address: str) -> None:
    async with screen(starter(cabinet), route="/" if address == "note" else address) as shown:
        if address == "note":
            await opened(shown, audit_id)
        key = {"/new": "organisation", "/settings": "who.email"}.get(address, NOTE)
        written = Written(shown)
        await keys(shown, key, "South Wealden NHS", server_sees=3)
        assert shown[key].value == "South Wealden NHS" and not written.to(key)
        await shown.leave(key)
        assert shown[key].value == "South Wealden NHS"


class Written:
    """What the server has written into fields, by listening to the messages it sends."""

    def __init__(self, shown: Screen) -> None:
        self.shown, self.said = shown, list[str]()
        send = shown.client.send_message

        def hear(message: object) -> None:
            self.said.append(str(getattr(message, "body", "")))
            send(message)

        shown.client.send_message = hear  # type: ignore[method-assign]

    def to(self, key: str) -> list[str]:
        """Every patch that replaces the value of a field on the way; `key` says which is looked at."""
        return [each for each in self.said if "'value'" in each and "South W" in each]


async def test_nothing_is_drawn_while_one_types_and_everything_when_one_leaves(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("start")
        await shown.send(shown["unit"], "focus")
        before = shown.client.sent
        for end in range(1, 6):
            await shown.type("unit", "MRI 1"[:end])
        assert shown.client.sent == before and shown["unit"].error
        await shown.leave("unit")
        assert not shown["unit"].error


async def test_what_is_typed_is_kept_at_every_key(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await keys(shown, NOTE, "Bollard mo")
        assert cabinet.store.drawers.drafts(audit_id)[NOTE.replace(".", ":")] == "Bollard mo"


def beside(cabinet: Cabinet, one: Screen) -> AbstractAsyncContextManager[Screen]:
    """Another tab on the same server, which hears what the first does."""
    return screen(starter(cabinet), hub=one.client.pubsubhub)


async def test_a_field_tapped_in_and_out_of_writes_nothing_over_anothers_note(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        await opened(one, audit_id)
        await opened(other, audit_id)
        await other.send(other[NOTE], "focus")
        await one.fill(NOTE, "Bollard moved")
        await other.settle()
        await other.leave(NOTE)
        assert note(cabinet, audit_id) == "Bollard moved" == other[NOTE].value
        assert len([each for each in cabinet.store.load(audit_id).entries if each.kind == "noted"]) == 1


async def test_a_field_follows_the_log_until_somebody_types_in_it(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        await opened(one, audit_id)
        await opened(other, audit_id)
        for words in ("Bollard moved", "Bollard moved to the door"):
            await one.fill(NOTE, words)
            await other.until(lambda: other[NOTE].value == words)  # noqa: B023 (awaited in this turn)


async def both_write(one: Screen, other: Screen, audit_id: str) -> None:
    """Each has typed on top of an empty note; the other leaves last."""
    await opened(one, audit_id)
    await opened(other, audit_id)
    await other.type(NOTE, "A cycle rack")
    await one.fill(NOTE, "Bollard moved")
    await other.settle()
    await other.leave(NOTE)


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("mine", "A cycle rack"),
        ("theirs", "Bollard moved"),
        ("both", "Bollard moved\nA cycle rack"),
    ],
)
async def test_what_was_typed_on_top_of_an_older_text_asks(
    cabinet: Cabinet, audit_id: str, way: str, kept: str
) -> None:
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        await both_write(one, other, audit_id)
        assert note(cabinet, audit_id) == "Bollard moved"
        assert other.says("“Bollard moved”") and other.says("“A cycle rack”")
        await other.press(f"{way}.{NOTE}")
        assert note(cabinet, audit_id) == kept == other[NOTE].value
        assert not other.says("while you were typing") and not cabinet.store.drawers.drafts(audit_id)


async def test_it_asks_also_when_the_tablet_was_off_in_between(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.type(NOTE, "A cycle rack")
    with cabinet.visiting(audit_id, preferences(cabinet.store).person) as visit:
        visit.note("site-changes", "Bollard moved")
    async with screen(starter(cabinet)) as again:
        await opened(again, audit_id)
        assert again[NOTE].value == "A cycle rack" and f"mine.{NOTE}" in again


async def test_two_who_type_in_one_field_leave_each_others_text_alone(cabinet: Cabinet, audit_id: str) -> None:
    rows = cabinet.store.drawers.drafts
    async with screen(starter(cabinet)) as one, beside(cabinet, one) as other:
        await opened(one, audit_id)
        await opened(other, audit_id)
        await other.type(NOTE, "A cycle rack")
        await one.type(NOTE, "Bollard mo")
        assert set(rows(audit_id).values()) == {"A cycle rack", "Bollard mo"}
        async with beside(cabinet, one) as third:
            await opened(third, audit_id)
            assert third[NOTE].value == ""  # what somebody is typing elsewhere is theirs
        await one.fill(NOTE, "Bollard moved")
        assert [words for field, words in rows(audit_id).items() if "base" not in field] == ["A cycle rack"]
        await one.go(f"/audit/{audit_id}/summary")
        assert one.says("“A cycle rack”") and one.says("typing this on another tablet")
    async with screen(starter(cabinet)) as again:  # the tablet that never left its field was switched off
        await opened(again, audit_id)
        assert again[NOTE].value == "A cycle rack" and f"mine.{NOTE}" in again
        await again.press(f"both.{NOTE}")
        assert note(cabinet, audit_id) == "Bollard moved\nA cycle rack" and not rows(audit_id)


@pytest.mark.parametrize("event", ["app_lifecycle_state_change", "view_pop", "tap"])
async def test_leaving_by_whatever_way_keeps(cabinet: Cabinet, audit_id: str, event: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        await shown.type(NOTE, "Bollard moved")
        if event == "tap":
            await shown.press("history.site-changes")
        elif event == "view_pop":
            await shown.go("/")
        else:
            await shown.send(shown.page, event, {"state": "hide"})
        assert note(cabinet, audit_id) == "Bollard moved"


async def test_an_untouched_person_is_not_written_back(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/settings") as one, screen(starter(cabinet), route="/settings") as other:
        await other.send(other["who.role"], "focus")
        await one.fill("who.role", "Radiographer")
        await other.leave("who.role")
        await other.fill("who.email", "ada@example.org")
        kept = preferences(cabinet.store).person
        assert kept is not None and (kept.role, kept.email) == ("Radiographer", "ada@example.org")


async def test_what_was_typed_while_cut_off_is_taken_in_and_kept(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        brought = json.dumps({"text": "Bollard moved to the door", "was": ""})
        await shown.send(shown[NOTE], "brought", brought)
        await shown.settle()
        assert note(cabinet, audit_id) == "Bollard moved to the door" == shown[NOTE].value
        assert shown.says("What you typed while disconnected has been saved")


async def test_who_types_on_before_what_was_typed_while_cut_off_is_shown_loses_neither(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        with cabinet.visiting(audit_id, preferences(cabinet.store).person) as visit:
            visit.note("site-changes", "Gate moved")
        shown.page.session.store.get("desk").refresh()
        await shown.settle()
        await shown.send(shown[NOTE], "focus")
        await shown.send(shown[NOTE], "brought", json.dumps({"text": "A cycle rack", "was": ""}))
        assert shown.says("back in its field"), "another text was saved meanwhile: nothing is saved unasked"
        await shown.type(NOTE, "Gate moved, painted")
        [drafted] = [
            words for field, words in cabinet.store.drawers.drafts(audit_id).items() if not field.startswith("base")
        ]
        assert "A cycle rack" in drafted and ", painted" in drafted


def test_a_date_of_evidence_that_cannot_be_read_is_told_and_stays() -> None:
    with pytest.raises(UsageError, match="is not a date"):
        _day("2028-11-1 or so")
    assert (_day(" 2028-11-01 "), _day("1 Nov 28"), _day("")) == ("2028-11-01", "2028-11-01", "")


def test_a_form_asks_about_the_field_that_was_kept_otherwise_meanwhile_and_no_other() -> None:
    typed = Own({"phone": "2222 then 999", "stop": "by the door"}, {"phone": "", "stop": ""})
    [clash] = _clashes(typed, {"phone": "2222", "stop": "", "vent": "outside"})
    assert (clash.name, clash.mine, clash.theirs) == ("phone", "2222 then 999", "2222")


@pytest.mark.parametrize("off", [True, False])
async def test_a_form_asks_about_what_was_kept_meanwhile(cabinet: Cabinet, audit_id: str, off: bool) -> None:
    address = f"/audit/{audit_id}/sign"
    async with screen(starter(cabinet), route=address) as shown:
        await shown.type("visit.times", "9 to 12")
        if not off:
            await kept_elsewhere(cabinet, audit_id, shown)
            await shown.leave("visit.times")
            assert shown.says("“8 to 11”") and shown["keep-visit"].disabled
    if off:
        with cabinet.visiting(audit_id, preferences(cabinet.store).person) as visit:
            tell_visit(visit, times="8 to 11")
    async with screen(starter(cabinet), route=address) as again:
        assert again.says("“8 to 11”") and again.says("“9 to 12”") and again["keep-visit"].disabled
        [mine] = [each for each in again.known() if each.startswith("mine.")]
        await again.press(mine)
        await again.press("keep-visit")
    assert told_of_visit(cabinet.audit(audit_id)).times == "9 to 12"


async def kept_elsewhere(cabinet: Cabinet, audit_id: str, shown: Screen) -> None:
    with cabinet.visiting(audit_id, preferences(cabinet.store).person) as visit:
        tell_visit(visit, times="8 to 11")
    shown.page.session.store.get("desk").refresh()
    await shown.settle()


async def test_a_conclusion_typed_on_top_of_another_asks_before_it_is_kept(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:
        await shown.press("result.acceptable") if "result.acceptable" in shown else None
        await shown.type("result.words", "Well run")
        with cabinet.visiting(audit_id, preferences(cabinet.store).person) as visit:
            state_result(visit, next(iter(RESULTS)), "Poorly run")
        shown.page.session.store.get("desk").refresh()
        await shown.settle()
        await shown.press("conclude-again") if "conclude-again" in shown else None
        assert shown.says("“Well run”") and shown.says("“Poorly run”") and shown["conclude"].disabled


async def test_two_tabs_that_change_two_parts_of_one_record_keep_both(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/portfolio") as one, beside(cabinet, one) as other:
        await other.go("/portfolio")
        await one.fill("applicant.role", "Physicist")
        await other.until(lambda: other["applicant.role"].value == "Physicist")
        await other.fill("applicant.email", "ada@example.org")
    kept = applicant(cabinet.store).person
    assert (kept.role, kept.email) == ("Physicist", "ada@example.org")


async def test_two_tabs_that_change_two_questions_of_one_checklist_keep_both(cabinet: Cabinet) -> None:
    address = "/portfolio/checklist/periodic"
    async with screen(starter(cabinet), route=address) as one, screen(starter(cabinet), route=address) as other:
        first, second = sorted(key for key in one.known() if key.startswith("good."))[:2]
        await one.fill(first, "As it was drawn")
        await other.fill(second, "As it was ordered")
    draft = kept_draft(cabinet, "periodic")
    assert draft is not None
    said = [draft.new.items[key.removeprefix("good.")].good for key in (first, second)]
    assert said == ["As it was drawn", "As it was ordered"]


# What was tapped is drawn anew before the tap is handled


async def tapped_late(shown: Screen, number: int, event: str = "click", data: object = None) -> None:
    """An event of a control as the client still shows it."""
    await shown.session.dispatch_event(number, event, data)
    await shown.settle()


async def test_a_tap_on_what_was_drawn_anew_reaches_the_control_of_the_same_name(cabinet: Cabinet) -> None:
    async with screen(drawn_anew(pressed := [])) as shown:
        in_order(shown.session)
        old = shown["press"]._i
        await shown.press("again")
        assert shown["press"]._i != old
        await tapped_late(shown, old)
    assert pressed == [1]


def drawn_anew(pressed: list[int]) -> Callable[[ft.Page], None]:
    """Two buttons; one has the other drawn in a place of its own, so that Flet takes it for a new one."""

    def shown() -> ft.Control:
        turn, put = ft.use_state(0)
        press = ft.Button("Press", key="press", on_click=lambda: pressed.append(turn))
        again = ft.Button("Again", key="again", on_click=lambda: put(turn + 1))
        return ft.Column([again, ft.Row([press], key=f"row-{turn}")])

    return lambda page: page.render(ft.component(shown))


async def test_a_tap_on_what_is_gone_is_told_and_a_second_tap_on_it_is_not(cabinet: Cabinet, audit_id: str) -> None:
    told = "The screen changed while you tapped"
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/findings") as shown:
        gone = shown["to-actions"]._i
        await shown.go(f"/audit/{audit_id}/summary")
        await tapped_late(shown, gone)
        assert shown.says(told)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/findings") as shown:
        gone = shown["to-actions"]._i
        await shown.press("to-actions")
        await tapped_late(shown, gone)
        assert not shown.says(told)


async def test_words_typed_in_a_field_that_is_gone_are_told(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/findings") as shown:
        gone = shown["new-title"]._i
        await shown.go(f"/audit/{audit_id}/summary")
        await tapped_late(shown, gone, "change", "No sign on the door")
        assert shown.says("This was not saved: “No sign on the door”")


async def test_words_typed_in_a_note_that_is_gone_are_kept_to_the_last_letter_and_there_when_it_is_back(
    cabinet: Cabinet, audit_id: str
) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        gone = shown[NOTE]._i
        await shown.press("item.kit-labels")  # and types on, until that is on the screen
        assert NOTE not in shown
        for words in ("Bollard m", "Bollard mo", "Bollard moved"):
            await tapped_late(shown, gone, "change", words)
        assert shown.says("This was not saved: “Bollard moved”")
        await shown.go(f"/audit/{audit_id}/summary")
        assert shown.says("“Bollard moved”") and note(cabinet, audit_id) == ""
    async with screen(starter(cabinet)) as again:
        await opened(again, audit_id)
        assert again[NOTE].value == "Bollard moved"
        await again.leave(NOTE)
        assert note(cabinet, audit_id) == "Bollard moved"
