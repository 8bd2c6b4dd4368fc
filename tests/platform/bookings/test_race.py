"""Sixteen visitors for the last places of one slot, round after round."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, get_ident

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from booking_desk import Desk
from clocks import FrozenClock
from databases import TestingDatabase
from factories import make_activity, make_slot
from groupz_platform.bookings import services
from groupz_platform.bookings.errors import SlotFullError
from groupz_platform.bookings.models import Booking, BookingParty
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from requests_for import group_of, request_for

VISITORS = 16
CAPACITY = 30
ROUNDS = 12


@pytest.fixture
def slot(database: TestingDatabase, clock: FrozenClock) -> TimeSlot:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        return make_slot(
            session,
            activity=make_activity(session, max_group=CAPACITY),
            starts_at=clock() + timedelta(days=40),
            capacity_persons=CAPACITY,
            capacity_groups=99,
        )


def race(visit: Callable[[int], int], sizes: list[int]) -> list[int]:
    """Let everybody visit at once; answer the sizes that got in."""
    start = Barrier(len(sizes))

    def visitor(size: int) -> int:
        start.wait(timeout=30)
        return visit(size)

    with ThreadPoolExecutor(len(sizes)) as visitors:
        return list(visitors.map(visitor, sizes))


def booking_in(
    database: TestingDatabase, clock: FrozenClock, slot: TimeSlot
) -> Callable[[int], int]:
    """Make a visit that books for a group of some size, if there is room."""
    desk = Desk(database, clock)

    def visit(size: int) -> int:
        try:
            desk.book(request_for(slot, group=group_of(adult=size)))
        except SlotFullError:
            return 0
        return size

    return visit


def sold(database: TestingDatabase, slot: TimeSlot) -> int:
    """Count the places that bookings name, whatever the counter says."""
    with database.databases.transaction(Role.GUEST) as session:
        return int(
            session.scalar(
                select(func.coalesce(func.sum(BookingParty.planned), 0))
                .join(Booking, Booking.id == BookingParty.booking_id)
                .where(Booking.slot_id == slot.id)
            )
            or 0
        )


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_exactly_the_capacity_is_sold(
    database: TestingDatabase, clock: FrozenClock, slot: TimeSlot, seed: int
) -> None:
    chance = random.Random(seed)
    sizes = [chance.randint(1, 7) for _ in range(VISITORS)]

    got_in = race(booking_in(database, clock, slot), sizes)

    with database.databases.transaction(Role.VISITOR) as session:
        counter = session.get_one(TimeSlot, slot.id).used_persons
    left_out = [size for size, got in zip(sizes, got_in, strict=True) if not got]
    assert sum(got_in) <= CAPACITY
    assert all(size > CAPACITY - sum(got_in) for size in left_out)
    assert sold(database, slot) == sum(got_in) == counter


def test_single_visitors_fill_a_slot_to_its_last_place(
    database: TestingDatabase, clock: FrozenClock, slot: TimeSlot
) -> None:
    got_in = race(booking_in(database, clock, slot), [1] * (CAPACITY + 10))

    assert sum(got_in) == sold(database, slot) == CAPACITY


def test_with_the_condition_taken_away_the_same_race_oversells(
    database: TestingDatabase,
    clock: FrozenClock,
    slot: TimeSlot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everybody_has_looked = Barrier(VISITORS)
    seen: dict[int, int] = {}
    booking = booking_in(database, clock, slot)

    def visit(size: int) -> int:
        with database.databases.transaction(Role.VISITOR) as session:
            seen[get_ident()] = session.get_one(TimeSlot, slot.id).used_persons
        everybody_has_looked.wait(timeout=30)
        return booking(size)

    def take_what_was_seen(
        session: Session, _slot: TimeSlot, _activity: ActivityView, persons: int
    ) -> None:
        used = seen[get_ident()] + persons
        session.execute(update(TimeSlot).values(used_persons=used))

    monkeypatch.setattr(services, "check_slot", lambda *_, **__: None)
    monkeypatch.setattr(services, "take_places", take_what_was_seen)

    got_in = race(visit, [7] * VISITORS)

    assert sum(got_in) == sold(database, slot) == 7 * VISITORS > CAPACITY
