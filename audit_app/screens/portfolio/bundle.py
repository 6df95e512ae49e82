"""Making the bundle with its progress shown, and checking one that was handed over."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import flet as ft

from audit_app.documents.word_library import has_word
from audit_app.errors import sentence
from audit_app.portfolio.bundle.bundle import Bundled, Choice, bundle
from audit_app.portfolio.bundle.verification import Finding, verify_bundle
from audit_app.portfolio.evidence.evidence import applicant, evidence
from audit_app.screens.home.large_files import LargeFiles
from audit_app.screens.pieces.component import held, piece
from audit_app.screens.pieces.dialogs import Work, ask, strong, use_worker
from audit_app.screens.pieces.fields.choice import tick
from audit_app.screens.pieces.files import FileOut, LargeFileIn, Out
from audit_app.screens.pieces.layout import body, card, label, line, title
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many

NAME = "portfolio.zip"


@piece
def BundleCard(desk: Desk, items: int, not_ready: int, owed: tuple[str, ...] = ()) -> ft.Control:
    """What is to go in, what the whole still owes, the button, the progress, and the bundle to take along."""
    merged, set_merged = held(True)
    originals, set_originals = held(False)
    asking, set_asking = held(False)
    made, set_made = held(cast(Bundled | None, None))
    worker = use_worker(desk, say("Stopped; no bundle was made"))

    async def make() -> None:
        set_made(cast(Bundled | None, None))
        choice = Choice(merged, originals, originals)
        await worker.run(lambda work: write(desk.cabinet, choice, work), set_made, say("Starting …"))

    def settle(yes: bool) -> None:
        set_originals(yes)
        set_asking(False)

    ft.use_dialog(originals_question(settle) if asking else None)
    parts: list[ft.Control] = [
        title(say("Make the bundle"), size=18),
        body(say("One file that opens without this app: contents, cross-reference with the referee's page, "
                 "commentaries and every item.")),
        tick("merged", say("With one PDF that can be read from beginning to end"), merged, set_merged),
        tick("originals", say("With the sealed originals"), originals,
             lambda on: set_asking(True) if on else set_originals(False)),
    ]  # fmt: skip
    if not_ready:
        parts.append(label(say_many("{n} item is not ready yet", "{n} items are not ready yet", not_ready)))
    if owed and items:
        told = say("A bundle can be made at any time. For a submission this is still missing:")
        parts += [label(told), *(label(f"• {each}", key=f"owed.{n}") for n, each in enumerate(owed, 1))]
    if worker.seen is not None:
        parts.append(worker.seen.shown(say("Starting …")))
    else:
        icon, off = ft.Icons.FOLDER_ZIP_OUTLINED, not items or not has_word()
        parts += [] if has_word() else [without_word()]
        parts.append(line(strong("make", say("Make the bundle"), make, icon=icon, disabled=off)))
    return card(*parts, *(ready(desk.cabinet, made) if made is not None else []))


def originals_question(settle: Callable[[bool], None]) -> ft.AlertDialog:
    """Whether the originals are truly to go along, and what that discloses."""
    return ask(
        say("Include the sealed originals?"),
        say("They show what was redacted, and the whole log with everything ever typed in these audits."),
        say("Include them"),
        lambda: settle(True),
        lambda: settle(False),
        danger=True,
        key="originals",
    )


def without_word() -> ft.Control:
    """What is said before a bundle is begun where it cannot be finished, or could not be read to its end."""
    told = say("A bundle holds a Word document, which this browser can neither make nor read. Make a backup here, "
               "and make or check the bundle on a laptop.")  # fmt: skip
    return body(told, key="without-word")


def write(cabinet: Cabinet, choice: Choice, work: Work) -> Bundled:
    """Makes the bundle among the made files."""
    store = cabinet.store
    path = cabinet.made / NAME
    return bundle(store, cabinet.shelf, evidence(store), applicant(store), path, choice, work.advance)


def ready(cabinet: Cabinet, made: Bundled) -> list[ft.Control]:
    """The bundle that was made, its digest, and the way to take it along."""
    size = max(1, made.path.stat().st_size // 1000)
    words = say("{name} is ready ({size} kB). Its SHA-256 begins {digest}.", name=made.path.name, size=size,
                digest=made.sha256[:16])  # fmt: skip
    out = Out(made.path, cabinet.offer(made.path))
    return [
        ft.Semantics(content=body(words, key="bundle-ready", weight=ft.FontWeight.W_600), live_region=True),
        line(FileOut("save-bundle", say("Save the bundle"), ft.Icons.DOWNLOAD, out, key="save-bundle-piece")),
    ]


@piece
def VerifyCard(desk: Desk) -> ft.Control:
    """Checks a bundle, without any network, and says what differs."""
    nothing: tuple[str, tuple[Finding, ...]] | None = None
    found, set_found = held(nothing)
    latest: list[tuple[str, tuple[Finding, ...]]] = []

    def take(path: Path, name: str, work: Work) -> None:
        latest.append((name, tuple(verify_bundle(path))))

    def done() -> None:
        set_found(latest[-1])

    if not has_word():
        return card(title(say("Check a bundle"), size=18), without_word())
    parts: list[ft.Control] = [
        title(say("Check a bundle"), size=18),
        body(say("Every digest, cross-reference, page number and log, without any network. Nothing is unpacked.")),
        line(
            LargeFileIn(
                desk,
                "verify",
                say("Choose a bundle"),
                ft.Icons.VERIFIED_OUTLINED,
                ("zip",),
                take,
                done,
                key="verify-in",
            )
        ),
        LargeFiles(desk, "zip", take, done, "portfolio", say("Check it"), stays=True, key="large"),
    ]
    if found is not None:
        parts += outcome(*found)
    return card(*parts)


def outcome(name: str, findings: tuple[Finding, ...]) -> list[ft.Control]:
    """Whole, or every place that differs."""
    if not findings:
        words = say("{name} is complete and unchanged.", name=name)
        mark = ft.Icon(ft.Icons.CHECK_CIRCLE, color=ft.Colors.PRIMARY)
        return [ft.Row([mark, body(words, key="verify-outcome", expand=True)])]
    mark = ft.Icon(ft.Icons.ERROR_OUTLINE, color=ft.Colors.ERROR)
    words = say("{name} has changed since it was made:", name=name)
    rows = [label(sentence(each.place, each.fault)) for each in findings[:40]]
    return [ft.Row([mark, body(words, key="verify-outcome", expand=True)]), *rows]
