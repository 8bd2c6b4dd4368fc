"""What visitors see of the schedule: plain values in the venue's own time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from groupz_platform.schedule.rules import Availability


class SlotView(NamedTuple):
    """A time slot as a visitor reads it; moments are local to the venue.

    A month makes fifty of them, and a tuple is made in a third of the time.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    persons_left: int
    capacity_persons: int
    state: Availability

    @property
    def bookable(self) -> bool:
        """Whether a group can be booked."""
        return self.state.bookable


class ClosureView(NamedTuple):
    """A time in which groups cannot book, as a visitor reads it.

    Attributes:
        first: The first day of which a part is closed.
        last: The last one.
        reason: Why, by language.
    """

    first: date
    last: date
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DayView:
    """A day with its slots, earliest first."""

    date: date
    slots: tuple[SlotView, ...] = ()

    @property
    def bookable(self) -> bool:
        """Whether any of its slots takes a group."""
        return any(slot.bookable for slot in self.slots)


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month of an activity.

    Attributes:
        first: The first day of the month.
        slots: The slots by day; a day without any is absent.
        earliest: The first month that can be turned to, as its first day.
        latest: The last one.
        today: The date where the venue stands; weeks before it are not shown.
        persons: How many the visitor's group is; none where nobody has said.
        closures: The closures in which some of its slots lie.
    """

    first: date
    slots: Mapping[date, tuple[SlotView, ...]] = field(default_factory=dict)
    earliest: date = date.min
    latest: date = date.max
    today: date = date.min
    persons: int | None = None
    closures: tuple[ClosureView, ...] = ()

    @property
    def previous(self) -> date | None:
        """The month before that can be turned to, as its first day."""
        month = min((self.first - timedelta(days=1)).replace(day=1), self.latest)
        return month if month >= self.earliest else None

    @property
    def following(self) -> date | None:
        """The month after that can be turned to, as its first day."""
        month = max(after(self.first), self.earliest)
        return month if month <= self.latest else None

    @property
    def bookable(self) -> bool:
        """Whether any of its slots takes the group."""
        return any(slot.bookable for day in self.slots.values() for slot in day)

    @property
    def states(self) -> frozenset[Availability]:
        """What its slots are to the visitor."""
        return frozenset(slot.state for day in self.slots.values() for slot in day)

    @property
    def days(self) -> list[DayView]:
        """The days that have slots."""
        return [DayView(day, slots) for day, slots in sorted(self.slots.items())]

    @property
    def every_day(self) -> list[DayView]:
        """The days from this week's Monday on, or of the whole month if it is ahead."""
        monday = self.today - timedelta(days=self.today.weekday())
        first, end = max(self.first, monday), after(self.first)
        days = (first + timedelta(days=n) for n in range((end - first).days))
        return [DayView(day, self.slots.get(day, ())) for day in days]

    @property
    def weekdays(self) -> list[date]:
        """Some week from Monday on, for the names of its days."""
        monday = self.first - timedelta(days=self.first.weekday())
        return [monday + timedelta(days=n) for n in range(7)]


def after(first: date) -> date:
    """Tell the first day of the month after the one that begins on a day.

    >>> after(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (first + timedelta(days=31)).replace(day=1)
