"""Installed from a wheel in an empty folder, the app has all it needs: checklists, references, fonts and the page."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built without a network, unpacked as an installer would."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = out.glob("*.whl")
    with zipfile.ZipFile(built) as parcel:
        parcel.extractall(out / "site")
    return out / "site"


def run(wheel: Path, folder: Path, *words: str) -> str:
    """What a command of the installed app prints, started in an empty folder."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from audit_app.__main__ import main; main()"
    command = [sys.executable, "-P", "-c", code, str(wheel), *words]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("folder", ["checklists", "reference", "assets"])
def test_every_data_file_travels(wheel: Path, folder: str) -> None:
    data = wheel / "audit_app" / "data" / folder
    there = {path.relative_to(data) for path in data.rglob("*")}
    ours = {path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert ours
    assert ours <= there


def test_nothing_else_travels(wheel: Path) -> None:
    tops = {path.name for path in wheel.iterdir()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"audit_app"}


def test_the_installed_app_finds_its_own_files(wheel: Path, tmp_path: Path) -> None:
    where = "from audit_app import resources; print(resources.folder())"
    code = f"import sys; sys.path.insert(0, {str(wheel)!r}); {where}"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == str(wheel / "audit_app" / "data")


def test_the_installed_app_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert "No audits" in run(wheel, tmp_path, "list", "--data", data)
    checklist = wheel / "audit_app" / "data" / "checklists" / "periodic" / "v2.toml"
    assert run(wheel, tmp_path, "check", str(checklist))
    assert "sample-report.pdf" in run(wheel, tmp_path, "demo", "--data", data)
    assert (tmp_path / "mr-audit-sample-report.pdf").read_bytes()[:5] == b"%PDF-"
    assert "Everything is as it was written" in run(wheel, tmp_path, "verify", "latest", "--data", data)
