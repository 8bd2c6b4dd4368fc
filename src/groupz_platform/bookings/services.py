"""Doing with bookings: the one way to take places, and what makes them a booking."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from groupz_platform.bookings.admission import check_group, check_slot, priced
from groupz_platform.bookings.errors import (
    ChangedMeanwhileError,
    HoldExpiredError,
    OtherRequestError,
    TransitionError,
)
from groupz_platform.bookings.holds import (
    HOLD,
    is_held,
    refuse_expired,
    refuse_hoarding,
    wait_for_network,
)
from groupz_platform.bookings.lines import (
    append,
    made_line,
    replace_lines,
    replace_party,
)
from groupz_platform.bookings.links import link_of, open_link
from groupz_platform.bookings.models import Booking, BookingParty
from groupz_platform.bookings.places import move_places, take_places
from groupz_platform.bookings.posting import write
from groupz_platform.bookings.queries import (
    booking_of_key,
    slot_on_offer,
)
from groupz_platform.bookings.references import new_reference
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.states import become
from groupz_platform.bookings.values import Contact, HoldCaps, HoldRequest, Letterhead
from groupz_platform.catalogue.pricing import PriceLine
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.tokens import token_from

CAPS = HoldCaps()


def hold(
    session: Session,
    request: HoldRequest,
    *,
    secret: bytes,
    now: datetime,
    caps: HoldCaps = CAPS,
) -> str:
    """Hold places for a group, and open the link by which it goes on.

    Args:
        session: An open session of the role ``booker``; the caller owns it.
        request: What the group wants.
        secret: The server's secret, from which links are made.
        now: The present moment, aware, in UTC.
        caps: How much one network may hold.

    Returns:
        The token of the group's link: the same for the same form.

    Raises:
        RefusalError: Any of those of `reserve`.
    """
    booking = reserve(session, request, secret=secret, now=now, caps=caps)
    return token_from(link_of(session, booking).seed, secret=secret)


def reserve(
    session: Session,
    request: HoldRequest,
    *,
    secret: bytes,
    now: datetime,
    caps: HoldCaps = CAPS,
) -> Booking:
    """Take places in a time slot for a group.

    The places are taken by the last statement, which states every condition itself, so
    that a row lock is held no longer than one commit takes. The caller owns the
    transaction: nothing is committed here.

    Args:
        session: An open session of the role ``booker`` or ``backoffice``.
        request: What the group wants.
        secret: The server's secret, from which links are made.
        now: The present moment, aware, in UTC.
        caps: How much one network may hold.

    Returns:
        The new booking, flushed, in state ``held``, with its link; or the one that the
        same form has made before, which is changed if it is still a hold and the form
        now says something else.

    Raises:
        SlotNotFoundError: There is no such slot on offer.
        SlotNotBookableError: It takes no groups now.
        SlotFullError: Fewer places are left than the group needs.
        PartySizeError: The activity does not take groups of this size.
        CategoryError: It has no price for somebody in the group.
        GroupTypeError: It is not meant for this type of group.
        TooManyHoldsError: The network holds as much as it may.
        OtherRequestError: The form has made a booking with other content.
        ChangedMeanwhileError: Staff changed the activity at this very moment.
    """
    wait_for_network(session, request)
    earlier = booking_of_key(session, request.key)
    if earlier is not None:
        return once_more(session, earlier, request, now=now)
    slot, activity = slot_on_offer(session, request.slot_id, request.locale)
    check_group(request.group, activity)
    check_slot(
        slot, activity, request.group.persons, now=now, at_any_time=bool(request.by)
    )
    refuse_hoarding(session, request, slot, caps=caps, now=now)
    lines = priced(request.group, activity, slot.local_date)
    booking = written(session, request, activity, lines, now)
    open_link(session, booking, slot, secret=secret)
    session.flush()
    take_places(session, slot, activity, request.group.persons)
    return booking


def rearrange(
    session: Session, booking: Booking, request: HoldRequest, *, now: datetime
) -> None:
    """Change the group or the slot of a hold; it ends when it would have ended.

    Raises:
        RefusalError: Any of those of `reserve`, or HoldExpiredError.
    """
    refuse_expired(booking, now)
    slot, activity = slot_on_offer(session, request.slot_id, request.locale)
    before = (booking.slot_id, booking.persons)
    own_persons = booking.persons if booking.slot_id == slot.id else 0
    booking.group_type = check_group(request.group, activity)
    check_slot(slot, activity, request.group.persons, now=now, own_persons=own_persons)
    replace_lines(booking, priced(request.group, activity, slot.local_date))
    replace_party(booking, request.group.party)
    booking.slot_id = slot.id
    booking.request_hash = request.fingerprint
    booking.price_list_version = activity.version
    become(session, booking, None, now=now, facts={"persons": booking.persons})
    move_places(session, before, slot, activity, booking.persons)


def book(
    session: Session,
    booking: Booking,
    contact: Contact,
    *,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    """Turn a hold into a booking, and mail its confirmation; once.

    Args:
        session: An open session of the role ``booker``; the caller owns it.
        booking: The hold.
        contact: Who books.
        letterhead: What letters and links are made with.
        now: The present moment, aware, in UTC.

    Raises:
        HoldExpiredError: The hold is over.
        ChangedMeanwhileError: It was changed at this very moment.
    """
    if booking.state is BookingState.CONFIRMED:
        return
    confirm(session, booking, contact, now=now)
    write(session, "confirmation", booking, letterhead=letterhead, now=now)


def confirm(
    session: Session, booking: Booking, contact: Contact, *, now: datetime
) -> None:
    """Turn a hold into a booking.

    Raises:
        HoldExpiredError: It is over.
        ChangedMeanwhileError: It was changed at this very moment.
    """
    refuse_expired(booking, now)
    booking.contact_name = contact.name
    booking.contact_email = contact.email
    booking.contact_telephone = contact.telephone
    booking.organisation = contact.organisation
    booking.hold_expires_at = booking.held_by = booking.draft = None
    become(session, booking, BookingState.CONFIRMED, now=now)


def once_more(
    session: Session, earlier: Booking, request: HoldRequest, *, now: datetime
) -> Booking:
    """Answer a form that came before with what it has made, changed if it may be."""
    if earlier.request_hash == request.fingerprint:
        return earlier
    try:
        rearrange(session, earlier, request, now=now)
    except (HoldExpiredError, ChangedMeanwhileError) as error:
        raise OtherRequestError from error
    return earlier


def written(
    session: Session,
    request: HoldRequest,
    activity: ActivityView,
    lines: Sequence[PriceLine],
    now: datetime,
) -> Booking:
    """Write the hold, its party, its lines and its first event."""
    booking = Booking(
        reference=new_reference(),
        idempotency_key=request.key,
        request_hash=request.fingerprint,
        slot_id=request.slot_id,
        group_type=request.group.type,
        organisation="",
        contact_name="",
        contact_email="",
        contact_telephone="",
        locale=request.locale,
        persons=request.group.persons,
        state=BookingState.HELD,
        hold_expires_at=now + HOLD,
        held_by=request.holder,
        total_cents=sum(line.amount_cents for line in lines),
        price_list_version=activity.version,
        policy=[asdict(step) for step in activity.policy],
        created_at=now,
        party=[
            BookingParty(category=category, planned=count)
            for category, count in request.group.party.counts.items()
        ],
    )
    for line in lines:
        append(booking, made_line(line))
    session.add(booking)
    session.flush()
    facts = {"by": request.by} if request.by else None
    become(session, booking, None, now=now, facts=facts)
    return booking


def take_up_again(
    session: Session,
    over: Booking,
    request: HoldRequest,
    *,
    secret: bytes,
    now: datetime,
    caps: HoldCaps = CAPS,
) -> str:
    """Hold places anew for a group whose hold is over, with all that was typed.

    Args:
        session: An open session of the role ``booker``; the caller owns it.
        over: The hold that is over.
        request: What the group wants now.
        secret: The server's secret, from which links are made.
        now: The present moment, aware, in UTC.
        caps: How much one network may hold.

    Returns:
        The token of the new hold's link.

    Raises:
        TransitionError: It is no hold, or one that is not over.
        RefusalError: Any of those of `reserve`.
    """
    if is_held(over, now) or over.state not in {
        BookingState.HELD,
        BookingState.EXPIRED,
    }:
        raise TransitionError
    booking = reserve(session, request, secret=secret, now=now, caps=caps)
    booking.draft = over.draft
    return token_from(link_of(session, booking).seed, secret=secret)
