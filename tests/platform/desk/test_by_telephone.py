"""A caller books: one page with everything on it, one form, one booking."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from booking_desk import Desk
from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.bookings.rules import BookingState
from groupz_platform.permissions import StaffRole
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from pages.markup import Markup
from requests_for import request_for

CALL = {
    "type": "school",
    "child": "24",
    "supervisor": "3",
    "organisation": "De Regenboog",
    "name": "Sam de Vries",
    "telephone": "06 12345678",
    "email": "sam@regenboog.example",
    "locale": "nl",
    "note": "Comes by bus.",
}


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def slot(books: Desk) -> TimeSlot:
    return books.slot({})


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.as_(StaffRole.DESK)


def priced(clerk: Clerk, slot: TimeSlot, **typed: str) -> dict[str, str]:
    """What the page with the price would send."""
    page = clerk.post(path(slot), call(slot, **typed))
    assert "What it costs" in page.text, page.text
    sent = Markup(page.text).inputs
    return {name: sent[name] for name in ("key", "agreed_cents")}


def path(slot: TimeSlot) -> str:
    return f"/telephone/{slot.activity_id}"


def call(slot: TimeSlot, **typed: str) -> dict[str, str]:
    return {**CALL, "slot": str(slot.id), **typed}


def test_a_caller_chooses_and_is_booked(
    clerk: Clerk, books: Desk, slot: TimeSlot
) -> None:
    chosen = clerk.get("/telephone/")
    shown = priced(clerk, slot)
    page = clerk.follow(path(slot), call(slot, **shown, book="1"))

    booking = books.read(lambda session: session.get(Booking, 1))
    assert path(slot) in chosen.text
    assert f"read out: {booking.reference}" in page.text
    assert "Comes by bus." in page.text
    assert booking.state is BookingState.CONFIRMED
    assert books.used(slot) == (27, 1)
    assert books.is_even()
    assert [mail.template for mail in books.mails()] == ["confirmation"]
    events = books.read(lambda session: session.query(BookingEvent).all())
    assert events[0].facts == {"by": "Robin"}


def test_one_form_makes_one_booking(clerk: Clerk, books: Desk, slot: TimeSlot) -> None:
    form = call(slot, **priced(clerk, slot), book="1")

    first, second = (clerk.post(path(slot), form) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert books.bookings() == 1


def test_a_clerk_books_late_what_a_visitor_cannot(
    clerk: Clerk, books: Desk, office: Office
) -> None:
    slot = books.slot(
        {"notice_days": 14}, starts_at=office.clock() + timedelta(hours=3)
    )

    shown = priced(clerk, slot)
    clerk.post(path(slot), call(slot, **shown, book="1"))

    assert books.bookings() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"child": "x"}, "Fill in a whole number"),
        ({"child": "", "supervisor": ""}, "Fill in how many people come."),
        ({"type": ""}, "Choose what kind of group it is."),
        ({"email": "sam"}, "such as name@example.org"),
        ({"slot": ""}, "Choose a time."),
        ({"slot": "999"}, "This time is not there"),
        ({"child": "90"}, "groups of 1 to 30 people"),
    ],
)
def test_what_is_wrong_is_said_and_all_typed_is_kept(
    clerk: Clerk, books: Desk, slot: TimeSlot, wrong: dict[str, str], words: str
) -> None:
    form = call(slot, book="1", agreed_cents="1") | wrong
    answer = clerk.post(path(slot), form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.text
    kept = Markup(answer.text).inputs
    for name in ("organisation", "name", "telephone", "email"):
        assert kept[name] == (CALL | wrong)[name]
    assert "Comes by bus." in answer.text
    assert books.bookings() == 0


def test_a_time_that_is_sold_meanwhile_is_said(
    clerk: Clerk, books: Desk, slot: TimeSlot
) -> None:
    shown = priced(clerk, slot)
    books.book(request_for(slot))

    answer = clerk.post(path(slot), call(slot, **shown, book="1"))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "left at this time" in answer.text
    assert books.bookings() == 1
    assert books.is_even()


def test_another_price_than_the_caller_was_told_is_asked_again(
    clerk: Clerk, books: Desk, slot: TimeSlot
) -> None:
    shown = priced(clerk, slot) | {"agreed_cents": "100"}

    answer = clerk.post(path(slot), call(slot, **shown, book="1"))

    assert "The price has changed meanwhile" in answer.text
    assert books.bookings() == 0


def test_another_month_keeps_what_was_typed(clerk: Clerk, slot: TimeSlot) -> None:
    answer = clerk.post(path(slot), call(slot, month="2027-03"))

    assert answer.status_code == HTTPStatus.OK
    assert "March 2027" in answer.text
    assert Markup(answer.text).inputs["organisation"] == "De Regenboog"


@pytest.mark.parametrize("role", [StaffRole.AUDITOR, StaffRole.FINANCE])
def test_who_only_reads_books_for_nobody(
    office: Office, slot: TimeSlot, role: StaffRole
) -> None:
    assert office.as_(role).get("/telephone/").status_code == HTTPStatus.FORBIDDEN
    assert office.as_(role).post(path(slot)).status_code == HTTPStatus.FORBIDDEN


def test_what_is_not_published_cannot_be_booked(clerk: Clerk) -> None:
    assert clerk.get("/telephone/999").status_code == HTTPStatus.NOT_FOUND
