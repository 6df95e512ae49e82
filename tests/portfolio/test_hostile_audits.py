"""Audits that are whole, every digest right, and say what no device writes: refused, or harmless in every way out."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.people import Scanner, Unit
from audit_app.checklist.model import Checklist
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.errors import AuditError, BundleRefused
from audit_app.portfolio.share.foreign_log import try_whole
from audit_app.portfolio.share.mraudit import receive, share
from audit_app.report import report_pdf
from audit_app.store.log_json import exported, received
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK, SteppingClock
from tests.store.conftest import ADA, worked

Says = dict[str, Any]
NOTE: Says = {"kind": "noted", "item": "sign", "text": "x"}
FIELD: Says = {"kind": "field_measured", "reading": "r", "x": "1", "y": "1"}
QUANTITY: Says = {
    "typed": "5 mT",
    "value": "5",
    "unit": "mT",
    "comparator": "",
    "uncertainty": None,
    "instrument": None,
}
PLAN: Says = {"kind": "plan_set", "plan": "p", "name": "Plan", "width": "800", "height": "600"}
FINDING: Says = {"kind": "finding_raised", "finding": "f", "item": "sign", "title": "T"}
UNDONE: Says = {"kind": "undone", "undoes": "eve-1"}


def measured(**other: Any) -> Says:
    return {**FIELD, "quantity": {**QUANTITY, **other}}


REFUSED: dict[str, list[Says]] = {
    "a stamp in the year 9999": [{**NOTE, "at": "9999-12-31T23:59:59.999Z-9999"}],
    "a stamp that is no day": [{**NOTE, "at": "2026-02-30T00:00:00.000Z-0000"}],
    "a wall clock in the year 9999": [{**NOTE, "wall": "9999-12-31T23:59:59.999Z"}],
    "a wall clock in words": [{**NOTE, "wall": "tomorrow"}],
    "a zone of 99 hours": [{**NOTE, "zone": "+99:00"}],
    "a zone in words": [{**NOTE, "zone": "Mars"}],
    "an id with a path": [{**NOTE, "id": "../../etc"}],
    "a number of two hundred digits": [{**NOTE, "extra": 10**200}],
    "nesting of a hundred lists": [{**NOTE, "extra": json.loads("[" * 100 + "]" * 100)}],
    "an entry of three million letters": [{**measured(), "challenges": ["c" * 1000] * 3000}],
    "a hundred thousand lists": [{**NOTE, "extra": [[] for _ in range(100_000)]}],
    "a note of a million letters": [{**NOTE, "text": "x" * 1_000_000}],
    "half a letter in a note": [{**NOTE, "text": "\ud800"}],
    "half a letter in a name of a part": [{**NOTE, "\ud800": "x"}],
    "an accent apart from its letter": [{**NOTE, "text": "cafe\u0301"}],
    "a name of a thing with an accent apart from its letter": [
        {"kind": "thing_added", "thing": "t", "thing_kind": "door", "name": "D", "details": {"e\u0301": "x"}}
    ],
    "a sign of kelvin for a letter": [{**NOTE, "by": {"name": "\u212a"}}],
    "a finding whose id has ninety thousand letters": [{**FINDING, "finding": "f" * 90_000}],
    "a title of ten thousand letters": [{**FINDING, "title": "x" * 10_000}],
    "a person's name of ten thousand letters": [{**NOTE, "by": {"name": "x" * 10_000}}],
    "a reading of 1e900000": [measured(value="1e900000")],
    "a reading in furlongs": [measured(unit="furlong")],
    "a reading at 1e300 m": [{**measured(), "x": "1e300"}],
    "an uncertainty of a million percent": [measured(uncertainty={"percent": "1e9", "offset": "0"})],
    "a plan 1e400 wide": [{**PLAN, "width": "1e400"}],
    "a plan that is not a number wide": [{**PLAN, "width": "NaN"}],
    "an undoing of itself": [{**UNDONE, "id": "eve-1"}],
    "two undoings of each other": [{**UNDONE, "undoes": "eve-2"}, {**UNDONE, "undoes": "eve-1"}],
    "a row of a thousand undoings": [NOTE, *({**UNDONE, "undoes": f"eve-{n}"} for n in range(1, 1000))],
    "an entry that replaces a later one": [{**NOTE, "replaces": ["eve-2"]}, NOTE],
    "an entry that replaces itself": [{**NOTE, "replaces": ["eve-1"]}],
    "a setting that is no number": [{"kind": "settled", "setting": {"id": "working-line", "value": "x", "unit": "mT"}}],
    "a setting of infinity": [{"kind": "settled", "setting": {"id": "working-line", "value": "Inf", "unit": "mT"}}],
    "a setting in furlongs": [{"kind": "settled", "setting": {"id": "working-line", "value": "1", "unit": "furlong"}}],
    "a setting of 1e999999": [
        {"kind": "settled", "setting": {"id": "working-line", "value": "1e999999", "unit": "mT"}}
    ],
    "a likelihood of seventy": [{**FINDING, "likelihood": 70}],
    "an action due on no day": [
        FINDING,
        {"kind": "action_set", "action": "a", "finding": "f", "what": "w", "due": "soon"},
    ],
    "an action due on a day that is spelt another way": [
        FINDING,
        {"kind": "action_set", "action": "a", "finding": "f", "what": "w", "due": "20260301"},
    ],
    "an action due on a day of a week": [
        FINDING,
        {"kind": "action_set", "action": "a", "finding": "f", "what": "w", "due": "2026-W09-7"},
    ],
    "a maker's plot of five thousand lines": [
        {"kind": "plot_set", "source": "s", "lines": [{"level": str(n), "radial": "1"} for n in range(1, 5000)]}
    ],
    "a drawing of a million points": [
        {
            "kind": "signed",
            "role": "auditor",
            "person": {"name": "E"},
            "declaration": "d",
            "drawing": [[["0", "0"]] * 70_000],
        }
    ],
    "a checklist that is not there": [{"kind": "checklist_moved", "checklist": "ab" * 32}],
}
HARMLESS: dict[str, list[Says]] = {
    "an item that no checklist has": [{**NOTE, "item": "nowhere"}],
    "a thing that nobody recorded": [{**NOTE, "thing": "nothing"}],
    "an answer of another kind than asked": [{"kind": "answered", "item": "field", "verdict": "compliant"}],
    "a date that is none": [{"kind": "answered", "item": "tested", "value": "2026-99-99"}],
    "a caption for no photo": [{"kind": "photo_captioned", "photo": "none", "text": "x"}],
    "a plan without scale, area or size": [{**PLAN, "width": "0", "height": "0"}],
    "a plan whose scale is one point": [
        {**PLAN, "scale": [["1", "1"], ["1", "1"]], "metres": "1", "isocentre": ["1", "1"], "axis": "0"}, measured(),
    ],
    "an action for no finding": [{"kind": "action_set", "action": "a", "finding": "none", "what": "w"}],
    "a finding followed up that was never carried": [{"kind": "followed_up", "finding": "x", "standing": "worse"}],
    "markup in every text": [{**FINDING, "title": "<b>&amp;</b>", "description": "</para><img src=x>\u0007\u202e"}],
    "a reading at the isocentre": [{**measured(), "x": "0", "y": "0", "height": "0"}],
    "a reading of nothing": [measured(value="0", typed="0 mT")],
    "a reading of a share of nothing": [measured(value="1e-25")],
    "a kind that is known, in the shape of a newer version": [{**NOTE, "schema": 2, "text": ["a"]}],
    "an addendum without a signature": [{"kind": "amended", "number": 7, "reason": "r"}],
    "a zone entered that no checklist has": [{"kind": "zone_entered", "section": "s", "choice": "paper_sheet"}],
}  # fmt: skip


def forged(text: str, says: list[Says]) -> str:
    """The exported audit with these entries of another device behind, each chained and sealed as they must be."""
    whole = json.loads(text)
    prev = ""
    for number, one in enumerate(says, 1):
        envelope = {
            "id": f"eve-{number}", "schema": 1, "audit": whole["audit"], "device": "eve-tablet", "seq": number,
            "at": f"2026-01-03T09:00:00.{number % 1000:03d}Z-{number // 1000:04d}", "wall": "2026-01-03T09:00:00.000Z",
            "zone": "+00:00", "by": {"name": "Eve"}, "replaces": [], "prev": prev,
        }  # fmt: skip
        entry = {**envelope, **one}
        entry["sha"] = prev = digest(entry)
        whole["entries"].append(entry)
    return canonical(whole) + "\n"


@pytest.fixture(scope="module")
def text() -> str:
    store = Store.in_memory()
    return exported(store, worked(store).audit.id)


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_device_writes_is_refused_and_nothing_changes(text: str, name: str) -> None:
    store = Store.in_memory()
    before = received(store, text, lambda _: True, try_whole)
    with pytest.raises(BundleRefused) as refusal:
        received(store, forged(text, REFUSED[name]), lambda _: True, try_whole)
    assert refusal.value.fault and refusal.value.remedy
    assert store.load(before.id) == before and exported(store, before.id) == text


@pytest.mark.parametrize(("part", "length"), [("title", 1_001), ("text", 10_001)])
def test_a_checklist_whose_texts_no_checklist_has_is_refused(part: str, length: int) -> None:
    """A title of 200,000 letters is drawn at the head of each page: half a minute for one report."""
    walk = parse(WALK, "walk.toml").model_dump(mode="json", by_alias=True)
    where = walk if part == "title" else walk["sections"][0]["items"][0]
    where[part] = "T" * length
    made, store = Store.in_memory(), Store.in_memory()
    unit, kept = Unit(id="unit-1", name="MRI 1"), {"scanner": Scanner(), "settings": (), "clock": SteppingClock()}
    audit = begin(made, ADA, Checklist.model_validate(walk), Library(), unit=unit, **kept).audit
    with pytest.raises(BundleRefused, match=rf"has a text of {length:,} characters"):
        received(store, exported(made, audit.id), lambda _: True, try_whole)
    assert store.audits() == ()


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_taken_in_can_be_worked_with_printed_and_given_out_again(text: str, tmp_path: Path, name: str) -> None:
    store = Store.in_memory()
    try:
        audit = received(store, forged(text, HARMLESS[name]), lambda _: True, try_whole)
    except BundleRefused as refusal:
        assert refusal.fault and refusal.remedy and store.audits() == ()
        return
    visit = Visit.resume(store, audit.id, ADA)
    visit.answer("sign", "deficient")
    assert report_pdf(visit.audit).startswith(b"%PDF")
    share(store, Shelf(tmp_path), audit.id, tmp_path / "on.mraudit")
    onward = receive(Store.in_memory(), Shelf(tmp_path / "other"), tmp_path / "on.mraudit")
    assert onward.audit.lines["sign"].verdict.value == "deficient"


@pytest.mark.parametrize(
    "text",
    [
        '{"format":"mr-audit-log-1","papers":{},"entries":[' + ",".join(["[]"] * 6_000_000) + "]}",
        '{"format":"mr-audit-log-1","papers":{},"entries":' + "[" * 5_000_000,
    ],
    ids=["six million lists", "five million deep"],
)
def test_a_large_file_of_little_is_refused_before_it_is_read(text: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(AuditError):
        received(Store.in_memory(), text, lambda _: True)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB
