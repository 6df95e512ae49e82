"""The window of a session."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """The size of the window in logical pixels, whether it is dark, and how much larger type is set."""

    width: int = 1180
    height: int = 820
    dark: bool = False
    scale: float = 1.0

    @property
    def narrow(self) -> bool:
        """True when there is room for one column only."""
        return self.width < 720

    @property
    def upright(self) -> bool:
        """True on a phone and on a tablet held upright: a picture takes the whole width."""
        return self.narrow or self.width < self.height
