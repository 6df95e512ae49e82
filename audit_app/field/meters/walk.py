"""Walk and keep: the largest reading is held while a person walks, then kept as one reading of one place."""

import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from audit_app.field.meters.meter import Live, Meter
from audit_app.units import convert


@dataclass(frozen=True)
class Walk:
    """What a walk has shown so far: the largest reading, the latest, and how many there were."""

    largest: Live | None = None
    latest: Live | None = None
    many: int = 0

    def took(self, reading: Live) -> "Walk":
        """The walk with one reading more; one over the meter's range is told but never held."""
        held = self.largest if reading.over_range or not _larger(reading, self.largest) else reading
        return Walk(held, reading, self.many + 1)

    def again(self) -> "Walk":
        """The hold let go, as a person steps to the next place; what was kept before stays kept."""
        return replace(self, largest=None, many=0)


def as_dict(walk: Walk) -> dict[str, Any]:
    """The largest reading of a walk with its range, time and meter, of how many; empty before the first."""
    held = walk.largest or walk.latest
    if held is None:
        return {}
    return {
        "largest": held.typed,
        "parts": [f"{part} {held.unit}" for part in held.parts],
        "range": held.range,
        "at": held.at.isoformat(),
        "readings": walk.many,
        "meter": asdict(held.meter),
    }


def as_bytes(walk: Walk) -> bytes:
    """The same as the JSON that is sealed beside a reading which was kept from a meter."""
    return (json.dumps(as_dict(walk), indent=2, ensure_ascii=False) + "\n").encode()


def step(meter: Meter, walk: Walk) -> Walk:
    """Asks the meter once. Raises what the meter raises; the walk is then as it was."""
    return walk.took(meter.read())


def _larger(one: Live, other: Live | None) -> bool:
    return other is None or _size(one) > _size(other)


def _size(reading: Live) -> Decimal:
    return abs(convert(reading.value, reading.unit, "mT"))
