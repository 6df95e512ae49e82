"""Files that version 0.1.0 wrote: a data folder, a bundle and a shared audit still open, and give what they gave."""

import hashlib
import json
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from audit_app.__main__ import app

KEPT = Path(__file__).parent / "0.1.0"
AUDIT = "01a21e25-0a8a-77a3-a488-bd967b3ec07d"
WHOLE = "Everything is as it was written."
DIGESTS = tomllib.loads((KEPT / "digests.toml").read_text(encoding="utf-8"))
ENTRIES = {"01a21e25-0a8a-77a3-a488-bd967b3ec07d", "019acb9a-3a8a-7775-9112-9cd07db6006f"}


def run(*words: object) -> str:
    shown = CliRunner().invoke(app, [str(word) for word in words])
    assert shown.exit_code == 0, shown.output
    return shown.output


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder as 0.1.0 left it."""
    with zipfile.ZipFile(KEPT / "data.zip") as kept:
        kept.extractall(tmp_path / "data")
    return tmp_path / "data"


def made(data: Path, name: str) -> Path:
    """One file that 0.1.0 made of the folder, made again."""
    path = data.parent / name
    command = {"bundle.zip": "bundle", "audit.mraudit": "share"}.get(name, "report")
    run(command, AUDIT, "-o", path, "--data", data)
    return path


def test_every_audit_in_the_folder_is_whole(data: Path) -> None:
    for audit in ENTRIES:
        assert WHOLE in run("verify", audit, "--data", data)


@pytest.mark.parametrize("name", DIGESTS)
def test_the_folder_gives_the_same_bytes_of_the_record(data: Path, name: str) -> None:
    assert digest(made(data, name)) == DIGESTS[name]


def test_the_report_says_every_finding_and_the_heads_of_the_log(data: Path) -> None:
    record = json.loads(made(data, "report.json").read_text(encoding="utf-8"))
    text = "".join(page.extract_text() for page in PdfReader(made(data, "report.pdf")).pages)
    said = "".join(text.split())
    raised = [entry["title"] for entry in record["entries"] if entry["kind"] == "finding_raised"]
    assert raised and [title for title in raised if "".join(title.split()) not in said] == []
    assert record["entries"][-1]["sha"][:12] in said


def test_a_bundle_made_of_the_folder_is_whole(data: Path) -> None:
    assert "whole" in run("verify", made(data, "bundle.zip"))


def test_the_bundle_of_then_is_whole() -> None:
    assert "whole" in run("verify", KEPT / "bundle.zip")


def test_the_audit_shared_again_has_every_member_of_then(data: Path) -> None:
    with zipfile.ZipFile(KEPT / "audit.mraudit") as then, zipfile.ZipFile(made(data, "audit.mraudit")) as now:
        for name in set(then.namelist()) - {"manifest.json"}:
            assert now.read(name) == then.read(name), name
        says, said = (json.loads(each.read("manifest.json")) for each in (now, then))
    assert (says["audit"], says["heads"]) == (said["audit"], said["heads"])
    assert said["files"].items() <= says["files"].items()


def test_the_shared_audit_comes_in_whole_and_leaves_with_the_same_entries(tmp_path: Path) -> None:
    run("import", KEPT / "audit.mraudit", "--data", tmp_path / "elsewhere")
    assert WHOLE in run("verify", AUDIT, "--data", tmp_path / "elsewhere")
    run("export", AUDIT, "-o", tmp_path / "log.json", "--data", tmp_path / "elsewhere")
    with zipfile.ZipFile(KEPT / "audit.mraudit") as kept:
        before = [json.loads(line) for line in kept.read("entries.jsonl").splitlines()]
    after = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    assert after["entries"] == before
