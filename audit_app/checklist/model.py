"""What a checklist asks. Read from files written by physicists, never changed by the app."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Zone = Literal["I", "II", "III", "IV"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
When = Literal["offered", "always", "on_deficiency"]
Depth = Literal["core", "full"]

Kind = Literal["acceptance", "periodic", "check", "document-audit", "add-on"]
KINDS: tuple[str, ...] = get_args(Kind)

# Facts about the audit that a condition may ask for, and the values each can have.
FACTS: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "magnet_type": ("superconducting", "permanent", "resistive"),
    "cryogen": ("yes", "no"),
    "vent": ("yes", "no"),
    "field_class": ("low", "standard", "high", "ultra-high"),
    "mobile": ("yes", "no"),
    "research": ("yes", "no"),
    "hybrid": ("none", "pet", "linac", "intra-operative"),
    "vocabulary": ("uk", "acr"),
    "oxygen_monitor": ("expected", "not expected"),
    "depth": ("core", "full"),
}


class Definition(BaseModel):
    """Every part of a checklist: frozen, and no field that the app does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FromSetting(Definition):
    """A bound taken from a setting of the audit, e.g. the field line the site works to."""

    setting: Slug
    otherwise: Decimal | None = Field(default=None, description="counts in an audit begun without the setting")


class FromItem(Definition):
    """A bound taken from another item's reading for the same thing, e.g. the sensor's own set point."""

    item: Slug


Bound = Decimal | FromSetting | FromItem


class Condition(Definition):
    """True when a fact of the audit, or another item's answer for the same thing, is one of `is`."""

    fact: str | None = None
    item: Slug | None = None
    is_: tuple[str, ...] = Field(alias="is", min_length=1)


class Limit(Definition):
    """The band a reading must sit in: from `low` to `high` (an open end is None), or `within` so much `around` a value.

    A reading on an end, or nearer to it than its uncertainty, is at the line. With `inclusive` the ends comply, as
    where an alarm's display is held against its own set point: only what falls short is at the line or deficient.
    """

    low: Bound | None = None
    high: Bound | None = None
    around: Bound | None = None
    within: Bound | None = None
    unit: str
    source: Slug = Field(description="clause in reference/ that sets this limit")
    inclusive: bool = Field(default=False, description="the ends themselves comply, whatever the uncertainty")
    applies_when: tuple[Condition, ...] = ()

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """Everything the band is made from, as far as given."""
        return tuple(bound for bound in (self.low, self.high, self.around, self.within) if bound is not None)


class DeficientWhen(Definition):
    """A rule that judges by itself: when every condition holds, the item is deficient (or `verdict`), and says why."""

    all_: tuple[Condition, ...] = Field(alias="all", min_length=1)
    because: str
    source: Slug | None = None
    verdict: Literal["deficient", "partly"] = "deficient"


class Compliance(Definition):
    """Asks the auditor's own judgement: compliant, partly or deficient."""

    kind: Literal["compliance"] = "compliance"


class Option(Definition):
    """One of the answers to a choice, and the verdict it carries ('recorded' carries none)."""

    value: Slug
    label: str
    verdict: Literal["compliant", "partly", "deficient", "recorded"] = "recorded"


class Choice(Definition):
    """Asks which of a few named states is the case."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)

    def option(self, value: str) -> Option | None:
        """The option with this value, or None."""
        return next((option for option in self.options if option.value == value), None)


class QuantityAsk(Definition):
    """Asks for a number with a unit, judged against its limit when there is one."""

    kind: Literal["quantity"]
    unit: str = Field(description="unit offered first; any unit of the same kind may be typed")
    limit: Limit | None = None
    also: tuple[Limit, ...] = Field(default=(), description="limits of other sources that the reading must keep too")
    plausible: tuple[Decimal, Decimal] | None = Field(
        default=None, description="lowest and highest believable value, in `unit`; outside it the value is challenged"
    )

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit the reading is held against, the item's own first."""
        return (*((self.limit,) if self.limit else ()), *self.also)


class Count(Definition):
    """Asks for a whole number."""

    kind: Literal["count"]
    low: int | None = None
    high: int | None = None
    source: Slug | None = None


class DateAsk(Definition):
    """Asks for a date: 'due' must not have passed, 'done' must not lie in the future nor further back than `oldest`."""

    kind: Literal["date"]
    meaning: Literal["due", "done"] = "done"
    oldest: Decimal | FromSetting | None = Field(default=None, description="months, counted back from the audit's day")
    source: Slug | None = Field(default=None, description="clause that sets the largest age")


class Text(Definition):
    """Asks for words: a make, a serial number, a name."""

    kind: Literal["text"]


Ask = Annotated[Compliance | Choice | QuantityAsk | Count | DateAsk | Text, Field(discriminator="kind")]


class DefaultRisk(Definition):
    """The risk a finding starts with when the item is deficient: likelihood and consequence, each 1 to 5."""

    likelihood: int = Field(ge=1, le=5)
    consequence: int = Field(ge=1, le=5)


class Item(Definition):
    """One thing to check: the question, how to check it, and what good looks like."""

    id: Slug
    text: str = Field(min_length=1)
    ask: Ask = Compliance()
    how: str = Field(default="", description="how to check")
    good: str = Field(default="", description="what good looks like")
    zone: Zone | None = Field(default=None, description="where it is checked, when not the section's zone")
    inside_zone_iv: bool = Field(default=False, description="must be looked at inside the scan room")
    references: tuple[Slug, ...] = ()
    evidence: tuple[str, ...] = Field(default=(), description="evidence examples served, e.g. 7.2.safety-checks")
    risk: DefaultRisk | None = None
    finding: str = Field(default="", description="title a finding starts with; the question when empty")
    photo: When = "offered"
    note: When = "offered"
    depth: Depth = Field(default="core", description="full: left out of a core audit unless its section is widened")
    applies_when: tuple[Condition, ...] = ()
    deficient_when: tuple[DeficientWhen, ...] = ()


class Section(Definition):
    """Items that are looked at together, in one place; repeated for each thing of a kind when it says so."""

    id: Slug
    title: str
    zone: Zone
    guidance: str = ""
    repeats_over: Slug | None = None
    applies_when: tuple[Condition, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)


class ThingKind(Definition):
    """A kind of thing that sections repeat over: doors, oxygen sensors, quench pipes, ancillary items."""

    id: Slug
    one: str
    many: str
    hint: str = Field(default="", description="example of a name, shown in the empty field")


class Joined(Definition):
    """An add-on that was joined to a main list: which, and in which version."""

    id: Slug
    version: int
    title: str


class Change(Definition):
    """Who released a version, when and why."""

    version: int
    on: date
    by: str
    why: str


class Checklist(Definition):
    """A released version of a checklist: never edited after release, copied whole into each audit."""

    id: Slug
    version: int = Field(ge=1)
    title: str
    kind: Kind = Field(description="a main list, a short check, an audit of documents, or an add-on to a main list")
    sub_category: str = Field(description="IPEM MRSE sub-category its audits are evidence for, e.g. 7.2")
    about: str = ""
    history: tuple[Change, ...] = ()
    joins: tuple[Slug, ...] = Field(default=(), description="for an add-on: the main lists it can be joined to")
    joined: tuple[Joined, ...] = Field(default=(), description="the add-ons that were joined to this list")
    things: tuple[ThingKind, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by its id, in walking order."""
        return {item.id: item for section in self.sections for item in section.items}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of each item, by the item's id."""
        return {item.id: section for section in self.sections for item in section.items}

    @cached_property
    def referred(self) -> frozenset[str]:
        """The items whose answers decide about other lines: conditions, rules and limits look at them."""
        items = self.items.values()
        asked = [condition for section in self.sections for condition in section.applies_when]
        asked += [condition for item in items for condition in item.applies_when]
        asked += [condition for item in items for rule in item.deficient_when for condition in rule.all_]
        limits = [limit for item in items if isinstance(item.ask, QuantityAsk) for limit in item.ask.limits]
        asked += [condition for limit in limits for condition in limit.applies_when]
        bounds = [bound for limit in limits for bound in limit.bounds if isinstance(bound, FromItem)]
        return frozenset([each.item for each in asked if each.item] + [bound.item for bound in bounds])

    def thing_kind(self, kind: str) -> ThingKind | None:
        """The kind of thing with this id, or None."""
        return next((each for each in self.things if each.id == kind), None)
