"""The command line: every command is there and explains itself; trouble is one line and exit code 2."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audit_app import __main__ as line
from audit_app.store.store import Store
from tests.conftest import SteppingClock
from tests.store.conftest import walk, worked


def run(*words: object) -> Result:
    return CliRunner().invoke(line.app, [str(word) for word in words])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with two audits."""
    clock = SteppingClock()
    with Store.at(tmp_path / "home") as store:
        worked(store, clock)
        walk(store, clock)
    return tmp_path / "home"


def twice(letters: list[str]) -> str:
    """A letter that is there twice, or nothing."""
    return next((each for each in letters if letters.count(each) == 2), "")


def ids(home: Path) -> list[str]:
    with Store.to_read(home) as store:
        return [summary.id for summary in store.audits()]


@pytest.mark.parametrize("name", line.COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    shown = run(name, "--help")
    assert shown.exit_code == 0, shown.output
    assert f"mr-audit {name}" in shown.output.replace("app ", "mr-audit ")
    assert len(shown.output.splitlines()) > 4


def test_every_option_of_every_command_says_what_it_is_for() -> None:
    def walked(command, path: str):
        yield path, command
        for name, each in getattr(command, "commands", {}).items():
            yield from walked(each, f"{path} {name}")

    context = line.app.make_context("mr-audit", [], resilient_parsing=True)
    for name in line.app.list_commands(context):
        for path, command in walked(line.app.get_command(context, name), name):
            assert command.help, path
            silent = [each.name for each in command.params if each.param_type_name == "option" and not each.help]
            assert not silent, f"{path}: {silent}"


def test_help_names_every_command() -> None:
    shown = run("--help").output
    assert all(re.search(rf"^  {name} ", shown, re.MULTILINE) for name in line.COMMANDS)


def test_a_command_that_is_not_there_is_said_to_be_so() -> None:
    assert run("dance").exit_code == 2


def test_list_shows_every_audit_newest_first(home: Path) -> None:
    shown = run("list", "--data", home)
    assert [each.split()[0] for each in shown.output.splitlines()] == ids(home)
    assert [each["id"] for each in json.loads(run("list", "--json", "--data", home).output)] == ids(home)


def test_list_of_nothing_says_how_to_begin(tmp_path: Path) -> None:
    assert "mr-audit demo" in run("--data", tmp_path / "none", "list").output
    assert not (tmp_path / "none").exists()


def test_an_audit_is_named_by_its_id_the_beginning_of_one_or_latest(home: Path) -> None:
    newest = ids(home)[0]
    for named in (newest, newest.upper(), "latest"):
        assert newest in run("verify", named, "--data", home).output
    clock = SteppingClock(start=datetime(2026, 2, 2, 9, tzinfo=UTC))
    with Store.at(home) as store:
        while not (shared := twice([summary.id[0] for summary in store.audits()])):
            walk(store, clock)
    several = run("verify", shared, "--data", home)
    assert "names 2 audits" in str(several.exception)
    assert "is not in this data folder" in str(run("verify", "none-of-them", "--data", home).exception)
    assert "is not in this data folder" in str(run("export", "", "-o", "x", "--data", home).exception)


def test_export_and_import_carry_an_audit_to_another_folder(home: Path, tmp_path: Path) -> None:
    newest = ids(home)[0]
    assert run("export", newest, "-o", tmp_path / "a.json", "--data", home).exit_code == 0
    shown = run("import", tmp_path / "a.json", "--data", tmp_path / "other")
    assert f"Took in 1 entry of audit {newest}" in shown.output
    assert ids(tmp_path / "other") == [newest]
    assert "Took in 0 entries" in run("import", tmp_path / "a.json", "--data", tmp_path / "other").output


def test_backup_and_restore_carry_everything(home: Path, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "b.zip", "--data", home).exit_code == 0
    assert "Restored 2 audits" in run("restore", tmp_path / "b.zip", "--data", tmp_path / "new").output
    assert ids(tmp_path / "new") == ids(home)


def test_verify_shows_the_log_heads_and_looks_for_those_on_a_report(home: Path) -> None:
    with Store.to_read(home) as store:
        head = next(iter(store.load(ids(home)[1]).heads.values()))
    shown = run("verify", ids(home)[1], "--head", head[:16], "--data", home)
    assert shown.exit_code == 0
    assert head in shown.output
    assert f"Log head {head[:16]} is in this log" in shown.output
    missing = run("verify", ids(home)[1], "--head", "beef" * 16, "--data", home)
    assert f"Log head {'beef' * 16} is not in this log" in missing.output
    assert "does not contain the log head" in str(missing.exception)


@pytest.mark.parametrize("typed", ["", "d", "beef", "not hexadecimal"])
def test_too_little_of_a_log_head_proves_nothing_and_is_refused(home: Path, typed: str) -> None:
    shown = run("verify", ids(home)[1], "--head", typed, "--data", home)
    assert "is not a log head" in str(shown.exception)
    assert "is in this log" not in shown.output


def told(monkeypatch, capsys, *words: object) -> tuple[int, str]:
    """The exit code and what is said on stderr, as at a terminal."""
    monkeypatch.setattr("sys.argv", ["mr-audit", *(str(word) for word in words)])
    with pytest.raises(SystemExit) as ended:
        line.main()
    return int(ended.value.code or 0), capsys.readouterr().err


def test_foreseen_trouble_is_one_line_and_exit_code_2(home: Path, monkeypatch, capsys) -> None:
    code, said = told(monkeypatch, capsys, "verify", "none-of-them", "--data", home)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("mr-audit: Audit “none-of-them” is not in this data folder. See mr-audit list")


def test_unforeseen_trouble_is_one_line_logged_and_exit_code_1(tmp_path: Path, monkeypatch, capsys) -> None:
    def broken(*_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setenv("MR_AUDIT_HOME", str(tmp_path))
    monkeypatch.setattr("audit_app.store.store.Store.to_read", broken)
    code, said = told(monkeypatch, capsys, "list")
    assert (code, said.count("\n")) == (1, 1)
    assert "KeyError: 'surprise'" in said
    assert "Traceback" in (tmp_path / line.LOG).read_text()
    assert str(tmp_path / line.LOG) in said


def test_unforeseen_trouble_is_logged_in_the_folder_that_was_named(tmp_path: Path, monkeypatch, capsys) -> None:
    def broken(*_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setenv("MR_AUDIT_HOME", str(tmp_path / "other"))
    monkeypatch.setattr("audit_app.store.store.Store.to_read", broken)
    for words in (["list", "--data", tmp_path / "named"], ["--data", tmp_path / "named", "list"]):
        code, said = told(monkeypatch, capsys, *words)
        assert code == 1 and str(tmp_path / "named" / line.LOG) in said
    assert (tmp_path / "named" / line.LOG).read_text().count("Traceback") == 2
    assert not (tmp_path / "other").exists()


WORK = [
    ["list"],
    ["report", "latest", "-o", "report.pdf"],
    ["verify", "latest"],
    ["export", "latest", "-o", "audit.json"],
    ["share", "latest", "-o", "a.mraudit"],
    ["bundle", "-o", "bundle.zip"],
    ["backup", "backup.zip"],
    ["purge", "--yes"],
    ["photos", "add", "latest", "sign", "photo.jpg"],
]


@pytest.mark.parametrize("words", WORK, ids=lambda words: " ".join(words[:2]))
def test_a_data_folder_that_is_a_file_is_refused_by_name(tmp_path: Path, monkeypatch, capsys, words) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "audits").write_text("not a folder")
    for data in ("audits", "audits/below"):
        code, said = told(monkeypatch, capsys, *words, "--data", data)
        assert (code, said.count("\n")) == (2, 1)
        assert f"{tmp_path / data} is not a folder. Choose another folder for the data (--data" in said
    assert [path.name for path in tmp_path.iterdir()] == ["audits"]


@pytest.mark.parametrize("words", WORK[1:], ids=lambda words: " ".join(words[:2]))
def test_a_data_folder_without_audits_is_refused_and_nothing_is_made_in_it(
    tmp_path: Path, monkeypatch, capsys, words
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pictures" / "photos").mkdir(parents=True)
    (tmp_path / "pictures" / "photos" / "holiday.jpg").write_bytes(b"mine")
    before = sorted(tmp_path.rglob("*"))
    for data in ("nowhere", "pictures"):
        code, said = told(monkeypatch, capsys, *words, "--data", data)
        assert (code, said.count("\n")) == (2, 1), said
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "words",
    [["dance"], ["list", "--dance"], ["report", "latest"], ["verify", "a\nb\x1b[31mc"], ["verify", "x" * 5000]],
    ids=["unknown command", "unknown option", "no output", "line break typed", "endless word"],
)
def test_a_wrong_command_is_one_plain_line_and_exit_code_2(home: Path, monkeypatch, capsys, words) -> None:
    monkeypatch.setenv("MR_AUDIT_HOME", str(home))
    code, said = told(monkeypatch, capsys, *words)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("mr-audit: ")
    assert "\x1b" not in said


@pytest.mark.parametrize("command", ["report", "export", "sheets", "share", "backup"])
def test_a_place_that_is_no_file_is_refused_and_left_as_it_is(
    home: Path, tmp_path: Path, monkeypatch, capsys, command: str
) -> None:
    def write(place: object) -> str:
        words = ["backup", place] if command == "backup" else [command, "latest", "-o", place]
        code, said = told(monkeypatch, capsys, *words, "--data", home)
        assert (code, said.count("\n")) == (2, 1), said
        return said

    device, folder = tmp_path / "device.pdf", tmp_path / "folder.pdf"
    os.mkfifo(device)
    folder.mkdir()
    assert "is a device, not a file" in write(device)
    assert device.is_fifo()
    assert "it is a folder" in write(folder)
    assert "there is no such folder" in write(tmp_path / "none" / "a.pdf")
    assert "its name is too long" in write(tmp_path / f"{'a' * 300}.pdf")
    if command not in ("report", "sheets"):  # those say first that it has no ending
        assert "is not the name of a file" in write("")
    assert {path.name for path in tmp_path.iterdir()} == {"home", "device.pdf", "folder.pdf"}


def test_starting_on_another_address_without_a_passphrase_is_refused(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.delenv("MR_AUDIT_PASSPHRASE", raising=False)
    code, said = told(monkeypatch, capsys, "--host", "0.0.0.0", "--data", tmp_path / "home")
    assert code == 2
    assert "no passphrase is set" in said
    assert not (tmp_path / "home").exists()


def test_a_bundle_that_is_not_there_is_not_taken_for_an_audit(home: Path) -> None:
    shown = run("verify", home / "portfolio.zip", "--data", home)
    assert str(shown.exception) == f"{home / 'portfolio.zip'} is not there. Check the name and the folder"
