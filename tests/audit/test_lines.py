"""Lines that are carried over from one value of an audit to the next are those that would be worked out anew."""

from random import Random

import pytest

from audit_app.audit.audit import Audit, replay
from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import findings, numbers
from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    Answered,
    Begun,
    EvidenceAttached,
    FieldMeasured,
    FindingRaised,
    FindingSetAside,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoExpunged,
    PhotoMarked,
    PhotoMoved,
    PhotoReviewed,
    PhotoSetAside,
    PhotoTaken,
    ResultStated,
    Settled,
    ThingAdded,
    ThingRenamed,
    ThingSetAside,
    Undone,
    ZoneEntered,
)
from audit_app.audit.log.people import Person, Setting
from audit_app.audit.pen import Pen
from audit_app.audit.pictures import pictures
from audit_app.checklist.model import Choice, QuantityAsk
from audit_app.checklist.reader import newest, parse
from audit_app.checklist.reference.sources import Library
from audit_app.units import read

LINKED = """
id = "linked"
version = 1
title = "Linked items"
kind = "periodic"
sub_category = "7.2"
things = [{ id = "pump", one = "pump", many = "pumps" }]
[[sections]]
id = "one"
title = "One"
zone = "III"
items = [
  { id = "there", text = "Is there one?", ask = { kind = "choice", options = [{ value = "yes", label = "Yes" }, { value = "no", label = "No" }] } },
  { id = "set", text = "Set point", ask = { kind = "quantity", unit = "mT" } },
  { id = "plain", text = "Is it sound?" },
]
[[sections]]
id = "two"
title = "Two"
zone = "III"
repeats_over = "pump"
applies_when = [{ item = "there", is = ["yes"] }]
items = [
  { id = "limit", text = "Its limit", ask = { kind = "quantity", unit = "mT" } },
  { id = "field", text = "Field there", ask = { kind = "quantity", unit = "mT", limit = { high = { item = "limit" }, unit = "mT", source = "x" } } },
  { id = "tidy", text = "Is it tidy?", deficient_when = [{ all = [{ item = "plain", is = ["deficient"] }], because = "The room is not sound" }] },
]
"""  # noqa: E501 (TOML's inline tables stay on one line)


def moved(random: Random, pen: Pen, audit: Audit) -> Audit:
    """The audit after one random entry."""
    things = audit.things
    line = random.choice(list(audit.lines.values()))
    thing = random.choice([None, *(each.id for each in things), "nobody"])
    where = {"item": line.item.id, "thing": line.thing.id if line.thing and random.random() < 0.8 else thing}
    deed = random.random()
    if deed < 0.1:
        name = f"thing-{len(audit.entries)}"
        return audit.with_entry(pen.write(ThingAdded, audit, thing=name, thing_kind="pump", name=name))
    if deed < 0.15 and things:
        return audit.with_entry(pen.write(ThingSetAside, audit, thing=random.choice(things).id))
    if deed < 0.3:
        undone = random.choice([each for each in audit.entries if not isinstance(each, Begun)] or [None])
        return audit if undone is None else audit.with_entry(pen.write(Undone, audit, undoes=undone.id))
    if deed < 0.45:
        return audit.with_entry(pen.write(Noted, audit, text="seen", **where))
    if isinstance(line.item.ask, QuantityAsk):
        quantity = read(f"0.{random.randint(1, 9)}", line.item.ask.unit, line.item.ask.unit).quantity
        return audit.with_entry(pen.write(Measured, audit, quantity=quantity, **where))
    if isinstance(line.item.ask, Choice):
        value = random.choice(line.item.ask.options).value
        return audit.with_entry(pen.write(Answered, audit, value=value, **where))
    return audit.with_entry(pen.write(Answered, audit, verdict=random.choice(["compliant", "deficient"]), **where))


def beside(random: Random, pen: Pen, audit: Audit) -> Audit:
    """The audit after one random entry about pictures, findings, actions, readings on the plan or the audit itself."""
    line, number = random.choice(list(audit.lines.values())), random.randint(0, 2)
    where = {"item": line.item.id, "thing": line.thing.id if line.thing else None}
    photo, finding, action = {"photo": f"p{number}"}, {"finding": f"f{number}"}, {"action": f"a{number}"}
    how_grave = {"likelihood": number + 1, "consequence": 3, "immediate_danger": number == 2}
    kind, says = random.choice(
        [
            (PhotoTaken, {**where, **photo, "digest": f"{number}" * 64}),
            (PhotoTaken, {**where, **photo, "digest": f"{number}" * 64, "finding": f"f{number}"}),
            (PhotoMoved, {**where, **photo}),
            (PhotoSetAside, photo),
            (PhotoCaptioned, {**photo, "text": f"caption {number}"}),
            (PhotoMarked, {**photo, "marks": ()}),
            (PhotoReviewed, {**photo, "outcome": "nothing_to_redact"}),
            (PhotoExpunged, {**photo, "digest": "0" * 64, "person": pen.person, "reason": "a face"}),
            (FindingRaised, {**where, **finding, **how_grave, "title": f"finding {number}", "photos": ("p0",)}),
            (FindingRaised, {**finding, **how_grave, "title": "of no line"}),
            (FindingSetAside, {**finding, "reason": "x"}),
            (ActionSet, {**action, **finding, "what": "do it", "owner": Person(name="Olu")}),
            (ActionClosed, {**action, "state": "done", "photos": ("p1",)}),
            (EvidenceAttached, {**finding, "title": "Reply", "text": "a reply"}),
            (FieldMeasured, {"reading": "r", "x": "1", "y": "1", "quantity": read("0.4 mT", "mT").quantity}),
            (ResultStated, {"result": "satisfactory", "statement": "sound"}),
            (ZoneEntered, {"section": line.section.id, "choice": "paper_sheet"}),
            (Settled, {"setting": Setting(id="working-line", value=f"0.{number + 1}", unit="mT"), "reason": "x"}),
            (ThingRenamed, {"thing": random.choice([*(each.id for each in audit.things), "nobody"]), "name": "Other"}),
        ]
    )
    return audit.with_entry(pen.write(kind, audit, **says))


def told(audit: Audit) -> dict[str, object]:
    """Everything that one value of an audit takes over from the one before."""
    worked_out = (audit.lines, audit.left, audit.counts, audit.deficiencies, audit.things, audit.settings, audit.facts)
    return {
        "lines": list(audit.lines),
        "audit": worked_out,
        "pictures": (pictures(audit), audit._photos),
        "findings": (findings(audit), numbers(audit)),
        "actions": actions(audit),
    }


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_entered_what_is_taken_over_is_what_would_be_worked_out_anew(
    seed: int, audit: Audit, pen: Pen
) -> None:
    checklist = parse(LINKED, "linked.toml")
    now, random = replay(audit.id, checklist, Library(), audit.entries), Random(seed)
    for _ in range(80):
        now = random.choice([moved, beside])(random, pen, now)
        assert told(now) == told(replay(now.id, checklist, Library(), now.entries))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["linked", "periodic"])
def test_lines_carried_over_are_those_worked_out_anew(name: str, seed: int, audit: Audit, pen: Pen) -> None:
    checklist = parse(LINKED, "linked.toml") if name == "linked" else newest("periodic")
    now, random = replay(audit.id, checklist, Library(), audit.entries), Random(seed)
    for _ in range(60):
        now = moved(random, pen, now)
        anew = replay(now.id, checklist, Library(), now.entries)
        assert list(now.lines) == list(anew.lines)
        assert now.lines == anew.lines


def test_the_items_others_depend_on_are_known() -> None:
    assert parse(LINKED, "linked.toml").referred == {"there", "limit", "plain"}
