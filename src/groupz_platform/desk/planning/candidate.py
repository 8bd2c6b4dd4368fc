"""The booking that is being moved on the board."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from groupz_platform.bookings.errors import BookingNotFoundError
from groupz_platform.bookings.for_callers import booking_of_number
from groupz_platform.bookings.queries import view_of
from groupz_platform.bookings.views import BookingView
from groupz_platform.desk.planning.reading import Block
from groupz_platform.permissions import Permission
from groupz_platform.web.access import staff
from groupz_platform.web.context import now
from groupz_platform.web.language import page_locale


@dataclass(frozen=True, slots=True)
class Candidate:
    """A booking that is being moved.

    Attributes:
        activity_id: To whose times it can go.
        title: What that is called.
        now: The present moment.
    """

    booking: BookingView
    activity_id: int
    title: str
    now: datetime

    @property
    def who(self) -> str:
        """What the group is called."""
        return self.booking.organisation or self.booking.contact_name

    def fits(self, block: Block) -> bool:
        """Tell whether a slot takes the group."""
        return (
            block.is_open
            and block.id != self.booking.slot_id
            and block.persons_left >= self.booking.persons
            and block.starts_at > self.now
        )


def candidate(session: Session, number: int | None) -> Candidate | None:
    """Find the booking that an address names, if it can still be moved."""
    if number is None or not staff().may(Permission.BOOKINGS_CHANGE):
        return None
    try:
        booking = booking_of_number(session, number)
    except BookingNotFoundError:
        return None
    view, activity = view_of(session, booking, page_locale())
    if not view.may_change(now()):
        return None
    return Candidate(view, activity.id, activity.title, now())
