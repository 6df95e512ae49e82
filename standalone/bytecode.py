"""Python compiled ahead by the Python that will run it: nothing is compiled on the tablet.

What was compiled is kept beside the built site, by the digest of everything that went in, and taken from there.
"""

import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from standalone.archive import stored
from standalone.travels import HERE, ROOT, BuildRefused

Files = Mapping[str, bytes]
KEPT = ROOT / "build" / "compiled"
PROGRAMS = ("compile.mjs", "compile_here.py")


def compiled(parts: Mapping[str, Files], pyodide: Path) -> dict[str, dict[str, bytes]]:
    """The same parts with bytecode in place of Python source; each part is a name -> its files by path."""
    places = {name: KEPT / f"{name}-{digest(name, files, pyodide)}.zip" for name, files in parts.items()}
    missing = {name: parts[name] for name, place in places.items() if not place.exists()}
    if missing:
        KEPT.mkdir(parents=True, exist_ok=True)
        for name, files in compiled_now(missing, pyodide).items():
            half = places[name].with_suffix(".half")
            half.write_bytes(stored(files))
            half.replace(places[name])
    return {name: _opened(place) for name, place in places.items()}


def digest(part: str, files: Files, pyodide: Path) -> str:
    """The beginning of a SHA-256 over all that the bytecode of a part depends on."""
    whole = hashlib.sha256(part.encode())
    for program in (*(HERE / name for name in PROGRAMS), pyodide / "pyodide.asm.wasm", pyodide / "python_stdlib.zip"):
        whole.update(hashlib.sha256(program.read_bytes()).digest())
    for path in sorted(files):
        whole.update(f"{path}\n".encode() + hashlib.sha256(files[path]).digest())
    return whole.hexdigest()[:24]


def compiled_now(parts: Mapping[str, Files], pyodide: Path) -> dict[str, dict[str, bytes]]:
    """Compiles with Pyodide in Node; BuildRefused when there is no Node."""
    node = shutil.which("node")
    if node is None:
        raise BuildRefused("Node is not here. Install Node 18 or newer: it runs the tablet's Python to compile for it")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for part, files in parts.items():
            _write(work / part, files)
        command = [node, str(HERE / "compile.mjs"), str(pyodide), name, str(HERE / "compile_here.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildRefused(f"Python could not be compiled: {done.stderr.strip()[-500:]}")
        return {part: _read(work / part) for part in parts}


def _write(folder: Path, files: Files) -> None:
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _read(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _opened(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
