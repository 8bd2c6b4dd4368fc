"""Calling a slot off: first nobody can book it any more, then its groups are told.

These are two transactions. Once the first one is committed, no booking comes in, since
places are only taken in a slot that is open; so the second one finds them all, however
often it is repeated.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.changes import cancel
from groupz_platform.bookings.errors import ChangedMeanwhileError, TooLateError
from groupz_platform.bookings.holds import release
from groupz_platform.bookings.in_slot import (
    MOST_AT_ONCE,
    locked_bookings,
    locked_slot,
    with_places,
)
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.values import Cancelling, Letterhead
from groupz_platform.schedule.errors import SlotInUseError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState


class CalledOff(NamedTuple):
    """What became of a slot's bookings."""

    cancelled: int = 0
    released: int = 0

    def and_also(self, other: "CalledOff") -> "CalledOff":
        """Add up two parts of the work."""
        return CalledOff(
            self.cancelled + other.cancelled, self.released + other.released
        )

    @property
    def total(self) -> int:
        """How many bookings were dealt with."""
        return self.cancelled + self.released


def close(session: Session, slot_id: int, *, now: datetime) -> None:
    """Take no more bookings in a slot; one that is closed is left as it is.

    Raises:
        SlotNotFoundError: There is no such slot.
        TooLateError: It has begun.
    """
    slot = locked_slot(session, slot_id)
    if slot.state is SlotState.CANCELLED:
        return
    if slot.starts_at <= now:
        raise TooLateError
    turn(slot, SlotState.CANCELLED)


def reopen(session: Session, slot_id: int, *, now: datetime) -> None:
    """Take bookings in a slot again; one that is open is left as it is.

    Raises:
        SlotNotFoundError: There is no such slot.
        TooLateError: It has begun.
        SlotInUseError: It is being called off: some of its groups were not told yet.
    """
    slot = locked_slot(session, slot_id)
    if slot.state is SlotState.OPEN:
        return
    if slot.starts_at <= now:
        raise TooLateError
    if slot.state is SlotState.CANCELLED and has_bookings(session, slot_id):
        raise SlotInUseError
    turn(slot, SlotState.OPEN)


def call_off(
    session: Session,
    slot_id: int,
    reason: str,
    *,
    letterhead: Letterhead,
    now: datetime,
) -> CalledOff:
    """Cancel the bookings of a closed slot for nothing, and mail why; so many at once.

    Holds are released; they were never booked, and nobody is written to. A group that
    is in the house already is left alone.

    Args:
        session: An open session of the role ``backoffice``.
        slot_id: The slot, closed by `close` in a transaction before this one.
        reason: Why, as its groups read it.
        letterhead: What letters and links are made with.
        now: The present moment, aware, in UTC.

    Returns:
        How many it were; call it again until there are none.

    Raises:
        ChangedMeanwhileError: Somebody has opened it again.
        TooLateError: It has begun.
    """
    bookings = locked_bookings(session, slot_id, MOST_AT_ONCE)
    slot = session.get(TimeSlot, slot_id, populate_existing=True)
    if slot is None or slot.state is not SlotState.CANCELLED:
        raise ChangedMeanwhileError
    done = CalledOff()
    for booking in bookings:
        if booking.state is BookingState.HELD:
            release(session, booking, now=now)
            done = done.and_also(CalledOff(released=1))
        elif booking.state is not BookingState.CHECKED_IN:
            cancel(
                session,
                booking,
                letterhead=letterhead,
                now=now,
                how=Cancelling(waive=True, reason=reason),
            )
            done = done.and_also(CalledOff(cancelled=1))
    return done


def has_bookings(session: Session, slot_id: int) -> bool:
    """Tell whether somebody has places in a slot."""
    found = exists(with_places(slot_id).with_only_columns(Booking.id).order_by(None))
    return bool(session.scalar(select(found)))


def turn(slot: TimeSlot, state: SlotState) -> None:
    """Give a slot another state."""
    slot.state = state
    slot.version += 1
