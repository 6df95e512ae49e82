"""A cabinet over a store in memory, and the app started on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_app.audit.log.people import Person
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.language import speak
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store

ADA = Person(name="Ada Byron", role="MR Safety Expert", registration="RCT0001")


@pytest.fixture
def empty_cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    """A device nobody has used yet."""
    store = Store.in_memory()
    yield Cabinet(store, tmp_path)
    store.close()
    speak("en")


@pytest.fixture
def cabinet(empty_cabinet: Cabinet) -> Cabinet:
    """A device that knows Ada."""
    prefer(empty_cabinet.store, Preferences(person=ADA, welcomed=True))
    return empty_cabinet
