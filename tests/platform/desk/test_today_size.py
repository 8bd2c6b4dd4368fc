"""Another number of people for a booking, on the day itself."""

from http import HTTPStatus
from typing import Any

import pytest
from werkzeug.test import TestResponse

from booking_desk import Desk
from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.permissions import StaffRole
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from pages.markup import Markup
from requests_for import group_of, request_for

HERE = "?date=2027-01-01"


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.as_(StaffRole.DESK)


@pytest.fixture
def slot(books: Desk) -> TimeSlot:
    """A time with thirty places, of which a class of twenty-seven has its own."""
    made = books.slot({})
    books.book(request_for(made))
    return made


def booking_in(books: Desk, slot: TimeSlot) -> Booking:
    found = books.read(
        lambda session: session.query(Booking).filter_by(slot_id=slot.id).first()
    )
    assert isinstance(found, Booking)
    return found


def fields_of(page: TestResponse) -> dict[str, Any]:
    """What the page's form would send; who sends it adds their token."""
    fields = Markup(page.text).inputs
    del fields["csrf_token"]
    return dict(fields)


def sent(clerk: Clerk, booking: Booking, **counts: str) -> tuple[str, dict[str, Any]]:
    """The form of a booking's number, with other numbers in it."""
    address = f"/arrivals/{booking.id}/size{HERE}"
    page = clerk.get(address)
    assert page.status_code == HTTPStatus.OK
    return address, fields_of(page) | counts


def test_a_group_becomes_smaller_once_its_price_was_seen(
    books: Desk, clerk: Clerk, slot: TimeSlot
) -> None:
    address, form = sent(clerk, booking_in(books, slot), child="20")

    seen = clerk.post(address, form)
    before = books.used(slot)
    page = clerk.follow(address, fields_of(seen))

    assert "Change it for" in seen.text
    assert before == (27, 1)
    assert "now comes with 23" in page.text
    assert books.used(slot) == (23, 1)
    assert books.is_even()
    assert [mail.template for mail in books.mails()] == ["confirmation", "change"]


def test_what_was_done_stands_in_the_timeline(
    books: Desk, clerk: Clerk, slot: TimeSlot
) -> None:
    address, form = sent(clerk, booking_in(books, slot), child="20")
    clerk.post(address, fields_of(clerk.post(address, form)))

    events = books.read(lambda session: session.query(BookingEvent).all())

    assert events[-1].facts["by"] == "Robin"
    assert events[-1].facts["to"] == [slot.id, 23]


def test_a_group_grows_into_the_places_that_are_left(
    books: Desk, clerk: Clerk, slot: TimeSlot
) -> None:
    address, form = sent(clerk, booking_in(books, slot), child="27")
    clerk.post(address, fields_of(clerk.post(address, form)))

    assert books.used(slot) == (30, 1)
    assert books.is_even()


def test_a_full_time_says_so_and_keeps_what_was_typed(
    books: Desk, clerk: Clerk, slot: TimeSlot
) -> None:
    books.book(request_for(slot, group=group_of(adult=3)))
    address, form = sent(clerk, booking_in(books, slot), child="25")

    seen = clerk.post(address, form)
    page = clerk.post(address, fields_of(seen) | {"agreed_cents": "28000"})

    for answer in (seen, page):
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "27 places" in answer.text
        assert 'value="25"' in answer.text
    assert books.used(slot) == (30, 2)
    assert books.is_even()


@pytest.mark.parametrize("count", ["many", "-1", "10000", "1.5"])
def test_a_number_that_is_none_changes_nothing(
    books: Desk, clerk: Clerk, slot: TimeSlot, count: str
) -> None:
    address, form = sent(clerk, booking_in(books, slot), child=count)

    page = clerk.post(address, form)

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'value="{count}"' in page.text
    assert books.used(slot) == (27, 1)


def test_nobody_at_all_is_no_group(books: Desk, clerk: Clerk, slot: TimeSlot) -> None:
    address, form = sent(clerk, booking_in(books, slot), child="0", supervisor="0")

    page = clerk.post(address, form)

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert books.used(slot) == (27, 1)


def test_who_was_quicker_is_named_and_saving_again_writes_over_it(
    office: Office, books: Desk, clerk: Clerk, slot: TimeSlot
) -> None:
    booking = booking_in(books, slot)
    address, mine = sent(clerk, booking, child="20")
    noor = office.as_(StaffRole.PLANNER, name="Noor")
    theirs = sent(noor, booking, child="22")[1]
    noor.post(address, fields_of(noor.post(address, theirs)))

    page = clerk.post(address, mine)
    seen = clerk.post(address, fields_of(page))
    clerk.post(address, fields_of(seen))

    assert page.status_code == HTTPStatus.CONFLICT
    assert "Noor" in page.text
    assert 'value="20"' in page.text
    assert books.used(slot) == (23, 1)
    assert books.is_even()


def test_once_the_visit_has_begun_the_number_that_came_counts(
    office: Office, books: Desk, clerk: Clerk, slot: TimeSlot
) -> None:
    booking = booking_in(books, slot)
    address, form = sent(clerk, booking, child="20")
    office.clock.now = slot.starts_at

    asked = clerk.get(address)
    page = clerk.follow(address, form)

    assert asked.status_code == HTTPStatus.SEE_OTHER
    assert "The visit has begun" in page.text
    assert "/size" not in page.text
    assert books.used(slot) == (27, 1)


def test_the_way_back_is_the_day_that_was_shown(
    books: Desk, clerk: Clerk, slot: TimeSlot
) -> None:
    address, form = sent(clerk, booking_in(books, slot))

    answer = clerk.post(address, form)

    assert answer.headers["Location"].endswith(f"/{HERE}")
    assert books.used(slot) == (27, 1)


def test_a_booking_that_is_not_there_is_not_found(clerk: Clerk) -> None:
    assert clerk.get("/arrivals/999/size").status_code == HTTPStatus.NOT_FOUND
    assert clerk.post("/arrivals/999/size").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "role", [StaffRole.AUDITOR, StaffRole.FINANCE, StaffRole.GUIDE]
)
def test_who_may_not_change_bookings_changes_none(
    office: Office, books: Desk, slot: TimeSlot, role: StaffRole
) -> None:
    address = f"/arrivals/{booking_in(books, slot).id}/size"

    answer = office.as_(role).post(address, {"child": "20"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert books.used(slot) == (27, 1)
