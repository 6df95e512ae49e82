"""The register as logs: moved over once from the table, joined by union, disputed, never last-wins, checked."""

import json
import zipfile
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit_app.__main__ import app
from audit_app.audit.findings.due import calibrations_due
from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.register import AncillaryItem, Instrument, KnownScanner, KnownUnit
from audit_app.errors import BundleRefused, EntryRefused
from audit_app.register.disputes import disputes
from audit_app.register.log import home_of, is_register, log_id
from audit_app.register.statements import UnitStated
from audit_app.store.register.old_table import move_table, unmoved
from audit_app.store.store import Store
from audit_app.visit.register import ancillaries, card, instruments, people, scanners, units
from audit_app.visit.register_verbs import (
    keep_ancillary,
    keep_card,
    keep_instrument,
    keep_person,
    keep_scanner,
    keep_unit,
    pick,
    pick_part,
    pick_use,
    same_as,
    set_out_of_use,
    take_back,
)
from tests.conftest import SteppingClock
from tests.kept.test_kept import AUDIT, KEPT
from tests.store.conftest import worked

FIELD = {"typed": "3 T", "value": "3", "unit": "T"}
UNIT = KnownUnit(id="u1", name="MRI 1", site="Main hospital")
METER = Instrument(id="m1", name="Hall meter", calibration_due="2026-06-01", percent=Decimal("1.5"))


def joined(one: Store, other: Store) -> None:
    """Each takes in every log of the other."""
    for to, of in ((one, other), (other, one)):
        to.register.take(body for log in of.register.ids() for body in of.register.raw(log))


@pytest.fixture
def two() -> tuple[Store, Store]:
    """Two devices that know one unit and one instrument, from the same statements."""
    first, second = Store.in_memory(), Store.in_memory()
    keep_unit(first, UNIT)
    keep_instrument(first, METER)
    joined(first, second)
    return first, second


def test_what_is_stated_is_read_and_what_is_said_already_is_not_stated_again(store: Store) -> None:
    for _ in range(2):
        keep_unit(store, UNIT)
        keep_scanner(store, KnownScanner(id="s1", unit="u1", maker="Example", model="One"))
        keep_card(store, "u1", {"arrest_number": " 2222 ", "fire_number": ""})
        keep_ancillary(store, AncillaryItem(id="a1", unit="u1", name="Trolley", label="mr_safe", place="Zone III"))
        keep_person(store, Person(id="p1", name="Ada Byron", email="ada@example.org"))
        keep_instrument(store, METER)
    assert units(store) == (UNIT,) and card(store, "u1") == {"arrest_number": "2222"}
    assert [(each.id, each.maker, each.model) for each in scanners(store, "u1")] == [("s1", "Example", "One")]
    assert [(each.name, each.label, each.place) for each in ancillaries(store, "u1")] == [
        ("Trolley", "mr_safe", "Zone III")
    ]
    assert [each.email for each in people(store)] == ["ada@example.org"]
    assert instruments(store) == (METER,)
    assert [len(store.register.raw(each)) for each in store.register.ids()] == [4, 2, 1]
    assert list(store.register.flaws()) == []


def test_a_register_is_there_again_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        keep_unit(store, UNIT)
    with Store.at(tmp_path) as store:
        keep_unit(store, UNIT.model_copy(update={"note": "x"}))
    with Store.to_read(tmp_path) as store:
        assert [each.note for each in units(store)] == ["x"]
        assert [entry.seq for entry in store.register.log("unit.u1").entries] == [1, 2]


def test_two_who_state_a_unit_differently_unknowingly_are_a_dispute_and_neither_wins(two) -> None:
    first, second = two
    keep_unit(first, UNIT.model_copy(update={"name": "MRI One", "interval_months": 6}))
    keep_unit(second, UNIT.model_copy(update={"site": "Annexe", "interval_months": 24}))
    joined(first, second)
    for store in two:
        [unit] = units(store)
        assert {*unit.name.split(" or ")} == {"MRI 1", "MRI One"} and unit.interval_months == 6
        assert {*unit.site.split(" or ")} == {"Main hospital", "Annexe"}
        found = disputes(store.register.now)
        assert [each.about for each in found] == [
            f"the unit, {each}" for each in ("Name", "Site", "Months between audits")
        ]
        assert {(each.subject_id, len(each.versions)) for each in found} == {("u1", 2)}
    assert disputes(first.register.now) == disputes(second.register.now)
    chosen = next(each for each in disputes(second.register.now)[0].versions if "MRI One" in each.words)
    pick(second, "unit.u1", chosen.id)
    joined(first, second)
    assert units(first) == units(second) == (UNIT.model_copy(update={"name": "MRI One", "interval_months": 6}),)
    with pytest.raises(EntryRefused, match="not in dispute"):
        pick(second, "unit.u1", chosen.id)


def test_each_field_is_settled_by_itself_and_names_whoever_stated_it_first(two) -> None:
    first, second = two
    keep_unit(first, UNIT.model_copy(update={"name": "MRI One", "note": "same"}), pen("Ada"))
    keep_unit(second, UNIT.model_copy(update={"site": "Annexe", "note": "same"}), pen("Ben", "second"))
    joined(first, second)
    name = disputes(second.register.now)[0]
    assert {(each.words, each.who) for each in name.versions} == {
        ("Name: MRI 1", "Not recorded"),
        ("Name: MRI One", "Ada"),
    }
    chosen = next(each for each in name.versions if "One" in each.words)
    pick_part(second, "unit.u1", chosen.id, "name", pen("Cy", "third"))
    joined(first, second)
    for store in two:
        [left] = disputes(store.register.now)
        assert (left.part, [unit.name for unit in units(store)]) == ("site", ["MRI One"])
        assert {(each.words, each.who) for each in left.versions} == {
            ("Site: Main hospital", "Not recorded"),
            ("Site: Annexe", "Ben"),
        }
    annexe = next(each for each in disputes(first.register.now)[0].versions if "Annexe" in each.words)
    pick_part(first, "unit.u1", annexe.id, "site", pen("Di", "fourth"))
    joined(first, second)
    assert [disputes(store.register.now) for store in two] == [(), ()]
    assert units(first) == units(second)
    assert [(each.name, each.site, each.note) for each in units(first)] == [("MRI One", "Annexe", "same")]
    with pytest.raises(EntryRefused, match="not in dispute"):
        pick_part(second, "unit.u1", chosen.id, "name")


def test_two_who_settle_different_fields_apart_end_alike_in_every_order(two) -> None:
    first, second = two
    keep_unit(first, UNIT.model_copy(update={"name": "MRI One", "site": "A"}))
    keep_unit(second, UNIT.model_copy(update={"name": "MRI Two", "site": "B"}))
    joined(first, second)
    for store, part, words in ((first, "name", "One"), (second, "site", "B")):
        [found] = [each for each in disputes(store.register.now) if each.part == part]
        pick_part(store, "unit.u1", next(each.id for each in found.versions if words in each.words), part)
    joined(first, second)
    assert units(first) == units(second) and disputes(first.register.now) == disputes(second.register.now)


def test_one_number_of_a_card_is_settled_and_the_others_stay_as_they_are(two) -> None:
    keep_card(two[0], "u1", {"arrest_number": "2222", "fire_number": "1"})
    keep_card(two[1], "u1", {"arrest_number": "3333", "fire_number": "1", "lead": "Lin"})
    joined(*two)
    arrest, lead = disputes(two[0].register.now)
    assert [each.part for each in (arrest, lead)] == ["arrest_number", "lead"]
    chosen = next(each for each in arrest.versions if "3333" in each.words)
    pick_part(two[0], "unit.u1", chosen.id, "arrest_number")
    assert card(two[0], "u1") == {"arrest_number": "3333", "fire_number": "1", "lead": "Lin"}
    assert [each.part for each in disputes(two[0].register.now)] == ["lead"]
    empty = next(each for each in disputes(two[0].register.now)[0].versions if "empty" in each.words)
    pick_part(two[0], "unit.u1", empty.id, "lead")
    assert card(two[0], "u1") == {"arrest_number": "3333", "fire_number": "1"}


def pen(name: str, device: str = "first") -> Pen:
    return Pen(device, Person(name=name), SteppingClock(ids=count(1_000 + 100 * ord(name[0]))))


def test_a_calibration_in_dispute_is_not_known_and_its_uncertainty_the_wider(two) -> None:
    first, second = two
    keep_instrument(first, METER.model_copy(update={"calibration_due": "2027-01-01", "percent": Decimal(2)}))
    keep_instrument(second, METER.model_copy(update={"calibration_due": "2028-01-01", "percent": Decimal(1)}))
    joined(first, second)
    for store in two:
        [meter] = instruments(store)
        assert (meter.calibration_due, meter.percent, meter.name) == ("", 2, "Hall meter")
        [due] = calibrations_due([meter], SteppingClock().now().date())
        assert due.state == "unknown"


def test_two_numbers_on_an_emergency_card_stand_beside_each_other(two) -> None:
    keep_card(two[0], "u1", {"arrest_number": "2222", "fire_number": "1"})
    keep_card(two[1], "u1", {"arrest_number": "3333", "fire_number": "1"})
    joined(*two)
    assert {*card(two[0], "u1")["arrest_number"].split(" or ")} == {"2222", "3333"}
    assert card(two[0], "u1")["fire_number"] == "1"


def test_two_units_of_one_name_stay_two_and_the_same_is_a_statement_that_is_taken_back(store: Store) -> None:
    for name in ("u1", "u2", "u3"):
        keep_unit(store, KnownUnit(id=name, name="MRI 1"))
    assert [each.id for each in units(store)] == ["u1", "u2", "u3"]
    assert store.register.now.same("unit", "u1") == {"u1"}
    same_as(store, "unit", "u1", "u2")
    same_as(store, "unit", "u3", "u2")
    assert store.register.now.same("unit", "u1") == {"u1", "u2", "u3"}
    assert [each.id for each in units(store)] == ["u1", "u2", "u3"]
    take_back(store, "unit.u3", store.register.log("unit.u3").entries[-1].id)
    assert store.register.now.same("unit", "u1") == {"u1", "u2"}
    same_as(store, "unit", "u1", "u2", same=False)
    assert store.register.now.same("unit", "u1") == {"u1"}
    with pytest.raises(EntryRefused, match="same as itself"):
        same_as(store, "unit", "u1", "u1")


def test_what_is_out_of_use_is_not_offered_and_comes_back(store: Store) -> None:
    keep_unit(store, UNIT)
    set_out_of_use(store, "unit.u1", "unit", "u1", "Scrapped")
    assert units(store) == () and store.register.now.out_of_use == (("unit.u1", "unit", "u1", "MRI 1"),)
    set_out_of_use(store, "unit.u1", "unit", "u1", out=False)
    assert units(store) == (UNIT,)
    keep_instrument(store, METER.model_copy(update={"retired": True}))
    assert [each.retired for each in instruments(store)] == [True]
    keep_instrument(store, METER)
    assert [each.retired for each in instruments(store)] == [False]


def went_on(store: Store, what: str) -> None:
    """Somebody goes on with the unit, or the instrument."""
    if what == "unit":
        keep_card(store, UNIT.id, {"arrest_number": "2222"})
    else:
        keep_instrument(store, METER.model_copy(update={"calibration_due": "2027-06-01"}))


@pytest.mark.parametrize(("what", "subject"), [("unit", UNIT.id), ("instrument", METER.id)])
@pytest.mark.parametrize("outer", [0, 1])
@pytest.mark.parametrize("out", [True, False])
def test_what_one_puts_out_of_use_and_another_goes_on_with_is_a_dispute_and_settled(
    two, what: str, subject: str, outer: int, out: bool
) -> None:
    log = log_id(what, subject)
    set_out_of_use(two[outer], log, what, subject, "Sold")
    went_on(two[1 - outer], what)
    joined(*two)
    for store in two:
        [found] = disputes(store.register.now)
        assert (found.unaware, found.subject_id) == (True, subject)
        assert [each.words.partition(":")[0] for each in found.versions] == ["It is used", "It is out of use"]
        assert "Sold" in found.versions[1].words
        assert store.register.now.is_out(store.register.log(log), what, subject) is (what == "instrument")
    pick_use(two[0], log, what, subject, out)
    joined(*two)
    for store in two:
        assert disputes(store.register.now) == ()
        assert store.register.now.is_out(store.register.log(log), what, subject) is out
    with pytest.raises(EntryRefused, match="not in dispute any more"):
        pick_use(two[1], log, what, subject, out)


@pytest.mark.parametrize("outer", [0, 1])
def test_what_is_put_out_of_use_or_gone_on_with_knowingly_is_no_dispute(two, outer: int) -> None:
    log = log_id("unit", UNIT.id)
    went_on(two[1 - outer], "unit")
    joined(*two)
    set_out_of_use(two[outer], log, "unit", UNIT.id, "Sold")
    joined(*two)
    assert disputes(two[0].register.now) == () and two[1].register.now.is_out(two[1].register.log(log), "unit", UNIT.id)
    keep_card(two[1 - outer], UNIT.id, {"arrest_number": "3333"})
    keep_card(two[1 - outer], UNIT.id, {"arrest_number": "4444"})
    joined(*two)
    assert disputes(two[0].register.now) == disputes(two[1].register.now) == ()
    kinds = [each.kind for each in two[0].register.log(log).entries]
    assert kinds.count("saw") == 2  # before it was put out of use, and once before it was gone on with


def test_what_is_picked_as_out_of_use_with_all_in_view_is_not_asked_again(two) -> None:
    log, third = log_id("unit", UNIT.id), Store.in_memory()
    joined(two[0], third)
    keep_card(two[1], UNIT.id, {"arrest_number": "3333"})
    joined(*two)
    set_out_of_use(two[0], log, "unit", UNIT.id, "Sold")
    set_out_of_use(third, log, "unit", UNIT.id, "Scrapped")
    joined(two[0], third)
    [found] = disputes(third.register.now)
    pick(third, log, found.versions[0].id)
    assert disputes(third.register.now) == () and units(third) == ()


def test_whoever_settles_a_field_of_what_is_out_of_use_goes_on_knowing_of_it(two) -> None:
    log = log_id("unit", UNIT.id)
    for store, site in zip(two, ("North", "South"), strict=True):
        keep_unit(store, UNIT.model_copy(update={"site": site}))
    joined(*two)
    set_out_of_use(two[0], log, "unit", UNIT.id, "Sold")
    joined(*two)
    [found] = disputes(two[1].register.now)
    pick_part(two[1], log, found.versions[0].id, found.part)
    joined(*two)
    for store in two:
        assert disputes(store.register.now) == () and store.register.now.is_out(
            store.register.log(log), "unit", UNIT.id
        )


def test_an_undoing_takes_a_change_back_and_its_own_undoing_states_it_again(store: Store) -> None:
    keep_unit(store, UNIT)
    keep_unit(store, UNIT.model_copy(update={"name": "MRI One"}))
    undone = take_back(store, "unit.u1", store.register.log("unit.u1").entries[-1].id)
    assert units(store) == (UNIT,)
    take_back(store, "unit.u1", undone.id)
    assert [each.name for each in units(store)] == ["MRI One"]


# From the table of version 0.1


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder as 0.1.0 left it."""
    with zipfile.ZipFile(KEPT / "data.zip") as kept:
        kept.extractall(tmp_path / "data")
    return tmp_path / "data"


def test_the_register_of_0_1_0_is_moved_over_once_and_the_table_left_as_it_was(data: Path) -> None:
    with Store.at(data) as store:
        table = {kind: store.drawers.registered(kind) for kind in ("unit", "scanner")}
        [unit], [machine] = units(store), scanners(store)
        assert [(unit.id, unit.name, unit.site)] == [(each["id"], each["name"], each["site"]) for each in table["unit"]]
        [row] = table["scanner"]
        assert (machine.id, machine.unit, str(machine)) == (row["id"], unit.id, row["name"])
        bodies = store.register.raw(log_id("unit", unit.id))
        assert [json.loads(body)["kind"] for body in bodies] == ["unit_stated", "scanner_stated"]
        assert all(json.loads(body)["moved_from"].startswith("register, 20") for body in bodies)
    with Store.at(data) as store:
        assert store.register.raw(log_id("unit", unit.id)) == bodies
        assert {kind: store.drawers.registered(kind) for kind in ("unit", "scanner")} == table
        assert len(store.audits()) == 2
    shown = CliRunner().invoke(app, ["verify", AUDIT, "--data", str(data)])
    assert shown.exit_code == 0 and "Everything is as it was written." in shown.output


def test_every_kind_of_row_is_moved_and_a_change_since_does_not_bring_the_old_one_back(store: Store) -> None:
    rows = {
        "unit": ("u1", "MRI 1", {"site": "Main hospital", "interval_months": 6}),
        "scanner": ("s1", "Example One", {"unit": "u1", "maker": "Example", "field": FIELD}),
        "instrument": ("m1", "Hall meter", {"percent": "1.5", "offset": "0.01", "unit": "mT", "retired": True}),
        "person": ("p1", "Ada Byron", {"role": "MRSE"}),
        "emergency": ("emergency.u1", "MRI 1", {"arrest_number": "2222"}),
    }
    for kind, (row, name, body) in rows.items():
        store.drawers.register(kind, row, name, body)
    move_table(store.register, store.drawers, store.device)
    assert [(each.name, each.interval_months) for each in units(store)] == [("MRI 1", 6)]
    assert [str(each) for each in scanners(store)] == ["Example 3 T"]
    [meter] = instruments(store)
    assert (str(meter.percent), str(meter.offset), meter.unit, meter.retired) == ("1.5", "0.01", "mT", True)
    assert people(store)[0].role == "MRSE" and card(store, "u1") == {"arrest_number": "2222"}
    keep_unit(store, UNIT.model_copy(update={"name": "MRI One"}))
    assert unmoved(store.register, store.drawers) == ()
    move_table(store.register, store.drawers, store.device)
    assert [each.name for each in units(store)] == ["MRI One"]


def test_a_kill_in_the_middle_of_moving_leaves_nothing_halfway(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        store.drawers.register("unit", f"u{number}", f"MRI {number}", {})
    append, made = type(store.register).append, []

    def killed(self, log, *entries):
        append(self, log, *entries)
        made.append(log.id)
        if len(made) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(store.register), "append", killed)
        with pytest.raises(KeyboardInterrupt):
            move_table(store.register, store.drawers, store.device)
    assert store.register.ids() == () and units(store) == ()
    move_table(store.register, store.drawers, store.device)
    assert [each.name for each in units(store)] == [f"MRI {number}" for number in range(4)]


def test_two_devices_that_moved_the_same_row_are_in_no_dispute() -> None:
    first, second = Store.in_memory(), Store.in_memory()
    for store in (first, second):
        store.drawers.register("unit", "u1", "MRI 1", {})
        move_table(store.register, store.drawers, store.device)
    joined(first, second)
    assert disputes(first.register.now) == () and [each.name for each in units(first)] == ["MRI 1"]


# What comes from outside


def forged(device: str = "eve-tablet", **says) -> str:
    entry = {
        "id": "eve-1", "schema": 1, "audit": "unit.u1", "device": device, "seq": 1,
        "at": "2026-01-03T09:00:00.000Z-0000", "wall": "2026-01-03T09:00:00.000Z", "zone": "+00:00",
        "by": {"name": "Eve"}, "replaces": [], "prev": "",
        "kind": "unit_stated", "unit": "u1", "name": "Eve's", **says,
    }  # fmt: skip
    return canonical({**entry, "sha": digest(entry)})


REFUSED = {
    "about another unit": {"unit": "u2"},
    "in a log that does not belong to the register": {"audit": "01a21e25-0a8a-77a3-a488-bd967b3ec07d"},
    "a stamp in the year 9999": {"at": "9999-12-31T23:59:59.999Z-0000"},
    "that begins as an audit does": {"kind": "begun"},
    "a name of ten thousand letters": {"name": "x" * 10_000},
    "half a letter in a name": {"name": "\ud800"},
    "a note of a million letters": {"note": "x" * 1_000_000},
    "an interval of no months": {"interval_months": 0},
    "that replaces itself": {"replaces": ["eve-1"]},
    "that names what is not here": {"replaces": ["nobody"]},
    "an undoing of itself": {"kind": "undone", "undoes": "eve-1"},
    "a unit that is no text": {"unit": {"id": 1}},
    "without a beginning": {"seq": 2, "prev": "ab" * 32},
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_statement_that_no_device_makes_is_refused_and_nothing_changes(two, name: str) -> None:
    store, before = two[0], two[0].register.raw("unit.u1")
    with pytest.raises(BundleRefused) as refusal:
        store.register.take([forged(**REFUSED[name])])
    assert refusal.value.fault and refusal.value.remedy
    assert store.register.raw("unit.u1") == before and units(store) == (UNIT,)


def test_a_statement_of_a_kind_not_known_yet_is_kept_without_effect_and_passed_on(two) -> None:
    body = forged(kind="unit_repainted", colour="blue")
    assert two[0].register.take([body]) == 1
    assert units(two[0]) == (UNIT,) and body in two[0].register.raw("unit.u1")


def test_a_statement_under_this_devices_name_is_in_dispute_like_anothers_until_it_is_settled_here(two) -> None:
    store = two[0]
    assert store.register.take([forged(device=store.device)]) == 1
    assert [each.name for each in units(store)] == ["Eve's or MRI 1"] and list(store.register.flaws()) == []
    keep_unit(store, UNIT.model_copy(update={"note": "still"}))
    assert [each.note for each in units(store)] == ["still"]


def test_a_statement_from_the_future_leads_no_time_and_is_told_by_verify(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        visit = worked(store)
        store.register.take([forged(at="2099-01-03T09:00:00.000Z-0000")])
        keep_unit(store, UNIT)
        assert json.loads(store.register.raw("unit.u1")[0])["at"] < "2099"
    said = CliRunner().invoke(app, ["verify", visit.audit.id, "--data", str(tmp_path)])
    assert "CLOCK  the register's log unit.u1, entry 1 of device eve" in said.output and "years ahead" in said.output


@pytest.mark.parametrize("many", [1, 5])
def test_the_same_goes_on_over_any_number_of_statements_and_in_a_circle(many: int) -> None:
    store = Store.in_memory()
    ids = [f"u{number}" for number in range(many)]
    for each in ids:
        keep_unit(store, UNIT.model_copy(update={"id": each}))
    for one, other in zip(ids, [*ids[1:], ids[0]], strict=True):
        if one != other:
            same_as(store, "unit", one, other)
    assert all(store.register.now.same("unit", each) == set(ids) for each in ids)


def test_an_audit_cannot_bear_the_name_of_a_log_of_the_register(two) -> None:
    with pytest.raises(BundleRefused, match="has the id of a log of the register"):
        two[0].take({}, [forged(kind="begun")])


def test_a_changed_statement_is_told_and_takes_nothing_else_with_it(tmp_path: Path) -> None:
    with Store.at(tmp_path) as store:
        keep_unit(store, UNIT)
        keep_person(store, Person(id="p1", name="Ada"))
        with store._connection.writing() as db:
            db.execute("drop trigger entries_no_update")
            db.execute("update entries set body = replace(body, 'MRI 1', 'MRI 9') where audit = 'unit.u1'")
        store.register._register = None
        assert units(store) == () and [each.name for each in people(store)] == ["Ada"]
        assert "was changed after it was written" in store.register.now.unreadable[0]
        assert any("unit.u1" in str(flaw) for flaw in store.register.flaws())


def test_a_log_is_named_after_what_it_is_about_whatever_that_is_called() -> None:
    assert log_id("unit", "01a2-b") == "unit.01a2-b" and is_register("unit.01a2-b")
    odd = log_id("unit", "../../x y")
    assert is_register(odd) and odd == log_id("unit", "../../x y") != log_id("unit", "../../x z")
    assert not is_register("unit.") and not is_register("01a21e25") and not is_register("unit.a.b")
    pen = Pen("tablet-a", Person(name="Ada"), SteppingClock())
    assert home_of(pen.write(UnitStated, None, "unit.x", unit="u9", name="n")) == "unit.u9"
