"""Days as people here write them: the day first, with or without the year."""

from datetime import date

import pytest

from audit_app.dates import typed_day

NEAR = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        *("27/11/2026", "27/11/26", "27-11-26", "27.11.2026", "27 11 2026", "2026-11-27"),
        *("27 Nov", "27 november 2026", "27th Nov 26", " 27 Nov. 2026 ", "27/11", "27nov2026"),
        *("Fri 27 Nov 2026", "Friday, 27/11/26", "27th of November", "27 Nov '26", "27–11–2026"),
        *("Nov 27, 2026", "November 27th 2026", "2026/11/27", "2026.11.27"),
    ],
)
def test_a_day_is_read_as_people_here_write_it(text: str) -> None:
    assert typed_day(text, NEAR) == date(2026, 11, 27)


def test_without_a_year_it_is_the_day_that_lies_nearest() -> None:
    assert typed_day("5 Jan", NEAR) == date(2027, 1, 5)
    assert typed_day("5 Jan", date(2026, 3, 1)) == date(2026, 1, 5)
    assert typed_day("29 Feb", date(2027, 9, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        *("", "11/27/2026", "31/02/2026", "soon", "27 Ju 2026", "1 Ma", "27/11/026", "27//2026"),
        *("Nov 27", "Sat 27 Nov 2026", "Friday", "0/0/0000"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_none(text: str) -> None:
    assert typed_day(text, NEAR) is None
