"""One line of an audit: an item, what was said of it, and what is still wanted."""

from dataclasses import dataclass, field
from typing import cast

from audit_app.audit.log.entries import Answered, Entry, Measured
from audit_app.audit.things import Thing
from audit_app.audit.verdicts.judge import OPEN, SHORTCOMINGS, Judgement, Verdict
from audit_app.checklist.model import Item, Section


@dataclass(frozen=True)
class Line:
    """One item (for one thing, where its section repeats) as it stands now; `missing` is evidence still asked for."""

    section: Section
    item: Item
    thing: Thing | None
    judgement: Judgement
    live: tuple[Entry, ...] = ()
    note: str = ""
    notes: tuple[Entry, ...] = field(default=(), metadata={"about": "notes that stand; more than one is a dispute"})
    photos: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(
        default=(), metadata={"about": "evidence the checklist asks for and does not have yet"}
    )

    @property
    def key(self) -> str:
        """The line's address as one word, unique in the audit."""
        return f"{self.item.id}@{self.thing.id}" if self.thing else self.item.id

    @property
    def place(self) -> tuple[str, str]:
        """The id of its item and of its thing, which is empty where it has none."""
        return self.item.id, self.thing.id if self.thing else ""

    @property
    def verdict(self) -> Verdict:
        """The verdict as it stands."""
        return self.judgement.verdict

    @property
    def answer(self) -> Answered | Measured | None:
        """The entry that answers the item, or None when it is not done or disputed."""
        only = cast(Answered | Measured, self.live[0]) if len(self.live) == 1 else None
        return None if isinstance(only, Answered) and only.taken_back else only

    @property
    def zone(self) -> str:
        """The zone (I to IV) the item is looked at in."""
        return self.item.zone or self.section.zone

    @property
    def done(self) -> bool:
        """True when it is answered and has the evidence it must have."""
        return self.verdict not in OPEN and not self.missing


def missing(item: Item, verdict: Verdict, note: str, photos: tuple[str, ...]) -> tuple[str, ...]:
    """What the checklist still wants besides the answer: a photo, a note."""
    if verdict in (Verdict.NOT_DONE, Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSED):
        return ()
    wanted = {"always": True, "on_deficiency": verdict in SHORTCOMINGS, "offered": False}
    found = []
    if wanted[item.photo] and not photos:
        found.append("photo")
    if wanted[item.note] and not note:
        found.append("note")
    return tuple(found)
