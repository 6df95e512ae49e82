"""Every list of the hub, for pages, CSV and programs alike: columns and rows; sorted and filtered in one way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from audit_app.hub.database import Row, Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.projections import register, rows


@dataclass(frozen=True)
class Column:
    """One column: its name in addresses and data, its heading; `number` sorts by size, `choice` can be filtered by."""

    name: str
    heading: str
    number: bool = False
    choice: bool = False


@dataclass(frozen=True)
class Listing:
    """One list: where it is, what it is called, its columns; `rows` works it out for a caller on a day."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Within, Caller, date], list[Row]]
    sort: str
    empty: str


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
    Listing("due", "Due and overdue", "Audits, actions and calibrations of all units.", DUE, rows.due, "due",
            "Nothing is due"),
    Listing("findings", "Open findings", "Findings that nobody has closed and verified.", FINDINGS, rows.findings,
            "-score", "No finding is open"),
    Listing("actions", "Actions", "Who does what by when.", ACTIONS, rows.actions, "due", "There are no actions"),
    Listing("audits", "Audits", "Every audit that came in.", AUDITS, rows.audits, "-held_on",
            "No audit has come in yet: join a tablet first"),
    Listing("readings", "Readings", "One item or thing over years and units: search for it.", READINGS, rows.readings,
            "item", "There are no readings yet"),
    Listing("shortcomings", "Shortcomings", "Items that are not as they should be.", SHORT, rows.shortcomings,
            "-held_on", "No item falls short"),
    Listing("instruments", "Instruments", "Each as the newest audit that used it has it.", INSTRUMENTS,
            rows.instruments, "calibration_due", "No audit names an instrument yet"),
    Listing("ancillary", "Ancillary items", "What is taken into the scan room, with its label.", ITEMS,
            rows.ancillary, "name", "No audit names an ancillary item yet"),
    Listing("register", "Register", "Units, scanners, instruments and people as tablets stated them.", REGISTER,
            register.register, "name", "No tablet has sent its register yet"),
    Listing("checklists", "Checklists", "The checklists that audits were made with.", LISTS, rows.checklists, "title",
            "No checklist has come in yet"),
)  # fmt: skip
LISTINGS = {each.name: each for each in _ALL}


def sorted_by(found: list[Row], listing: Listing, wanted: str) -> list[Row]:
    """The rows by one column, downward when a minus stands before its name; what is empty comes last."""
    name = wanted.removeprefix("-")
    column = next((each for each in listing.columns if each.name == name), None)
    if column is None:
        return found
    full = [row for row in found if row.get(name) not in (None, "")]
    left = [row for row in found if row.get(name) in (None, "")]
    down = wanted.startswith("-")
    if column.number:
        return [*sorted(full, key=lambda row: float(row[name]), reverse=down), *left]
    return [*sorted(full, key=lambda row: str(row[name]).casefold(), reverse=down), *left]


def filtered(found: list[Row], listing: Listing, words: str, chosen: Mapping[str, str]) -> list[Row]:
    """The rows that hold every one of the words somewhere, and what was chosen in the columns for it."""
    wanted = words.casefold().split()
    kept = []
    for row in found:
        text = " ".join(str(row.get(each.name, "")) for each in listing.columns).casefold()
        fits = all(str(row.get(name, "")) == value for name, value in chosen.items() if value)
        if fits and all(word in text for word in wanted):
            kept.append(row)
    return kept
