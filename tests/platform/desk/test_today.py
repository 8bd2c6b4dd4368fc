"""The day at the desk: who comes, who is there, and what the next desk should know."""

from http import HTTPStatus

import pytest
from sqlalchemy import select

from booking_desk import Desk
from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.bookings.recount import differences
from groupz_platform.bookings.rules import BookingState
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office
from pages.markup import Markup
from requests_for import request_for
from statements import statements

DAY = "/?date=2027-01-01"


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

    page = clerk.follow(f"/arrivals/{booking.id}", {"came": typed})

    assert "How many came?" in page.text
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


def test_a_guide_sees_first_names_and_telephones_of_the_present_day(
    books: Desk, office: Office
) -> None:
    booking = booked(books, organisation="De Regenboog", contact_name="Sam de Vries")
    guide = office.as_(StaffRole.GUIDE)

    other_day = guide.get(DAY).text
    office.clock.tick(days=40)
    page = guide.get("/").text
    paper = guide.get("/list").text

    assert "Sam" not in other_day
    for text in (page, paper):
        assert "Sam" in text
        assert "de Vries" not in text
        assert "De Regenboog" not in text
        assert booking.reference not in text
    assert guide.post(f"/arrivals/{booking.id}", {"came": "1"}).status_code == 403


def test_the_day_prints(books: Desk, clerk: Clerk) -> None:
    booking = booked(books, organisation="De Regenboog")

    page = clerk.get("/list?date=2027-01-01").text

    assert "De Regenboog" in page
    assert booking.reference in page


def test_a_note_is_handed_to_tomorrows_desk(office: Office, clerk: Clerk) -> None:
    clerk.post("/notes", {"text": "The bus <is> late.", "day": "2026-11-23"})
    office.clock.tick(days=1)
    tomorrow = clerk.get("/")
    done = next(act for act in Markup(tomorrow.text).acts if act.endswith("/done"))
    page = clerk.follow(done)
    office.clock.tick(days=1)

    assert "The bus &lt;is&gt; late." in tomorrow.text
    assert "The note is done." in page.text
    assert "The bus" not in clerk.get("/").text


def test_a_note_that_nobody_did_stays(office: Office, clerk: Clerk) -> None:
    clerk.post("/notes", {"text": "Return the wheelchair", "day": "2026-11-22"})
    office.clock.tick(days=3)

    assert "Return the wheelchair" in clerk.get("/").text
    assert "Return the wheelchair" not in office.as_(StaffRole.GUIDE).get("/").text


@pytest.mark.parametrize("text", ["", "x" * 501])
def test_a_note_says_something_short(clerk: Clerk, text: str) -> None:
    page = clerk.follow("/notes", {"text": text, "day": "2026-11-23"})

    assert "at most 500 characters" in page.text


@pytest.mark.parametrize("role", [StaffRole.FINANCE, StaffRole.AUDITOR])
def test_who_has_no_business_at_the_desk_checks_nobody_in(
    office: Office, books: Desk, role: StaffRole
) -> None:
    booking = booked(books)

    answer = office.as_(role).post(f"/arrivals/{booking.id}", {"came": "1"})

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_day_takes_as_many_queries_however_many_come(
    books: Desk, clerk: Clerk
) -> None:
    booked(books)
    clerk.get(DAY)
    with statements() as one:
        clerk.get(DAY)
    for _ in range(4):
        booked(books)
    with statements() as many:
        clerk.get(DAY)

    assert len(many) == len(one) <= 6
