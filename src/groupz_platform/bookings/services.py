"""Doing with bookings: the one way to take places, and what follows on it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from groupz_platform.bookings.admission import check, priced
from groupz_platform.bookings.errors import OtherRequestError, TransitionError
from groupz_platform.bookings.letters import confirmation
from groupz_platform.bookings.models import (
    AccessToken,
    Booking,
    BookingEvent,
    BookingLine,
    BookingParty,
)
from groupz_platform.bookings.places import take_places
from groupz_platform.bookings.queries import (
    booking_of_key,
    booking_view,
    slot_on_offer,
    token_of,
)
from groupz_platform.bookings.references import new_reference
from groupz_platform.bookings.rules import BookingState, TokenScope, may_become
from groupz_platform.bookings.values import BookingRequest
from groupz_platform.catalogue.pricing import PriceLine
from groupz_platform.catalogue.queries import activity_view
from groupz_platform.mail.services import post
from groupz_platform.tokens import hash_of, new_seed, token_from

HOLD = timedelta(minutes=20)
LINK_LASTS = timedelta(days=180)
"""How long after the visit the link still opens the booking."""


def book(
    session: Session,
    request: BookingRequest,
    *,
    secret: bytes,
    domain: str,
    now: datetime,
) -> str:
    """Book places for a group: hold, confirm, and mail the link.

    A repeated request changes nothing and is answered with the same link.

    Args:
        session: An open session of the role ``booker``; the caller owns it.
        request: What the group wants.
        secret: The server's secret, from which links are made.
        domain: The right side of the mail's Message-ID.
        now: The present moment, aware, in UTC.

    Returns:
        The token of the group's link.

    Raises:
        RefusalError: Any of those of `reserve`.
    """
    booking = reserve(session, request, now=now)
    if booking.state is BookingState.HELD:
        confirm(session, booking, now=now)
        link = open_link(session, booking, secret=secret)
        activity = activity_view(booking.slot.activity, request.locale)
        view = booking_view(booking, activity.venue.timezone)
        letter = confirmation(view, activity, locale=request.locale, seed=link.seed)
        post(session, letter, domain=domain, now=now)
    return token_from(token_of(session, booking).seed, secret=secret)


def reserve(session: Session, request: BookingRequest, *, now: datetime) -> Booking:
    """Take places in a time slot for a group.

    The places are taken by the last statement, which states every condition itself, so
    that a row lock is held no longer than one commit takes. The caller owns the
    transaction: nothing is committed here.

    Args:
        session: An open session of the role ``booker`` or ``backoffice``.
        request: What the group wants.
        now: The present moment, aware, in UTC.

    Returns:
        The new booking, flushed, in state ``held``; or the one that the same form has
        made before.

    Raises:
        SlotNotFoundError: There is no such slot on offer.
        SlotNotBookableError: It takes no groups now.
        SlotFullError: Fewer places are left than the group needs.
        PartySizeError: The activity does not take groups of this size.
        CategoryError: It has no price for somebody in the group.
        GroupTypeError: It is not meant for this type of group.
        OtherRequestError: The form has made a booking with other content.
        ChangedMeanwhileError: Staff changed the activity at this very moment.
    """
    earlier = booking_of_key(session, request.key)
    if earlier is not None:
        return the_same(earlier, request)
    slot, activity = slot_on_offer(session, request.slot_id, request.locale)
    check(request, slot, activity, now)
    lines = priced(request, slot, activity)
    booking = written(session, request, lines, now)
    take_places(session, slot, activity, request.party.persons)
    return booking


def confirm(session: Session, booking: Booking, *, now: datetime) -> None:
    """Turn a hold into a booking.

    Raises:
        TransitionError: Its state does not allow it.
    """
    become(session, booking, BookingState.CONFIRMED, now=now)
    booking.hold_expires_at = None


def become(
    session: Session,
    booking: Booking,
    state: BookingState,
    *,
    now: datetime,
) -> None:
    """Change a booking's state, and write down that it did.

    Raises:
        TransitionError: The table of transitions lacks this one.
    """
    if not may_become(booking.state, state):
        raise TransitionError(f"{booking.state} cannot become {state}")
    booking.state = state
    session.add(BookingEvent(booking_id=booking.id, at=now, state=state, facts={}))


def open_link(session: Session, booking: Booking, *, secret: bytes) -> AccessToken:
    """Make the link by which the group reaches its booking."""
    seed = new_seed()
    token = AccessToken(
        booking_id=booking.id,
        token_hash=hash_of(token_from(seed, secret=secret)),
        seed=seed,
        scope=TokenScope.MANAGE,
        expires_at=booking.slot.ends_at + LINK_LASTS,
    )
    session.add(token)
    return token


def the_same(earlier: Booking, request: BookingRequest) -> Booking:
    """Answer a repeated request with the booking that it has made."""
    if earlier.request_hash != request.fingerprint:
        raise OtherRequestError
    return earlier


def written(
    session: Session,
    request: BookingRequest,
    lines: tuple[PriceLine, ...],
    now: datetime,
) -> Booking:
    """Write the hold, its party, its lines and its first event."""
    booking = Booking(
        reference=new_reference(),
        idempotency_key=request.key,
        request_hash=request.fingerprint,
        slot_id=request.slot_id,
        group_type=request.group_type,
        organisation=request.contact.organisation,
        contact_name=request.contact.name,
        contact_email=request.contact.email,
        contact_telephone=request.contact.telephone,
        locale=request.locale,
        persons=request.party.persons,
        state=BookingState.HELD,
        hold_expires_at=now + HOLD,
        total_cents=sum(line.amount_cents for line in lines),
        price_list_version=1,
        policy=[],
        created_at=now,
        party=[
            BookingParty(category=category, planned=count)
            for category, count in request.party.counts.items()
        ],
        lines=[
            BookingLine(
                position=position,
                kind=line.kind,
                category=line.category,
                quantity=line.quantity,
                unit_cents=line.unit_cents,
                tax_code=line.tax_code,
            )
            for position, line in enumerate(lines)
        ],
    )
    session.add(booking)
    session.flush()
    held = BookingState.HELD
    session.add(BookingEvent(booking_id=booking.id, at=now, state=held, facts={}))
    session.flush()
    return booking
