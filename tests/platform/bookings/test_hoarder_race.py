"""One network that asks for many holds at once, and staff who close a slot then."""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from at_once import at_once
from booking_desk import Desk
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.bookings import services
from groupz_platform.bookings.errors import (
    SlotFullError,
    SlotNotBookableError,
    TooManyHoldsError,
)
from groupz_platform.bookings.holds import refuse_hoarding
from groupz_platform.bookings.values import HoldCaps
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState
from requests_for import group_of, request_for

CAPS = HoldCaps(per_network=2, slot_percent=25)
TRIES = 12


def holding(desk: Desk, slot: TimeSlot, persons: int) -> Callable[[], object]:
    wanted = request_for(slot, holder="hoarder", group=group_of(adult=persons))
    return partial(desk.hold, wanted, CAPS)


def test_many_requests_at_once_get_a_hoarder_no_more_than_the_cap(desk: Desk) -> None:
    slots = [desk.slot() for _ in range(TRIES)]

    refusals = at_once(holding(desk, slot, 5) for slot in slots)

    assert refusals.count(None) == CAPS.per_network
    assert refusals.count(TooManyHoldsError) == TRIES - CAPS.per_network
    assert desk.bookings() == CAPS.per_network


def test_many_requests_at_once_get_a_hoarder_no_more_of_one_slot(desk: Desk) -> None:
    slot = desk.slot(capacity_persons=40, capacity_groups=TRIES)

    refusals = at_once(holding(desk, slot, 6) for _ in range(TRIES))

    assert refusals.count(None) == 1
    assert desk.used(slot) == (6, 1)


def test_control_without_taking_turns_a_hoarder_gets_more(
    postgresql_database: TestingDatabase,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(postgresql_database, clock)
    slots = [desk.slot() for _ in range(TRIES)]
    everybody_was_counted = Barrier(TRIES)

    def refuse_and_wait(*values: Any, **named: Any) -> None:
        refuse_hoarding(*values, **named)
        everybody_was_counted.wait(timeout=30)

    monkeypatch.setattr(services, "wait_for_network", lambda *_: None)
    monkeypatch.setattr(services, "refuse_hoarding", refuse_and_wait)

    refusals = at_once(holding(desk, slot, 5) for slot in slots)

    assert refusals == [None] * TRIES


def test_copies_of_one_form_are_one_hold_within_the_cap(desk: Desk) -> None:
    slot = desk.slot()
    copy = holding(desk, slot, 20)

    refusals = at_once([copy] * TRIES)

    assert refusals == [None] * TRIES
    assert desk.bookings() == 1
    assert desk.used(slot) == (20, 1)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        pytest.param(
            {"state": SlotState.CLOSED}, SlotNotBookableError, id="close the slot"
        ),
        pytest.param(
            {"capacity_persons": TimeSlot.used_persons},
            SlotFullError,
            id="take back what is free",
        ),
    ],
)
def test_once_staff_have_changed_a_slot_nobody_gets_in(
    desk: Desk, change: dict[str, Any], refusal: type[Exception]
) -> None:
    slot = desk.slot(capacity_persons=60, capacity_groups=60)
    used_then: list[int] = []

    def staff() -> None:
        with desk.database.databases.transaction(Role.BACKOFFICE) as session:
            used_then.append(changed(session))

    def changed(session: Session) -> int:
        return session.scalars(
            update(TimeSlot)
            .where(TimeSlot.id == slot.id)
            .values(change)
            .returning(TimeSlot.used_persons)
            .execution_options(synchronize_session=False)
        ).one()

    visits = [
        partial(desk.book, request_for(slot, group=group_of(adult=3)))
        for _ in range(TRIES)
    ]
    half = TRIES // 2

    refusals = at_once([*visits[:half], staff, *visits[half:]])

    assert set(refusals) <= {None, refusal}
    assert [desk.used(slot)[0]] == used_then
    assert desk.is_even()
