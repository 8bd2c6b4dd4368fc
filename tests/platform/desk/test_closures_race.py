"""Closing while visitors book: who comes after is refused, who came before stays."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from at_once import at_once
from booking_desk import Desk
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.bookings import services
from groupz_platform.bookings.errors import SlotNotBookableError
from groupz_platform.bookings.values import ChangeRequest
from groupz_platform.roles import Role
from groupz_platform.schedule.closing import Closing, close
from groupz_platform.schedule.closures import Scope, Stretch
from groupz_platform.schedule.models import TimeSlot
from requests_for import group_of, request_for

VISITORS = 12


def closing_of(slot: TimeSlot) -> Closing:
    scope = Scope(activity_id=slot.activity_id)
    stretch = Stretch(scope, slot.starts_at, slot.ends_at)
    return Closing(stretch, {})


def close_it(desk: Desk, slot: TimeSlot) -> tuple[int, int]:
    """Close, and tell what is booked at that moment."""

    def closed(session: Session) -> tuple[int, int]:
        close(session, closing_of(slot), by="Robin", now=desk.clock())
        row = session.get_one(TimeSlot, slot.id)
        return row.used_persons, row.used_groups

    found = desk.do(closed, Role.BACKOFFICE)
    assert isinstance(found, tuple)
    return found


def test_nobody_is_booked_once_it_is_closed(desk: Desk) -> None:
    slot = desk.slot({}, capacity_persons=100, capacity_groups=100)
    at_closing: list[tuple[int, int]] = []
    visitors: list[Callable[[], object]] = [
        partial(desk.book, request_for(slot, group=group_of(adult=2)))
        for _ in range(VISITORS)
    ]

    refused = at_once([*visitors, lambda: at_closing.append(close_it(desk, slot))])

    assert set(refused) <= {None, SlotNotBookableError}
    assert [desk.used(slot)] == at_closing
    assert desk.used(slot)[1] == refused.count(None) - 1
    assert desk.is_even()


def test_who_has_seen_it_open_is_refused_by_the_last_statement(
    postgresql_database: TestingDatabase,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(postgresql_database, clock)
    slot = desk.slot({})

    def meanwhile(*_values: Any, **_named: Any) -> None:
        at_once([lambda: close_it(desk, slot)])

    monkeypatch.setattr(services, "refuse_hoarding", meanwhile)

    with pytest.raises(SlotNotBookableError):
        desk.hold(request_for(slot))
    assert desk.used(slot) == (0, 0)


def test_nobody_moves_or_grows_into_what_is_closed(desk: Desk) -> None:
    slot = desk.slot({})
    other = desk.slot(activity_id=slot.activity_id, starts_at=slot.ends_at)
    token = desk.book(request_for(slot, group=group_of(adult=3)))
    close_it(desk, other)

    with pytest.raises(SlotNotBookableError):
        desk.change(token, ChangeRequest(group_of(adult=3), other.id))
    close_it(desk, slot)
    with pytest.raises(SlotNotBookableError):
        desk.change(token, ChangeRequest(group_of(adult=4), slot.id))
    desk.change(token, ChangeRequest(group_of(adult=2), slot.id))
    assert desk.used(slot) == (2, 1)
    desk.cancel(token)
    assert desk.is_even()


def test_slots_made_while_it_closes_are_closed(desk: Desk) -> None:
    slot = desk.slot({})
    made: list[TimeSlot] = []

    def make(number: int) -> None:
        starts_at = slot.starts_at + timedelta(minutes=number)
        made.append(desk.slot(activity_id=slot.activity_id, starts_at=starts_at))

    makers: list[Callable[[], object]] = [partial(make, n) for n in range(1, 9)]
    at_once([*makers, lambda: close_it(desk, slot)])

    rows = desk.read(
        lambda s: [s.get_one(TimeSlot, each.id).is_closed for each in made]
    )
    assert rows == [True] * 8
