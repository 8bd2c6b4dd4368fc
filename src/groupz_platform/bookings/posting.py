"""Putting letters about a booking into the outbox, in the booking's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from groupz_platform.bookings import letters
from groupz_platform.bookings.links import link_of
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.queries import view_of
from groupz_platform.bookings.values import Letterhead
from groupz_platform.mail.services import post


def write(
    session: Session,
    template: str,
    booking: Booking,
    *,
    letterhead: Letterhead,
    now: datetime,
    **more: Any,
) -> None:
    """Write to a group what its booking is now: see `letters.letter`."""
    view, activity = view_of(session, booking, booking.locale)
    letter = letters.letter(
        template,
        view,
        activity,
        seed=link_of(session, booking).seed,
        event=letters.event_of(view, activity, domain=letterhead.domain, now=now),
        **more,
    )
    post(session, letter, domain=letterhead.domain, now=now)
