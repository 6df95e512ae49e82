"""The first page: the auditor's conclusion, four numbers, what must be done first, and where something is amiss."""

from collections.abc import Sequence

from audit_app.audit.audit import Audit
from audit_app.audit.figures import figures
from audit_app.audit.findings.actions import Action, actions
from audit_app.audit.findings.finding import Finding, findings, without_finding
from audit_app.counting import counted
from audit_app.report.blocks import Block, Chapter, Column, Figure, Numbers, Row, Said, Table, Tone, Words, cell
from audit_app.report.chapters.chart import shares
from audit_app.report.chapters.conclusion import Room, conclusion
from audit_app.report.wording import day, shortened

TONES: dict[str, Tone] = {"low": "low", "moderate": "moderate", "high": "high", "extreme": "extreme"}
FIRST = (
    Column("Risk", 1.1),
    Column("What must be done first", 5.1),
    Column("Owner", 1.8),
    Column("Due", 2.1),
)


ROOMS = (Room(), Room(600, 3, 5, 90, 8, 5), Room(400, 2, 5, 60, 5, 4), Room(220, 1, 5, 40, 3, 3))


def first_page(audit: Audit) -> Chapter:
    """The chapter, in an order a reader in a hurry can stop at any time."""
    full, *shorter = (_told(audit, room) for room in ROOMS)
    return Chapter("summary", "Result", full, tuple(shorter))


def _told(audit: Audit, room: Room) -> tuple[Block, ...]:
    found = findings(audit)
    return (
        conclusion(audit, found, room),
        numbers(audit, found),
        *core(audit),
        *first_actions(audit, found, room),
        *amiss(audit, room),
    )


def numbers(audit: Audit, found: tuple[Finding, ...]) -> Numbers:
    """Four numbers: shortcomings, what is not known, findings by risk, open actions."""
    of, left = figures(audit), [each for each in actions(audit) if each.open]
    unknown = f"of {counted(of.asked, 'item')}" + (f"; {of.at_the_line} at the line" if of.at_the_line else "")
    bands: dict[str, int] = {}
    for each in found:
        bands[each.level] = bands.get(each.level, 0) + 1
    risks = ", ".join(f"{count} {level.lower()}" for level, count in bands.items())
    first = min((each.due for each in left if each.due), default="")
    bare = len(without_finding(audit))
    small = of.shortcomings_told + (f"; {bare} without a finding" if bare else "")
    plan = f"first due {shortened(day(first), 30)}" if first else "no date yet" if left else ""
    unplanned = len(found) - len({each.finding for each in actions(audit)})
    plan = "; ".join(filter(None, (plan, f"{counted(unplanned, 'finding')} without one" if unplanned else "")))
    worst = TONES.get(found[0].level_id, "plain") if found else ""
    return Numbers(
        (
            Figure(str(of.shortcomings), "shortcomings", small, "high" if of.shortcomings else ""),
            Figure(str(of.unknown), "not known", unknown, "moderate" if of.unknown else ""),
            Figure(str(len(found)), "findings", risks, worst),
            Figure(str(len(left)), "actions open", plan),
        )
    )


def core(audit: Audit) -> tuple[Block, ...]:
    """That this was a core audit, and how much of the list it did not ask."""
    many = sum(len(items) for _, items in audit.left_out)
    words = f"Core audit: {counted(many, 'item')} of the list left out, named under “What the audit worked to”."
    return (Words(words, "strong"),) if many else ()


def first_actions(audit: Audit, found: tuple[Finding, ...], room: Room) -> tuple[Block, ...]:
    """The gravest open actions, and the gravest findings that nobody has planned anything for."""
    every = actions(audit)
    of = {each.id: [one for one in every if one.finding == each.id] for each in found}
    rows = [(each, one) for each in found for one in _planned(of[each.id]) if one is None or one.open]
    made = tuple(_first(*row, room) for row in rows[: room.actions])
    table = Table("", FIRST, made, numbered=False)
    none = "No action is outstanding." if every else "No action was set."
    words = " ".join(filter(None, ("" if rows else none, _more(rows[room.actions :]), _without(audit))))
    return (*([table] if rows else []), *([Words(words, "quiet" if rows else "strong")] if words else []))


def _planned(made: list[Action]) -> Sequence[Action | None]:
    """The actions of a finding, or that there is none."""
    return made or (None,)


def _more(rows: Sequence[tuple[Finding, Action | None]]) -> str:
    """How many actions there was no room for, and how many of them nobody has planned."""
    bare = sum(one is None for _, one in rows)
    planned = f"{bare} of them still to be planned" if bare else "each with its owner and day"
    return f"And {counted(len(rows), 'more action')}, {planned}, in the next chapters." if rows else ""


def _without(audit: Audit) -> str:
    """How many shortcomings nobody raised a finding from, so that no action can be planned for them."""
    bare = len(without_finding(audit))
    has = "has" if bare == 1 else "have"
    return f"{counted(bare, 'shortcoming')} {has} no finding yet, and so no action." if bare else ""


def _first(each: Finding, action: Action | None, room: Room) -> Row:
    what = (action.what or action.finding_title) if action else "No action is planned yet"
    owner, due = (action.owner_name, day(action.due)) if action else ("No owner yet", "")
    risk = (Said(each.level, "strong", tone=tone(each)),)
    title = Said(f"{each.short} {shortened(each.title, room.letters)}", "strong", link=f"finding-{each.id}")
    cells = (title, Said(shortened(what, room.letters)))
    return Row((risk, cells, cell(shortened(owner, 60)), cell(due or "No date yet")))


def amiss(audit: Audit, room: Room) -> tuple[Block, ...]:
    """The sections where something is amiss, in shares."""
    drawn = shares(audit, room.bars)
    return (drawn,) if drawn else (Words("No section has a shortcoming.", "strong"),)


def tone(found: Finding) -> Tone:
    """The tone of a finding's band; one of a matrix this app does not know is plain."""
    return TONES.get(found.level_id, "plain")
