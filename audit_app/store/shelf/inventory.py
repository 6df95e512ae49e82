"""What is on the photo shelf against what the audits name: nothing named may be missing, nothing kept be forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audit_app.audit.log.chain import checked
from audit_app.audit.log.entries import PhotoTaken
from audit_app.audit.pictures import pictures
from audit_app.store.shelf.shelf import ASK_FOR_IT, NOT_SENT, NOTE, Capture, Shelf
from audit_app.store.store import Store

FIELDS = ("digest", "picture", "log")  # the fields of an entry that name a file on the shelf

EVIDENCE = "evidence"  # its kind in the register


@dataclass(frozen=True)
class Missing:
    """A picture or document that an audit (in the entry at `place`) or a portfolio names and this device has not."""

    audit: str
    digest: str
    place: str


@dataclass(frozen=True)
class Inventory:
    """`dangling` are named but not here, `left_out` did not come along when their audit was shared.

    `damaged` are no longer what their name says, `orphans` are named by no audit, `leftovers` are incoming bytes
    without a note, and `waiting` are captures not yet entered.
    """

    dangling: tuple[Missing, ...]
    left_out: tuple[Missing, ...]
    damaged: tuple[Path, ...]
    orphans: tuple[Path, ...]
    leftovers: tuple[Path, ...]
    waiting: tuple[Capture, ...]

    @property
    def whole(self) -> bool:
        """True when every picture that an audit names is here and is what it was."""
        return not self.dangling and not self.left_out and not self.damaged


def inventory_sentences(found: Inventory) -> tuple[str, ...]:
    """What the inventory found, a sentence each; what is wrong first, then what is merely left over."""
    counted = (
        (len(found.dangling), "named by an audit {is_} not on this device: restore a backup, or ask for {it} again"),
        (len(found.left_out), f"named by an audit {NOT_SENT}: {ASK_FOR_IT[0].lower()}{ASK_FOR_IT[1:]}"),
        (len(found.damaged), "on this device {is_} no longer what was kept: restore a backup"),
        (len(found.waiting), "{is_} on the way and not yet in an audit: open the audit's photos to go on"),
        (len(found.orphans) + len(found.leftovers), "{is_} named by no audit and can be deleted"),
    )
    return tuple(_sentence(count, words) for count, words in counted if count)


def _sentence(count: int, words: str) -> str:
    one = count == 1
    said = words.format(is_="is" if one else "are", it="it" if one else "them")
    return f"{count} photo or file {said}." if one else f"{count} photos or files {said}."


def inventory(store: Store, shelf: Shelf, progress: Callable[[str], None] | None = None) -> Inventory:
    """Compare the shelf with every audit. With `progress`, each file is read again too, its name told first."""
    named, waiting = tuple(names(store)), shelf.waiting()
    held = dict(shelf.originals())
    wanted = {one.digest for one in named} | {one.digest for one in waiting}
    away = {one.digest: one for one in named if one.digest not in held}
    why = {digest: shelf.absence(digest) for digest in away}
    return Inventory(
        dangling=tuple(one for one in away.values() if not why[one.digest]),
        left_out=tuple(one for one in away.values() if why[one.digest] == NOT_SENT),
        damaged=tuple(damaged(shelf, progress)) if progress else (),
        orphans=tuple(path for digest, path in held.items() if digest not in wanted),
        leftovers=leftovers(shelf, {one.id for one in waiting}),
        waiting=waiting,
    )


def names(store: Store) -> Iterator[Missing]:
    """Every file an entry names, also entries that were undone or set aside: their bytes must come back with redo."""
    for audit_id, bodies in store.naming(FIELDS).items():
        for digest, place in checked(bodies).pictures.items():
            yield Missing(audit_id, digest, place)
    yield from documents(store)


def is_named(store: Store, shelf: Shelf, digest: str, but: str) -> bool:
    """Whether an entry, an item of evidence or a capture (`but` the one of this id) names a file on the shelf."""
    written = (body for bodies in store.naming(FIELDS).values() for body in bodies)
    beside = [one.digest for one in documents(store)] + [one.digest for one in shelf.waiting() if one.id != but]
    return digest in beside or any(digest in body for body in written)


def documents(store: Store) -> Iterator[Missing]:
    """The applicant's own files that items of evidence are made from."""
    for item in store.drawers.registered(EVIDENCE):
        source = item.get("source", {})
        for digest in filter(None, (source.get("digest", ""), *(each["digest"] for each in source.get("more", ())))):
            yield Missing("", digest, f"item of evidence “{item['name']}”")


def set_aside(store: Store, shelf: Shelf) -> tuple[Path, ...]:
    """The photos on the shelf that were taken out of every audit that had them, and serve nothing else."""
    gone: set[str] = set()
    used = {one.digest for one in documents(store)}
    for summary in store.logs():
        audit = store.load(summary.id)
        live = {one.taken.id for one in pictures(audit)}
        for entry in audit.entries:
            photo = isinstance(entry, PhotoTaken) and entry.id not in live
            (gone if photo else used).update(str(getattr(entry, field, "")) for field in FIELDS)
    return tuple(path for digest, path in shelf.originals() if digest in gone - used)


def damaged(shelf: Shelf, progress: Callable[[str], None]) -> Iterator[Path]:
    """The files on the shelf whose bytes no longer have the digest of their name."""
    for digest, path in shelf.originals():
        progress(path.name)
        if shelf.fault(digest):
            yield path


def leftovers(shelf: Shelf, noted: set[str]) -> tuple[Path, ...]:
    """Files in the incoming folder that no note speaks for."""
    files = sorted(path for path in shelf.incoming.glob("*") if path.is_file())
    return tuple(path for path in files if path.name.removesuffix(NOTE) not in noted)
