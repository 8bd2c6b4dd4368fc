"""Holds: places kept for a while for somebody who has not booked them yet."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from groupz_platform.bookings.errors import HoldExpiredError, TooManyHoldsError
from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.bookings.places import give_places
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.states import become
from groupz_platform.bookings.values import HoldCaps, HoldRequest
from groupz_platform.db.locks import take_turns
from groupz_platform.schedule.models import TimeSlot

HOLD = timedelta(minutes=20)
MOST_AT_ONCE = 100


def wait_for_network(session: Session, request: HoldRequest) -> None:
    """Let the requests of one network come one after the other.

    So its holds are counted right, and of copies of one form the second finds what the
    first has made.
    """
    if request.holder is not None:
        take_turns(session, f"holder:{request.holder}")


def refuse_hoarding(
    session: Session,
    request: HoldRequest,
    slot: TimeSlot,
    *,
    caps: HoldCaps,
    now: datetime,
) -> None:
    """Refuse a network that holds as much as it may without having booked.

    Raises:
        TooManyHoldsError: It does.
    """
    if request.holder is None:
        return
    holds = session.execute(
        select(Booking.slot_id, Booking.persons).where(
            Booking.held_by == request.holder, is_live(now)
        )
    ).all()
    here = [persons for slot_id, persons in holds if slot_id == slot.id]
    share = slot.capacity_persons * caps.slot_percent // 100
    too_much = bool(here) and sum(here) + request.group.persons > share
    if len(holds) >= caps.per_network or too_much:
        raise TooManyHoldsError


def is_held(booking: Booking, now: datetime) -> bool:
    """Tell whether a booking is a hold that is not over."""
    expires_at = booking.hold_expires_at
    return (
        booking.state is BookingState.HELD
        and expires_at is not None
        and now < expires_at
    )


def refuse_expired(booking: Booking, now: datetime) -> None:
    """Refuse what only a live hold allows.

    Raises:
        HoldExpiredError: The hold is over, whether its places were given back or not.
    """
    if not is_held(booking, now):
        raise HoldExpiredError


def extend(session: Session, booking: Booking, *, now: datetime) -> None:
    """Keep a hold for 20 minutes more, which is done once; later calls do nothing.

    Raises:
        HoldExpiredError: It is over.
        ChangedMeanwhileError: It was changed at this very moment.
    """
    refuse_expired(booking, now)
    if booking.hold_extended_at is None and booking.hold_expires_at is not None:
        booking.hold_expires_at += HOLD
        booking.hold_extended_at = now
        become(session, booking, None, now=now, facts={"extended": True})


def release(session: Session, booking: Booking, *, now: datetime) -> None:
    """Give up a hold at its holder's wish; one that is over is left as it is.

    Raises:
        ChangedMeanwhileError: It was changed at this very moment.
    """
    if booking.state is not BookingState.HELD:
        return
    booking.held_by = None
    booking.hold_expires_at = min(booking.hold_expires_at or now, now)
    become(session, booking, BookingState.EXPIRED, now=now, facts={"released": True})
    give_places(session, booking.slot_id, booking.persons)


def expire_overdue(
    session: Session, *, now: datetime, slot_id: int | None = None
) -> int:
    """Give back the places of holds that are over, a hundred at a time.

    Bookings are locked first and slots after them, in order of their numbers, as
    everywhere. A hold that somebody else has in hand is left to them; but who needs
    the places of one slot waits for them, since they may be giving these back.

    Args:
        session: An open session of the role ``worker`` or ``booker``.
        now: The present moment, aware, in UTC.
        slot_id: Look at this slot alone.

    Returns:
        How many holds have expired.
    """
    overdue = (
        select(Booking.id)
        .where(Booking.state == BookingState.HELD, Booking.hold_expires_at <= now)
        .order_by(Booking.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=slot_id is None)
    )
    if slot_id is not None:
        overdue = overdue.where(Booking.slot_id == slot_id)
    ids = session.scalars(overdue).all()
    if not ids:
        return 0
    expired = session.execute(
        update(Booking)
        .where(Booking.id.in_(ids), Booking.state == BookingState.HELD)
        .values(state=BookingState.EXPIRED, held_by=None, version=Booking.version + 1)
        .returning(Booking.id, Booking.slot_id, Booking.persons)
        .execution_options(synchronize_session=False)
    ).all()
    for booking_id, of_slot, persons in sorted(expired, key=lambda row: row[1]):
        session.add(
            BookingEvent(
                booking_id=booking_id, at=now, state=BookingState.EXPIRED, facts={}
            )
        )
        give_places(session, of_slot, persons)
    return len(expired)


def is_live(now: datetime) -> ColumnElement[bool]:
    """State in SQL that a booking is a hold that is not over."""
    return (Booking.state == BookingState.HELD) & (Booking.hold_expires_at > now)
