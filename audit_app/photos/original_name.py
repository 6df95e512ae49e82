"""The name of a photo's file: kept where a camera gave it, left out where a person did, for it may name a patient."""

import re

_BY_CAMERAS = (
    *("IMG", "IMAGE", "PHOTO", "PICTURE", "DSC", "DSCN", "DSCF", "DSCI", "PXL", "MVIMG", "CIMG", "SAM", "GOPR", "DJI"),
    *("MG", "WP", "CAM", "CAMERA", "CAPTURE", "SCAN", "SCREENSHOT", "SNAPSHOT", "WHATSAPP", "SIGNAL", "AT", "PM", "AM"),
    *("HDR", "BURST", "PORTRAIT", "NIGHT", "EDITED", "COPY", "MP", "E"),
)
_WORD = rf"(?:{'|'.join(_BY_CAMERAS)})(?![a-z])"
_TIME = r"(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d(?:[-_ .T]+(?:at )?[0-2]\d[-_.]?[0-5]\d[-_.]?[0-5]\d\d{0,3})?"
_PARTS = rf"(?:{_WORD}|{_TIME}|\(?(?<!\d)\d{{1,6}}(?!\d)\)?)"
_GIVEN = re.compile(rf"_?(?:{_WORD}|{_TIME})(?:[-_ .~]*{_PARTS})*\.[a-z0-9]{{2,5}}", re.IGNORECASE)


def camera_name(name: str) -> str:
    """The name when it is only what cameras and phones write (IMG_0123.jpg, 20260102_093000.jpg); else empty."""
    return name if len(name) <= 80 and _GIVEN.fullmatch(name) else ""
