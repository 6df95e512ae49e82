"""A log that is well-formed and hostile, joined with a signed audit that is here: refused whole, or kept without harm.

Whatever it says, the audit can be read, what was signed is what was signed, nobody's time is taken along, and what was
refused does not travel on.
"""

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from audit_app.audit.editions import part_of
from audit_app.audit.findings.finding import findings
from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.entries import Amended, Signed
from audit_app.audit.pen import written
from audit_app.audit.signatures import as_signed, covered
from audit_app.errors import BundleRefused
from audit_app.portfolio.share.foreign_log import try_whole
from audit_app.report import report_pdf
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.visit.visit import Visit
from tests.conftest import SteppingClock
from tests.store.conftest import ADA, worked

Says = dict[str, Any]
EVE = {"name": "Eve"}
ANSWER: Says = {"kind": "answered", "item": "sign", "verdict": "deficient"}
NOTE: Says = {"kind": "noted", "item": "sign", "text": "x"}
SIGNATURE: Says = {"kind": "signed", "role": "auditor", "person": EVE, "declaration": "Mine", "revision": 0}
UNSEEN = "\u202egnp.exe\u2066 \u200b\u0000\u0007\x1b[2J"


class Here:
    """A signed audit on this device, and the same on another; `own` are its entries, `last` this device's newest."""

    def __init__(self) -> None:
        self.store = Store.in_memory()
        visit = worked(self.store)
        visit.answer("sign", "compliant")
        visit.note("sign", "Seen")
        visit.sign(ADA, "I saw it")
        self.id, self.text = visit.audit.id, exported(self.store, visit.audit.id)
        self.own = [json.loads(body) for body in self.store.raw(self.id)]
        self.last = self.own[-1]
        self.answer = next(each for each in self.own if each["kind"] == "answered" and each["item"] == "sign")
        self.signed = next(each for each in self.own if each["kind"] == "signed")

    def issue(self) -> tuple[object, ...]:
        """What our signature covers, as it is told."""
        whole = self.store.load(self.id)
        [signed] = [entry for entry in whole.entries if isinstance(entry, Signed) and entry.by == ADA]
        inside = covered(whole, signed)
        audit = part_of(whole, (entry for entry in whole.entries if entry.id in inside))
        lines = {line.key: (line.verdict, line.note, line.photos) for line in audit.lines.values()}
        return lines, findings(audit), written(signed), audit.settings, audit.things

    def with_entries(self, says: list[Says]) -> str:
        """The file with entries of Eve's behind, each chained and sealed as they must be."""
        whole, last = json.loads(self.text), {}
        for number, one in enumerate(says, 1):
            device = one.get("device", "eve-tablet")
            before = last.get(device) or (self.last if one.get("goes_on") else {"seq": 0, "sha": ""})
            envelope = {
                "id": f"eve-{number}", "schema": 1, "audit": self.id, "device": device, "seq": before["seq"] + 1,
                "at": f"2026-01-05T09:00:00.{number % 1000:03d}Z-0000", "wall": "2026-01-05T09:00:00.000Z",
                "zone": "+00:00", "by": EVE, "replaces": [], "prev": before["sha"],
            }  # fmt: skip
            entry = {**envelope, **{name: said for name, said in one.items() if name not in ("goes_on", "covers_own")}}
            if one.get("covers_own"):
                entry["heads"] = {**entry["heads"], device: before["sha"]}
            last[device] = entry = {**entry, "sha": digest(entry)}
            whole["entries"].append(entry)
        return canonical(whole) + "\n"


@pytest.fixture
def here() -> Here:
    return Here()


def begun(here: Here) -> Says:
    """Another beginning of the same audit, of another unit."""
    first = here.own[0]
    says = {name: first[name] for name in ("purpose", "checklist", "references", "scanner", "on", "settings")}
    return {"kind": "begun", **says, "unit": {**first["unit"], "name": "Eve's"}, "auditor": EVE, "simulated": False}


def signed(here: Here, covers: str = "all", **says: Any) -> Says:
    """A signature over everything here, or over the beginning only."""
    head = here.own[0] if covers == "before" else here.last
    return {**SIGNATURE, "heads": {here.store.device: head["sha"]}, **says}


REFUSED = {
    "another beginning": lambda here: [begun(here)],
    "another beginning years before": lambda here: [{**begun(here), "at": "1970-01-02T00:00:00.000Z-0000"}],
    "another beginning under our name": lambda here: [{**begun(here), "device": here.store.device, "goes_on": True}],
    "a stamp in the year 9999": lambda here: [{**NOTE, "at": "9999-12-31T23:59:59.999Z-0000"}],
    "a replacing in a circle": lambda here: [{**NOTE, "replaces": ["eve-2"]}, {**NOTE, "replaces": ["eve-1"]}],
    "a circle of two devices whose clocks are years apart": lambda here: [
        {**NOTE, "replaces": ["eve-2"], "wall": "1971-01-01T00:00:00.000Z"},
        {**NOTE, "device": "eve-phone", "replaces": ["eve-1"], "wall": "1971-01-01T00:00:00.000Z"},
    ],
    "a circle by what it was made after": lambda here: [
        {**NOTE, "after": ["eve-2"]},
        {**NOTE, "device": "eve-phone", "after": ["eve-1"]},
    ],
    "another signature over ours, and a change": lambda here: [
        {**ANSWER, "replaces": [here.answer["id"]]},
        signed(here, covers_own=True),
    ],
    "another signature over ours from the future": lambda here: [signed(here, at="2099-01-01T00:00:00.000Z-0000")],
    "a signature that covers nothing": lambda here: [SIGNATURE],
    "a signature that covers what is its own": lambda here: [NOTE, {**SIGNATURE, "heads": {}}],
    "an undoing in a circle": lambda here: [
        {"kind": "undone", "undoes": "eve-2", "wall": "1971-01-01T00:00:00.000Z"},
        {"kind": "undone", "undoes": "eve-1", "device": "eve-phone", "wall": "1971-01-01T00:00:00.000Z"},
    ],
    "a text of ten million letters": lambda here: [{**NOTE, "text": "x" * 10_000_000}],
    "a name of ten million letters": lambda here: [{**NOTE, "by": {"name": "x" * 10_000_000}}],
    "an item of ten million letters": lambda here: [{**NOTE, "item": "x" * 10_000_000}],
    "a list of a hundred thousand names": lambda here: [{**NOTE, "after": [f"x{n}" for n in range(100_000)]}],
}
KEPT = {
    "an answer after the signature": lambda here: [{**ANSWER, "replaces": [here.answer["id"]]}],
    "an answer after the signature that did not know of it": lambda here: [ANSWER],
    "an undoing of the signature": lambda here: [{"kind": "undone", "undoes": here.signed["id"]}],
    "an undoing of the beginning": lambda here: [{"kind": "undone", "undoes": here.own[0]["id"]}],
    "a replacing of the beginning and of the signature": lambda here: [
        {**NOTE, "replaces": [here.own[0]["id"], here.signed["id"]]}
    ],
    "a signature of somebody who did not know of ours": lambda here: [
        {**ANSWER, "replaces": [here.answer["id"]]},
        signed(here, "before", covers_own=True),
    ],
    "another signature of before ours": lambda here: [signed(here, "before", at="2026-01-02T09:00:30.000Z-0000")],
    "an addendum that nobody opened, and its signature": lambda here: [
        {"kind": "amended", "number": 7, "reason": "Mine"},
        {**ANSWER, "replaces": [here.answer["id"]]},
        signed(here, revision=7, covers_own=True),
    ],
    "this device's own log gone on with": lambda here: [{**NOTE, "device": here.store.device, "goes_on": True}],
    "this device's own log begun again": lambda here: [{**NOTE, "device": here.store.device}],
    "this device's own log gone on with in two ways": lambda here: [
        {**ANSWER, "device": here.store.device, "goes_on": True, "replaces": [here.answer["id"]]},
        {**NOTE, "device": "eve-tablet", "replaces": [here.answer["id"]]},
    ],
    "one id for two entries": lambda here: [{**NOTE, "id": "eve-2"}, NOTE],
    "the id of an entry that is here": lambda here: [{**NOTE, "id": here.answer["id"]}],
    "the id of an entry that is here, for another answer": lambda here: [{**ANSWER, "id": here.answer["id"]}],
    "the id of the signature, and that undone": lambda here: [
        {**NOTE, "id": here.signed["id"]},
        {"kind": "undone", "undoes": here.signed["id"]},
    ],
    "all of this device's work set aside": lambda here: [
        {"kind": "contribution_set_aside", "of_device": here.store.device, "reason": "Mine"}
    ],
    "heads that nobody has, seen": lambda here: [{"kind": "saw", "heads": {here.store.device: "ab" * 32}}],
    "what is not here, made after": lambda here: [{**NOTE, "after": ["nobody"]}],
    "a stamp in the year 2099": lambda here: [{**NOTE, "at": "2099-01-01T00:00:00.000Z-0000"}],
    "a stamp in the year 1970": lambda here: [{**NOTE, "at": "1970-01-02T00:00:00.000Z-0000"}],
    "control and direction characters in every text": lambda here: [
        {**NOTE, "text": UNSEEN, "by": {"name": UNSEEN}},
        {"kind": "finding_raised", "finding": UNSEEN, "item": "sign", "title": UNSEEN, "description": UNSEEN},
        {"kind": "thing_added", "thing": UNSEEN, "thing_kind": "door", "name": UNSEEN},
    ],
    "a deed of ours that it takes part in": lambda here: [{**NOTE, "together": here.answer["id"]}],
    "statements of the register": lambda here: [{"kind": "unit_stated", "unit": "unit-1", "name": "Eve's"}],
}


@pytest.mark.parametrize("name", REFUSED)
def test_poison_is_refused_whole_and_nothing_changes(here: Here, name: str) -> None:
    before = here.issue()
    with pytest.raises(BundleRefused) as refusal:
        received(here.store, here.with_entries(REFUSED[name](here)), lambda _: True, try_whole)
    assert refusal.value.fault and refusal.value.remedy and len(str(refusal.value)) < 1_000
    assert exported(here.store, here.id) == here.text and here.issue() == before


@pytest.mark.parametrize("name", KEPT)
def test_poison_that_is_kept_changes_nothing_that_was_signed_and_leads_nobodys_time(here: Here, name: str) -> None:
    before = here.issue()
    joined = received(here.store, here.with_entries(KEPT[name](here)), lambda _: True, try_whole)
    assert here.issue() == before
    # two who signed apart, or an addendum of somebody else, make it disputed; nothing makes it what it was not
    assert as_signed(joined).lines["sign"].verdict in ("compliant", "disputed") and joined.state == "signed"
    visit = Visit.resume(here.store, here.id, ADA, SteppingClock(datetime(2026, 1, 6, tzinfo=UTC), ids=iter_ids()))
    if visit.audit.state == "signed":
        visit.enter(Amended, number=visit.audit.revision + 1, reason="Looked at again")
    visit.answer("sign", "partly")
    assert visit.audit.entries[-1].at.startswith("2026-01-06")
    assert visit.audit.lines["sign"].verdict in ("partly", "disputed", "not_done")  # never what it was before
    assert here.store.load(here.id) == visit.audit
    elsewhere = Store.in_memory()
    received(elsewhere, exported(here.store, here.id), lambda _: True, try_whole)
    assert elsewhere.load(here.id).entries == visit.audit.entries


def iter_ids() -> "count[int]":
    return count(90_000)


def test_a_report_of_an_audit_with_control_and_direction_characters_is_printed(here: Here) -> None:
    poison = KEPT["control and direction characters in every text"](here)
    audit = received(here.store, here.with_entries(poison), lambda _: True, try_whole)
    assert report_pdf(audit).startswith(b"%PDF")


def test_a_poisoned_file_leaves_every_other_audit_alone(here: Here) -> None:
    other = worked(here.store, SteppingClock(ids=iter_ids())).audit
    for poison in (*REFUSED.values(), *KEPT.values()):
        try:
            received(here.store, here.with_entries(poison(here)), lambda _: True, try_whole)
        except BundleRefused:
            continue
    assert here.store.load(other.id) == other and {each.id for each in here.store.audits()} == {here.id, other.id}
