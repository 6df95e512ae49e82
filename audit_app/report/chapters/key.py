"""The key to the references: each clause once, with its edition and how it is known; elsewhere only its code stands.

A code is a letter for the document and edition and a number, e.g. A7; one that nobody has confirmed is A7?.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from audit_app.audit.audit import Audit, Line
from audit_app.audit.findings.finding import findings
from audit_app.checklist.reference.risk import risk_matrix
from audit_app.report.blocks import Block, Bullets, Chapter, Column, Heading, Row, Said, Table, Words, cell
from audit_app.report.wording import MARKS

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASES = {  # how a clause is known -> what the key calls it, and what that means
    "seen": ("text seen", "its words were read in the edition named"),
    "text seen": ("text seen", "its words were read in the edition named"),
    "heading seen": ("heading seen", "its heading was read in the edition named, its text was not"),
    "second hand": ("second hand", "reported by another document that was read"),
    "recalled": ("to be confirmed", "not yet checked against the document, so it carries no authority"),
    "to be confirmed": ("to be confirmed", "not yet checked against the document, so it carries no authority"),
    "ours": ("ours", "set by the authors of the checklist"),
}
WEAK = ("recalled", "to be confirmed")
NOT_HELD = "Not in the reference library of this audit"
CLAIM = (
    "What a standard for equipment asks for is a claim of the equipment’s maker. An item that cites it looks at what "
    "the equipment is labelled and documented for; no hospital is found to comply with it."
)


class Key:
    """The codes of everything an audit cites, in the library's order."""

    def __init__(self, audit: Audit) -> None:
        self.audit, self.library = audit, audit.references

    @cached_property
    def lines(self) -> dict[str, tuple[Line, ...]]:
        """Every clause cited by items, limits and findings, with the lines that cite it."""
        found: dict[str, list[Line]] = {}
        for line in self.audit.lines.values():
            for clause in dict.fromkeys((*line.item.references, line.judgement.source)):
                if clause:
                    found.setdefault(clause, []).append(line)
        for each in findings(self.audit):
            for clause in filter(None, each.references):
                found.setdefault(clause, [])
        for setting in self.audit.settings.values():
            if setting.source:
                found.setdefault(setting.source, [])
        if risk_matrix().source in self.library:
            found.setdefault(risk_matrix().source, [])
        order = {clause.id: place for place, clause in enumerate(self.library.clauses)}
        ranked = sorted(found, key=lambda each: (order.get(each, len(order)), each))
        return {clause: tuple(found[clause]) for clause in ranked}

    @cached_property
    def _codes(self) -> dict[str, str]:
        letters: dict[tuple[str, str], str] = {}
        counts: Counter[str] = Counter()
        made = {}
        for clause in self.lines:
            letter = letters.setdefault(self.source(clause), _letter(len(letters)))
            counts[letter] += 1
            made[clause] = f"{letter}{counts[letter]}{'?' if self.weak(clause) else ''}"
        return made

    def source(self, clause: str) -> tuple[str, str]:
        """The document and edition a clause is cited from; nothing for one the library does not hold."""
        if clause not in self.library:
            return "", ""
        said = self.library.cite(clause)
        return self.library.clause(clause).document, said.edition

    def weak(self, clause: str) -> bool:
        """Whether it may not be printed as an authority: nobody looked it up, or the library does not hold it."""
        if clause not in self.library:
            return True
        return self.library.clause(clause).basis in WEAK and not self.library.confirmation(clause)

    def codes(self, clauses: Iterable[str]) -> str:
        """The codes of some clauses, e.g. 'A7, C2?'."""
        return ", ".join(self._codes[each] for each in dict.fromkeys(clauses) if each in self._codes)

    def cited(self, clause: str) -> str:
        """The code of one clause; one that nothing here cites is named."""
        return self._codes.get(clause, clause)

    def chapter(self) -> Chapter:
        """The whole key, with the items that cite each clause and their verdicts."""
        return Chapter("coverage", "Key to the references", (*self._legend(self.lines), *self._tables(self.lines)))

    def brief(self, clauses: Iterable[str]) -> tuple[Block, ...]:
        """The part of the key that a short report needs."""
        wanted = set(clauses)
        some = [each for each in self.lines if each in wanted]
        if not some:
            return ()
        by: dict[str, list[str]] = {}
        for clause in some:
            where, said = self._brief(clause)
            by.setdefault(where, []).append(said)
        listed = tuple(f"{where}: {'; '.join(said)}." for where, said in by.items())
        return (Heading("References cited", "references"), *self._legend(some), Bullets(listed, small=True))

    def _brief(self, clause: str) -> tuple[str, str]:
        """A clause's document and edition, and its code, topic, section where verified, and how it is known."""
        if clause not in self.library:
            return (
                "Not in the reference library of this audit",
                f"{self._codes[clause]} {clause} ({self.basis(clause)})",
            )
        said, document = self.library.cite(clause), self.library.document(self.library.clause(clause).document)
        where = ", ".join(part for part in (document.short, said.edition) if part)
        topic = f"claimed by the maker: {said.topic}" if self._claimed(document.id) else said.topic
        place = f", {said.section}" if said.section else ""
        return where, f"{self._codes[clause]} {topic}{place} ({self.basis(clause)})"

    def _legend(self, clauses: Iterable[str]) -> tuple[Block, ...]:
        said = "A section number is printed only where it was verified in the edition named."
        weak = " A code with a question mark has not been checked yet." if any(map(self.weak, clauses)) else ""
        meant = {self.basis(each): self.meaning(each) for each in clauses}
        legend = "; ".join(f"“{word}”: {means}" for word, means in meant.items() if means)
        return (Words(f"{said}{weak} {legend}{'.' if legend else ''}".strip(), "quiet"),)

    def basis(self, clause: str) -> str:
        """How a clause is known, in the key's words; whatever a library calls it otherwise is printed as it is."""
        if clause not in self.library:
            return "not held"
        confirmed = self.library.confirmation(clause)
        if confirmed:
            return f"confirmed by {confirmed.by}"
        return self._known(clause)[0]

    def meaning(self, clause: str) -> str:
        """What that way of knowing means; empty where the words say it."""
        if clause not in self.library:
            return "the reference library of this audit does not hold it"
        return "" if self.library.confirmation(clause) else self._known(clause)[1]

    def _known(self, clause: str) -> tuple[str, str]:
        basis = str(self.library.clause(clause).basis)
        return BASES.get(basis, (basis, ""))

    def _tables(self, clauses: Iterable[str]) -> Iterator[Block]:
        by: dict[tuple[str, str], list[str]] = {}
        for clause in clauses:
            by.setdefault(self.source(clause), []).append(clause)
        standards = [source for source in by if self._claimed(source[0])]
        if standards:
            yield Words(CLAIM, "quiet")
        rows: list[Row] = []
        for (document, edition), some in by.items():
            letter = self._codes[some[0]].rstrip("0123456789?")
            rows.append(Row((cell(letter, "strong"), cell(self._title(document, edition), "strong"), ())))
            rows += [self._row(clause) for clause in some]
        columns = (
            Column("Code", 0.7),
            Column("Topic, how it is known, and what the document says of it", 8.6),
            Column("Verdicts", 1.2),
        )
        yield Table("", columns, tuple(rows), numbered=False)

    def _title(self, document: str, edition: str) -> str:
        if not document:
            return NOT_HELD
        known = self.library.document(document)
        return ", ".join(part for part in (known.title, edition, known.publisher) if part)

    def _claimed(self, document: str) -> bool:
        """Whether it is a standard that equipment claims to meet."""
        return bool(document) and "60601" in self.library.document(document).short

    def _row(self, clause: str) -> Row:
        if clause not in self.library:
            said: tuple[Said, ...] = (Said(f"{clause} (not in this audit's reference library)"),)
        else:
            cited = self.library.cite(clause)
            short = self.library.document(self.library.clause(clause).document).short
            claimed = self._claimed(self.library.clause(clause).document)
            says = "is said to cover" if self.weak(clause) else "asks of the equipment" if claimed else cited.says
            place = f", {cited.section}" if cited.section else ""
            said = (Said(f"{cited.topic}{place} ({self.basis(clause)}). {short} {says}: {cited.paraphrase}"),)
        return Row((cell(self._codes[clause], "strong"), said, self._verdicts(clause)))

    def _verdicts(self, clause: str) -> tuple[Said, ...]:
        """How the items that cite it stand; of what equipment claims, only how many items look at it."""
        lines = self.lines[clause]
        if self._claimed(self.source(clause)[0]):
            return cell(f"claimed; {len(lines)} looked at", "quiet")
        counts = Counter(line.verdict for line in lines)
        return cell("  ".join(f"{MARKS[verdict]} {count}" for verdict, count in counts.items()))


def _letter(place: int) -> str:
    return (
        LETTERS[place] if place < len(LETTERS) else _letter(place // len(LETTERS) - 1) + LETTERS[place % len(LETTERS)]
    )
