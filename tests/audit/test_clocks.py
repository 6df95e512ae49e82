"""Clocks that are wrong: nobody's stamps are taken along, causes come before effects, and the device says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.audit.audit import Audit, replay
from audit_app.audit.history.clocks import clock_doubts, hub_clock, partner_clock
from audit_app.audit.history.history import history
from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.chain import checked
from audit_app.audit.log.clock import led_by, stamp, utc
from audit_app.audit.log.entries import Amended, Answered, Entry, Noted, Signed, Undone
from audit_app.audit.log.people import Person
from audit_app.audit.log.strict import strict_flaws
from audit_app.audit.pen import Pen, written
from tests.conftest import SteppingClock, just_begun

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
YEAR = timedelta(days=365.25)
OFFSETS = (timedelta(0), timedelta(seconds=90), -56 * YEAR, 73 * YEAR, timedelta(hours=-1), timedelta(minutes=7))
VERDICTS = ("compliant", "deficient", "partly")


@dataclass
class Wrong:
    """A clock that is out by `offset`; the true time, which all share, goes on a second each time one is asked."""

    true: "count[int]"
    ids: "count[int]"
    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        return NOW + self.offset + timedelta(seconds=next(self.true))

    def new_id(self) -> str:
        return f"00000000-0000-7000-8000-{next(self.ids):012d}"


@dataclass
class Tablet:
    """One device: what it has of the audit, and the order in which it wrote and learnt things."""

    pen: Pen
    audit: Audit

    def learn(self, other: "Tablet") -> None:
        self.audit = joined(self.audit, reversed((*self.audit.entries, *other.audit.entries)))

    def enter(self, kind: Any, **says: Any) -> Entry:
        made: Entry = self.pen.write(kind, self.audit, **says)
        self.audit = self.audit.with_entry(made)
        return made

    def act(self, what: str) -> Entry | None:
        if self.audit.state == "signed":
            return self.enter(Amended, number=self.audit.revision + 1, reason="again") if what == "amend" else None
        if what == "sign":
            heads = self.audit.heads
            return self.enter(Signed, role="auditor", person=self.pen.person, declaration="d", heads=heads)
        if what == "undo":
            able = [each for each in self.audit.entries if isinstance(each, Answered | Noted | Undone)]
            return self.enter(Undone, undoes=able[-1].id) if able else None
        if what == "note":
            return self.enter(Noted, item="sign", text=str(len(self.audit.entries)))
        return self.enter(Answered, item="sign", verdict=what) if what in VERDICTS else None


def joined(audit: Audit, entries: Iterable[Entry]) -> Audit:
    return replay(audit.id, audit.checklist, audit.library, entries)


def tablets(audit: Audit, offsets: tuple[timedelta, ...]) -> list[Tablet]:
    true, ids = count(), count(1000)
    return [
        Tablet(Pen(f"tablet-{n}", Person(name=f"P{n}"), Wrong(true, ids, offset)), audit)
        for n, offset in enumerate(offsets)
    ]


def bodies(entries: Iterable[Entry]) -> list[str]:
    return [canonical(written(entry)) for entry in entries]


STEP = st.tuples(
    st.integers(0, 2),
    st.sampled_from((*VERDICTS, "note", "undo", "sign", "amend", "learn", "learn", "clock")),
    st.integers(0, 2),
    st.sampled_from(OFFSETS),
)


@settings(max_examples=30)
@given(st.lists(STEP, max_size=14), st.tuples(*[st.sampled_from(OFFSETS)] * 3), st.randoms(use_true_random=False))
def test_causes_come_before_effects_whatever_the_clocks_say_and_whatever_comes_first(steps, offsets, chance) -> None:
    audit = just_begun(Pen("tablet-a", Person(name="A"), SteppingClock(NOW - timedelta(minutes=2))))
    team = tablets(audit, offsets)
    seen: list[tuple[set[str], Entry]] = []  # what a device had seen when it wrote an entry
    for who, what, whom, offset in steps:
        one = team[who]
        if what == "learn":
            one.learn(team[whom])
        elif what == "clock":
            one.pen.clock.offset = offset
        else:
            before = {each.id for each in one.audit.entries}
            made = one.act(what)
            seen += [(before, made)] if made else []
            assert joined(one.audit, one.audit.entries) == one.audit, "shown and kept differ"
            if made:
                now = NOW + one.pen.clock.offset + timedelta(hours=1)
                assert made.at[:24] <= utc(now), "a stamp was led from the future"
    every = list({each.id: each for one in team for each in one.audit.entries}.values())
    whole = joined(audit, every)
    place = {each.id: number for number, each in enumerate(whole.entries)}
    for before, made in seen:
        assert all(place[each] < place[made.id] for each in before)
    assert checked(bodies(every)).flaws == () and list(strict_flaws(every)) == []
    for _ in range(3):
        chance.shuffle(every)
        again = joined(audit, every[: len(every) // 2] + every)
        assert again.entries == whole.entries and again.state == whole.state
        assert {k: v.verdict for k, v in again.lines.items()} == {k: v.verdict for k, v in whole.lines.items()}
    for one in team:  # the order of two entries does not change by what else arrives
        assert [place[each.id] for each in one.audit.entries] == sorted(place[each.id] for each in one.audit.entries)


def test_an_entry_from_the_future_leads_nobodys_stamp_and_comes_before_what_was_made_after_it(audit) -> None:
    early, late, other = tablets(audit, (timedelta(0), 73 * YEAR, timedelta(0)))
    late.act("compliant")
    early.learn(late)
    answer = early.act("deficient")
    other.learn(late)
    other.learn(early)
    assert answer and answer.at.startswith("2026") and answer.replaces == (late.audit.entries[-1].id,)
    note = other.act("note")
    assert note and note.at.startswith("2026") and note.after == (answer.id,)
    assert [entry.device for entry in other.audit.entries] == ["tablet-a", "tablet-1", "tablet-0", "tablet-2"]
    assert other.audit.lines["sign"].verdict.value == "deficient"


def test_an_addendum_opened_after_a_signature_from_the_future_holds(audit) -> None:
    early, late = tablets(audit, (timedelta(0), 73 * YEAR))
    late.act("sign")
    early.learn(late)
    opened = early.act("amend")
    assert opened and opened.after == (late.audit.entries[-1].id,)
    assert joined(audit, reversed(early.audit.entries)).state == "amending"


def test_what_goes_round_in_a_circle_takes_nothing_out_and_is_told(audit, pen) -> None:
    for n in range(3):
        audit = audit.with_entry(pen.write(Noted, audit, item="sign", text=str(n)))
    *before, one, two = audit.entries
    loop = [*before, one.model_copy(update={"replaces": (two.id,)}), two.model_copy(update={"replaces": (one.id,)})]
    again = joined(audit, loop)
    assert joined(audit, reversed(loop)).entries == again.entries
    assert [note.text for note in again.lines["sign"].notes] == ["0", "1"]  # neither is taken out by the other
    assert any(flaw.fault == "builds on itself" for flaw in strict_flaws(loop))


def test_undoings_of_each_other_end(audit, pen) -> None:
    first = audit.with_entry(pen.write(Undone, audit, undoes=audit.entries[0].id))
    second = first.with_entry(pen.write(Undone, first, undoes=first.entries[-1].id))
    loop = [
        audit.entries[0],
        first.entries[-1].model_copy(update={"undoes": second.entries[-1].id}),
        second.entries[-1],
    ]
    assert len(joined(audit, loop).entries) == 3
    assert [joined(audit, loop).slots.stands(entry) for entry in loop] == [True, True, False]


@pytest.mark.parametrize("ahead, leads", [(timedelta(minutes=5), True), (timedelta(minutes=5, seconds=1), False)])
def test_a_stamp_is_led_by_five_minutes_at_most(ahead: timedelta, leads: bool) -> None:
    seen, older = stamp(NOW + ahead), stamp(NOW - timedelta(hours=1))
    assert led_by(NOW, seen, [older, seen]) == (seen if leads else older)
    assert (stamp(NOW, led_by(NOW, seen, [older, seen])) > seen) is leads


def test_an_entry_from_the_future_is_marked_in_the_log(audit) -> None:
    early, late = tablets(audit, (timedelta(0), 73 * YEAR))
    late.act("compliant")
    early.learn(late)
    early.act("deficient")
    told = [event.clock for event in history(early.audit, NOW)]
    assert told == ["", "stamped 73 years ahead of this device's clock", ""]
    assert all(event.clock == "" for event in history(audit, NOW))


def test_an_entry_before_what_it_builds_on_is_marked(audit) -> None:
    old, _ = tablets(audit, (-56 * YEAR, timedelta(0)))
    old.act("compliant")
    [doubt] = clock_doubts(old.audit, NOW)
    assert doubt.words == "stamped 55 years before what it builds on"


def test_the_clock_of_the_other_device_is_told_when_it_differs_by_more_than_five_minutes() -> None:
    def told(minutes: float, seen: str = "") -> str:
        return partner_clock(utc(NOW + timedelta(minutes=minutes)), NOW, seen)

    assert told(0) == told(4) == told(-4) == ""
    assert told(6).startswith("The other device's clock is 6 minutes ahead of this one.")
    assert (
        told(-6)
        == "By the other device's clock the file is 6 minutes old; if it was made just now, the clocks differ by that"
    )
    assert told(-120, utc(NOW - timedelta(minutes=20))).startswith("The other device's clock is at least 1 hour behind")
    assert told(-120, utc(NOW - timedelta(minutes=121))).startswith("By the other device's clock")


def test_a_hubs_clock_is_told_where_it_differs_by_more_than_five_minutes_and_what_is_no_time_is_not() -> None:
    def told(minutes: float) -> str:
        return hub_clock(utc(NOW + timedelta(minutes=minutes)), NOW)

    assert told(0) == told(5) == told(-5) == hub_clock("", NOW) == hub_clock("noon", NOW) == ""
    assert told(6).startswith("The hub's clock is 6 minutes ahead of this device's.")
    assert told(-73 * 365.25 * 1440).startswith("The hub's clock is 73 years behind this device's.")
