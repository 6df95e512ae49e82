"""Bundles, shared audits and checklist versions from the command line."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audit_app.__main__ import app
from audit_app.checklist.reader import load
from audit_app.errors import BundleRefused, PhotoRefused, StoreDamaged, StoreError, UsageError
from audit_app.portfolio.bundle.verification import verify_bundle
from audit_app.store.store import Store
from tests.conftest import WALK
from tests.portfolio.samples import members, signed_audit
from tests.portfolio.tablets import Tablet


@pytest.fixture
def folder(tmp_path: Path, clock) -> Path:
    """A data folder with a signed audit."""
    folder = tmp_path / "data"
    tablet = Tablet(folder, "Ada Byron", clock)
    tablet.store = Store.at(folder)
    signed_audit(tablet)
    tablet.store.close()
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_bundle_of_an_audit_is_made_verified_and_named(folder, tmp_path):
    out = tmp_path / "b.zip"
    made = run("--data", folder, "bundle", "latest", "-o", out, "--merged")
    assert made.exit_code == 0 and "with 1 item," in made.output
    assert "NOT READY  E01: Has no commentary" in made.output
    assert verify_bundle(out) == []
    checked = run("verify", out)
    assert checked.exit_code == 0 and "is whole" in checked.output


def test_a_bundle_says_what_it_lacks(folder, tmp_path):
    assert "does not end in .zip" in str(run("--data", folder, "bundle", "latest", "-o", tmp_path / "b.pdf").exception)
    assert "mr-audit bundle latest" in str(run("--data", folder, "bundle", "-o", tmp_path / "b.zip").exception)
    assert not list(tmp_path.glob("b.*"))


def test_a_shared_audit_is_verified_and_a_report_is_told_from_a_bundle(folder, tmp_path):
    shared, report = tmp_path / "a.mraudit", tmp_path / "r.pdf"
    run("--data", folder, "share", "latest", "-o", shared)
    checked = run("verify", shared)
    assert checked.exit_code == 0 and "a.mraudit is whole" in checked.output
    data = bytearray(shared.read_bytes())
    data[len(data) // 2] ^= 1
    shared.write_bytes(data)
    assert isinstance(run("verify", shared).exception, BundleRefused)
    report.write_bytes(b"%PDF-1.7 a report")
    assert isinstance(run("verify", report).exception, UsageError)
    assert "neither a bundle" in str(run("verify", report).exception)


def test_a_changed_bundle_is_refused_and_says_where(folder, tmp_path):
    out = tmp_path / "b.zip"
    run("--data", folder, "bundle", "latest", "-o", out)
    data = bytearray(out.read_bytes())
    data[len(data) // 2] ^= 1
    out.write_bytes(data)
    checked = run("verify", out)
    assert isinstance(checked.exception, BundleRefused) and "was changed" in checked.output


def test_a_bundle_packed_again_says_what_it_is_and_what_to_do(folder, tmp_path):
    run("--data", folder, "bundle", "latest", "-o", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as made, zipfile.ZipFile(tmp_path / "again.zip", "w") as again:
        for name in made.namelist():
            again.writestr(name, made.read(name), zipfile.ZIP_DEFLATED)
    checked = run("verify", tmp_path / "again.zip")
    assert "every file in it is as it was written" in str(checked.exception)
    assert "unpack this one and verify the folder" in str(checked.exception)


def test_an_audit_without_its_pictures_says_how_to_get_them_and_can_be_backed_up(folder, tmp_path):
    there, without, whole = tmp_path / "there", tmp_path / "w.mraudit", tmp_path / "all.mraudit"
    run("--data", folder, "share", "latest", "-o", without, "--without-pictures")
    run("--data", folder, "share", "latest", "-o", whole)
    taken = run("--data", there, "import", without)
    assert "Share the audit with its pictures from the tablet that has them" in taken.output
    checked = run("--data", there, "verify", "latest")
    assert isinstance(checked.exception, StoreError) and not isinstance(checked.exception, StoreDamaged)
    assert "could not be checked in full" in str(checked.exception) and "Share the audit with its pictures" in str(
        checked.exception
    )
    assert "NOT HERE" in checked.output and "restore a backup" not in checked.output.lower()
    assert run("--data", there, "backup", tmp_path / "b.zip").exit_code == 0
    assert run("--data", tmp_path / "again", "restore", tmp_path / "b.zip").exit_code == 0
    assert isinstance(run("--data", tmp_path / "again", "verify", "latest").exception, StoreError)
    run("--data", there, "import", whole)
    assert run("--data", there, "verify", "latest").exit_code == 0


def test_originals_must_be_asked_for_twice(folder, tmp_path):
    once = run("--data", folder, "bundle", "latest", "-o", tmp_path / "b.zip", "--with-originals")
    assert isinstance(once.exception, BundleRefused) and not (tmp_path / "b.zip").exists()
    both = ("--with-originals", "--yes-with-originals")
    assert run("--data", folder, "bundle", "latest", "-o", tmp_path / "b.zip", *both).exit_code == 0


def test_an_unreviewed_photograph_stops_the_bundle_by_name(tmp_path, clock):
    tablet = Tablet(tmp_path / "data", "Ada Byron", clock)
    tablet.store = Store.at(tmp_path / "data")
    signed_audit(tablet, reviewed=False)
    tablet.store.close()
    refused = run("--data", tmp_path / "data", "bundle", "latest", "-o", tmp_path / "b.zip")
    assert isinstance(refused.exception, PhotoRefused) and "door.jpg" in str(refused.exception)


def test_an_audit_goes_to_another_device_and_back(folder, tmp_path):
    shared, other = tmp_path / "a.mraudit", tmp_path / "other"
    assert "entries and 1 file," in run("--data", folder, "share", "latest", "-o", shared).output
    assert "were new" in run("--data", other, "import", shared).output
    assert "was here already" in run("--data", other, "import", shared).output
    back = tmp_path / "back.mraudit"
    run("--data", other, "share", "latest", "-o", back)
    assert members(back) == members(shared)


def test_a_checklist_is_revised_and_the_difference_told(tmp_path):
    old, edited, new = tmp_path / "v1.toml", tmp_path / "edited.toml", tmp_path / "v2.toml"
    old.write_text(WALK)
    edited.write_text("# Ask the estates team\n" + WALK.replace("Oxygen reading", "Oxygen reading at the bore"))
    made = run("revise", old, edited, "--by", "Ada Byron", "--why", "Say where", "-o", new)
    assert made.exit_code == 0 and "1 changed" in made.output
    assert (load(new).version, load(new).history[-1].why) == (2, "Say where")
    assert new.read_text().startswith("# Ask the estates team\n")
    assert isinstance(run("revise", old, edited, "--by", "A", "--why", "w", "-o", new).exception, UsageError)
    for name in ("d.pdf", "d.html"):
        assert run("diff", old, new, "-o", tmp_path / name).exit_code == 0
    assert "Oxygen reading at the bore" in (tmp_path / "d.html").read_text()
    assert isinstance(run("diff", old, new, "-o", tmp_path / "d.txt").exception, UsageError)
