"""What a file is, told by its first bytes and never by its name."""

from enum import Enum

from audit_app.apart import PROCESSES

# Of one file; half where no child process stands between the decoder and the app.
MOST_BYTES = 100_000_000 if PROCESSES else 50_000_000


class Kind(Enum):
    """A kind of file: the ending we give it, and what we call it in a sentence."""

    JPEG = ("jpg", "a JPEG picture")
    PNG = ("png", "a PNG picture")
    WEBP = ("webp", "a WebP picture")
    TIFF = ("tif", "a TIFF picture")
    HEIC = ("heic", "a HEIC picture")
    GIF = ("gif", "a GIF picture")
    BMP = ("bmp", "a BMP picture")
    AVIF = ("avif", "an AVIF picture")
    JPEG_2000 = ("jp2", "a JPEG 2000 picture")
    JPEG_XL = ("jxl", "a JPEG XL picture")
    RAW = ("raw", "a camera's raw picture (such as NEF, CR3 or DNG)")
    DICOM = ("dcm", "a DICOM file")
    PDF = ("pdf", "a PDF document")
    VIDEO = ("mov", "a video")
    EMPTY = ("empty", "an empty file")
    UNKNOWN = ("bin", "not a picture this app knows")

    @property
    def ending(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]

    @property
    def media_type(self) -> str:
        """What the web calls it; a plain run of bytes when it is no picture this app reads."""
        return MEDIA_TYPES.get(self, "application/octet-stream")


MEDIA_TYPES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.TIFF: "image/tiff",
    Kind.HEIC: "image/heic",
    Kind.GIF: "image/gif",
    Kind.BMP: "image/bmp",
    Kind.AVIF: "image/avif",
    Kind.PDF: "application/pdf",
    Kind.DICOM: "application/dicom",
}
STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00\x10\x00\x00\x00CR", Kind.RAW),  # Canon; others that begin as a TIFF are told by what stands in them
    (b"IIRO", Kind.RAW),
    (b"IIRS", Kind.RAW),
    (b"MMOR", Kind.RAW),
    (b"IIU\x00", Kind.RAW),
    (b"FUJIFILMCCD-RAW", Kind.RAW),
    (b"FOVb", Kind.RAW),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"\x00\x00\x00\x0cjP  ", Kind.JPEG_2000),
    (b"\xff\x4f\xff\x51", Kind.JPEG_2000),
    (b"\x00\x00\x00\x0cJXL ", Kind.JPEG_XL),
    (b"\xff\x0a", Kind.JPEG_XL),
    (b"%PDF-", Kind.PDF),
    (b"\x1aE\xdf\xa3", Kind.VIDEO),
)
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
RAW_BRANDS = {b"crx "}
AVIF_BRANDS = {b"avif", b"avis"}


def kind_of(data: bytes) -> Kind:
    """The kind of file these bytes begin; the first 132 bytes are enough."""
    if not data:
        return Kind.EMPTY
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[128:132] == b"DICM":
        return Kind.DICOM
    if data[4:8] == b"ftyp":
        return boxed(data)
    return next((kind for start, kind in STARTS if data.startswith(start)), Kind.UNKNOWN)


def boxed(data: bytes) -> Kind:
    """Which of the formats sharing the ISO base media container this is, by its brands."""
    end = min(int.from_bytes(data[:4], "big"), 128)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]
    if brands[0] in AVIF_BRANDS or (brands[0] == b"mif1" and AVIF_BRANDS & set(brands)):
        return Kind.AVIF
    if brands[0] in RAW_BRANDS:
        return Kind.RAW
    return Kind.HEIC if brands[0] in HEIC_BRANDS else Kind.VIDEO
