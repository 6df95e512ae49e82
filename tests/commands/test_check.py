"""`mr-audit check` and `mr-audit reference` as a person runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit_app.checklist.reader import released_files
from audit_app.checklist.reference.confirmations import FILE
from audit_app.commands.check import check
from audit_app.commands.reference import reference
from audit_app.errors import AuditError, ReferenceProblem, UsageError
from tests.checklist.guides import guide

[PERIODIC] = [path for path in released_files() if (path.parent.name, path.name) == ("periodic", "v2.toml")]


def test_a_released_checklist_is_sound_and_its_gaps_are_listed():
    run = CliRunner().invoke(check, [str(PERIODIC)])
    assert run.exit_code == 0
    assert "sound" in run.output and "No item serves:" in run.output and "7.2.process: 1 item" in run.output


def test_a_faulty_checklist_is_told_what_to_mend_and_fails(tmp_path: Path):
    text = PERIODIC.read_text(encoding="utf-8").replace('"mhra-burns"', '"mhra-bruns"', 1)
    path = tmp_path / "v2.toml"
    path.write_text(text, encoding="utf-8")
    run = CliRunner().invoke(check, [str(path)])
    assert run.exit_code == 2
    assert "Must be corrected (1):" in run.stdout and "“mhra-bruns”" in run.stdout
    assert "1 fault. Mend it before use." in run.stderr


def test_a_file_without_the_shape_of_a_checklist_fails_too(tmp_path: Path):
    path = tmp_path / "v1.toml"
    path.write_text("title = 3")
    run = CliRunner().invoke(check, [str(path)])
    assert run.exit_code == 2 and "id is not given" in run.stdout


def test_quiet_says_only_whether_it_is_sound():
    run = CliRunner().invoke(check, ["-q", str(released_files()[0])])
    assert run.output.count("\n") == 1


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "guide.pdf"
    path.write_bytes(guide())
    return path


def test_a_guideline_is_compared_and_nothing_is_kept(copy: Path, tmp_path: Path):
    run = CliRunner().invoke(reference, ["check", str(copy), "--data", str(tmp_path / "data")])
    assert run.exit_code == 0
    assert "v4.3" in run.output and "found as §2.4.3.1 “Contact burns”" in run.output
    assert "Nothing was kept" in run.output and not (tmp_path / "data").exists()


def test_accepted_numbers_are_kept_with_name_and_day_and_listed_afterwards(copy: Path, tmp_path: Path):
    data = str(tmp_path / "data")
    accept = ["check", str(copy), "--accept", "--by", "Ada Byron", "--leave", "mhra-burns", "--data", data]
    run = CliRunner().invoke(reference, accept)
    assert run.exit_code == 0 and "Kept" in run.output
    assert "audits begun from now on" in run.output
    kept = json.loads((tmp_path / "data" / FILE).read_text(encoding="utf-8"))["confirmations"]
    assert {each["by"] for each in kept} == {"Ada Byron"} and all(each["on"] for each in kept)
    assert "mhra-burns" not in {each["clause"] for each in kept}
    listed = CliRunner().invoke(reference, ["list", "--data", data])
    assert "[v4.3, section 4.2 “MR Controlled Access Area”], confirmed by Ada Byron" in listed.output


@pytest.mark.parametrize(
    ("more", "error"),
    [
        (["--accept"], UsageError),
        (["--accept", "--by", "Ada", "--take", "mhra-noise"], UsageError),
    ],
)
def test_what_cannot_be_accepted_is_refused_and_nothing_is_kept(copy: Path, tmp_path: Path, more, error):
    run = CliRunner().invoke(reference, ["check", str(copy), *more, "--data", str(tmp_path / "data")])
    assert isinstance(run.exception, error)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["gone.pdf", "."])
def test_a_guide_that_is_no_file_is_refused(tmp_path: Path, name: str):
    run = CliRunner().invoke(reference, ["check", str(tmp_path / name), "--data", str(tmp_path)])
    assert isinstance(run.exception, ReferenceProblem | AuditError) and run.exception.remedy
