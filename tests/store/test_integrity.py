"""Verifying: whatever differs from what was written is named, and nothing else is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audit_app.errors import StoreDamaged, StoreError
from audit_app.store import database
from audit_app.store.integrity import verified
from audit_app.store.log_json import exported
from audit_app.store.store import Store
from tests.store.conftest import worked


def sound(_: str) -> str:
    return ""


def tampered(folder: Path, *deeds: str) -> None:
    """Someone with the file and SQLite at hand takes away what guards the tables and changes them."""
    db = sqlite3.connect(folder / database.FILE)
    for table in ("entries", "papers"):
        db.execute(f"drop trigger {table}_no_update")
        db.execute(f"drop trigger {table}_no_delete")
    for deed in deeds:
        db.execute(deed)
    db.commit()
    db.close()


@pytest.fixture
def kept(tmp_path: Path) -> str:
    with Store.at(tmp_path) as store:
        return worked(store).audit.id


def flaws(folder: Path, audit_id: str) -> list[str]:
    with Store.to_read(folder) as store:
        return [str(flaw) for flaw in verified(store, audit_id, sound).flaws]


def test_what_was_kept_is_sound(store: Store) -> None:
    visit = worked(store)
    found = verified(store, visit.audit.id, sound)
    assert found.sound
    assert (found.entries, found.papers, found.pictures) == (7, 2, 0)
    assert found.heads == visit.audit.heads


def test_an_audit_that_is_not_here_cannot_be_verified(store: Store) -> None:
    with pytest.raises(StoreError, match="is not in this data folder"):
        verified(store, "nowhere", sound)


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("update entries set body = replace(body, '0,4', '0,3') where seq = 4", "(measured) was changed after it was"),
        ("delete from entries where seq = 3", "(measured) does not follow: entry 3 is missing before it"),
        ("update entries set seq = 99 where seq = 7", "is filed under another seq"),
        ("update papers set body = replace(body, 'walk', 'talk') where kind = 'checklist'", "checklist"),
        ("delete from papers where kind = 'library'", "references"),
    ],
)
def test_a_change_made_behind_the_apps_back_is_named(tmp_path: Path, kept: str, deed: str, said: str) -> None:
    tampered(tmp_path, deed)
    assert any(said in flaw for flaw in flaws(tmp_path, kept)), flaws(tmp_path, kept)


def test_an_audit_changed_behind_the_apps_back_is_not_opened(tmp_path: Path, kept: str) -> None:
    tampered(tmp_path, "update entries set body = replace(body, '0,4', '0,3') where seq = 4")
    with Store.to_read(tmp_path) as store, pytest.raises(StoreDamaged, match=r"entry 4 .*measured.* was changed after"):
        store.load(kept)


def test_a_checklist_changed_behind_the_apps_back_is_not_used(tmp_path: Path, kept: str) -> None:
    tampered(tmp_path, "update papers set body = replace(body, 'walk', 'talk') where kind = 'checklist'")
    with Store.to_read(tmp_path) as store, pytest.raises(StoreDamaged, match=r"Paper .* was changed after"):
        store.load(kept)


def test_a_flaw_of_a_photograph_is_named_with_the_entry_that_names_it(store: Store) -> None:
    visit = worked(store)
    visit.add_photo("sign", "ab" * 32)
    found = verified(store, visit.audit.id, lambda digest: "is missing")
    assert [str(flaw) for flaw in found.flaws] == [
        f"entry 8 of device {store.device[-12:]} (photo_taken), file abababababab is missing"
    ]


def test_a_log_that_was_changed_is_not_exported_and_the_refusal_says_where(tmp_path: Path) -> None:
    for change in ("{", '"noted\n"', '"answered"'):  # no JSON, a control character in it, and another word
        folder = tmp_path / str(len(change))
        with Store.at(folder) as store:
            audit_id = worked(store).audit.id
        with closing(sqlite3.connect(folder / "audits.db")) as db:
            db.execute("drop trigger entries_no_update")
            changed = change if change == "{" else None
            told = "update entries set body = coalesce(?, replace(body, ?, ?)) where kind = 'noted'"
            db.execute(told, [changed, '"noted"', change])
            db.commit()
        with Store.to_read(folder) as store, pytest.raises(StoreDamaged) as refusal:
            exported(store, audit_id)
        assert audit_id in refusal.value.where and refusal.value.remedy
