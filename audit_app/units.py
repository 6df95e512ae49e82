"""Numbers with units, exact and as typed: the only room that knows Pint.

Typed text is read by our own strict reader and never evaluated. Pint converts between the units of
`reference/units.txt` only, in Decimal, so that 5 G is 0.5 mT and nothing else. Labels that look like
units but have no conversion (dB(A), % O2, °C) convert only to themselves.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from audit_app.errors import QuantityError
from audit_app.resources import reference

if TYPE_CHECKING:
    import pint

LONGEST = 60
MOST_DIGITS = 30  # before the point, or behind it until the first that is not zero

# Kind of quantity -> unit as shown -> (expression for conversion or "" for a label, other spellings).
UNITS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "magnetic field": {
        "T": ("T", ("tesla",)),
        "mT": ("mT", ("millitesla", "mTesla")),
        "µT": ("uT", ("uT", "microtesla", "µTesla", "uTesla")),
        "nT": ("nT", ("nanotesla", "nTesla")),
        "kG": ("kG", ("kilogauss", "kGs", "kGauss", "kOe")),
        "G": ("G", ("Gs", "gauss", "Oe", "oersted")),  # in air an oersted is a gauss
        "mG": ("mG", ("milligauss", "mGs", "mGauss", "mOe")),
    },
    "field gradient": {"T/m": ("T/m", ()), "mT/m": ("mT/m", ()), "G/cm": ("G/cm", ())},
    "length": {
        "m": ("m", ("metre", "metres", "meter", "meters")),
        "cm": ("cm", ("centimetre", "centimetres", "centimeter", "centimeters")),
        "mm": ("mm", ("millimetre", "millimetres", "millimeter", "millimeters")),
    },
    "time": {"s": ("s", ("sec", "seconds")), "min": ("min", ("minutes",)), "h": ("h", ("hours",))},
    "oxygen": {"% O2": ("", ("%", "%O2", "%O₂", "vol%", "%vol"))},
    "share": {"%": ("", ("percent", "percent."))},
    "sound level": {"dB(A)": ("", ("dBA", "dB A")), "dB(C)": ("", ("dBC", "dB C"))},
    "attenuation": {"dB": ("", ())},
    "temperature": {"°C": ("", ("degC", "C", "ºC"))},
    "humidity": {"%RH": ("", ("% RH", "%rh"))},
    "pressure": {"kPa": ("kPa", ()), "Pa": ("Pa", ())},
    "air flow": {"m³/h": ("m**3/h", ("m3/h",)), "L/s": ("L/s", ("l/s",))},
    "air changes": {"per hour": ("", ("ACH", "/h", "ach"))},
    "volume": {"L": ("L", ("l", "litres", "litre")), "m³": ("m**3", ("m3",))},
    "concentration": {"ppm": ("", ())},
}
MAGNETISING = {"A/m": "µT", "kA/m": "mT"}  # in air: the field that so many amperes per metre give, in these units
MU_0 = Decimal("1.25663706127")  # µT in a field of 1 A/m in air (CODATA 2022)
CASE_MATTERS = {"magnetic field", "field gradient", "pressure", "length"}  # mT is not MT, and m is not M

BELIEVABLE = 12  # powers of ten: a larger number is asked about
FIELD_BEYOND = Decimal(10_000)  # T: a field larger than this is asked about
_NUMBER = re.compile(
    r"^(<=|>=|<|>|≤|≥|~|±)?\s*([+-]?[\d.,'\s]*\d|[+-]?[.,]\d+)([eE][+-]?\d{1,3}(?!\d))?\s*(.*)$", re.DOTALL
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER_RAISED = re.compile(r"([×x*·⋅]\s*10)([⁻⁺]?[⁰¹²³⁴-⁹]{1,2})(?![⁰¹²³⁴-⁹])")
_POWER = re.compile(r"(?<=\d)\s*(?:[×x*·]\s*10\s*(?:\^|\*\*)\s*([+-]?\d{1,2})|[×x]\s*10([+-]\d{1,2}))(?!\d)")
_GROUPS = re.compile(r"[+-]?\d{1,3}([.,])(?:\d{2,3}\1)*\d{3}")  # of thousands, or as in India: 12,34,567
_POINT = re.compile(r"(?<=\d)·(?=\d)")
_SPREAD = re.compile(r"±\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*(%)?")


class Uncertainty(BaseModel):
    """Expanded uncertainty (k = 2): a share of the reading in percent plus an offset in the reading's unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    percent: Decimal = Field(default=Decimal(0), ge=0, le=1000)
    offset: Decimal = Field(default=Decimal(0), ge=0)


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS:
        raise ValueError("must be an ordinary number")
    return value


Number = Annotated[Decimal, AfterValidator(_finite)]


class Quantity(BaseModel):
    """A number, its unit and the very text that was typed; `comparator` is '<' or '>' where the meter said so."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    typed: str = Field(max_length=LONGEST)
    value: Number
    unit: str
    comparator: Literal["", "<", ">"] = ""
    uncertainty: Uncertainty | None = None
    instrument: str | None = Field(default=None, description="id of the instrument's register entry or thing")

    def __str__(self) -> str:
        return f"{self.comparator}{self.value} {self.unit}"

    @property
    def doubt(self) -> Decimal:
        """Expanded uncertainty (k = 2) in the quantity's own unit; zero when none was given."""
        if self.uncertainty is None:
            return Decimal(0)
        return abs(self.value) * self.uncertainty.percent / 100 + self.uncertainty.offset


@dataclass(frozen=True)
class Reading:
    """What typed text was taken to be, and every doubt about it that a person must settle first."""

    quantity: Quantity
    challenges: tuple[str, ...] = ()


def kind_of(unit: str) -> str:
    """The kind of quantity a unit belongs to; QuantityError when the app does not know the unit."""
    for kind, units in UNITS.items():
        if unit in units:
            return kind
    raise QuantityError(unit or "no unit", "is not a unit this app knows", f"Use one of: {', '.join(all_units())}")


def all_units() -> tuple[str, ...]:
    """Every unit the app knows, in the order of its table."""
    return tuple(unit for units in UNITS.values() for unit in units)


def units_like(unit: str) -> tuple[str, ...]:
    """The units that a quantity in this unit could also be given in."""
    return tuple(UNITS[kind_of(unit)])


@cache
def _registry() -> "pint.UnitRegistry[Decimal]":
    import pint  # 0.5 s to load: only when something is converted

    return pint.UnitRegistry(str(reference("units.txt")), non_int_type=Decimal, autoconvert_offset_to_baseunit=False)


@lru_cache(maxsize=256)
def _factor(unit: str, to: str) -> Decimal:
    kind = kind_of(unit)
    expressions = UNITS[kind]
    if to not in expressions:
        known = ", ".join(expressions)
        raise QuantityError(f"{unit} to {to}", "are different kinds of quantity", f"Use one of: {known}")
    if unit == to:
        return Decimal(1)
    source, target = expressions[unit][0], expressions[to][0]
    if not source or not target:
        raise QuantityError(f"{unit} to {to}", "have no conversion", "Give the value in the other unit yourself")
    return Decimal(_registry().Quantity(Decimal(1), source).to(target).magnitude)


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """A value in another unit of the same kind, exactly; QuantityError when the units differ in kind."""
    return value * _factor(unit, to)


def plain(value: Decimal) -> str:
    """A Decimal without exponent or trailing zeros that a conversion added, e.g. 0.5 and 1200."""
    text = format(value.normalize(), "f")
    return "0" if text in {"-0", ""} else text


def converted(quantity: Quantity, to: str) -> str:
    """A quantity shown in another unit, e.g. '<0.5 mT'."""
    return f"{quantity.comparator}{plain(convert(quantity.value, quantity.unit, to))} {to}"


@dataclass(frozen=True)
class Written:
    """A number as it stands in a text: comparator ("~" and "±" among them), digits, power of ten, and what follows.

    `spread` is what stands behind a ±, with a % sign where there is one; `other` says that digits were not 0 to 9.
    """

    comparator: str
    digits: str
    power: int
    rest: str
    spread: str = ""
    other: bool = False


def written(text: str) -> Written | None:
    """The one recogniser of numbers, for screens, paper, files and the command line; None where there is no number.

    Raised or lowered digits beside others, and fractions, are no number: 5² G is neither 5 nor 52.
    """
    raised = _POWER_RAISED.sub(lambda m: f"{m[1]}^{m[2].translate(_RAISED)}", text.strip())
    if any(unicodedata.category(c) == "No" and not raised[:i][-1:].isalpha() for i, c in enumerate(raised)):
        return None
    found = _NUMBER.match(_POINT.sub(".", _POWER.sub(lambda m: f"e{m[1] or m[2]}", _cleaned(raised))))
    if not found:
        return None
    comparator, digits, power, rest = found[1] or "", found[2].strip(), int((found[3] or "e0")[1:]), found[4].strip()
    ascii_digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in digits)
    spread = _SPREAD.search(rest)
    rest = _SPREAD.sub("", rest, count=1)
    rest = re.sub(r"\s*\(?\b(?:DC|dc)\)?$", "", rest.strip()).strip()
    if spread and len(rest.split()) == 2 and len(set(rest.split())) == 1:  # 0.5 mT ± 0.05 mT
        rest = rest.split()[0]
    return Written(
        comparator,
        ascii_digits,
        power,
        rest,
        "".join(filter(None, spread.groups())) if spread else "",
        ascii_digits != digits,
    )


def told(typed: str, unit: str) -> str:
    """A number as it was typed, with the `unit` that was chosen beside it where it names none."""
    found = written(typed)
    return f"{typed.strip()} {unit}" if found is not None and unit and not found.rest else typed.strip()


def read(text: str, like: str, unit: str = "") -> Reading:
    """What a person typed, as a quantity of the same kind as the unit `like`.

    `unit` is the one chosen beside the field, used when the text names none. Raises QuantityError when
    there is no number, no unit, or a unit of another kind; what can be read in two ways comes back with
    challenges in words.
    """
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    if len(text) > LONGEST:
        raise QuantityError(f"“{shown}”", "is too long for a number with a unit", "Type the number and its unit only")
    found = written(text)
    if found is None or found.comparator == "~":
        raise QuantityError(f"“{shown}”", "has no number in front", "Type the number, then its unit, e.g. 0.5 " + like)
    value, asked = _value(found, shown)
    value, symbol, unit_asked = _unit(value, found.rest, like, unit, shown)
    sign: Literal["", "<", ">"] = (
        "<" if found.comparator in {"<", "<=", "≤"} else ">" if found.comparator in {">", ">=", "≥"} else ""
    )
    spread, spread_asked = _spread(found, symbol, shown)
    made = Quantity(typed=text, value=value, unit=symbol, comparator=sign, uncertainty=spread)
    return Reading(made, (*asked, *unit_asked, *spread_asked, *_beyond(made, shown)))


def _spread(found: Written, symbol: str, shown: str) -> tuple[Uncertainty | None, tuple[str, ...]]:
    """What stood behind ±, as an expanded uncertainty that a person must agree to."""
    if not found.spread:
        return None, ()
    size = Decimal(found.spread.rstrip("%").replace(",", "."))
    share = found.spread.endswith("%")
    if share and size > 1000:
        raise QuantityError(f"“{shown}”", "has an uncertainty of more than a thousand percent", "Type it again")
    made = Uncertainty(percent=size) if share else Uncertainty(offset=size)
    return made, (f"±{size}{' %' if share else f' {symbol}'} was read as the expanded uncertainty (k = 2). Is it?",)


def _beyond(quantity: Quantity, shown: str) -> tuple[str, ...]:
    """A question where a number is larger than anything that is measured."""
    field = quantity.unit in UNITS["magnetic field"] and quantity.value
    size = abs(convert(quantity.value, quantity.unit, "T")) if field else Decimal(0)
    if size <= FIELD_BEYOND and quantity.value.adjusted() <= BELIEVABLE:
        return ()
    return (f"“{shown}” is larger than anything a meter shows. Is the number right?",)


def _cleaned(text: str) -> str:
    """The text with one spelling of minus, micro, apostrophe and decimal sign, and compatibility characters plain."""
    return unicodedata.normalize("NFKC", text).strip().translate(str.maketrans("−–μ’⋅‧٫٬", "--µ'··.,"))


def _value(found: Written, shown: str) -> tuple[Decimal, tuple[str, ...]]:
    """The number, with a challenge when its separators can be read in two ways."""
    body = found.digits
    value = Decimal(_settled(body, shown)).scaleb(found.power)
    if value and abs(value.adjusted()) > MOST_DIGITS:
        raise QuantityError(f"“{shown}”", "is not a number that a meter shows", "Type what the meter shows")
    grouped = len(re.findall(r"[.,]", body)) > 1 or bool(re.search(r"['\s]", body))
    thousand = bool(re.search(r"^[+-]?[1-9]\d{0,2},\d{3}$", body))
    if not (found.other or grouped or thousand or found.comparator == "±"):
        return value, ()
    return value, (f"“{shown}” was read as {plain(value)}. Is that what the meter showed?",)


def _settled(body: str, shown: str) -> str:
    """Digits with one decimal point: the last separator is the decimal one unless it occurs twice."""
    squeezed = re.sub(r"['\s]", "", body)
    points, commas = squeezed.count("."), squeezed.count(",")
    if points and commas:
        decimal = "." if squeezed.rfind(".") > squeezed.rfind(",") else ","
        other = "," if decimal == "." else "."
        if squeezed.count(decimal) > 1:
            fault = "has separators that make no number"
            raise QuantityError(f"“{shown}”", fault, "Type it again with one decimal point")
        return squeezed.replace(other, "").replace(decimal, ".")
    if points > 1 or commas > 1:
        if not _GROUPS.fullmatch(squeezed):
            raise QuantityError(
                f"“{shown}”", "has separators that make no number", "Type it again with one decimal point"
            )
        return squeezed.replace(".", "").replace(",", "")
    return squeezed.replace(",", ".")


def _unit(value: Decimal, named: str, like: str, chosen: str, shown: str) -> tuple[Decimal, str, tuple[str, ...]]:
    """The value in the app's unit and that unit's symbol: the one named in the text, else the one chosen beside it."""
    kind = kind_of(like)
    known = ", ".join(UNITS[kind])
    if not named:
        if not chosen:
            raise QuantityError(f"“{shown}”", "has no unit", f"Add the unit: {known}")
        kind_of(chosen)
        return value, chosen, ()
    if kind == "magnetic field" and named.replace(" ", "") in MAGNETISING:
        symbol = MAGNETISING[named.replace(" ", "")]
        made = Context(prec=12).multiply(value, MU_0)
        return made, symbol, (f"“{shown}” was read as {plain(made)} {symbol}, as in air. Is that right?",)
    found = _symbol(named, kind)
    if found is None:
        fault = f"has the unit “{named}”, which is not a unit of {kind}"
        raise QuantityError(f"“{shown}”", fault, f"Use one of: {known}")
    asked: list[str] = []
    if kind in CASE_MATTERS and re.search(r"\w\s+\w", named):
        asked.append(f"“{named}” was read as {found}. Is that the unit on the meter?")
    if chosen and chosen != found:
        asked.append(f"The text says {found} but {chosen} was chosen beside it. Is {found} right?")
    return value, found, tuple(asked)


def _symbol(named: str, kind: str) -> str | None:
    squeezed = named.replace(" ", "")
    written = ((unit, spelling) for unit, (_, others) in UNITS[kind].items() for spelling in (unit, *others))
    spellings = {spelling.replace(" ", ""): unit for unit, spelling in written}
    if squeezed in spellings:
        return spellings[squeezed]
    if kind in CASE_MATTERS:
        words = {spelling.lower(): unit for spelling, unit in spellings.items() if len(spelling) > 3}
        return words.get(squeezed.lower())
    return {spelling.lower(): unit for spelling, unit in spellings.items()}.get(squeezed.lower())
