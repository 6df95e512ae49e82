"""One worker killed with SIGKILL again and again: `python -m bench.hub.kills --seconds 3600 --ledger kills.jsonl`.

Campaigns of tests/hub/proof/killing.py, each with a seed and an empty database of its own, by turns on SQLite and on
PostgreSQL. A line is added to the ledger after each, so that what was tried before is not tried in vain; the table is
of every line in it.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from audit_app.hub.identity import passwords
from bench.hub.postgres import empty, postgres
from bench.machine import busy, machine
from tests.hub.proof.killing import campaign

DATABASE = "MR_AUDIT_HUB_DATABASE"
KINDS = ("SQLite", "PostgreSQL")
ROWS = {"kills": "kills", "requests cut off by them": "requests cut off", "entries acknowledged": "entries",
        "pictures acknowledged": "pictures", "pieces of pictures sent": "pieces of pictures",
        "pages of the feed read": "pages read",
        "lost, changed, skipped, told twice, or listed otherwise when made again": "wrong"}  # fmt: skip


def killed(kind: str, address: str, kills: int, seed: int, seconds: float) -> dict[str, Any]:
    """One campaign on an empty database, of so many kills or so long; what happened."""
    with tempfile.TemporaryDirectory(prefix="hub-kills-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        own = stack.enter_context(empty(address, f"kills{seed}")) if kind == "PostgreSQL" else ""
        os.environ |= {DATABASE: own, "MR_AUDIT_STATE": f"{name}/state"}
        told = campaign(Path(name) / "hub", kills, seed, seconds)
    for fault in told.wrong:
        print(f"{kind}, seed {seed}: {fault}", file=sys.stderr)
    counts = {"entries": len(told.entries), "pictures": len(told.pictures), "wrong": len(told.wrong)}
    return {"on": f"{date.today()}", "database": kind, "seed": seed, "did": {**told.did, **counts}}


def table(lines: list[dict[str, Any]]) -> str:
    """The published table of every campaign there was."""
    sums = {kind: Counter[str]() for kind in KINDS}
    for each in lines:
        sums[each["database"]].update({**each["did"], "campaigns": 1})
    seeds, days = [each["seed"] for each in lines], sorted({each["on"] for each in lines})
    said = [f"{machine()}, {busy()}\n", f"| one worker killed with SIGKILL at random instants | {' | '.join(KINDS)} |"]
    said += ["|---|---:|---:|"]
    for name, key in {"campaigns, each on an empty database": "campaigns", **ROWS}.items():
        said.append(f"| {name} | {' | '.join(f'{sums[kind][key]:,}' for kind in KINDS)} |")
    return "\n".join([*said, f"\nSeeds {min(seeds)} to {max(seeds)}, {' to '.join((days[0], days[-1]))}."])


def main() -> int:
    """The command; exit code 1 when anything was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=120)
    for name, usual in (("seed", 1), ("step", 1), ("kills", 100)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    asked.add_argument("--ledger", type=Path, default=Path(tempfile.gettempdir()) / "hub-kills.jsonl")
    given = asked.parse_args()
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    end, seed = time.monotonic() + given.seconds, given.seed
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-kills-", ignore_cleanup_errors=True))
        address = stack.enter_context(postgres(Path(folder) / "postgres"))
        given.ledger.touch()
        while time.monotonic() < end:
            for kind in KINDS:
                told = killed(kind, address, given.kills, seed, end - time.monotonic())
                with given.ledger.open("a") as ledger:
                    ledger.write(json.dumps(told) + "\n")
            seed += given.step
    lines = [json.loads(line) for line in given.ledger.read_text().splitlines()]
    print(table(lines))
    return 1 if any(each["did"]["wrong"] for each in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
