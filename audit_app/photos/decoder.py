"""The one gate through which untrusted bytes become pixels: limits first, then Pillow, then a plain refusal.

Pictures arrive from cameras, phones, consoles and e-mail. Anything may be wrong with them, and a file of two
hundred bytes can ask for gigabytes. So the cost of decoding is worked out from the header before any pixel is
read, one picture is open at a time, and whatever Pillow raises becomes a PhotoRefused that names the file.
"""

import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError

from audit_app.apart import PROCESSES
from audit_app.errors import PhotoRefused
from audit_app.photos.jpeg_layout import END_OF_IMAGE, jpeg_layout
from audit_app.photos.kinds import MOST_BYTES, Kind, kind_of

# Half of it where no child process stands between the decoder and the app.
MOST_PIXELS = 100_000_000 if PROCESSES else 50_000_000
MOST_MEMORY = 330_000_000 if PROCESSES else 220_000_000  # file and pixels; with the interpreter 70 MB more
MOST_DRAFTED = 250_000_000 if PROCESSES else 125_000_000  # pixels of a JPEG that can be decoded to a fraction of them
DECODED = 3200  # pixels a side that a decoder is asked for: twice the largest copy, then averaged
MISSING = 0.02  # of a picture's height may be lost at its end, and the rest is still worth having
MOST_SCANS = 100  # a progressive JPEG has about ten; thousands make a decoder run for hours

CODECS = {
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.WEBP: "WEBP",
    Kind.TIFF: "TIFF",
    Kind.HEIC: "HEIF",
    Kind.GIF: "GIF",
    Kind.BMP: "BMP",
}
# Seen from Pillow and pillow-heif on broken files; nothing else is expected, so nothing else is caught.
BROKEN = (
    AssertionError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

Image.MAX_IMAGE_PIXELS = MOST_DRAFTED  # what would cost too much is refused by what it costs, below
one_at_a_time = threading.RLock()


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Image.Image]:
    """The picture in these bytes, its header read and its cost accepted, its pixels not yet decoded.

    Raises PhotoRefused naming `name`, also for trouble met while the picture is used inside the block.
    """
    kind = readable(data, name)
    with one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks about odd metadata are not for the auditor
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(
                BytesIO(data + END_OF_IMAGE if lacks_end(data, kind) else data), formats=[codec(kind, name)]
            ) as image:
                refuse_if_raw(image, kind, name)
                refuse_if_costly(image, kind, len(data), name)
                yield image
        except BOMBS as trouble:
            raise too_large(name, "is too large to open safely") from trouble
        except UnidentifiedImageError as trouble:
            raise PhotoRefused(name, f"begins like {kind.words} but cannot be read as one", AGAIN) from trouble
        except BROKEN as trouble:
            raise damaged(name, kind, trouble) from trouble


AGAIN = "Copy it from the camera again, or take the photo again."
AS_JPEG = "Save it as JPEG and add it again."
FROM_RAW = "Set the camera to JPEG, or save it as JPEG and add that."
NEW_SUBFILE_TYPE, DNG_VERSION = 254, 50706  # TIFF 6.0; DNG 1.7


def readable(data: bytes, name: str) -> Kind:
    """What kind of picture this is, refused when the app cannot read that kind or the file is too big."""
    kind = kind_of(data)
    if kind is Kind.EMPTY:
        raise PhotoRefused(name, "is empty", AGAIN)
    if kind not in CODECS:
        remedy = FROM_RAW if kind is Kind.RAW else AS_JPEG
        raise PhotoRefused(name, f"is {kind.words}, which cannot be shown as a photo", remedy)
    if len(data) > MOST_BYTES:
        raise too_large(name, f"is {len(data) / 1e6:.0f} MB; the limit is {MOST_BYTES / 1e6:.0f} MB")
    if kind is Kind.JPEG and jpeg_layout(data, MOST_SCANS).scans > MOST_SCANS:
        raise PhotoRefused(name, "is built to take very long to open", "Take the photo again with another camera app.")
    return kind


def lacks_end(data: bytes, kind: Kind) -> bool:
    """Whether these are the bytes of a JPEG that stops before its picture says it ends."""
    return kind is Kind.JPEG and jpeg_layout(data, MOST_SCANS).end is None


def refuse_if_much_is_missing(image: Image.Image, name: str) -> None:
    """Refuses a decoded picture whose lower part never arrived: the decoder left it as one flat colour."""
    top = image.height
    while top > 0 and flat(image.crop((0, max(0, top - 8), image.width, top))):
        top -= 8
    if image.height - top > 16 + image.height * MISSING:
        raise PhotoRefused(name, "is cut short", AGAIN)


def flat(stripe: Image.Image) -> bool:
    """Whether every pixel is the same."""
    extrema = stripe.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(low == high for low, high in bands)


def codec(kind: Kind, name: str) -> str:
    """Pillow's name for the decoder, made ready; refused with the way out when this device has none."""
    Image.init()
    if kind is Kind.HEIC and not heic_ready():
        raise PhotoRefused(name, "is a HEIC picture, which this device cannot open", HEIC_REMEDY)
    if CODECS[kind] not in Image.OPEN or (kind is Kind.WEBP and not webp_ready()):
        raise PhotoRefused(name, f"is {kind.words}, which this device cannot open", AS_JPEG)
    return CODECS[kind]


HEIC_REMEDY = "On the iPad or iPhone choose Settings, Camera, Formats, Most Compatible, and take it again; " + (
    'or install the extra "heic" on the computer that adds it.' if PROCESSES else "or save it as JPEG and add that."
)


def heic_ready() -> bool:
    """Whether HEIC can be decoded here: it needs pillow-heif, which tablets do not have."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener(thumbnails=False)
    return True


def webp_ready() -> bool:
    from PIL import features

    return bool(features.check("webp"))


def refuse_if_raw(image: Image.Image, kind: Kind, name: str) -> None:
    """Refuses a raw picture, which begins as a TIFF and shows only a stamp-sized preview to who does not know it."""
    tags = getattr(image, "tag_v2", {}) if kind is Kind.TIFF else {}
    reduced = tags.get(NEW_SUBFILE_TYPE, 0)
    if DNG_VERSION in tags or (isinstance(reduced, int) and reduced & 1 and ExifTags.Base.SubIFDs in tags):
        raise PhotoRefused(name, f"is {Kind.RAW.words}, which cannot be shown as a photo", FROM_RAW)


def refuse_if_costly(image: Image.Image, kind: Kind, size: int, name: str) -> None:
    """Refuse what would need too many pixels or too much memory, before anything is decoded."""
    pixels = image.width * image.height
    held = pixels / drafted(image, kind) ** 2
    kept = 2 * samples_a_pixel(image) * pixels if kind is Kind.JPEG else 0.0
    most = MOST_DRAFTED if kind is Kind.JPEG else MOST_PIXELS
    if pixels > most or held > MOST_PIXELS or size + kept + held * bytes_a_pixel(image, kind) > MOST_MEMORY:
        said = f"is {pixels / 1e6:.0f} megapixels ({image.width} × {image.height}), too large to open safely"
        raise too_large(name, said)


def drafted(image: Image.Image, kind: Kind) -> int:
    """By how much a JPEG decoder shrinks each side on the way when it is asked for the pixels that copies need."""
    if kind is not Kind.JPEG:
        return 1
    spare = min(image.width, image.height) // DECODED
    return next((step for step in (8, 4, 2) if spare >= step), 1)


def bytes_a_pixel(image: Image.Image, kind: Kind) -> float:
    """Peak memory of decoding, per pixel; each figure was measured, see bench/photos.py."""
    shown = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}.get(image.mode, 4)
    match kind:
        case Kind.WEBP:
            return 16
        case Kind.HEIC:
            return 8.5
        case Kind.TIFF:
            return shown * tiff_copies(image)
    return shown


def tiff_copies(image: Image.Image) -> float:
    """How often decoding a TIFF holds its pixels: once, again for a strip being unpacked, again when it is turned."""
    tags = ExifTags.Base
    tag = image.getexif().get
    packed = tag(tags.Compression, 1) != 1
    rows = tag(tags.RowsPerStrip, image.height)
    strip = min(1.0, rows / image.height) if packed and isinstance(rows, int) else float(packed)
    return 1 + strip + float(tag(tags.Orientation, 1) != 1)


def samples_a_pixel(image: Image.Image) -> float:
    """How many colour samples a progressive JPEG keeps for each pixel, two bytes each, beside the pixels themselves.

    3 without subsampling, 1.5 when halved both ways; none when it is not progressive.
    """
    if not getattr(image, "info", {}).get("progressive"):
        return 0
    layers = [(across, down) for _, across, down, _ in getattr(image, "layer", [])]
    if not layers:
        return 4
    widest, tallest = max(a for a, _ in layers) or 1, max(d for _, d in layers) or 1
    return float(sum(a * d for a, d in layers) / (widest * tallest))


def too_large(name: str, fault: str) -> PhotoRefused:
    return PhotoRefused(name, fault, "Set the camera to a smaller picture size, or save a smaller copy and add that.")


def costly(name: str) -> PhotoRefused:
    """The refusal of a picture over which a process that was held to its limits had to be ended."""
    return too_large(name, "takes more time or memory to open than any photo needs")


def damaged(name: str, kind: Kind, trouble: BaseException) -> PhotoRefused:
    """What Pillow stumbled over, in words: cut short when it says so, otherwise damaged."""
    said = str(trouble).lower()
    if isinstance(trouble, EOFError) or any(hint in said for hint in ("truncated", "end of file", "not enough")):
        return PhotoRefused(name, "is cut short", AGAIN)
    if isinstance(trouble, MemoryError):
        return too_large(name, "needs more memory than this device has")
    return PhotoRefused(name, f"is {kind.words} that is damaged", AGAIN)
