"""Changes, cancellations and swaps of dates, all at once."""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from at_once import at_once
from booking_desk import Desk
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.bookings import changes
from groupz_platform.bookings.errors import (
    ChangedMeanwhileError,
    PriceChangedError,
    SlotFullError,
    TooLateError,
    TransitionError,
)
from groupz_platform.bookings.models import BookingEvent
from groupz_platform.bookings.places import give_places, take_places
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.values import ChangeRequest
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.errors import BusyError
from groupz_platform.schedule.models import TimeSlot
from requests_for import group_of, request_for

COPIES = 8
PAIRS = 6
ROUNDS = 4
SIZE = 2
LOST_TO_ANOTHER = {
    None,
    ChangedMeanwhileError,
    PriceChangedError,
    TooLateError,
    TransitionError,
}


def events(desk: Desk) -> int:
    return int(desk.read(lambda s: s.scalar(select(func.count(BookingEvent.id)))))


def beside(desk: Desk, slot: TimeSlot, **traits: Any) -> TimeSlot:
    """Another slot of the same activity."""
    return desk.slot(activity_id=slot.activity_id, starts_at=slot.ends_at, **traits)


def test_a_booking_is_cancelled_once_however_many_cancel_it(desk: Desk) -> None:
    slot = desk.slot()
    kept = desk.book(request_for(slot, group=group_of(adult=3)))
    token = desk.book(request_for(slot, group=group_of(adult=20)))
    before = events(desk)

    refusals = at_once([partial(desk.cancel, token)] * COPIES)

    assert refusals == [None] * COPIES
    assert desk.used(slot) == (3, 1)
    assert events(desk) == before + 1
    assert [mail.template for mail in desk.mails()].count("cancellation") == 1
    assert desk.view(kept).state is BookingState.CONFIRMED


@pytest.mark.parametrize("persons", [[10, 12, 14, 16], [21, 22, 23, 24]])
def test_a_cancellation_among_changes_gives_every_place_back(
    desk: Desk, persons: list[int]
) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot, group=group_of(adult=20)))
    wanted = [ChangeRequest(group_of(adult=size), slot.id) for size in persons]
    doing: list[Callable[[], object]] = [
        partial(desk.change, token, change) for change in wanted
    ]

    refusals = at_once([*doing, partial(desk.cancel, token), *doing])

    assert set(refusals) <= LOST_TO_ANOTHER
    assert desk.view(token).state is BookingState.CANCELLED
    assert desk.used(slot) == (0, 0)


def test_many_who_grow_share_what_is_left(desk: Desk) -> None:
    slot = desk.slot(capacity_persons=30, capacity_groups=COPIES)
    tokens = [
        desk.book(request_for(slot, group=group_of(adult=SIZE))) for _ in range(COPIES)
    ]
    more = ChangeRequest(group_of(adult=SIZE + 3), slot.id)

    refusals = at_once(partial(desk.change, token, more) for token in tokens)

    assert set(refusals) == {None, SlotFullError}
    assert refusals.count(None) == (30 - COPIES * SIZE) // 3
    assert desk.used(slot) == (28, COPIES)
    assert desk.is_even()


def test_groups_that_swap_their_dates_do_not_wait_for_each_other_for_ever(
    desk: Desk,
) -> None:
    here = desk.slot(capacity_groups=2 * PAIRS)
    there = beside(desk, here, capacity_groups=2 * PAIRS)
    group = group_of(adult=SIZE)
    tokens = {
        desk.book(request_for(slot, group=group)): slot
        for slot in [here, there] * PAIRS
    }
    other = {here.id: there, there.id: here}

    for _ in range(ROUNDS):
        tokens = {token: other[slot.id] for token, slot in tokens.items()}
        refusals = at_once(
            partial(desk.change, token, ChangeRequest(group, slot.id))
            for token, slot in tokens.items()
        )
        assert refusals == [None] * 2 * PAIRS

    assert desk.used(here) == desk.used(there) == (SIZE * PAIRS, PAIRS)
    assert desk.is_even()


def test_a_swap_between_full_slots_leaves_all_as_it_was(desk: Desk) -> None:
    here = desk.slot(capacity_persons=20)
    there = beside(desk, here, capacity_persons=20)
    group = group_of(adult=20)
    one, other = (desk.book(request_for(slot, group=group)) for slot in (here, there))
    to_there, to_here = (ChangeRequest(group, slot.id) for slot in (there, here))

    refusals = at_once(
        [partial(desk.change, one, to_there), partial(desk.change, other, to_here)]
    )

    assert refusals == [SlotFullError] * 2
    assert desk.view(one).slot_id == here.id
    assert desk.view(other).slot_id == there.id
    assert desk.used(here) == desk.used(there) == (20, 1)


def test_control_slots_locked_in_no_order_wait_for_each_other(
    postgresql_database: TestingDatabase,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(postgresql_database, clock)
    here = desk.slot()
    there = beside(desk, here)
    group = group_of(adult=SIZE)
    one, other = (desk.book(request_for(slot, group=group)) for slot in (here, there))
    half_way = Barrier(2)

    def unsorted(
        session: Session,
        before: tuple[int, int],
        slot: TimeSlot,
        activity: ActivityView,
        persons: int,
    ) -> None:
        take_places(session, slot, activity, persons)
        half_way.wait(timeout=30)
        give_places(session, *before)

    monkeypatch.setattr(changes, "move_places", unsorted)

    refusals = at_once(
        [
            partial(desk.change, one, ChangeRequest(group, there.id)),
            partial(desk.change, other, ChangeRequest(group, here.id)),
        ]
    )

    assert BusyError in refusals
