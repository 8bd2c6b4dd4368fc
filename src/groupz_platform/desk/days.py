"""Days as filters name them, from midnight to midnight on the staff's clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from groupz_platform.web.context import current


def day_of(text: str) -> datetime | None:
    """Read the beginning of a day; None where it is none."""
    day = date_of(text)
    return beginning(day) if day else None


def day_after(text: str) -> datetime | None:
    """Read the end of a day; None where it is none."""
    day = date_of(text)
    return beginning(day + timedelta(days=1)) if day else None


def date_of(text: str) -> date | None:
    """Read a date as an address or a form has it."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(1970, 1, 1) <= found <= date(9000, 1, 1) else None


def beginning(day: date) -> datetime:
    """Tell when a day begins, in UTC."""
    zone = ZoneInfo(current().settings.timezone)
    return datetime.combine(day, time(), zone).astimezone(UTC)
