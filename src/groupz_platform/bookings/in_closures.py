"""What is booked in a closure, and holds in it, which end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.holds import release
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY, BookingState
from groupz_platform.schedule.closures import Stretch, within
from groupz_platform.schedule.models import TimeSlot

MOST_SHOWN = 100
MOST_AT_ONCE = 100
BOOKED = HOLDS_CAPACITY - {BookingState.HELD}


class InClosure(NamedTuple):
    """The bookings that lie in a stretch.

    Attributes:
        rows: The first ones: number, reference, organisation, name, persons, state,
            when it begins, and its activity's number.
        total: How many they are.
        stamp: Another one as soon as another group is booked.
    """

    rows: Sequence[Any]
    total: int
    stamp: str


def booked_within(session: Session, stretch: Stretch, since: datetime) -> InClosure:
    """List the bookings that lie in a stretch and are not over, earliest first."""
    which = in_stretch(stretch).where(
        Booking.state.in_(BOOKED), TimeSlot.ends_at > since
    )
    counted = which.with_only_columns(
        func.count(Booking.id), func.max(Booking.id), func.sum(Booking.persons)
    )
    total, last, persons = session.execute(counted).one()
    rows: Sequence[Any] = ()
    if total:
        columns = which.with_only_columns(
            Booking.id,
            Booking.reference,
            Booking.organisation,
            Booking.contact_name,
            Booking.persons,
            Booking.state,
            TimeSlot.starts_at,
            TimeSlot.activity_id,
        )
        ordered = columns.order_by(TimeSlot.starts_at, Booking.id).limit(MOST_SHOWN)
        rows = session.execute(ordered).all()
    return InClosure(rows, total, f"{total}-{last or 0}-{persons or 0}")


def release_within(session: Session, stretch: Stretch, *, now: datetime) -> int:
    """End holds that lie in a closure; who was about to book chooses another time.

    Called when the closure is saved, so that no further hold is made; called again
    until there is none.

    Returns:
        How many there were.
    """
    holds = session.scalars(
        in_stretch(stretch)
        .where(Booking.state == BookingState.HELD)
        .order_by(Booking.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=Booking)
    ).all()
    for booking in sorted(holds, key=lambda each: (each.slot_id, each.id)):
        release(session, booking, now=now)
    return len(holds)


def in_stretch(stretch: Stretch) -> Select[Booking]:
    """Select the bookings whose slot lies in a stretch, in no order."""
    return (
        select(Booking)
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(within(stretch))
    )
