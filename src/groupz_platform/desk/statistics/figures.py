"""What the figures are, each asked of the database in one query."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.catalogue.rules import GroupType
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


@dataclass(frozen=True, slots=True)
class Period:
    """The visits from one day to another, both included."""

    first: date
    last: date

    @property
    def holds(self) -> ColumnElement[bool]:
        """State in SQL that a slot is in it."""
        return TimeSlot.local_date.between(self.first, self.last)


class Visits(NamedTuple):
    """Bookings of one state and one type of group, with their visit in one month."""

    month: date
    state: BookingState
    group_type: GroupType
    groups: int
    persons: int
    cents: int


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


def visits(session: Session, period: Period) -> list[Visits]:
    """Count bookings by the day of the visit, their state and their type of group.

    The database adds up by day, which is quicker than by month: days need no reckoning.
    """
    keys = (TimeSlot.local_date, Booking.state, Booking.group_type)
    found = session.execute(
        select(
            *keys,
            func.count(),
            func.sum(Booking.persons),
            func.sum(Booking.total_cents),
        )
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(
            period.holds, Booking.state.in_((*CAME_OR_COMES, BookingState.CANCELLED))
        )
        .group_by(*keys)
    )
    return [
        Visits(day.replace(day=1), state, kind, groups, int(persons), int(cents))
        for day, state, kind, groups, persons, cents in found
    ]


def months(found: Iterable[Visits]) -> list[Month]:
    """Add up groups, people, cancellations and income by the month of the visit."""
    by_month: defaultdict[date, list[Visits]] = defaultdict(list)
    for each in found:
        by_month[each.month].append(each)
    return [month_of(first, by_month[first]) for first in sorted(by_month)]


def month_of(first: date, found: Sequence[Visits]) -> Month:
    """Add up a month."""
    came = [each for each in found if each.state is not BookingState.CANCELLED]
    groups = sum(each.groups for each in came)
    return Month(
        first,
        groups,
        sum(each.persons for each in came),
        sum(each.groups for each in found) - groups,
        sum(each.cents for each in found),
    )


def group_types(found: Iterable[Visits]) -> list[tuple[GroupType, int]]:
    """Count groups that came or come by their type, the most frequent first."""
    counts: Counter[GroupType] = Counter()
    for each in found:
        if each.state is not BookingState.CANCELLED:
            counts[each.group_type] += each.groups
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


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


def lead_times(session: Session, period: Period) -> list[int]:
    """Count groups by how long before the visit they booked, as `LEAD_DAYS` has it."""
    days = days_before(session)
    found = session.execute(
        select(days, func.count())
        .select_from(Booking)
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(period.holds, Booking.state.in_(CAME_OR_COMES))
        .group_by(days)
    )
    counts = [0] * len(LEAD_DAYS)
    for number, groups in found:
        counts[bisect_right(LEAD_DAYS, max(number, 0)) - 1] += groups
    return counts


def days_before(session: Session) -> ColumnElement[int]:
    """Count in SQL how many days before its visit a booking was made."""
    if session.get_bind().dialect.name == "sqlite":
        visit, made = func.julianday(TimeSlot.local_date), Booking.created_at
        return cast(visit - func.julianday(func.date(made)), Integer)
    return cast(TimeSlot.local_date - func.date(Booking.created_at), Integer)
