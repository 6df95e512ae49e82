"""The licences of everything an installation runs, from its lock file and what the packages say of themselves."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "served.lock.txt"  # the app, served to tablets' browsers
HUB_LOCK = ROOT / "hub.lock.txt"  # the same with everything that the hub adds
SHORT = {  # what packages say in words -> the licence's SPDX name
    "Apache License, Version 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0", "BSD License": "BSD",
    "MIT License": "MIT", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "Public Domain": "Public domain",
    "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip
PERMISSIVE = {"0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MIT-CMU",
              "PSF-2.0", "Public domain", "Zlib"}  # fmt: skip
OTHERS = {  # not permissive, and why it may be here
    "certifi": "MPL-2.0: the list of certificate authorities, used as it comes; only changes to its own files would "
    "have to be published, and there are none",
}
DRIVER = "LGPL-3.0-only: the driver of PostgreSQL, a package of its own that anyone can replace, used as it comes"
HUB_OTHERS = OTHERS | {"psycopg": DRIVER, "psycopg-binary": DRIVER}


def locked(lock: Path = LOCK) -> dict[str, str]:
    """Every package of a lock file, with its version."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock.read_text("utf-8"), re.MULTILINE))


def licence(name: str) -> str:
    """What an installed package says its licence is, in SPDX's names; empty when it says nothing."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = [each.split(" :: ")[-1] for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    words = [said["License-Expression"]] if said["License-Expression"] else classified or [said["License"] or ""]
    return " AND ".join(SHORT.get(each, each) for each in words)


def parts(expression: str) -> set[str]:
    """The single licences of an expression."""
    return {each.strip("() ") for each in re.split(r" AND | OR ", expression)}


def table(lock: Path = LOCK, without: Path | None = None) -> str:
    """A table of docs/licences.md: the packages of a lock file, `without` those that stand in another."""
    known = locked(without) if without else {}
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in locked(lock).items() if name not in known]
    return "\n".join(["| package | version | licence |", "|---|---|---|", *rows])
