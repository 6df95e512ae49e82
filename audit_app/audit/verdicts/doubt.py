"""How sure a reading is: its own uncertainty, or a usual instrument's where none was given."""

from decimal import Decimal

from audit_app.errors import QuantityError
from audit_app.field.readings import NO_PROBE
from audit_app.units import Quantity, Uncertainty, convert, kind_of

# What a usual instrument leaves open (k = 2): % of the reading, and a fixed part with its unit. Values of this app.
USUAL: dict[str, tuple[str, str, str]] = {
    "magnetic field": (str(NO_PROBE.percent), str(NO_PROBE.offset), "mT"),
    "oxygen": ("0", "0.1", "% O2"),
    "length": ("1", "0.01", "m"),
    "time": ("0", "1", "s"),
    "sound level": ("0", "2", "dB(A)"),
    "attenuation": ("0", "2", "dB"),
}


def with_doubt(quantity: Quantity) -> Quantity:
    """A reading with its expanded uncertainty, a usual instrument's where none was given: as every judgement takes it.

    A kind of quantity for which no usual instrument is known is given back as it is.
    """
    if quantity.uncertainty is not None:
        return quantity
    assumed = usual(quantity.unit)
    return quantity if assumed is None else quantity.model_copy(update={"uncertainty": assumed})


def usual(unit: str) -> Uncertainty | None:
    """A usual instrument's expanded uncertainty for readings in a unit, its fixed part in that unit."""
    try:
        percent, offset, its = USUAL[kind_of(unit)]
        return Uncertainty(percent=Decimal(percent), offset=convert(Decimal(offset), its, unit))
    except (KeyError, QuantityError):
        return None
