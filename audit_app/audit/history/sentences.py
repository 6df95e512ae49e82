"""What an entry says, in words a reader follows without knowing how it is kept."""

from collections.abc import Callable
from typing import Any

from audit_app.audit.audit import Audit, Line
from audit_app.audit.history.subjects import finding_words, item_words, setting_words
from audit_app.audit.log.clock import local
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Amended,
    Answered,
    Attested,
    Begun,
    ChecklistMoved,
    Concluded,
    ContributionSetAside,
    Entry,
    EvidenceAttached,
    FieldMeasured,
    FieldSetAside,
    FindingCarried,
    FindingRaised,
    FindingSetAside,
    FollowedUp,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoExpunged,
    PhotoMarked,
    PhotoMoved,
    PhotoReviewed,
    PhotoSetAside,
    PhotoTaken,
    PlanSet,
    PlotSet,
    ReferencesConfirmed,
    ResultStated,
    Saw,
    Settled,
    SheetChecked,
    Signed,
    ThingAdded,
    ThingRenamed,
    ThingSetAside,
    Undone,
    VisitTold,
    ZoneEntered,
)
from audit_app.audit.log.people import same_person
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.model import Checklist, Choice, DateAsk
from audit_app.counting import counted
from audit_app.dates import spoken as spoken

RESULTS = {
    "satisfactory": "Satisfactory",
    "with_actions": "Satisfactory with actions",
    "not_satisfactory": "Not satisfactory",
    "immediate_danger": "Immediate danger",
}
FIT = {
    "yes": "Fit for clinical use",
    "with_conditions": "Fit for clinical use, with conditions",
    "no": "Not fit for clinical use",
}
ZONE_CHOICES = {  # what the auditor did before the scan room: in a line of the log, and in the report's record
    "tablet_left_outside": ("left the tablet outside", "left the tablet outside"),
    "paper_sheet": ("used a paper sheet", "used a paper sheet"),
    "tablet_is_mr_conditional": (
        "took a tablet labelled MR Conditional into the room",
        "took a tablet that is labelled MR Conditional into the room",
    ),
}


def answer_words(entry: Entry | None, checklist: Checklist) -> str:
    """An answer or reading in words: the verdict, the option's label, the quantity, the date; empty for None."""
    if isinstance(entry, Measured):
        return str(entry.quantity)
    if not isinstance(entry, Answered):
        return ""
    if entry.verdict is not None:
        return Verdict(entry.verdict).words
    item = checklist.items.get(entry.item)
    if item is not None and isinstance(item.ask, Choice):
        option = item.ask.option(entry.value)
        return option.label if option else entry.value
    if item is not None and isinstance(item.ask, DateAsk):
        return spoken(entry.value)
    return entry.value


def line_words(line: Line, checklist: Checklist) -> str:
    """How a line stands: its verdict, and the reading or choice it rests on where that says more."""
    said = answer_words(line.answer, checklist)
    return line.verdict.words if said in ("", line.verdict.words) else f"{said} ({line.verdict.words.lower()})"


def moment(entry: Entry) -> str:
    """When an entry was made, in the device's local time, e.g. 2 January 2026, 09:05."""
    when = local(entry.wall, entry.zone)
    return f"{spoken(when.date().isoformat())}, {when:%H:%M}"


def deed(audit: Audit, entry: Entry) -> str:
    """What was done, as the rest of a sentence that starts with a name, e.g. 'answered Deficient'."""
    say = DEEDS.get(type(entry))
    return say(audit, entry) if say else f"made an entry of a kind this version does not know ({entry.kind})"


def because(entry: Entry) -> str:
    """The reason that came with an entry, and from which paper sheet it was copied; empty when none was given."""
    given = getattr(entry, "reason", "") or getattr(entry, "confirmed", "")
    sheet, checker = getattr(entry, "paper", ""), getattr(entry, "checked_by", None)
    copied = f"copied from paper sheet {sheet}" if sheet else ""
    if copied and checker:
        copied += f", checked by {checker.name}"
    return "; ".join(part for part in (given, copied) if part)


def _answered(audit: Audit, entry: Any) -> str:
    now = answer_words(entry, audit.checklist) + _by_instrument(audit, entry)
    before = [audit.slots.known[old] for old in entry.replaces if old in audit.slots.known]
    was = " and ".join(dict.fromkeys(answer_words(old, audit.checklist) + _by_instrument(audit, old) for old in before))
    if isinstance(entry, Answered) and entry.taken_back:
        return f"took back {was or 'the answer'}"
    if not was:
        return f"recorded {now}" if isinstance(entry, Measured) else f"answered {now}"
    if len(before) > 1:
        return f"settled the dispute between {was}: {now}"
    return f"changed {was} to {now}" if was != now else f"answered {now} again"


def _list_moved(audit: Audit, entry: Any) -> str:
    version = audit.papers.get(entry.checklist, {}).get("version")
    return (
        f"moved the audit to version {version} of its checklist" if version else "moved the audit to a newer checklist"
    )


def _by_instrument(audit: Audit, entry: Entry) -> str:
    named = entry.quantity.instrument if isinstance(entry, Measured) else None
    return (
        f" with {next((each.name for each in audit.things if each.id == named), 'an instrument taken out')}"
        if named
        else ""
    )


def _noted(audit: Audit, entry: Any) -> str:
    return f"wrote the note “{entry.text}”" if entry.text else "cleared the note"


def _renamed(audit: Audit, entry: Any) -> str:
    return f"renamed it to {entry.name}"


def _thing(audit: Audit, entry: Any) -> str:
    kind = audit.checklist.thing_kind(entry.thing_kind)
    word = kind.one if kind else entry.thing_kind.replace("_", " ")
    deed = "corrected" if entry.replaces else "carried over" if entry.carried_from else "recorded"
    return f"{deed} the {word} {entry.name}"


def _contribution_gone(audit: Audit, entry: Any) -> str:
    who = entry.of_person or "everybody"
    return f"set aside the contribution of {who} at device {entry.of_device[-12:]}: {entry.reason}"


def _thing_gone(audit: Audit, entry: Any) -> str:
    past = [each for each in audit.slots.history(entry.slot) if isinstance(each, ThingAdded)]
    return f"took {past[-1].name if past else 'a thing'} out of the audit"


def _photo(audit: Audit, entry: Any) -> str:
    return f"took a photograph{f' ({entry.name})' if entry.name else ''}"


def _moved(audit: Audit, entry: Any) -> str:
    if entry.item:
        return f"moved the photograph to {item_words(audit, entry.item, entry.thing or '')}"
    to = f"the finding “{finding_words(audit, entry.finding)}”" if entry.finding else "the whole audit"
    return f"moved the photograph to {to}"


def _marked(audit: Audit, entry: Any) -> str:
    boxes = sum(mark.shape == "redaction" for mark in entry.marks)
    others = len(entry.marks) - boxes
    parts = [counted(others, "mark") if others else "", counted(boxes, "redaction") if boxes else ""]
    return (
        "marked the photograph: " + " and ".join(part for part in parts if part) if entry.marks else "cleared its marks"
    )


def _reviewed(audit: Audit, entry: Any) -> str:
    found = "nothing to redact" if entry.outcome == "nothing_to_redact" else "redacted"
    return f"reviewed the photograph: {found}"


def _raised(audit: Audit, entry: Any) -> str:
    if entry.replaces:
        return f"revised the finding “{entry.title}”"
    return f"{'kept open' if entry.carried_from else 'raised'} the finding “{entry.title}”"


def _withdrawn(audit: Audit, entry: Any) -> str:
    return f"withdrew the finding “{finding_words(audit, entry.finding)}”"


def _followed(audit: Audit, entry: Any) -> str:
    found = {"closed": "closed", "still_open": "still open", "worse": "worse"}[entry.standing]
    note = f" ({entry.note})" if entry.note else ""
    return f"found the earlier finding “{finding_words(audit, entry.finding)}” {found}{note}"


def _action(audit: Audit, entry: Any) -> str:
    who = f" by {entry.owner.name}" if entry.owner else ""
    due = f", due {spoken(entry.due)}" if entry.due else ""
    state = "" if entry.state == "open" else f", {entry.state.replace('_', ' ')}"
    return f"{'changed' if entry.replaces else 'set'} the action “{entry.what}”{who}{due}{state}"


def _closed(audit: Audit, entry: Any) -> str:
    last = audit.slots.last(("action", entry.action))
    what = f"“{last.what}” " if isinstance(last, ActionSet) else ""
    note = f" ({entry.note})" if entry.note else ""
    return f"marked the action {what}{entry.state.replace('_', ' ')}{note}"


def _attached(audit: Audit, entry: Any) -> str:
    return f"attached “{entry.title}”"


def _settled(audit: Audit, entry: Any) -> str:
    unit = f" {entry.setting.unit}" if entry.setting.unit else ""
    return f"set “{setting_words(entry.setting.id)}” to {entry.setting.value}{unit}"


def _zone(audit: Audit, entry: Any) -> str:
    return f"before the scan room, {ZONE_CHOICES[entry.choice][0]}"


def _field(audit: Audit, entry: Any) -> str:
    where = f" at {entry.place}" if entry.place else ""
    return f"{'corrected a field reading to' if entry.replaces else 'measured'} {entry.quantity}{where}"


def _concluded(audit: Audit, entry: Any) -> str:
    conditions = f" ({'; '.join(entry.conditions)})" if entry.conditions else ""
    despite = f" (although a finding of extreme risk is open: {entry.despite})" if entry.despite else ""
    return f"stated: {FIT[entry.fit].lower()}{conditions}{despite}"


def _result(audit: Audit, entry: Any) -> str:
    return f"concluded: {RESULTS[entry.result].lower()}"


def _signed(audit: Audit, entry: Any) -> str:
    what = f"revision {entry.revision}" if entry.revision else "the audit"
    role = "" if entry.role == "auditor" else " as second checker"
    if not same_person(entry.person, entry.by):
        return f"recorded the signature of {entry.person.name}, who signed {what}{role}"
    return f"signed {what}{role}"


def _amended(audit: Audit, entry: Any) -> str:
    return f"opened addendum {entry.number}"


def _undone(audit: Audit, entry: Any) -> str:
    target = audit.slots.entry(entry.undoes)
    if target is None:
        return "undid an entry that is not here"
    if isinstance(target, Undone):
        inner = audit.slots.entry(target.undoes)
        return f"put back: {deed(audit, inner)}" if inner else "put back an entry that is not here"
    return f"undid: {deed(audit, target)}"


def _sheet_checked(audit: Audit, entry: Any) -> str:
    typed = counted(len(entry.entries), "entry", "entries")
    return f"had {entry.person.name} compare paper sheet {entry.paper} with what was typed: {typed}, all as written"


def _confirmed(audit: Audit, entry: Any) -> str:
    return f"confirmed {counted(len(entry.sections), 'section number')} from {entry.holder}'s copy of the guideline"


DEEDS: dict[type[Entry], Callable[[Audit, Any], str]] = {
    Begun: lambda audit, entry: f"began the {entry.purpose} audit",
    Answered: _answered,
    Measured: _answered,
    Noted: _noted,
    ThingAdded: _thing,
    ThingRenamed: _renamed,
    ThingSetAside: _thing_gone,
    ContributionSetAside: _contribution_gone,
    Attested: lambda audit, entry: f"put a key under entries {entry.first} to {entry.last} of device {entry.of[-12:]}",
    Saw: lambda audit, entry: f"had seen the work of {counted(len(entry.heads), 'device')}",
    PlanSet: lambda audit, entry: f"{'changed' if entry.replaces else 'set'} the plan {entry.name}",
    PlotSet: lambda audit, entry: f"entered the published field lines ({entry.source})",
    FieldMeasured: _field,
    FieldSetAside: lambda audit, entry: "removed a field reading from the survey",
    PhotoTaken: _photo,
    PhotoCaptioned: lambda audit, entry: f"captioned the photograph “{entry.text}”",
    PhotoMarked: _marked,
    PhotoReviewed: _reviewed,
    PhotoSetAside: lambda audit, entry: "removed the photograph from the audit",
    PhotoMoved: _moved,
    PhotoExpunged: lambda audit, entry: f"expunged the photograph for {entry.person.name}",
    FindingRaised: _raised,
    FindingSetAside: _withdrawn,
    FindingCarried: lambda audit, entry: f"brought along the open finding “{entry.title}”",
    FollowedUp: _followed,
    ActionSet: _action,
    ActionClosed: _closed,
    EvidenceAttached: _attached,
    Settled: _settled,
    ReferencesConfirmed: _confirmed,
    ZoneEntered: _zone,
    ChecklistMoved: _list_moved,
    Concluded: _concluded,
    ResultStated: _result,
    VisitTold: lambda audit, entry: "told about the visit: times, places, people, circulation",
    Signed: _signed,
    Amended: _amended,
    Undone: _undone,
    SheetChecked: _sheet_checked,
}
