"""Pictures of the running app, small enough to keep beside the documents."""

import io
import shutil
import subprocess
from pathlib import Path

from PIL import Image

from tests.walks.browser import Tablet

COLOURS = 160  # of a picture that is kept; screens are drawn in few, and twice as many make it twice as large
STILL = 900  # ms until a screen has slid in and its fonts are there
PAGE_WIDTH = 620  # pixels of a page of the report


class Album:
    """A folder of pictures, each taken once by its name."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.taken = folder, set[str]()
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, tablet: Tablet, name: str) -> None:
        """The screen as it stands, without the bar that tells of the last deed."""
        if tablet.has("deed.close"):
            tablet.press("deed.close", scroll=False)
        size = tablet.page.viewport_size or {"width": 1180, "height": 820}
        tablet.page.mouse.move(size["width"] - 2, size["height"] - 2)  # where nothing lights up
        tablet.page.wait_for_timeout(STILL)
        self.keep(Image.open(io.BytesIO(tablet.page.screenshot())), name)

    def page(self, pdf: Path, number: int, name: str) -> None:
        """A page of a PDF, by Poppler's pdftoppm."""
        tool = shutil.which("pdftoppm")
        assert tool, "pdftoppm is not here (Debian: apt-get install poppler-utils)"
        command = [tool, "-f", str(number), "-l", str(number), "-scale-to-x", str(PAGE_WIDTH), "-scale-to-y", "-1",
                   "-png", "-singlefile", str(pdf), str(self.folder / name)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        self.keep(Image.open(self.folder / f"{name}.png"), name)

    def keep(self, picture: Image.Image, name: str) -> None:
        """A picture in few colours, under its name."""
        assert name not in self.taken, f"{name} was taken already"
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True)
        self.taken.add(name)
