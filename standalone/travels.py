"""What travels to the tablet, as `travels.toml` says it."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


class BuildRefused(Exception):
    """The site cannot be built: what is missing or wrong, and what to do about it."""


@dataclass(frozen=True)
class Wheel:
    """One WebAssembly wheel: its package, its file, its SHA-256 (empty when built here) and where it comes from."""

    name: str
    file: str
    sha256: str
    source: str

    @property
    def version(self) -> str:
        """The version that stands in the file's name."""
        return self.file.split("-")[1]


@cache
def travels() -> dict[str, Any]:
    """The whole of travels.toml."""
    return tomllib.loads((HERE / "travels.toml").read_text(encoding="utf-8"))


def wheels_wanted() -> tuple[Wheel, ...]:
    """Every WebAssembly wheel that travels, by name."""
    found = (Wheel(one["name"], one["file"], one.get("sha256", ""), one["from"]) for one in travels()["wheel"])
    return tuple(sorted(found, key=lambda one: one.name))


def left_out(path: str, package: str, *, compiled: bool = False) -> bool:
    """Whether a file of a package stays at home; `path` is below site-packages.

    What is compiled for the tablet stays at home by its package's own rows alone; what is compiled for this computer,
    always.
    """
    table = travels()["left_out"]
    everywhere = () if compiled else table["everywhere"]
    return any(fnmatchcase(path, each) for each in (*everywhere, *table.get(package, ())))


def app_left_out(path: str) -> bool:
    """Whether a file of the app stays at home; `path` is below the checkout."""
    patterns = (*travels()["app"]["left_out"], "*/__pycache__/*")
    return any(fnmatchcase(path, each) for each in patterns)
