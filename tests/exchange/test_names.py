"""Who is proven: by a certificate for the device's key, and by nothing else."""

import json
import shutil
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.entries import Attested
from audit_app.audit.log.people import Person
from audit_app.audit.signatures import uncovered
from audit_app.audit.signing.obstacles import obstacles
from audit_app.errors import ExchangeRefused
from audit_app.exchange import keys
from audit_app.exchange.attestation import attested, open_runs
from audit_app.exchange.certificate import LONGEST, SHORTEST, issue, read
from audit_app.exchange.keys import Key
from audit_app.exchange.revocation import Revocation, revocations
from audit_app.exchange.standing import standings
from audit_app.report.options import Options
from audit_app.report.outline import outline
from audit_app.store.identity import believe, certificate_of, device_key, issuers, keep_certificate, keep_revoked
from audit_app.store.store import Store
from audit_app.visit.findings import sign_off
from audit_app.visit.names import close_runs
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.store.conftest import ADA, worked

START = SteppingClock().start
HUB, DEVICE_KEY = Key(bytes(32)), Key(bytes(range(32)))
KNOWN = {HUB.public: "Riverside hub"}
BEN = Person(name="Ben Okri", registration="RCT0002")


def certificate(person: Person, device: str, key: Key = DEVICE_KEY, at: datetime = START, by: Key = HUB) -> str:
    return issue("https://hub.example", by, f"sub-{person.name}", person, device, key.public, at - timedelta(days=1))


@pytest.fixture
def store(tmp_path: Path):
    with Store.at(tmp_path / "home") as made:
        yield made


def proving(store: Store, person: Person = ADA, at: datetime = START) -> Visit:
    """A visit at a device that has joined a hub, and whose person has signed in there."""
    key = device_key(store)
    assert key is not None
    believe(store, HUB.public, "Riverside hub")
    keep_certificate(store, certificate(person, store.device, key, at), key)
    return worked(store)


# Certificates


def test_a_certificate_says_whose_key_it_is_from_when_to_when() -> None:
    found = read(certificate(ADA, "tablet-a"), KNOWN)
    assert found is not None
    assert (found.person.name, found.person.registration, found.key) == (ADA.name, "RCT0001", DEVICE_KEY.public)
    assert (found.issuer, found.device) == ("Riverside hub", "tablet-a")
    assert found.covers(START) and not found.covers(START + timedelta(days=61))


def test_a_certificate_is_read_by_the_library_that_made_it_too() -> None:
    from joserfc import jwt
    from joserfc.jwk import OKPKey

    public = urlsafe_b64encode(bytes.fromhex(HUB.public)).decode().rstrip("=")
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public})
    assert jwt.decode(certificate(ADA, "tablet-a"), key, algorithms=["Ed25519"]).claims["name"] == ADA.name


@pytest.mark.parametrize("valid", [SHORTEST - timedelta(seconds=1), LONGEST + timedelta(seconds=1)])
def test_a_certificate_is_good_for_30_to_90_days_and_no_other_time(valid: timedelta) -> None:
    with pytest.raises(ExchangeRefused, match="days"):
        issue("hub", HUB, "sub", ADA, "tablet-a", DEVICE_KEY.public, START, valid)


def changed(token: str, part: int, **says: object) -> str:
    """A token with something else said in its header (0) or its claims (1), and the signature it had."""
    parts = token.split(".")
    body = json.loads(urlsafe_b64decode(parts[part] + "=="))
    parts[part] = urlsafe_b64encode(json.dumps({**body, **says}).encode()).decode().rstrip("=")
    return ".".join(parts)


@pytest.mark.parametrize(
    "token",
    [
        "", "a.b.c", "x" * 9_000, "é.é.é", ".." ,
        changed(certificate(ADA, "tablet-a"), 1, name="Mallory"),
        changed(certificate(ADA, "tablet-a"), 0, alg="none"),
        changed(certificate(ADA, "tablet-a"), 0, alg="HS256"),
        certificate(ADA, "tablet-a", by=Key(b"m" * 32)),
        certificate(ADA, "tablet-a").rpartition(".")[0] + ".",
    ],
    ids=range(10),
)  # fmt: skip
def test_what_no_known_issuer_signed_is_no_certificate(token: str) -> None:
    assert read(token, KNOWN) is None


# At the device


def test_the_key_of_a_device_is_made_once_and_lies_outside_its_folder(store: Store) -> None:
    key = device_key(store)
    assert key is not None and device_key(store) == key
    assert store.folder is not None
    assert not any(key.seed in path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert "seed" not in repr(key)


def test_a_copied_folder_has_another_key(store: Store, tmp_path: Path) -> None:
    with Store.at(tmp_path / "copy") as copy:
        assert device_key(copy) != device_key(store)


def test_a_certificate_for_another_key_or_of_nobody_known_is_not_kept(store: Store) -> None:
    key = device_key(store)
    assert key is not None
    with pytest.raises(ExchangeRefused):
        keep_certificate(store, certificate(ADA, store.device, key), key)
    believe(store, HUB.public, "Riverside hub")
    for token in (certificate(ADA, store.device), certificate(ADA, "tablet-b", key)):
        with pytest.raises(ExchangeRefused):
            keep_certificate(store, token, key)
    keep_certificate(store, certificate(ADA, store.device, key), key)
    assert certificate_of(store, ADA, key, START)
    assert not certificate_of(store, BEN, key, START)
    assert not certificate_of(store, ADA, key, START + timedelta(days=365))


def test_without_a_library_for_signatures_everything_goes_on_and_names_are_declared(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "LIBRARY", "")
    assert device_key(store) is None
    visit = worked(store)
    assert close_runs(visit) == ()
    assert [str(each) for each in standings(visit.audit, KNOWN)] == ["declared"]


# In the audit


def test_without_a_certificate_nothing_is_attested_and_the_name_is_declared(store: Store) -> None:
    visit = worked(store)
    assert close_runs(visit) == ()
    assert [str(each) for each in standings(visit.audit, {})] == ["declared"]


def test_a_run_that_is_closed_under_a_certificate_is_proven(store: Store) -> None:
    visit = proving(store)
    [entry] = close_runs(visit)
    assert isinstance(entry, Attested) and (entry.first, entry.last) == (1, entry.seq - 1)
    assert [str(each) for each in standings(store.load(visit.audit.id), issuers(store))] == [
        f"proven by Riverside hub on {START.day} January 2026"
    ]
    assert close_runs(visit) == ()


def test_what_is_done_after_a_run_was_closed_is_declared_until_the_next(store: Store) -> None:
    visit = proving(store)
    close_runs(visit)
    visit.note("sign", "Later")
    [standing] = standings(visit.audit, KNOWN)
    assert not standing.proven
    assert [words.partition(" ")[0] for words, _ in standing.ways] == ["proven", "declared"]
    close_runs(visit)
    assert standings(visit.audit, KNOWN)[0].proven


def test_a_device_that_does_not_know_the_issuer_reads_declared(store: Store) -> None:
    visit = proving(store)
    close_runs(visit)
    assert [str(each) for each in standings(visit.audit, {})] == ["declared"]


def test_what_came_before_the_certificate_is_declared_and_confirmed_later(store: Store) -> None:
    visit = proving(store, at=START + timedelta(days=10))
    visit.pen.clock.start = START + timedelta(days=10)  # type: ignore[attr-defined]  # the tests' clock
    close_runs(visit)
    [standing] = standings(visit.audit, KNOWN)
    assert str(standing) == "declared, confirmed later by Ada Byron (Riverside hub) on 12 January 2026"


def test_a_forged_name_in_anothers_log_is_declared(store: Store) -> None:
    """Somebody with a certificate of his own writes under Ada's name, and puts his key under it."""
    key = device_key(store)
    assert key is not None
    visit = proving(store, BEN)
    run = open_runs(visit.audit.entries, store.device)[0]
    token = certificate(BEN, store.device, key)
    forger = Visit(store, visit.audit, visit.pen)
    forger.enter(Attested, **attested(key, token, ADA, run))
    assert [str(each) for each in standings(forger.audit, KNOWN)] == ["declared"]


def test_nobody_puts_their_key_under_what_another_wrote_in_their_devices_name(store: Store) -> None:
    visit = proving(store)
    audit = visit.audit.id
    last = json.loads(store.raw(audit)[-1])
    says = {"id": "forged", "seq": last["seq"] + 1, "at": last["at"] + "1", "prev": last["sha"], "replaces": []}
    envelope = {name: last[name] for name in ("audit", "device", "by", "wall", "zone", "schema")}
    forged = {**envelope, **says, "kind": "noted", "item": "sign", "text": "forged"}
    store.take(store.load(audit).papers, [*store.raw(audit), canonical({**forged, "sha": digest(forged)})])
    visit = Visit.resume(store, audit, ADA, visit.pen.clock)
    visit.note("sign", "mine")
    assert json.loads(store.raw(audit)[-1])["prev"] == last["sha"], "the device goes on from what it wrote itself"
    close_runs(visit)
    [standing] = standings(visit.audit, KNOWN)
    assert dict(standing.ways) == {"proven by Riverside hub on 2 January 2026": len(visit.audit.entries) - 2,
                                   "declared": 1}  # fmt: skip
    assert standings(store.load(audit), KNOWN) == (standing,)


@pytest.mark.parametrize("says", [{"last": 2}, {"first": 3}, {"head": "0" * 64}, {"signature": "00" * 64}, {"of": "x"}])
def test_an_attestation_that_was_changed_proves_nothing(store: Store, says: dict[str, object]) -> None:
    key = device_key(store)
    assert key is not None
    visit = proving(store)
    run = open_runs(visit.audit.entries, store.device)[0]
    made = attested(key, certificate(ADA, store.device, key), ADA, run)
    visit.enter(Attested, **{**made, **says})
    assert [str(each) for each in standings(visit.audit, KNOWN)] == ["declared"]


def test_signing_closes_the_run_and_what_proves_a_name_changes_nothing_that_was_signed(store: Store) -> None:
    visit = proving(store)
    visit.answer("sign", "compliant")
    kinds = {each.kind for each in obstacles(visit.audit)}
    sign_off(visit, ADA, "As recorded", drawing=(((1, 1), (2, 2)),), acknowledged=kinds)
    assert [entry.kind for entry in visit.audit.entries[-2:]] == ["signed", "attested"]
    assert visit.audit.state == "signed"
    assert standings(visit.audit, KNOWN)[0].proven
    assert not uncovered(visit.audit)


@pytest.mark.parametrize("layout", ["report", "record"])
def test_report_and_record_say_how_sure_each_name_is(store: Store, layout) -> None:
    visit = proving(store)
    close_runs(visit)
    for known, words in ((KNOWN, "proven by Riverside hub on"), ({}, "declared")):
        told = outline(visit.audit, options=Options(layout=layout, issuers=known))
        said = [item for chapter in told.chapters for block in chapter.blocks for item in getattr(block, "items", ())]
        assert any(words in str(each) for each in said), said


# A copied folder


def test_a_copied_folder_goes_on_under_another_name_and_the_first_keeps_its_own(tmp_path: Path) -> None:
    with Store.at(tmp_path / "home") as first:
        name, audit = first.device, worked(first).audit.id
    shutil.copytree(tmp_path / "home", tmp_path / "copy")
    with Store.at(tmp_path / "copy") as copy:
        assert copy.device != name
        assert copy.load(audit).entries
        renamed = copy.device
    with Store.at(tmp_path / "copy") as copy, Store.at(tmp_path / "home") as first:
        assert (first.device, copy.device) == (name, renamed)


def test_a_folder_in_its_place_keeps_its_name_when_what_lay_outside_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.at(tmp_path / "home") as first:
        name = first.device
    monkeypatch.setenv("MR_AUDIT_STATE", str(tmp_path / "other"))
    with Store.at(tmp_path / "home") as again:
        assert again.device == name


def test_a_folder_of_an_earlier_name_put_back_goes_on_under_a_new_one(tmp_path: Path) -> None:
    """A device that was renamed once, and then got back a folder from before that."""
    home, older = tmp_path / "home", tmp_path / "older"
    with Store.at(home) as first:
        worked(first)
        name = first.device
    shutil.copytree(home, older)
    with Store.at(home) as first:
        first.become_new_device()
    shutil.rmtree(home)
    shutil.copytree(older, home)
    with Store.at(home) as back:
        assert back.device != name


# Taken back


def closed(store: Store, at: datetime = START) -> Visit:
    """An audit whose run was closed with the device's key, the clock going on from `at`."""
    visit = proving(store)
    visit.answer("sign", "compliant")
    close_runs(visit)
    return visit


def list_of(key: str, since: datetime, by: Key = HUB, reason: str = "the device is let in no more") -> str:
    return revocations(
        "https://hub.example", by, [Revocation(key=key, since=int(since.timestamp()), reason=reason)], since
    )


def told_of(store: Store, visit: Visit) -> str:
    [standing] = standings(visit.audit, issuers(store))
    return str(standing)


def test_a_run_closed_after_its_certificate_was_taken_back_is_declared_with_the_reason(store: Store) -> None:
    visit, key = closed(store), device_key(store)
    assert key is not None and told_of(store, visit).startswith("proven by Riverside hub")
    assert keep_revoked(store, list_of(key.public, START - timedelta(hours=1))) == 1
    assert told_of(store, visit) == (
        "declared, because Riverside hub had withdrawn the certificate on 2 January 2026 (the device is let in no more)"
    )
    assert keep_revoked(store, list_of(key.public, START - timedelta(hours=1))) == 0


def test_what_was_closed_before_a_certificate_was_taken_back_stays_proven(store: Store) -> None:
    visit, key = closed(store), device_key(store)
    assert key is not None
    keep_revoked(store, list_of(key.public, START + timedelta(days=1)))
    assert told_of(store, visit).startswith("proven by Riverside hub")


def test_a_certificate_of_after_the_key_was_taken_back_counts_again(store: Store) -> None:
    visit, key = closed(store), device_key(store)
    assert key is not None
    keep_revoked(store, list_of(key.public, START - timedelta(days=3)))  # the certificate is a day old
    assert told_of(store, visit).startswith("proven by Riverside hub")


def test_nobody_but_the_issuer_takes_its_certificates_back(store: Store) -> None:
    visit, key, other = closed(store), device_key(store), Key(b"m" * 32)
    assert key is not None
    since = START - timedelta(hours=1)
    good = list_of(key.public, since)
    for token in (list_of(key.public, since, other), changed(good, 1, revoked=[]), good[:-4] + "AAAA", "a.b.c", "",
                  certificate(ADA, store.device, key)):  # fmt: skip
        assert keep_revoked(store, token) == 0
    believe(store, other.public, "Another hub")
    assert keep_revoked(store, list_of(key.public, since, other)) == 1
    assert told_of(store, visit).startswith("proven by Riverside hub"), "another hub takes back only what it issued"
    assert read(good, KNOWN) is None, "a list is no certificate"


def test_a_list_that_has_a_key_no_more_gives_nothing_back(store: Store) -> None:
    visit, key = closed(store), device_key(store)
    assert key is not None
    keep_revoked(store, list_of(key.public, START - timedelta(hours=1)))
    assert keep_revoked(store, revocations("hub", HUB, [], START)) == 0
    assert told_of(store, visit).startswith("declared, because")
