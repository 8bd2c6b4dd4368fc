"""A group arrives with fewer, at a door with a telephone; and the list on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from booking_desk import Desk
from databases import TestingDatabase
from factories import make_activity, make_booking, make_slot
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Office
from pages.browsing import watching
from pages.filling import fill, press
from pages.probes import remarks, sheets
from requests_for import request_for
from served_office import ServedOffice, served_office

TELEPHONE = 320
FINGER = 44
ON_A_SHEET = 40
DAY = "/backoffice/?date=2027-01-01"


@pytest.fixture
def served(
    chromium: Browser, sqlite_database: TestingDatabase, tmp_path: Path
) -> Iterator[ServedOffice]:
    with served_office(chromium, sqlite_database, tmp_path / "instance") as office:
        yield office


@pytest.fixture
def office(served: ServedOffice) -> Office:
    return served.office


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def door(served: ServedOffice, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody of the desk at the door, with a telephone."""
    desk, script = StaffRole.DESK, request.param
    with served.window(desk, script=script, width=TELEPHONE) as page:
        yield page


def test_a_group_arrives_with_fewer(door: Page, books: Desk) -> None:
    books.book(request_for(books.slot({})))
    number = books.read(lambda session: session.query(Booking).one().id)
    page = door

    with watching(page) as seen:
        page.goto(DAY)
        button = page.get_by_role("button", name="Check in: De Regenboog")
        box = button.bounding_box()
        width = page.evaluate("document.documentElement.scrollWidth")
        fill(page, {"came": "25"})
        press(page, ".receive button")
        told = page.get_by_role("status").inner_text()
        came = books.read(lambda session: session.get(Booking, number))
        press(page, "main .said button")

    assert box is not None
    assert box["height"] >= FINGER
    assert width == TELEPHONE
    assert "De Regenboog is here with 25; 27 were booked." in told
    assert (came.state, came.arrived_persons) == (BookingState.CHECKED_IN, 25)
    assert "expected again" in page.get_by_role("status").inner_text()
    assert seen.complaints == []


def test_a_group_tells_in_the_morning_that_fewer_come(door: Page, books: Desk) -> None:
    slot = books.slot({})
    books.book(request_for(slot))
    page = door

    page.goto(DAY)
    press(page, "a[href*='/size']")
    fill(page, {"child": "20"})
    press(page, "main .stacked button")
    assert "230" in page.inner_text("main [role=status]")
    press(page, "main .stacked button")

    assert "now comes with 23" in page.get_by_role("status").inner_text()
    assert books.used(slot) == (23, 1)


def busy(books: Desk) -> None:
    """As many groups as a sheet takes."""
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        slot = make_slot(session, activity=activity, starts_at=books.clock())
        for number in range(ON_A_SHEET):
            make_booking(
                session,
                slot=slot,
                state=BookingState.CONFIRMED,
                organisation=f"Basisschool De Regenboog, groep {number}",
                contact_name="Sam de Vries",
                contact_telephone="+31612345678",
            )


def test_forty_groups_are_on_one_sheet_without_a_bar(
    served: ServedOffice, books: Desk
) -> None:
    busy(books)

    with served.window(StaffRole.DESK) as page:
        page.goto("/backoffice/list")
        assert page.locator("nav, .bar").count() == 0
        assert page.locator("tbody tr").count() == ON_A_SHEET
        assert sheets(page) == 1
        page.emulate_media(media="print")
        assert not page.get_by_role("link", name="Back to the day").is_visible()


def half_are_here(books: Desk) -> None:
    """Check every other group in, one more than booked."""
    with books.database.databases.transaction(Role.BACKOFFICE) as session:
        for booking in session.query(Booking).filter(Booking.persons == 1):
            if booking.id % 2:
                booking.state, booking.arrived_persons = BookingState.CHECKED_IN, 2


@pytest.mark.parametrize("locale", ["en", "nl"])
def test_axe_has_nothing_to_say_about_the_day(
    served: ServedOffice, books: Desk, locale: str
) -> None:
    busy(books)
    books.book(request_for(books.slot({})))
    half_are_here(books)
    number = books.read(lambda session: session.query(Booking).all()[-1].id)

    with served.window(StaffRole.DESK, locale) as page:
        for path in ("", "list", f"arrivals/{number}/size"):
            page.goto(f"/backoffice/{path}")
            page.emulate_media(color_scheme="light")
            assert remarks(page) == []
            page.emulate_media(color_scheme="dark")
            assert remarks(page, "color-contrast") == []
