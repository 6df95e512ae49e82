"""What differs from site to site: each setting of an audit, its choices, and the source of each choice."""

from decimal import Decimal
from functools import cache

from pydantic import Field

from audit_app.checklist.model import Definition, Slug
from audit_app.checklist.reference.tables import read_table
from audit_app.errors import ReferenceProblem


class SettingValue(Definition):
    """One choice: its id (which conditions ask for), its words, a number with unit where it is a limit, its source."""

    id: str
    label: str
    value: Decimal | None = None
    unit: str = ""
    source: Slug
    default_for: tuple[str, ...] = Field(
        default=(), description="zone vocabularies whose audits start with this choice"
    )
    reason_in: tuple[str, ...] = Field(
        default=(), description="zone vocabularies whose audits must give a written reason and a name with this choice"
    )


class Setting(Definition):
    """Something an auditor settles before the visit; limits and conditions of items refer to it."""

    id: Slug
    title: str
    about: str = ""
    values: tuple[SettingValue, ...] = Field(min_length=2)

    def value(self, value_id: str) -> SettingValue:
        """The choice with this id; ReferenceProblem when the setting has none."""
        for each in self.values:
            if each.id == value_id:
                return each
        known = ", ".join(each.id for each in self.values)
        raise ReferenceProblem(f"{self.title}, {value_id}", "is not one of its choices", f"Use one of: {known}")

    def default(self, vocabulary: str = "uk") -> SettingValue:
        """The choice an audit in this vocabulary starts with."""
        return next((each for each in self.values if vocabulary in each.default_for), self.values[0])


class Settings(Definition):
    """Every setting, in the order they are asked."""

    settings: tuple[Setting, ...]


@cache
def settings() -> tuple[Setting, ...]:
    """The settings that travel with the app."""
    return read_table("settings.toml", Settings).settings


def setting(setting_id: str) -> Setting:
    """One setting by id; ReferenceProblem when there is none."""
    for each in settings():
        if each.id == setting_id:
            return each
    known = ", ".join(each.id for each in settings())
    raise ReferenceProblem(setting_id, "is not a setting of an audit", f"Use one of: {known}")


def defaults(vocabulary: str = "uk") -> dict[str, str]:
    """Setting id to the id of the choice an audit in this vocabulary starts with."""
    return {each.id: vocabulary if each.id == "vocabulary" else each.default(vocabulary).id for each in settings()}
