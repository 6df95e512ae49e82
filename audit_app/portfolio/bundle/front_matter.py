"""The portfolio's own papers as outlines: contents, cross-reference, commentaries, redactions, and a cover."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit_app.audit.log.people import Person
from audit_app.checklist.reference.scheme import Scheme
from audit_app.counting import counted
from audit_app.portfolio.bundle.cross_reference import HEADS, Placed, rows
from audit_app.portfolio.evidence.document import Made
from audit_app.portfolio.evidence.outlines import plain
from audit_app.report import Outline
from audit_app.report.blocks import (
    Block,
    Box,
    Cell,
    Chapter,
    Column,
    Drawing,
    Facts,
    Label,
    Line,
    Row,
    Table,
    Words,
    cell,
)
from audit_app.report.wording import day, person

DECLARATION = (
    "I have looked at the items of evidence named in this table. To the best of my knowledge they truly reflect "
    "the extent and nature of the applicant's own work."
)
FOREIGN = (
    "{} came as a PDF from another program and is put in as it is: its pages may not be readable aloud in this copy. "
    "All other pages are tagged for it."
)
NO_COMMENTARY = "No commentary has been written yet."


@dataclass(frozen=True)
class Told:
    """What the papers are about: whose portfolio, under which scheme, with which items, and its date (a stamp)."""

    person: Person
    referee: Person
    scheme: Scheme
    made: tuple[Made, ...]
    placed: tuple[Placed, ...]
    at: str

    def outline(self, title: str, chapters: Sequence[Chapter], facts: tuple[tuple[str, str], ...] = ()) -> Outline:
        """A paper with the portfolio's own front page."""
        scheme = f"{self.scheme.title}, version {self.scheme.version} ({self.scheme.dated})"
        known = (("Applicant", person(self.person)), ("Scheme", scheme), ("Items", str(len(self.made))), *facts)
        return plain(title, "Portfolio of evidence", self.person.name, self.at, chapters, facts=_filled(known))


def _filled(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in pairs if pair[1])


def contents(told: Told) -> Outline:
    """The contents list: every item with its sub-categories, and every sub-category with its items."""
    columns = (
        Column("No.", 0.8),
        Column("Title and file", 4.5),
        Column("Date", 1.6),
        Column("For", 1.2),
        Column("Pages", 2),
    )
    items = tuple(
        Row(
            (
                cell(each.item.code, "strong"),
                (*cell(each.item.title), *cell(each.file, "code"), *_remarks(each)),
                cell(day(each.item.on)),
                cell(", ".join(each.item.sub_categories)),
                cell(each.span),
            )
        )
        for each in told.placed
    )
    chapters = [Chapter("items", "Items of evidence", (Table("Items", columns, items),)), _by_sub_category(told)]
    authors = [(made.item.code, line) for made in told.made for line in made.held.authors]
    if authors:
        lines = tuple(Row((cell(code, "strong"), cell(line))) for code, line in authors)
        table = Table("Who did what, counted from the log", (Column("No.", 1), Column("Part taken", 8)), lines)
        chapters.append(Chapter("authors", "Authorship", (table,)))
    return told.outline("Contents list", chapters)


def _remarks(each: Placed) -> Cell:
    words = (
        "Simulated evidence" if each.item.simulated else "",
        f"Pages {each.item.pages} of its document" if each.item.pages else "",
    )
    return tuple(said for word in words for said in cell(word, "quiet"))


def _by_sub_category(told: Told) -> Chapter:
    columns = (Column("Sub-category", 4), Column("Items", 4))
    found = []
    for sub in told.scheme.sub_categories.values():
        fit = [each.item.code for each in told.placed if sub.id in each.item.sub_categories]
        found.append(Row((cell(f"{sub.id}  {sub.title}"), cell(", ".join(fit) or "–"))))
    return Chapter("index", "By sub-category", (Table("Index", columns, tuple(found)),))


def cross_reference(told: Told) -> Outline:
    """The Experience Cross Reference Table, with the referee's authentication at its end."""
    shares = (2.1, 1.2, 2.2, 1.4, 1.4, 1.5, 3.2)
    columns = tuple(Column(head, share) for head, share in zip(HEADS, shares, strict=True))
    table = tuple(Row(tuple(cell(text) for text in row)) for row in rows(told.scheme, told.placed))
    return told.outline(
        "Experience Cross Reference Table",
        (
            Chapter("table", "Cross-reference", (Table("Sub-categories and evidence", columns, table),)),
            Chapter("authentication", "Authentication", tuple(_authentication(told))),
        ),
        (("Referee", person(told.referee)),),
    )


def _authentication(told: Told) -> Iterator[Block]:
    yield Words(f"Applicant: {person(told.person) or 'not named'}. {counted(len(told.made), 'item')} of evidence.")
    yield Words(DECLARATION)
    yield Facts((("Referee", person(told.referee) or "Name: "), ("Position", told.referee.role or " ")))
    lines = (("Signature", 20), ("Name and position", 80), ("Organisation", 130), ("Date", 180))
    shapes = tuple(
        shape
        for words, y in lines
        for shape in (Label(10, y + 44, words, 8), Line(((120, y + 44), (458, y + 44)), "rule"))
    )
    space = Drawing(
        470, 240, (Box(0, 0, 470, 240, stroke="rule"), *shapes), "To be signed by the referee.", "Space to sign"
    )
    yield space


def commentaries(told: Told) -> Outline:
    """The commentary on each item: context and personal contribution."""
    return told.outline("Commentaries", tuple(_commentary(each) for each in told.placed))


def _commentary(each: Placed) -> Chapter:
    item = each.item
    parts = tuple((f"For {part.sub_category}", part.where) for part in item.parts)
    facts = _filled(
        (
            ("Date", day(item.on)),
            ("For", ", ".join(item.sub_categories)),
            ("Nature", "simulated" if item.simulated else "real"),
            ("MHRA guidelines", "; ".join(item.clauses) if item.traceable else "no traceable reference"),
            ("Pages", each.span),
        )
    )
    said = [Words(line) for line in item.commentary.splitlines() if line.strip()] or [Words(NO_COMMENTARY, "warning")]
    own = (Facts(parts),) if parts else ()
    return Chapter(item.code, f"{item.code} {item.title}", (Facts(facts), *own, *said))


def redactions(told: Told) -> Outline:
    """Every picture in the items: whether someone looked it over, and how many parts of it are hidden."""
    columns = (
        Column("No.", 0.8),
        Column("Picture", 4),
        Column("Outcome", 2.4),
        Column("Hidden", 1.2),
        Column("By whom, when", 3),
    )
    found = tuple(Row(tuple(cell(text) for text in line)) for line in redaction_lines(told.made))
    about = Words(
        "Pictures in the items are copies without the place, time and other data that a camera adds. What is hidden "
        "was burnt in; the sealed originals stay with the applicant unless they are listed in this bundle."
    )
    none = Words("No item holds a picture.")
    return told.outline(
        "Redaction record",
        (Chapter("redactions", "Pictures", (about, Table("Pictures", columns, found) if found else none)),),
    )


def redaction_lines(made: Sequence[Made]) -> tuple[tuple[str, str, str, str, str], ...]:
    """The redaction record as lines: item, picture, outcome, number of hidden parts, who and when.

    A picture is called by its number and digest: the name of a camera's file may be a patient's.
    """
    found = []
    for one in made:
        for seen in one.shown:
            hidden = sum(mark.shape == "redaction" for mark in seen.marks)
            who = f"{seen.by.name}, {day(seen.at)}" if seen.by else ""
            found.append(
                (one.item.code, f"Photo {seen.number} ({seen.digest[:12]})", seen.review.value, str(hidden), who)
            )
        for number, _ in enumerate(one.files, 1):
            found.append((one.item.code, f"Picture {number} of a file", "looked over", "0", "the applicant"))
    return tuple(found)


def cover(told: Told) -> Outline:
    """The cover of the reading copy: what it is, and the digest of each original that counts."""
    columns = (Column("No.", 0.8), Column("File in the bundle", 4), Column("Pages", 2.2), Column("SHA-256", 4))
    digests = {made.item.code: made.digest for made in told.made}
    table = tuple(
        Row(
            (
                cell(each.item.code, "strong"),
                cell(each.file, "code"),
                cell(each.span),
                cell(digests[each.item.code], "code"),
            )
        )
        for each in told.placed
    )
    about = Words(
        "This is a copy for reading in one go. The items themselves are the files beside it, unchanged; their "
        "digests are below. Attachments and signatures of the originals are not in this copy."
    )
    foreign = ", ".join(made.item.code for made in told.made if not made.own)
    bare = (Words(FOREIGN.format(foreign), "strong"),) if foreign else ()
    blocks = (about, *bare, Table("Originals", columns, table))
    return told.outline("Reading copy", (Chapter("originals", "Originals", blocks),))
