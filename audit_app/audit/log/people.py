"""Who and what an audit is about: people, the MR unit, its scanner, and the settings worked to."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit_app.audit.log.names import name_key, same_name, spelt_alike
from audit_app.units import Quantity, convert

FIELD_CLASSES = (  # in T, each up to but not at its end
    ("low", Decimal(1)),
    ("standard", Decimal(2)),
    ("high", Decimal(4)),
    ("ultra-high", Decimal("Infinity")),
)


class Fact(BaseModel):
    """Part of an entry: frozen; fields a newer version added are kept and passed on where they are read.

    What is made here has only the names of this version: a misspelt one is refused, or it would be sealed beside the
    field it was meant for, which stays empty. Reading goes through `model_validate`, which hands no names to `__new__`.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    def __new__(cls, *_: Any, **says: Any) -> Self:
        """Refuses names that are none of its fields with pydantic's ValidationError."""
        refuse_unknown(cls, says)
        return super().__new__(cls)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same with some fields changed; ValidationError for a name it does not have."""
        refuse_unknown(type(self), update or {}, self.model_extra or ())
        return super().model_copy(update=update, deep=deep)


def refuse_unknown(kind: type[BaseModel], says: Mapping[str, Any], more: Iterable[str] = ()) -> None:
    """Pydantic's ValidationError where a name is none of a kind's fields and none of `more`."""
    fields = kind.model_fields
    unknown = says.keys() - fields.keys() - set(more)
    if unknown:
        unknown -= {field.alias for field in fields.values() if field.alias}
    if unknown:
        faults = [{"type": "extra_forbidden", "loc": (each,), "input": says[each]} for each in sorted(unknown)]
        # the faults are what pydantic itself makes them of; its stub wants its own dictionary type
        raise ValidationError.from_exception_data(kind.__name__, faults)  # type: ignore[arg-type]


class Person(Fact):
    """Someone named in an audit; no account is needed."""

    name: str
    role: str = ""
    registration: str = Field(default="", description="e.g. an HCPC or IPEM registration number")
    email: str = ""
    id: str = ""


def person_in(kept: object) -> Person | None:
    """A person from what was kept of them; None where that is nobody's shape."""
    try:
        return Person.model_validate(kept)
    except ValidationError:
        return None


def same_person(one: Person, other: Person) -> bool:
    """True when two people are one: by registration number where both have one, else by name however it is typed."""
    mine, theirs = (number_key(each.registration) for each in (one, other))
    return mine == theirs if mine and theirs else same_name(one.name, other.name)


def tell_apart(one: Person, other: Person) -> bool:
    """True when both have a registration number, which says for sure whether they are one."""
    return bool(number_key(one.registration) and number_key(other.registration))


def number_key(registration: str) -> str:
    """A registration number without what is typed one way or another between its letters and digits."""
    return name_key(registration).replace(" ", "")


def only_spelt_apart(one: Person, other: Person) -> str:
    """What to say of two people who count as one by their names alone, though those are spelt differently; or empty."""
    if spelt_alike(one.name, other.name) or not same_name(one.name, other.name):
        return ""
    return f"“{one.name.strip()}” and “{other.name.strip()}” differ only in how they are typed"


class Unit(Fact):
    """The MR unit that is audited."""

    id: str
    name: str
    organisation: str = Field(default="", description="the NHS trust or other body that runs it")
    site: str = Field(default="", description="hospital or building")


class Scanner(Fact):
    """The MR system: `field` is its nominal static field."""

    id: str = ""
    maker: str = ""
    model: str = ""
    serial: str = ""
    field: Quantity | None = None
    magnet_type: Literal["superconducting", "permanent", "resistive"] = "superconducting"
    vent: Literal["", "yes", "no"] = Field(default="", description="whether its cryogen vents through a quench pipe")
    mobile: Literal["", "yes", "no"] = ""
    research: Literal["", "yes", "no"] = ""
    hybrid: Literal["", "none", "pet", "linac", "intra-operative"] = ""

    @property
    def facts(self) -> dict[str, str]:
        """What conditions may ask about the scanner; what nobody has told is left out, and still applies.

        A superconducting magnet vents unless somebody has said that it is sealed.
        """
        cold = self.magnet_type == "superconducting"
        vent = "yes" if cold and self.vent != "no" else "no"
        told: dict[str, str] = {"vent": vent, "mobile": self.mobile, "research": self.research, "hybrid": self.hybrid}
        told |= {"magnet_type": self.magnet_type, "cryogen": "yes" if cold else "no", "field_class": self.field_class}
        return {name: value for name, value in told.items() if value}

    @property
    def field_class(self) -> str:
        """The class of its nominal field: below 1 T low, to 2 T standard, to 4 T high, above that ultra-high."""
        if self.field is None:
            return ""
        tesla = convert(self.field.value, self.field.unit, "T")
        return next(name for name, below in FIELD_CLASSES if tesla < below)

    def __str__(self) -> str:
        nominal = f"{self.field}" if self.field else ""
        return " ".join(part for part in (self.maker, self.model, nominal) if part) or "scanner not named"


class Setting(Fact):
    """A choice the whole audit works to, with its source, e.g. working_line = 0.5 mT."""

    id: str
    value: str
    unit: str = ""
    source: str = Field(default="", description="clause in the reference library")
    reason: str = Field(default="", description="why this choice, in writing, where it must be given")
    by: str = Field(default="", description="who answers for the reason")

    @property
    def number(self) -> Decimal:
        """The value as a number; only settings with a unit have one."""
        return Decimal(self.value)
