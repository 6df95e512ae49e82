"""The long kill test: `python -m bench.kills --kills 10000 --jobs 2` prints what happened as a table.

Each job is a campaign of its own (tests/faults/killing.py) with its own seed; the test command runs a short form.
With `--seconds` no further campaign begins after that time, and the table tells the kills that there were.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.machine import machine

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 250  # kills in one campaign


def campaigns(kills: int, jobs: int, seed: int, seconds: float) -> list[dict[str, Any]]:
    """Runs as many campaigns as the kills need, so many at once; stops at the first that finds something wrong."""
    started = time.monotonic()
    sizes = [min(AT_ONCE, kills - start) for start in range(0, kills, AT_ONCE)]
    outcomes: list[dict[str, Any]] = []
    for first in range(0, len(sizes), jobs):
        running = [_started(size, seed + first + number) for number, size in enumerate(sizes[first : first + jobs])]
        outcomes += [_ended(process) for process in running]
        print(f"{sum(each['kills'] for each in outcomes)} kills", file=sys.stderr, flush=True)
        if any(each["wrong"] for each in outcomes) or time.monotonic() - started > seconds:
            break
    return outcomes


def _started(kills: int, seed: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.faults.killing", str(kills), str(seed)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _ended(process: "subprocess.Popen[str]") -> dict[str, Any]:
    text, _ = process.communicate()
    found: dict[str, Any] = json.loads(text)
    return found


def main() -> int:
    """The command; exit code 1 when anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=10_000)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--seed", type=int, default=1000)
    asked.add_argument("--seconds", type=float, default=float("inf"))
    given = asked.parse_args()
    outcomes = campaigns(given.kills, given.jobs, given.seed, given.seconds)
    did: Counter[str] = Counter()
    for each in outcomes:
        did.update(each["did"])
    wrong = [fault for each in outcomes for fault in each["wrong"]]
    print(f"{machine()}\n\n| | |\n|---|---:|")
    print(f"| processes killed with SIGKILL at random instants | {sum(each['kills'] for each in outcomes):,} |")
    print(f"| steps that were told to be kept | {sum(each['steps'] for each in outcomes):,} |")
    print(f"| entries among them | {sum(each['entries'] for each in outcomes):,} |")
    print(f"| of them lost, changed or dangling afterwards | {len(wrong)} |")
    print(f"\nSteps: {', '.join(f'{name} {count:,}' for name, count in did.most_common())}.")
    for fault in wrong:
        print(f"- {fault}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
