"""Typing: the text in the hand is the client's, a field follows what is kept, and nothing typed is lost unsaid."""

import json
from contextlib import AbstractAsyncContextManager

import pytest

from audit_app.errors import UsageError
from audit_app.screens.app import starter
from audit_app.screens.home.new_audit_form import fresh, start
from audit_app.screens.pieces.drafts import Own, _clashes
from audit_app.screens.portfolio.item import _day
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import preferences
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
            await other.until(lambda: other[NOTE].value == words)  # noqa: B023


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


def test_a_date_of_evidence_that_cannot_be_read_is_told_and_stays() -> None:
    with pytest.raises(UsageError, match="is not a date"):
        _day("2028-11-1 or so")
    assert (_day(" 2028-11-01 "), _day("1 Nov 28"), _day("")) == ("2028-11-01", "2028-11-01", "")


def test_a_form_asks_about_the_field_that_was_kept_otherwise_meanwhile_and_no_other() -> None:
    typed = Own({"phone": "2222 then 999", "stop": "by the door"}, {"phone": "", "stop": ""})
    [clash] = _clashes(typed, {"phone": "2222", "stop": "", "vent": "outside"})
    assert (clash.name, clash.mine, clash.theirs) == ("phone", "2222 then 999", "2222")
