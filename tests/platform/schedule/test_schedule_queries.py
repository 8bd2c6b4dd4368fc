from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from clocks import FrozenClock
from databases import TestingDatabase
from factories import make_activity, make_slot
from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.queries import published_activity
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.roles import Role
from groupz_platform.schedule.queries import (
    alternatives,
    first_month,
    month_of,
)
from groupz_platform.schedule.rules import Availability, SlotState
from groupz_platform.schedule.searching import next_slots

TEN = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam


def add_slots(
    session: Session, activity: Activity, *days: int, **traits: object
) -> None:
    for day in days:
        moment = TEN + timedelta(days=day)
        make_slot(session, activity=activity, starts_at=moment, **traits)


def view(session: Session, activity: Activity) -> ActivityView:
    return published_activity(session, activity.slug, "nl")


@pytest.fixture
def activity(database: TestingDatabase) -> Activity:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        return make_activity(session, min_group=5, notice_days=2, horizon_days=100)


def test_the_next_three_dates_are_those_that_take_a_group(
    database: TestingDatabase, activity: Activity, clock: FrozenClock
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        add_slots(session, activity, -11, -10)  # today; one day ahead
        add_slots(session, activity, 0, state=SlotState.CLOSED)
        add_slots(session, activity, 1, used_persons=26, used_groups=1)
        add_slots(session, activity, 5, 4, 3, 2)

    with database.databases.transaction(Role.VISITOR) as session:
        shown = view(session, activity)
        found = next_slots(session, [shown], now=clock())

    assert [f"{slot.starts_at:%d %H:%M}" for slot in found[shown.id]] == [
        "05 10:00",
        "06 10:00",
        "07 10:00",
    ]


def test_no_activities_have_no_dates(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    with database.databases.transaction(Role.VISITOR) as session:
        assert next_slots(session, [], now=clock()) == {}


def test_a_month_shows_each_slot_as_what_it_is_to_a_visitor(
    database: TestingDatabase, activity: Activity, clock: FrozenClock
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        add_slots(session, activity, 0)
        add_slots(session, activity, 0 + 1, used_persons=30, used_groups=1)
        add_slots(session, activity, 31)  # in January

    with database.databases.transaction(Role.VISITOR) as session:
        shown = view(session, activity)
        month = month_of(session, shown, date(2026, 12, 1), now=clock())

    states = [slot.state for day in month.days for slot in day.slots]
    assert states == [Availability.FREE, Availability.FULL]
    assert month.days[0].slots[0].starts_at.strftime("%H:%M") == "10:00"


def test_days_that_are_over_are_not_shown(
    database: TestingDatabase, activity: Activity, clock: FrozenClock
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        add_slots(session, activity, -13, -8)  # 20 and 25 November

    with database.databases.transaction(Role.VISITOR) as session:
        shown = view(session, activity)
        month = month_of(session, shown, date(2026, 11, 1), now=clock())

    assert [day.date.day for day in month.days] == [25]


def test_the_calendar_opens_on_the_month_of_the_next_free_slot(
    database: TestingDatabase, activity: Activity, clock: FrozenClock
) -> None:
    with database.databases.transaction(Role.VISITOR) as session:
        shown = view(session, activity)
        assert first_month(session, shown, now=clock()) == date(2026, 11, 1)

    with database.databases.transaction(Role.BACKOFFICE) as session:
        add_slots(session, activity, -11, 40)

    with database.databases.transaction(Role.VISITOR) as session:
        assert first_month(session, shown, now=clock()) == date(2027, 1, 1)


def test_alternatives_are_the_nearest_slots_with_room_for_the_group(
    database: TestingDatabase, activity: Activity, clock: FrozenClock
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        add_slots(session, activity, -5, -1, 0, 4, 9)
        add_slots(session, activity, 1, used_persons=10, used_groups=1)

    with database.databases.transaction(Role.VISITOR) as session:
        shown = view(session, activity)
        found = alternatives(session, shown, TEN, 25, clock())

    assert [slot.starts_at.day for slot in found] == [28, 2, 7]
