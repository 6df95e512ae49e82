"""Days as a reader says them."""

from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day(text: str) -> date | None:
    """A date from ISO text, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def spoken(iso: str) -> str:
    """A date as a reader says it, e.g. 2 January 2026; text that is no date stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
