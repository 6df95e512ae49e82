"""Pictures for the sample audit, drawn when they are needed: plainly invented, and marked SIMULATED across the top."""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1280, 960)
WALL, FLOOR, STEEL, DARK, YELLOW, BLUE, RED, GREEN = (
    "#dfe6e9", "#b2bec3", "#95a5a6", "#2d3436", "#f6c70e", "#1f5fa8", "#c0392b", "#1e8449",
)  # fmt: skip

Pen = ImageDraw.ImageDraw
Letters = Callable[[int], ImageFont.FreeTypeFont]


def scene(name: str, caption: str, font: Path) -> bytes:
    """A drawn scene as JPEG bytes; `name` is one of SCENES, `font` a TrueType file. KeyError for another name."""
    picture = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 700, *SIZE), fill=FLOOR)

    def letters(size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(font), size)

    SCENES[name](pen, letters)
    pen.rectangle((0, 0, SIZE[0], 70), fill=DARK)
    pen.text((24, 14), "SIMULATED", font=letters(38), fill=YELLOW)
    pen.rectangle((0, 890, SIZE[0], SIZE[1]), fill=DARK)
    pen.text((24, 906), caption[:70], font=letters(28), fill="white")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _warning(pen: Pen, letters: Letters, x: int, y: int, words: str) -> None:
    pen.polygon([(x, y + 150), (x + 85, y), (x + 170, y + 150)], fill=YELLOW, outline=DARK, width=8)
    pen.text((x + 68, y + 50), "!", font=letters(80), fill=DARK)
    pen.text((x, y + 165), words, font=letters(26), fill=DARK)


def _door(pen: Pen, letters: Letters) -> None:
    pen.rectangle((430, 150, 850, 820), fill=STEEL, outline=DARK, width=10)
    pen.rectangle((790, 470, 825, 540), fill=DARK)
    _warning(pen, letters, 545, 230, "Strong field")
    pen.ellipse((560, 470, 700, 610), outline=RED, width=18)
    pen.line((580, 590, 680, 490), fill=RED, width=18)


def _outside(pen: Pen, _: Letters) -> None:
    pen.rectangle((0, 70, SIZE[0], 300), fill="#85c1e9")
    pen.rectangle((0, 300, SIZE[0], 720), fill="#a9785a")
    for left in range(300, 1000, 110):
        pen.arc((left, 600, left + 90, 860), 180, 360, fill=STEEL, width=16)


def _roof(pen: Pen, _: Letters) -> None:
    pen.rectangle((0, 70, SIZE[0], 520), fill="#85c1e9")
    pen.rectangle((0, 520, SIZE[0], 890), fill="#7f8c8d")
    pen.rectangle((580, 220, 660, 560), fill=STEEL, outline=DARK, width=6)
    pen.polygon([(540, 220), (620, 130), (700, 220)], fill=STEEL, outline=DARK, width=6)
    for rung in range(540, 880, 50):
        pen.line((980, rung, 1080, rung), fill=DARK, width=10)
    pen.line((980, 500, 980, 890), fill=DARK, width=12)
    pen.line((1080, 500, 1080, 890), fill=DARK, width=12)


def _panel(pen: Pen, letters: Letters) -> None:
    pen.rectangle((380, 220, 900, 640), fill="#ecf0f1", outline=DARK, width=10)
    pen.rectangle((450, 290, 830, 470), fill=DARK)
    pen.text((500, 325), "21.0 °C", font=letters(90), fill=GREEN)
    for left in (470, 600, 730):
        pen.ellipse((left, 520, left + 70, 590), fill=STEEL, outline=DARK, width=5)


def _oxygen(pen: Pen, letters: Letters, shows: str = "20.9 % O2", light: str = GREEN) -> None:
    pen.rectangle((420, 180, 860, 560), fill="#fdfefe", outline=DARK, width=10)
    pen.rectangle((480, 240, 800, 400), fill=DARK)
    pen.text((505, 270), shows, font=letters(58), fill=light)
    pen.text((470, 440), "Alarm: leave, shut the", font=letters(30), fill=DARK)
    pen.text((470, 485), "door, call the MR lead", font=letters(30), fill=DARK)


def _plot(pen: Pen, letters: Letters) -> None:
    pen.rectangle((300, 130, 980, 680), fill="white", outline=DARK, width=6)
    pen.rectangle((600, 330, 680, 480), fill=STEEL)
    for grow, words in ((60, "3"), (120, "1"), (180, "0.5 mT")):
        pen.ellipse((600 - grow, 330 - grow // 2, 680 + grow, 480 + grow // 2), outline=BLUE, width=5)
        pen.text((685 + grow, 390), words, font=letters(24), fill=BLUE)


def _label(pen: Pen, letters: Letters, shape: str, words: str) -> None:
    pen.rounded_rectangle((240, 560, 1040, 640), 30, fill=STEEL, outline=DARK, width=6)
    pen.ellipse((300, 640, 400, 740), fill=DARK)
    pen.ellipse((880, 640, 980, 740), fill=DARK)
    if shape == "square":
        pen.rectangle((500, 220, 780, 500), fill=GREEN, outline=DARK, width=8)
    elif shape == "triangle":
        pen.polygon([(640, 200), (820, 510), (460, 510)], fill=YELLOW, outline=DARK, width=8)
    pen.text((585, 370), words, font=letters(70), fill=DARK if shape == "triangle" else "white")


SCENES: dict[str, Callable[[Pen, Letters], None]] = {
    "door": _door,
    "outside": _outside,
    "roof": _roof,
    "panel": _panel,
    "oxygen": _oxygen,
    "oxygen-alarm": lambda pen, letters: _oxygen(pen, letters, "18.2 % O2", RED),
    "plot": _plot,
    "label-safe": lambda pen, letters: _label(pen, letters, "square", "MR"),
    "label-conditional": lambda pen, letters: _label(pen, letters, "triangle", "MR"),
    "label-none": lambda pen, letters: _label(pen, letters, "none", ""),
}
