"""Every fault ends in a clear message, and in nothing changed."""

import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audit_app.errors import StoreFull
from audit_app.store.integrity import verified
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from tests.faults import walker
from tests.faults.scenarios import SCENARIOS
from tests.faults.table import outcomes


@pytest.fixture(scope="module")
def happened() -> dict[str, tuple[bool, str]]:
    return outcomes()


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_fault_is_told_in_words_and_changes_nothing(name: str, happened: dict[str, tuple[bool, str]]) -> None:
    good, words = happened[name]
    assert good, words
    assert words.startswith("nothing: ") or ". " in words or "placeholder" in words, "a refusal names a remedy"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte of its own, really full when it is full."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs rights this user does not have")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_fills_up_refuses_entries_and_takes_them_again_when_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    with Store.at(small_disk / "home") as store:
        visit = walker.begun(store)
        with pytest.raises(StoreFull, match=r"has no room left on the device\. Free some space"):
            for _ in range(10_000):
                visit.note("sign", "words " * 200)
        full = visit.audit
        assert len(full.entries) > 10
        assert store.load(full.id) == full
        ballast.unlink()
        visit.note("sign", "room again")
        assert store.load(full.id) == visit.audit
    with Store.at(small_disk / "home") as store:
        assert verified(store, full.id, Shelf(small_disk / "home").fault).sound


def test_twenty_threads_on_one_audit_and_on_their_own_keep_every_chain_whole(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as store:
        shared, gate = walker.begun(store), threading.Lock()

        def work(number: int) -> str:
            own = walker.begun(store)
            for _ in range(10):
                own.note("sign", f"by {number}")
                with gate:
                    shared.note("sign", f"by {number}")
            return own.audit.id

        with ThreadPoolExecutor(20) as threads:
            owned = list(threads.map(work, range(20)))
        assert [len(store.raw(audit_id)) for audit_id in owned] == [11] * 20
        assert len(store.raw(shared.audit.id)) == 201
        for audit_id in (*owned, shared.audit.id):
            assert verified(store, audit_id, Shelf(tmp_path / "home").fault).sound
