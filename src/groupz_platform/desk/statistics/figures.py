"""What the figures are, each asked of the database in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, extract, func, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.desk.slots.rows import TITLE, in_locale
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState

CAME_OR_COMES = (
    BookingState.CONFIRMED,
    BookingState.CHECKED_IN,
    BookingState.COMPLETED,
)
LEAD_DAYS = (0, 7, 14, 30, 60, 90, 180)
"""From how many days before a visit on each bar of the lead time counts."""

MOST_DAYS = 100_000


@dataclass(frozen=True, slots=True)
class Period:
    """The visits from one day to another, both included."""

    first: date
    last: date

    @property
    def holds(self) -> ColumnElement[bool]:
        """State in SQL that a slot is in it."""
        return TimeSlot.local_date.between(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Month:
    """The visits of a month.

    Attributes:
        cents: What they come to, VAT and what cancelled ones are charged included.
    """

    first: date
    groups: int
    persons: int
    cancelled: int
    cents: int

    @property
    def cancelled_percent(self) -> int:
        """How many of a hundred bookings were cancelled."""
        every = self.groups + self.cancelled
        return round(100 * self.cancelled / every) if every else 0


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How full the times of an activity are."""

    title: str
    venue: str
    used: int
    capacity: int

    @property
    def percent(self) -> int:
        """How many of a hundred places are taken."""
        return round(100 * self.used / self.capacity) if self.capacity else 0


def months(session: Session, period: Period) -> list[Month]:
    """Count groups, people, cancellations and income by the month of the visit."""
    booked = Booking.state.in_(CAME_OR_COMES)
    cancelled = Booking.state == BookingState.CANCELLED
    year = extract("year", TimeSlot.local_date)
    month = extract("month", TimeSlot.local_date)
    found = session.execute(
        select(
            year,
            month,
            func.count(case((booked, 1))),
            func.coalesce(func.sum(case((booked, Booking.persons), else_=0)), 0),
            func.count(case((cancelled, 1))),
            func.sum(Booking.total_cents),
        )
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(period.holds, booked | cancelled)
        .group_by(year, month)
        .order_by(year, month)
    ).all()
    return [
        Month(date(int(y), int(m), 1), groups, int(persons), gone, int(cents))
        for y, m, groups, persons, gone, cents in found
    ]


def occupancies(session: Session, period: Period, locale: str) -> list[Occupancy]:
    """Count the places of open times, taken and in all, by activity; fullest first."""
    found = session.execute(
        select(
            TITLE,
            Venue.name,
            func.sum(TimeSlot.used_persons),
            func.sum(TimeSlot.capacity_persons),
        )
        .join(Activity, Activity.id == TimeSlot.activity_id)
        .join(Venue, Venue.id == Activity.venue_id)
        .outerjoin(ActivityTranslation, in_locale(locale))
        .where(period.holds, TimeSlot.state == SlotState.OPEN)
        .group_by(Activity.id, TITLE, Venue.name)
    ).all()
    rows = [Occupancy(title, venue, int(u), int(c)) for title, venue, u, c in found]
    return sorted(rows, key=lambda row: (-row.percent, row.title))


def group_types(session: Session, period: Period) -> Sequence[Any]:
    """Count groups by their type, the most frequent first."""
    count = func.count(Booking.id)
    return session.execute(
        select(Booking.group_type, count)
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(period.holds, Booking.state.in_(CAME_OR_COMES))
        .group_by(Booking.group_type)
        .order_by(count.desc(), Booking.group_type)
    ).all()


def lead_times(session: Session, period: Period) -> list[int]:
    """Count groups by how long before the visit they booked, as `LEAD_DAYS` has it."""
    days = days_before(session)
    bounds = zip(LEAD_DAYS, (*LEAD_DAYS[1:], MOST_DAYS), strict=True)
    counts = [
        func.count(case(((days >= low) & (days < high), 1))) for low, high in bounds
    ]
    found = session.execute(
        select(*counts)
        .select_from(Booking)
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(period.holds, Booking.state.in_(CAME_OR_COMES))
    ).one()
    return list(found)


def days_before(session: Session) -> ColumnElement[int]:
    """Count in SQL how many days before its visit a booking was made."""
    if session.get_bind().dialect.name == "sqlite":
        visit, made = func.julianday(TimeSlot.local_date), Booking.created_at
        return cast(visit - func.julianday(func.date(made)), Integer)
    return cast(TimeSlot.local_date - func.date(Booking.created_at), Integer)
