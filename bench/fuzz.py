"""The long fuzz: `python -m bench.fuzz --seconds 3600` spoils files at every door, with new seeds until the time is up.

Each round is tests/faults/test_fuzz.py with another seed; the first round that fails ends it and prints the example.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def round_of(seed: int) -> subprocess.CompletedProcess[str]:
    """One round over all doors with one seed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "tests/faults/test_fuzz.py", "--hypothesis-profile=search"]
    return subprocess.run(
        [*command, f"--hypothesis-seed={seed}"], cwd=ROOT, capture_output=True, text=True, check=False
    )


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started, rounds = time.monotonic(), 0
    while time.monotonic() - started < asked.seconds:
        done = round_of(asked.seed + rounds)
        rounds += 1
        if done.returncode:
            print(done.stdout[-6000:])
            return 1
        print(f"{rounds} rounds, nothing found", file=sys.stderr, flush=True)
    print(f"| rounds over all doors | seconds | found |\n|---|---|---|\n| {rounds} | {asked.seconds} | nothing |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
