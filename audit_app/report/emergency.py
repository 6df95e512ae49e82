"""The unit's own facts for the emergency card, as its audits recorded them: controls, vent, extinguishers, places.

Only what was answered is taken; a control that nobody said the use of, or an extinguisher without a mark, is left out.
"""

from collections.abc import Iterator

from audit_app.audit.audit import Audit, Line
from audit_app.audit.log.entries import Answered
from audit_app.audit.verdicts.verdict import Verdict

SAFE_IN_ROOM = ("safe", "conditional")


def recorded(audit: Audit) -> dict[str, str]:
    """Each fact of the card that the audit recorded, by the id under which the card asks it."""
    found = {
        "quench_button": _named(audit, "ec-kind", ("magnet-stop",)),
        "electrical_stop": _named(audit, "ec-kind", ("electrical-stop",)),
        "extinguisher": [*_extinguishers(audit)],
        "outlet": [_with_note(audit, thing.name, "outlet", thing.id) for thing in audit.things_of("quench-pipe")],
        "resus_place": [*_noted(audit, "resus-place"), *_noted(audit, "resus-kit")],
        "expert": [*_experts(audit)],
    }
    return {fact: "; ".join(dict.fromkeys(words)) for fact, words in found.items() if words}


def _value(line: Line | None) -> str:
    """What was chosen for an item; nothing while two answers stand beside each other."""
    answer = line.answer if line is not None and line.verdict is not Verdict.DISPUTED else None
    return answer.value if isinstance(answer, Answered) else ""


def _named(audit: Audit, item: str, values: tuple[str, ...]) -> list[str]:
    """The things of which an item was answered so."""
    lines = (line for line in audit.lines.values() if line.item.id == item and line.thing)
    return [line.thing.name for line in lines if line.thing and _value(line) in values]


def _extinguishers(audit: Audit) -> Iterator[str]:
    """The extinguishers that may go into the scan room, each with where it is kept and its mark."""
    for line in audit.lines.values():
        if line.item.id == "ext-mark" and line.thing and _value(line) in SAFE_IN_ROOM:
            kept = audit.lines.get(f"ext-kept@{line.thing.id}")
            where = _label(kept)
            mark = "MR Safe" if _value(line) == "safe" else "MR Conditional"
            yield f"{line.thing.name} ({', '.join(filter(None, (where.lower(), mark)))})"


def _label(line: Line | None) -> str:
    """The words of what was chosen."""
    option = getattr(line.item.ask, "option", None) if line is not None else None
    chosen = option(_value(line)) if option and _value(line) else None
    return chosen.label if chosen else ""


def _with_note(audit: Audit, name: str, item: str, thing: str) -> str:
    lines = (line for line in audit.lines.values() if line.item.id.endswith(item) and line.thing)
    note = next((line.note.strip() for line in lines if line.thing and line.thing.id == thing and line.note), "")
    return f"{name}: {note}" if note else name


def _noted(audit: Audit, item: str) -> Iterator[str]:
    """The note of an item that was found in order: where it is."""
    line = audit.lines.get(item)
    if line is not None and line.verdict is Verdict.COMPLIANT and line.note.strip():
        yield line.note.strip()


def _experts(audit: Audit) -> Iterator[str]:
    """Whoever audited as MR Safety Expert."""
    auditor = audit.begun.auditor
    if "mr safety expert" in auditor.role.casefold() and auditor.name.strip():
        yield auditor.name.strip()
