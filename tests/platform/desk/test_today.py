"""The day at the desk: who comes, who is there, and what the next desk should know."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import select

from booking_desk import Desk
from factories import make_activity, make_booking, make_slot
from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.bookings.recount import differences
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import Activity
from groupz_platform.desk.today.shown import AT_ONCE
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from pages.markup import Markup
from requests_for import request_for
from statements import statements

DAY = "/?date=2027-01-01"
NINE = datetime(2027, 1, 1, 9, tzinfo=UTC)
TURN = timedelta(minutes=10)


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.as_(StaffRole.DESK)


def booked(books: Desk, **contact: str) -> Booking:
    """A group that comes on the first of January."""
    books.book(request_for(books.slot({})))
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        mine = session.scalars(select(Booking).order_by(Booking.id.desc())).first()
        assert mine is not None
        for name, value in contact.items():
            setattr(mine, name, value)
        return mine


def now_of(books: Desk, booking: Booking) -> Booking:
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        return session.get_one(Booking, booking.id)


def test_who_comes_stands_there_by_time(books: Desk, clerk: Clerk) -> None:
    booked(books, organisation="De Regenboog")

    page = clerk.get(DAY).text

    assert "De Regenboog" in page
    assert "Nobody is booked" not in page
    assert "De Regenboog" not in clerk.get("/").text


def test_a_group_arrives_with_fewer_and_it_can_be_taken_back(
    books: Desk, clerk: Clerk
) -> None:
    booking = booked(books, organisation="De Regenboog")
    planned = booking.persons

    page = clerk.follow(f"/arrivals/{booking.id}?date=2027-01-01", {"came": "17"})
    here = now_of(books, booking)
    back = next(act for act in Markup(page.text).acts if "take-back" in act)
    clerk.post(back)

    assert f"is here with 17; {planned} were booked" in page.text
    assert (here.state, here.arrived_persons) == (BookingState.CHECKED_IN, 17)
    assert here.persons == planned
    after = now_of(books, booking)
    assert (after.state, after.arrived_persons) == (BookingState.CONFIRMED, None)
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        facts = [event.facts for event in session.query(BookingEvent)]
        assert {"came": 17, "planned": planned, "by": "Robin"} in facts
        assert differences(session) == []


def test_the_number_can_be_corrected(books: Desk, clerk: Clerk) -> None:
    booking = booked(books)

    clerk.post(f"/arrivals/{booking.id}", {"came": "17"})
    clerk.post(f"/arrivals/{booking.id}", {"came": "18"})

    assert now_of(books, booking).arrived_persons == 18


@pytest.mark.parametrize("typed", ["", "0", "many", "-3", "99999"])
def test_a_number_that_is_none_checks_nobody_in(
    books: Desk, clerk: Clerk, typed: str
) -> None:
    booking = booked(books)

    page = clerk.post(f"/arrivals/{booking.id}?date=2027-01-01", {"came": typed})

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "How many came?" in page.text
    assert f'href="#came-{booking.id}"' in page.text
    assert f'value="{typed}"' in page.text
    assert now_of(books, booking).state is BookingState.CONFIRMED


def test_what_was_cancelled_meanwhile_is_not_checked_in(
    books: Desk, clerk: Clerk
) -> None:
    booking = booked(books)
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        session.get_one(Booking, booking.id).state = BookingState.CANCELLED

    page = clerk.follow(f"/arrivals/{booking.id}", {"came": "3"})

    assert "has changed meanwhile" in page.text
    assert now_of(books, booking).state is BookingState.CANCELLED


def test_nobody_arrives_who_is_not_there(clerk: Clerk) -> None:
    assert clerk.post("/arrivals/999", {"came": "3"}).status_code == 404
    assert clerk.post("/notes/999/done").status_code == 404


@pytest.mark.parametrize("part", ["regen", "RÉGEN", "kade"])
def test_a_part_of_a_name_finds_a_group(books: Desk, clerk: Clerk, part: str) -> None:
    booked(books, organisation="Basisschool De Régenboog, Kade")
    booked(books, organisation="Koor Ander")

    page = clerk.get(f"{DAY}&q={part}").text

    assert "De Régenboog" in page
    assert "Koor Ander" not in page


def test_the_day_prints(books: Desk, clerk: Clerk) -> None:
    booking = booked(books, organisation="De Regenboog")

    page = clerk.get("/list?date=2027-01-01").text

    assert "De Regenboog" in page
    assert booking.reference in page


def test_what_was_taken_back_can_be_put_back(books: Desk, clerk: Clerk) -> None:
    booking = booked(books)
    clerk.post(f"/arrivals/{booking.id}", {"came": "17"})

    page = clerk.follow(f"/arrivals/{booking.id}/take-back?date=2027-01-01")
    again = next(act for act in Markup(page.text).acts if "came=17" in act)
    back = clerk.post(again)

    assert now_of(books, booking).arrived_persons == 17
    assert back.headers["Location"].endswith("?date=2027-01-01")


def test_only_who_is_here_is_taken_back(books: Desk, clerk: Clerk) -> None:
    booking = booked(books)

    page = clerk.follow(f"/arrivals/{booking.id}/take-back")

    assert "has changed meanwhile" in page.text


def test_more_than_were_booked_may_come(books: Desk, clerk: Clerk) -> None:
    booking = booked(books)

    clerk.post(f"/arrivals/{booking.id}", {"came": "31"})

    assert now_of(books, booking).arrived_persons == 31


def test_one_activity_or_one_venue_is_shown(books: Desk, clerk: Clerk) -> None:
    first = activity_of(books, booked(books, organisation="De Regenboog"))
    booked(books, organisation="Koor Ander")

    activity = clerk.get(f"{DAY}&activity={first.id}").text
    venue = clerk.get(f"{DAY}&venue={first.venue_id}").text
    nowhere = clerk.get(f"{DAY}&activity=999999&venue=x&page=-1").text

    for page in (activity, venue):
        assert "De Regenboog" in page
        assert "Koor Ander" not in page
    assert "De Regenboog" not in nowhere
    assert "Show all" in nowhere


def activity_of(books: Desk, booking: Booking) -> Activity:
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        return session.get_one(TimeSlot, booking.slot_id).activity


def test_an_odd_address_shows_a_day(books: Desk, clerk: Clerk) -> None:
    booked(books, organisation="De Regenboog")

    odd = "&activity=x&venue=99999999999999999999&page=99999999999999999999"

    assert "De Regenboog" in clerk.get(DAY + odd).text
    assert clerk.get("/?date=2027-13-45").status_code == HTTPStatus.OK


def test_a_busy_day_is_paged_from_now_on(books: Desk, clerk: Clerk) -> None:
    slots = many(books, AT_ONCE + 1)

    page = clerk.get(DAY).text
    assert page.count('class="receive"') == AT_ONCE
    assert "Later groups" in page
    assert "Earlier groups" not in page
    books.clock.now = slots[AT_ONCE].starts_at
    later = clerk.get("/").text

    assert later.count('class="receive"') == 1
    assert "Earlier groups" in later


def many(books: Desk, number: int) -> list[TimeSlot]:
    """Groups one after the other, ten minutes each."""
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        slots = []
        for turn in range(number):
            starts_at = NINE + turn * TURN
            ends_at = starts_at + TURN
            slot = make_slot(
                session, activity=activity, starts_at=starts_at, ends_at=ends_at
            )
            make_booking(session, slot=slot, state=BookingState.CONFIRMED)
            slots.append(slot)
        return slots


def test_a_day_takes_as_many_queries_however_many_come(
    books: Desk, clerk: Clerk
) -> None:
    booked(books)
    clerk.get(DAY)
    with statements() as one:
        clerk.get(DAY)
    many(books, 60)
    with statements() as more:
        page = clerk.get(DAY)
    with statements() as paper:
        clerk.get("/list?date=2027-01-01")

    assert "61</b> groups" in page.text
    assert len(more) == len(one) <= 7
    assert len(paper) <= 5
