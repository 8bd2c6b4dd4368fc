"""What the desk has to see to on a day: what expires, and what failed."""

from datetime import timedelta

import pytest

from booking_desk import Desk
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import OutboxState
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office
from requests_for import request_for

DAY = "/?date=2027-01-01"
NOT_DELIVERED = "Not delivered: Confirmation."


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.as_(StaffRole.DESK)


def fail(books: Desk) -> None:
    """Let every mail so far come back."""
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        for mail in session.query(OutboxEmail):
            mail.state = OutboxState.FAILED


def put(books: Desk, **values: object) -> None:
    """Write something into every booking."""
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        for booking in session.query(Booking):
            for name, value in values.items():
                setattr(booking, name, value)


def test_a_hold_that_expires_today_is_shown_until_it_does(
    office: Office, books: Desk, clerk: Clerk
) -> None:
    books.hold(request_for(books.slot({})))

    page = clerk.get("/").text
    tomorrow = clerk.get("/?date=2026-11-23").text
    office.clock.tick(minutes=21)

    assert "Somebody is booking" in page
    assert "27 people" in page
    assert "Somebody is booking" not in tomorrow
    assert "Somebody is booking" not in clerk.get("/").text


def test_an_option_that_expires_today_says_whose_it_is(
    office: Office, books: Desk, clerk: Clerk
) -> None:
    books.hold(request_for(books.slot({})))
    until = office.clock() + timedelta(hours=5)
    option = BookingState.OPTION
    put(books, state=option, organisation="De Regenboog", hold_expires_at=until)

    page = clerk.get("/").text

    assert "Option of De Regenboog" in page
    assert "<b>15:00</b>" in page


@pytest.mark.parametrize("state", [BookingState.OPTION, BookingState.REQUESTED])
def test_who_is_not_booked_yet_needs_an_answer_and_is_not_received(
    books: Desk, clerk: Clerk, state: BookingState
) -> None:
    books.book(request_for(books.slot({})))
    put(books, state=state)

    page = clerk.get(DAY).text

    assert "Needs an answer" in page
    assert 'class="receive"' not in page
    assert "<b>0</b> groups" in page


def test_a_group_of_the_day_that_got_no_mail_is_called(
    books: Desk, clerk: Clerk
) -> None:
    books.book(request_for(books.slot({})))
    before = clerk.get(DAY).text
    fail(books)

    assert NOT_DELIVERED not in before
    assert NOT_DELIVERED in clerk.get(DAY).text
    assert "Needs an answer" not in clerk.get("/").text


def test_a_later_mail_that_arrives_is_answer_enough(books: Desk, clerk: Clerk) -> None:
    token = books.book(request_for(books.slot({})))
    fail(books)
    number = books.read(lambda session: session.query(Booking).one().id)
    clerk.post(f"/bookings/{number}/send")
    after = clerk.get(DAY).text
    fail(books)

    assert token
    assert NOT_DELIVERED not in after
    assert clerk.get(DAY).text.count(NOT_DELIVERED) == 1


def test_other_mails_that_failed_are_no_matter_of_the_day(
    books: Desk, clerk: Clerk
) -> None:
    books.book(request_for(books.slot({})))
    fail(books)
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        session.query(OutboxEmail).one().dedupe_key = "alert:3"

    assert "Needs an answer" not in clerk.get(DAY).text


def test_a_guide_has_nothing_to_see_to(office: Office, books: Desk) -> None:
    books.book(request_for(books.slot({})))
    books.hold(request_for(books.slot({})))
    fail(books)
    guide = office.as_(StaffRole.GUIDE)

    assert "Somebody is booking" not in guide.get("/").text
    office.clock.tick(days=40)
    assert "Needs an answer" not in guide.get("/").text
