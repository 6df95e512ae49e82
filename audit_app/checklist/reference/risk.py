"""How bad a deficiency is: a five by five matrix, its words, and by when each level should be put right, as data."""

from functools import cache

from pydantic import Field, model_validator

from audit_app.checklist.model import Definition, Slug
from audit_app.checklist.reference.tables import read_table


class Step(Definition):
    """One step of likelihood or consequence, 1 to 5, in words."""

    value: int = Field(ge=1, le=5)
    word: str
    means: str


class Level(Definition):
    """A band of risk: its word, the scores it covers, and the days within which an action falls due."""

    id: Slug
    word: str
    least: int = Field(ge=1, le=25, description="lowest likelihood x consequence in this band")
    due_days: int = Field(ge=0)
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    mark: str = Field(description="one or two letters, so that colour is never the only sign")
    means: str


class RiskMatrix(Definition):
    """A matrix of likelihood x consequence; an audit keeps the one it was made with."""

    id: Slug
    version: int
    title: str
    source: Slug
    note: str
    likelihoods: tuple[Step, ...] = Field(min_length=5, max_length=5)
    consequences: tuple[Step, ...] = Field(min_length=5, max_length=5)
    levels: tuple[Level, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _covers_every_score(self) -> "RiskMatrix":
        starts = [level.least for level in self.levels]
        if starts != sorted(set(starts)) or starts[0] != 1:
            raise ValueError("levels must rise from a least of 1, each above the one before")
        for name, steps in (("likelihoods", self.likelihoods), ("consequences", self.consequences)):
            if [step.value for step in steps] != [1, 2, 3, 4, 5]:
                raise ValueError(f"{name} must be given for 1, 2, 3, 4 and 5 in order")
        return self

    def level(self, likelihood: int, consequence: int) -> Level:
        """The band of a likelihood and a consequence, each 1 to 5; ValueError outside that."""
        if not (1 <= likelihood <= 5 and 1 <= consequence <= 5):
            raise ValueError(f"likelihood and consequence run from 1 to 5, not {likelihood} and {consequence}")
        score = likelihood * consequence
        return next(level for level in reversed(self.levels) if score >= level.least)

    def due_days(self, likelihood: int, consequence: int) -> int:
        """Days within which an action on this risk falls due."""
        return self.level(likelihood, consequence).due_days

    def words(self, likelihood: int, consequence: int) -> str:
        """The risk in words, e.g. 'High (12): possible x major'."""
        level = self.level(likelihood, consequence)
        likely, bad = self.likelihoods[likelihood - 1].word, self.consequences[consequence - 1].word
        return f"{level.word} ({likelihood * consequence}): {likely.lower()} × {bad.lower()}"


@cache
def risk_matrix() -> RiskMatrix:
    """The risk matrix that travels with the app."""
    return read_table("risk.toml", RiskMatrix)
