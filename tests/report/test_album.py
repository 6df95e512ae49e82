"""The pictures of a report: numbered as everywhere else, and none of them lost."""

import pytest

from audit_app.audit.entries import (
    ActionSet,
    EvidenceAttached,
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
from tests.report.sample import Walk, begun


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
