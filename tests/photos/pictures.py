"""Pictures made on the spot, so that every test knows what is in them."""

import random
import struct
import zlib
from io import BytesIO

from PIL import ExifTags, Image, ImageDraw

COLOURS = {"nw": (220, 30, 30), "ne": (30, 180, 30), "sw": (30, 30, 220), "se": (220, 220, 30)}


def corners(width: int = 240, height: int = 160, mode: str = "RGB") -> Image.Image:
    """Red, green, blue and yellow quarters: which way up it is shows in any copy."""
    picture = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(picture)
    half, middle = width // 2, height // 2
    pen.rectangle((0, 0, half, middle), fill=COLOURS["nw"])
    pen.rectangle((half, 0, width, middle), fill=COLOURS["ne"])
    pen.rectangle((0, middle, half, height), fill=COLOURS["sw"])
    pen.rectangle((half, middle, width, height), fill=COLOURS["se"])
    return picture if mode == "RGB" else picture.convert(mode)


def busy(width: int, height: int, seed: int = 1) -> Image.Image:
    """Soft noise of fixed seed, with the detail of a photo."""
    across, down = -(-width // 8), -(-height // 8)
    values = random.Random(seed).randbytes(across * down * 3)
    return Image.frombytes("RGB", (across, down), values).resize((width, height), Image.Resampling.BILINEAR)


def encoded(picture: Image.Image, codec: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, codec, **options)
    return out.getvalue()


def with_exif(
    picture: Image.Image,
    *,
    codec: str = "JPEG",
    inner: dict[int, object] | None = None,
    options: dict[str, object] | None = None,
    **tags: object,
) -> bytes:
    """`tags` by name in the first block; `inner` by number in the EXIF block."""
    exif = Image.Exif()
    for name, value in tags.items():
        exif[ExifTags.Base[name]] = value
    exif.get_ifd(ExifTags.IFD.Exif).update(inner or {})
    return encoded(picture, codec, exif=exif.tobytes(), **(options or {}))


def stored_for(picture: Image.Image, orientation: int) -> Image.Image:
    """The pixels a camera held in that orientation would have stored, so that turning gives `picture` back."""
    back = Image.Transpose
    undo = {
        2: back.FLIP_LEFT_RIGHT, 3: back.ROTATE_180, 4: back.FLIP_TOP_BOTTOM, 5: back.TRANSPOSE,
        6: back.ROTATE_90, 7: back.TRANSVERSE, 8: back.ROTATE_270,
    }  # fmt: skip
    return picture.transpose(undo[orientation]) if orientation in undo else picture


def shown(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def near(found: object, wanted: tuple[int, ...], slack: int = 30) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= slack for a, b in zip(found, wanted, strict=True))


def upright_as_made(picture: Image.Image) -> bool:
    """Whether the four quarters are where `corners` put them."""
    width, height = picture.size
    places = {"nw": (0.25, 0.25), "ne": (0.75, 0.25), "sw": (0.25, 0.75), "se": (0.75, 0.75)}
    rgb = picture.convert("RGB")
    return all(near(rgb.getpixel((int(x * width), int(y * height))), COLOURS[at]) for at, (x, y) in places.items())


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of any size, and never brings the pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(5000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
