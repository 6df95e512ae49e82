"""The WebAssembly wheels: found in a folder by name and digest, else asked of the package index."""

import hashlib
import subprocess
import sys
from pathlib import Path

from standalone.travels import BuildRefused, Wheel, travels


def found(wheel: Wheel, folder: Path) -> Path:
    """The wheel in the folder, fetched into it when it is not there; BuildRefused when it is not the one named."""
    path = folder / wheel.file
    if not path.exists() and wheel.source == "index":
        fetch(wheel, folder)
    if not path.exists():
        remedy = "Build or fetch it as docs/standalone.md says, and name the folder that holds it with --wheels"
        raise BuildRefused(f"{wheel.file} is not in {folder}. {remedy}")
    if wheel.sha256 and digest(path) != wheel.sha256:
        raise BuildRefused(
            f"{path} is not the wheel that travels.toml names: its digest differs. Delete it and try again"
        )
    return path


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(wheel: Wheel, folder: Path) -> None:
    """Asks the package index for a wheel, as pip is set up here."""
    python = travels()["python"]
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--platform", python["platform"], "--python-version", python["version"], "--implementation", "cp"]
    command += ["--abi", python["abi"], "--dest", str(folder), f"{wheel.name}=={wheel.version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [""]
        raise BuildRefused(f"{wheel.name} {wheel.version} cannot be fetched ({said[0]}). Name a folder with --wheels")
