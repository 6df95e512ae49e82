"""The rules of the scheme for a whole portfolio. Source: IPEM MRSE applicant guidance, version 3.0, in our words."""

from datetime import date
from itertools import combinations

from audit_app.portfolio.evidence.evidence import FromAudit, FromFile
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.rules import item_rules
from audit_app.portfolio.rules.rule import Found, Rules, concern
from audit_app.portfolio.rules.similarity import similarity
from audit_app.portfolio.rules.state import Portfolio

ALIKE = 0.6  # share of phrases; above it two documents are called alike

RULES = Rules()


@RULES.whole("MHRA in two sub-categories", "The portfolio refers traceably to the MHRA guidelines in at least two.")
def traceable(portfolio: Portfolio) -> Found:
    have = traceable_in(portfolio)
    least = portfolio.scheme.rules.least_traceable
    if portfolio.held and len(have) < least:
        said = f"The MHRA guidelines are referred to in {len(have)} of at least {least} sub-categories"
        yield concern(traceable, "warns", "", said, "Add an item that names the clauses it was held against")


def traceable_in(portfolio: Portfolio) -> tuple[str, ...]:
    """The sub-categories with at least one item that names the MHRA clauses it refers to."""
    fit = [held.item for held in portfolio.held if held.item.traceable and held.item.clauses]
    found = {sub for item in fit for sub in item.sub_categories}
    return tuple(sub for sub in portfolio.scheme.sub_categories if sub in found)


@RULES.whole("Simulated evidence", "Simulated evidence must not account for more than two sub-categories.")
def simulated(portfolio: Portfolio) -> Found:
    resting, most = simulated_in(portfolio), portfolio.scheme.rules.most_simulated
    if len(resting) > most:
        said = f"{len(resting)} sub-categories rest on simulated evidence ({', '.join(resting)}); {most} may"
        yield concern(simulated, "blocks", "", said, "Add real evidence to one of them")


def simulated_in(portfolio: Portfolio) -> tuple[str, ...]:
    """The sub-categories whose every item is simulated."""
    each = ((sub, portfolio.of(sub)) for sub in portfolio.scheme.sub_categories)
    return tuple(sub for sub, items in each if items and all(held.item.simulated for held in items))


@RULES.whole(
    "Recent work", "Evidence is mostly from the last five years; a lot of older evidence may lead to rejection."
)
def recent(portfolio: Portfolio) -> Found:
    old = older(portfolio)
    years = portfolio.scheme.rules.years
    for held in old:
        remedy = "Keep it only where such work is rare"
        yield concern(recent, "warns", held.item.code, f"Is older than {years} years", remedy)
    if old and 2 * len(old) > len(portfolio.held):
        said = f"{len(old)} of {len(portfolio.held)} items are older than {years} years"
        yield concern(recent, "warns", "", said, "Add newer work")


def older(portfolio: Portfolio) -> tuple[Held, ...]:
    """The items that are older than the scheme's years, to the day."""
    limit = _years_before(portfolio.today, portfolio.scheme.rules.years)
    return tuple(held for held in portfolio.held if held.item.day is not None and held.item.day < limit)


def _years_before(day: date, years: int) -> date:
    """The same day some years before; 28 February for the 29th in a year that has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@RULES.whole("Different items", "Items that are much alike add little.")
def different(portfolio: Portfolio) -> Found:
    for one, other in combinations(portfolio.held, 2):
        twin = one.item.code
        same_file = isinstance(one.item.source, FromFile | FromAudit) and one.item.source == other.item.source
        if same_file and one.item.pages == other.item.pages:
            said, remedy = f"Is the same document as {twin}", "Index one item to both instead"
            yield concern(different, "warns", other.item.code, said, remedy)
        elif one.text and other.text and similarity(one.text, other.text) > ALIKE:
            remedy = "Keep the stronger one, or show what is different"
            yield concern(different, "warns", other.item.code, f"Is much like {twin}", remedy)


@RULES.whole("Every category in scope", "Each major category needs at least one satisfactory piece of evidence.")
def category_filled(portfolio: Portfolio) -> Found:
    kept_back = {each.about for rule in item_rules.RULES for each in rule.check(portfolio) if each.weight == "blocks"}
    for category in (each for each in portfolio.scheme.categories if each.id in portfolio.applicant.scope):
        codes = {held.item.code for sub in category.sub_categories for held in portfolio.of(sub.id)}
        called = f"Category {category.id}, {category.title.lower()},"
        if not codes:
            yield concern(category_filled, "warns", category.id, f"{called} has nothing yet", "Add an item")
        elif codes <= kept_back:
            remedy = "See to what keeps its items back"
            yield concern(category_filled, "warns", category.id, f"{called} has no item that is ready", remedy)


@RULES.whole("Enough items", "Some sub-categories ask for more than one independent piece of evidence.")
def enough(portfolio: Portfolio) -> Found:
    for sub in portfolio.scope:
        have = len(portfolio.of(sub.id))
        if 0 < have < sub.least_items:
            said = f"Has {have} of {sub.least_items} independent items"
            yield concern(enough, "warns", sub.id, said, "Add another")
