"""Any colour model a picture file may hold, to eight-bit sRGB on white; what is lost is said."""

from io import BytesIO
from types import ModuleType

from PIL import Image

ROWS = 256
SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N")
KEPT = ("RGB", "L", "CMYK")  # shrunk as they are; everything else is first made one of these


def box_shrunk(image: Image.Image, factor: int) -> Image.Image:
    """The picture in RGB, L or CMYK, each `factor` × `factor` pixels averaged into one.

    Works down the picture in bands, so that a second full-size copy never exists.
    """
    to_plain = PlainMaker(image)
    if factor <= 1:
        return to_plain(image)
    size = (-(-image.width // factor), -(-image.height // factor))
    small: Image.Image | None = None
    for top in range(0, image.height, ROWS * factor):
        band = image.crop((0, top, image.width, min(top + ROWS * factor, image.height)))
        plain = to_plain(band).reduce(factor)
        small = small or Image.new(plain.mode, size)
        small.paste(plain, (0, top // factor))
    assert small is not None
    return small


class PlainMaker:
    """Makes bands of one picture RGB, L or CMYK, all by the same rule."""

    def __init__(self, image: Image.Image) -> None:
        self.span = spread(image) if image.mode in ("I", "F") else (0.0, 0.0)

    def __call__(self, band: Image.Image) -> Image.Image:
        if band.mode in (*SIXTEEN_BIT, "I", "F"):
            return self.in_greys(band)
        if see_through(band):
            return on_white(band)
        return band if band.mode in KEPT else band.convert("L" if band.mode == "1" else "RGB")

    def in_greys(self, band: Image.Image) -> Image.Image:
        """Sixteen-bit shades lose their lower half; a scale without a fixed end is stretched over the picture's own."""
        low, high = (0.0, 65280.0) if band.mode in SIXTEEN_BIT else self.span
        scale = 255 / (high - low) if high > low else 0.0
        return (
            band.convert(band.mode if band.mode in ("I", "F") else "I")
            .point(lambda shade: shade * scale - low * scale)
            .convert("L")
        )


def spread(image: Image.Image) -> tuple[float, float]:
    """The darkest and the brightest value of a picture whose scale is not fixed by its format."""
    low, high = image.getextrema()
    return float(low), float(high)  # type: ignore[arg-type]  # one band, so two numbers


def see_through(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info


def on_white(image: Image.Image) -> Image.Image:
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, str]:
    """The same colours in sRGB, and a remark when that could not be done exactly (empty otherwise)."""
    cms = colour_management()
    if profile and not is_srgb(profile) and cms:
        try:
            source, wanted = cms.ImageCmsProfile(BytesIO(profile)), cms.createProfile("sRGB")
            return cms.profileToProfile(image, source, wanted, outputMode="RGB"), ""
        except (cms.PyCMSError, OSError, ValueError, TypeError):
            return image.convert("RGB"), "Its colour profile is damaged or does not fit and was ignored."
    remark = ""
    if image.mode == "CMYK":
        remark = "Its print colours (CMYK) were converted without a profile and may look different."
    elif profile and not is_srgb(profile):
        remark = "Its colour profile was ignored because this device cannot apply one; colours may look different."
    return image.convert("RGB"), remark


def is_srgb(profile: bytes) -> bool:
    """Whether a profile calls itself sRGB, in either of the two ways profiles spell their description."""
    return b"sRGB" in profile or "sRGB".encode("utf-16-be") in profile


def colour_management() -> ModuleType | None:
    """Pillow's LittleCMS module, or None: the Pillow built for tablets is made without it."""
    try:
        from PIL import ImageCms, features
    except ImportError:
        return None
    return ImageCms if features.check("littlecms2") else None
