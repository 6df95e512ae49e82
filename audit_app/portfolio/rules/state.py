"""A portfolio as its rules see it: each item with what was read from it, and where each sub-category stands."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from audit_app.checklist.reference.scheme import Scheme, SubCategory
from audit_app.portfolio.evidence.evidence import Applicant
from audit_app.portfolio.evidence.held import Held

Weight = Literal["blocks", "warns", "reminds"]
WEIGHTS: tuple[Weight, ...] = ("blocks", "warns", "reminds")


@dataclass(frozen=True)
class Concern:
    """Something to see to: how much it weighs, the item (code) or sub-category it is about, fault and remedy."""

    rule: str
    weight: Weight
    about: str
    said: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.about}: {self.said}. {self.remedy}." if self.about else f"{self.said}. {self.remedy}."


@dataclass(frozen=True)
class Portfolio:
    """Everything a rule may look at. `today` is given, so that the same portfolio always says the same."""

    applicant: Applicant
    held: tuple[Held, ...]
    scheme: Scheme
    today: date

    def of(self, sub_category: str) -> tuple[Held, ...]:
        """The items that are meant for a sub-category."""
        return tuple(held for held in self.held if sub_category in held.item.sub_categories)

    @cached_property
    def scope(self) -> tuple[SubCategory, ...]:
        """The sub-categories of the categories this portfolio is to serve."""
        wanted = [each for each in self.scheme.categories if each.id in self.applicant.scope]
        return tuple(sub for category in wanted for sub in category.sub_categories)


@dataclass(frozen=True)
class Standing:
    """Where one sub-category stands: its items, how many are ready, and in words what it still needs."""

    sub: SubCategory
    category: str
    items: tuple[str, ...]
    ready: int
    needed: int
    in_scope: bool

    @property
    def shown(self) -> bool:
        """True when it has as many ready items as it needs. Whether they satisfy is for the assessors."""
        return self.ready >= self.needed

    @property
    def words(self) -> str:
        """What is here and what is owed."""
        if self.shown:
            return f"{self.ready} ready" if self.ready > 1 else "1 item ready"
        if not self.items:
            return f"{self.needed} items needed" if self.needed > 1 else "Nothing yet"
        owed = self.needed - self.ready
        return f"{self.ready} of {self.needed} ready" if self.ready else f"{owed} to make ready"
