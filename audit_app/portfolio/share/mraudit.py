"""One audit as one file, to go on with it on another tablet; whichever way round two tablets exchange, both end alike.

A `.mraudit` file is a parcel with `manifest.json` (every other file's SHA-256), `entries.jsonl` (the log as it was
written), `papers/` (the checklist and the library the audit copied) and `files/` (pictures, plans and replies). Since
version 2 `register.jsonl` says what is stated of its unit and instruments, `follow-up.jsonl` what was done about its
actions, and `revoked.txt` has the signed lists of certificates that were taken back.
It is for the same team: it carries sealed originals unless asked not to.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit_app.audit.audit import Audit
from audit_app.audit.history.clocks import partner_clock
from audit_app.audit.history.disputes import disputes
from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.chain import checked
from audit_app.audit.log.clock import Clock, DeviceClock, is_ahead, utc
from audit_app.audit.log.entries import Entry, EvidenceAttached, FieldMeasured, PhotoExpunged, PhotoTaken, PlanSet
from audit_app.audit.log.ways import plain
from audit_app.audit.signatures import uncovered
from audit_app.audit.verdicts.judge import Verdict
from audit_app.counting import counted
from audit_app.exchange.bounds import LARGEST_PICTURE
from audit_app.portfolio.parcel import Content, open_parcel, write_parcel
from audit_app.portfolio.share.contents import Examined, examined
from audit_app.portfolio.share.follow_up_part import FOLLOW_UP, follow_up_of, read_follow_up, take_log
from audit_app.portfolio.share.foreign_log import read_log, try_whole
from audit_app.portfolio.share.manifest import manifest
from audit_app.portfolio.share.register_part import REGISTER, logs_needed, register_of
from audit_app.portfolio.share.revoked_part import REVOKED, revoked_of, take_revoked
from audit_app.register.disputes import disputes as register_disputes
from audit_app.steps import Advance, Steps, silent
from audit_app.store.guard.branches import Way
from audit_app.store.shelf.expunging import carry_out, decided
from audit_app.store.shelf.shelf import ASK_FOR_IT, Shelf
from audit_app.store.store import Store

ENDING = ".mraudit"


@dataclass(frozen=True)
class Shared:
    """What was written: the file, its SHA-256, how much is in it, and the files that are not on this tablet."""

    path: Path
    sha256: str
    entries: int
    files: int
    originals: bool
    missing: tuple[str, ...] = ()


MOST_TOLD = 20  # disputes named in one message


@dataclass(frozen=True)
class Received:
    """What an import did: the audit as it stands, entries new here, lines in dispute, files that did not come along,
    entries that the newest signature does not cover, the ways in which a device's log went on where there are
    several, damaged files that were mended, what is wrong with the other device's clock, entries that lie ahead of
    this one's, statements of the register that are new here, what of it is in dispute, pictures that are here and that
    another device expunged, entries about the unit's actions that are new here, and keys whose certificates their
    issuer took back that are new here."""

    audit: Audit
    new: int
    entries: int
    disputed: tuple[str, ...]
    missing: tuple[str, ...]
    unsigned: int
    ways: tuple[Way, ...] = ()
    mended: int = 0
    clock: str = ""
    ahead: int = 0
    stated: int = 0
    stated_apart: tuple[str, ...] = ()
    asked: int = 0
    followed: int = 0
    taken_back: int = 0

    @property
    def differing(self) -> tuple[str, ...]:
        """What people said different things of without knowing of each other, in words."""
        return tuple(each.subject for each in disputes(self.audit))

    def __str__(self) -> str:
        were = f"{counted(self.entries, 'entry', 'entries')} {'was' if self.new == 1 else 'were'} new"
        words = [f"{self.new} of {were}" if self.new else "Everything in it was here already"]
        if self.mended:
            words.append(f"{counted(self.mended, 'damaged file')} repaired from a good copy")
        if self.differing:
            shown = "; ".join(self.differing[:MOST_TOLD])
            words.append(f"{counted(len(self.differing), 'statement')} in dispute: {shown}")
        elif self.disputed:
            words.append(f"{counted(len(self.disputed), 'item')} in dispute")
        if self.missing:
            words.append(f"{counted(len(self.missing), 'file')} stayed on the other tablet. {ASK_FOR_IT}")
        if self.unsigned:
            words.append(f"{counted(self.unsigned, 'entry', 'entries')} not covered by the signature")
        words += [ways_told(device) for device in dict.fromkeys(plain(way.writer) for way in self.ways)]
        words += [self.clock] if self.clock else []
        if self.ahead:
            words.append(f"{counted(self.ahead, 'entry', 'entries')} from the future, marked in the log")
        if self.followed:
            words.append(f"New on the unit's actions: {counted(self.followed, 'entry', 'entries')}")
        if self.stated:
            words.append(f"New in the register: {counted(self.stated, 'statement')}")
        if self.stated_apart:
            words.append(f"In dispute in the register: {'; '.join(self.stated_apart[:MOST_TOLD])}")
        if self.taken_back:
            words.append(f"Certificates taken back by their issuer: {self.taken_back}")
        if self.asked:
            words.append(
                f"{counted(self.asked, 'picture')} deleted on another device {'is' if self.asked == 1 else 'are'}"
                " still here: the home screen asks whether they go"
            )
        return ". ".join(words) + "."


def ways_told(device: str) -> str:
    """A device whose log went on in more than one way, in a sentence without its full stop."""
    return f"The log of device {device[-12:]} went on in two ways, as if two devices had written it; About shows them"


def share(
    store: Store,
    shelf: Shelf,
    audit_id: str,
    path: Path,
    originals: bool = True,
    clock: Clock | None = None,
    advance: Advance = silent,
) -> Shared:
    """Writes one audit as one file: same audit and moment, same bytes. Without originals it carries no pictures.

    `advance` hears how far it is; what it raises ends the work, and no file is left.
    """
    audit = store.load(audit_id)
    text = "".join(f"{body}\n" for body in store.raw(audit_id)).encode()
    log = read_log(text, f"Audit {audit_id}")
    contents: dict[str, Content] = {"entries.jsonl": text}
    register = register_of(store, audit)
    contents |= {REGISTER: register} if register else {}
    follow_up = "".join(f"{body}\n" for body in follow_up_of(store, audit)).encode()
    contents |= {FOLLOW_UP: follow_up} if follow_up else {}
    revoked = revoked_of(store)
    contents |= {REVOKED: revoked} if revoked else {}
    followed = read_follow_up(follow_up, FOLLOW_UP)
    for paper in dict.fromkeys(paper for each in (log, *followed) for paper in each.papers):
        contents[f"papers/{paper}.json"] = canonical(store.paper(paper)).encode()
    entries = tuple(entry for each in (log, *followed) for entry in each.entries)
    gone = {entry.digest for entry in entries if isinstance(entry, PhotoExpunged)}
    every = log.digests.union(*(each.digests for each in followed))
    named = sorted(each for each in every - gone if shelf.has(each)) if originals else []
    contents |= {f"files/{each}": shelf.path(each) for each in named}
    contents["manifest.json"] = manifest(audit, contents, originals, (clock or DeviceClock()).now())
    missing = tuple(each for each in wanted(entries) if each not in named)
    return Shared(path, write_parcel(path, contents, advance), len(log.entries), len(named), originals, missing)


def wanted(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """The digests of every file that these entries name."""
    found: list[str] = []
    gone = {entry.digest for entry in entries if isinstance(entry, PhotoExpunged)}
    for entry in entries:
        if isinstance(entry, PhotoTaken | EvidenceAttached):
            found.append(entry.digest)
        elif isinstance(entry, PlanSet):
            found.append(entry.picture)
        elif isinstance(entry, FieldMeasured):
            found.append(entry.log)
    return tuple(dict.fromkeys(each for each in found if each and each not in gone))


def receive(store: Store, shelf: Shelf, path: Path, clock: Clock | None = None, advance: Advance = silent) -> Received:
    """Takes in a shared audit: all of it is checked before anything is kept, and a second time changes nothing.

    `advance` hears how far it is; what it raises ends the work, and nothing is kept.
    """
    with open_parcel(path, Steps(3 * path.stat().st_size if path.is_file() else 1, advance)) as parcel:
        found = examined(parcel, path)
        log = found.log
        kept: list[str] = []
        held = {each for each in found.names if shelf.has(each)}
        mended = sum(bool(shelf.fault(each)) for each in held)
        try:
            for each in found.names:
                if shelf.fault(each):
                    kept.append(shelf.keep(parcel.read(f"files/{each}", LARGEST_PICTURE)))
            before = store.raw(found.audit.id)
            with store.register.together():
                audit = store.take(found.papers, found.bodies, try_whole)
                stated = store.register.take(found.register)
                followed = [take_log(store, found.papers, each) for each in found.followed]
                taken_back = take_revoked(store, found.revoked)
        except BaseException:
            for each in kept:
                shelf.forget(each)
            raise
    entries = (*audit.entries, *(entry for each, _ in followed for entry in each.entries))
    gone = [entry for entry in entries if isinstance(entry, PhotoExpunged)]
    sum(carry_out(store, shelf, gone, arrived={each for each in kept if each not in held}))
    missing = tuple(each for each in wanted(entries) if not shelf.has(each))
    for each in set(missing) - set(checked(before).pictures):  # what was named here before is lost, not left out
        shelf.leave_out(each)
    new = len(set(log.bodies) & set(store.raw(audit.id)) - set(before))
    return Received(
        audit, new, len(log.entries), disputed(audit), missing, len(uncovered(audit)), store.ways(audit.id), mended,
        *_clocks(audit, found, store.device, (clock or DeviceClock()).now()), stated, _stated_apart(store, audit),
        len({each.digest for each in gone if shelf.has(each.digest)} - decided(store).keys()),
        sum(new for _, new in followed), taken_back,
    )  # fmt: skip


def _stated_apart(store: Store, audit: Audit) -> tuple[str, ...]:
    """What of its unit and instruments is in dispute in the register."""
    logs = logs_needed(audit)
    return tuple(each.about for each in register_disputes(store.register.now) if each.log in logs)


def _clocks(audit: Audit, found: Examined, device: str, now: datetime) -> tuple[str, int]:
    """What is wrong with the other device's clock, and how many entries it brought lie ahead of this one's."""
    ours = (entry.wall for entry in found.log.entries if entry.device == device and not is_ahead(entry.wall, utc(now)))
    told = partner_clock(found.written, now, max(ours, default="")) if found.written else ""
    stamps = [entry.at for each in (found.log, *found.followed) for entry in each.entries]
    stamps += [str(json.loads(body)["at"]) for body in found.register]
    return told, sum(is_ahead(stamp, utc(now)) for stamp in stamps)


def disputed(audit: Audit) -> tuple[str, ...]:
    """The keys of the lines whose answers did not know of each other, in walking order."""
    return tuple(line.key for line in audit.lines.values() if line.verdict is Verdict.DISPUTED)
