"""A page that runs the app itself, as the screens know one."""

from collections.abc import Callable
from pathlib import Path

import flet as ft


class OwnPage:
    """A page that runs the app: it puts picked files in their place, and may have a decoder that Python has not."""

    endings, downloads = frozenset({"pdf"}), True

    def __init__(self, picked: bytes, drawn: bytes | None = None) -> None:
        self._picked, self._drawn, self.out = picked, drawn, list[str]()
        self.shown = list[str]()  # the work it shows, or nothing where that is over

    async def bring(self, file: ft.FilePickerFile, place: Path, told: Callable[[float], None]) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(self._picked)
        told(1.0)

    async def drawn_anew(self, path: Path) -> bytes | None:
        return self._drawn

    def went(self, words: str, share: float) -> bool:
        self.shown = [words]
        return False

    def over(self) -> None:
        self.shown.clear()

    def save(self, address: str) -> None:
        self.out.append(address)

    share = save
