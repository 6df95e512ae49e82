"""The table of released checklists for the README, written by the program from the files themselves."""

from audit_app.checklist.coverage import clause_coverage
from audit_app.checklist.model import Checklist
from audit_app.checklist.reader import released
from audit_app.checklist.reference.sources import library


def index() -> str:
    """A Markdown table: checklist, version, sub-category, sections, items, items in Zone IV, clauses and documents."""
    head = (
        "| Checklist | Version | Evidence for | Sections | Items | of them inside Zone IV | Clauses covered |\n"
        "|---|---|---|---|---|---|---|"
    )
    return "\n".join((head, *(_row(checklist) for checklist in released())))


def _row(checklist: Checklist) -> str:
    served = [each for each in clause_coverage(checklist, library()) if each.items]
    documents = {each.document.id for each in served}
    inside = sum(item.inside_zone_iv for item in checklist.items.values())
    return (
        f"| {checklist.title} (`{checklist.id}`) | {checklist.version} | {checklist.sub_category} "
        f"| {len(checklist.sections)} | {len(checklist.items)} | {inside} "
        f"| {len(served)} in {len(documents)} documents |"
    )
