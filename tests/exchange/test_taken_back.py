"""What an issuer took back reaches a device that meets no hub: by a shared file, and as it was signed or not at all."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from audit_app.errors import BundleRefused
from audit_app.exchange.keys import Key
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.portfolio.share.revoked_part import REVOKED
from audit_app.store.identity import believe, device_key, keep_revoked, revoked_lists
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.exchange.test_names import HUB, START, changed, closed, list_of, told_of
from tests.portfolio.test_share import rewritten


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.at(tmp_path / "home") as made:
        yield made


def handed(store: Store, visit: Visit, tmp_path: Path) -> Path:
    """The audit as a file for another device."""
    file = tmp_path / "handed.mraudit"
    share(store, Shelf(tmp_path), visit.audit.id, file)
    return file


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A device that believes the same issuer, and has heard nothing of it since."""
    with Store.at(tmp_path / "other") as made:
        believe(made, HUB.public, "Riverside hub")
        yield made


def test_a_shared_file_brings_what_an_issuer_took_back_and_it_goes_on_from_there(
    store: Store, other: Store, tmp_path: Path
) -> None:
    visit, key = closed(store), device_key(store)
    assert key is not None
    file = handed(store, visit, tmp_path)
    assert receive(other, Shelf(tmp_path / "other"), file).taken_back == 0
    assert told_of(other, visit).startswith("proven by Riverside hub")
    keep_revoked(store, list_of(key.public, START - timedelta(hours=1)))
    got = receive(other, Shelf(tmp_path / "other"), handed(store, visit, tmp_path))
    assert got.taken_back == 1 and "Certificates taken back by their issuer: 1" in str(got)
    assert told_of(other, visit).startswith("declared, because Riverside hub had withdrawn the certificate")
    assert revoked_lists(other) == revoked_lists(store) != ()


@pytest.mark.parametrize("by", [Key(b"m" * 32), HUB])
def test_a_list_in_a_shared_file_counts_only_as_its_issuer_signed_it(
    store: Store, other: Store, tmp_path: Path, by: Key
) -> None:
    visit, key = closed(store), device_key(store)
    assert key is not None
    keep_revoked(store, list_of(key.public, START - timedelta(hours=1)))
    token = list_of(key.public, START - timedelta(hours=2), by)
    told = f"{token if by is not HUB else changed(token, 1, revoked=[])}\n".encode()
    spoilt = rewritten(handed(store, visit, tmp_path), **{REVOKED: told})
    assert receive(other, Shelf(tmp_path / "other"), spoilt).taken_back == 0
    assert told_of(other, visit).startswith("proven by Riverside hub")


@pytest.mark.parametrize("told", [b"no list\n", b"a.b.c", b"a.b.c\n" * 21, b"a.b." + b"c" * 400_001 + b"\n", b"\xff\n"])
def test_what_is_no_list_of_certificates_refuses_a_shared_file_whole(
    store: Store, other: Store, tmp_path: Path, told: bytes
) -> None:
    visit, key = closed(store), device_key(store)
    assert key is not None
    keep_revoked(store, list_of(key.public, START - timedelta(hours=1)))
    with pytest.raises(BundleRefused, match=r"revoked\.txt"):
        receive(other, Shelf(tmp_path / "other"), rewritten(handed(store, visit, tmp_path), **{REVOKED: told}))
    assert other.audits() == ()


def test_the_newest_list_of_an_issuer_is_passed_on_whatever_order_they_come_in(store: Store) -> None:
    believe(store, HUB.public, "Riverside hub")
    older, newer = (list_of("a" * 64, START + timedelta(days=days)) for days in (0, 1))
    for token in (newer, older, newer):
        keep_revoked(store, token)
    assert revoked_lists(store) == (newer,)
