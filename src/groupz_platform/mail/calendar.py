"""A visit as a calendar file: RFC 5545, in the form that RFC 5546 wants for mail.

Mails carry it and pages serve it, as the same bytes. Its UID stays while its SEQUENCE
grows, so that a calendar replaces what it has instead of adding a second visit.
"""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

from icalendar import STATUS, Calendar, Event, vCalAddress

PRODID = "-//groupz//bookings//EN"
FILE_NAMES = {"nl": "boeking.ics", "en": "booking.ics"}
"""How the file is called in each language."""

LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# RFC 5545 section 3.1 allows no control character but HTAB in a text.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What a calendar has to know of a visit.

    Attributes:
        uid: The visit's name among all calendars (RFC 7986), the same for ever.
        sequence: How often the visit has changed since it was booked.
        summary: What it is, in one line.
        location: Where it is, in one line.
        description: What is good to know; the link comes below it.
        organizer: Who expects the group.
        organizer_email: How to reach them; without it the file names no organizer.
        starts_at: When it begins, aware.
        ends_at: When it ends, aware.
        stamped_at: When this state of the visit came about.
        cancelled: Whether the file takes the visit out of the calendar.
    """

    uid: str
    sequence: int
    summary: str
    location: str
    description: str
    organizer: str
    organizer_email: str
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    cancelled: bool = False

    @property
    def method(self) -> str:
        """What a calendar shall do with it, in the words of RFC 5546."""
        return "CANCEL" if self.cancelled else "PUBLISH"

    def as_json(self) -> dict[str, Any]:
        """Write it as plain values, moments as in ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        moments = {
            name: datetime.fromisoformat(value)
            for name, value in values.items()
            if name.endswith("_at")
        }
        return cls(**{**values, **moments})


def calendar_file(event: CalendarEvent, *, link: str | None) -> bytes:
    """Write an event as the bytes of a calendar file.

    Args:
        event: The visit.
        link: Where the booking can be seen and changed; nothing for none.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", event.method)
    calendar.add_component(component(event, link))
    return bytes(calendar.to_ical())


def component(event: CalendarEvent, link: str | None) -> Event:
    """Make the one event of the file, all moments in UTC."""
    return Event.new(
        uid=event.uid,
        sequence=event.sequence,
        stamp=event.stamped_at.astimezone(UTC),
        start=event.starts_at.astimezone(UTC),
        end=event.ends_at.astimezone(UTC),
        summary=clean(event.summary),
        location=clean(event.location),
        description=clean("\n\n".join(filter(None, [event.description, link]))),
        url=link,
        organizer=organizer(event),
        status=STATUS.CANCELLED if event.cancelled else STATUS.CONFIRMED,
    )


def organizer(event: CalendarEvent) -> vCalAddress | None:
    """Name who expects the group (RFC 5546 section 3.2.1 wants it)."""
    if not event.organizer_email:
        return None
    return vCalAddress.new(event.organizer_email, cn=clean(event.organizer))


def clean(text: str) -> str:
    r"""Leave line ends of one kind, and no other control character.

    >>> clean("Museum\r\nHaven\x00")
    'Museum\nHaven '
    """
    return CONTROLS.sub(" ", LINE_ENDS.sub("\n", text))
