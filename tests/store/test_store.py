"""The store's contract, the same in memory and in a folder."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from audit_app.audit.log.people import Person
from audit_app.errors import EntryRefused, StoreError
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.store.conftest import ADA, walk, worked


def test_what_was_entered_is_read_back_as_it_stood(store: Store) -> None:
    visit = worked(store)
    assert store.load(visit.audit.id) == visit.audit


def test_a_store_knows_its_device_by_the_same_name_every_time(tmp_path) -> None:
    with Store.at(tmp_path) as first:
        device = first.device
    with Store.at(tmp_path) as again, Store.to_read(tmp_path) as reader:
        assert again.device == reader.device == device


def test_an_entry_that_is_refused_is_not_kept(store: Store, visit: Visit) -> None:
    before = store.raw(visit.audit.id)
    with pytest.raises(EntryRefused):
        visit.answer("no-such-item", "compliant")
    with pytest.raises(EntryRefused):
        visit.answer("sign", "not_applicable")
    assert store.raw(visit.audit.id) == before


def test_an_audit_that_is_not_here_is_said_to_be_so(store: Store) -> None:
    with pytest.raises(StoreError, match="Audit nowhere is not in this data folder"):
        store.load("nowhere")


def test_the_home_screen_knows_an_audit_without_opening_it(store: Store) -> None:
    visit = worked(store)
    [summary] = store.audits()
    assert (summary.id, summary.unit, summary.state) == (visit.audit.id, "MRI 1", "open")
    assert summary.about["lines"] == len(visit.audit.lines)
    assert summary.about["left"] == len(visit.audit.left)
    assert summary.about["deficient"] == 1


@pytest.mark.parametrize("deed", ["summary = 'x'", "title = 'Other'", "summary = replace(summary, 'MRI', 'mri')"])
def test_a_summary_that_is_not_as_it_was_written_is_worked_out_again(store: Store, deed: str) -> None:
    worked(store)
    before = store.audits()
    store._db.execute(f"update audits set {deed}")
    assert store.audits() == before
    assert store.audits() == before


def test_an_audit_whose_entries_and_summary_are_damaged_is_still_listed(store: Store) -> None:
    visit = worked(store)
    store._db.execute("drop trigger entries_no_update")
    store._db.execute("update entries set body = replace(body, 'sign', 'sing')")
    store._db.execute("update audits set summary = 'x'")
    [summary] = store.audits()
    assert (summary.id, summary.title[:8]) == (visit.audit.id, "Damaged:")
    assert summary.about.keys() == walk(store, SteppingClock(ids=count(100))).store.audits()[0].about.keys() - {"shape"}


def test_the_audit_worked_on_last_comes_first(store: Store) -> None:
    clock = SteppingClock()
    older, newer = walk(store, clock), walk(store, clock)
    assert [summary.id for summary in store.audits()] == [newer.audit.id, older.audit.id]
    older.answer("sign", "compliant")
    assert [summary.id for summary in store.audits()] == [older.audit.id, newer.audit.id]


@pytest.mark.parametrize("deed", ["update entries set body = ''", "delete from entries", "delete from papers"])
def test_the_database_itself_refuses_to_change_what_was_written(store: Store, deed: str) -> None:
    worked(store)
    with pytest.raises(sqlite3.IntegrityError, match="are never changed"):
        store._db.execute(deed)


def test_two_entries_cannot_take_the_same_place_in_the_log(store: Store, visit: Visit) -> None:
    stale = Visit(store, visit.audit, visit.pen)
    visit.answer("sign", "compliant")
    with pytest.raises(StoreError, match="already holds another entry in this place"):
        stale.answer("sign", "deficient")
    assert store.load(visit.audit.id) == visit.audit


def test_several_entries_are_kept_all_or_none(store: Store, visit: Visit) -> None:
    first = visit.pen.write(type(visit.answer("sign", "compliant")), visit.audit, item="sign", verdict="partly")
    with pytest.raises(StoreError):
        store.append(visit.audit, first, first)
    assert store.load(visit.audit.id) == visit.audit


def test_typing_is_kept_until_it_is_done(store: Store, visit: Visit) -> None:
    store.drawers.keep_draft(visit.audit.id, "note:sign", "The sign is ha")
    store.drawers.keep_draft(visit.audit.id, "note:sign", "The sign is half hidden")
    assert store.drawers.drafts(visit.audit.id) == {"note:sign": "The sign is half hidden"}
    store.drawers.keep_draft(visit.audit.id, "note:sign", "")
    assert store.drawers.drafts(visit.audit.id) == {}


def test_preferences_and_the_register_are_kept(store: Store) -> None:
    store.drawers.prefer("theme", {"dark": True})
    store.drawers.register("person", "p1", "Ada", {"role": "MRSE"})
    store.drawers.register("person", "p1", "Ada Byron", {"role": "MRSE"})
    assert store.drawers.preferred("theme") == {"dark": True}
    assert store.drawers.preferred("nothing", 7) == 7
    assert store.drawers.registered("person") == ({"id": "p1", "name": "Ada Byron", "role": "MRSE"},)


def test_many_threads_may_write_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: store.drawers.keep_draft("a", f"field {n}", "words"), range(200)))
    assert len(store.drawers.drafts("a")) == 200


def test_a_store_opens_in_whichever_thread_is_free() -> None:
    Store.in_memory().close()
    with ThreadPoolExecutor(2) as threads:
        for made in threads.map(lambda _: Store.in_memory(), range(4)):
            assert made.audit_ids() == ()
            made.close()


def test_a_visit_is_resumed_where_it_was_left(store: Store) -> None:
    visit = worked(store)
    again = Visit.resume(store, visit.audit.id, Person(name="Grace"), visit.pen.clock)
    entry = again.answer("sign", "deficient")
    assert entry.seq == visit.audit.entries[-1].seq + 1
    assert entry.by.name == "Grace"
    assert entry.prev == visit.audit.entries[-1].sha
    assert ADA.name == again.audit.begun.auditor.name
