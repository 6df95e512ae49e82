"""What each part weighs: as it is fetched, and as it lies on the device."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

BEGINS, ENDS = "<!-- what it weighs: made by the build command -->\n", "<!-- as far as here -->\n"
MOST_FETCHED, MOST_KEPT = 25_000_000, 60_000_000  # bytes, of what one browser needs


@dataclass(frozen=True)
class Kept:
    """One file of the site: its part, the browsers it is for, bytes fetched and bytes kept."""

    path: str
    part: str
    draws: str  # which of Flutter's two ways to draw needs it; empty for both
    fetched: int
    kept: int


def weighed(files: list[Kept], draws: str) -> tuple[int, int]:
    """Bytes fetched and bytes kept by a browser that draws this way."""
    mine = [each for each in files if each.draws in ("", draws)]
    return sum(each.fetched for each in mine), sum(each.kept for each in mine)


def table(files: list[Kept], draws: str) -> str:
    """The weight of each part, in MB, the heaviest first."""
    parts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in files:
        if each.draws in ("", draws):
            parts[each.part][0] += each.fetched
            parts[each.part][1] += each.kept
    rows = sorted(parts.items(), key=lambda row: -row[1][0])
    lines = [f"| {name} | {fetched / 1e6:.2f} | {kept / 1e6:.2f} |" for name, (fetched, kept) in rows]
    fetched, kept = weighed(files, draws)
    total = f"| **all** | **{fetched / 1e6:.2f}** | **{kept / 1e6:.2f}** |"
    return "\n".join(["| part | fetched, MB | on the device, MB |", "|---|---:|---:|", *lines, total])


def written(page: Path, made: str) -> None:
    """Puts the tables into a page of the documentation, where its two marks are."""
    before, rest = page.read_text(encoding="utf-8").split(BEGINS)
    page.write_text(f"{before}{BEGINS}{made}\n{ENDS}{rest.split(ENDS)[1]}", encoding="utf-8")
