"""Assembles the site: a folder of static files that is the whole app, and a zip of it.

    flet_web's client ─┐
    Pyodide            ├─> squeezed files ─> kept.json (digest of each) ─> the page and its service worker
    packages and app ──┘

The same checkout, environment and wheels give the same bytes.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from standalone import page
from standalone.archive import squeezed, stored, zipped
from standalone.bytecode import compiled
from standalone.packages import agree, app_files, asked_for, described, pure_files, wheel_files
from standalone.symbols import offered, unresolved
from standalone.travels import HERE, ROOT, BuildRefused, travels, wheels_wanted
from standalone.weight import Kept, table
from standalone.wheels import found

OWN = (
    *("page.js", "worker.js", "python.js", "snapshot.js", "snapshot_worker.js"),
    *("log.js", "disk.js", "file_system.js", "picked.js", "unpack.js", "page.css"),
)
SQUEEZED = (
    "python/packages.zip",
    "python/app.zip",
    "assets/NOTICES",
)  # lie on the device as they were fetched, and are opened when asked for
PLAIN = (*OWN, "index.html", "manifest.json", "favicon.png", "flutter.js")  # small, and read before anything is kept
SKWASM, CANVASKIT = "skwasm", "canvaskit"
# Flutter's client: what travels -> the way of drawing that needs it
CLIENT = {
    "flutter.js": "",
    "version.json": "",
    "assets/*": "",
    "main.dart.wasm": SKWASM,
    "main.dart.mjs": SKWASM,
    "canvaskit/skwasm.js": SKWASM,
    "canvaskit/skwasm.wasm": SKWASM,
    "main.dart.js": CANVASKIT,
    "canvaskit/canvaskit.js": CANVASKIT,
    "canvaskit/canvaskit.wasm": CANVASKIT,
}
NOT_OF_CLIENT = ("assets/packages/media_kit/*", "assets/packages/flutter_math_fork/*", "*.symbols")
UNUSED_FONTS = "packages/flutter_math_fork/"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json")
LEFT_OUT_OF_PYTHON = (
    *("pydoc_data/*", "ensurepip/*", "idlelib/*", "turtle*", "test/*", "unittest/*", "_pyrepl/*"),
    *("xmlrpc/*", "wsgiref/*", "curses/*", "tkinter/*", "venv/*", "dbm/*", "profiling/*", "compression/zstd/*"),
    *(
        "pydoc.py",
        "doctest.py",
        "pdb.py",
        "mailbox.py",
        "_pyio.py",
        "ftplib.py",
        "smtplib.py",
        "poplib.py",
        "imaplib.py",
    ),
    *("cProfile.py", "profile.py", "pstats.py", "trace.py", "tracemalloc.py", "pickletools.py", "optparse.py"),
    *("_pydatetime.py", "_pydecimal.py", "pyclbr.py", "zipapp.py", "webbrowser.py", "cmd.py", "bdb.py", "__phello__/*"),
)


class File(NamedTuple):
    """One file of the site before it is squeezed: bytes, the part it belongs to, and the way of drawing it is for."""

    data: bytes
    part: str
    draws: str = ""


@dataclass(frozen=True)
class Site:
    """A built site: its folder, its version, and what each file weighs."""

    folder: Path
    version: str
    files: list[Kept]


def build(out: Path, wheels: Path, *, archive: Path | None = None, root: Path = ROOT) -> Site:
    """Builds the site into `out`, which is replaced; BuildRefused says what is missing or wrong."""
    client = client_folder()
    files = dict(sorted({**flutter(client), **python(client, wheels, root), **own(root)}.items()))
    version = version_of(files)
    files["index.html"] = File(page.page(version), "page")
    if out.exists():
        shutil.rmtree(out)
    kept = [write(out, path, file) for path, file in files.items()]
    (out / "kept.json").write_bytes(listed(version, files))
    worker = (HERE / "web" / "service_worker.js").read_text(encoding="utf-8")
    filled = worker.replace("@VERSION@", version).replace("@POLICY@", page.policy())
    (out / "service_worker.js").write_text(filled, encoding="utf-8")
    if archive is not None:
        zipped(out, archive)
    return Site(out, version, kept)


def client_folder() -> Path:
    """Where flet-web keeps the client and Pyodide."""
    from flet_web import get_package_web_dir

    return Path(get_package_web_dir())


def flutter(client: Path) -> dict[str, File]:
    """Flutter's client as flet-web ships it, without what this app never shows."""
    files = {}
    for path in sorted(each for each in client.rglob("*") if each.is_file()):
        inside = path.relative_to(client).as_posix()
        draws = next((CLIENT[each] for each in CLIENT if fnmatchcase(inside, each)), None)
        if draws is not None and not any(fnmatchcase(inside, each) for each in NOT_OF_CLIENT):
            files[inside] = File(path.read_bytes(), "screens (Flutter)", draws)
    missing = [each for each in CLIENT if not any(fnmatchcase(path, each) for path in files)]
    if missing:
        raise BuildRefused(f"flet-web lacks {', '.join(missing)}: look at CLIENT in standalone/build.py")
    fonts = json.loads(files["assets/FontManifest.json"].data)
    travelling = local_fonts([each for each in fonts if UNUSED_FONTS not in json.dumps(each)])
    files["assets/FontManifest.json"] = File(json.dumps(travelling, sort_keys=True).encode(), "screens (Flutter)")
    bootstrap = (client / "flutter_bootstrap.js").read_text(encoding="utf-8")
    files["flutter.json"] = File(page.flutter_build(bootstrap), "page")
    return files


def local_fonts(fonts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list of fonts with Roboto from the client's own folder, so that none is asked of another network."""
    roboto = {"family": "Roboto", "fonts": [{"asset": "fonts/roboto.woff2"}]}
    return fonts if any(each["family"] == "Roboto" for each in fonts) else [*fonts, roboto]


def python(client: Path, wheels: Path, root: Path) -> dict[str, File]:
    """Pyodide, the standard library, the packages and the app."""
    pyodide = client / "pyodide"
    files = {f"pyodide/{name}": File((pyodide / name).read_bytes(), "Python (Pyodide)") for name in PYODIDE}
    parts = {
        "stdlib": standard_library(pyodide),
        "packages": dict(site_packages(pyodide, wheels)),
        "app": dict(app_files(root)),
    }
    called = {"stdlib": "Python's standard library", "packages": "packages", "app": "the app"}
    for name, data in compiled(parts, pyodide).items():
        files[f"python/{name}.zip"] = File(stored(data), called[name])
    return files


def standard_library(pyodide: Path) -> dict[str, bytes]:
    """Python's own modules, without those for writing and testing programs."""
    import zipfile

    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as archive:
        names = [name for name in archive.namelist() if not name.endswith(("/", ".pyi"))]
        unwanted = LEFT_OUT_OF_PYTHON
        return {name: archive.read(name) for name in names if not any(fnmatchcase(name, each) for each in unwanted)}


def site_packages(pyodide: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything Python imports beyond its own library; BuildRefused when a wheel is missing or a symbol in it is."""
    wanted = wheels_wanted()
    agree(wanted)
    known = offered(pyodide)
    for wheel in wanted:
        path = found(wheel, folder)
        wrong = unresolved(path, known)
        if wrong:
            raise BuildRefused(f"{path.name} imports what nobody offers. {'; '.join(wrong)}")
        yield from wheel_files(wheel, path)
    compiled_ones = {wheel.name for wheel in wanted}
    for name in asked_for():
        if name not in compiled_ones:
            yield from pure_files(name)
    yield from (described(name) for name in travels()["described"]["names"])


def own(root: Path) -> dict[str, File]:
    """The page's own files, icons and pictures, and the one font that has every sign."""
    assets, files = root / "assets", {}
    for name in OWN:
        files[name] = File((HERE / "web" / name).read_bytes(), "page")
    for name in ("manifest.json", "favicon.png"):
        files[name] = File((assets / name).read_bytes(), "page")
    for folder in ("icons", "help"):
        for path in sorted(each for each in (assets / folder).rglob("*") if each.is_file()):
            files[f"{path.relative_to(assets).as_posix()}"] = File(path.read_bytes(), "pictures")
    files["assets/fonts/DejaVuSans.ttf"] = File((assets / "fonts" / "DejaVuSans.ttf").read_bytes(), "screens (Flutter)")
    return files


def version_of(files: dict[str, File]) -> str:
    """What tells one build from another: the app's version and the beginning of a digest over every file."""
    from audit_app import __version__

    whole = hashlib.sha256()
    for path, file in files.items():
        whole.update(f"{path}\n{hashlib.sha256(file.data).hexdigest()}\n".encode())
    for name in ("index.html", "service_worker.js"):
        whole.update((HERE / "web" / name).read_bytes())
    whole.update(page.page("").replace(b"\r", b""))
    return f"{__version__}-{whole.hexdigest()[:12]}"


def write(out: Path, path: str, file: File) -> Kept:
    """Writes one file, squeezed unless it is read before the service worker is there; what it weighs."""
    plain = path in PLAIN or path.startswith("icons/")
    data = file.data if plain else squeezed(file.data)
    place = out / (path if plain else f"{path}.gz")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return Kept(path, file.part, file.draws, len(data), len(data) if path in SQUEEZED else len(file.data))


def listed(version: str, files: dict[str, File]) -> bytes:
    """kept.json: every file with its digest, for the service worker to fetch and check."""
    rows = [
        {
            "path": path,
            "squeezed": not (path in PLAIN or path.startswith("icons/")),
            "sha256": hashlib.sha256(file.data).hexdigest(),
            "size": len(file.data),
            "draws": file.draws,
            "lies": "squeezed" if path in SQUEEZED else "open",
        }
        for path, file in files.items()
    ]
    return json.dumps({"version": version, "files": rows}, indent=0, sort_keys=True).encode()


def told(site: Site) -> str:
    """What was built, for the person who built it."""
    return f"{site.folder}: version {site.version}, {len(site.files)} files\n\n{weights(site)}"


def weights(site: Site) -> str:
    """What each part weighs, for either way of drawing."""
    chromium, others = table(site.files, SKWASM), table(site.files, CANVASKIT)
    return f"Chromium and its relatives:\n\n{chromium}\n\nSafari and Firefox:\n\n{others}"
