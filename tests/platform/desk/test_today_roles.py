"""What each role sees of the day, and what it may not do there."""

from http import HTTPStatus

import pytest

from booking_desk import Desk
from groupz_platform.bookings.models import Booking
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office
from pages.markup import Markup
from requests_for import CONTACT, request_for

TELEPHONE = "+31612345678"
SHOWN = "06 12345678"


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def booking(books: Desk) -> Booking:
    """A class of Sam de Vries, forty days ahead."""
    books.book(request_for(books.slot({})))
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        mine = session.query(Booking).one()
        mine.contact_telephone = TELEPHONE
        return mine


@pytest.fixture
def guide(office: Office) -> Clerk:
    return office.as_(StaffRole.GUIDE)


def kept_from_guides(booking: Booking) -> list[str]:
    return [
        "de Vries",
        CONTACT.organisation,
        CONTACT.email,
        booking.reference,
        f"/bookings/{booking.id}",
        "€",
    ]


@pytest.mark.parametrize("path", ["/", "/list"])
def test_a_guide_reads_first_names_and_telephones_of_the_present_day(
    office: Office, guide: Clerk, booking: Booking, path: str
) -> None:
    before = guide.get(f"{path}?date=2027-01-01").text
    office.clock.tick(days=40)
    page = guide.get(f"{path}?date=2027-01-02").text
    office.clock.tick(days=1)
    after = guide.get(f"{path}?date=2027-01-01").text

    assert "Sam" in page
    assert SHOWN in page
    assert [each for each in kept_from_guides(booking) if each in page] == []
    for other_day in (before, after):
        assert "Sam" not in other_day
        assert SHOWN not in other_day


@pytest.mark.parametrize("part", ["vries", "regenboog", "reference", "museum"])
@pytest.mark.parametrize("path", ["/", "/list"])
def test_a_guide_finds_nobody_by_what_guides_do_not_read(
    office: Office, guide: Clerk, booking: Booking, path: str, part: str
) -> None:
    office.clock.tick(days=40)
    part = booking.reference if part == "reference" else part

    assert SHOWN not in guide.get(f"{path}?q={part}").text
    assert SHOWN in guide.get(f"{path}?q=sam").text
    assert SHOWN in guide.get(f"{path}?venue=999").text


def test_a_guide_has_no_forms_but_to_search_and_to_sign_out(
    office: Office, guide: Clerk, booking: Booking
) -> None:
    del booking
    office.clock.tick(days=40)

    acts = Markup(guide.get("/").text).acts

    assert [act for act in acts if "sign-out" not in act] == []


@pytest.mark.parametrize("path", ["/", "/list", "/?date=2027-01-01"])
def test_finance_does_not_open_the_day(office: Office, path: str) -> None:
    answer = office.as_(StaffRole.FINANCE).get(path)

    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "role", [StaffRole.AUDITOR, StaffRole.FINANCE, StaffRole.GUIDE]
)
@pytest.mark.parametrize("act", ["", "/take-back"])
def test_who_does_not_receive_groups_checks_nobody_in(
    office: Office, books: Desk, booking: Booking, role: StaffRole, act: str
) -> None:
    answer = office.as_(role).post(f"/arrivals/{booking.id}{act}", {"came": "1"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    now = books.read(lambda session: session.get(Booking, booking.id))
    assert now.arrived_persons is None


def test_an_auditor_reads_the_day_without_a_button(
    office: Office, booking: Booking
) -> None:
    page = office.as_(StaffRole.AUDITOR).get("/?date=2027-01-01").text

    assert booking.reference in page
    assert "Check in" not in page
    assert f"/arrivals/{booking.id}" not in page
