"""`python -m tests`: everything that must hold before a change is kept, in one command with one closing summary.

Style, types, the rooms' imports, the README's own facts, the tests, and the browser tests in a process of their own
(Playwright's loop and pytest-asyncio's do not share one). Words given after the command go to pytest: `-k undo`.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def steps(asked: list[str]) -> dict[str, list[str]]:
    """Each step by its name, as the command that runs it."""
    pytest = [PYTHON, "-m", "pytest", "-q", *asked, "-n", str(min(4, os.cpu_count() or 2))]
    return {
        "style": [PYTHON, "-m", "ruff", "check", "."],
        "types": [PYTHON, "-m", "mypy"],
        "imports between rooms": [PYTHON, "-c", LINT_IMPORTS, "--no-cache"],
        "facts in the documents": [PYTHON, "-m", "cogapp", "--check", *written_by_cog()],
        "tests": [*pytest, "tests", "--ignore=tests/e2e"],
        "browser tests": [*pytest, "tests/e2e"],
    }


def written_by_cog() -> list[str]:
    """The documents with parts that the program writes."""
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [str(path.relative_to(ROOT)) for path in documents if "[[[cog" in path.read_text(encoding="utf-8")]


def run(command: list[str]) -> tuple[bool, float]:
    """Runs one step in the project's root, its output shown as it comes; whether it passed, and its seconds."""
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    return code == 0, time.monotonic() - started


def main(asked: list[str]) -> int:
    """Runs every step, also after one fails, and sums up; 0 when all passed."""
    outcomes = {}
    for name, command in steps(asked).items():
        print(f"\n== {name}", flush=True)
        outcomes[name] = run(command)
    print()
    for name, (passed, seconds) in outcomes.items():
        print(f"{'passed' if passed else 'FAILED'}  {name} ({seconds:.0f} s)")
    failed = sum(not passed for passed, _ in outcomes.values())
    print(f"{failed} of {len(outcomes)} steps failed" if failed else f"all {len(outcomes)} steps passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
