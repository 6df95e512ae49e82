"""How much room the data takes on this device, and how much is left."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from audit_app.store.disk_errors import explained

LITTLE = 500_000_000  # bytes free below which the app warns


@dataclass(frozen=True)
class Room:
    """How much room the data takes and how much is left, in bytes."""

    used: int
    free: int

    @property
    def little(self) -> bool:
        """True when it is time to make room."""
        return self.free < LITTLE


def room(folder: Path) -> Room:
    """Adds up the data folder and asks the device."""
    with explained(str(folder)):
        used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return Room(used, shutil.disk_usage(folder).free)


def free(folder: Path) -> int:
    """How many bytes are left on the device."""
    with explained(str(folder)):
        return shutil.disk_usage(folder).free


def sized(count: int) -> str:
    """Bytes in words."""
    for limit, unit in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if count >= limit:
            return f"{count / limit:.1f} {unit}"
    return f"{count} B"
