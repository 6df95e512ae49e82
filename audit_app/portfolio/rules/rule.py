"""What a rule of the scheme is: a title, the reason a reader is given, and a check that names what to see to.

What `blocks` keeps an item from being ready, what `warns` is for the applicant to judge, what `reminds` is advice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.rules.state import Concern, Portfolio, Weight

Found = Iterator[Concern]
Check = Callable[[Portfolio], Found]
ItemCheck = Callable[[Portfolio, Held], Found]


@dataclass(frozen=True)
class Rule:
    """A rule: what it is called, why it is there, and what it finds."""

    id: str
    title: str
    why: str
    check: Check


class Rules(list[Rule]):
    """Rules in the order they are shown; checks enter themselves by decoration."""

    def whole(self, title: str, why: str) -> Callable[[Check], Check]:
        """Enters a check of the whole portfolio."""

        def entered(check: Check) -> Check:
            self.append(Rule(check.__name__, title, why, check))
            return check

        return entered

    def item(self, title: str, why: str) -> Callable[[ItemCheck], ItemCheck]:
        """Enters a check of each item."""

        def entered(check: ItemCheck) -> ItemCheck:
            def each(portfolio: Portfolio) -> Found:
                for held in portfolio.held:
                    yield from check(portfolio, held)

            self.append(Rule(check.__name__, title, why, each))
            return check

        return entered


def concern(check: Callable[..., Found], weight: Weight, about: str, said: str, remedy: str) -> Concern:
    """What a check found, under its own name."""
    return Concern(check.__name__, weight, about, said, remedy)
