"""Reading bookings, and what one needs to make them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from groupz_platform.bookings.errors import BookingNotFoundError
from groupz_platform.bookings.models import AccessToken, Booking
from groupz_platform.bookings.views import BookingView
from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.pricing import Party, PriceLine
from groupz_platform.catalogue.queries import activity_view, published, whole
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.errors import SlotNotFoundError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.tokens import hash_of


def slot_on_offer(
    session: Session, slot_id: int, locale: str
) -> tuple[TimeSlot, ActivityView]:
    """Find a slot together with its activity, as far as visitors may see it.

    Raises:
        SlotNotFoundError: There is no such slot, or its activity is not published.
    """
    slot = session.get(TimeSlot, slot_id)
    if slot is None:
        raise SlotNotFoundError
    found = session.scalars(published().where(Activity.id == slot.activity_id))
    activity = found.unique().one_or_none()
    if activity is None:
        raise SlotNotFoundError
    return slot, activity_view(activity, locale)


def booking_of_key(session: Session, key: str) -> Booking | None:
    """Find the booking that a form has made already."""
    return session.scalar(select(Booking).where(Booking.idempotency_key == key))


def token_of(session: Session, booking: Booking) -> AccessToken:
    """Find the first link of a booking: that of the person who booked."""
    return session.scalars(
        select(AccessToken)
        .where(AccessToken.booking_id == booking.id)
        .order_by(AccessToken.id)
        .limit(1)
    ).one()


def booking_behind(
    session: Session, token: str, locale: str, *, now: datetime
) -> tuple[BookingView, ActivityView]:
    """Find the booking that a link opens.

    Raises:
        BookingNotFoundError: No link has this token, or it is over or revoked.
    """
    booking = session.scalar(
        select(Booking)
        .join(AccessToken, AccessToken.booking_id == Booking.id)
        .where(
            AccessToken.token_hash == hash_of(token),
            AccessToken.revoked_at.is_(None),
            AccessToken.expires_at > now,
        )
        .options(
            joinedload(Booking.slot),
            selectinload(Booking.party),
            selectinload(Booking.lines),
        )
    )
    if booking is None:
        raise BookingNotFoundError
    found = session.scalars(whole().where(Activity.id == booking.slot.activity_id))
    activity = activity_view(found.unique().one(), locale)
    return booking_view(booking, activity.venue.timezone), activity


def booking_view(booking: Booking, timezone: str) -> BookingView:
    """Make the view of a booking, in its venue's time."""
    zone = ZoneInfo(timezone)
    return BookingView(
        reference=booking.reference,
        state=booking.state,
        group_type=booking.group_type,
        organisation=booking.organisation,
        contact_name=booking.contact_name,
        contact_email=booking.contact_email,
        contact_telephone=booking.contact_telephone,
        counts=Party({part.category: part.planned for part in booking.party}),
        lines=tuple(
            PriceLine(
                line.kind, line.category, line.quantity, line.unit_cents, line.tax_code
            )
            for line in booking.lines
        ),
        total_cents=booking.total_cents,
        starts_at=booking.slot.starts_at.astimezone(zone),
        ends_at=booking.slot.ends_at.astimezone(zone),
    )
