"""What was measured, as the benches left it, for the documents."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESULTS, DOCS = ROOT / "bench" / "results", ROOT / "docs"
COUNTED = ("taps", "scrolls", "keys")


def result(name: str) -> str:
    """The tables of one bench with their machine and day, or how to have them."""
    path = RESULTS / f"{name}.md"
    if not path.exists():
        return f"Not measured yet: `python -m bench {name}`."
    return path.read_text(encoding="utf-8").strip()


def taps(name: str = "taps") -> str:
    """Taps, scrolls, keys and seconds of each task of a walk: when first counted, and now."""
    runs = json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8"))
    first, last = runs[0], runs[-1]
    before = {each["task"]: each for each in first["tasks"]}
    rows = [
        f"| {each['task']} | {_told(before.get(each['task']))} | {_told(each)} | {_seconds(each)} |"
        for each in last["tasks"]
    ]
    head = "| task | first | now | s |\n|---|---|---|---:|"
    return "\n".join((f"First: {first['of']}; {first['on']}.\n\nNow: {last['of']}; {last['on']}.\n", head, *rows))


def windows() -> str:
    """The everyday tasks on an upright tablet and a phone beside the first count, and those of two tablets."""
    path = DOCS / "windows.json"
    if not path.exists():
        return "Not counted yet: `python -m tests.walks.windows --delay 150 --keys 60`."
    run = json.loads(path.read_text(encoding="utf-8"))
    first = {each["task"]: each for each in json.loads((DOCS / "taps.json").read_text(encoding="utf-8"))[0]["tasks"]}
    upright, phone, two = (run["walks"][name] for name in ("upright tablet", "phone", "two tablets"))
    rows = [
        f"| {high['task']} | {_told(first.get(high['task']))} | {_told(high)} | {_seconds(high)} "
        f"| {_told(low)} | {_seconds(low)} |"
        for high, low in zip(upright, phone, strict=True)
    ]
    head = "| task | first, landscape | upright tablet | s | phone | s |\n|---|---|---|---:|---|---:|"
    both = [f"| {each['task']} | {_told(each)} | {_seconds(each)} |" for each in two]
    pair = "| two tablets at one audit | | s |\n|---|---|---:|"
    return "\n".join((f"{run['of']}; {run['on']}.\n", head, *rows, "", pair, *both))


def core() -> str:
    """How many answers, taps and keys a core audit of the sample unit took, walked in the browser."""
    run = json.loads((DOCS / "core.json").read_text(encoding="utf-8"))
    whole = {name: sum(task[name] for task in run["tasks"]) for name in COUNTED}
    return f"**{run['answers']} answers**, {_told(whole)}; {run['of']}; {run['on']}."


def _seconds(effort: dict[str, Any]) -> str:
    return f"{effort['seconds']:.1f}" if effort["seconds"] else "–"


def _told(effort: dict[str, Any] | None) -> str:
    if effort is None:
        return "not counted"
    return ", ".join(f"{effort[name]} {name[: -1 if effort[name] == 1 else None]}" for name in COUNTED if effort[name])
