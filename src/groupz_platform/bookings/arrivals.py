"""A group arrives: checked in with the number that came, or taken back."""

from datetime import datetime

from sqlalchemy.orm import Session

from groupz_platform.bookings.errors import TransitionError
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.states import become


def check_in(
    session: Session, booking: Booking, came: int, *, by: str, now: datetime
) -> None:
    """Note that a group is here, and how many came; a later number replaces it.

    Its places and its price stay what they are: what was agreed is paid.

    Args:
        session: An open session of the role ``backoffice``.
        booking: The booking, locked.
        came: How many came, from 1 to 9999.
        by: Who of the staff received them.
        now: The present moment, aware, in UTC.

    Raises:
        TransitionError: It is no booking that can arrive.
        ChangedMeanwhileError: It was changed at this very moment.
    """
    is_here = booking.state is BookingState.CHECKED_IN
    booking.arrived_persons = came
    facts = {"came": came, "planned": booking.persons, "by": by}
    become(
        session,
        booking,
        None if is_here else BookingState.CHECKED_IN,
        now=now,
        facts=facts,
    )


def take_back(session: Session, booking: Booking, *, by: str, now: datetime) -> None:
    """Take a check-in back: the group is expected again.

    Raises:
        TransitionError: It was not checked in.
        ChangedMeanwhileError: It was changed at this very moment.
    """
    if booking.state is not BookingState.CHECKED_IN:
        raise TransitionError(f"{booking.state} was not checked in")
    booking.arrived_persons = None
    facts = {"taken_back": True, "by": by}
    become(session, booking, BookingState.CONFIRMED, now=now, facts=facts)
