"""The pictures of a report: numbered as everywhere else, and none of them lost."""

import pytest

from audit_app.audit.log.entries import (
    ActionClosed,
    ActionSet,
    FindingRaised,
    FindingSetAside,
    PhotoTaken,
    ThingAdded,
    ThingSetAside,
)
from audit_app.audit.pictures import pictures
from audit_app.report import outline
from audit_app.report.album import Album
from audit_app.report.blocks import shots_in
from audit_app.report.options import NoPictures
from tests.report.reading import words
from tests.report.sample import RECORD, Walk, begun


@pytest.fixture
def walk() -> Walk:
    return begun()


def photo(walk: Walk, name: str, item: str = "", thing: str | None = None, finding: str = "") -> str:
    digest = name.encode().hex().ljust(64, "0")[:64]
    walk.add(PhotoTaken, item=item, thing=thing, photo=name, digest=digest, name=f"{name}.jpg", finding=finding)
    return name


def test_a_photo_has_the_number_it_has_on_screens_and_in_letters_and_stands_where_the_report_walks(walk: Walk) -> None:
    items = list(walk.audit.checklist.items)
    photo(walk, "taken-first", items[5])
    photo(walk, "taken-second", items[0])
    shots = Album(walk.audit, NoPictures()).shots
    assert [(one.number, one.name) for one in shots] == [(2, "taken-second.jpg"), (1, "taken-first.jpg")]
    assert {one.digest: one.number for one in shots} == {one.digest: one.number for one in pictures(walk.audit)}


def test_photos_of_what_was_withdrawn_set_aside_or_no_longer_applies_are_still_shown(walk: Walk) -> None:
    item = next(iter(walk.audit.checklist.items))
    of_door = next(line for line in walk.audit.checklist.sections if line.repeats_over == "door").items[0].id
    photo(walk, "of-the-item", item)
    walk.add(FindingRaised, finding="f", title="Cable across the door")
    photo(walk, "of-the-withdrawn-finding", finding="f")
    walk.add(FindingSetAside, finding="f", reason="Raised twice")
    walk.add(ThingAdded, thing="door-a", thing_kind="door", name="Door A")
    photo(walk, "of-the-door-set-aside", of_door, "door-a")
    walk.add(ThingSetAside, thing="door-a", reason="Gone")
    photo(walk, "of-nothing")
    said = words(outline(walk.audit, None, RECORD), "items").split("Other photos")[1]
    assert "finding that was withdrawn" in said
    assert [number for number in range(1, 6) if f"Photo {number}." in said] == [2, 3, 4]


def test_every_photo_is_shown_and_none_of_the_loose_ones_twice(walk: Walk) -> None:
    walk.add(FindingRaised, finding="f", title="Cable across the door")
    walk.add(ActionSet, action="a", finding="f", what="Move it")
    photo(walk, "of-the-finding", finding="f")
    proof = photo(walk, "proof")
    walk.add(ActionClosed, action="a", state="done", note="Moved", photos=(proof,))
    chapters = outline(walk.audit, None, RECORD).chapters
    assert sorted(shot.number for one in chapters for shot in shots_in(one.blocks)) == [1, 2]
