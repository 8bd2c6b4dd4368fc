"""Words and decisions of the schedule: what a slot is to a visitor, and wall time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

FEW_LEFT = 0.25
"""From this part of its places on, a slot has few left."""


class SlotState(StrEnum):
    """Only open slots take groups."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Availability(StrEnum):
    """What a slot is to a visitor, in the order in which it is decided."""

    CLOSED = "closed"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    FULL = "full"
    TOO_FEW = "too_few"
    FEW = "few"
    FREE = "free"

    @property
    def bookable(self) -> bool:
        """Whether a group can be booked."""
        return self in {Availability.FREE, Availability.FEW}


@dataclass(frozen=True, slots=True)
class BookingWindow:
    """From when until when an activity can be booked.

    Attributes:
        today: The date where the venue stands.
        notice_days: Bookings close at the end of the day that is so many days before.
        horizon_days: Bookings open so many days before.

    >>> window = BookingWindow(date(2026, 11, 22), notice_days=3, horizon_days=365)
    >>> window.first, window.last
    (datetime.date(2026, 11, 25), datetime.date(2027, 11, 22))
    """

    today: date
    notice_days: int
    horizon_days: int

    @property
    def first(self) -> date:
        """The first day that can be booked."""
        return self.today + timedelta(days=self.notice_days)

    @property
    def last(self) -> date:
        """The last day that can be booked."""
        return self.today + timedelta(days=self.horizon_days)


class Places(NamedTuple):
    """What a slot has to give.

    Attributes:
        left: Places that are free, for persons.
        capacity: Places in all.
        least: The smallest group that the activity takes.
        needed: How many the visitor's group needs; none where nobody has said.
    """

    left: int
    capacity: int
    least: int
    needed: int = 0

    @property
    def availability(self) -> Availability:
        """What a slot is that could be booked if it had room."""
        if self.left < self.least:
            return Availability.FULL
        if self.left < self.needed:
            return Availability.TOO_FEW
        if self.left <= self.capacity * FEW_LEFT:
            return Availability.FEW
        return Availability.FREE


def availability(
    state: SlotState, day: date, window: BookingWindow, places: Places
) -> Availability:
    """Decide what a slot is to a visitor.

    >>> window = BookingWindow(date(2026, 11, 22), notice_days=3, horizon_days=365)
    >>> availability(SlotState.OPEN, date(2026, 12, 3), window, Places(30, 30, 10))
    <Availability.FREE: 'free'>
    >>> availability(SlotState.OPEN, date(2026, 12, 3), window, Places(12, 30, 10, 27))
    <Availability.TOO_FEW: 'too_few'>
    """
    if state is not SlotState.OPEN:
        return Availability.CLOSED
    if day < window.first:
        return Availability.TOO_SOON
    if day > window.last:
        return Availability.TOO_FAR
    return places.availability


def moment_of(day: date, wall: time, zone: ZoneInfo) -> datetime | None:
    """Turn a venue's wall time into a moment in UTC.

    A time that the clock skips in spring does not exist; of one that it shows twice in
    autumn the first is meant.

    Returns:
        The moment, aware, in UTC; nothing where that wall time does not exist.
    """
    moment = datetime.combine(day, wall, zone).astimezone(UTC)
    exists = moment.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, wall)
    return moment if exists else None


def occurrences(
    days: Iterable[date], times: Iterable[time], zone: ZoneInfo
) -> Iterable[datetime]:
    """Generate the moments of a timetable, in order, leaving out what doesn't exist."""
    walls = sorted(times)
    for day in days:
        for wall in walls:
            moment = moment_of(day, wall, zone)
            if moment is not None:
                yield moment
