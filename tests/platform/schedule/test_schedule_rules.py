from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from groupz_platform.schedule.rules import (
    Availability,
    BookingWindow,
    Places,
    SlotState,
    availability,
    moment_of,
    occurrences,
)
from groupz_platform.schedule.views import MonthView, SlotView, after

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WINDOW = BookingWindow(date(2026, 11, 22), notice_days=3, horizon_days=100)
ROOMY = Places(left=30, capacity=30, least=10)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        pytest.param(date(2026, 11, 24), Availability.TOO_SOON, id="notice too short"),
        pytest.param(date(2026, 11, 25), Availability.FREE, id="exactly the notice"),
        pytest.param(date(2027, 3, 2), Availability.FREE, id="exactly the horizon"),
        pytest.param(date(2027, 3, 3), Availability.TOO_FAR, id="past the horizon"),
    ],
)
def test_a_slot_can_be_booked_within_notice_and_horizon(
    day: date, wanted: Availability
) -> None:
    assert availability(SlotState.OPEN, day, WINDOW, ROOMY) is wanted


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        pytest.param(0, Availability.FULL, id="none"),
        pytest.param(9, Availability.FULL, id="fewer than the smallest group"),
        pytest.param(10, Availability.FEW, id="exactly the smallest group"),
        pytest.param(15, Availability.FEW, id="a quarter"),
        pytest.param(16, Availability.FREE, id="more than a quarter"),
    ],
)
def test_a_slot_says_how_many_places_are_left(left: int, wanted: Availability) -> None:
    places = Places(left, capacity=60, least=10)

    assert availability(SlotState.OPEN, date(2026, 12, 3), WINDOW, places) is wanted


@pytest.mark.parametrize("state", [SlotState.CLOSED, SlotState.CANCELLED])
def test_a_slot_that_is_not_open_is_closed(state: SlotState) -> None:
    found = availability(state, date(2026, 12, 3), WINDOW, ROOMY)

    assert found is Availability.CLOSED
    assert not found.bookable


def test_wall_time_keeps_its_hour_on_both_sides_of_a_clock_change() -> None:
    saturday, sunday = date(2027, 3, 27), date(2027, 3, 28)

    assert moment_of(saturday, time(10), AMSTERDAM) == datetime(
        2027, 3, 27, 9, tzinfo=UTC
    )
    assert moment_of(sunday, time(10), AMSTERDAM) == datetime(
        2027, 3, 28, 8, tzinfo=UTC
    )


def test_a_wall_time_that_the_clock_skips_does_not_exist() -> None:
    assert moment_of(date(2027, 3, 28), time(2, 30), AMSTERDAM) is None


def test_of_a_wall_time_that_comes_twice_the_first_is_meant() -> None:
    assert moment_of(date(2026, 10, 25), time(2, 30), AMSTERDAM) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_timetable_leaves_out_what_does_not_exist() -> None:
    days = [date(2027, 3, 27), date(2027, 3, 28)]

    found = list(occurrences(days, [time(10), time(2, 30)], AMSTERDAM))

    assert [moment.astimezone(AMSTERDAM).strftime("%d %H:%M") for moment in found] == [
        "27 02:30",
        "27 10:00",
        "28 10:00",
    ]


def test_the_leap_day_is_a_day_like_any_other() -> None:
    assert moment_of(date(2028, 2, 29), time(10), AMSTERDAM) is not None
    assert after(date(2028, 2, 1)) == date(2028, 3, 1)


def month(first: date, *days: date) -> MonthView:
    moment = datetime(2026, 12, 1, 10, tzinfo=AMSTERDAM)
    slot = SlotView(1, moment, moment, 5, 10, Availability.FREE)
    return MonthView(
        first,
        dict.fromkeys(days, (slot,)),
        earliest=date(2026, 11, 1),
        latest=date(2027, 1, 1),
    )


@pytest.mark.parametrize(
    ("first", "previous", "following"),
    [
        pytest.param(date(2026, 11, 1), None, "2026-12", id="earliest"),
        pytest.param(date(2026, 12, 1), "2026-11", "2027-01", id="across the year"),
        pytest.param(date(2027, 1, 1), "2026-12", None, id="latest"),
    ],
)
def test_a_month_turns_within_what_can_be_booked(
    first: date, previous: str | None, following: str | None
) -> None:
    shown = month(first)

    assert (shown.previous, shown.following) == (previous, following)


def test_a_month_is_shown_in_whole_weeks() -> None:
    weeks = list(month(date(2026, 12, 1), date(2026, 12, 3)).weeks)

    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0][0] is None
    assert weeks[0][3] is not None
    assert weeks[0][3].bookable
    assert weeks[0][4] is not None
    assert not weeks[0][4].bookable
