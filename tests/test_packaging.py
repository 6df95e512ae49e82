"""What travels to a tablet: every dependency must be pure Python or served for Android and iOS."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
MOBILE = tomllib.loads((ROOT / "tests" / "mobile_wheels.toml").read_text(encoding="utf-8"))
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
TABLETS = [
    {
        "sys_platform": name,
        "platform_system": name.capitalize(),
        "python_version": "3.13",
        "python_full_version": "3.13.0",
    }
    for name in ("android", "ios")
]


def needed(requirements: list[str], tablet: dict[str, str], seen: dict[str, list[Requirement]]) -> None:
    """Fills `seen` with every package the requirements pull in on a tablet, and what is asked of each."""
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({**tablet, "extra": ""}):
            continue
        name = canonicalize_name(requirement.name)
        first = name not in seen
        seen.setdefault(name, []).append(requirement)
        if first:
            needed(distribution(name).requires or [], tablet, seen)


def is_pure(name: str) -> bool:
    wheel = distribution(name).read_text("WHEEL") or ""
    return "Root-Is-Purelib: true" in wheel


@pytest.mark.parametrize("tablet", TABLETS, ids=lambda tablet: tablet["sys_platform"])
def test_every_dependency_is_pure_or_served_for_tablets(tablet):
    seen: dict[str, list[Requirement]] = {}
    needed(DECLARED, tablet, seen)
    known = {*MOBILE["wheels"], *MOBILE["served"]["names"], *MOBILE["pure_too"]["names"]}
    missing = [name for name in sorted(seen) if not is_pure(name) and name not in known]
    assert not missing, f"no wheel for {tablet['sys_platform']}: {missing}"


@pytest.mark.parametrize("tablet", TABLETS, ids=lambda tablet: tablet["sys_platform"])
def test_our_constraints_admit_the_versions_served(tablet):
    served = {**MOBILE["wheels"], **MOBILE["pins"]}
    for text in DECLARED:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({**tablet, "extra": ""}):
            continue
        version = served.get(canonicalize_name(requirement.name))
        assert version is None or requirement.specifier.contains(Version(version)), f"{text} shuts out {version}"


def imports_of(package: Path) -> Iterator[tuple[Path, str]]:
    for file in package.rglob("*.py"):
        for line in file.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if line == line.lstrip() and words[:1] in (["import"], ["from"]):
                yield file, words[1]


def test_nothing_a_tablet_lacks_is_imported_when_a_module_loads():
    absent = tuple(name for name in MOBILE["absent"]["modules"])
    allowed = {"web_app.py", "connections.py", "sockets.py"}  # the server, which a tablet never starts nor reads
    found = [
        f"{file.relative_to(ROOT)}: {name}"
        for file, name in imports_of(ROOT / "audit_app")
        if file.name not in allowed and "hub" not in file.parts  # which no tablet carries
        if any(name == each or name.startswith(f"{each}.") for each in absent)
    ]
    assert found == []


HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + '.') for each in {absent!r}):
            raise ModuleNotFoundError(f"{{name}} is not on a tablet", name=name)
sys.meta_path.insert(0, Hidden())
"""


def test_an_audit_is_made_and_reported_without_what_a_tablet_lacks(tmp_path):
    """Runs the sample audit, whole, in a Python that lacks those modules."""
    argv = ["mr-audit", "demo", "--data", str(tmp_path / "data"), "-o", str(tmp_path / "sample.pdf")]
    code = HIDE.format(absent=MOBILE["absent"]["modules"]) + (
        f"from audit_app.__main__ import main\nsys.argv = {argv!r}\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sample.pdf").read_bytes().startswith(b"%PDF")
