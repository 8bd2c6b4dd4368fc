from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

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


@pytest.mark.parametrize(
    ("left", "needed", "wanted"),
    [
        pytest.param(26, 27, Availability.TOO_FEW, id="one too few"),
        pytest.param(27, 27, Availability.FREE, id="exactly enough"),
        pytest.param(15, 15, Availability.FEW, id="all that is left"),
        pytest.param(9, 27, Availability.FULL, id="full for everybody"),
        pytest.param(12, 0, Availability.FEW, id="nobody has said how many come"),
    ],
)
def test_a_slot_says_whether_a_group_of_this_size_fits(
    left: int, needed: int, wanted: Availability
) -> None:
    places = Places(left, capacity=60, least=10, needed=needed)
    found = availability(SlotState.OPEN, date(2026, 12, 3), WINDOW, places)

    assert found is wanted
    assert found.bookable == (left >= max(needed, 10))


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
        pytest.param(date(2026, 11, 1), None, date(2026, 12, 1), id="earliest"),
        pytest.param(
            date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1), id="new year"
        ),
        pytest.param(date(2027, 1, 1), date(2026, 12, 1), None, id="latest"),
        pytest.param(date(2099, 1, 1), date(2027, 1, 1), None, id="far ahead"),
        pytest.param(date(2020, 1, 1), None, date(2026, 11, 1), id="long over"),
    ],
)
def test_a_month_turns_within_what_can_be_booked(
    first: date, previous: date | None, following: date | None
) -> None:
    shown = month(first)

    assert (shown.previous, shown.following) == (previous, following)


@pytest.mark.parametrize(
    ("first", "today", "days"),
    [
        pytest.param(date(2026, 12, 1), date(2026, 11, 22), (1, 31), id="ahead"),
        pytest.param(date(2026, 11, 1), date(2026, 11, 22), (16, 30), id="a Sunday"),
        pytest.param(date(2026, 11, 1), date(2026, 11, 23), (23, 30), id="a Monday"),
        pytest.param(date(2026, 12, 1), date(2026, 12, 2), (1, 31), id="first week"),
        pytest.param(date(2028, 2, 1), date(2028, 2, 29), (28, 29), id="leap day"),
        pytest.param(date(2027, 2, 1), date(2027, 1, 5), (1, 28), id="no leap year"),
    ],
)
def test_a_month_is_shown_from_this_week_on(
    first: date, today: date, days: tuple[int, int]
) -> None:
    shown = MonthView(first, today=today).every_day

    assert (shown[0].date.day, shown[-1].date.day) == days
    assert len(shown) == days[1] - days[0] + 1


def test_a_month_that_is_over_has_no_days_left() -> None:
    assert MonthView(date(2026, 10, 1), today=date(2026, 11, 22)).every_day == []


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_every_day_of_a_month_from_today_on_is_shown_once(
    today: date, ahead: int
) -> None:
    first = (today + timedelta(days=ahead)).replace(day=1)
    shown = [day.date for day in MonthView(first, today=today).every_day]

    coming = {today + timedelta(days=n) for n in range(500)}
    assert {day for day in coming if day.replace(day=1) == first} <= set(shown)
    assert shown == sorted(set(shown))
    assert all(day.replace(day=1) == first for day in shown)
    assert shown[0].day == 1 or shown[0].weekday() == 0


def test_a_month_names_the_days_of_a_week_from_monday() -> None:
    names = [day.weekday() for day in month(date(2026, 12, 1)).weekdays]

    assert names == [0, 1, 2, 3, 4, 5, 6]


def test_a_month_knows_what_can_be_booked_in_it() -> None:
    shown = month(date(2026, 12, 1), date(2026, 12, 3))

    assert shown.bookable
    assert [day.bookable for day in shown.every_day[2:4]] == [True, False]
    assert shown.states == {Availability.FREE}
    assert not month(date(2026, 12, 1)).bookable
