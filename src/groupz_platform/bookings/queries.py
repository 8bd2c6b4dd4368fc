"""Reading bookings, and what one needs to make them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from groupz_platform.bookings.errors import BookingNotFoundError
from groupz_platform.bookings.lines import current_lines, price_line
from groupz_platform.bookings.models import AccessToken, Booking
from groupz_platform.bookings.views import BookingView
from groupz_platform.catalogue.errors import ActivityNotFoundError
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.policy import Step, stages
from groupz_platform.catalogue.pricing import Party
from groupz_platform.catalogue.queries import activity_of, published_activity_of
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.errors import SlotNotFoundError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.tokens import hash_of

# Statements that are run again and again are made once: making one costs more than
# SQLite takes to answer it.
OF_KEY = select(Booking).where(Booking.idempotency_key == bindparam("key"))
OPENED = (
    select(Booking)
    .join(AccessToken, AccessToken.booking_id == Booking.id)
    .where(
        AccessToken.token_hash == bindparam("hash"),
        AccessToken.revoked_at.is_(None),
        AccessToken.expires_at > bindparam("now"),
    )
)
OF_TOKEN = OPENED.options(
    joinedload(Booking.slot, innerjoin=True),
    joinedload(Booking.party),
    joinedload(Booking.lines),
)
TO_CHANGE = OPENED.with_for_update(of=Booking)


def slot_on_offer(
    session: Session, slot_id: int, locale: str
) -> tuple[TimeSlot, ActivityView]:
    """Find a slot, as it is now, with its activity, as far as visitors may see it.

    Raises:
        SlotNotFoundError: There is no such slot, or its activity is not published.
    """
    slot = session.get(TimeSlot, slot_id, populate_existing=True)
    if slot is None:
        raise SlotNotFoundError
    try:
        return slot, published_activity_of(session, slot.activity_id, locale)
    except ActivityNotFoundError as error:
        raise SlotNotFoundError from error


def booking_of_key(session: Session, key: str) -> Booking | None:
    """Find the booking that a form has made already."""
    return session.scalar(OF_KEY, {"key": key})


def booking_of_token(session: Session, token: str, *, now: datetime) -> Booking:
    """Find the booking that a link opens, with its slot.

    Raises:
        BookingNotFoundError: No link has this token, or it is over or revoked.
    """
    return opened(session, OF_TOKEN, token, now=now)


def booking_to_change(session: Session, token: str, *, now: datetime) -> Booking:
    """Find the booking that a link opens, and keep it until the transaction ends.

    Others who would change it wait, and then find it as it is by then: so copies of one
    form come one after the other. On SQLite writers do so anyhow.

    Raises:
        BookingNotFoundError: No link has this token, or it is over or revoked.
    """
    return opened(session, TO_CHANGE, token, now=now)


def booking_of_id(session: Session, booking_id: int) -> Booking:
    """Find a booking by its number, and keep it until the transaction ends."""
    return session.get_one(Booking, booking_id, with_for_update=True)


def opened(
    session: Session, statement: Select[Booking], token: str, *, now: datetime
) -> Booking:
    """Run one of the statements that find the booking behind a link.

    Raises:
        BookingNotFoundError: There is none.
    """
    found = session.scalars(statement, {"hash": hash_of(token), "now": now})
    booking = found.unique().one_or_none()
    if booking is None:
        raise BookingNotFoundError
    return booking


def booking_behind(
    session: Session, token: str, locale: str, *, now: datetime
) -> tuple[BookingView, ActivityView]:
    """Find what visitors see of the booking that a link opens.

    Raises:
        BookingNotFoundError: No link has this token, or it is over or revoked.
    """
    return view_of(session, booking_of_token(session, token, now=now), locale)


def view_of(
    session: Session, booking: Booking, locale: str
) -> tuple[BookingView, ActivityView]:
    """Make the views of a booking and of its activity, published or not."""
    activity = activity_of(session, booking.slot.activity_id, locale)
    return booking_view(booking, ZoneInfo(activity.venue.timezone)), activity


def booking_view(booking: Booking, zone: ZoneInfo) -> BookingView:
    """Make the view of a booking, in its venue's time."""
    starts_at = booking.slot.starts_at.astimezone(zone)
    expires_at = booking.hold_expires_at
    return BookingView(
        id=booking.id,
        version=booking.version,
        slot_id=booking.slot_id,
        reference=booking.reference,
        state=booking.state,
        hold_expires_at=expires_at.astimezone(zone) if expires_at else None,
        extended=booking.hold_extended_at is not None,
        draft=booking.draft,
        group=group_of(booking),
        organisation=booking.organisation,
        contact_name=booking.contact_name,
        contact_email=booking.contact_email,
        contact_telephone=booking.contact_telephone,
        locale=booking.locale,
        lines=tuple(price_line(row) for row in current_lines(booking.lines)),
        total_cents=booking.total_cents,
        stages=stages((Step(**step) for step in booking.policy), starts_at),
        starts_at=starts_at,
        ends_at=booking.slot.ends_at.astimezone(zone),
        ics_sequence=booking.ics_sequence,
    )


def group_of(booking: Booking) -> Group:
    """Take the group out of a booking."""
    return Group(
        Party({part.category: part.planned for part in booking.party}),
        booking.group_type,
    )
