"""The size of type of this device: as it comes, or large."""

LARGE = 1.25

_type = {"scale": 1.0}


def pt(size: float) -> float:
    """A size of type, larger where the device is set to large type."""
    return size * _type["scale"]


def large_type(yes: bool) -> None:
    """Sets the size of type of this device."""
    _type["scale"] = LARGE if yes else 1.0
