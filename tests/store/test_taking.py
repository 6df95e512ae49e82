"""While a log from elsewhere is looked at, others go on entering things, and nothing of theirs is lost by it."""

import json
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.log.people import Person
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.store.conftest import ADA, walk, worked

BEN = Person(name="Ben Carr")


def papers(store: Store) -> dict[str, Any]:
    return {each: json.loads(body) for each, body in store.papers().items()}


def in_another_thread(deed: Callable[[], object]) -> None:
    """Does something in a thread of its own while whoever asks waits; it must not have to wait for them."""
    made = threading.Thread(target=deed)
    made.start()
    made.join(20)
    assert not made.is_alive(), "it waits for the log that is looked at"


def test_a_tap_does_not_wait_for_a_log_that_is_looked_at() -> None:
    with Store.in_memory() as there, Store.in_memory() as here:
        coming, own = worked(there).audit.id, walk(here, SteppingClock(ids=count(500)))

        def trial(_: Audit) -> None:
            in_another_thread(lambda: own.answer("sign", "compliant"))

        here.take(papers(there), there.raw(coming), trial)
        assert here.raw(coming) == there.raw(coming)
        assert len(here.raw(own.audit.id)) == 2


def test_what_is_entered_into_the_same_audit_meanwhile_is_looked_at_too(tmp_path: Path) -> None:
    with Store.in_memory() as there, Store.at(tmp_path) as here:
        first = worked(there)
        audit = first.audit.id
        here.take(papers(there), there.raw(audit))
        cabinet = Cabinet(here, tmp_path)
        shown, looks = cabinet.audit(audit), count()
        first.answer("sign", "deficient")

        def tap() -> None:
            with cabinet.visiting(audit, BEN) as visit:
                visit.note("sign", "Seen from here")

        def trial(_: Audit) -> None:
            if not next(looks):
                in_another_thread(tap)

        taken = here.take(papers(there), there.raw(audit), trial)
        cabinet.took(taken, shown)
        every = here.load(audit)
        assert set(there.raw(audit)) < set(here.raw(audit))
        assert next(looks) == 2
        assert cabinet.audit(audit).heads == every.heads
        [summary] = here.logs()
        assert summary.about["left"] == len(every.left)


def test_entries_that_come_in_any_order_are_put_in_theirs() -> None:
    with Store.in_memory() as there, Store.in_memory() as here:
        visit = worked(there)
        Visit.resume(there, visit.audit.id, ADA).answer("sign", "deficient")
        here.take(papers(there), reversed(there.raw(visit.audit.id)))
        assert here.raw(visit.audit.id) == there.raw(visit.audit.id)
