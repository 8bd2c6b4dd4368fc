"""Figures: what the plots and tables say is what was booked."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import update

from booking_desk import Desk
from groupz_platform.bookings.models import Booking
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office
from pages.markup import Markup
from requests_for import group_of, request_for
from statements import statements

YEAR = "?from=2026-11-01&until=2027-12-31"


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def money(office: Office) -> Clerk:
    return office.as_(StaffRole.FINANCE)


@pytest.fixture
def year(books: Desk) -> Desk:
    """Two groups in January, one in March that cancelled, one hold."""
    january = books.slot({"max_group": 60}, capacity_persons=60, capacity_groups=9)
    books.book(request_for(january))
    books.book(request_for(january, group=group_of(GroupType.COMPANY, adult=10)))
    march = books.slot(
        activity_id=january.activity_id,
        starts_at=january.starts_at + timedelta(days=70),
    )
    books.cancel(books.book(request_for(march)))
    books.hold(request_for(march))
    return books


def test_a_month_counts_who_comes_and_what_it_brings(year: Desk, money: Clerk) -> None:
    lines = money.get(f"/statistics/file{YEAR}").text.splitlines()

    total = year.read(lambda session: [b.total_cents for b in session.query(Booking)])
    income = sum(total[:2]) / 100
    assert lines == [
        "month,groups,people,cancelled,euros",
        f"2027-01,2,37,0,{income:.2f}",
        "2027-03,0,0,1,0.00",
    ]


def test_the_page_draws_each_month_and_says_the_same_in_a_table(
    year: Desk, money: Clerk
) -> None:
    page = money.get(f"/statistics/{YEAR}")
    svg = [each for each in Markup(page.text).elements if each.tag == "rect"]
    heights = [
        float(each.attributes["height"])
        for each in svg
        if each.attributes.get("class") == "column" and "x" in each.attributes
    ]

    assert page.status_code == HTTPStatus.OK
    assert "January 2027" in page.text
    assert '<td class="num">100</td>' in page.text  # of the cancelled ones
    assert "64/" in page.text  # a hold takes places too
    assert heights[0] > heights[1] == 0.0
    assert year.is_even()


def test_how_early_groups_book_is_counted_in_days(year: Desk, money: Clerk) -> None:
    with year.database.databases.transaction(Role.BACKOFFICE) as session:
        session.execute(
            update(Booking)
            .where(Booking.id == 1)
            .values(created_at=year.clock() + timedelta(days=37))
        )

    page = money.get(f"/statistics/{YEAR}").text

    rows = page.partition("Days before</th>")[2].partition("</table>")[0]
    counts = [part.partition("<")[0] for part in rows.split('class="num">')[1:]]
    assert counts[1:] == ["1", "0", "0", "1", "0", "0", "0"]


def test_without_visits_it_says_what_will_stand_there(money: Clerk) -> None:
    assert "No visits in this period" in money.get("/statistics/").text


@pytest.mark.parametrize(
    "odd", ["?from=x&until=y", "?from=2027-05-01&until=2020-01-01", "?from=8999-12-31"]
)
def test_what_is_odd_is_left_out(money: Clerk, odd: str) -> None:
    assert money.get(f"/statistics/{odd}").status_code == HTTPStatus.OK


def test_a_clerk_at_the_desk_has_no_business_with_it(office: Office) -> None:
    assert office.as_(StaffRole.DESK).get("/statistics/").status_code == 403


@pytest.mark.usefixtures("year")
def test_it_takes_few_queries(money: Clerk) -> None:
    money.get(f"/statistics/{YEAR}")

    with statements() as asked:
        money.get(f"/statistics/{YEAR}")

    assert len(asked) <= 8


def test_figures_are_read_anew_as_soon_as_somebody_books(
    year: Desk, money: Clerk
) -> None:
    before = money.get(f"/statistics/file{YEAR}").text
    with statements() as again:
        assert money.get(f"/statistics/file{YEAR}").text == before

    year.book(request_for(year.slot({})))
    after = money.get(f"/statistics/file{YEAR}").text

    assert not any("JOIN time_slots" in each for each in again)
    assert before != after
