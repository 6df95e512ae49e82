"""Reading back what was written: an entry from its text, and the papers a log names, both checked by their digests."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from audit_app.audit.log.canonical import digest
from audit_app.audit.log.chain import Flaw, Log, place
from audit_app.audit.log.entries import SCHEMA, Entry, Unknown, read_entry
from audit_app.checklist.model import Checklist
from audit_app.checklist.reference.sources import Library
from audit_app.errors import BundleRefused, StoreDamaged

LONGEST_TEXT, LONGEST_LABEL = 10_000, 1_000  # characters; the longest in the released lists has some 500
LABELS = ("id", "title", "one", "many", "label", "topic", "short", "name", "version")  # what stands in a heading
PAPERS: dict[str, type[Checklist] | type[Library]] = {"checklist": Checklist, "references": Library}


def entry_in(body: str, where: str, read: Callable[[dict[str, Any]], Entry] = read_entry) -> Entry:
    """The entry in a text, as `read` takes its JSON object; StoreDamaged when it is not as it was written.

    What a newer version wrote and this one cannot read is kept as an Unknown, without effect.
    """
    remedy = "Check the stored data to see what differs, and restore a backup"
    try:
        raw = json.loads(body)
        if digest(raw) != raw.get("sha"):
            raise StoreDamaged(where, f"has an {place(raw)} that was changed after it was written", remedy)
        return read(raw)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        newer = _newer(body)
        if newer is None:
            raise StoreDamaged(where, "has an entry that cannot be read", remedy) from error
        return newer


def _newer(body: str) -> Entry | None:
    try:
        raw = json.loads(body)
        return Unknown.model_validate(raw) if raw["schema"] > SCHEMA else None
    except (ValueError, KeyError, TypeError):
        return None


def gaps(entries: Iterable[Entry]) -> Iterator[Flaw]:
    """Where an entry does not follow the one before it on its device: something between them was not read."""
    ends: dict[tuple[str, str], int] = {}
    for entry in sorted(entries, key=lambda each: (each.device, each.seq)):
        before = ends.get((entry.device, entry.prev))
        if before != entry.seq - 1 if entry.prev else entry.seq != 1:
            yield Flaw(f"entry {entry.seq} of device {entry.device[-12:]}", "does not follow the entry before it")
        ends[entry.device, entry.sha] = entry.seq


def paper_digest(body: str) -> str:
    """The digest of a paper's text; empty when it is no JSON any more."""
    try:
        return digest(json.loads(body))
    except (ValueError, TypeError, RecursionError):
        return ""


def named_papers(log: Log, papers: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """The papers a log names, by digest, each with its kind and its JSON; BundleRefused when one is not as written."""
    found: dict[str, tuple[str, Any]] = {}
    for entry in log.entries:
        for field, shape in PAPERS.items():
            named = entry.get(field)
            if entry["kind"] in ("begun", "checklist_moved") and isinstance(named, str):
                found[named] = (shape.__name__.lower(), _paper(named, papers, shape))
    return found


def _paper(named: str, papers: Mapping[str, Any], shape: type[Checklist] | type[Library]) -> Any:
    where, remedy = f"Paper {named[:12]}", "Ask for the file again; nothing was imported"
    if named not in papers:
        raise BundleRefused(where, "is missing", remedy)
    try:
        altered = digest(papers[named]) != named
        shape.model_validate(papers[named])
    except (ValueError, TypeError) as error:
        raise BundleRefused(where, f"is not a {shape.__name__.lower()} this version can read", remedy) from error
    if altered:
        raise BundleRefused(where, "was changed after it was written", remedy)
    if long := _longest(papers[named]):
        raise BundleRefused(where, f"has a text of {long:,} characters", remedy)
    return papers[named]


def _longest(paper: Any) -> int:
    """How long the first text in a paper is that is longer than one can be; 0 when none is."""
    waiting: list[tuple[str, Any]] = [("", paper)]
    for name, part in waiting:  # it grows while it is gone through
        if isinstance(part, dict):
            waiting += part.items()
        elif isinstance(part, list):
            waiting += [(name, each) for each in part]
        elif isinstance(part, str) and len(part) > (LONGEST_LABEL if name in LABELS else LONGEST_TEXT):
            return len(part)
    return 0
