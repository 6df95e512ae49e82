"""Two answers to one item, or two notes, that did not know of each other: side by side, until someone picks."""

from functools import partial

import flet as ft

from audit_app.audit.audit import Line
from audit_app.audit.log.entries import Answered, Entry, Measured, Noted
from audit_app.audit.verdicts.judge import Verdict
from audit_app.screens.pieces.dialogs import plain
from audit_app.screens.pieces.disputes import boxed
from audit_app.screens.pieces.layout import body, label, line, stack
from audit_app.screens.pieces.verdicts import verdict_words
from audit_app.screens.session.language import say
from audit_app.screens.visit.item.answer_words import by, shown, typed
from audit_app.screens.visit.item.verbs import LineVerbs


def dispute(line_: Line, signed: bool, verbs: LineVerbs) -> ft.Control:
    """Two answers that did not know of each other, each with the note of its own tablet, to pick one."""
    rows: list[ft.Control] = [
        body(say("Two answers differ. Choose the one that is right; the other stays in the history."))
    ]
    for number, entry in enumerate(line_.live, start=1):
        notes = [body(_note(each)) for each in line_.notes if each.device == entry.device and _text(each)]
        parts = [body(f"{_disputed(line_, entry)} · {by(entry)}"), *notes]
        rows.append(stack(*parts, *([] if signed else [_ways(line_, entry, number, verbs)]), spacing=2))
    return boxed(rows)


def _ways(line_: Line, entry: Entry, number: int, verbs: LineVerbs) -> ft.Control:
    """Keep this answer, and say what becomes of the note that another tablet wrote."""
    others = [each for each in line_.notes if each.device != entry.device]

    def pick() -> None:
        verbs.pick(line_.key, entry)

    def with_notes() -> None:
        verbs.pick(line_.key, entry, every_note=True)

    if not any(map(_text, others)):
        return line(plain(f"pick.{number}.{line_.key}", say("Keep this one"), pick))
    return line(
        plain(f"pick.{number}.{line_.key}", say("Keep this one, without the other note"), pick),
        plain(f"pick.{number}.notes.{line_.key}", say("Keep this one and every note"), with_notes),
    )


def notes_dispute(line_: Line, signed: bool, verbs: LineVerbs) -> ft.Control:
    """Two notes that did not know of each other: keep one, or both."""
    rows: list[ft.Control] = [
        body(say("Two notes were written on different tablets. Keep one, or both, one after the other."))
    ]
    for number, each in enumerate(line_.notes, start=1):
        keep = partial(verbs.keep_note, line_.key, each)
        way = [line(plain(f"keep-note.{number}.{line_.key}", say("Keep {name}’s", name=each.by.name), keep))]
        rows.append(stack(body(_text(each) or say("(no note)")), label(by(each)), *([] if signed else way), spacing=2))
    if not signed:
        rows.append(line(plain(f"keep-note.both.{line_.key}", say("Keep both"), partial(verbs.keep_notes, line_.key))))
    return boxed(rows)


def _text(entry: Entry) -> str:
    return entry.text if isinstance(entry, Noted) else ""


def _note(entry: Entry) -> str:
    return say("Note: {text} ({name})", text=_text(entry), name=entry.by.name)


def _disputed(line_: Line, entry: Entry) -> str:
    if isinstance(entry, Measured):
        return typed(entry)
    if isinstance(entry, Answered) and entry.verdict:
        return verdict_words(Verdict(entry.verdict)) + (f": {entry.reason}" if entry.reason else "")
    return shown(line_, getattr(entry, "value", "")) or say("(answer withdrawn)")
