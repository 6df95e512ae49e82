"""The unit's logo on the front page, in every format."""

from pathlib import Path

from audit_app.apart import apart
from audit_app.errors import ReportError
from audit_app.photos.copies import copies
from audit_app.photos.decoder import costly

LONGEST = 900  # pixels


def logo(path: Path) -> bytes:
    """A picture file as a JPEG; PhotoRefused when it is no picture, ReportError when it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        fault = f"cannot be read ({error.strerror or error})"
        raise ReportError(str(path), fault, "Choose another picture for the logo") from error
    return prepared(data, path.name)


def prepared(data: bytes, name: str) -> bytes:
    """A picture as the JPEG that is kept as a logo; PhotoRefused when it is no picture."""
    return apart(costly(name), copies, data, name, longest=LONGEST).working
