"""How long a photo takes, from received to durable and shown, and how much memory. `python -m bench.photos`.

The pictures are made here: soft noise at 12 megapixels, JPEG of about 5 MB, as tablets and phones hand over. Each
time is the median of several runs; peaks are those of a process that does nothing else.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image

from audit_app.photos.copies import copies, thumbnail
from audit_app.portfolio.parcel import digest_of
from audit_app.store.shelf.shelf import Capture, Shelf

RUNS = 9
MANY = 100


def picture(seed: int, width: int = 4000, height: int = 3000, grain: int = 4) -> bytes:
    """A JPEG of soft noise, its grain so many pixels wide; 4 has about the detail of a photo."""
    across, down = width // grain, height // grain
    coarse = Image.frombytes("RGB", (across, down), Random(seed).randbytes(across * down * 3))
    out = BytesIO()
    coarse.resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()


def milliseconds(work: Callable[[int], object], runs: int = RUNS) -> float:
    """The median time of one run."""
    taken = []
    for run in range(runs):
        start = time.perf_counter()
        work(run)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def one_photo(folder: Path) -> list[tuple[str, float, str]]:
    """Each step of one 12-megapixel photo, in milliseconds, with its aim."""
    shelf, photos = Shelf(folder), [picture(seed) for seed in range(RUNS)]
    folder.mkdir()
    plain = folder / "plain"

    def disk(run: int) -> None:
        with plain.open("wb") as file:
            file.write(photos[run])
            file.flush()
            os.fsync(file.fileno())

    kept = milliseconds(lambda run: shelf.receive(Capture(f"c{run}", "a"), photos[run]))
    return [
        ("the disk alone: write and flush", milliseconds(disk), ""),
        ("received to durable, with its note", kept, "60 + disk"),
        ("SHA-256", milliseconds(lambda run: digest_of(photos[run])), ""),
        ("thumbnail, 320 pixels", milliseconds(lambda run: thumbnail(photos[run], "a")), "60"),
        ("working copy, 1600 pixels, with its thumbnail", milliseconds(lambda run: copies(photos[run], "a")), "250"),
    ]


def many_photos(folder: Path) -> float:
    """Seconds for 100 different photos into report copies."""
    shelf = Shelf(folder)
    digests = [shelf.keep(picture(seed)) for seed in range(MANY)]
    start = time.perf_counter()
    for digest in digests:
        shelf.copies.develop(digest)
    return time.perf_counter() - start


PEAK = """
import sys
from audit_app.photos.copies import copies
copies(open(sys.argv[1], "rb").read(), "a")
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def peaks(folder: Path) -> list[tuple[str, int]]:
    """Peak memory in MB of a process that makes one working copy; Linux only."""
    cases = {
        "12 megapixel JPEG": picture(1),
        "48 megapixel JPEG": picture(1, 8000, 6000),
        "24 megapixel progressive JPEG": again(picture(1, 5712, 4284), "JPEG", progressive=True, subsampling=0),
        "20 megapixel WebP": again(picture(1, 5000, 4000), "WEBP", method=0),
        "50 megapixel PNG": again(picture(1, 8000, 6250, grain=25), "PNG", compress_level=1),
    }
    found = []
    for name, data in cases.items():
        file = folder / "case"
        file.write_bytes(data)
        run = [sys.executable, "-c", PEAK, str(file)]
        found.append((name, int(subprocess.run(run, capture_output=True, text=True, check=True).stdout) // 1024))
    return found


def again(data: bytes, codec: str, **options: object) -> bytes:
    out = BytesIO()
    Image.open(BytesIO(data)).save(out, codec, **options)
    return out.getvalue()


def main() -> None:
    """Print the tables for this machine and today."""
    with tempfile.TemporaryDirectory() as folder:
        steps, total = one_photo(Path(folder) / "one"), many_photos(Path(folder) / "many")
        memory = peaks(Path(folder)) if Path("/proc/self/status").exists() else []
    cores = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    print(f"{date.today()}, {cores}, Python {platform.python_version()}, Pillow {Image.__version__}\n")
    print("| one 12-megapixel JPEG | ms | aim |\n|---|---:|---:|")
    for name, took, aim in steps:
        print(f"| {name} | {took:.0f} | {aim} |")
    print(f"\n100 photos into report copies, one after the other: {total:.0f} s ({total * 10:.0f} ms each)\n")
    print("| peak memory of one working copy | MB |\n|---|---:|")
    for name, peak in memory:
        print(f"| {name} | {peak} |")


if __name__ == "__main__":
    main()
