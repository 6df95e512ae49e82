"""The pictures of the documents, all pages of each on one: `python -m tests.walks.papers DATA [FOLDER [KIND …]]`.

DATA is a folder that `mr-audit demo --data DATA -o X.pdf` filled; its newest audit is told. FOLDER gets one PNG a KIND,
and is that of the documentation unless another is named; every KIND there is unless some are named. What stands as
*before* in the documentation is of an older version and is not made again.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.walks.album import Album
from tests.walks.server import ROOT

PAGES = ROOT / "docs" / "pages"
GAP, BACK = 8, (205, 210, 214)


@dataclass(frozen=True)
class Paper:
    """A document as a picture: the command that makes it, pages in a row, width of each in pixels, most pages."""

    command: tuple[str, ...]
    across: int
    width: int
    most: int = 1000


PAPERS = {
    "report": Paper(("report", "latest", "--document", "report"), 4, 297),
    "record": Paper(("report", "latest", "--document", "record"), 12, 196),
    "actions": Paper(("report", "latest", "--document", "actions"), 1, 517),
    "sheets": Paper(("sheets", "latest", "--zone", "IV"), 3, 368, 3),
}


def main(data: Path, folder: Path, kinds: list[str]) -> None:
    """Makes each document and its picture."""
    tool = shutil.which("pdftoppm")
    assert tool, "pdftoppm is not here (Debian: apt-get install poppler-utils)"
    album = Album(folder)
    for kind in kinds or list(PAPERS):
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "paper.pdf"
            made = [sys.executable, "-m", "audit_app", *PAPERS[kind].command, "-o", str(file), "--data", str(data)]
            subprocess.run(made, check=True)
            width = str(PAPERS[kind].width)
            drawn = [tool, "-scale-to-x", width, "-scale-to-y", "-1", "-l", str(PAPERS[kind].most), "-png", str(file)]
            subprocess.run([*drawn, str(Path(place) / "page")], check=True)
            pages = [Image.open(path).convert("RGB") for path in sorted(Path(place).glob("page-*.png"))]
            album.keep(together(pages, PAPERS[kind].across), kind)
        print(f"{kind}: {len(pages)} pages")


def together(pages: list[Image.Image], across: int) -> Image.Image:
    """Pages of one size side by side, row below row."""
    wide, high = (max(page.size[side] for page in pages) + GAP for side in (0, 1))
    rows = -(-len(pages) // across)
    sheet = Image.new("RGB", (min(across, len(pages)) * wide + GAP, rows * high + GAP), BACK)
    for place, page in enumerate(pages):
        sheet.paste(page, (GAP + place % across * wide, GAP + place // across * high))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else PAGES, sys.argv[3:])
