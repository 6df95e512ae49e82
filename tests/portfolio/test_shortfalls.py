"""What a portfolio still owes to the scheme's own numbers, told before it is bundled."""

from datetime import date

from audit_app.checklist.reference.scheme import scheme
from audit_app.portfolio.evidence.evidence import Applicant, Evidence, FromFile
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.rules.scheme_rules import shortfalls, strictly_simulated
from audit_app.portfolio.rules.state import Portfolio
from tests.portfolio.samples import item as sample

TODAY = date(2026, 11, 28)


def item(**says: object) -> Evidence:
    return sample(1, "Audit", FromFile(digest="a" * 64, name="a.pdf", media="pdf"), **says)


def of(*items) -> Portfolio:
    return Portfolio(Applicant(), tuple(Held(each) for each in items), scheme(), TODAY)


def test_what_is_missing_of_sub_categories_categories_and_references_is_said():
    owed = " ".join(shortfalls(of(item())))
    rules = scheme().rules
    assert f"{rules.sub_categories_needed} are needed" in owed
    assert f"of {rules.categories_needed} categories" in owed and "MHRA references" in owed


def test_old_items_are_said():
    assert any("older than" in each for each in shortfalls(of(item(on="2015-01-01"))))


def test_simulated_evidence_counts_wherever_any_of_it_stands():
    subs = list(scheme().sub_categories)[: scheme().rules.most_simulated + 1]
    made = of(item(sub_categories=tuple(subs), simulated=True), item(sub_categories=tuple(subs)))
    assert strictly_simulated(made) == tuple(subs)
    assert any(each.startswith("Strictly read, ") for each in shortfalls(made))
