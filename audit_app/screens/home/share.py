"""Going on with an audit on another tablet: one file out, one file in, and what both did is joined."""

from pathlib import Path

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.errors import AuditError
from audit_app.portfolio.filenames import audit_file
from audit_app.portfolio.share.mraudit import ENDING, Received, Shared, receive, share
from audit_app.screens.home.large_files import LargeFiles
from audit_app.screens.photos.expungings import Expungings
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import Work, plain, strong, use_worker
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.pieces.files import FileOut, LargeFileIn, Out
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, label, line, stack, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.lineage import logs_of
from audit_app.visit.names import close_runs


@view
def ShareScreen() -> ft.View:
    """Gives the audit in the address to another tablet, and takes one in."""
    desk, audit = use_audit()
    address = f"/audit/{ft.use_route_params().get('audit', '')}"
    parts = [still_opening()] if audit is None else [Give(desk, audit, key=f"give.{audit.id}"), Take(desk, key="take")]
    return frame(f"{address}/share", say("Another tablet"), parts, back=f"{address}/summary", help_page="share")


@view
def TakeScreen() -> ft.View:
    """Takes in an audit from another tablet when there is none of it here yet."""
    desk = use_desk()
    return frame("/take", say("From another tablet"), [Take(desk, key="take")], help_page="share")


def _close_follow_up(desk: Desk, audit: Audit) -> None:
    """Closes what whoever is here did about the actions of an audit's unit, which goes along with it."""
    for log in logs_of(desk.cabinet.store, audit):
        with desk.visiting(log.id) as visit:
            close_runs(visit)


@piece
def Give(desk: Desk, audit: Audit) -> ft.Control:
    """Makes the file."""
    pictures, set_pictures = held(True)
    worker = use_worker(desk, say("Stopped; no file was made"))
    nothing: Shared | None = None
    made, set_made = held(nothing)

    async def write() -> None:
        cabinet = desk.cabinet
        path = cabinet.made / audit_file(audit, "MR audit", ENDING)
        try:
            if desk.is_proven:
                desk.act(close_runs)
                _close_follow_up(desk, audit)
        except AuditError as error:
            desk.report(error)
            return
        store, shelf, clock = cabinet.store, cabinet.shelf, cabinet.clock
        await worker.run(lambda work: share(store, shelf, audit.id, path, pictures, clock, work.advance), set_made,
                         say("Making the file …"))  # fmt: skip

    parts: list[ft.Control] = [
        title(say("Send this audit to another tablet"), size=18),
        body(say("For your own team only: the file contains the unredacted photographs and the whole log.")),
        tick("with-pictures", say("With the photographs"), pictures, set_pictures),
    ]
    if worker.seen is not None:
        parts.append(worker.seen.shown(say("Making the file …")))
    else:
        parts.append(line(strong("give", say("Make the file"), write, icon=ft.Icons.IOS_SHARE)))
    if made is not None:
        out = Out(made.path, desk.cabinet.offer(made.path))
        parts.append(body(say("{name} is ready: {n} entries.", name=made.path.name, n=made.entries), key="given"))
        if made.missing:
            parts.append(
                label(say_many("{n} file is missing from it.", "{n} files are missing from it.", len(made.missing)))
            )
        parts.append(line(FileOut("save-shared", say("Save the file"), ft.Icons.DOWNLOAD, out)))
    return card(*parts)


@piece
def Take(desk: Desk) -> ft.Control:
    """Takes a file in: all of it is checked before anything is kept."""
    nothing: Received | None = None
    got, set_got = held(nothing)
    latest: list[Received] = []

    def take(path: Path, name: str, work: Work) -> None:
        cabinet = desk.cabinet
        latest.append(receive(cabinet.store, cabinet.shelf, path, cabinet.clock, work.advance))

    def done() -> None:
        received = latest[-1]
        desk.cabinet.reread(received.audit.id)
        desk.refresh(received.audit.id)
        set_got(received)

    button = LargeFileIn(
        desk, "take", say("Choose the file"), ft.Icons.FILE_OPEN, (ENDING.removeprefix("."),), take, done, key="take-in"
    )
    parts: list[ft.Control] = [
        title(say("Import an audit from another tablet"), size=18),
        body(say("The work of both tablets is combined. Where two people answered an item differently, it is disputed "
                 "until one answer is chosen. Importing the same file again changes nothing.")),
        line(button),
        LargeFiles(desk, ENDING.removeprefix("."), take, done, "take", key="large"),
    ]  # fmt: skip
    if got is not None:
        parts += outcome(got)
    return card(*parts) if got is None or not got.asked else stack(card(*parts), Expungings(desk, key="asked"))


def outcome(got: Received) -> list[ft.Control]:
    """What became of it, the items in dispute first."""
    audit = f"/audit/{got.audit.id}"
    parts: list[ft.Control] = [body(str(got), key="took", weight=ft.FontWeight.W_600)]
    if got.differing:
        parts.append(line(plain("settle-taken", say("Settle the disputes"), go(f"{audit}/disputes"))))
    return [*parts, line(strong("open-taken", say("Open the audit"), go(audit), icon=ft.Icons.ARROW_FORWARD))]
