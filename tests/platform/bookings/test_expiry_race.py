"""Holds that end while their holders confirm them."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from at_once import at_once
from booking_desk import Desk
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.bookings.errors import HoldExpiredError
from groupz_platform.bookings.holds import HOLD
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.places import give_places
from groupz_platform.bookings.rules import BookingState
from requests_for import group_of, request_for

HOLDERS = 10
PERSONS = 3
TICK = timedelta(microseconds=1)


def at(desk: Desk, passed: timedelta) -> Desk:
    """The same desk at a later moment."""
    return Desk(desk.database, FrozenClock(desk.clock() + passed))


def states(desk: Desk) -> Counter[BookingState]:
    return Counter(desk.read(lambda s: s.scalars(select(Booking.state)).all()))


@pytest.mark.parametrize("seed", range(5))
def test_a_hold_at_its_end_is_either_booked_or_given_back(
    desk: Desk, seed: int
) -> None:
    slot = desk.slot(capacity_persons=HOLDERS * PERSONS, capacity_groups=HOLDERS)
    wanted = [request_for(slot, group=group_of(adult=PERSONS)) for _ in range(HOLDERS)]
    tokens = [desk.hold(request) for request in wanted]
    just_before, end = at(desk, HOLD - TICK), at(desk, HOLD)
    confirmations: list[Callable[[], object]] = [
        partial(just_before.confirm, token) for token in tokens
    ]
    doing = [*confirmations, *[end.upkeep.expire_holds] * 3]
    Random(seed).shuffle(doing)

    refusals = at_once(doing)
    end.upkeep.expire_holds()

    booked = HOLDERS - refusals.count(HoldExpiredError)
    assert set(refusals) <= {None, HoldExpiredError}
    assert states(desk)[BookingState.CONFIRMED] == booked
    assert desk.used(slot) == (booked * PERSONS, booked)
    assert len(desk.mails()) == booked
    assert desk.is_even()


def test_several_workers_give_the_same_places_back_once(desk: Desk) -> None:
    slot = desk.slot()
    for _ in range(5):
        desk.hold(request_for(slot, group=group_of(adult=PERSONS)))
    end = at(desk, HOLD)

    at_once([end.upkeep.expire_holds] * 8)
    end.upkeep.expire_holds()

    assert desk.used(slot) == (0, 0)
    assert states(desk) == {BookingState.EXPIRED: 5}


def test_two_holds_that_are_over_are_both_refused(desk: Desk) -> None:
    slot = desk.slot()
    tokens = [
        desk.hold(request_for(slot, group=group_of(adult=PERSONS))) for _ in range(2)
    ]
    end = at(desk, HOLD)

    refusals = at_once(partial(end.confirm, token) for token in tokens)

    assert refusals == [HoldExpiredError] * 2
    assert desk.mails() == []


def test_control_without_compare_and_set_places_are_given_back_twice(
    postgresql_database: TestingDatabase,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(postgresql_database, clock)
    slot = desk.slot()
    desk.hold(request_for(slot, group=group_of(adult=PERSONS)))
    desk.book(request_for(slot, group=group_of(adult=20)))
    end = at(desk, HOLD)

    def careless(session: Session, **_named: object) -> int:
        overdue = session.scalars(
            select(Booking.persons).where(Booking.state == BookingState.HELD)
        ).all()
        looked.wait(timeout=30)
        for persons in overdue:
            give_places(session, slot.id, persons)
        session.execute(
            update(Booking)
            .where(Booking.state == BookingState.HELD)
            .values(state=BookingState.EXPIRED)
        )
        return len(overdue)

    looked = Barrier(2)
    monkeypatch.setattr("groupz_platform.bookings.upkeep.expire_overdue", careless)

    at_once([end.upkeep.expire_holds] * 2)

    assert desk.used(slot) != (20, 1)
    assert not desk.is_even()
