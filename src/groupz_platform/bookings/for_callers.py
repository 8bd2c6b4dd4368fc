"""Booking for somebody on the telephone, and what staff change for a group."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from groupz_platform.bookings import services
from groupz_platform.bookings.admission import check_slot, priced
from groupz_platform.bookings.errors import (
    BookingNotFoundError,
    PriceChangedError,
    TooLateError,
    TransitionError,
)
from groupz_platform.bookings.lines import replace_lines
from groupz_platform.bookings.links import replace_link
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.places import take_places
from groupz_platform.bookings.posting import write
from groupz_platform.bookings.queries import group_of, slot_on_offer
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.states import become
from groupz_platform.bookings.values import Contact, HoldRequest, Letterhead
from groupz_platform.tokens import new_seed


def book(
    session: Session,
    request: HoldRequest,
    contact: Contact,
    *,
    agreed_cents: int,
    letterhead: Letterhead,
    now: datetime,
) -> Booking:
    """Book for a caller at once, and mail the confirmation; one form, one booking.

    Args:
        session: An open session of the role ``backoffice``; the caller owns it.
        request: What the group wants, with who of the staff books it.
        contact: Who books.
        agreed_cents: The total that the caller was told.
        letterhead: What letters and links are made with.
        now: The present moment, aware, in UTC.

    Raises:
        PriceChangedError: The total is another one by now.
        RefusalError: Any of those of `reserve`.
    """
    booking = services.reserve(session, request, secret=letterhead.secret, now=now)
    if booking.state is BookingState.HELD:
        if booking.total_cents != agreed_cents:
            raise PriceChangedError
        services.book(session, booking, contact, letterhead=letterhead, now=now)
    return booking


def booking_of_number(
    session: Session, number: int, *, to_change: bool = False
) -> Booking:
    """Find a booking by its number, and keep it if it is to be changed.

    Raises:
        BookingNotFoundError: There is none.
    """
    statement = select(Booking).where(Booking.id == number)
    if to_change:
        statement = statement.with_for_update(of=Booking)
    else:
        statement = statement.options(
            joinedload(Booking.slot, innerjoin=True),
            selectinload(Booking.party),
            selectinload(Booking.lines),
        )
    booking = session.scalar(statement)
    if booking is None:
        raise BookingNotFoundError
    return booking


def change_contact(
    session: Session, booking: Booking, contact: Contact, *, by: str, now: datetime
) -> None:
    """Write down whom to reach from now on.

    Raises:
        ChangedMeanwhileError: The booking was changed at this very moment.
    """
    booking.contact_name = contact.name
    booking.contact_email = contact.email
    booking.contact_telephone = contact.telephone
    booking.organisation = contact.organisation
    become(session, booking, None, now=now, facts={"contact": True, "by": by})


def renew_link(
    session: Session,
    booking: Booking,
    *,
    by: str,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    """Send the confirmation under a new link; the one from before opens no more.

    Raises:
        ChangedMeanwhileError: The booking was changed at this very moment.
    """
    replace_link(
        session,
        booking,
        booking.slot,
        secret=letterhead.secret,
        seed=new_seed(),
        now=now,
    )
    send_again(session, booking, by=by, letterhead=letterhead, now=now)


def send_again(
    session: Session,
    booking: Booking,
    *,
    by: str,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    """Send the confirmation once more.

    Raises:
        ChangedMeanwhileError: The booking was changed at this very moment.
    """
    booking.draft = None
    booking.ics_sequence += 1  # so that calendars take it
    become(session, booking, None, now=now, facts={"sent": True, "by": by})
    write(session, "confirmation", booking, letterhead=letterhead, now=now)


def restore(
    session: Session,
    booking: Booking,
    *,
    by: str,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    """Take a cancellation back, if the places are still free; at today's price.

    Raises:
        TransitionError: It is not cancelled.
        TooLateError: The visit has begun.
        RefusalError: Any of those of `reserve` about the slot.
        ChangedMeanwhileError: It was changed at this very moment.
    """
    if booking.state is not BookingState.CANCELLED:
        raise TransitionError(f"{booking.state} is not cancelled")
    slot, activity = slot_on_offer(session, booking.slot_id, booking.locale)
    if now >= slot.starts_at:
        raise TooLateError
    check_slot(slot, activity, booking.persons, now=now, at_any_time=True)
    replace_lines(booking, priced(group_of(booking), activity, slot.local_date))
    booking.ics_sequence += 1
    facts = {"restored": True, "by": by}
    become(session, booking, BookingState.CONFIRMED, now=now, facts=facts)
    write(session, "confirmation", booking, letterhead=letterhead, now=now)
    take_places(session, slot, activity, booking.persons)
