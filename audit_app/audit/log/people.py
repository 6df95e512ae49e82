"""Who and what an audit is about: people, the MR unit, its scanner, and the settings worked to."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from audit_app.units import Quantity


class Fact(BaseModel):
    """Part of an entry: frozen; fields a newer version added are kept and passed on."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Person(Fact):
    """Someone named in an audit; no account is needed."""

    name: str
    role: str = ""
    registration: str = Field(default="", description="e.g. an HCPC or IPEM registration number")
    email: str = ""
    id: str = ""


def same_person(one: Person, other: Person) -> bool:
    """True when two people are one: by registration number where both have one, else by name."""
    if one.registration and other.registration:
        return one.registration.strip().casefold() == other.registration.strip().casefold()
    return one.name.strip().casefold() == other.name.strip().casefold()


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

    def __str__(self) -> str:
        nominal = f"{self.field}" if self.field else ""
        return " ".join(part for part in (self.maker, self.model, nominal) if part) or "scanner not named"


class Setting(Fact):
    """A choice the whole audit works to, with its source, e.g. working_line = 0.5 mT."""

    id: str
    value: str
    unit: str = ""
    source: str = Field(default="", description="clause in the reference library")

    @property
    def number(self) -> Decimal:
        """The value as a number; only settings with a unit have one."""
        return Decimal(self.value)
