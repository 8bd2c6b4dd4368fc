"""Cancelling many bookings: shown first, nothing twice, and why not the others."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import select

from booking_desk import Desk
from factories import make_booking
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from requests_for import request_for


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def slot(books: Desk) -> TimeSlot:
    return books.slot({}, capacity_persons=100)


@pytest.fixture
def clerk(office: Office, books: Desk, slot: TimeSlot) -> Clerk:
    """Somebody at the desk, with two bookings (1 and 2) and a hold (3)."""
    for _ in range(2):
        books.book(request_for(slot))
    books.hold(request_for(slot))
    return office.as_(StaffRole.DESK)


def states(books: Desk) -> list[BookingState]:
    found = books.read(
        lambda session: session.scalars(
            select(Booking.state).order_by(Booking.id)
        ).all()
    )
    return list(found)


def cancellations(books: Desk) -> list[OutboxEmail]:
    return [mail for mail in books.mails() if mail.template == "cancellation"]


def test_what_would_be_cancelled_is_listed(clerk: Clerk, books: Desk) -> None:
    page = clerk.get("/bookings/cancel?pick=1&pick=2&pick=3").text

    assert "2 bookings can be cancelled" in page
    assert "54 people do not come" in page
    assert "In this state there is nothing to cancel" in page
    assert states(books)[:2] == [BookingState.CONFIRMED] * 2


def test_they_are_cancelled_and_the_groups_read_why(
    clerk: Clerk, books: Desk, slot: TimeSlot
) -> None:
    form = {"ids": "1,2,3", "reason": "A burst\npipe", "waive": "1"}

    page = clerk.follow("/bookings/cancel", form).text

    assert "2 bookings are cancelled" in page
    assert "One of them is not cancelled" in page
    assert states(books) == [*[BookingState.CANCELLED] * 2, BookingState.HELD]
    assert books.used(slot) == (27, 1)
    assert books.is_even()
    assert [mail.values["reason"] for mail in cancellations(books)] == [
        "A burst pipe"
    ] * 2


def test_a_form_that_is_sent_twice_cancels_once(
    clerk: Clerk, books: Desk, slot: TimeSlot
) -> None:
    clerk.post("/bookings/cancel", {"ids": "1"})

    page = clerk.follow("/bookings/cancel", {"ids": "1,2,999"}).text

    assert "1 booking is cancelled" in page
    assert len(cancellations(books)) == 2
    assert books.used(slot) == (27, 1)


def test_a_visit_that_has_begun_is_refused(
    office: Office, books: Desk, clerk: Clerk
) -> None:
    office.clock.tick(days=40, seconds=1)

    page = clerk.follow("/bookings/cancel", {"ids": "1"}).text

    assert "The visit has begun" in page
    assert states(books)[0] is BookingState.CONFIRMED
    assert cancellations(books) == []


def test_more_than_somebody_reads_are_not_cancelled_at_once(
    office: Office, slot: TimeSlot
) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        for _ in range(201):
            make_booking(session, slot_id=slot.id, state=BookingState.CONFIRMED)
    clerk = office.as_(StaffRole.DESK)

    answer = clerk.get("/bookings/cancel?all=1")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "more than 200 at once" in clerk.get("/bookings/").text


def test_all_that_were_found_are_those_of_the_filter(clerk: Clerk, books: Desk) -> None:
    later = books.slot({}, starts_at=books.clock() + timedelta(days=90))
    books.book(request_for(later))
    day = f"{later.local_date:%Y-%m-%d}"

    page = clerk.get(f"/bookings/cancel?all=1&from={day}&until={day}").text

    assert "One booking can be cancelled" in page
