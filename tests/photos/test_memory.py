"""One picture never takes more than 400 MB, whatever it is; measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from audit_app.photos.decoder import heic_ready
from tests.photos.pictures import busy, encoded, png_claiming, with_exif

assert heic_ready()
if not Path("/proc/self/status").exists():
    pytest.skip("peak memory is read from Linux's /proc", allow_module_level=True)
LIMIT = 400  # MB, the interpreter included
OPEN_IT = """
import sys
from audit_app.errors import PhotoRefused
from audit_app.photos.copies import copies
from audit_app.photos.facts import facts_of
from datetime import UTC, datetime
data = open(sys.argv[1], "rb").read()
try:
    facts_of(data, "a", datetime.now(UTC))
    copies(data, "a")
    said = "opened"
except PhotoRefused as refused:
    said = "refused"
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # kB
print(said, int(peak.split()[1]) // 1024)
"""


def opened_in_a_process_of_its_own(data: bytes, folder: Path) -> tuple[str, int]:
    file = folder / "picture"
    file.write_bytes(data)
    run = subprocess.run([sys.executable, "-c", OPEN_IT, str(file)], capture_output=True, text=True, check=True)
    said, peak = run.stdout.split()
    return said, int(peak)


def flat(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), 7)


PICTURES = {
    "48 megapixel JPEG": lambda: encoded(flat(8000, 6000), quality=50),
    "24 megapixel progressive JPEG, no subsampling": lambda: encoded(flat(6000, 4000), progressive=True, subsampling=0),
    "24 megapixel HEIC": lambda: encoded(flat(5712, 4284), "HEIF", quality=10, enc_params={"preset": "ultrafast"}),
    "20 megapixel WebP": lambda: encoded(flat(5000, 4000), "WEBP", method=0, quality=1),
    "50 megapixel PNG": lambda: encoded(flat(8000, 6250), "PNG", compress_level=1),
    "85 megapixel black and white PNG": lambda: encoded(flat(10000, 8500, "1"), "PNG", compress_level=1),
    "24 megapixel turned TIFF": lambda: with_exif(flat(6000, 4000), codec="TIFF", Orientation=6),
    "25 megapixel TIFF in one packed strip": lambda: encoded(
        flat(5000, 5000), "TIFF", compression="tiff_lzw", tiffinfo={278: 5000}
    ),
    "24 megapixel CMYK TIFF": lambda: encoded(flat(6000, 4000, "CMYK"), "TIFF"),
}
TOO_LARGE = {
    "60 megapixel progressive JPEG, no subsampling": lambda: encoded(
        flat(10000, 6000), progressive=True, subsampling=0, quality=5
    ),
    "30 megapixel WebP": lambda: encoded(flat(6000, 5000), "WEBP", method=0, quality=1),
    "150 megapixel PNG of a few bytes": lambda: png_claiming(15000, 10000),
}


@pytest.mark.parametrize("what", PICTURES)
def test_a_large_picture_is_opened_within_the_limit(what: str, tmp_path: Path) -> None:
    said, peak = opened_in_a_process_of_its_own(PICTURES[what](), tmp_path)
    assert said == "opened"
    assert peak < LIMIT


@pytest.mark.parametrize("what", TOO_LARGE)
def test_a_picture_that_would_pass_the_limit_is_refused(what: str, tmp_path: Path) -> None:
    said, peak = opened_in_a_process_of_its_own(TOO_LARGE[what](), tmp_path)
    assert said == "refused"
    assert peak < LIMIT / 2


def test_a_photo_of_twelve_megapixels_takes_little(tmp_path: Path) -> None:
    said, peak = opened_in_a_process_of_its_own(encoded(busy(4000, 3000)), tmp_path)
    assert said == "opened" and peak < 200
