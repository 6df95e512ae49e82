"""Statements of the register in words: what each says, field by field."""

from typing import Any

from audit_app.audit.log.entries import Entry, Saw, Undone
from audit_app.counting import counted
from audit_app.register.log import RegisterLog
from audit_app.register.statements import CardStated, OutOfUse, SameAs, Statement

NAMES = {
    "name": "Name",
    "organisation": "Organisation",
    "site": "Site",
    "interval_months": "Months between audits",
    "note": "Note",
    "maker": "Maker",
    "model": "Model",
    "serial": "Serial number",
    "field": "Nominal field",
    "magnet_type": "Magnet",
    "vent": "Quench pipe",
    "mobile": "Mobile",
    "research": "Research",
    "hybrid": "Joined with",
    "measures": "Measures",
    "calibrated_on": "Calibrated on",
    "calibration_due": "Calibration due",
    "certificate": "Certificate",
    "percent": "Uncertainty, % of reading",
    "offset": "Uncertainty, fixed part",
    "role": "Role",
    "registration": "Registration number",
    "email": "E-mail",
    "label": "Label",
    "conditions": "Conditions",
    "place": "Place",
}
SUBJECTS = {
    "unit": "the unit",
    "scanner": "a scanner",
    "card": "the emergency card",
    "ancillary": "an ancillary item",
    "instrument": "the instrument",
    "calibration": "the calibration",
    "person": "the person",
    "out-of-use": "whether it is used",
    "same-as": "whether they are the same",
}

WHOLE = ("calibration", "out-of-use", "same-as")  # what is one fact: a day and a certificate belong together


def parts_of(entry: Entry) -> dict[str, Any]:
    """What a statement says, part by part: the names of its fields, or of the facts on a card, with their values."""
    if isinstance(entry, CardStated):
        return dict(entry.facts)
    return {name: getattr(entry, name) for name in NAMES if name in type(entry).model_fields}


def with_part(entry: Entry, name: str, of: Entry) -> dict[str, Any]:
    """What a statement says, with one part as another statement has it."""
    says = {each: getattr(entry, each) for each in type(entry).model_fields if each not in Statement.model_fields}
    says |= entry.model_extra or {}
    if isinstance(entry, CardStated):
        told = parts_of(of)
        rest = {each: words for each, words in entry.facts.items() if each != name}
        return {**says, "facts": {**rest, name: told[name]} if name in told else rest}
    return {**says, name: getattr(of, name)}


def part_name(name: str) -> str:
    """A part as people call it."""
    return NAMES.get(name) or name.replace("_", " ").capitalize()


def facts_of(entry: Entry) -> dict[str, str]:
    """What a statement says, by the name of what it is said of, in words; what it leaves open is left out."""
    if isinstance(entry, CardStated):
        return dict(entry.facts)
    if isinstance(entry, OutOfUse):
        return {"Used": f"no{f': {entry.reason}' if entry.reason else ''}" if entry.out else "yes"}
    if isinstance(entry, SameAs):
        return {"The same as": entry.other if entry.same else f"not {entry.other}"}
    told: dict[str, Any] = {name: getattr(entry, name, "") for name in NAMES if name in type(entry).model_fields}
    words = {NAMES[name]: str(value) for name, value in told.items() if value}
    if "Uncertainty, fixed part" in words:
        words["Uncertainty, fixed part"] += f" {getattr(entry, 'unit', '')}"
    return words


def deed(log: RegisterLog, entry: Entry) -> str:
    """What was done, as the rest of a sentence that starts with a name."""
    if isinstance(entry, Undone):
        undone = log.slots.entry(entry.undoes)
        return f"took back: {deed(log, undone)}" if undone else "took something back"
    if isinstance(entry, Saw):
        return f"had seen what {counted(len(entry.heads), 'device')} stated"
    if not isinstance(entry, Statement):
        return f"entered {entry.kind.replace('_', ' ')}"
    said = "; ".join(f"{name} {value}" for name, value in facts_of(entry).items())
    return f"stated {SUBJECTS[entry.slot[0]]}{f': {said}' if said else ''}"
