"""What is read for the board: slots, who comes, and closures, one query each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY, BookingState
from groupz_platform.catalogue.models import Activity, Venue
from groupz_platform.desk.closures.rows import ClosureRow, closure_rows, row_of
from groupz_platform.desk.slots.rows import TITLE, joined
from groupz_platform.schedule.models import Closure, TimeSlot
from groupz_platform.schedule.rules import SlotState

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, as the venues' clocks have them.

    Attributes:
        first: The first day.
        days: How many.
        activities: The only activities that are wanted, if not all are.
    """

    first: date
    days: int
    activities: tuple[int, ...] | None = None

    @property
    def begin(self) -> datetime:
        """A moment that is before all of them, wherever a clock hangs."""
        return datetime.combine(self.first, time(), UTC) - A_DAY

    @property
    def end(self) -> datetime:
        """A moment that is after all of them."""
        return self.begin + (self.days + 2) * A_DAY

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """State in SQL that a slot is in it; the moments are there for the index."""
        last = self.first + (self.days - 1) * A_DAY
        wanted = [
            TimeSlot.starts_at >= self.begin,
            TimeSlot.starts_at < self.end,
            TimeSlot.local_date.between(self.first, last),
        ]
        if self.activities is not None:
            wanted.append(TimeSlot.activity_id.in_(self.activities))
        return wanted


@dataclass(frozen=True, slots=True)
class Guest:
    """A group that has places in a slot.

    Attributes:
        is_here: Whether it has arrived.
        may_move: Whether it is only booked, so that it can be moved.
    """

    id: int
    name: str
    persons: int
    is_here: bool
    may_move: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A slot on the board, in its venue's time, with who comes.

    Attributes:
        is_closed: Whether it lies in a closure.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    used_persons: int
    capacity_persons: int
    groups_left: int
    state: SlotState
    is_closed: bool
    guests: Sequence[Guest]

    @property
    def is_open(self) -> bool:
        """Whether groups can book it."""
        return self.state is SlotState.OPEN and not self.is_closed

    @property
    def persons_left(self) -> int:
        """How many persons still find a place; none where no group does."""
        return self.capacity_persons - self.used_persons if self.groups_left else 0


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as a row of the board, with its slots."""

    activity_id: int
    title: str
    venue_id: int
    venue: str
    zone: ZoneInfo
    blocks: list[Block]


def activities_in(session: Session, period: Period, venue_id: int | None) -> list[int]:
    """List the activities that take place in a period, in the order of the board.

    Args:
        session: An open session of the role ``backoffice``.
        period: The days.
        venue_id: The only venue that is wanted, if it is one.
    """
    own = TimeSlot.activity_id == Activity.id
    takes_place = exists().where(own, *period.conditions)
    wanted = select(Activity.id).join(Venue, Venue.id == Activity.venue_id)
    if venue_id is not None:
        wanted = wanted.where(Venue.id == venue_id)
    order = (Venue.name, Venue.id, Activity.position, Activity.id)
    return list(session.scalars(wanted.where(takes_place).order_by(*order)))


def offers(session: Session, period: Period, locale: str) -> list[Offer]:
    """Read the activities that take place in a period, venue by venue."""
    statement = (
        joined(locale)
        .where(*period.conditions)
        .with_only_columns(
            Activity.id.label("activity_id"),
            TITLE,
            Venue.id.label("venue_id"),
            Venue.name.label("venue"),
            Venue.timezone,
            *slot_columns(),
            maintain_column_froms=True,
        )
    )
    order = (Venue.name, Venue.id, Activity.position, Activity.id, TimeSlot.starts_at)
    guests = guests_of(session, period)
    found: dict[int, Offer] = {}
    for row in session.execute(statement.order_by(*order)):
        if row.activity_id not in found:
            zone = ZoneInfo(row.timezone)
            names = (row.title, row.venue_id, row.venue, zone)
            found[row.activity_id] = Offer(row.activity_id, *names, [])
        offer = found[row.activity_id]
        offer.blocks.append(block_of(row, offer.zone, guests))
    return list(found.values())


def slot_columns() -> tuple[Any, ...]:
    """List what the board needs of a slot."""
    return (
        TimeSlot.id,
        TimeSlot.starts_at,
        TimeSlot.ends_at,
        TimeSlot.used_persons,
        TimeSlot.capacity_persons,
        (TimeSlot.capacity_groups - TimeSlot.used_groups).label("groups_left"),
        TimeSlot.state,
        TimeSlot.is_closed,
    )


def block_of(row: Any, zone: ZoneInfo, guests: Mapping[int, Sequence[Guest]]) -> Block:
    """Make the block of a slot."""
    return Block(
        row.id,
        row.starts_at.astimezone(zone),
        row.ends_at.astimezone(zone),
        row.used_persons,
        row.capacity_persons,
        row.groups_left,
        row.state,
        row.is_closed,
        guests.get(row.id, ()),
    )


def guests_of(session: Session, period: Period) -> Mapping[int, Sequence[Guest]]:
    """Read who has places in the slots of a period, by slot."""
    found = session.execute(
        select(
            Booking.slot_id,
            Booking.id,
            Booking.organisation,
            Booking.contact_name,
            Booking.persons,
            Booking.state,
        )
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(
            Booking.state.in_(HOLDS_CAPACITY - {BookingState.HELD}), *period.conditions
        )
        .order_by(Booking.id)
    )
    guests: dict[int, list[Guest]] = defaultdict(list)
    for slot_id, number, organisation, name, persons, state in found:
        guest = Guest(
            number,
            organisation or name,
            persons,
            state is BookingState.CHECKED_IN,
            state is BookingState.CONFIRMED,
        )
        guests[slot_id].append(guest)
    return guests


def closures_in(session: Session, period: Period, locale: str) -> list[ClosureRow]:
    """Read the closures of a period, the first one first."""
    found = session.execute(
        closure_rows(locale)
        .where(Closure.begins_at < period.end, Closure.ends_at > period.begin)
        .order_by(Closure.begins_at, Closure.id)
    )
    return [
        row
        for row in map(row_of, found)
        if row.begins_at.date() < period.first + period.days * A_DAY
        and row.last_day >= period.first
    ]
