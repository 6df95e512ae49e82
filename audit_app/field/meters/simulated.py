"""A gaussmeter without hardware: it shows the fields it is given, one after another."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal

from audit_app.field.meters.meter import Described, Live, MeterSilent
from audit_app.units import plain

RANGES = (Decimal("0.35"), Decimal("3.5"), Decimal(35), Decimal(350), Decimal(3500))  # mT
SELF = Described("None", "Simulated meter", "0000", "Simulated probe", "0000", "")


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class SimulatedMeter:
    """Shows each of the given fields (mT) once, then the last of them; silent when there is none."""

    def __init__(self, fields: Iterable[Decimal], clock: Callable[[], datetime] = now) -> None:
        self._fields, self._clock = iter(fields), clock
        self._last: Decimal | None = None

    def described(self) -> Described:
        """A meter that says it is none."""
        return SELF

    def read(self) -> Live:
        """The next field, on the smallest range that holds it."""
        self._last = next(self._fields, self._last)
        if self._last is None:
            raise MeterSilent("simulated meter", "was given nothing to show", "Give it fields in mT.")
        size = abs(self._last)
        range_ = next((r for r in RANGES if size <= r), RANGES[-1])
        text = f"{plain(self._last)} mT"
        return Live(text, self._last, "mT", f"{plain(range_)} mT", self._clock(), SELF, size > RANGES[-1])

    def close(self) -> None:
        """Nothing to let go of."""
