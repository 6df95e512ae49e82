"""The action sheet a site fills in: out as CSV, and back in as changes to accept one by one; nothing is overwritten.

A spreadsheet runs what starts like a formula, so such a cell goes out with an apostrophe in front, which is taken
off again on the way in.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import STATES, Action, actions, replies
from audit_app.audit.findings.finding import Finding, findings
from audit_app.documents.cell_damage import only_damaged
from audit_app.documents.csv_cells import asked_date, decoded, guarded, split, unguarded
from audit_app.errors import EntryRefused

COLUMNS = {
    "key": "Key (do not change)",
    "version": "Version (do not change)",
    "finding": "Finding",
    "risk": "Risk",
    "what": "Action",
    "owner": "Owner",
    "email": "Owner e-mail",
    "due": "Due (year-month-day)",
    "state": "State",
    "done": "What was done",
    "acceptor": "Risk accepted by",
}
FILLED_IN = ("what", "owner", "email", "due", "state", "done", "acceptor")  # what a site may change
WORDS = {
    "what": "Action",
    "owner": "Owner",
    "email": "Owner e-mail",
    "due": "Due",
    "state": "State",
    "done": "What was done",
    "acceptor": "Risk accepted by",
}
MOST_ROWS = 2000
ACTION, FINDING = "action:", "finding:"


@dataclass(frozen=True)
class Row:
    """One row of a returned sheet, as text; `number` is its line in the file."""

    number: int
    key: str
    version: str
    what: str
    owner: str
    email: str
    due: str
    state: str
    done: str
    acceptor: str


@dataclass(frozen=True)
class Asked:
    """One cell that the site filled in differently."""

    name: str
    was: str
    now: str

    @property
    def words(self) -> str:
        """The name of the column."""
        return WORDS[self.name]


@dataclass(frozen=True)
class Proposal:
    """What one row asks for: to change an action (`action` set) or to plan one on a finding that has none.

    `faults` say why parts of it cannot be taken in; `stale` is True when the action was changed here since the
    sheet was made; `done` is what it says was done, also when that was taken in before.
    """

    row: int
    title: str
    finding: str
    action: str
    asked: tuple[Asked, ...] = ()
    faults: tuple[str, ...] = ()
    stale: bool = False
    done: str = ""


def sheet_rows(audit: Audit) -> tuple[dict[str, str], ...]:
    """The sheet's rows by column id: each action, and each finding that has none, in the order of the findings."""
    planned, rows = actions(audit), []
    for each in findings(audit):
        base = {"finding": f"{each.short} {each.title}", "risk": each.risk}
        own = [action for action in planned if action.finding == each.id]
        rows += [{**base, **_cells(audit, action)} for action in own]
        if not own:
            rows.append({**base, **dict.fromkeys(FILLED_IN, ""), "key": FINDING + each.id, "version": ""})
    return tuple(rows)


def _cells(audit: Audit, action: Action) -> dict[str, str]:
    return {"key": ACTION + action.id, "version": _version(audit, action.id), **_now(audit, action)}


def _now(audit: Audit, action: Action) -> dict[str, str]:
    told = _told(audit, action)
    return {
        "what": action.what,
        "owner": action.owner.name if action.owner else "",
        "email": action.owner.email if action.owner else "",
        "due": action.due,
        "state": STATES[action.state],
        "done": told[-1] if told else "",
        "acceptor": action.acceptor.name if action.acceptor else "",
    }


def _told(audit: Audit, action: Action) -> list[str]:
    """What was said to be done about an action, oldest first: in replies of its row, then as its end."""
    came = [each.text for each in replies(audit, action.finding) if each.about_action == action.id]
    return [*came, *(each.text for each in action.evidence)]


def _version(audit: Audit, action: str) -> str:
    """A short name for how an action stands, new with every entry about it, and no number to a spreadsheet."""
    slots = (("action", action), ("action-closed", action))
    return "v" + "-".join(head.sha[:8] for slot in slots for head in audit.slots.heads(slot))


def sheet_csv(audit: Audit) -> bytes:
    """The sheet as CSV: UTF-8 with a byte order mark and CRLF, as spreadsheets expect it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    for row in sheet_rows(audit):
        writer.writerow(guarded(row[name]) for name in COLUMNS)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def read_sheet(data: bytes, name: str = "The sheet") -> tuple[Row, ...]:
    """A returned sheet's rows; EntryRefused with the place, the fault and the remedy when it cannot be read."""
    lines = split(decoded(data, name), name, MOST_ROWS)
    if not lines:
        raise EntryRefused(name, "is empty", "Send the sheet again, and save it as CSV")
    at = _columns(lines[0][1], name)
    return tuple(_row(number, cells, at) for number, cells in lines[1:] if any(cell.strip() for cell in cells))


def _columns(head: list[str], name: str) -> dict[str, int]:
    """Where each column stands, whatever their order; columns the site added are left alone, those it took out too."""
    known = {_folded(title): column for column, title in COLUMNS.items()}
    at: dict[str, int] = {}
    for place, title in enumerate(head):
        column = known.get(_folded(title))
        if column in at:
            raise EntryRefused(f"{name}, line 1", f"has the column “{title[:40]}” twice", "Take one of them out")
        if column:
            at[column] = place
    missing = [COLUMNS[column] for column in ("key", "version") if column not in at]
    if missing:
        fault = f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        raise EntryRefused(f"{name}, line 1", fault, "Keep the sheet's first line as it was sent")
    return at


def _folded(title: str) -> str:
    return " ".join(unguarded(title).casefold().split())


def _row(number: int, cells: list[str], at: dict[str, int]) -> Row:
    wanted = ("key", "version", *FILLED_IN)
    said = {
        name: unguarded(cells[at[name]].strip()) if at.get(name, len(cells)) < len(cells) else "" for name in wanted
    }
    return Row(number, **said)


def proposals(audit: Audit, rows: tuple[Row, ...]) -> tuple[Proposal, ...]:
    """What the rows ask for, against the audit as it stands; rows that ask for nothing are left out."""
    seen: set[str] = set()
    found = []
    for row in rows:
        again = row.key in seen
        seen.add(row.key)
        proposal = _twice(row) if again else _proposal(audit, row)
        if proposal.asked or proposal.faults:
            found.append(proposal)
    return tuple(found)


def _twice(row: Row) -> Proposal:
    return Proposal(
        row.number, row.what, "", "", faults=("The key of this row is there twice; only the first counts.",)
    )


def _proposal(audit: Audit, row: Row) -> Proposal:
    if row.key.startswith(FINDING):
        about = next((each for each in findings(audit) if each.id == row.key.removeprefix(FINDING)), None)
        action = _planned_since(audit, row, about) if about else None
        if about is not None and action is None:
            return _compared(Proposal(row.number, about.title, about.id, ""), row, dict.fromkeys(FILLED_IN, ""))
    else:
        action = next((each for each in actions(audit) if ACTION + each.id == row.key), None)
    if action is None:
        fault = f"The key “{row.key[:60]}” is not of this audit." if row.key else "The row has no key."
        return Proposal(row.number, row.what, "", "", faults=(f"{fault} Keep the first column as it was sent.",))
    stale = row.key.startswith(ACTION) and row.version != _version(audit, action.id)
    base = Proposal(row.number, action.finding_title, action.finding, action.id, stale=stale)
    known = next((each for each in _told(audit, action) if only_damaged(each, row.done)), "")
    return _compared(base, row, _now(audit, action) | ({"done": known} if known else {}))


def _planned_since(audit: Audit, row: Row, about: Finding) -> Action | None:
    """The action that this row's own words were taken in as, when the sheet comes in a second time."""
    own = (each for each in actions(audit) if each.finding == about.id)
    return next((each for each in own if only_damaged(each.what, row.what)), None)


def _compared(base: Proposal, row: Row, now: dict[str, str]) -> Proposal:
    asked, faults = [], []
    for name in FILLED_IN:
        cell = getattr(row, name)
        if not cell or only_damaged(now[name], cell):
            continue
        said, fault = _understood(name, cell)
        faults += [fault] if fault else []
        if not fault and not only_damaged(now[name], said):
            asked.append(Asked(name, now[name], said))
    gaps = dict(_gaps(base, {each.name: each.now for each in asked}, now))
    gone = {*gaps, *(["acceptor"] if "state" in gaps else [])}
    left = tuple(each for each in asked if each.name not in gone and "all" not in gaps)
    return replace(base, asked=left, faults=(*faults, *gaps.values()), done=row.done)


def _understood(name: str, typed: str) -> tuple[str, str]:
    """A cell in the app's own spelling, or why it cannot be understood."""
    if name == "due":
        return asked_date(typed)
    if name != "state" or not typed:
        return typed, ""
    state = {word.casefold(): word for word in STATES.values()}.get(" ".join(typed.split()).casefold())
    if state is None:
        return "", f"“{typed[:40]}” is not a state. Use one of: {', '.join(STATES.values())}."
    return state, ""


def _gaps(base: Proposal, asked: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What still keeps a change from being taken in: the column it is about (or all), and why."""
    whole = {**now, **asked}
    if not base.action and asked and not whole["what"]:
        yield "all", "There is no action in this row: say what will be done."
    if asked.get("state") in (STATES["done"], STATES["accepted_risk"]) and not whole["done"]:
        yield "state", f"{asked['state']}, but it does not say what was done."
    if asked.get("state") == STATES["accepted_risk"] and not whole["acceptor"]:
        yield "state", "Accepted risk, but it does not name who accepts it."
    if asked.get("acceptor") and whole["state"] != STATES["accepted_risk"]:
        yield "acceptor", "It names who accepts the risk, but the state is not Accepted risk."
    if asked.get("state") == STATES["verified"]:
        yield "state", "Verified is for the auditor to say."
