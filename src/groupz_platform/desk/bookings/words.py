"""What states of bookings are called by the staff, and how they are marked."""

from collections.abc import Mapping

from groupz_platform.bookings.rules import BookingState
from groupz_platform.desk.slots.words import BOOKING_STATES
from groupz_platform.texts import gettext_noop as noop

STATES: Mapping[BookingState, str] = {
    **BOOKING_STATES,
    BookingState.COMPLETED: noop("over"),
    BookingState.NO_SHOW: noop("did not come"),
    BookingState.CANCELLED: noop("cancelled"),
    BookingState.DECLINED: noop("declined"),
    BookingState.EXPIRED: noop("expired"),
}
MARKS: Mapping[BookingState, str] = {
    BookingState.HELD: "wait",
    BookingState.REQUESTED: "wait",
    BookingState.OPTION: "wait",
    BookingState.CONFIRMED: "good",
    BookingState.CHECKED_IN: "good",
    BookingState.NO_SHOW: "bad",
    BookingState.DECLINED: "bad",
}
"""The kinds of marks; a state that is not here is quiet."""
