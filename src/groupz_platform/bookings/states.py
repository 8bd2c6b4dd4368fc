"""From one state to the next: by the table, by compare-and-set, and written down."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from groupz_platform.bookings.errors import ChangedMeanwhileError, TransitionError
from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.bookings.rules import BookingState, may_become


def become(
    session: Session,
    booking: Booking,
    state: BookingState | None,
    *,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    """Write what was changed of a booking, its new state with it, and the event.

    The row is written only if it is still the one that was read (its version says so),
    and from then on it is locked until the transaction ends: who comes second is
    refused.

    Args:
        session: An open session of a role that may write bookings.
        booking: The booking, with its other changes made.
        state: What it becomes; nothing where it stays what it is.
        now: The present moment, aware, in UTC.
        facts: What to write down with the event: no personal data.

    Raises:
        TransitionError: The table of transitions lacks this one.
        ChangedMeanwhileError: Somebody else has changed the booking meanwhile.
    """
    if state is not None:
        if not may_become(booking.state, state):
            raise TransitionError(f"{booking.state} cannot become {state}")
        booking.state = state
    event = BookingEvent(
        booking_id=booking.id, at=now, state=booking.state, facts=facts or {}
    )
    session.add(event)
    try:
        session.flush()
    except StaleDataError as error:
        raise ChangedMeanwhileError from error
