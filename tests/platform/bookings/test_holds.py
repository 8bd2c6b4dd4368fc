"""Holds: kept for a while, extended once, given back, and capped."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking_desk import GENEROUS, LETTERHEAD, Desk
from groupz_platform.bookings import holds, services
from groupz_platform.bookings.errors import (
    HoldExpiredError,
    PartySizeError,
    SlotFullError,
    TooManyHoldsError,
    TransitionError,
)
from groupz_platform.bookings.models import Booking, BookingEvent, BookingLine
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.values import HoldCaps
from requests_for import group_of, request_for

CAPS = HoldCaps(per_network=2, slot_percent=25)


def test_a_hold_takes_its_places_at_once_and_mails_nobody(desk: Desk) -> None:
    slot = desk.slot()

    token = desk.hold(request_for(slot))

    assert desk.used(slot) == (27, 1)
    assert desk.view(token).state is BookingState.HELD
    assert desk.mails() == []


@pytest.mark.parametrize(
    ("seconds", "held"),
    [
        pytest.param(20 * 60 - 1, True, id="a second before its end"),
        pytest.param(20 * 60, False, id="at its end"),
    ],
)
def test_a_hold_lasts_twenty_minutes(desk: Desk, seconds: int, *, held: bool) -> None:
    slot = desk.slot()
    token = desk.hold(request_for(slot))
    desk.clock.tick(seconds=seconds)

    expired = desk.upkeep.expire_holds()

    assert expired is not held
    assert desk.used(slot) == ((27, 1) if held else (0, 0))
    assert desk.view(token).is_held(desk.clock()) is held


def test_a_hold_that_is_over_cannot_be_booked_even_before_it_was_cleared(
    desk: Desk,
) -> None:
    token = desk.hold(request_for(desk.slot()))
    desk.clock.tick(minutes=20)

    with pytest.raises(HoldExpiredError):
        desk.confirm(token)
    assert desk.mails() == []


def test_a_hold_is_extended_once(desk: Desk) -> None:
    token = desk.hold(request_for(desk.slot()))
    began = desk.clock()

    desk.clock.tick(minutes=15)
    desk.with_booking(token, holds.extend, now=desk.clock())
    desk.clock.tick(minutes=15)
    desk.with_booking(token, holds.extend, now=desk.clock())

    assert desk.view(token).hold_expires_at == began + timedelta(minutes=40)
    assert desk.view(token).extended


def test_a_hold_that_is_over_is_not_extended(desk: Desk) -> None:
    token = desk.hold(request_for(desk.slot()))
    desk.clock.tick(minutes=21)

    with pytest.raises(HoldExpiredError):
        desk.with_booking(token, holds.extend, now=desk.clock())


def test_letting_go_gives_the_places_back_once(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.hold(request_for(slot))

    for _ in range(2):
        desk.with_booking(token, holds.release, now=desk.clock())
    desk.clock.tick(hours=1)
    desk.upkeep.expire_holds()

    assert desk.used(slot) == (0, 0)
    assert desk.view(token).state is BookingState.EXPIRED


def test_a_booking_is_not_let_go(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))

    desk.with_booking(token, holds.release, now=desk.clock())

    assert desk.used(slot) == (27, 1)
    assert desk.view(token).is_confirmed


def test_of_two_overdue_holds_one_gets_the_last_places_anew(desk: Desk) -> None:
    slot = desk.slot()
    first = desk.hold(request_for(slot))
    desk.clock.tick(minutes=20)
    desk.upkeep.expire_holds()
    second = desk.hold(request_for(slot))
    desk.clock.tick(minutes=20)
    desk.upkeep.expire_holds()

    for token in (first, second):
        with pytest.raises(HoldExpiredError):
            desk.confirm(token)
    again = take_up(desk, first)
    with pytest.raises(SlotFullError):
        take_up(desk, second)

    desk.confirm(again)
    assert desk.used(slot) == (27, 1)


def take_up(desk: Desk, token: str) -> str:
    view = desk.view(token)
    wanted = replace(request_for(desk.slot()), slot_id=view.slot_id, group=view.group)
    return str(
        desk.with_booking(
            token,
            services.take_up_again,
            wanted,
            secret=LETTERHEAD.secret,
            now=desk.clock(),
            caps=GENEROUS,
        )
    )


def test_a_live_hold_is_not_taken_up_again(desk: Desk) -> None:
    token = desk.hold(request_for(desk.slot()))

    with pytest.raises(TransitionError):
        take_up(desk, token)


def test_what_was_typed_comes_along_when_a_hold_is_taken_up_again(desk: Desk) -> None:
    token = desk.hold(request_for(desk.slot()))
    typed = {"name": "Sam"}
    desk.with_booking(token, lambda _, booking: setattr(booking, "draft", typed))
    desk.clock.tick(minutes=20)
    desk.upkeep.expire_holds()

    again = take_up(desk, token)

    assert desk.view(again).draft == typed


def test_the_same_form_with_another_group_changes_its_hold(desk: Desk) -> None:
    slot = desk.slot()
    wanted = request_for(slot)
    token = desk.hold(wanted)

    again = desk.hold(replace(wanted, group=group_of(child=20, adult=2)))

    view = desk.view(token)
    assert again == token
    assert desk.bookings() == 1
    assert desk.used(slot) == (22, 1)
    assert view.group == group_of(child=20, adult=2)
    assert view.total_cents == 22 * 1000
    assert sum(line.quantity for line in view.lines) == 22


def test_a_group_is_not_in_its_own_way(desk: Desk) -> None:
    slot = desk.slot()
    wanted = request_for(slot)
    desk.hold(wanted)

    desk.hold(replace(wanted, group=group_of(child=30)))

    assert desk.used(slot) == (30, 1)


@pytest.mark.parametrize(
    ("persons", "error"),
    [
        pytest.param(29, SlotFullError, id="more than the slot has left"),
        pytest.param(31, PartySizeError, id="more than the activity takes"),
    ],
)
def test_a_hold_that_cannot_grow_stays_as_it_was(
    desk: Desk, persons: int, error: type[Exception]
) -> None:
    slot = desk.slot()
    desk.hold(request_for(slot, group=group_of(child=2)))
    wanted = request_for(slot, group=group_of(child=20))
    token = desk.hold(wanted)

    with pytest.raises(error):
        desk.hold(replace(wanted, group=group_of(child=persons)))

    assert desk.view(token).persons == 20
    assert desk.used(slot) == (22, 2)
    assert desk.is_even()


def test_lines_are_reversed_and_appended_and_never_rewritten(desk: Desk) -> None:
    wanted = request_for(desk.slot())
    desk.hold(wanted)

    desk.hold(replace(wanted, group=group_of(child=20, supervisor=3)))

    rows = desk.read(
        lambda session: session.scalars(
            select(BookingLine).order_by(BookingLine.position)
        ).all()
    )
    assert [row.quantity for row in rows] == [24, 3, -24, 20]
    assert [row.reverses_id for row in rows] == [None, None, rows[0].id, None]


def test_expiry_is_written_down(desk: Desk) -> None:
    desk.hold(request_for(desk.slot()))
    desk.clock.tick(minutes=20)
    desk.upkeep.expire_holds()

    states = desk.read(
        lambda session: session.scalars(
            select(BookingEvent.state).order_by(BookingEvent.id)
        ).all()
    )
    assert states == [BookingState.HELD, BookingState.EXPIRED]


def test_a_network_holds_two_at_a_time(desk: Desk) -> None:
    for _ in range(2):
        desk.hold(request_for(desk.slot(), holder="school"), CAPS)

    with pytest.raises(TooManyHoldsError):
        desk.hold(request_for(desk.slot(), holder="school"), CAPS)
    desk.hold(request_for(desk.slot(), holder="another"), CAPS)


@pytest.mark.parametrize("end", ["booked", "let go", "over"])
def test_what_is_no_longer_held_is_not_counted(desk: Desk, end: str) -> None:
    tokens = [
        desk.hold(request_for(desk.slot(), holder="school"), CAPS) for _ in range(2)
    ]
    match end:
        case "booked":
            desk.confirm(tokens[0])
        case "let go":
            desk.with_booking(tokens[0], holds.release, now=desk.clock())
        case _:
            desk.clock.tick(minutes=20)

    desk.hold(request_for(desk.slot(), holder="school"), CAPS)


@pytest.mark.parametrize(
    ("persons", "fits"),
    [
        pytest.param(10, True, id="a quarter of the places with the first"),
        pytest.param(11, False, id="one more than a quarter"),
    ],
)
def test_the_second_hold_of_a_slot_leaves_room_for_others(
    desk: Desk, persons: int, *, fits: bool
) -> None:
    slot = desk.slot(capacity_persons=100)
    first = request_for(slot, holder="school", group=group_of(child=15))
    second = request_for(slot, holder="school", group=group_of(child=persons))
    desk.hold(first, CAPS)

    if fits:
        desk.hold(second, CAPS)
    else:
        with pytest.raises(TooManyHoldsError):
            desk.hold(second, CAPS)


def test_a_school_books_its_second_class_once_the_first_is_booked(desk: Desk) -> None:
    slot = desk.slot(capacity_persons=60)
    desk.confirm(desk.hold(request_for(slot, holder="school"), CAPS))

    desk.confirm(desk.hold(request_for(slot, holder="school"), CAPS))

    assert desk.used(slot) == (54, 2)


def test_staff_are_not_capped(desk: Desk) -> None:
    for _ in range(5):
        desk.hold(request_for(desk.slot(), holder=None), CAPS)

    assert desk.bookings() == 5


def test_who_holds_is_forgotten_with_the_hold(desk: Desk) -> None:
    desk.confirm(desk.hold(request_for(desk.slot(), holder="one"), CAPS))
    desk.hold(request_for(desk.slot(), holder="two"), CAPS)
    desk.clock.tick(minutes=20)
    desk.upkeep.expire_holds()

    holders = desk.read(lambda session: session.scalars(select(Booking.held_by)).all())
    assert set(holders) == {None}
