"""How a JPEG file is laid out: where its own picture ends, how many scans it has, and what stands behind it.

Phones append to a picture: a second one (MPO), a short video (motion photos), a maker's own trailer. None of it is part
of the picture, and its bytes may look like anything. Source: ITU-T T.81, annex B.
"""

import re
from dataclasses import dataclass

START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
ALONE = {0x01, *range(0xD0, 0xD9)}  # markers that no segment follows
MOST_SEGMENTS = 10_000  # a picture has some dozens
# In a scan stuffed bytes and restarts belong to it. A fixed first byte is searched for twenty times as fast as a run.
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


@dataclass(frozen=True)
class JpegLayout:
    """`end` is where the picture ends in the file, None when it stops without saying so; `scans` how many it has."""

    end: int | None
    scans: int

    def video_behind(self, data: bytes) -> bool:
        """True when a video stands behind the picture, as phones that take moving photos write it."""
        return self.end is not None and data.find(b"ftyp", self.end) >= 0


def jpeg_layout(data: bytes, most_scans: int) -> JpegLayout:
    """Follows the segments of a JPEG from its start; stops counting once there are more scans than `most_scans`."""
    at, scans = len(START_OF_IMAGE), 0
    for _ in range(MOST_SEGMENTS):
        found = MARKER.search(data, at)
        if found is None:
            return JpegLayout(None, scans)
        marker, at = found[0][-1], found.end()
        if marker == END_OF_IMAGE[1]:
            return JpegLayout(at, scans)
        scans += marker == START_OF_SCAN
        if scans > most_scans:
            break
        at += 0 if marker in ALONE else int.from_bytes(data[at : at + 2], "big")
    return JpegLayout(None, most_scans + 1)
