"""Archives with the same bytes each time: sorted names, one date, no trace of the machine."""

import gzip
import zipfile
from collections.abc import Mapping
from pathlib import Path

WHEN = (2026, 1, 1, 0, 0, 0)


def stored(files: Mapping[str, bytes]) -> bytes:
    """A zip whose members are stored as they are: quick to open, and the whole is compressed once, outside."""
    from io import BytesIO

    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(_info(name), files[name])
    return out.getvalue()


def squeezed(data: bytes) -> bytes:
    """Compressed with gzip, which every browser opens by itself."""
    return gzip.compress(data, 9, mtime=0)


def zipped(folder: Path, out: Path) -> None:
    """The whole folder as one zip, to carry to a web server; what is compressed already is stored."""
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                how = zipfile.ZIP_STORED if path.suffix == ".gz" else zipfile.ZIP_DEFLATED
                archive.writestr(_info(path.relative_to(folder).as_posix()), path.read_bytes(), how, 9)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, WHEN)
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
