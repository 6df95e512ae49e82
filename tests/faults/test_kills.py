"""Nothing that was told to be kept is lost when the process is killed, whatever it was doing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audit_app.store import database
from audit_app.store.store import Store
from tests.faults import walker
from tests.faults.killing import AT_ONCE, Told, checked

ROOT = Path(__file__).resolve().parents[2]
KILLS = 40  # in each of two campaigns at once; `python -m bench kills` runs 10,000
OFTEN = {"open", "begin", "answer", "reading", "note", "typing", "photo", "finding", "undo"}


def test_nothing_kept_is_lost_in_any_of_many_kills() -> None:
    command = [sys.executable, "-m", "tests.faults.killing", str(KILLS)]
    campaigns = [
        subprocess.Popen([*command, seed], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for seed in ("1", "2")
    ]
    did: set[str] = set()
    for campaign in campaigns:
        said, trouble = campaign.communicate(timeout=300)
        assert said, trouble
        outcome = json.loads(said)
        assert outcome["wrong"] == []
        assert outcome["kills"] == KILLS
        assert outcome["entries"] > KILLS
        did |= set(outcome["did"])
    assert OFTEN | set(AT_ONCE) <= did


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder in which an auditor did a few things and stopped."""
    with Store.at(tmp_path / "home") as store:
        visit = walker.begun(store)
        visit.answer("sign", "compliant")
    return tmp_path / "home"


def told(home: Path) -> Told:
    with Store.to_read(home) as store:
        [summary] = store.audits()
        digests = {row["sha"] for row in store.rows(summary.id)}
    return Told({summary.id: digests})


def test_the_check_finds_nothing_wrong_where_nothing_is(home: Path) -> None:
    assert checked(home, told(home)) == []


def test_the_check_notices_an_entry_that_is_gone(home: Path) -> None:
    heard = told(home)
    next(iter(heard.digests.values())).add("f" * 64)
    assert [fault for fault in checked(home, heard) if "entry ffffffffffff of" in fault and "is gone" in fault]


def test_the_check_notices_an_audit_that_is_gone(home: Path) -> None:
    heard = told(home)
    (home / database.FILE).unlink()
    assert ["is gone" in fault for fault in checked(home, heard)] == [True]


def test_the_check_notices_words_that_are_gone(home: Path) -> None:
    heard = told(home)
    heard.words = {next(iter(heard.digests)): 3}
    assert checked(home, heard) == ["0 words are kept where 3 were told"]


def test_the_check_notices_a_photograph_that_is_gone(home: Path) -> None:
    with Store.at(home) as store:
        visit = walker.Visit.resume(store, store.audits()[0].id, walker.ADA)
        visit.add_photo("sign", "ab" * 32)
    assert any("is not on the shelf" in fault for fault in checked(home, told(home)))


@pytest.mark.parametrize("name", ["report", "bundle", "share", "export"])
def test_the_check_notices_a_file_that_was_told_and_is_gone(home: Path, name: str) -> None:
    heard = told(home)
    heard.hear({"did": name, name: str(home / "gone")})
    assert len(checked(home, heard)) == 1
