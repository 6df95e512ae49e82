"""The size of type of this device: as it comes, or large."""

LARGE = 1.25

# Of the process, not of a cabinet or session: every text on every screen asks for its size, and all sessions of a
# device have the same. The preferences set it whenever they are read or kept.
_type = {"scale": 1.0}


def pt(size: float) -> float:
    """A size of type, larger where the device is set to large type."""
    return size * _type["scale"]


def large_type(yes: bool) -> None:
    """Sets the size of type of this device."""
    _type["scale"] = LARGE if yes else 1.0
