"""Whether a bundle is what was handed over: every digest, cross-reference, page number and log, without any network.

Nothing is unpacked and nothing is believed: the parcel's own structure is checked byte for byte, then BagIt's
manifests, then what the files say about each other. What differs is named exactly.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from audit_app.errors import BundleRefused
from audit_app.portfolio.bundle.bag import NAME
from audit_app.portfolio.bundle.cross_checks import cross_checks
from audit_app.portfolio.bundle.foreign_zip import Repacked, open_repacked
from audit_app.portfolio.bundle.index import Index, read_index
from audit_app.portfolio.parcel import CHUNK, Parcel, open_parcel

_LINE = re.compile(r"([0-9a-f]{64})  ?\*?(\S[^\r\n]*)")
_BAGIT = b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"
_TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
ONLY_PACKING = "only the packing round its files differs; every file in it is as it was written"
_MOST_TAG, MOST_FILE = 8_000_000, 1_000_000_000  # bytes


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was handed over: where, and what differs."""

    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.place} {self.fault}"


class Unpacked:
    """A bundle that someone unpacked into a folder: the same names and bytes as in the parcel."""

    def __init__(self, folder: Path) -> None:
        self.where = folder.name
        self.members: dict[str, Path] = {}
        self.torn: set[str] = set()
        for each in sorted(folder.rglob("*")):
            name = f"{NAME}/{each.relative_to(folder).as_posix()}"
            if each.is_symlink() or not (each.is_file() or each.is_dir()):
                raise BundleRefused(name, "is a link, not a file", "Do not open it; ask for the bundle again")
            if each.is_file():
                self.members[name] = each

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece."""
        with self.members[name].open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


class Packed:
    """A bundle in its parcel; `torn` are the files whose bytes are not those that were packed."""

    def __init__(self, parcel: Parcel) -> None:
        self.where, self.members, self._parcel = parcel.where, parcel.members, parcel
        self.torn: set[str] = set()

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece, also of one that was changed: the manifests say more about it."""
        try:
            yield from self._parcel.chunks(name)
        except BundleRefused:
            self.torn.add(name)


Bag = Packed | Unpacked | Repacked


@contextmanager
def _opened(path: Path) -> Iterator[Packed | Unpacked]:
    if path.is_dir():
        inner = path / NAME
        yield Unpacked(inner if inner.is_dir() else path)
        return
    with open_parcel(path) as parcel:
        yield Packed(parcel)


def verify_bundle(path: Path) -> list[Finding]:
    """Everything in a bundle (a file, or the folder it was unpacked into) that is not as it was; empty when all is."""
    try:
        with _opened(path) as bag:
            return list(_findings(bag))
    except BundleRefused as refusal:
        return [Finding(refusal.where, refusal.fault), *_packed_again(path)]
    except OSError as error:
        return [Finding(path.name, f"cannot be read ({error.strerror})")]


def _packed_again(path: Path) -> list[Finding]:
    """What differs in the files of a parcel that is not as it was packed; nothing when they cannot be read."""
    if not path.is_file():
        return []
    try:
        with open_repacked(path) as bag:
            strays = [Finding(name, "does not belong to a bundle") for name in bag.strays]
            found = [*_findings(bag), *strays]
    except BundleRefused:
        return []
    return found or [Finding(path.name, ONLY_PACKING)]


def is_bundle(path: Path) -> bool:
    """Whether a file or folder looks like a bundle, so that a command can tell it from an audit's name."""
    return path.suffix.lower() == ".zip" or (path.is_dir() and any(path.rglob("bagit.txt")))


def _findings(bag: Bag) -> Iterator[Finding]:
    sums = {name: _digest(bag, name) for name in bag.members}
    spoilt: set[str] = set()
    for finding in _manifests(bag, sums):
        spoilt.add(finding.place)
        yield finding

    def read(name: str) -> bytes:
        return _read(bag, f"{NAME}/data/{name}")

    index = f"{NAME}/data/bundle.json"
    if index in spoilt or index not in bag.members:
        return
    try:
        says = read_index(read("bundle.json"))
    except BundleRefused as refusal:
        yield Finding(index, refusal.fault)
        return
    data = f"{NAME}/data/"
    held = {name.removeprefix(data): sums[name] for name in bag.members if name.startswith(data)}
    yield from _against_index(says, held)
    sound = {name for name in held if data + name not in spoilt}
    yield from _told(says, sound, read)


def _told(says: Index, sound: set[str], read: Callable[[str], bytes]) -> Iterator[Finding]:
    """What the sound files say about each other."""
    for check in cross_checks(says, sound, read):
        try:
            for place, fault in check:
                yield Finding(f"{NAME}/data/{place}", fault)
        except BundleRefused as refusal:
            yield Finding(refusal.where, refusal.fault)


def _digest(bag: Bag, name: str) -> str:
    worked = sha256()
    for piece in bag.pieces(name):
        worked.update(piece)
    return worked.hexdigest()


def _read(bag: Bag, name: str, most: int = MOST_FILE) -> bytes:
    data = bytearray()
    for piece in bag.pieces(name):
        data += piece
        if len(data) > most:
            raise BundleRefused(name, "is larger than it can be", "Ask for the bundle again")
    return bytes(data)


def _manifests(bag: Bag, sums: Mapping[str, str]) -> Iterator[Finding]:
    """BagIt: the tag manifest over the tag files, the manifest over the data, and nothing besides."""
    tag_manifest = f"{NAME}/tagmanifest-sha256.txt"
    if tag_manifest not in bag.members or f"{NAME}/bagit.txt" not in bag.members:
        yield Finding(bag.where, "is not a bundle: it holds no BagIt manifest")
        return
    listed = {**_listed(bag, "tagmanifest-sha256.txt"), **_listed(bag, "manifest-sha256.txt")}
    for name in (*_TAGS, *sorted(set(listed) - set(_TAGS))):
        if name not in listed:
            yield Finding(tag_manifest, f"does not list {name}")
        elif f"{NAME}/{name}" not in bag.members:
            yield Finding(f"{NAME}/{name}", "is missing")
        elif sums[f"{NAME}/{name}"] != listed[name] and not _blameless(bag, name):
            kept, found = listed[name][:12], sums[f"{NAME}/{name}"][:12]
            yield Finding(f"{NAME}/{name}", f"was changed: its SHA-256 is {found}…, the manifest says {kept}…")
    for name in bag.members:
        if name != tag_manifest and name.removeprefix(f"{NAME}/") not in listed:
            yield Finding(name, "is in the bundle but in no manifest")
    if _read(bag, f"{NAME}/bagit.txt", _MOST_TAG) != _BAGIT:
        yield Finding(f"{NAME}/bagit.txt", "does not say what this app writes")
    yield from _manifest_as_written(bag, "tagmanifest-sha256.txt")
    if tag_manifest in bag.torn:
        yield Finding(tag_manifest, "was changed after packing")


def _blameless(bag: Bag, name: str) -> bool:
    """True when the file itself is as it was packed and the manifest that speaks against it is not."""
    manifest = "tagmanifest-sha256.txt" if name in _TAGS else "manifest-sha256.txt"
    return f"{NAME}/{manifest}" in bag.torn and f"{NAME}/{name}" not in bag.torn


def _listed(bag: Bag, manifest: str) -> dict[str, str]:
    name = f"{NAME}/{manifest}"
    if name not in bag.members:
        return {}
    text = _read(bag, name, _MOST_TAG).decode("utf-8", "replace")
    return {found[2]: found[1] for line in text.splitlines() if (found := _LINE.fullmatch(line))}


def _manifest_as_written(bag: Bag, manifest: str) -> Iterator[Finding]:
    """No manifest covers this one, so each of its lines must be a line the app writes."""
    name = f"{NAME}/{manifest}"
    text = _read(bag, name, _MOST_TAG)
    again = "".join(f"{digest} {each}\n" for each, digest in _listed(bag, manifest).items())
    if text != again.encode():
        yield Finding(name, "was changed: it is not written as the app writes it")


def _against_index(says: Index, held: Mapping[str, str]) -> Iterator[Finding]:
    """The files there are, and each item's digest."""
    for name in sorted(set(held) ^ set(says.files)):
        fault = "is not named in bundle.json" if name in held else "is named in bundle.json but missing"
        yield Finding(f"{NAME}/data/{name}", fault)
    for item in says.items:
        if item.file in held and held[item.file] != item.sha256:
            yield Finding(f"{NAME}/data/{item.file}", f"is not the {item.code} that bundle.json and the cover name")


def worded(path: Path, findings: Sequence[Finding]) -> str:
    """The outcome in words for a screen or a terminal."""
    if not findings:
        return f"{path.name} is whole: every digest, cross-reference, page number and log agrees."
    lines = [f"{path.name} is not as it was handed over. {len(findings)} thing(s) differ:"]
    return "\n".join([*lines, *(f"  {finding}" for finding in findings)])
