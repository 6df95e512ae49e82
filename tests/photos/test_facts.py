"""What a picture says of itself, and what is odd about it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import ExifTags

from audit_app.photos.facts import Facts, facts_of
from audit_app.photos.kinds import Kind
from tests.photos.pictures import corners, encoded, with_exif

RECEIVED = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
TAKEN, OFFSET = ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal


def taken(stamp: object, offset: object = None) -> Facts:
    inner = {TAKEN: stamp} if offset is None else {TAKEN: stamp, OFFSET: offset}
    return facts_of(with_exif(corners(), inner=inner), "a.jpg", RECEIVED)


def test_the_facts_are_those_of_the_bytes_received() -> None:
    data = encoded(corners(240, 160), "PNG")
    facts = facts_of(data, "a.png", RECEIVED)
    assert (facts.kind, facts.size, facts.width, facts.height) == (Kind.PNG, len(data), 240, 160)
    assert facts.taken is None and facts.remarks == ()


def test_the_time_taken_keeps_the_offset_the_camera_gave() -> None:
    facts = taken("2026:03:09 14:00:00", "+01:00")
    assert facts.taken == datetime(2026, 3, 9, 14, tzinfo=timezone(timedelta(hours=1)))
    assert facts.remarks == ()


def test_the_time_taken_has_no_zone_when_the_camera_gave_none() -> None:
    assert taken("2026:03:09 14:00:00").taken == datetime(2026, 3, 9, 14)


@pytest.mark.parametrize(
    ("stamp", "offset", "expected"),
    [
        ("2026:03:09 24:05:10", None, datetime(2026, 3, 9, 0, 5, 10)),
        ("2026:03:09 14:00:00+01:00", None, datetime(2026, 3, 9, 14, tzinfo=timezone(timedelta(hours=1)))),
        ("2026:03:09 14:00:00.25", "-0500", datetime(2026, 3, 9, 14, tzinfo=timezone(timedelta(hours=-5)))),
        ("2026-03-09T14:00:00Z", None, datetime(2026, 3, 9, 14, tzinfo=UTC)),
        ("2026:03:09 14:00:00", "Z", datetime(2026, 3, 9, 14, tzinfo=UTC)),
    ],
)
def test_the_ways_in_which_phones_write_a_time_are_read(stamp: str, offset: str | None, expected: datetime) -> None:
    assert taken(stamp, offset).taken == expected


@pytest.mark.parametrize(
    "stamp", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2026:13:45 99:99:99", ""]
)
def test_a_date_that_is_none_is_left_out(stamp: str) -> None:
    assert taken(stamp).taken is None


def test_the_time_of_writing_serves_when_there_is_no_other() -> None:
    facts = facts_of(with_exif(corners(), DateTime="2026:03:09 10:00:00"), "a.jpg", RECEIVED)
    assert facts.taken == datetime(2026, 3, 9, 10)


@pytest.mark.parametrize(
    ("stamp", "offset", "warning"),
    [
        ("2026:03:09 09:00:00", None, ""),
        ("2026:03:08 14:31:00", "+00:00", ""),
        ("2026:03:08 14:29:00", "+00:00", "taken a day before it was received"),
        ("2026:03:01 14:00:00", None, "taken 8 days before"),
        ("1998:01:01 00:00:00", None, "01.01.1998: it was probably not set"),
        ("2026:03:09 15:30:00", "+00:00", "in the future"),
        ("2026:03:09 15:30:00", "+01:00", ""),
        ("2026:03:09 18:00:00", None, ""),
        ("2027:03:09 15:30:00", None, "in the future"),
        ("9999:12:31 23:59:59", "-12:00", "in the future"),
        ("0001:01:01 00:00:00", "+12:00", "probably not set"),
    ],
)
def test_a_camera_clock_that_cannot_be_right_is_warned_of(stamp: str, offset: str | None, warning: str) -> None:
    said = " ".join(taken(stamp, offset).remarks)
    assert warning in said and bool(warning) == bool(said)
