from itertools import product

import pytest

from groupz_platform.bookings.rules import (
    HOLDS_CAPACITY,
    TRANSITIONS,
    BookingState,
    may_become,
)

ENDS = {
    BookingState.COMPLETED,
    BookingState.EXPIRED,
    BookingState.DECLINED,
    BookingState.CANCELLED,
    BookingState.NO_SHOW,
}
ALLOWED = """
new > held requested
held > confirmed option requested expired
requested > confirmed option declined cancelled expired
option > confirmed option expired cancelled
confirmed > confirmed checked_in cancelled no_show
checked_in > confirmed completed
cancelled > confirmed
"""


def allowed() -> set[tuple[str, str]]:
    rows = (line.split(" > ") for line in ALLOWED.strip().splitlines())
    return {(start, end) for start, ends in rows for end in ends.split()}


@pytest.mark.parametrize(
    ("start", "end"), list(product([None, *BookingState], BookingState))
)
def test_only_the_transitions_of_the_table_are_possible(
    start: BookingState | None, end: BookingState
) -> None:
    assert may_become(start, end) == ((start or "new", end) in allowed())


def test_a_booking_that_is_over_holds_no_places() -> None:
    assert not ENDS & HOLDS_CAPACITY


def test_a_booking_that_is_over_stays_over_unless_staff_take_a_cancellation_back() -> (
    None
):
    assert ENDS & set(TRANSITIONS) == {BookingState.CANCELLED}


def test_every_state_either_holds_places_or_is_an_end() -> None:
    assert set(BookingState) == ENDS | HOLDS_CAPACITY
