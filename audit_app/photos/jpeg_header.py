"""What a JPEG file says of itself in its header, read without opening the picture."""

import struct
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Jpeg:
    """A JPEG file's pixel size and number of colour channels."""

    width: int
    height: int
    channels: int


def measured(path: Path) -> Jpeg | None:
    """What a JPEG file's own header says; None when it is no whole JPEG a report can hold (grey or RGB)."""
    try:
        with path.open("rb") as file:
            start = file.read(65_536)
            file.seek(-2, 2)
            ends = file.read(2) == b"\xff\xd9"
    except OSError:
        return None
    found = frame(start) if ends else None
    sound = found is not None and found.channels in (1, 3) and found.width > 0 and found.height > 0
    return found if sound else None


def frame(data: bytes) -> Jpeg | None:
    """The first frame header among a JPEG's segments; None when there is none of 8 bits."""
    at = 2 if data[:2] == b"\xff\xd8" else len(data)
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            bits, height, width, channels = struct.unpack(">BHHB", data[at + 4 : at + 10])
            return Jpeg(width, height, channels) if bits == 8 else None
        at += 2 + max(2, length)
    return None
