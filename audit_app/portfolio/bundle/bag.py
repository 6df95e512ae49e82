"""The files of a bundle as a BagIt bag in one parcel."""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import bagit

from audit_app import __version__
from audit_app.errors import BundleRefused
from audit_app.portfolio.parcel import digest_of, write_parcel

NAME = "portfolio"
_bagging = threading.Lock()  # the library works from the current folder of the whole process


def write_bag(path: Path, files: Mapping[str, bytes], at: str, contact: str) -> tuple[str, int]:
    """Writes the files as a bag dated `at` (a stamp or day); gives the parcel's SHA-256 and its number of files.

    The file is there whole or not at all; BundleRefused when there is no room.
    """
    with TemporaryDirectory(prefix="mr-audit-") as made:
        folder = Path(made).resolve()
        _bag(folder / NAME, files, at, contact)
        packed = {each.relative_to(folder).as_posix(): each for each in _walk(folder)}
        return write_parcel(path, packed), len(packed)


def _bag(folder: Path, files: Mapping[str, bytes], at: str, contact: str) -> None:
    about = {
        "Bagging-Date": at[:10],
        "Bag-Software-Agent": f"mr-audit {__version__} (bagit)",
        "Contact-Name": " ".join(contact.split()),
        "External-Description": "Portfolio of evidence",
        "External-Identifier": digest_of(files["bundle.json"]),
    }
    try:
        for name, data in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        with _bagging:
            bagit.make_bag(str(folder), {key: text for key, text in about.items() if text}, checksums=["sha256"])
    except (OSError, bagit.BagError) as error:
        raise BundleRefused("The bundle", f"cannot be packed ({error})", "Free some space, then try again") from error


def _walk(folder: Path) -> Iterator[Path]:
    return (each for each in sorted(folder.rglob("*")) if each.is_file())
