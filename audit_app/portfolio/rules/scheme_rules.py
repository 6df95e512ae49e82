"""All rules of the scheme together: what they find, which items are ready, and where each sub-category stands.

Whether evidence satisfies is for the assessors alone; the app only says what is ready to be shown to them.
"""

from dataclasses import dataclass

from audit_app.counting import counted
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.rules import item_rules, whole_rules
from audit_app.portfolio.rules.state import WEIGHTS, Concern, Portfolio, Standing
from audit_app.portfolio.rules.whole_rules import older, simulated_in, traceable_in

RULES = (*item_rules.RULES, *whole_rules.RULES)


def concerns(portfolio: Portfolio) -> tuple[Concern, ...]:
    """Everything the rules find, the weightiest first, in the order of the rules."""
    found = [concern for each in RULES for concern in each.check(portfolio)]
    return tuple(sorted(found, key=lambda concern: WEIGHTS.index(concern.weight)))


def ready(portfolio: Portfolio) -> tuple[Held, ...]:
    """The items that nothing keeps from being ready."""
    blocked = {concern.about for each in RULES for concern in each.check(portfolio) if concern.weight == "blocks"}
    return tuple(held for held in portfolio.held if held.item.code not in blocked)


def standings(portfolio: Portfolio) -> tuple[Standing, ...]:
    """Every sub-category of the scheme in order, those this app does not serve too, so that nothing owed is hidden."""
    able = {held.item.code for held in ready(portfolio)}
    in_scope = {sub.id for sub in portfolio.scope}
    found = []
    for category in portfolio.scheme.categories:
        for sub in category.sub_categories:
            codes = tuple(held.item.code for held in portfolio.of(sub.id))
            good = sum(code in able for code in codes)
            found.append(Standing(sub, category.title, codes, good, sub.least_items, sub.id in in_scope))
    return tuple(found)


@dataclass(frozen=True)
class Tally:
    """How far the whole portfolio is, in counts; the scheme's own numbers are beside them."""

    sub_categories: int
    sub_categories_needed: int
    sub_categories_in_all: int
    categories: int
    categories_needed: int
    simulated: int
    most_simulated: int
    traceable: int
    least_traceable: int
    older: int
    items: int
    ready: int


def tally(portfolio: Portfolio) -> Tally:
    """The counts of the whole portfolio, over all sub-categories, served by this app or not."""
    rules, all_standings = portfolio.scheme.rules, standings(portfolio)
    shown = [each.sub.id for each in all_standings if each.shown]
    filled = {portfolio.scheme.category_of(sub).id for sub in shown}
    return Tally(
        len(shown),
        rules.sub_categories_needed,
        rules.sub_categories_in_all,
        len(filled),
        rules.categories_needed,
        len(simulated_in(portfolio)),
        rules.most_simulated,
        len(traceable_in(portfolio)),
        rules.least_traceable,
        len(older(portfolio)),
        len(portfolio.held),
        len(ready(portfolio)),
    )


def shortfalls(portfolio: Portfolio) -> tuple[str, ...]:
    """What the portfolio as it stands owes to the scheme's own numbers, in sentences, to be told before it is bundled.

    Simulated evidence is counted on the strict reading: a sub-category that holds any of it counts.
    """
    counts, rules = tally(portfolio), portfolio.scheme.rules
    strict = strictly_simulated(portfolio)
    owed = (
        (
            counts.sub_categories < counts.sub_categories_needed,
            f"{counts.sub_categories} of {counts.sub_categories_in_all} sub-categories are shown; "
            f"{counts.sub_categories_needed} are needed.",
        ),
        (
            counts.categories < counts.categories_needed,
            f"{counts.categories} of {counts.categories_needed} categories have evidence.",
        ),
        (
            counts.traceable < counts.least_traceable,
            f"{counted(counts.traceable, 'sub-category', 'sub-categories')} with MHRA references that can be followed; "
            f"{counts.least_traceable} are needed.",
        ),
        (bool(counts.older), f"{counted(counts.older, 'item')} older than {rules.years} years."),
        (
            len(strict) > counts.most_simulated,
            f"Strictly read, {len(strict)} sub-categories rest on simulated evidence ({', '.join(strict)}); "
            f"{counts.most_simulated} may.",
        ),
    )
    return tuple(said for missing, said in owed if missing)


def strictly_simulated(portfolio: Portfolio) -> tuple[str, ...]:
    """The sub-categories with any simulated evidence in them."""
    found = {sub for held in portfolio.held if held.item.simulated for sub in held.item.sub_categories}
    return tuple(sub for sub in portfolio.scheme.sub_categories if sub in found)
