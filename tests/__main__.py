"""`python -m tests`: everything that must hold before a change is kept, in one command with one closing summary.

Style, types, the rooms' imports, the documents' own facts, the tests, and the browser tests in a process of their own
(Playwright's loop and pytest-asyncio's do not share one). The checks run beside the tests, and the browser tests after
both: a busy machine would miss what shows for a moment. Words given after the command go to pytest, and then only the
tests they choose are run: `python -m tests -k undo`.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


# Several processes run tests: threads of numpy's would wait for each other, and each of the hundreds of apps that are
# started would compile the code again where a machine is told to keep no compiled code.
SURROUNDINGS = {"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": ""}
NONE_CHOSEN = 5  # pytest's exit code when no test was


Steps = dict[str, list[str]]  # each by its name, as the command that runs it


def rows() -> tuple[Steps, Steps, Steps]:
    """Everything: the tests, the checks that run beside them, and the browser tests that come after both."""
    every = tests(["-n", str(min(4, os.cpu_count() or 2))])
    checks = {
        "style": [PYTHON, "-m", "ruff", "check", "."],
        "layout of the code": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "imports between rooms": [PYTHON, "-c", LINT_IMPORTS, "--no-cache"],
        "facts in the documents": [PYTHON, "-m", "cogapp", "--check", *written_by_cog()],
        "types": [PYTHON, "-m", "mypy"],
    }
    return {"tests": every.pop("tests")}, checks, every


def tests(asked: list[str]) -> Steps:
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


def run(row: Steps, shown: bool, over: Event) -> dict[str, tuple[int, float]]:
    """Runs one step after the other, also after one fails; of each its exit code and its seconds.

    What they say is shown as it comes in one row only, and in the other once the step has ended.
    """
    outcomes = {}
    for name, command in row.items():
        if over.is_set():
            break
        started, heading = time.monotonic(), f"\n== {name}"
        if shown:
            print(heading, flush=True)
        caught = None if shown else subprocess.PIPE
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **SURROUNDINGS}, check=False, stdout=caught,
            stderr=None if shown else subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        if not shown:
            print(f"\n{heading}\n{done.stdout}", end="", flush=True)
        outcomes[name] = done.returncode, time.monotonic() - started
    return outcomes


def beside_each_other(rows: tuple[Steps, ...]) -> dict[str, tuple[int, float]]:
    """Runs rows of steps at once, the first of them shown as it comes."""
    over = Event()
    with ThreadPoolExecutor(max(1, len(rows))) as pool:
        at_work = [pool.submit(run, row, number == 0, over) for number, row in enumerate(rows)]
        try:
            return {name: outcome for each in at_work for name, outcome in each.result().items()}
        finally:
            over.set()  # who ends it by hand ends what would come, too


def main(asked: list[str]) -> int:
    """Runs every step, or only the tests asked for, and sums up; 0 when all passed."""
    started = time.monotonic()
    *first, last = (tests(asked),) if asked else rows()
    outcomes = {**beside_each_other(tuple(first)), **beside_each_other((last,))}
    print()
    if asked and any(code != NONE_CHOSEN for code, _ in outcomes.values()):
        outcomes = {name: outcome for name, outcome in outcomes.items() if outcome[0] != NONE_CHOSEN}
    for name, (code, seconds) in outcomes.items():
        print(f"{'FAILED' if code else 'passed'}  {name} ({seconds:.0f} s)")
    failed, many = sum(code != 0 for code, _ in outcomes.values()), len(outcomes)
    told = f"{failed} of {many} steps failed" if failed else f"all {many} steps passed"
    print(f"{told} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
