from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clocks import FrozenClock
from databases import TestingDatabase
from factories import make_activity, make_slot, make_venue
from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.queries import activity_of
from groupz_platform.roles import Role
from groupz_platform.schedule.rules import Availability, SlotState
from groupz_platform.schedule.searching import ANY_TIME, Wish, next_slots, with_dates
from statements import statements

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 11, 22)  # of the frozen clock


def at(day: date, hour: int = 10, zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)


def stored(
    database: TestingDatabase, days: Sequence[date], **traits: object
) -> Activity:
    """An activity with a slot at ten on each day."""
    with database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session, **traits)
        for day in days:
            make_slot(session, activity=activity, starts_at=at(day), local_date=day)
        return activity


def dates(
    database: TestingDatabase, activity: Activity, wish: Wish, now: datetime
) -> list[date]:
    """The next dates, once it is sure that both statements agree."""
    with database.databases.transaction(Role.VISITOR) as session:
        views = [activity_of(session, activity.id, "nl")]
        slots = next_slots(session, views, wish, now=now).get(activity.id, ())
        assert with_dates(session, views, wish, now=now) == (
            {activity.id} if slots else set()
        )
    return [slot.starts_at.date() for slot in slots]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param(date(2026, 11, 24), False, id="notice too short"),
        pytest.param(date(2026, 11, 25), True, id="exactly the notice"),
        pytest.param(date(2027, 11, 22), True, id="twelve months ahead"),
        pytest.param(date(2027, 11, 23), False, id="past the horizon"),
    ],
)
def test_dates_lie_within_notice_and_horizon(
    database: TestingDatabase, clock: FrozenClock, day: date, *, found: bool
) -> None:
    activity = stored(database, [day], notice_days=3, horizon_days=365)

    assert dates(database, activity, ANY_TIME, clock()) == [day] * found


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        pytest.param(date(2026, 12, 3), None, [3, 4], id="from"),
        pytest.param(None, date(2026, 12, 3), [2, 3], id="until"),
        pytest.param(date(2026, 12, 3), date(2026, 12, 3), [3], id="one day"),
        pytest.param(date(2026, 12, 5), None, [], id="after the last"),
    ],
)
def test_dates_lie_within_the_period_that_was_asked_for(
    database: TestingDatabase,
    clock: FrozenClock,
    first: date | None,
    last: date | None,
    found: list[int],
) -> None:
    activity = stored(database, [date(2026, 12, day) for day in (2, 3, 4)])

    asked = Wish(first=first, last=last)

    assert [d.day for d in dates(database, activity, asked, clock())] == found


@pytest.mark.parametrize(
    ("today", "days"),
    [
        pytest.param(
            date(2027, 3, 26),
            [date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)],
            id="clocks go forward",
        ),
        pytest.param(
            date(2027, 10, 29),
            [date(2027, 10, 30), date(2027, 10, 31), date(2027, 11, 1)],
            id="clocks go back",
        ),
        pytest.param(
            date(2028, 2, 27),
            [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)],
            id="leap day",
        ),
    ],
)
def test_ten_o_clock_stays_ten_o_clock(
    database: TestingDatabase, today: date, days: list[date]
) -> None:
    activity = stored(database, days, notice_days=1)

    with database.databases.transaction(Role.VISITOR) as session:
        views = [activity_of(session, activity.id, "nl")]
        slots = next_slots(session, views, now=at(today))[activity.id]

    assert [slot.starts_at.date() for slot in slots] == days
    assert {f"{slot.starts_at:%H:%M}" for slot in slots} == {"10:00"}


@pytest.mark.parametrize(
    ("persons", "found"),
    [
        pytest.param(0, [Availability.FREE, Availability.FREE], id="nobody has said"),
        pytest.param(20, [Availability.FREE, Availability.FREE], id="fits both"),
        pytest.param(21, [Availability.FREE], id="fits one"),
        pytest.param(31, [], id="fits none"),
    ],
)
def test_only_slots_with_room_for_the_group_count(
    database: TestingDatabase,
    clock: FrozenClock,
    persons: int,
    found: list[Availability],
) -> None:
    days = [TODAY + timedelta(days=n) for n in (1, 2, 3)]
    activity = stored(database, days[:1])
    with database.databases.transaction(Role.BACKOFFICE) as session:
        make_slot(
            session,
            activity_id=activity.id,
            starts_at=at(days[1]),
            used_persons=10,
            used_groups=1,
        )
        make_slot(
            session,
            activity_id=activity.id,
            starts_at=at(days[2]),
            state=SlotState.CLOSED,
        )

    with database.databases.transaction(Role.VISITOR) as session:
        views = [activity_of(session, activity.id, "nl")]
        slots = next_slots(session, views, Wish(persons), now=clock())

    assert [slot.state for slot in slots.get(activity.id, ())] == found


def test_a_slot_that_has_begun_today_is_no_date(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    activity = stored(database, [TODAY])

    assert dates(database, activity, ANY_TIME, clock() - timedelta(minutes=1)) == [
        TODAY
    ]
    assert dates(database, activity, ANY_TIME, clock()) == []


def test_each_activity_counts_the_days_of_its_own_venue(
    database: TestingDatabase,
) -> None:
    """Late on a Sunday in Amsterdam it is Monday in Tokyo."""
    now = at(TODAY, 22)
    with database.databases.transaction(Role.BACKOFFICE) as session:
        far = make_venue(session, timezone="Asia/Tokyo")
        tokyo = make_activity(session, venue=far, notice_days=1)
        here = make_activity(session, notice_days=1)
        monday = TODAY + timedelta(days=1)
        make_slot(
            session,
            activity=tokyo,
            starts_at=at(monday, 20, ZoneInfo("Asia/Tokyo")),
            local_date=monday,
        )
        make_slot(session, activity=here, starts_at=at(monday), local_date=monday)

    with database.databases.transaction(Role.VISITOR) as session:
        views = [activity_of(session, each.id, "nl") for each in (tokyo, here)]
        found = with_dates(session, views, ANY_TIME, now=now)

    assert found == {here.id}


def test_many_activities_cost_as_many_queries_as_one(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    many = [stored(database, [TODAY + timedelta(days=1)]) for _ in range(5)]

    with database.databases.transaction(Role.VISITOR) as session:
        views = [activity_of(session, each.id, "nl") for each in many]
        with statements() as asked:
            assert len(next_slots(session, views, now=clock())) == 5
            assert len(with_dates(session, views, ANY_TIME, now=clock())) == 5

    assert len(asked) == 2


def test_nothing_asked_costs_nothing(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    with database.databases.transaction(Role.VISITOR) as session:
        assert next_slots(session, [], now=clock()) == {}
        assert with_dates(session, [], ANY_TIME, now=clock()) == set()
