"""The scheme an audit is evidence for: its categories, what counts and what does not, and its rules, as data."""

from datetime import date
from functools import cache, cached_property

from pydantic import Field

from audit_app.checklist.model import Definition
from audit_app.checklist.reference.tables import read_table
from audit_app.errors import ReferenceProblem


class Example(Definition):
    """An example of evidence that the scheme gives, with an id that items carry as an evidence tag."""

    id: str = Field(pattern=r"^\d(\.\d)?\.[a-z0-9-]+$")
    text: str


class SubCategory(Definition):
    """One of the things a portfolio must show, in our words."""

    id: str
    title: str
    about: str
    counts: tuple[str, ...] = ()
    does_not_count: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    least_items: int = Field(default=1, description="fewest pieces of evidence")
    served: bool = Field(default=False, description="whether this app's audits are evidence for it")


class Category(Definition):
    """A major category and the sub-categories under it; one without any stands as its own."""

    id: str
    title: str
    about: str
    does_not_count: tuple[str, ...] = ()
    sub_categories: tuple[SubCategory, ...] = Field(min_length=1)


class Rules(Definition):
    """The rules for a whole portfolio."""

    sub_categories_needed: int
    sub_categories_in_all: int
    categories_needed: int
    most_simulated: int = Field(description="most sub-categories that may rest on simulated evidence")
    least_traceable: int = Field(
        description="fewest sub-categories with traceable references to the national guideline"
    )
    years: int = Field(description="most evidence should be younger than this")
    parts: tuple[str, ...] = Field(description="what a portfolio consists of")
    kinds: tuple[str, ...] = Field(description="what a piece of evidence may be")
    out_of_scope: tuple[str, ...] = ()
    contribute: str = Field(description="what contributing to something means")


class Scheme(Definition):
    """One version of an experience scheme."""

    id: str
    title: str
    publisher: str
    version: str
    dated: str
    source: str = Field(description="clause of the reference library")
    entered: date
    rules: Rules
    categories: tuple[Category, ...]

    @cached_property
    def sub_categories(self) -> dict[str, SubCategory]:
        """Every sub-category by its id, in order."""
        return {sub.id: sub for category in self.categories for sub in category.sub_categories}

    @cached_property
    def examples(self) -> dict[str, Example]:
        """Every example of evidence by its id."""
        return {example.id: example for sub in self.sub_categories.values() for example in sub.examples}

    def sub_category(self, sub_id: str) -> SubCategory:
        """One sub-category, e.g. 7.2; ReferenceProblem when the scheme has none."""
        try:
            return self.sub_categories[sub_id]
        except KeyError:
            raise ReferenceProblem(sub_id, f"is not a sub-category of {self.title}", "Correct the number") from None

    def category_of(self, sub_id: str) -> Category:
        """The major category that a sub-category belongs to."""
        self.sub_category(sub_id)
        return next(each for each in self.categories if any(sub.id == sub_id for sub in each.sub_categories))


@cache
def scheme() -> Scheme:
    """The scheme that travels with the app: IPEM MR Safety Expert, newest version held."""
    return read_table("mrse.toml", Scheme)
