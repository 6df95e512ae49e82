"""`python -m tests`: everything that must hold before a change is kept, in one command with one closing summary.

Style, types, the rooms' imports, the README's own facts, the tests, and the browser tests in a process of their own
(Playwright's loop and pytest-asyncio's do not share one). Words given after the command go to pytest, and then only the
tests they choose are run: `python -m tests -k undo`.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


# Several processes run tests: threads of numpy's would wait for each other, and each of the hundreds of apps that are
# started would compile the code again where a machine is told to keep no compiled code.
SURROUNDINGS = {"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": ""}
NONE_CHOSEN = 5  # pytest's exit code when no test was


def steps() -> dict[str, list[str]]:
    """Each step by its name, as the command that runs it."""
    return {
        "style": [PYTHON, "-m", "ruff", "check", "."],
        "layout of the code": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "types": [PYTHON, "-m", "mypy"],
        "imports between rooms": [PYTHON, "-c", LINT_IMPORTS, "--no-cache"],
        "facts in the documents": [PYTHON, "-m", "cogapp", "--check", *written_by_cog()],
        **tests(["-n", str(min(4, os.cpu_count() or 2))]),
    }


def tests(asked: list[str]) -> dict[str, list[str]]:
    """The two steps that run tests, with words for pytest; one that has no file with the test asked for is left out."""
    pytest = [PYTHON, "-m", "pytest", "-q", *asked]
    everything = {"tests": ["tests", "--ignore=tests/e2e"], "browser tests": ["tests/e2e"]}
    chosen = {"tests": holding(asked, browser=False), "browser tests": holding(asked, browser=True)}
    found = {name: files for name, files in chosen.items() if files}
    return {name: [*pytest, *files] for name, files in (found or everything).items()}


def holding(asked: list[str], browser: bool) -> list[str]:
    """The test files in which a single plain word after `-k` stands, so that one test is found in seconds."""
    if len(asked) != 2 or asked[0] != "-k" or not asked[1].isidentifier():
        return []
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if ("e2e" in path.parts) == browser]
    return [str(path.relative_to(ROOT)) for path in files if asked[1] in path.read_text(encoding="utf-8")]


def written_by_cog() -> list[str]:
    """The documents with parts that the program writes."""
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [str(path.relative_to(ROOT)) for path in documents if "[[[cog" in path.read_text(encoding="utf-8")]


def run(command: list[str]) -> tuple[int, float]:
    """Runs one step in the project's root, its output shown as it comes; its exit code and its seconds."""
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **SURROUNDINGS}, check=False).returncode
    return code, time.monotonic() - started


def main(asked: list[str]) -> int:
    """Runs every step, also after one fails, or only the tests asked for, and sums up; 0 when all passed."""
    outcomes = {}
    for name, command in (tests(asked) if asked else steps()).items():
        print(f"\n== {name}", flush=True)
        outcomes[name] = run(command)
    print()
    if asked and any(code != NONE_CHOSEN for code, _ in outcomes.values()):
        outcomes = {name: outcome for name, outcome in outcomes.items() if outcome[0] != NONE_CHOSEN}
    for name, (code, seconds) in outcomes.items():
        print(f"{'FAILED' if code else 'passed'}  {name} ({seconds:.0f} s)")
    failed = sum(code != 0 for code, _ in outcomes.values())
    print(f"{failed} of {len(outcomes)} steps failed" if failed else f"all {len(outcomes)} steps passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
