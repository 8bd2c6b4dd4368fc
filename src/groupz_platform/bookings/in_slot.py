"""The bookings that have places in a slot, and the slot itself, locked in order."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload, selectinload

from groupz_platform.bookings.errors import ChangedMeanwhileError
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY
from groupz_platform.db.failures import refuse_if_it_will_pass
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

    Bookings that are just being written refer to it, which this lock allows: to wait
    for them, while they wait for it, would be for ever.

    Raises:
        SlotNotFoundError: There is none.
    """
    return found(session, slot_of(slot_id).with_for_update(of=TimeSlot, key_share=True))


def slot_to_move(session: Session, slot_id: int) -> TimeSlot:
    """Keep a slot whose time may change, or which goes, until the transaction ends.

    PostgreSQL takes its time for a part of its key, so nobody may be writing a booking
    that refers to it; it is not waited for, as that would be for ever.

    Raises:
        SlotNotFoundError: There is none.
        BusyError: Somebody is just booking: try again.
    """
    return found(session, slot_of(slot_id).with_for_update(of=TimeSlot, nowait=True))


def slot_of(slot_id: int) -> Select[TimeSlot]:
    """Select a slot with its activity, as it is now."""
    return (
        select(TimeSlot)
        .where(TimeSlot.id == slot_id)
        .options(joinedload(TimeSlot.activity, innerjoin=True))
        .execution_options(populate_existing=True)
    )


def found(session: Session, statement: Select[TimeSlot]) -> TimeSlot:
    """Find the slot that a statement selects.

    Raises:
        SlotNotFoundError: There is none.
        BusyError: Somebody else has it.
    """
    try:
        slot = session.scalar(statement)
    except DBAPIError as error:
        refuse_if_it_will_pass(error)
        raise
    if slot is None:
        raise SlotNotFoundError
    return slot


def locked(session: Session, slot_id: int) -> tuple[TimeSlot, Sequence[Booking]]:
    """Keep a slot with all that is booked in it until the transaction ends.

    Raises:
        SlotNotFoundError: There is no such slot.
        BusyError: Somebody is just booking: try again.
        ChangedMeanwhileError: Somebody booked between the two: try again.
    """
    bookings = locked_bookings(session, slot_id)
    slot = slot_to_move(session, slot_id)
    numbers = session.scalars(with_places(slot_id).with_only_columns(Booking.id)).all()
    if not set(numbers) <= {booking.id for booking in bookings}:
        raise ChangedMeanwhileError
    return slot, bookings
