"""Taking in what a partner pushes: checked whole, kept as it was written, and answered with what became of it.

Sending the same again changes nothing and gets the same answer. One thing that is wrong refuses the whole push, and
nothing of it is kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from audit_app.audit.log.canonical import digest
from audit_app.audit.log.text_bounds import MOST_PAPER_PARTS, too_much
from audit_app.exchange import bounds
from audit_app.exchange.entry_check import new_entry, spelt
from audit_app.exchange.kept import ENTRY, PAPER, Kept, Link, New
from audit_app.exchange.keys import Key
from audit_app.exchange.messages import Fork, Gap, Push, PushAnswer, Raw, Receipt, refused
from audit_app.exchange.receipt import signed

NAMING_PAPERS, PAPER_FIELDS = ("begun", "checklist_moved"), ("checklist", "references")
PICTURE_FIELDS, EXPUNGING = ("digest", "picture", "log"), "photo_expunged"


def checked(push: Push, called: str = "Entry", first: int = 1) -> list[New]:
    """The entries of a push as they are to be kept; ExchangeRefused for the first that is not in order.

    It looks at nothing that is kept, and is most of the work: whoever must lock something does this before. A refusal
    names an entry as it is `called`, with its number from `first` on.
    """
    return [new_entry(raw, push.audit, f"{called} {number}") for number, raw in enumerate(push.entries, first)]


def take(kept: Kept, push: Push, key: Key | None, found: Sequence[New] | None = None) -> PushAnswer:
    """Keeps what is new in a push and answers it; ExchangeRefused, with nothing kept, when something is wrong.

    `key` is the partner's own: with it the receipts are signed; a file has none, and gives none. `found` is what
    `checked` gave for it. The caller makes all of it durable before the answer leaves, or none of it.
    """
    entries = checked(push) if found is None else found
    others = [*_papers(push), *_records(push)]
    fresh = [*_not_known(kept, push.audit, others), *_not_linked(kept, push.audit, entries)]
    stored = sum(new.link is not None for new in fresh)
    kept.add(fresh)
    pictures = tuple(dict.fromkeys(each for raw in push.entries for each in pictures_of(raw)))
    kept.expect(push.audit, pictures)
    for each in dict.fromkeys(each for raw in push.entries for each in expunged_by(raw)):
        kept.expunge(push.audit, each)
    held = kept.pictures(pictures)
    papers = tuple(dict.fromkeys(each for raw in push.entries for each in papers_of(raw)))
    here = kept.known(PAPER, push.audit, papers)
    devices = sorted({new.link.device for new in entries if new.link})
    logs = {device: kept.links(push.audit, device) for device in devices}
    return PushAnswer(
        stored=stored,
        known=len({new.digest for new in entries}) - stored,
        forked=tuple(fork for log in logs.values() for fork in forks(log))[: bounds.MOST_TOLD],
        awaited=tuple(gap for log in logs.values() for gap in gaps(log))[: bounds.MOST_TOLD],
        papers=tuple(each for each in papers if each not in here),
        pictures=tuple(each for each in pictures if each in held and held[each].awaited),
        receipts=_receipts(push.audit, logs.values(), key) if key else (),
    )


def _not_known(kept: Kept, audit: str, items: Sequence[New]) -> Iterator[New]:
    seen: set[tuple[str, str]] = set()
    for kind in {new.kind for new in items}:
        seen |= {(kind, each) for each in kept.known(kind, audit, [new.digest for new in items if new.kind == kind])}
    for new in items:
        if (new.kind, new.digest) not in seen:
            seen.add((new.kind, new.digest))
            yield new


def _not_linked(kept: Kept, audit: str, entries: Sequence[New]) -> Iterator[New]:
    """The entries that are not kept yet, each once, in the order they came in."""
    devices = {new.link.device for new in entries if new.link}
    seen = {link.sha for device in devices for link in kept.links(audit, device)}
    for new in entries:
        if new.digest not in seen:
            seen.add(new.digest)
            yield new


def _papers(push: Push) -> Iterator[New]:
    named = {each for raw in push.entries for each in papers_of(raw)}
    for each, paper in push.papers.items():
        where = f"Paper {each[:12]}"
        if each not in named:
            raise refused(where, "is named by no entry beside it")
        body = spelt(paper, where)
        if len(body) > bounds.LONGEST_PAPER or too_much(body, MOST_PAPER_PARTS):
            raise refused(where, "is larger than a checklist or a library can be")
        if digest(paper) != each:
            raise refused(where, "was changed after it was written")
        yield New(PAPER, push.audit, each, body)


def _records(push: Push) -> Iterator[New]:
    for record in push.records:
        where = f"Record {record.digest[:12]}"
        body = spelt(record.body, where)
        if record.kind in (ENTRY, PAPER) or len(body) > bounds.LONGEST_RECORD:
            raise refused(where, "is of a kind or a length that no record has")
        if sha256(body.encode()).hexdigest() != record.digest:
            raise refused(where, "was changed after it was written")
        yield New(record.kind, push.audit, record.digest, body)


def papers_of(entry: Raw) -> Iterator[str]:
    """The digests of the checklist and the library that an entry names."""
    if entry.get("kind") in NAMING_PAPERS:
        yield from _digests(entry, PAPER_FIELDS)


def pictures_of(entry: Raw) -> Iterator[str]:
    """The digests of the pictures, plans, logs and replies that an entry names."""
    if entry.get("kind") != EXPUNGING:
        yield from _digests(entry, PICTURE_FIELDS)


def expunged_by(entry: Raw) -> Iterator[str]:
    """The digest of the picture that an entry says was expunged."""
    if entry.get("kind") == EXPUNGING:
        yield from _digests(entry, PICTURE_FIELDS[:1])


def _digests(entry: Raw, fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        value = entry.get(field)
        if isinstance(value, str) and len(value) == 64 and not set(value) - set("0123456789abcdef"):
            yield value


def forks(log: Sequence[Link]) -> Iterator[Fork]:
    """Where a device's log goes on in more than one way, told once at the first number."""
    at: dict[int, set[str]] = {}
    for link in log:
        at.setdefault(link.seq, set()).add(link.sha)
    for link in log:
        if link.seq > 1 and link.seq - 1 in at:
            at[link.seq - 1].add(link.prev)  # what it follows may not be here yet, and is another than what is
    parted = sorted(seq for seq, digests in at.items() if len(digests) > 1)
    for seq in parted[:1]:
        yield Fork(device=log[0].device, seq=seq, digests=tuple(sorted(at[seq])))


def gaps(log: Sequence[Link]) -> Iterator[Gap]:
    """The numbers that are awaited because later ones are here."""
    due = 1
    for seq in sorted({link.seq for link in log}):
        if seq > due:
            yield Gap(device=log[0].device, first=due, last=seq - 1)
        due = seq + 1


def unbroken(log: Sequence[Link]) -> dict[str, Link]:
    """The entries from which the chain leads back to the first without a gap, by digest."""
    found: dict[str, Link] = {}
    for link in sorted(log, key=lambda each: each.seq):
        before = found.get(link.prev)
        if link.seq == 1 or (before is not None and before.seq == link.seq - 1):
            found[link.sha] = link
    return found


def _receipts(audit: str, logs: Iterable[Sequence[Link]], key: Key) -> tuple[Receipt, ...]:
    made = []
    for log in logs:
        whole = unbroken(log)
        followed = {link.prev for link in whole.values()}
        for link in (each for each in whole.values() if each.sha not in followed):
            says = Receipt(audit=audit, device=link.device, seq=link.seq, head=link.sha, n=link.n, partner=key.public)
            made.append(signed(says, key))
    return tuple(made[: bounds.MOST_TOLD])
