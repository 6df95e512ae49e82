"""All actions by owner: what each of them is asked to do, and by when."""

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions
from audit_app.audit.findings.finding import findings
from audit_app.audit.log.people import same_person
from audit_app.report.blocks import Block, Chapter, Column, Heading, Row, Said, Table, Words, cell
from audit_app.report.wording import day, person

ACTIONS = (Column("Finding", 0.9), Column("Action", 5.2), Column("Due", 1.9), Column("State", 1.4))
OWNED = (*ACTIONS[:2], Column("Owner", 2.4), *ACTIONS[2:])
NOBODY = "No owner yet"


def plan(audit: Audit) -> Chapter:
    """The chapter: under each owner what is asked of them, owners in the order of the gravest thing that is."""
    every = findings(audit)
    number = {each.id: each.short for each in every}
    rows: list[Row] = []
    for owner, some in _by_owner(actions(audit)):
        rows.append(Row(((), cell(owner, "strong"), (), ())))
        rows += [action_row(each, number.get(each.finding, "")) for each in some]
    blocks: list[Block] = [Table("", ACTIONS, tuple(rows), numbered=False)] if rows else []
    planned = {each.finding for each in actions(audit)}
    bare = tuple(
        Row(((Said(each.short, "strong", link=f"finding-{each.id}"),), cell(each.title), cell("No date yet"), ()))
        for each in every
        if each.id not in planned
    )
    if bare:
        blocks += [Heading("Findings with no action yet"), Table("", ACTIONS, bare, numbered=False)]
    return Chapter("actions", "Actions by owner", tuple(blocks) or (Words("No action was set."),))


def _by_owner(every: tuple[Action, ...]) -> list[tuple[str, list[Action]]]:
    found: list[tuple[Action, list[Action]]] = []
    for each in every:
        known = next((some for first, some in found if _same(first, each)), None)
        if known is None:
            found.append((each, [each]))
        else:
            known.append(each)
    named = [(person(first.owner) or first.owner_name or NOBODY, some) for first, some in found]
    return [(owner, sorted(some, key=lambda each: (not each.open, each.due or "9999"))) for owner, some in named]


def _same(one: Action, other: Action) -> bool:
    if one.owner is None or other.owner is None:
        return one.owner is other.owner
    return same_person(one.owner, other.owner)


def action_row(one: Action, finding: str) -> Row:
    """An action as a row of ACTIONS, leading to its finding."""
    note = (Said(one.note, "quiet"),) if one.note else ()
    accepted = (Said(f"Risk accepted by {person(one.acceptor)}", "quiet"),) if one.acceptor else ()
    what = (Said(one.what or one.finding_title), *note, *accepted)
    link = (Said(finding, "strong", link=f"finding-{one.finding}"),) if finding else ()
    return Row((link, what, cell(day(one.due) or "No date yet"), cell(one.words)))


def owned_row(one: Action, finding: str) -> Row:
    """An action as a row of OWNED, with its owner."""
    link, what, due, state = action_row(one, finding).cells
    return Row((link, what, cell(person(one.owner) or one.owner_name), due, state))
