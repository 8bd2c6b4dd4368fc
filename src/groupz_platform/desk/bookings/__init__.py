"""The list of bookings: found, kept as filters, written to, cancelled, taken out."""

from groupz_platform.desk.bookings import (  # noqa: F401 - they have the routes
    keeping as _keeping,
    listing as _listing,
)
from groupz_platform.desk.bookings.blueprint import desk_bookings

__all__ = ["desk_bookings"]
