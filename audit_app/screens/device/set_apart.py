"""What is kept on this device and does not count: what each is, and what can be done with it."""

import json
from functools import partial

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.history.sentences import deed
from audit_app.audit.log.entries import ContributionSetAside, read_entry
from audit_app.audit.trial import TROUBLE
from audit_app.errors import AuditError
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import ask, plain
from audit_app.screens.pieces.frame import frame, go
from audit_app.screens.pieces.layout import body, card, empty, label, line, stack, title
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.store.guard.branches import Branch
from audit_app.visit.set_apart import SetApart, set_apart

MOST_SHOWN = 20  # entries of a branch, or missing ones


@view
def SetApartScreen() -> ft.View:
    """Branches, contributions set aside, what is missing, what is not believed, what cannot be read."""
    desk = use_desk()
    found = set_apart(desk.cabinet.store)
    parts: list[ft.Control] = [AuditCard(desk, each, key=f"apart.{each.audit}") for each in found]
    parts += unreadable(desk)
    if not parts:
        words = say("Everything that is kept on this device counts, and nothing is known to be missing.")
        parts = [empty(ft.Icons.VERIFIED_OUTLINED, say("Nothing is set apart"), words)]
    return frame("/set-apart", say("Set apart"), parts, back="/settings", help_page="set-apart")


@piece
def AuditCard(desk: Desk, found: SetApart) -> ft.Control:
    """What of one audit is set apart."""
    parts: list[ft.Control] = [title(found.title, size=18)]
    if found.refused:
        parts += [body(say("Not believed when it was restored: {why}", why=found.refused)), label(TAKE_IN())]
    if found.trouble:
        parts += [body(found.trouble)]
    if found.branches:
        audit = desk.cabinet.audit(found.audit)
        parts += [part for branch in found.branches for part in branch_parts(desk, audit, branch)]
    parts += [part for aside in found.aside for part in aside_parts(desk, found.audit, aside)]
    if found.missing:
        many = say_many("{n} place in the log is missing", "{n} places in the log are missing", len(found.missing))
        parts += [body(many), *(label(str(each)) for each in found.missing[:MOST_SHOWN]), label(TAKE_IN())]
    if found.missing or found.refused:
        parts.append(line(plain(f"take.{found.audit}", say("Take in from another tablet"), go("/take"))))
    return card(*parts)


def TAKE_IN() -> str:
    """What can be done about what is not here."""
    return say("Take the audit in from another tablet that has it, or look for a backup that does.")


def branch_parts(desk: Desk, audit: Audit, branch: Branch) -> list[ft.Control]:
    """Another way in which a device's log went on: its entries, and letting it hold."""
    many = say_many("{n} entry", "{n} entries", len(branch.bodies))
    device, name = branch.device[-12:], f"{branch.audit}.{branch.device}.{branch.number}"
    said = say("The log of device {device} went on in two ways. {many} do not count.", device=device, many=many)
    why = say("A copied data folder does that, or somebody who writes under another device's name.")
    shown = [label(entry_words(audit, each)) for each in branch.bodies[:MOST_SHOWN]]
    own = branch.device == desk.cabinet.store.device
    way = label(say("It is this device's own log: what was entered here counts here. Another device can choose."))
    choice = way if own else ChooseBranch(desk, branch, key=f"choose.{name}")
    return [body(said), label(why), stack(*shown, spacing=2), choice]


def entry_words(audit: Audit, text: str) -> str:
    """An entry that does not count, in words: when, who, what."""
    raw = json.loads(text)
    said = str(raw.get("kind", "")).replace("_", " ")
    try:
        entry = read_entry(raw)
        return f"{entry.wall[:16].replace('T', ' ')} {entry.by.name} {deed(audit, entry)}"[:300]
    except TROUBLE:
        return said[:300]


@piece
def ChooseBranch(desk: Desk, branch: Branch) -> ft.Control:
    """Lets the other way hold, after a question."""
    asking, set_asking = held(False)

    def choose() -> None:
        set_asking(False)
        desk.cabinet.store.choose_branch(branch.audit, branch.device, branch.number)
        desk.cabinet.reread(branch.audit)
        desk.refresh(branch.audit)
        desk.said(say("The other way holds now"), undoable=False)

    words = say("What holds now is then set apart instead, and can be chosen again. Nothing is deleted.")
    question = ask(
        say("Let these entries count instead?"), words, say("Let them count"), choose, lambda: set_asking(False)
    )
    ft.use_dialog(question if asking else None)
    name = f"choose-branch.{branch.device}.{branch.number}"
    return line(plain(name, say("Let these count instead"), lambda: set_asking(True)))


def aside_parts(desk: Desk, audit_id: str, aside: ContributionSetAside) -> list[ft.Control]:
    """A contribution that was set aside: whose, by whom, why, and bringing it back."""
    whose = aside.of_person or say("whoever worked there")
    said = say("What {whose} entered on device {device} was set aside.", whose=whose, device=aside.of_device[-12:])
    why = say("{who}, {when}: {why}", who=aside.by.name, when=aside.wall[:10], why=aside.reason)
    deed = partial(bring_back, desk, audit_id, aside.id)
    return [body(said), label(why), line(plain(f"bring-back.{aside.id}", say("Bring it back"), deed))]


def bring_back(desk: Desk, audit_id: str, entry_id: str) -> None:
    """The contribution counts again."""
    desk.open(audit_id)
    desk.act(lambda visit: visit.bring_contribution_back(entry_id), say("Brought back"))


def unreadable(desk: Desk) -> list[ft.Control]:
    """What is kept beside the audits and cannot be read any more."""
    try:
        found = tuple(desk.cabinet.store.drawers.unreadable())
    except AuditError as error:
        found = (str(error),)
    if not found:
        return []
    words = title(say("Cannot be read any more"), size=18)
    return [card(words, *(body(f"{each}.") for each in found[:MOST_SHOWN]), key="unreadable")]
