"""What the bars of a session say: what was just done, and what went wrong."""

from dataclasses import dataclass

import flet as ft


@dataclass(frozen=True)
class Deed:
    """What was just done, in words, and whether undo would take it back, or redo bring something back."""

    words: str
    undoable: bool = False
    redo: bool = False


@ft.observable
class Bars:
    """What the bars of a session say: apart from the desk, so that what was read goes and no screen is drawn for it."""

    def __init__(self) -> None:
        self.trouble = ""
        self.mend = ""  # the address where the trouble is mended, where there is one
        self.deed: Deed | None = None
