"""A PDF file being written: streams as they come, small objects packed together, and the table of where all are."""

import zlib
from collections.abc import Iterable
from hashlib import md5
from typing import Any, BinaryIO

from reportlab.pdfbase.pdfdoc import PDFObject

TOGETHER = 200  # small objects packed as one


class Literal(PDFObject):  # type: ignore[misc]
    """A word that is written as it is."""

    def __init__(self, word: str) -> None:
        self.word = word

    def format(self, document: Any) -> bytes:
        """The word's bytes."""
        return self.word.encode()


class ObjectFile:
    """Puts objects into a file one after the other; only a few small ones are held in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.offset, self.digest = file, 0, md5(usedforsecurity=False)
        self.places: dict[int, tuple[int, int, int]] = {}  # number -> kind, offset or pack, place in the pack
        self.waiting: list[tuple[int, bytes]] = []
        self.packs: list[tuple[list[int], bytes]] = []

    def put(self, data: bytes) -> None:
        """Adds bytes to the file."""
        self.digest.update(data)
        self.offset += len(data)
        self.file.write(data)

    def stream(self, number: int, body: Iterable[bytes]) -> None:
        """An object that cannot be packed."""
        self.places[number] = (1, self.offset, 0)
        self.put(f"{number} 0 obj\n".encode())
        for piece in body:
            self.put(piece)
        self.put(b"endobj\n")

    def pack(self, number: int, body: bytes) -> None:
        """A small object."""
        self.waiting.append((number, body))
        if len(self.waiting) == TOGETHER:
            self._packed()

    def _packed(self) -> None:
        if not self.waiting:
            return
        heads, at = [], 0
        for number, body in self.waiting:
            heads.append(f"{number} {at}")
            at += len(body) + 1
        head = " ".join(heads).encode() + b"\n"
        data = zlib.compress(head + b"\n".join(body for _, body in self.waiting))
        about = (
            f"<< /Type /ObjStm /N {len(self.waiting)} /First {len(head)} /Filter /FlateDecode /Length {len(data)} >>"
        )
        packed = about.encode() + b"\nstream\n" + data + b"\nendstream\n"
        self.packs.append(([number for number, _ in self.waiting], packed))
        self.waiting.clear()

    def close(self, root: bytes, info: bytes) -> None:
        """Writes the packs, then the table with what leads to everything else."""
        self._packed()
        number = max([0, *self.places, *(each for numbers, _ in self.packs for each in numbers)])
        for numbers, packed in self.packs:
            number += 1
            self.places |= {each: (2, number, place) for place, each in enumerate(numbers)}
            self.stream(number, [packed])
        self._table(number + 1, root, info)

    def _table(self, number: int, root: bytes, info: bytes) -> None:
        start, name = self.offset, self.digest.hexdigest()
        self.places[number] = (1, start, 0)
        rows = [b"\0\0\0\0\0\xff\xff"]
        for each in range(1, number + 1):
            kind, where, place = self.places.get(each, (0, 0, 0))
            rows.append(bytes([kind]) + where.to_bytes(4, "big") + place.to_bytes(2, "big"))
        data = zlib.compress(b"".join(rows))
        about = f"<< /Type /XRef /Size {number + 1} /W [1 4 2] /Root {root.decode()} /Info {info.decode()} "
        about += f"/ID [<{name}> <{name}>] /Filter /FlateDecode /Length {len(data)} >>"
        self.stream(number, [about.encode(), b"\nstream\n", data, b"\nendstream\n"])
        self.put(f"startxref\n{start}\n%%EOF\n".encode())
