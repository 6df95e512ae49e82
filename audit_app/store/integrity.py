"""Whether what is kept is what was written: the database, the log's chains, the papers, and the photographs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audit_app.audit.log.chain import Flaw, Log, checked
from audit_app.errors import StoreError
from audit_app.store.store import Store
from audit_app.store.stored_entries import PAPERS, paper_digest


@dataclass(frozen=True)
class Verification:
    """What was checked in an audit and everything that differs from what was written; `heads` are the log's ends.

    `absent` are the files that could not be checked, because they are not here for a reason that is known.
    """

    audit: str
    entries: int
    papers: int
    pictures: int
    heads: dict[str, str]
    flaws: tuple[Flaw, ...]
    absent: tuple[Flaw, ...] = ()

    @property
    def sound(self) -> bool:
        """True when nothing differs."""
        return not self.flaws


def verified(
    store: Store, audit_id: str, picture_fault: Callable[[str], str], absence: Callable[[str], str] = lambda _: ""
) -> Verification:
    """Recomputes everything an audit rests on; StoreError when there is no such audit.

    `picture_fault` says what is wrong with a kept photograph, by digest: "" when its bytes are as they were.
    `absence` gives the known reason why one is not here: "" when there is none.
    """
    rows = store.rows(audit_id)
    if not rows:
        fault = "is not in this data folder"
        raise StoreError(f"Audit {audit_id}", fault, "Choose one from the list of audits")
    log = checked(str(row["body"]) for row in rows)
    named = _named_papers(log)
    pictures = log.pictures
    gone = {each: place for each, place in pictures.items() if absence(each)}
    here = {each: place for each, place in pictures.items() if each not in gone}
    flaws = [*(Flaw("the database", fault) for fault in store.faults()), *log.flaws, *_row_flaws(rows)]
    flaws += [*store.missing(audit_id), *store.changed_rows(), *store.register.flaws()]
    flaws += [*_paper_flaws(store, named), *_picture_flaws(here, picture_fault)]
    absent = tuple(_picture_flaws(gone, absence))
    return Verification(audit_id, len(rows), len(named), len(here), log.heads, tuple(flaws), absent)


def _named_papers(log: Log) -> dict[str, str]:
    kinds = ("begun", "checklist_moved")
    entries = [entry for entry in log.entries if entry["kind"] in kinds]
    return {entry[field]: field for entry in entries for field in PAPERS if isinstance(entry.get(field), str)}


def _row_flaws(rows: list[dict[str, object]]) -> Iterator[Flaw]:
    """What the database says beside an entry must be what the entry says itself."""
    for row in rows:
        try:
            entry = json.loads(str(row["body"]))
        except ValueError:
            continue  # told by the log already
        for name in ("id", "audit", "device", "seq", "at", "kind", "sha"):
            if isinstance(entry, dict) and entry.get(name) != row[name]:
                yield Flaw(f"entry {row['seq']} of device {str(row['device'])[-12:]}", f"is filed under another {name}")


def _paper_flaws(store: Store, named: dict[str, str]) -> Iterator[Flaw]:
    kept = store.papers()
    for each, field in named.items():
        place = f"{field} {each[:12]}"
        if each not in kept:
            yield Flaw(place, "is missing")
        elif paper_digest(kept[each]) != each:
            yield Flaw(place, "was changed after it was written")


def _picture_flaws(pictures: dict[str, str], picture_fault: Callable[[str], str]) -> Iterator[Flaw]:
    for each, place in pictures.items():
        fault = picture_fault(each)
        if fault:
            yield Flaw(f"{place}, file {each[:12]}", fault)
