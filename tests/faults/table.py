"""The table of faults in docs/faults.md, made by bringing every fault about: `python -m tests.faults.table`."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def outcomes() -> dict[str, tuple[bool, str]]:
    """Every scenario by name: whether it went as it must, and what the auditor saw."""
    command = [sys.executable, "-m", "tests.faults.scenarios"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return {name: (good, words) for name, (good, words) in json.loads(done.stdout).items()}


def table() -> str:
    """The outcomes as a Markdown table."""
    rows = ["| fault | what the auditor sees |", "|---|---|"]
    for name, (good, words) in outcomes().items():
        rows.append(f"| {name} | {words if good else 'NOT AS IT MUST BE'} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
