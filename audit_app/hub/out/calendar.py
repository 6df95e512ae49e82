"""What falls due as a calendar that a calendar program fetches again and again (RFC 5545): a day each, no times."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from audit_app.counting import counted
from audit_app.dates import day
from audit_app.errors import one_line
from audit_app.hub.database import Row

REMIND = timedelta(days=7)
MORNING = timedelta(hours=9)  # of the day itself, where there is no day left before it
AGAIN = timedelta(hours=6)


def calendar(rows: Iterable[Row], address: str, name: str, today: date) -> bytes:
    """The `.ics` of what is due; what has no known day is told on today, so that nobody takes it for done.

    Rows have kind, title, unit, site, detail, due (ISO or empty) and href. The same rows on a day give the same bytes.
    """
    made = Calendar()
    made.add("prodid", "-//mr-audit//hub//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    undated = 0
    for row in rows:
        when = day(str(row["due"] or ""))
        if when is None:
            undated += 1
        else:
            made.add_component(_event(row, when, address, today))
    if undated:
        made.add_component(_without_a_day(undated, address, today))
    return bytes(made.to_ical())


def _event(row: Row, when: date, address: str, today: date) -> Event:
    place = ", ".join(part for part in (row["unit"], row["site"]) if part)
    late = "Overdue: " if when < today else ""
    told = f"{late}{row['kind']}: {row['title']}" + (f" ({row['unit']})" if row["unit"] != row["title"] else "")
    about = row.get("key") or f"{row['kind']} {row['href']} {row['title']} {row['detail']}"
    event = _day(str(about), when, told, address + str(row["href"] or "/due"), today)
    event.add("description", str(row["detail"]))
    if place:
        event.add("location", one_line(place))
    if when > today:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one_line(told))
        alarm.add("trigger", _before(when, today))
        event.add_component(alarm)
    return event


def _before(when: date, today: date) -> timedelta:
    """From the beginning of a day to its reminder: a week before, or less where that is past when it is fetched."""
    days = min(REMIND, when - today - timedelta(days=1))
    return -days if days else MORNING


def _day(about: str, when: date, told: str, url: str, today: date) -> Event:
    event = Event()
    event.add("uid", f"{sha256(about.encode()).hexdigest()[:40]}@mr-audit-hub")
    event.add("dtstamp", datetime.combine(today, clock(), UTC))
    event.add("dtstart", when)
    event.add("dtend", when + timedelta(days=1))
    event.add("summary", one_line(told))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


def _without_a_day(many: int, address: str, today: date) -> Event:
    told = f"{counted(many, 'thing')} with no known date: look under Due"
    return _day("without a day", today, told, f"{address}/due", today)
