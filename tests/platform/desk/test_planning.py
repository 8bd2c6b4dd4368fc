"""The planning board: a week or a day, who comes, what is closed; moving a booking."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy.orm import Session

from booking_desk import Desk
from factories import make_activity, make_booking, make_slot, make_venue
from groupz_platform.bookings.rules import BookingState
from groupz_platform.desk.planning.shown import ROWS
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.closing import Closing, close
from groupz_platform.schedule.closures import Scope, Stretch
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from requests_for import request_for
from statements import statements

WEEK = "/planning/?date=2027-01-01"
DAY = "/planning/?view=day&date=2027-01-01"
AT = datetime(2027, 1, 1, 9, tzinfo=UTC)
"""At ten in Amsterdam, on a Friday."""
HOUR = timedelta(hours=1)


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def planner(office: Office) -> Clerk:
    return office.as_(StaffRole.PLANNER)


@pytest.fixture
def slot(books: Desk) -> TimeSlot:
    return books.slot({}, starts_at=AT)


def closed(books: Desk, begin: datetime, end: datetime, scope: Scope) -> None:
    wanted = Closing(Stretch(scope, begin, end), {"en": "The painters come"})

    def doing(session: Session) -> None:
        close(session, wanted, by="Robin", now=books.clock())

    books.do(doing, Role.BACKOFFICE)


@pytest.mark.parametrize("path", [WEEK, DAY])
def test_a_slot_stands_there_with_who_comes(
    books: Desk, planner: Clerk, slot: TimeSlot, path: str
) -> None:
    token = books.book(request_for(slot))

    page = planner.get(path).text

    assert "De Regenboog" in page
    assert ">27/30<" in page
    assert f'/slots/{slot.id}/"' in page
    assert f'/bookings/{books.view(token).id}"' in page


def test_another_week_has_other_slots(books: Desk, planner: Clerk) -> None:
    books.book(request_for(books.slot({})))

    page = planner.get("/planning/?date=2027-01-08").text

    assert "Nothing takes place" in page


@pytest.mark.parametrize(
    "odd",
    [
        "?date=nonsense",
        "?view=month",
        "?date=0001-01-01",
        "?date=9999-12-31",
        "?date=9000-01-01",
        "?date=1970-01-01",
        "?move=999",
        "?move=x",
        "?move=99999999999999",
    ],
)
def test_what_is_odd_is_left_out(planner: Clerk, odd: str) -> None:
    assert planner.get(f"/planning/{odd}").status_code == HTTPStatus.OK


def test_today_is_marked(office: Office, books: Desk, planner: Clerk) -> None:
    books.slot({}, starts_at=office.clock() + HOUR)

    assert 'aria-current="date"' in planner.get("/planning/").text
    assert 'aria-current="date"' not in planner.get("/planning/?date=2026-12-01").text


def test_a_week_leads_to_the_ones_beside_it(planner: Clerk) -> None:
    page = planner.get(WEEK).text

    assert "date=2026-12-21" in page
    assert "date=2027-01-04" in page


def test_a_slot_late_at_night_stands_on_its_venues_day(
    office: Office, planner: Clerk
) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        starts_at = datetime(2027, 1, 1, 12, tzinfo=UTC)
        slot = make_slot(session, starts_at=starts_at, local_date=date(2027, 1, 2))
        slot.activity.venue.timezone = "Pacific/Auckland"
        number = slot.id

    day = "/planning/?view=day&date="

    assert f'id="slot-{number}"' in planner.get(f"{day}2027-01-02").text
    assert f'id="slot-{number}"' not in planner.get(f"{day}2027-01-01").text


def test_closures_are_drawn(books: Desk, planner: Clerk, slot: TimeSlot) -> None:
    scope = Scope(activity_id=slot.activity_id)
    closed(books, AT - HOUR, AT + 3 * HOUR, scope)

    week, day = planner.get(WEEK).text, planner.get(DAY).text

    assert "closed 09:00" in week
    assert "The painters come" in week
    assert week.count('class="shut"') == 1
    assert 'class="shut"' in day
    assert "Closed" in planner.get("/planning/?date=2027-01-01").text
    assert "painters" not in planner.get("/planning/?date=2027-01-08").text


def test_a_closure_of_whole_days_is_drawn_on_each(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    begin = datetime(2026, 12, 30, 23, tzinfo=UTC)
    closed(books, begin, begin + timedelta(days=2), Scope())

    page = planner.get(WEEK).text

    assert page.count('class="shut"') == 2
    assert f'id="slot-{slot.id}"' in page


def test_guides_do_not_see_it_and_auditors_move_nothing(
    office: Office, books: Desk, slot: TimeSlot
) -> None:
    books.book(request_for(slot))

    guide = office.as_(StaffRole.GUIDE).get(WEEK)
    auditor = office.as_(StaffRole.AUDITOR).get(WEEK)

    assert guide.status_code == HTTPStatus.FORBIDDEN
    assert "De Regenboog" in auditor.text
    assert "move=" not in auditor.text


def test_a_full_week_takes_as_many_queries_as_an_empty_one(
    office: Office, books: Desk, planner: Clerk
) -> None:
    books.slot({}, starts_at=AT)
    planner.get(WEEK)
    with statements() as one:
        planner.get(WEEK)
    fill(office)
    closed(books, AT, AT + 3 * HOUR, Scope())

    with statements() as many:
        first = planner.get(WEEK).text
    rest = [planner.get(f"{WEEK}&page={page}").text for page in range(2, 6)]

    assert sum(page.count('class="block') for page in (first, *rest)) == 2001
    assert 'rel="next"' not in rest[-1].partition('class="pager"')[2]
    assert len(many) == len(one) <= 8


def fill(office: Office) -> None:
    """A week of sixty activities, with two thousand slots."""
    monday = datetime(2026, 12, 28, 8, tzinfo=UTC)
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        first = [make_slot(session, starts_at=monday) for _ in range(60)]
        for number in range(2000 - 60):
            starts_at = monday + timedelta(
                days=number // 60 % 7, minutes=number // 60 * 10 + 5
            )
            session.add(
                TimeSlot(
                    activity_id=first[number % 60].activity_id,
                    starts_at=starts_at,
                    ends_at=starts_at + HOUR,
                    local_date=starts_at.date(),
                    capacity_persons=30,
                    capacity_groups=5,
                )
            )
        for each in first:
            make_booking(session, slot=each, state=BookingState.CONFIRMED)


def test_a_board_of_many_activities_is_shown_by_venue_and_page(
    planner: Clerk, office: Office
) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, name="De Kade")
        for number in range(ROWS + 2):
            activity = make_activity(session, venue=venue, position=number)
            activity.translations[1].title = f"Tour {number:02}"
            make_slot(session, activity=activity, starts_at=AT)
        other = make_activity(session)
        make_slot(session, activity=other, starts_at=AT)
        key, away = venue.id, other.translations[1].title

    first = planner.get(f"{WEEK}&venue={key}").text
    second = planner.get(f"{WEEK}&venue={key}&page=2").text
    beyond = planner.get(f"{WEEK}&venue={key}&page=99").text
    everywhere = [planner.get(f"{WEEK}&page={page}").text for page in (1, 2)]

    assert f"Tour {ROWS - 1:02}" in first
    assert f"Tour {ROWS:02}" not in first
    assert f"Tour {ROWS:02}" in second
    assert "Tour 00" not in second
    assert f"Tour {ROWS:02}" in beyond
    assert away not in first + second
    assert "On this page" in first
    assert away in "".join(everywhere)
