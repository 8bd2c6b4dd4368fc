"""What visitors see of the schedule: plain values in the venue's own time."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from groupz_platform.schedule.rules import Availability


@dataclass(frozen=True, slots=True)
class SlotView:
    """A time slot as a visitor reads it; moments are local to the venue."""

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
    """

    first: date
    slots: dict[date, tuple[SlotView, ...]] = field(default_factory=dict)
    earliest: date = date.min
    latest: date = date.max

    @property
    def previous(self) -> str | None:
        """The month before, as ``YYYY-MM``, if it can be turned to."""
        month = (self.first - timedelta(days=1)).replace(day=1)
        return f"{month:%Y-%m}" if month >= self.earliest else None

    @property
    def following(self) -> str | None:
        """The month after, as ``YYYY-MM``, if it can be turned to."""
        month = after(self.first)
        return f"{month:%Y-%m}" if month <= self.latest else None

    @property
    def days(self) -> list[DayView]:
        """The days that have slots."""
        return [DayView(day, slots) for day, slots in sorted(self.slots.items())]

    @property
    def weeks(self) -> Iterator[list[DayView | None]]:
        """The month in weeks from Monday; days of other months are nothing."""
        weeks = calendar.Calendar().monthdatescalendar(
            self.first.year, self.first.month
        )
        for week in weeks:
            yield [
                DayView(day, self.slots.get(day, ()))
                if day.month == self.first.month
                else None
                for day in week
            ]


def after(first: date) -> date:
    """Tell the first day of the month after the one that begins on a day.

    >>> after(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return (first + timedelta(days=31)).replace(day=1)
