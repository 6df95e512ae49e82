"""Every list of the hub, for pages, CSV and programs alike: its columns, and the query that gives its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

from audit_app.hub.database import Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.projections import rows
from audit_app.hub.projections.due import due


@dataclass(frozen=True)
class Column:
    """One column: its name in addresses and data, its heading; `number` sorts by size, `choice` can be filtered by."""

    name: str
    heading: str
    number: bool = False
    choice: bool = False


@dataclass(frozen=True)
class Listing:
    """One list: where it is, what it is called, its columns; `query` gives a caller's rows on a day.

    Beside its columns a row has `key`, which no other row has, and `href`, where it leads to or empty. `table` is named
    where the list shows every row of one, each column that can be chosen by as it is there and with an index. What is
    `dear` is worked out whole for whatever is shown of it: by no index, from several tables or a newest of many.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    query: Callable[[Within, Caller, date], Select[Any]]
    sort: str
    empty: str
    table: str = ""
    dear: bool = False


def columns(*words: str) -> tuple[Column, ...]:
    """Columns from words: `name=Heading`, with # before a number and ? before what can be chosen by."""
    found = []
    for word in words:
        name, _, heading = word.partition("=")
        found.append(Column(name.lstrip("#?"), heading, number=name.startswith("#"), choice=name.startswith("?")))
    return tuple(found)


PLACE = ("?unit=Unit", "?site=Site")
DUE = columns("?kind=What", "title=Title", *PLACE, "detail=Detail", "due=Due on", "words=In words", "?state=Standing")
FINDINGS = columns(
    "short=No.", "title=Finding", "?level=Risk", "#score=Score", "?danger=Immediate danger", *PLACE, "?owner=Owner",
    "?standing=Standing", "raised_on=Raised on", "#age=Days since",
)  # fmt: skip
ACTIONS = columns("what=Action", "finding_title=Finding", "?level=Risk", *PLACE, "?owner=Owner", "due=Due on",
                  "?state=State", "?late=Overdue")  # fmt: skip
AUDITS = columns("title=Audit", *PLACE, "?purpose=Kind", "held_on=Held on", "auditor=Auditor", "?state=State",
                 "result=Result", "done=Done", "#deficient=Shortcomings")  # fmt: skip
READINGS = columns("item=Item", "?thing=Thing", *PLACE, "held_on=Held on", "words=Reading", "#value=Value",
                   "?unit_of=In", "?verdict=Verdict")  # fmt: skip
SHORT = columns("item=Item", "thing=Thing", "?section=Section", *PLACE, "held_on=Held on", "?verdict=Verdict")
INSTRUMENTS = columns("name=Instrument", "maker=Maker", "model=Model", "serial=Serial", *PLACE,
                      "calibrated_on=Calibrated on", "calibration_due=Calibration due",
                      "certificate=Certificate")  # fmt: skip
ITEMS = columns("name=Item", *PLACE, "told=What is known", "held_on=Seen on")
REGISTER = columns("?kind=What", "name=Name", *PLACE, "told=What is stated", "by=Stated by", "on=Stated on",
                   "?state=Standing")  # fmt: skip
LISTS = columns("?title=Checklist", "version=Version", "#audits=Audits", "digest=Digest")
_ALL = (
    Listing("due", "Due and overdue", "Audits, actions and calibrations of all units.", DUE, due, "due",
            "Nothing is due", dear=True),
    Listing("findings", "Open findings", "Findings that nobody has closed and verified.", FINDINGS, rows.findings,
            "-score", "No finding is open"),
    Listing("actions", "Actions", "Who does what by when.", ACTIONS, rows.actions, "due", "There are no actions"),
    Listing("audits", "Audits", "Every audit that came in.", AUDITS, rows.audits, "-held_on",
            "No audit has come in yet: join a tablet first"),
    Listing("readings", "Readings", "One item or thing over years and units: search for it.", READINGS, rows.readings,
            "item", "There are no readings yet", "shown_readings"),
    Listing("shortcomings", "Shortcomings", "Items that are not as they should be.", SHORT, rows.shortcomings,
            "-held_on", "No item falls short", "shown_shortcomings"),
    Listing("instruments", "Instruments", "Each as the newest audit that used it has it.", INSTRUMENTS,
            rows.instruments, "calibration_due", "No audit names an instrument yet", dear=True),
    Listing("ancillary", "Ancillary items", "What is taken into the scan room, with its label.", ITEMS,
            rows.ancillary, "name", "No audit names an ancillary item yet", dear=True),
    Listing("register", "Register", "Units, scanners, instruments and people as tablets stated them.", REGISTER,
            rows.register, "name", "No tablet has sent its register yet"),
    Listing("checklists", "Checklists", "The checklists that audits were made with.", LISTS, rows.checklists, "title",
            "No checklist has come in yet"),
)  # fmt: skip
LISTINGS = {each.name: each for each in _ALL}
