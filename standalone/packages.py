"""The packages that travel: what the app asks for, what those ask for, and the files of each."""

import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from standalone.travels import ROOT, BuildRefused, Wheel, app_left_out, left_out, travels

TABLET = {"extra": "", "sys_platform": "emscripten", "platform_system": "Emscripten", "os_name": "posix"}
SUFFIX = ".cpython-314-wasm32-emscripten.so"


def asked_for(name: str = "mr-audit") -> dict[str, str]:
    """Every package the app pulls in on a tablet -> the one that asked for it; those left at home are not followed."""
    found: dict[str, str] = {}
    waiting = [(each, name) for each in _requirements(name)]
    while waiting:
        package, by = waiting.pop()
        if package in found or package in travels()["left_at_home"]:
            continue
        found[package] = by
        waiting += [(each, package) for each in _requirements(package)]
    return dict(sorted(found.items()))


def _requirements(name: str) -> list[str]:
    version = travels()["python"]["version"]
    tablet = {**TABLET, "python_version": version, "python_full_version": f"{version}.2"}
    asked = (Requirement(text) for text in _installed(name).requires or [])
    return [canonicalize_name(one.name) for one in asked if one.marker is None or one.marker.evaluate(tablet)]


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise BuildRefused(f"{name} is not installed here. Install the project first: pip install -e .") from None


def pure_files(name: str) -> Iterator[tuple[str, bytes]]:
    """The files of an installed package that travel: path below site-packages, bytes. BuildRefused if it is not pure.

    A package whose compiled part is only a faster copy of its own Python (its wheel is in the table) is not asked for
    here.
    """
    package = _installed(name)
    if "Root-Is-Purelib: true" not in (package.read_text("WHEEL") or ""):
        raise BuildRefused(
            f"{name} has compiled parts and no WebAssembly wheel in travels.toml. Add one, or leave it out"
        )
    for file in sorted(package.files or [], key=str):
        path = file.as_posix()
        if not path.startswith("..") and not left_out(path, name):
            yield path, Path(str(file.locate())).read_bytes()


def wheel_files(wheel: Wheel, path: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a WebAssembly wheel that travel, compiled modules among them."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith("/") and not left_out(name, wheel.name, compiled=name.endswith(SUFFIX)):
                yield name, archive.read(name)


def described(name: str) -> tuple[str, bytes]:
    """What says a package's name and version, as importlib.metadata looks for it."""
    package = _installed(name)
    folder = f"{name.replace('-', '_')}-{package.version}.dist-info"
    return f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {package.version}\n".encode()


def app_files(root: Path = ROOT) -> Iterator[tuple[str, bytes]]:
    """The app's own files that travel, by their path in the checkout."""
    for folder in travels()["app"]["folders"]:
        for path in sorted((root / folder).rglob("*")):
            inside = path.relative_to(root).as_posix()
            if path.is_file() and not app_left_out(inside):
                yield inside, path.read_bytes()


def agree(wheels: tuple[Wheel, ...]) -> None:
    """BuildRefused when a wheel is of another version than the package that everything was tested with here."""
    for wheel in wheels:
        here = _installed(wheel.name).version
        if here != wheel.version:
            raise BuildRefused(f"{wheel.name} is {here} here and {wheel.version} in travels.toml. Make them the same")
