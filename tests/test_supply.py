"""What an installation is made of: locked with digests, each licence allowed, its parts listed by a command."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.licences import HUB_LOCK, HUB_OTHERS, LOCK, OTHERS, PERMISSIVE, licence, locked, parts

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SERVED, HUB = (LOCK, ("heic", "sign")), (HUB_LOCK, ("heic", "sign", "hub", "hub-parquet"))  # a lock, and its extras
BOTH = pytest.mark.parametrize("lock", [LOCK, HUB_LOCK], ids=["served", "hub"])
SERVER = {"sys_platform": "linux", "platform_system": "Linux", "python_version": "3.11", "extra": ""}


def asked_for(
    requirements: list[str], found: dict[str, list[Requirement]], extras: frozenset[str] = frozenset()
) -> None:
    """Fills `found` with every package that is needed on a server, and what is asked of it."""
    for requirement in map(Requirement, requirements):
        wanted = (
            [requirement.marker.evaluate({**SERVER, "extra": each}) for each in ("", *extras)]
            if requirement.marker
            else [True]
        )
        if not any(wanted):
            continue
        name = canonicalize_name(requirement.name)
        first = name not in found
        found.setdefault(name, []).append(requirement)
        if first or requirement.extras:
            asked_for(distribution(name).requires or [], found, frozenset(requirement.extras))


@pytest.mark.parametrize(("lock", "extras"), [SERVED, HUB], ids=["served", "hub"])
def test_everything_a_server_runs_is_locked_at_a_version_that_is_asked_for(lock: Path, extras: tuple[str, ...]) -> None:
    found: dict[str, list[Requirement]] = {}
    wanted = (each for extra in extras for each in PROJECT["optional-dependencies"][extra])
    asked_for([*PROJECT["dependencies"], *wanted], found)
    known = locked(lock)
    assert found.keys() - known.keys() == set()
    wrong = [str(each) for name, asked in found.items() for each in asked if not each.specifier.contains(known[name])]
    assert wrong == []


def test_the_hub_runs_the_same_versions_as_the_served_app() -> None:
    assert locked().items() <= locked(HUB_LOCK).items()


@BOTH
def test_every_locked_package_has_its_digests_and_no_address_of_its_own(lock: Path) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", lock.read_text("utf-8").partition("\n\n")[2] or lock.read_text("utf-8"))
    named = [block for block in blocks if "==" in block.split("\n")[0]]
    assert len(named) == len(locked(lock))
    assert [block for block in named if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []
    assert not re.search(r"://|@ |-e |--index|--find|--trusted", "\n".join(named))


@pytest.mark.parametrize(("lock", "others"), [(LOCK, OTHERS), (HUB_LOCK, HUB_OTHERS)], ids=["served", "hub"])
def test_every_licence_is_permissive_or_is_named_with_its_reason(lock: Path, others: dict[str, str]) -> None:
    said = {name: licence(name) for name in locked(lock)}
    assert {name for name, words in said.items() if not words} == set()
    assert {name for name, words in said.items() if not parts(words) <= PERMISSIVE} == others.keys()


@pytest.mark.skipif(find_spec("cyclonedx_py") is None, reason="the list is made where cyclonedx-bom is installed")
@pytest.mark.parametrize(("lock", "told"), [(LOCK, "install.md"), (HUB_LOCK, "hub.md")], ids=["served", "hub"])
def test_the_list_of_parts_is_made_by_the_command_that_the_documents_name(
    lock: Path, told: str, tmp_path: Path
) -> None:
    said = re.search(r"^ *cyclonedx-py (.+) -o (\S+)$", (ROOT / "docs" / told).read_text("utf-8"), re.MULTILINE)
    assert said
    out = tmp_path / said[2]
    command = [sys.executable, "-m", "cyclonedx_py", *said[1].split(), "-o", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    made = json.loads(out.read_text("utf-8"))
    assert made["bomFormat"] == "CycloneDX"
    assert {canonicalize_name(one["name"]): one["version"] for one in made["components"]} == locked(lock)
