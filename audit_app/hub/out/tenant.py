"""A whole tenant as a folder that no hub is needed for: `.mraudit` files, the register, and the feed as it was written.

audits/     a `.mraudit` file an audit, with its pictures: the app opens each
register/   a file for each log of the register that an audit need not carry: `mr-audit import` takes the folder
pictures/   pictures that no audit's file carries
hub/        what is kept beside the audits: people, roles, tablets, replies, retention, access log; no secrets
feed.ndjson everything that was kept, letter for letter, by its number
manifest.json   the SHA-256 of every other file, and what is not in it and why
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from audit_app import __version__
from audit_app.atomic_file import outgoing
from audit_app.counting import counted
from audit_app.errors import AuditError, StoreError, UsageError
from audit_app.hub.database import Database, now
from audit_app.hub.identity import access_log
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Grant, Grants
from audit_app.hub.keeping import reply_photos
from audit_app.hub.keeping.audits import REGISTER
from audit_app.hub.keeping.kept import AWAITED
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.out.data_folder import pictures_of, put_log, put_pictures
from audit_app.hub.out.feed import lines
from audit_app.hub.tables import table
from audit_app.photos.kinds import kind_of
from audit_app.portfolio.filenames import file_name
from audit_app.portfolio.share.contents import examine
from audit_app.portfolio.share.mraudit import ENDING, share
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store

BESIDE = {  # tables that leave as they are, but for what opens something
    "people": ("password", "totp", "totp_used"), "grants": (), "devices": ("token",), "replies": (),
    "reply_photos": ("shown",), "access_log": (), "holds": (), "retention_rules": (), "scanner_ends": (),
    "disposals": (),
}  # fmt: skip
MAKING = ".making"
README = """Everything that one organisation kept in an MR Audit hub.

audits/       one file an audit, pictures included. In the app: Import. On the command line: mr-audit import THIS-FOLDER
register/     units, scanners, instruments and people as they were stated; the same command takes them in
pictures/     pictures that no audit's file carries, and those in replies
hub/          people, roles, tablets, replies, how long things are kept, and the access log, one JSON object a line
feed.ndjson   everything as it was written, one JSON object a line, by its number
manifest.json the SHA-256 of every file, and what is not here and why

mr-audit verify FILE.mraudit says whether a file is whole. The files hold photographs as they were taken.
"""


@dataclass
class Exported:
    """What was written: how many audits, logs of the register and pictures beside; what was left out, in sentences."""

    folder: Path
    audits: int = 0
    register: int = 0
    beside: int = 0
    awaited: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """What became of it, a line each."""
        audits, logs = counted(self.audits, "audit"), counted(self.register, "log")
        found = [f"Wrote {audits} to {self.folder}, and {logs} of the register"]
        found += [f"LEFT OUT  {each}" for each in self.left_out]
        if self.awaited:
            found.append(f"Not at the hub yet: {counted(len(self.awaited), 'picture')}; manifest.json names them")
        return found


def export_tenant(database: Database, pictures: PictureStore, tenant: str, folder: Path) -> Exported:
    """Writes a tenant into an empty folder; UsageError when it is not empty. The feed has all that no file has."""
    _begin(folder)
    with database.within(tenant, write=True) as within:
        access_log.note(within, "exported the organisation", tenant, str(folder.name))
        until = within.feed()
    told = Exported(folder)
    making = folder / MAKING
    try:
        with Store.at(making) as store:
            _logs(database, tenant, store, until, told)
            _register(store, told)
            for unit in _units(database, tenant):
                _unit(database, pictures, tenant, unit, store, told)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    everything = Caller(tenant, "", "", Grants((Grant("lead", "tenant", ""),)))
    _write(folder / "feed.ndjson", lines(database, pictures, everything, until=until))
    _reply_photos(database, pictures, tenant, told)
    _beside(database, tenant, told)
    _manifest(database, tenant, until, told)
    return told


def _begin(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(str(folder), "is not an empty folder", "Name one that is new or empty")
    for name in ("audits", "register", "hub"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _write(folder / "README.txt", [README])


def _logs(database: Database, tenant: str, store: Store, until: int, told: Exported) -> None:
    """Puts every log into the store; of one that cannot be, the feed still tells all."""
    with database.within(tenant) as within:
        ids = [row["id"] for row in within.find("audits", order=table("audits").c.id)]
    for each in ids:
        with database.within(tenant) as within:
            fault = put_log(within, store, each, until)
        if fault:
            told.left_out.append(f"{each}: {fault}. What it lacks stands in feed.ndjson")


def _register(store: Store, told: Exported) -> None:
    for log in store.register.ids():
        _write(
            told.folder / "register" / file_name(log, ".jsonl", log), (f"{body}\n" for body in store.register.raw(log))
        )
        told.register += 1


def _units(database: Database, tenant: str) -> list[str]:
    with database.within(tenant) as within:
        return sorted({row["unit"] for row in within.find("audits", table("audits").c.kind != REGISTER)})


def _unit(database: Database, pictures: PictureStore, tenant: str, unit: str, store: Store, told: Exported) -> None:
    """The audits of one unit with their pictures, which lie twice on the disk only so long."""
    place = told.folder / MAKING / "pictures"
    shelf, own = Shelf(place), table("audits")
    try:
        with database.within(tenant) as within:
            rows = pictures_of(within, unit)
            waits = within.find("pictures", table("pictures").c.unit == unit, table("pictures").c.state == AWAITED)
            ids = [row["id"] for row in within.find("audits", own.c.unit == unit, own.c.kind != REGISTER)]
        told.awaited += [row["digest"] for row in waits]
        for digest in put_pictures(tenant, rows, pictures, shelf):
            told.left_out.append(f"picture {digest}: its bytes are not here as they were kept")
        carried: set[str] = set()
        for each in sorted(set(ids) & set(store.audit_ids())):
            carried |= _packed(store, shelf, each, told)
        _pictures_beside(shelf, carried, told)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _packed(store: Store, shelf: Shelf, audit: str, told: Exported) -> frozenset[str]:
    """Writes one audit and reads its file again; gives the digests of the pictures in it."""
    try:
        begun = store.load(audit).begun
        path = _free(told.folder / "audits", f"{begun.unit.name} {begun.on}", audit)
        share(store, shelf, audit, path)
        found = examine(path)
    except AuditError as error:
        told.left_out.append(f"{audit}: {error}. It stands in feed.ndjson")
        return frozenset()
    told.audits += 1
    return frozenset(found.names)


def _free(folder: Path, words: str, about: str) -> Path:
    path, more = folder / file_name(words, ENDING, about), ""
    while path.exists():
        more += "+"
        path = folder / file_name(words, ENDING, about + more)
    return path


def _pictures_beside(shelf: Shelf, carried: Iterable[str], told: Exported) -> None:
    known = set(carried)
    for digest, path in shelf.originals():
        if digest not in known:
            (told.folder / "pictures").mkdir(exist_ok=True)
            shutil.copyfile(path, told.folder / "pictures" / path.name)
            told.beside += 1


def _reply_photos(database: Database, pictures: PictureStore, tenant: str, told: Exported) -> None:
    """Photographs in owners' replies, as they were sent."""
    with database.within(tenant) as within:
        digests = sorted({row["digest"] for row in reply_photos.here(within)})
    for digest in digests:
        (told.folder / "pictures").mkdir(exist_ok=True)
        try:
            data = b"".join(pictures.whole(reply_photos.place_of(tenant, digest)))
        except StoreError as error:
            told.left_out.append(f"picture {digest}: {error}")
            continue
        (told.folder / "pictures" / f"{digest}.{kind_of(data[:132]).ending}").write_bytes(data)
        told.beside += 1


def _beside(database: Database, tenant: str, told: Exported) -> None:
    for name, secret in BESIDE.items():
        with database.within(tenant) as within:
            rows = within.find(name)
        kept = ({key: value for key, value in row.items() if key not in secret} for row in rows)
        _write(told.folder / "hub" / f"{name}.ndjson", (f"{json.dumps(row, ensure_ascii=False)}\n" for row in kept))


def _manifest(database: Database, tenant: str, until: int, told: Exported) -> None:
    tenants = table("tenants")
    with database.outside() as connection:
        name = connection.execute(tenants.select().where(tenants.c.id == tenant)).mappings().one()["name"]
    says = {
        "format": "mr-audit hub export 1", "version": __version__, "written": now(), "organisation": name,
        "tenant": tenant, "feed": until, "audits": told.audits, "pictures_awaited": sorted(set(told.awaited)),
        "left_out": told.left_out,
        "files": {path.relative_to(told.folder).as_posix(): _digest(path) for path in sorted(_files(told.folder))},
    }  # fmt: skip
    _write(told.folder / "manifest.json", [json.dumps(says, ensure_ascii=False, indent=1) + "\n"])


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write(path: Path, parts: Iterable[str]) -> None:
    with outgoing(path) as half, half.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
