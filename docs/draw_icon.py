"""Draws the app's icon in every size it is asked for: the bore of a magnet, its field, and a tick.

Run from the project's root: `python docs/draw_icon.py`. The pictures in `assets/` are what it drew.
"""

from pathlib import Path

from PIL import Image, ImageDraw

GROUND, RING, FIELD, TICK = "#0B5670", "#FFFFFF", "#6FB9D3", "#7FD8A0"
FINE = 4  # drawn this many times larger, then made smaller, so that edges are smooth
ASSETS = Path(__file__).resolve().parents[1] / "assets"

# file -> (side in pixels, share of the side the drawing fills, corner radius as a share; 0 fills the square)
PICTURES = {
    "icon.png": (1024, 0.80, 0.0),
    "splash.png": (512, 0.80, 0.22),
    "favicon.png": (64, 0.92, 0.22),
    "icons/icon-192.png": (192, 0.86, 0.22),
    "icons/icon-512.png": (512, 0.86, 0.22),
    "icons/icon-maskable-192.png": (192, 0.66, 0.0),
    "icons/icon-maskable-512.png": (512, 0.66, 0.0),
    "icons/apple-touch-icon-192.png": (192, 0.80, 0.0),
    "icons/loading-animation.png": (256, 0.86, 0.22),
}


def drawn(side: int, fills: float, corner: float) -> Image.Image:
    """The icon at one size."""
    large = side * FINE
    picture = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, large - 1, large - 1), radius=int(large * corner), fill=GROUND)
    unit = large * fills

    def box(width: float, height: float) -> tuple[float, float, float, float]:
        middle = large / 2
        return (
            middle - unit * width / 2,
            middle - unit * height / 2,
            middle + unit * width / 2,
            middle + unit * height / 2,
        )

    def point(x: float, y: float) -> tuple[float, float]:
        return (large / 2 + unit * x, large / 2 + unit * y)

    for width, height in ((1.0, 0.70), (0.70, 1.0)):
        draw.ellipse(box(width, height), outline=FIELD, width=max(1, int(unit * 0.022)))
    draw.ellipse(box(0.66, 0.66), fill=RING)
    draw.ellipse(box(0.46, 0.46), fill=GROUND)
    draw.line(
        [point(-0.13, 0.01), point(-0.035, 0.105), point(0.14, -0.10)],
        fill=TICK,
        width=int(unit * 0.072),
        joint="curve",
    )
    for x, y in ((-0.13, 0.01), (0.14, -0.10)):
        end = unit * 0.036
        at = point(x, y)
        draw.ellipse((at[0] - end, at[1] - end, at[0] + end, at[1] + end), fill=TICK)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for name, how in PICTURES.items():
        path = ASSETS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn(*how).save(path, optimize=True)
        print(path.name, path.stat().st_size)
