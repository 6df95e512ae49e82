"""Tablets and a hub through a network that fails in every way: `python -m bench.hub.network --seconds 240`.

The worlds of tests/hub/proof/network.py, one seed after another, with delays of 400 and 1,500 ms. A seed that finds
something wrong is printed; what fate falls on which request depends on how the machine runs, so that it may not again.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from audit_app.hub.identity import passwords
from bench.machine import busy, machine
from tests.hub.proof.network import campaign

ROUNDS = 12
DELAYS = (0.4, 1.5)  # seconds, before a request and again before its answer
WAIT = 4.0  # seconds a tablet waits for one step of a request; 20 in earnest
KINDS = ("push", "pull", "missing", "piece sent", "piece fetched", "identity", "enrol")


def main() -> int:
    """The command; exit code 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    told, did, wrong, seed = Counter[str](), Counter[tuple[str, str]](), 0, asked.seed
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory(prefix="hub-network-", ignore_cleanup_errors=True) as folder:
            os.environ["MR_AUDIT_STATE"] = f"{folder}/state"
            found, happened = campaign(Path(folder), ROUNDS, seed, DELAYS, WAIT)
        told += Counter({**found.did, "entries": len(found.entries), "worlds": 1})
        did, wrong, seed = did + happened, wrong + len(found.wrong), seed + 1
        for each in found.wrong:
            print(f"seed {seed - 1}: {each}", file=sys.stderr, flush=True)
    shown(told, did, wrong)
    return 1 if wrong else 0


def shown(told: Counter[str], did: Counter[tuple[str, str]], wrong: int) -> None:
    """Prints what happened as two tables."""
    bad = sum(many for (_, fate), many in did.items() if fate != "passed")
    print(f"{machine()}, {busy()}\n\n| three tablets and a hub through a bad network | |\n|---|---:|")
    for name, number in (("worlds", told["worlds"]), ("rounds of exchange", told["rounds"]),
                         ("of them cut short", told["rounds that did not come to their end"]),
                         ("requests", did.total()), ("of them hurt", bad),
                         ("entries acknowledged", told["entries"]),
                         ("lost, kept twice, lacking somewhere after quiet, or seen by others", wrong)):  # fmt: skip
        print(f"| {name} | {number:,} |")
    print(f"\n| what happened | {' | '.join(KINDS)} |\n|---|{'---:|' * len(KINDS)}")
    for fate in sorted({fate for _, fate in did}):
        print(f"| {fate} | {' | '.join(f'{did[kind, fate]:,}' for kind in KINDS)} |")


if __name__ == "__main__":
    sys.exit(main())
