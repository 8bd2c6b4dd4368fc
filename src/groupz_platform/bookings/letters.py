"""What is written to a group about its booking, as plain values."""

from groupz_platform.bookings.views import BookingView
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.mail.services import Letter


def confirmation(
    booking: BookingView, activity: ActivityView, *, locale: str, seed: str
) -> Letter:
    """Write that a booking is confirmed."""
    return Letter(
        about=f"confirmation:{booking.reference}",
        template="confirmation",
        locale=locale,
        recipient=booking.contact_email,
        link_seed=seed,
        values={
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
        },
    )
