"""Typing: the text in the hand is the client's, a field follows what is kept, and what is typed is never lost unsaid."""

import json

import pytest
from flet.pubsub.pubsub_hub import PubSubHub

from audit_app.screens.app import starter
from audit_app.screens.home.new_audit_form import fresh, start
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


async def test_what_was_typed_while_cut_off_is_taken_in_and_kept(cabinet: Cabinet, audit_id: str) -> None:
    async with screen(starter(cabinet)) as shown:
        await opened(shown, audit_id)
        brought = json.dumps({"text": "Bollard moved to the door", "was": ""})
        await shown.send(shown[NOTE], "brought", brought)
        await shown.settle()
        assert note(cabinet, audit_id) == "Bollard moved to the door" == shown[NOTE].value
        assert shown.says("What you typed while cut off has arrived")
