"""How an audit stands in a few numbers, in the one set of words that lists, screens, reports and tables share."""

from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.verdicts.judge import SHORTCOMINGS, Verdict

UNKNOWN = (Verdict.NOT_ASSESSED, Verdict.NOT_DONE, Verdict.DISPUTED)
STANDS = {
    **dict.fromkeys(SHORTCOMINGS, "shortcoming"),
    **dict.fromkeys(UNKNOWN, "not known"),
    Verdict.COMPLIANT: "compliant",
    Verdict.AT_THE_LINE: "at the line",
    Verdict.NO_LIMIT: "recorded",
    Verdict.NOT_APPLICABLE: "not applicable",
}


@dataclass(frozen=True)
class Figures:
    """Items that apply (`asked`), those with what they need (`done`), and how many stand how."""

    asked: int
    done: int
    compliant: int
    deficient: int
    partly: int
    unknown: int
    at_the_line: int

    @property
    def shortcomings(self) -> int:
        """Deficient and partly compliant items together."""
        return self.deficient + self.partly

    @property
    def shortcomings_told(self) -> str:
        """Of which kind they are, e.g. '9 deficient, 3 partly compliant'."""
        kinds = ((self.deficient, "deficient"), (self.partly, "partly compliant"))
        return ", ".join(f"{count} {word}" for count, word in kinds if count)


def figures(audit: Audit) -> Figures:
    """The numbers of an audit."""
    of = audit.counts
    return Figures(
        asked=len(audit.lines),
        done=len(audit.lines) - len(audit.left),
        compliant=of[Verdict.COMPLIANT],
        deficient=of[Verdict.DEFICIENT],
        partly=of[Verdict.PARTLY],
        unknown=sum(of[verdict] for verdict in UNKNOWN),
        at_the_line=of[Verdict.AT_THE_LINE],
    )
