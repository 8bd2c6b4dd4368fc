"""What is written to a group about its booking, as plain values."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.views import BookingView
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.mail.calendar import CalendarEvent
from groupz_platform.mail.services import Letter


def letter(
    template: str,
    booking: BookingView,
    activity: ActivityView,
    *,
    seed: str,
    event: CalendarEvent,
    **more: Any,
) -> Letter:
    """Write to a group what its booking is now, with its calendar file.

    Args:
        template: ``confirmation``, ``change`` or ``cancellation``.
        booking: The booking as it is now.
        activity: Its activity.
        seed: The seed of the token in its link.
        event: What its calendar file says.
        more: What the template needs beyond the booking.
    """
    return Letter(
        about=f"{template}:{booking.reference}:{booking.version}",
        template=template,
        locale=booking.locale,
        recipient=booking.contact_email,
        link_seed=seed,
        values=facts(booking, activity) | more,
        event=event,
    )


def link(
    booking: BookingView, activity: ActivityView, *, seed: str, locale: str
) -> Letter:
    """Send the link of a booking to who asked for it.

    Args:
        booking: The booking.
        activity: Its activity.
        seed: The seed of the token in its link.
        locale: In which language it was asked for.
    """
    return Letter(
        about=f"link:{uuid4().hex}",  # a request's number is given out again
        template="link",
        locale=locale,
        recipient=booking.contact_email,
        link_seed=seed,
        values=facts(booking, activity),
    )


def address_changed(
    booking: BookingView, activity: ActivityView, *, recipient: str
) -> Letter:
    """Tell the address before that it is no longer written to; nothing personal."""
    return Letter(
        about=f"address:{booking.reference}:{booking.version}",
        template="address_changed",
        locale=booking.locale,
        recipient=recipient,
        values={
            "reference": booking.reference,
            "title": activity.title,
            "venue_name": activity.venue.name,
            "telephone": activity.venue.telephone,
            "email": activity.venue.email,
        },
    )


def event_of(
    booking: BookingView, activity: ActivityView, *, domain: str, now: datetime
) -> CalendarEvent:
    """Tell a calendar of the visit.

    Args:
        booking: The booking.
        activity: Its activity.
        domain: The right side of the entry's UID.
        now: When this state of the visit came about.
    """
    venue = activity.venue
    return CalendarEvent(
        uid=f"{booking.reference.lower()}@{domain}",
        sequence=booking.ics_sequence,
        summary=f"{activity.title}, {venue.name}",
        location=f"{venue.name}, {venue.street}, {venue.postcode} {venue.city}",
        description=activity.good_to_know,
        organizer=venue.name,
        organizer_email=venue.email,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        stamped_at=now,
        cancelled=booking.state is BookingState.CANCELLED,
    )


def facts(booking: BookingView, activity: ActivityView) -> dict[str, Any]:
    """List what letters say of a booking, fit for JSON."""
    return {
        "reference": booking.reference,
        "title": activity.title,
        "good_to_know": activity.good_to_know,
        "venue_name": activity.venue.name,
        "street": activity.venue.street,
        "postcode": activity.venue.postcode,
        "city": activity.venue.city,
        "telephone": activity.venue.telephone,
        "email": activity.venue.email,
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "name": booking.contact_name,
        "organisation": booking.organisation,
        "party": booking.party,
        "lines": [
            {
                "kind": line.kind,
                "category": line.category,
                "quantity": line.quantity,
                "unit_cents": line.unit_cents,
                "amount_cents": line.amount_cents,
            }
            for line in booking.lines
        ],
        "total_cents": booking.total_cents,
        "stages": [
            {
                "until_at": stage.until.isoformat() if stage.until else None,
                "charge_percent": stage.charge_percent,
            }
            for stage in booking.stages
        ],
    }
