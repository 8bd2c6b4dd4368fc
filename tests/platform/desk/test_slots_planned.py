"""Many times at once: wall time, holidays, what is in the way, and how many."""

import re
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from werkzeug.test import TestResponse

from at_once import at_once
from booking_desk import Desk
from factories import make_activity
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.conflicts import (
    ConflictKind,
    Ground,
    Span,
    conflicts_of,
)
from groupz_platform.schedule.days_off import days_off_of
from groupz_platform.schedule.errors import SlotExistsError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.recurrence import MOST, Recurrence, TooManyTimesError
from groupz_platform.schedule.services import Capacity, Span as Slot, add_slots
from office import Office
from requests_for import group_of, request_for
from statements import statements

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TICKED = re.compile(r'name="at"\s+value="([^"]+)"\s+checked')
SEEN = re.compile(r'name="seen" value="([^"]*)"')
EACH_DAY = frozenset(range(7))


@pytest.fixture
def desk(office: Office) -> Desk:
    """Books by the services, in the office's database."""
    return Desk(office.database, office.clock)


@pytest.fixture
def activity(office: Office) -> int:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        return make_activity(session).id


def address(activity: int, **typed: str) -> str:
    values = {
        "preview": "1",
        "activity": str(activity),
        "weekdays": "1",
        "times": "10:00",
        "first": "2027-01-04",
        "last": "2027-01-31",
        "every": "1",
        "minutes": "90",
        "persons": "20",
        "groups": "3",
        "skip_holidays": "on",
        "days_off": "",
    } | typed
    return "/slots/many?" + "&".join(
        f"{name}={value.replace(' ', '+')}" for name, value in values.items() if value
    )


def ticked(answer: TestResponse) -> list[str]:
    return TICKED.findall(answer.text)


def form_of(answer: TestResponse) -> dict[str, object]:
    found = SEEN.search(answer.text)
    assert found
    return {"at": ticked(answer), "seen": found[1]}


def starts_of(desk: Desk) -> list[datetime]:
    found = desk.read(lambda s: s.query(TimeSlot).order_by(TimeSlot.starts_at).all())
    return [slot.starts_at for slot in found]


def test_the_wall_time_stays_when_the_clocks_change(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(activity, weekdays="6", first="2027-03-21", last="2027-04-04")

    shown = clerk.get(plan)
    page = clerk.follow(
        plan, form_of(shown) | {"at": ["2027-03-21T10:00", "2027-04-04T10:00"]}
    )

    assert "2 times are added" in page.text
    assert starts_of(desk) == [
        datetime(2027, 3, 21, 9, tzinfo=UTC),
        datetime(2027, 4, 4, 8, tzinfo=UTC),
    ]


def test_a_wall_time_that_the_clock_skips_cannot_be_ticked(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(
        activity, weekdays="6", times="02:30", first="2027-03-28", last="2027-03-28"
    )

    shown = clerk.get(plan)
    forced = clerk.post(plan, {"at": "2027-03-28T02:30", "seen": "2027-03-28T02:30"})

    assert "does not exist" in shown.text
    assert "disabled" in shown.text
    assert forced.status_code == HTTPStatus.CONFLICT
    assert starts_of(desk) == []


def test_a_wall_time_that_comes_twice_is_the_first_one(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(
        activity, weekdays="6", times="02:30", first="2027-10-31", last="2027-10-31"
    )

    clerk.follow(plan, form_of(clerk.get(plan)))

    assert starts_of(desk) == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]


def test_holidays_and_days_off_are_left_out_but_shown(
    office: Office, activity: int
) -> None:
    plan = address(
        activity,
        weekdays="1",
        first="2027-04-20",
        last="2027-05-11",
        days_off="may 01-05-2027 - 09-05-2027",
    )

    shown = office.as_(StaffRole.PLANNER).get(plan)

    assert ticked(shown) == ["2027-04-20T10:00", "2027-05-11T10:00"]
    assert "public holiday: King&#39;s Day" in shown.text
    assert "school holiday: may" in shown.text


def test_holidays_are_planned_where_that_is_wanted(
    office: Office, activity: int
) -> None:
    plan = address(activity, first="2027-04-27", last="2027-04-27", skip_holidays="")

    assert ticked(office.as_(StaffRole.PLANNER).get(plan)) == ["2027-04-27T10:00"]


def test_a_time_in_use_and_one_that_overlaps_are_not_proposed(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(activity, times="10:00", first="2027-01-12", last="2027-01-12")
    clerk.follow(plan, form_of(clerk.get(plan)))
    plan = address(
        activity, times="10:00 11:00 11:30", first="2027-01-12", last="2027-01-12"
    )

    shown = clerk.get(plan)

    assert ticked(shown) == ["2027-01-12T11:30"]
    assert "is there already" in shown.text
    assert "overlaps the one at 10:00" in shown.text
    assert len(starts_of(desk)) == 1


def test_chosen_times_that_are_in_each_others_way_are_asked_about(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(
        activity, times="10:00 11:00 12:00", first="2027-01-12", last="2027-01-12"
    )
    shown = clerk.get(plan)
    all_of_them = {"at": [f"2027-01-12T{hour}:00" for hour in (10, 11, 12)]}

    asked = clerk.post(plan, form_of(shown) | all_of_them)
    clerk.follow(plan, form_of(asked) | {"at": ticked(asked)[::2]})

    assert ticked(shown) == ["2027-01-12T10:00", "2027-01-12T12:00"]
    assert asked.status_code == HTTPStatus.CONFLICT
    assert len(starts_of(desk)) == 2


def test_what_came_in_the_way_meanwhile_is_shown_before_it_is_saved(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(activity, times="10:00", first="2027-01-12", last="2027-01-19")
    form = form_of(clerk.get(plan))
    at_eleven = address(activity, times="11:00", first="2027-01-12", last="2027-01-12")
    clerk.follow(at_eleven, form_of(clerk.get(at_eleven)))

    answer = clerk.post(plan, form)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "came in the way meanwhile" in answer.text
    assert len(starts_of(desk)) == 1
    clerk.follow(plan, form_of(answer))
    assert len(starts_of(desk)) == 3


def test_sent_twice_it_adds_nothing_the_second_time(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(activity)
    form = form_of(clerk.get(plan))
    clerk.follow(plan, form)

    answer = clerk.post(plan, form)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert len(starts_of(desk)) == 4


def test_all_of_them_are_taken_back_but_for_what_is_booked(
    office: Office, desk: Desk, activity: int
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    plan = address(activity)
    page = clerk.follow(plan, form_of(clerk.get(plan)))
    undo = re.search(r'action="(/backoffice/slots/added/[^"]+)"', page.text)
    assert undo
    first = desk.read(lambda session: session.query(TimeSlot).first())
    desk.book(request_for(first, group=group_of(adult=2)))

    page = clerk.follow(undo[1])

    assert "3 times are gone again" in page.text
    assert starts_of(desk) == [first.starts_at]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param({"weekdays": ""}, "one day of the week", id="no day"),
        pytest.param({"times": "ten"}, "10:00, 13:30", id="no time"),
        pytest.param({"times": ""}, "10:00, 13:30", id="times left out"),
        pytest.param({"last": "2027-01-01"}, "before the first", id="backwards"),
        pytest.param({"last": "2037-01-01"}, "three years", id="too far ahead"),
        pytest.param({"days_off": "spring"}, "spring", id="a holiday without dates"),
        pytest.param({"days_off": "31-02-2027"}, "31-02-2027", id="no such day"),
        pytest.param({"first": ""}, "Fill this in", id="no first day"),
        pytest.param({"first": "0001-01-01"}, "year", id="an old year"),
        pytest.param({"every": "7"}, "choice", id="another rhythm"),
        pytest.param({"persons": "-1"}, "whole number", id="below zero"),
    ],
)
def test_a_timetable_that_cannot_be_read_says_why(
    office: Office, activity: int, typed: dict[str, str], why: str
) -> None:
    answer = office.as_(StaffRole.PLANNER).get(address(activity, **typed))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert why in answer.text
    assert 'name="at"' not in answer.text


def test_more_than_a_thousand_are_refused_with_what_to_do(
    office: Office, activity: int
) -> None:
    days = "0&weekdays=1&weekdays=2&weekdays=3&weekdays=4&weekdays=5&weekdays=6"
    plan = address(activity, weekdays=days, last="2029-12-31")

    answer = office.as_(StaffRole.PLANNER).get(plan)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "more than 1000 times" in answer.text


def test_a_thousand_are_previewed_and_saved_with_few_statements(
    office: Office, desk: Desk, activity: int
) -> None:
    days = "0&weekdays=1&weekdays=2&weekdays=3&weekdays=4&weekdays=5&weekdays=6"
    plan = address(
        activity,
        weekdays=days,
        minutes="60",
        times="10:00 11:00 12:00 13:00 14:00",
        first="2027-01-04",
        last="2027-07-22",
        skip_holidays="",
    )
    clerk = office.as_(StaffRole.PLANNER)
    clerk.get("/slots/")

    with statements() as asked:
        shown = clerk.get(plan)

    assert len(ticked(shown)) == MOST
    assert len(asked) <= 5, asked
    clerk.follow(plan, form_of(shown))
    assert len(starts_of(desk)) == MOST


@pytest.mark.parametrize(
    ("last", "count"),
    [
        pytest.param(date(2029, 9, 29), MOST, id="exactly as many as are taken"),
        pytest.param(date(2029, 9, 30), None, id="one more"),
    ],
)
def test_the_limit_is_a_thousand(last: date, count: int | None) -> None:
    timetable = Recurrence(date(2027, 1, 4), last, EACH_DAY, (time(10),))

    if count is None:
        with pytest.raises(TooManyTimesError):
            timetable.walls()
    else:
        assert len(timetable.walls()) == count


def test_every_other_week_counts_from_the_first_day() -> None:
    days = Recurrence(
        date(2027, 1, 6), date(2027, 2, 4), frozenset({0, 3}), (time(10),), 2
    ).walls()

    assert [f"{day:%m-%d}" for day in days] == [
        "01-07",
        "01-18",
        "01-21",
        "02-01",
        "02-04",
    ]


def test_a_closure_stands_in_the_way(desk: Desk, activity: int) -> None:
    closed = Span(
        datetime(2027, 1, 12, 9, tzinfo=UTC),
        datetime(2027, 1, 12, 12, tzinfo=UTC),
        "leak",
    )
    walls = [datetime(2027, 1, 12, hour) for hour in (8, 11, 13)]  # noqa: DTZ001 - on the wall
    ground = Ground(activity, AMSTERDAM, timedelta(hours=2), closures=[closed])

    planned = desk.read(
        lambda session: conflicts_of(session, walls, ground, now=desk.clock())
    )

    assert [[c.kind for c in each.conflicts] for each in planned] == [
        [],
        [ConflictKind.CLOSURE],
        [],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "20-02-2027",
        "2027-02-20",
        "spring: 20-2-2027",
        "spring 20/02/2027 t/m 2027-02-20",
    ],
)
def test_days_off_are_read_as_they_are_typed(text: str) -> None:
    [found] = days_off_of(f"\n{text}\n")

    assert (found.first, found.last) == (date(2027, 2, 20), date(2027, 2, 20))


def test_planners_who_save_the_same_times_at_once_add_them_once(
    desk: Desk, activity: int
) -> None:
    starts_at = desk.clock() + timedelta(days=9)
    span = Slot(starts_at, starts_at + timedelta(hours=1), starts_at.date())

    def add() -> None:
        desk.do(
            lambda session: add_slots(session, activity, [span], Capacity(9, 1)),
            Role.BACKOFFICE,
        )

    refusals = at_once([add] * 4)

    assert refusals.count(None) == 1
    assert set(refusals) == {None, SlotExistsError}
    assert starts_of(desk) == [starts_at]
