"""The planning board: a week or a day, with who comes."""

from datetime import timedelta

import pytest

from booking_desk import Desk
from groupz_platform.permissions import StaffRole
from office import Clerk, Office
from requests_for import request_for
from statements import statements


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def planner(office: Office) -> Clerk:
    return office.as_(StaffRole.PLANNER)


@pytest.mark.parametrize("view", ["week", "day"])
def test_a_slot_stands_there_with_who_comes(
    books: Desk, planner: Clerk, view: str
) -> None:
    books.book(request_for(books.slot({})))

    page = planner.get(f"/planning/?view={view}&date=2027-01-01").text

    assert "De Regenboog" in page
    assert "27/" in page
    assert ("Move" in page) == (view == "day")


def test_another_week_has_other_slots(books: Desk, planner: Clerk) -> None:
    books.book(request_for(books.slot({})))

    page = planner.get("/planning/?date=2027-01-08").text

    assert "Nothing takes place" in page


@pytest.mark.parametrize(
    "odd", ["?date=nonsense", "?view=month", "?date=0001-01-01", "?date=9999-12-31"]
)
def test_what_is_odd_is_left_out(planner: Clerk, odd: str) -> None:
    assert planner.get(f"/planning/{odd}").status_code == 200


def test_a_week_takes_as_many_queries_however_full_it_is(
    books: Desk, planner: Clerk
) -> None:
    slot = books.slot({})
    path = "/planning/?date=2027-01-01"
    planner.get(path)
    with statements() as one:
        planner.get(path)
    for hours in range(1, 12):
        books.book(
            request_for(
                books.slot(
                    activity_id=slot.activity_id,
                    starts_at=slot.starts_at + timedelta(hours=3 * hours),
                )
            )
        )
    with statements() as many:
        planner.get(path)

    assert len(many) == len(one) <= 6
