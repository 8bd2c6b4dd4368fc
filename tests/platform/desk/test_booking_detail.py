"""One booking at the desk: what happened to it, and what staff do about it."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import select

from booking_desk import Desk
from groupz_platform.bookings.models import AccessToken, Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from pages.markup import Markup
from requests_for import request_for
from statements import statements

WHO = {
    "organisation": "De Zevensprong",
    "name": "Kim Jansen",
    "telephone": "06 87654321",
    "email": "kim@zevensprong.example",
}


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.as_(StaffRole.DESK)


@pytest.fixture
def slot(books: Desk) -> TimeSlot:
    return books.slot({})


@pytest.fixture
def booking(books: Desk, slot: TimeSlot) -> Booking:
    books.book(request_for(slot))
    return now_of(books, 1)


def now_of(books: Desk, number: int) -> Booking:
    found = books.read(lambda session: session.get(Booking, number))
    assert isinstance(found, Booking)
    return found


def path(booking: Booking, act: str = "") -> str:
    return f"/bookings/{booking.id}" + (f"/{act}" if act else "")


def test_it_shows_who_when_and_what_it_costs(clerk: Clerk, booking: Booking) -> None:
    page = clerk.get(path(booking)).text

    for text in (booking.reference, "De Regenboog", "It is booked.", "Confirmation"):
        assert text in page


def test_what_is_not_there_is_not_found(clerk: Clerk) -> None:
    for act in ("", "change", "cancel"):
        assert clerk.get(f"/bookings/999/{act}".rstrip("/")).status_code == 404
    for act in ("contact", "notes", "send", "change", "cancel", "restore"):
        answer = clerk.post(f"/bookings/999/{act}", {"text": "x"})
        assert answer.status_code in {404, 303}


def test_whom_to_reach_is_changed_on_record(
    clerk: Clerk, books: Desk, booking: Booking
) -> None:
    form = Markup(clerk.get(path(booking)).text).inputs | WHO

    page = clerk.follow(path(booking, "contact"), form).text

    assert "Kim Jansen" in page
    assert "Whom to reach was changed." in page
    assert now_of(books, booking.id).contact_email == WHO["email"]


def test_two_clerks_hear_of_each_other_and_nothing_typed_is_lost(
    office: Office, clerk: Clerk, books: Desk, booking: Booking
) -> None:
    form = Markup(clerk.get(path(booking)).text).inputs
    other = office.as_(StaffRole.PLANNER, name="Sam")
    other.post(path(booking, "contact"), form | WHO | {"csrf_token": ""})
    theirs = Markup(other.get(path(booking)).text).inputs
    other.post(path(booking, "contact"), theirs | WHO)

    late = clerk.post(path(booking, "contact"), form | WHO | {"name": "Kim de Wit"})
    again = Markup(late.text).inputs
    clerk.post(path(booking, "contact"), again)

    assert late.status_code == HTTPStatus.CONFLICT
    assert "has changed since you opened it" in late.text
    assert now_of(books, booking.id).contact_name == "Kim de Wit"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "nope"}, "such as name@example.org"),
        ({"telephone": "x"}, "such as 06 12345678"),
        ({"name": ""}, "Fill in your name"),
    ],
)
def test_what_is_wrong_is_said(
    clerk: Clerk, booking: Booking, wrong: dict[str, str], words: str
) -> None:
    form = Markup(clerk.get(path(booking)).text).inputs | WHO | wrong

    answer = clerk.post(path(booking, "contact"), form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.text


def test_a_visit_is_moved_and_made_smaller_with_the_price_shown_first(
    clerk: Clerk, books: Desk, booking: Booking, slot: TimeSlot
) -> None:
    later = books.slot(
        activity_id=slot.activity_id, starts_at=slot.starts_at + timedelta(days=1)
    )
    asked = f"change?type=school&child=20&supervisor=3&slot={later.id}"

    shown = clerk.get(path(booking, asked))
    form = Markup(shown.text).inputs
    page = clerk.follow(path(booking, "change"), form)

    after = now_of(books, booking.id)
    assert "What it would be" in shown.text
    assert "The booking is changed" in page.text
    assert "Moved to another time. From 27 to 23 people." in page.text
    assert (after.slot_id, after.persons) == (later.id, 23)
    assert books.used(slot) == (0, 0)
    assert books.is_even()
    assert [mail.template for mail in books.mails()] == ["confirmation", "change"]


def test_staff_change_after_the_deadline_of_visitors(
    office: Office, clerk: Clerk, books: Desk, booking: Booking
) -> None:
    office.clock.tick(days=39, hours=23)

    shown = clerk.get(path(booking, "change?type=school&child=10&supervisor=1"))
    clerk.post(path(booking, "change"), Markup(shown.text).inputs)

    assert now_of(books, booking.id).persons == 11


def test_what_was_changed_meanwhile_is_shown_anew(
    clerk: Clerk, books: Desk, booking: Booking
) -> None:
    asked = "change?type=school&child=20&supervisor=3"
    form = Markup(clerk.get(path(booking, asked)).text).inputs
    clerk.post(path(booking, "notes"), {"text": "A note changes no version."})
    clerk.post(path(booking, "send"))

    page = clerk.follow(path(booking, "change"), form)

    assert "has changed meanwhile" in page.text
    assert now_of(books, booking.id).persons == 27


def test_a_group_too_large_is_refused_in_plain_words(
    clerk: Clerk, booking: Booking
) -> None:
    answer = clerk.get(path(booking, "change?type=school&child=200"))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "groups of 1 to 30 people; you filled in 200" in answer.text


def test_a_booking_is_cancelled_with_a_reason_and_taken_back(
    clerk: Clerk, books: Desk, booking: Booking, slot: TimeSlot
) -> None:
    asked = clerk.get(path(booking, "cancel"))
    page = clerk.follow(path(booking, "cancel"), {"reason": "They fell ill."})
    gone = now_of(books, booking.id).state
    used = books.used(slot)
    clerk.post(path(booking, "restore"))

    assert "pays nothing" in asked.text
    assert "It is cancelled. They fell ill." in page.text
    assert (gone, used) == (BookingState.CANCELLED, (0, 0))
    back = now_of(books, booking.id)
    assert (back.state, back.total_cents) == (
        BookingState.CONFIRMED,
        booking.total_cents,
    )
    assert books.used(slot) == (27, 1)
    assert books.is_even()


def test_a_cancellation_is_not_taken_back_where_others_have_the_places(
    clerk: Clerk, books: Desk, booking: Booking, slot: TimeSlot
) -> None:
    clerk.post(path(booking, "cancel"))
    books.book(request_for(slot))

    page = clerk.follow(path(booking, "restore"))

    assert "left at this time" in page.text
    assert now_of(books, booking.id).state is BookingState.CANCELLED
    assert books.is_even()


def test_cancelling_twice_cancels_once(
    clerk: Clerk, books: Desk, booking: Booking, slot: TimeSlot
) -> None:
    clerk.post(path(booking, "cancel"))
    clerk.post(path(booking, "cancel"))

    assert books.used(slot) == (0, 0)
    assert len(books.mails()) == 2


def test_the_link_is_renewed_and_the_one_before_revoked(
    clerk: Clerk, books: Desk, booking: Booking
) -> None:
    clerk.post(path(booking, "send"), {"renew": "1"})

    links = books.read(
        lambda session: session.scalars(
            select(AccessToken).order_by(AccessToken.id)
        ).all()
    )
    assert [link.revoked_at is None for link in links] == [False, True]
    assert [mail.template for mail in books.mails()] == ["confirmation"] * 2


def test_notes_are_for_those_who_may_read_them(
    office: Office, clerk: Clerk, booking: Booking
) -> None:
    clerk.post(path(booking, "notes"), {"text": "Two wheelchairs <b>"})

    assert "Two wheelchairs &lt;b&gt;" in clerk.get(path(booking)).text
    auditor = office.as_(StaffRole.AUDITOR)
    assert "Two wheelchairs" in auditor.get(path(booking)).text
    finance = office.as_(StaffRole.FINANCE)
    assert "Two wheelchairs" not in finance.get(path(booking)).text
    for reader in (auditor, finance):
        for act in ("notes", "contact", "change", "cancel", "restore", "send"):
            assert reader.post(path(booking, act)).status_code == 403


def test_a_page_takes_few_queries(clerk: Clerk, books: Desk, booking: Booking) -> None:
    clerk.get(path(booking))
    for _ in range(3):
        clerk.post(path(booking, "send"))

    with statements() as asked:
        clerk.get(path(booking))

    assert len(asked) <= 12
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        assert session.get_one(Booking, booking.id).version > 3
