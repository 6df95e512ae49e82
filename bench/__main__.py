"""`python -m bench`: every measurement again, each table written to bench/results/, from where the README takes it.

Names after the command measure only those: `python -m bench store kills`.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
NOT_MEASURING = ("__init__", "__main__", "machine", "fuzz", "soak")  # hours of fuzz and soak are asked for by name


def names() -> list[str]:
    """Everything that can be measured."""
    single = [path.stem for path in HERE.glob("*.py")]
    parted = [f"{path.parent.name}.{path.stem}" for path in HERE.glob("*/*.py")]
    found = [*single, *(each.removesuffix(".__main__") for each in parted)]
    return sorted(each for each in found if each.rpartition(".")[2] not in NOT_MEASURING)


def main() -> None:
    """Measures what was asked for, or everything."""
    RESULTS.mkdir(exist_ok=True)
    for name in sys.argv[1:] or names():
        print(f"== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent, stdout=subprocess.PIPE, check=True
        )
        (RESULTS / f"{name}.md").write_bytes(done.stdout)
        print(done.stdout.decode())


if __name__ == "__main__":
    main()
