"""A field reading as typed in the form, and what its texts mean."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from math import atan2, degrees
from typing import Any

from audit_app.errors import AuditError, FieldError, UsageError
from audit_app.field.geometry import Point
from audit_app.screens.session.language import say
from audit_app.units import Quantity, convert, plain, read


@dataclass(frozen=True)
class TypedReading:
    """A reading as typed in the form; numbers still as text."""

    value: str = ""
    unit: str = ""
    x: str = ""
    y: str = ""
    spot: Point | None = None  # the pixel of the plan that was tapped
    height: str = "1.0"
    place: str = ""
    probe: str = ""
    zero_before: str = ""
    zero_after: str = ""
    background: str = ""
    at_field: bool = True
    line_for: str = ""
    side: str = ""
    log: str = ""
    part_x: str = ""
    part_y: str = ""
    part_z: str = ""

    @classmethod
    def from_draft(cls, form: dict[str, Any]) -> "TypedReading":
        """As a draft holds it: its pair of numbers has become a list there."""
        return cls(**{**form, "spot": tuple(form["spot"]) if form["spot"] else None})

    def changed(self, **changes: Any) -> "TypedReading":
        """The same after some fields changed, and what that means for the others."""
        now = replace(self, **changes)
        if {"x", "y"} & set(changes):
            now = replace(now, spot=None)  # typed metres stand for themselves, whatever the plan is later taken to be
        if {"part_x", "part_y", "part_z", "unit"} & set(changes):
            now = now.with_size()
        if "value" in changes:
            now = replace(now, part_x="", part_y="", part_z="")  # they would add up to another value
            now = replace(now, log=changes.get("log", ""))  # what a meter said was of the value before
        return now

    def corrected(self, text: str) -> "TypedReading":
        """The same with another value and its unit in the place of a slip."""
        return replace(self.changed(value=text), unit=read(text, "mT").quantity.unit)

    @property
    def beside(self) -> str:
        """The unit chosen beside the value; a unit written with the value itself goes first."""
        return "" if re.search(r"[A-Za-zµμ]\s*$", self.value) else self.unit

    @property
    def parts(self) -> tuple[str, ...]:
        """The three components as typed, or none of them; a FieldError while one is missing."""
        typed = tuple(part.strip() for part in (self.part_x, self.part_y, self.part_z))
        if any(typed) and not all(typed):
            fault = say("are not all typed")
            raise FieldError(say("The components"), fault, say("Type all three, or none"))
        return typed if all(typed) else ()

    @property
    def components(self) -> tuple[Quantity, ...]:
        """The three components as fields, each in its own unit or the one chosen beside the value."""
        return tuple(read(part, "mT", replace(self, value=part).beside).quantity for part in self.parts)

    def with_size(self) -> "TypedReading":
        """The same with the value that the components add up to, once all three can be read."""
        try:
            found = self.components
        except AuditError:
            return self
        if not found:
            return self
        unit = found[0].unit
        size = sum((convert(each.value, each.unit, unit) ** 2 for each in found), Decimal(0)).sqrt()
        return replace(self, value=f"{plain(Decimal(f'{size:.5g}'))} {unit}", unit=unit)

    @property
    def named(self) -> str:
        """The unit that was named, beside the value or with it; the one beside it while the value cannot be read."""
        try:
            return read(self.value, "mT", self.beside).quantity.unit
        except AuditError:
            return self.unit


def number(typed: str, what: str) -> Decimal | None:
    """A length in metres as typed, None when blank; a FieldError names the field."""
    text = typed.strip().replace("−", "-").replace(",", ".").removesuffix("m").strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 100:
        raise FieldError(
            what, say("is not a distance in metres: “{typed}”", typed=typed[:20]), say("Type it like 2.35")
        )
    return value


def quantity(typed: str, unit: str) -> Any:
    """A field as typed, or None when blank."""
    return read(typed, "mT", unit).quantity if typed.strip() else None


def direction(a: Point, b: Point) -> float:
    """Degrees clockwise from the picture's right, of the way from a to b."""
    if a == b:
        raise UsageError(say("The bore axis"), say("needs two different points"), say("Tap both ends of the bore"))
    return degrees(atan2(b[1] - a[1], b[0] - a[0])) % 360
