"""Devices, messages and everything that goes wrong between them: `python -m bench.exchange --seconds 240`.

The world of tests/exchange/world.py with seeded steps: what was acknowledged must be everywhere after quiet, alike in
every order of arrival, also where a cloned computer writes on under its original's name: such audits are counted.
A seed that finds something wrong is printed, and gives the same steps again (`--seed`).
"""

import argparse
import sys
import time
from collections import Counter
from random import Random

from bench.machine import machine
from tests.exchange.world import World

STEPS, AT_ONCE = 150, 12  # steps in one world; numbers a step chooses by
LIKELY = {"work": 12, "send": 4, "ask": 4, "deliver": 12, "repeat": 2, "lose": 2, "hand_over": 1, "offline": 1,
          "jump": 1, "back_up": 1, "restore": 1, "copy": 1, "clone": 1, "begin": 1}  # fmt: skip
ARGUMENTS = {"work": 3, "hand_over": 3, "jump": 2}  # how many numbers a step takes; one where nothing is said
FAULTS = ("lost", "repeated", "went offline", "clocks changed", "old folders restored", "folders copied",
          "computers cloned")  # fmt: skip


def one(seed: int) -> tuple[Counter[str], int, list[str]]:
    """One world of seeded steps: what happened in it, how many devices it had, and everything that does not hold."""
    random, world = Random(seed), World()
    try:
        for _ in range(random.randrange(5)):
            world.add_device()
        for _ in range(STEPS):
            step = random.choices(list(LIKELY), list(LIKELY.values()))[0]
            getattr(world, step)(*(random.randrange(AT_ONCE) for _ in range(ARGUMENTS.get(step, 1))))
        wrong = [*world.quiet(), *world.in_another_order(random)]
        world.counted["acknowledged"] = sum(map(len, world.acknowledged.values()))
        return world.counted, len(world.devices), wrong
    finally:
        world.close()


def main() -> None:
    """Runs worlds for some time and prints what happened as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    counted, devices, worlds, losses = Counter[str](), 0, 0, 0
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end:
        seed = asked.seed + worlds
        happened, many, wrong = one(seed)
        counted, devices, worlds = counted + happened, devices + many, worlds + 1
        losses += len(wrong)
        for each in wrong:
            print(f"seed {seed}: {each}", file=sys.stderr, flush=True)
    rows = [("worlds", worlds), ("devices in them", devices), ("steps", worlds * STEPS),
            ("entries made", counted["entries"]), ("messages that arrived", counted["messages"]),
            ("files handed over", counted["files by hand"]), ("faults injected", sum(counted[each] for each in FAULTS)),
            ("entries acknowledged, and expected on every device", counted["acknowledged"]),
            ("of them lost, or anything told differently", losses),
            ("audits in which a clone went on under its original's name", counted["forked audits"])]  # fmt: skip
    print(f"{machine()}, seeds {asked.seed} to {asked.seed + worlds - 1}\n\n| | |\n|---|---:|")
    print("\n".join(f"| {name} | {number:,} |" for name, number in rows))
    told = ", ".join(f"{each} {counted[each]:,}" for each in FAULTS)
    print(f"\nFaults: {told}. Thrown away with a folder before anybody had them: "
          f"{counted['thrown away with a folder']:,} entries.")  # fmt: skip


if __name__ == "__main__":
    main()
