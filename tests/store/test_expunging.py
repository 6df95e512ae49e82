"""Photos moved to where they belong, and expunged for good: the log stays whole and says so everywhere."""

from hashlib import sha256

import pytest

from audit_app.audit.findings.finding import finding
from audit_app.audit.history.history import history, line_history
from audit_app.audit.log.entries import PhotoExpunged
from audit_app.audit.log.people import Person
from audit_app.audit.pictures import pictures, refuse_unreviewed
from audit_app.audit.signatures import as_signed, uncovered
from audit_app.errors import EntryRefused, StoreDamaged
from audit_app.portfolio.share import mraudit
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.report import outline
from audit_app.store.backup import back_up, restore
from audit_app.store.integrity import verified
from audit_app.store.shelf.expunging import asked, decide, sweep
from audit_app.store.shelf.inventory import inventory
from audit_app.store.shelf.shelf import Capture, Shelf
from audit_app.store.store import Store
from audit_app.visit.findings import raise_finding, revise_finding
from audit_app.visit.photos import copied, developed, enter, expunge, move, review
from tests.photos.pictures import busy, corners, encoded
from tests.report.reading import words
from tests.store.conftest import ADA, worked

WHY = "a patient's face"
PICTURE = encoded(busy(240, 160))


def digest_of(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def visit(store: Store, shelf: Shelf):
    """A visit with one photo of the sign, its copies made."""
    made = worked(store)
    capture = shelf.receive(
        Capture("c1", made.audit.id, "sign", name="IMG_1.jpg", received="2026-01-02T09:00:00+00:00"), PICTURE
    )
    enter(made, shelf, developed(shelf, capture))
    return made


def photo(visit):
    return pictures(visit.audit)[-1]


def files(shelf: Shelf, digest: str):
    return [path for path in shelf.sealed.parent.rglob(f"{digest}*") if path.suffix not in (".purged",)]


def test_a_photo_is_moved_to_another_item_and_back_by_undo(visit):
    one = photo(visit)
    move(visit, one.id, "oxygen")
    assert (visit.audit.lines["sign"].photos, visit.audit.lines["oxygen"].photos) == ((), (one.id,))
    assert any("moved the photograph to “Oxygen reading”" in str(each) for each in history(visit.audit))
    for key in ("sign", "oxygen"):
        assert any("moved" in each.did for each in line_history(visit.audit, visit.audit.lines[key]))
    visit.undo()
    assert visit.audit.lines["sign"].photos == (one.id,)


def test_a_photo_moved_to_a_finding_leaves_the_one_that_named_it(visit):
    one, old, new = photo(visit), raise_finding(visit, "Old"), raise_finding(visit, "New")
    revise_finding(visit, old, photos=(one.id,))
    move(visit, one.id, finding=new)
    assert finding(visit.audit, old).photos == () and finding(visit.audit, new).photos == (one.id,)
    assert visit.audit.lines["sign"].photos == ()


def test_an_expunged_photo_leaves_no_byte_and_its_entry_and_digest_stay(visit, store, shelf):
    one = photo(visit)
    assert len(files(shelf, one.digest)) > 2
    expunge(visit, one.id, "Grace Hopper", WHY)
    sweep(store, shelf)
    assert files(shelf, one.digest) == []
    gone = photo(visit)
    assert (gone.digest, gone.number) == (one.digest, one.number)
    assert gone.expunged.endswith(f"by Grace Hopper: {WHY}") and gone.expunged.startswith("was expunged on ")
    with pytest.raises(StoreDamaged, match=f"was expunged .* {WHY}"):
        shelf.read(one.digest)
    refuse_unreviewed(visit.audit)


def test_what_was_expunged_is_told_by_verify_and_report_and_is_no_flaw(visit, store, shelf):
    one = photo(visit)
    expunge(visit, one.id, "Grace Hopper", WHY)
    sweep(store, shelf)
    found = verified(store, visit.audit.id, shelf.fault, shelf.absence)
    assert found.sound and [WHY in each.fault for each in found.absent] == [True]
    assert inventory(store, shelf).dangling == ()
    told = outline(visit.audit, shelf)
    assert any(WHY in each for each in told.faults) and "was expunged" in words(told, "items") + str(told.faults)


def test_an_expunging_is_never_undone_and_is_swept_again_after_a_crash(visit, store, shelf):
    one = photo(visit)
    expunge(visit, one.id, "Grace Hopper", WHY)  # and the app ends here, before the bytes are deleted
    assert shelf.has(one.digest)
    assert sweep(store, Shelf(shelf.sealed.parent)) == 1 and not shelf.has(one.digest)
    visit.undo()
    assert visit.audit.slots.stands(next(each for each in visit.audit.entries if isinstance(each, PhotoExpunged)))


def test_the_same_bytes_are_not_taken_in_again(visit, store, shelf):
    expunge(visit, photo(visit).id, "Grace Hopper", WHY)
    sweep(store, shelf)
    again = developed(
        shelf,
        shelf.receive(
            Capture("c2", visit.audit.id, "oxygen", name="IMG_1.jpg", received="2026-01-02T09:00:00+00:00"), PICTURE
        ),
    )
    with pytest.raises(EntryRefused, match="was expunged"):
        enter(visit, shelf, again)
    assert files(shelf, again.capture.digest) == [] and shelf.waiting() == ()


def test_no_copy_is_left_of_a_picture_that_was_expunged_while_its_copies_were_made(visit, store, shelf):
    other = encoded(busy(240, 160, 7))
    named = Capture("c3", visit.audit.id, "oxygen", name="IMG_2.jpg", received="2026-01-02T09:00:00+00:00")
    one = developed(shelf, shelf.receive(named, other), thumbnail_only=True)
    enter(visit, shelf, one)
    assert sorted(each.name[64:] for each in files(shelf, digest_of(other))) == ["-320.jpg", ".jpg"]
    copied(shelf, one)
    assert len(files(shelf, digest_of(other))) == 4
    expunge(visit, photo(visit).id, "Grace Hopper", WHY)
    sweep(store, shelf)
    shelf.copies.folder.joinpath(digest_of(other)[:2], f"{digest_of(other)}-1600.jpg").write_bytes(b"made meanwhile")
    copied(shelf, one)
    assert files(shelf, digest_of(other)) == []


@pytest.mark.parametrize(
    "data",
    [PICTURE, PICTURE[:-2], PICTURE[: len(PICTURE) * 85 // 100], encoded(corners(mode="CMYK")), b"%PDF-1.7 no photo"],
    ids=["whole", "last bytes missing", "cut short", "print colours", "no picture"],
)
def test_a_photo_of_which_only_the_thumbnail_is_made_says_the_same_of_itself(shelf, data):
    named = Capture("c4", "a", name="IMG_3.jpg", received="2026-01-02T09:00:00+00:00")
    sealed = shelf.receive(named, data)
    assert developed(shelf, sealed, thumbnail_only=True) == developed(shelf, sealed)


def test_a_signed_audit_can_have_a_photo_expunged_and_stays_as_signed(visit, store, shelf):
    review(visit, photo(visit).id)
    visit.sign(Person(name="Ada Byron"), "As I saw it.")
    expunge(visit, photo(visit).id, "Grace Hopper", WHY)
    assert visit.audit.state == "signed" and uncovered(visit.audit) == ()
    assert pictures(as_signed(visit.audit))[-1].expunged


@pytest.mark.parametrize(("name", "why"), [(" ", WHY), ("Grace Hopper", " ")])
def test_nothing_is_expunged_without_a_name_and_a_reason(visit, name, why):
    with pytest.raises(EntryRefused, match="needs a name and a reason"):
        expunge(visit, photo(visit).id, name, why)
    assert not any(isinstance(entry, PhotoExpunged) for entry in visit.audit.entries)


def test_the_person_at_the_tablet_is_named_beside_who_decided_it(visit):
    expunge(visit, photo(visit).id, "Grace Hopper", WHY)
    last = visit.audit.entries[-1]
    assert (last.by.name, last.person.name, last.digest) == (ADA.name, "Grace Hopper", photo(visit).digest)


@pytest.fixture
def joined(visit, store, shelf, tmp_path):
    """Another device that has the picture, to which the expunging came; what came is given too."""
    other, there = Store.in_memory(), Shelf(tmp_path / "other")
    share(store, shelf, visit.audit.id, tmp_path / "before.mraudit")
    receive(other, there, tmp_path / "before.mraudit")
    there.made.mkdir()
    for name in ("backup.zip", "report.pdf", "logo-1.jpg"):
        (there.made / name).write_bytes(b"it may show the picture")
    expunge(visit, photo(visit).id, "Grace Hopper", WHY)
    sweep(store, shelf)
    assert share(store, shelf, visit.audit.id, tmp_path / "after.mraudit").missing == ()
    return other, there, receive(other, there, tmp_path / "after.mraudit")


def test_what_another_device_expunged_is_asked_about_before_a_byte_of_it_goes(visit, joined):
    other, there, got = joined
    digest = photo(visit).digest
    assert got.asked == 1 and "1 picture deleted on another device is still here" in str(got)
    assert there.has(digest) and len(list(there.made.iterdir())) == 3
    assert sweep(other, there) == 0 and there.has(digest)  # nor at the next start
    [question] = asked(other, there)
    assert question.digests == (digest,) and question.words.endswith(f"by Grace Hopper: {WHY}")
    assert question.audit == visit.audit.id


def test_once_somebody_here_agrees_it_goes_with_everything_made_of_it(visit, joined, tmp_path):
    other, there, _ = joined
    digest = photo(visit).digest
    decide(other, [digest], goes=True)  # and the app is killed here
    assert sweep(other, there) == 1 and files(there, digest) == [] and WHY in there.absence(digest)
    assert [each.name for each in there.made.iterdir()] == ["logo-1.jpg"] and asked(other, there) == ()
    again = receive(other, there, tmp_path / "before.mraudit")  # an older file that still holds the picture
    assert again.missing == () and again.asked == 0 and not there.has(digest)


def test_once_somebody_here_keeps_it_it_stays_and_is_passed_on_to_nobody(visit, joined, tmp_path):
    other, there, _ = joined
    digest = photo(visit).digest
    decide(other, [digest], goes=False)
    assert sweep(other, there) == 0 and asked(other, there) == () and digest_of(there.read(digest)) == digest
    given = share(other, there, visit.audit.id, tmp_path / "on.mraudit")
    assert given.files == 0 and receive(other, there, given.path).asked == 0 and there.has(digest)


def test_a_picture_that_comes_with_its_expunging_is_never_kept(visit, store, shelf, tmp_path, monkeypatch):
    expunge(visit, photo(visit).id, "Grace Hopper", WHY)
    with monkeypatch.context() as patch:  # as a version did that shared what it had not deleted yet
        patch.setattr(mraudit, "PhotoExpunged", type("Unknown", (), {}))
        share(store, shelf, visit.audit.id, tmp_path / "both.mraudit")
    other, there = Store.in_memory(), Shelf(tmp_path / "other")
    got = receive(other, there, tmp_path / "both.mraudit")
    assert not there.has(photo(visit).digest) and got.asked == 0


def test_what_was_made_of_an_expunged_picture_goes_with_it_after_a_kill(visit, store, shelf):
    shelf.made.mkdir()
    for name in ("backup.zip", "report.pdf", "logo-1.jpg"):
        (shelf.made / name).write_bytes(b"it may show the picture")
    expunge(visit, photo(visit).id, "Grace Hopper", WHY)
    sweep(store, shelf)  # the app was killed right after the entry was kept
    assert [each.name for each in shelf.made.iterdir()] == ["logo-1.jpg"]
    (shelf.made / "later.pdf").write_bytes(b"made since, without it")
    sweep(store, shelf)
    assert (shelf.made / "later.pdf").exists()


def test_a_backup_says_what_was_expunged_and_is_put_back_whole(tmp_path):
    folder = tmp_path / "data"
    with Store.at(folder) as store:
        shelf, made = Shelf(folder), worked(store)
        capture = shelf.receive(Capture("c1", made.audit.id, "sign", received="2026-01-02T09:00:00+00:00"), PICTURE)
        enter(made, shelf, developed(shelf, capture))
        digest = photo(made).digest
        expunge(made, photo(made).id, "Grace Hopper", WHY)
        sweep(store, shelf)
    back_up(folder, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "back")
    with Store.at(tmp_path / "back") as store:
        found = verified(store, made.audit.id, Shelf(tmp_path / "back").fault, Shelf(tmp_path / "back").absence)
    assert found.sound and any(digest[:12] in str(each) and WHY in str(each) for each in found.absent)
