"""Words and decisions of bookings: states and what may follow on each."""

from collections.abc import Mapping
from enum import StrEnum


class BookingState(StrEnum):
    """Where a booking stands."""

    HELD = "held"
    REQUESTED = "requested"
    OPTION = "option"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    EXPIRED = "expired"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class TokenScope(StrEnum):
    """What the holder of a link may do with the booking."""

    VIEW = "view"
    MANAGE = "manage"
    BILLING = "billing"


HOLDS_CAPACITY = frozenset(
    {
        BookingState.HELD,
        BookingState.REQUESTED,
        BookingState.OPTION,
        BookingState.CONFIRMED,
        BookingState.CHECKED_IN,
    }
)

TRANSITIONS: Mapping[BookingState | None, frozenset[BookingState]] = {
    None: frozenset({BookingState.HELD, BookingState.REQUESTED}),
    BookingState.HELD: frozenset(
        {
            BookingState.CONFIRMED,
            BookingState.OPTION,
            BookingState.REQUESTED,
            BookingState.EXPIRED,
        }
    ),
    BookingState.REQUESTED: frozenset(
        {
            BookingState.CONFIRMED,
            BookingState.OPTION,
            BookingState.DECLINED,
            BookingState.CANCELLED,
            BookingState.EXPIRED,
        }
    ),
    BookingState.OPTION: frozenset(
        {
            BookingState.CONFIRMED,
            BookingState.OPTION,
            BookingState.EXPIRED,
            BookingState.CANCELLED,
        }
    ),
    BookingState.CONFIRMED: frozenset(
        {
            BookingState.CONFIRMED,
            BookingState.CHECKED_IN,
            BookingState.CANCELLED,
            BookingState.NO_SHOW,
        }
    ),
    BookingState.CANCELLED: frozenset({BookingState.CONFIRMED}),
    BookingState.CHECKED_IN: frozenset(
        {BookingState.COMPLETED, BookingState.CONFIRMED}
    ),
}
"""What may follow on each state; nothing stands for a booking that is new."""


def may_become(state: BookingState | None, following: BookingState) -> bool:
    """Tell whether a booking may go from one state to another.

    >>> may_become(BookingState.HELD, BookingState.CONFIRMED)
    True
    >>> may_become(BookingState.EXPIRED, BookingState.CONFIRMED)
    False
    """
    return following in TRANSITIONS.get(state, frozenset())
