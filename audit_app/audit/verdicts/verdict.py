"""What is known about an item: the verdicts, and a verdict with its reason, its limit and the limit's source."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What is known about an item; only COMPLIANT is a pass."""

    COMPLIANT = "compliant"
    PARTLY = "partly"
    DEFICIENT = "deficient"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"
    AT_THE_LINE = "at_the_line"
    NO_LIMIT = "no_limit"
    DISPUTED = "disputed"
    NOT_DONE = "not_done"

    @property
    def words(self) -> str:
        """The verdict as a report prints it."""
        return _WORDS[self]


_WORDS = {
    Verdict.COMPLIANT: "Compliant",
    Verdict.PARTLY: "Partly compliant",
    Verdict.DEFICIENT: "Deficient",
    Verdict.NOT_APPLICABLE: "Not applicable",
    Verdict.NOT_ASSESSED: "Not assessed",
    Verdict.AT_THE_LINE: "At the line",
    Verdict.NO_LIMIT: "Recorded",
    Verdict.DISPUTED: "Disputed",
    Verdict.NOT_DONE: "Not done",
}
OPEN = (Verdict.NOT_DONE, Verdict.DISPUTED)  # still to be settled before signing
SHORTCOMINGS = (Verdict.DEFICIENT, Verdict.PARTLY)


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason in words, the limit it was held against, and the clause that sets the limit."""

    verdict: Verdict
    because: str = ""
    limit: str = ""
    source: str = ""
