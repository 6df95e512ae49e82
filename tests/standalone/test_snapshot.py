"""A start from a picture of Python's memory works as a plain start does, and shares nothing that must differ."""

from pathlib import Path

from standalone.build import client_folder
from tests.standalone.test_disk import node


def test_runs_from_one_picture_work_draw_nothing_alike_and_give_it_up(site: Path) -> None:
    said = node("snapshot_test.mjs", str(client_folder() / "pyodide"), str(site / "python"))
    assert said == {"modules": True, "same": [], "works": True, "given_up": True, "refused": True}
