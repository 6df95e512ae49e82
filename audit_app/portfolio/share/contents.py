"""What a shared file holds, found to be whole before anything of it is kept: log, papers, register, pictures, lists."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.log.text_bounds import MOST_PAPER_PARTS
from audit_app.exchange.bounds import LONGEST_PAPER
from audit_app.portfolio.parcel import Parcel, open_parcel
from audit_app.portfolio.share.follow_up_part import FOLLOW_UP, believed, read_follow_up
from audit_app.portfolio.share.foreign_log import Log, lines_of, read_log, refused, tried
from audit_app.portfolio.share.intake import Intake, by_log
from audit_app.portfolio.share.manifest import bounded, checked_manifest
from audit_app.portfolio.share.register_part import REGISTER, read_register
from audit_app.portfolio.share.revoked_part import MOST as MOST_REVOKED
from audit_app.portfolio.share.revoked_part import REVOKED, read_revoked

ASIDE = "aside.jsonl"
_MOST = {"entries.jsonl": 100_000_000, ASIDE: 100_000_000, REGISTER: 20_000_000, FOLLOW_UP: 100_000_000,
         REVOKED: MOST_REVOKED}  # bytes  # fmt: skip


@dataclass(frozen=True)
class Examined:
    """What a shared file holds, found to be whole: the log with its papers, the audit it makes, its other files."""

    log: Log
    papers: dict[str, Any]
    audit: Audit
    names: tuple[str, ...]
    written: str = ""
    bodies: tuple[str, ...] = ()
    register: tuple[str, ...] = ()
    followed: tuple[Log, ...] = ()
    revoked: tuple[str, ...] = ()


def examine(path: Path) -> Examined:
    """Checks a shared file whole, and keeps nothing; BundleRefused names the first thing that is wrong."""
    with open_parcel(path) as parcel:
        return examined(parcel, path)


def examined(parcel: Parcel, path: Path) -> Examined:
    """The same of a file that is open."""
    says = checked_manifest(parcel)
    where, later = f"{path.name}, entries.jsonl", f"{path.name}, {FOLLOW_UP}"
    log = read_log(parcel.read("entries.jsonl", _MOST["entries.jsonl"]), where)
    followed = read_follow_up(_part(parcel, FOLLOW_UP), later)
    papers = _papers(parcel, {paper for each in (log, *followed) for paper in each.papers})
    intake = Intake(path.name, papers)
    intake.add(log.bodies, where)
    for each in followed:
        intake.add(each.bodies, later)
    incoming = tried(log, papers, path.name)
    if says["audit"] != incoming.id or says["heads"] != incoming.heads:
        raise refused(f"{path.name}, manifest.json", "does not belong to the entries beside it")
    believed(followed, papers, incoming, later)
    _aside(parcel, intake, incoming.id)
    register = _register(parcel, intake, incoming)
    names = tuple(_checked_files(parcel, intake, says["originals"]))
    lists = _part(parcel, REVOKED)
    revoked = read_revoked(lists, f"{path.name}, {REVOKED}") if REVOKED in parcel.members else ()
    written, bodies = str(says.get("written", "")), intake.bodies(incoming.id)
    return Examined(log, papers, incoming, names, written, bodies, register, followed, revoked)


def _part(parcel: Parcel, name: str) -> bytes:
    """A part of the file that need not be there."""
    return parcel.read(name, _MOST[name]) if name in parcel.members else b""


def _aside(parcel: Parcel, intake: Intake, audit: str) -> None:
    """Takes in what an older version passed on beside the log where it went on in two ways."""
    where = f"{parcel.where}, {ASIDE}"
    if ASIDE in parcel.members:
        found = by_log(lines_of(_part(parcel, ASIDE), where), where)
        for each in found.keys() - {audit}:
            raise refused(f"{where}, log {each[:40]}", "belongs to another audit")
        intake.add(found[audit], where)


def _register(parcel: Parcel, intake: Intake, audit: Audit) -> tuple[str, ...]:
    """The statements of the register that came along, each log taken in by itself."""
    where = f"{parcel.where}, {REGISTER}"
    stated = read_register(_part(parcel, REGISTER), audit, where) if REGISTER in parcel.members else ()
    found = by_log(stated, where)
    for each, own in found.items():
        intake.add(own, f"{where}, log {each}")
    return tuple(body for each in found for body in intake.bodies(each))


def _papers(parcel: Parcel, every: Collection[str]) -> dict[str, Any]:
    """The papers that came along, each under its digest; `every` are those that entries name."""
    papers = {}
    for name in parcel.members:
        if name.startswith("papers/"):
            called = name.removeprefix("papers/").removesuffix(".json")
            if called not in every:
                raise refused(f"{parcel.where}, {name}", "is named by no entry")
            papers[called] = _paper(parcel, name)
    for called in every:
        if called not in papers:
            raise refused(f"{parcel.where}, papers/{called}.json", "is missing")
    return papers


def _paper(parcel: Parcel, name: str) -> Any:
    try:
        return bounded(parcel.read(name, LONGEST_PAPER), MOST_PAPER_PARTS)
    except (ValueError, TypeError, RecursionError) as error:
        raise refused(f"{parcel.where}, {name}", "cannot be read") from error


def _checked_files(parcel: Parcel, intake: Intake, originals: bool) -> list[str]:
    """The digests of the files that came along: each is what its name says, and one that a partner would take."""
    named = []
    for name in sorted(set(parcel.members) - {"manifest.json", "entries.jsonl", ASIDE, REGISTER, FOLLOW_UP, REVOKED}):
        if name.startswith("papers/"):
            continue
        called = name.removeprefix("files/")
        if not originals or name == called:
            raise refused(f"{parcel.where}, {name}", "is named by no entry")
        intake.picture(name, called, parcel.members[name].size)
        worked = sha256()
        for chunk in parcel.chunks(name):
            worked.update(chunk)
        if worked.hexdigest() != called:
            raise refused(f"{parcel.where}, {name}", "is not what its name says")
        named.append(called)
    return named
