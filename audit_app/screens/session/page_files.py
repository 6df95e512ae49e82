"""What a page does with files for an app that runs in it: picked ones come in, made ones go out, pictures are opened.

A served app has none of this: its client sends what was picked over the network.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import flet as ft

Told = Callable[[float], object]  # true to stop it


class PageFiles(Protocol):
    """The page's side. `endings` are those of files that its share sheet takes; none where it has no share sheet.

    `downloads` says whether a file can be saved from it; a window from an iPad's home screen only shares.
    """

    endings: frozenset[str]
    downloads: bool

    async def bring(self, file: ft.FilePickerFile, place: Path, told: Told) -> None:
        """Puts a picked file at a place, in pieces, durably; told how far it is.

        StoreError, or Cancelled where it was stopped, and nothing left there.
        """

    async def drawn_anew(self, path: Path) -> bytes | None:
        """A picture as JPEG, made by the browser's own decoder; None when it has none for it."""

    def went(self, words: str, share: float) -> bool:
        """Shows beside the screens how far work is that holds Python up; whether somebody asked to stop it."""

    def over(self) -> None:
        """The work that was shown has ended."""

    def save(self, address: str) -> None:
        """Gives a made file to the device: it is downloaded, or shared from where nothing can be downloaded."""

    def share(self, address: str) -> None:
        """Hands a made file to the share sheet."""
