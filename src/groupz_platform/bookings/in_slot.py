"""The bookings that have places in a slot, and the slot itself, locked in order."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from groupz_platform.bookings.errors import ChangedMeanwhileError
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY
from groupz_platform.schedule.errors import SlotNotFoundError
from groupz_platform.schedule.models import TimeSlot

MOST_AT_ONCE = 100


def with_places(slot_id: int) -> Select[Booking]:
    """Select the bookings that have places in a slot, first come first."""
    return (
        select(Booking)
        .where(Booking.slot_id == slot_id, Booking.state.in_(HOLDS_CAPACITY))
        .order_by(Booking.id)
    )


def bookings_in(session: Session, slot_id: int) -> Sequence[Booking]:
    """List the bookings that have places in a slot."""
    return session.scalars(
        with_places(slot_id).options(selectinload(Booking.party))
    ).all()


def locked_bookings(
    session: Session, slot_id: int, most: int | None = None
) -> Sequence[Booking]:
    """Keep the bookings that have places in a slot until the transaction ends.

    Who needs the slot as well locks it after them, as everybody does.
    """
    return session.scalars(
        with_places(slot_id)
        .options(selectinload(Booking.party), selectinload(Booking.lines))
        .limit(most)
        .with_for_update(of=Booking)
        .execution_options(populate_existing=True)
    ).all()


def locked_slot(session: Session, slot_id: int) -> TimeSlot:
    """Keep a slot until the transaction ends: nobody takes places in it meanwhile.

    Raises:
        SlotNotFoundError: There is none.
    """
    slot = session.scalar(
        select(TimeSlot)
        .where(TimeSlot.id == slot_id)
        .options(joinedload(TimeSlot.activity, innerjoin=True))
        .with_for_update(of=TimeSlot)
        .execution_options(populate_existing=True)
    )
    if slot is None:
        raise SlotNotFoundError
    return slot


def locked(session: Session, slot_id: int) -> tuple[TimeSlot, Sequence[Booking]]:
    """Keep a slot with all that is booked in it until the transaction ends.

    Raises:
        SlotNotFoundError: There is no such slot.
        ChangedMeanwhileError: Somebody booked between the two: try again.
    """
    bookings = locked_bookings(session, slot_id)
    slot = locked_slot(session, slot_id)
    numbers = session.scalars(with_places(slot_id).with_only_columns(Booking.id)).all()
    if not set(numbers) <= {booking.id for booking in bookings}:
        raise ChangedMeanwhileError
    return slot, bookings
