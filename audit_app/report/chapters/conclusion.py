"""What the auditor concluded, in their own words, with the dangers there are; never worked out from the verdicts."""

from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.figures import figures
from audit_app.audit.findings.actions import Action, by_finding, standing
from audit_app.audit.findings.finding import Finding
from audit_app.audit.history.sentences import FIT, RESULTS
from audit_app.audit.log.entries import Concluded, ResultStated
from audit_app.audit.signing.handover import Handover, handover
from audit_app.audit.signing.result import Result, result
from audit_app.audit.verdicts.judge import local_day
from audit_app.counting import counted
from audit_app.report.blocks import Block, Bullets, Card, Tone, Words
from audit_app.report.wording import day, shortened

CONCLUDED: dict[str, Tone] = {
    "satisfactory": "low",
    "with_actions": "moderate",
    "not_satisfactory": "high",
    "immediate_danger": "extreme",
    "yes": "low",
    "with_conditions": "moderate",
    "no": "extreme",
}
RECORD = "In full in the full record."
IN_FULL = "In full in the chapter “Statement at handover”."
PUT_RIGHT = {"closed": "Put right and verified.", "done": "Reported done, not verified yet."}


@dataclass(frozen=True)
class Room:
    """How much there is room for where it stands; what is left out is counted, and found in its chapter."""

    statement: int = 900  # letters
    dangers: int = 3
    actions: int = 5
    letters: int = 150  # of an action or a condition
    bars: int = 11
    conditions: int = 6


WHOLE = Room(10**6, 10**6, 10**6, 10**6, 10**6, conditions=0)  # of the record, where a chapter has the conditions


def conclusion(audit: Audit, found: tuple[Finding, ...], room: Room) -> Card:
    """The auditor's conclusion; two that did not know of one another are both told, and neither is followed."""
    stated, said = handover(audit), result(audit)
    if stated is not None:
        title, tone, blocks = _handed_over(stated, room)
    elif said is not None:
        title, tone, blocks = _concluded(said, room)
    else:
        title, tone, blocks = "No conclusion is asked for in this kind of audit", "plain", []
    return Card("", "", title, "", tone, (*blocks, *dangers(audit, found, room)))


def _concluded(said: Result, room: Room) -> tuple[str, Tone, list[Block]]:
    if not said.result:
        return "The auditor has not recorded a conclusion", "plain", []
    if said.disputed:
        return _disputed("conclusions", [_version(one, RESULTS[one.result], room) for one in said.versions])
    return said.words, CONCLUDED[said.result], [*_stated(said.statement, room, RECORD), *_doubts(said.doubts)]


def _handed_over(said: Handover, room: Room) -> tuple[str, Tone, list[Block]]:
    if not said.fit:
        return "The auditor has not stated whether the system is fit for clinical use", "plain", []
    if said.disputed:
        return _disputed("statements", [_version(one, FIT[one.fit], room) for one in said.versions])
    words = _stated(" ".join(part for part in (said.statement, said.despite) if part), room, IN_FULL)
    return said.words, CONCLUDED[said.fit], [*words, *_conditions(said.conditions, room), *_doubts(said.doubts)]


def _stated(words: str, room: Room, where: str) -> list[Block]:
    """What the auditor wrote, as much of it as there is room for, and where the rest stands."""
    told = shortened(words, room.statement) if len(words) > room.statement else words
    rest = [Words(where, "quiet")] if told != words else []
    return [Words(told, "lead"), *rest] if told else []


def _conditions(conditions: tuple[str, ...], room: Room) -> list[Block]:
    """What use is allowed under, so far as there is room for it."""
    if not conditions:
        return []
    told = tuple(shortened(one, room.letters) for one in conditions[: room.conditions])
    every = f"all {len(conditions)} conditions" if len(conditions) > 1 else "its condition"
    blocks: list[Block] = [Words(f"Only with {every}:", "strong"), Bullets(told)] if told else []
    if told != conditions:
        more = f"And {len(conditions) - len(told)} more. " if 0 < len(told) < len(conditions) else ""
        blocks.append(Words(more + IN_FULL.replace("In full", f"In full, with {every},"), "strong"))
    return blocks


def _disputed(what: str, versions: list[str]) -> tuple[str, Tone, list[Block]]:
    lead = Words(f"{len(versions)} {what} were drawn without knowing of one another; none holds until one is picked:")
    return "Disputed", "extreme", [lead, Bullets(tuple(versions))]


def _version(one: ResultStated | Concluded, words: str, room: Room) -> str:
    said = f": {shortened(one.statement, room.letters)}" if one.statement else ""
    return f"{words} ({one.by.name}, {day(local_day(one))}){said}"


def _doubts(doubts: tuple[str, ...]) -> list[Block]:
    return [Words(f"{doubt}.", "danger") for doubt in doubts]


def dangers(audit: Audit, found: tuple[Finding, ...], room: Room) -> list[Block]:
    """Immediate dangers with what holds them for now; without any, the gravest finding."""
    grave, of = [each for each in found if each.immediate_danger], by_finding(audit)
    if not grave:
        return [Words(f"No immediate danger was recorded{_unknown(audit)}.", "strong"), *_gravest(found[:1], of)]
    said: list[Block] = [
        Words(f"{counted(len(grave), 'immediate danger')}{', gravest first' if len(grave) > 1 else ''}:", "strong")
    ]
    for each in sorted(grave, key=lambda one: _ended(of[one.id]))[: room.dangers]:
        loose = each.uncontrolled and not _ended(of[each.id])
        told = f"{each.short} {sentence(shortened(each.title, 110))} {held(each, of[each.id])}"
        said.append(Words(told, "danger" if loose else "body"))
    if len(grave) > room.dangers:
        said.append(Words(f"and {len(grave) - room.dangers} more, see the chapter on findings.", "quiet"))
    return said


def _unknown(audit: Audit) -> str:
    of = figures(audit)
    are = "is" if of.unknown == 1 else "are"
    return f"; {of.unknown} of {counted(of.asked, 'item')} {are} not known" if of.unknown else ""


def _gravest(found: tuple[Finding, ...], of: dict[str, tuple[Action, ...]]) -> list[Block]:
    """The finding that stands first, where its risk is rated, and what holds it."""
    made: list[Block] = []
    for each in found:
        if each.score:
            held_by = held(each, of[each.id]) if each.level_id == "extreme" or each.interim_control.strip() else ""
            title = f"{each.short} {sentence(shortened(each.title, 110))}"
            made.append(Words(f"Gravest finding, of {each.level.lower()} risk: {title} {held_by}".strip()))
    return made


def _ended(doing: tuple[Action, ...]) -> bool:
    return standing(doing) in PUT_RIGHT


def held(found: Finding, doing: tuple[Action, ...]) -> str:
    """What keeps a danger in check until it is put right, or that it was."""
    done = PUT_RIGHT.get(standing(doing))
    if done:
        return done
    control = shortened(found.interim_control, 160)
    return sentence(f"Interim control: {control}") if control else "No interim control is recorded."


def sentence(words: str) -> str:
    """Words with the stop that ends them, where they have none."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
