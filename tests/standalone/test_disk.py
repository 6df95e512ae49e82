"""The tablet's disk, without a browser: a model of it, the power cut anywhere, and a damaged medium."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from standalone.build import client_folder
from standalone.travels import HERE

TESTS = Path(__file__).resolve().parent
WEB = HERE / "web"


def node(script: str, *arguments: str) -> dict[str, object]:
    """What a script for Node says of itself in its last line."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node is not here: the disk's tests run in it")
    done = subprocess.run([found, str(TESTS / script), *arguments], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2000:]
    said: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_whatever_was_synced_is_there_after_the_power_was_cut_anywhere_and_damage_is_named() -> None:
    said = node("disk_test.mjs", str(WEB), "25", "1")
    assert said["failure"] is None
    assert said["trials"] > 400  # type: ignore[operator]
    assert said["flips"] == 100


def test_a_commit_of_the_database_is_on_the_medium_when_it_returns() -> None:
    said = node("commit_test.mjs", str(client_folder() / "pyodide"))
    assert said == {"committed": 20, "there": 20, "integrity": "ok", "flushes": "at every commit"}


def test_a_python_whose_sync_does_nothing_is_refused() -> None:
    said = node("commit_test.mjs", str(client_folder() / "pyodide"), "dishonest")
    assert said == {"refused": "This Python does not let what is written be made durable."}


def test_a_full_device_says_so_and_files_can_still_be_deleted() -> None:
    said = node("full_test.mjs")
    assert said == {"error": "full", "deleted": True, "kept": True, "heap": [10, 0]}


def test_a_picked_file_comes_in_slice_by_slice_and_nothing_of_one_that_cannot_is_left() -> None:
    said = node("picked_test.mjs", str(client_folder() / "pyodide"))
    assert said == {
        "drawn": "None",
        "same": True,
        "durable": True,
        "largest": 1000,
        "told": [0.24, 0.5, 0.74, 1],
        "refused": ["full", "The file is gone", "stopped"],
        "left": [".", "..", "kept"],
        "free": 1_966_080,  # what was refused lies in blocks that can be used again
    }
