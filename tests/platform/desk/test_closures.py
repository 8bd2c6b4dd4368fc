"""Closures: added with what is booked in them in view, changed, taken away."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from booking_desk import Desk
from factories import make_activity, make_slot
from groupz_platform.bookings.errors import (
    HoldExpiredError,
    SlotNotBookableError,
)
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.models import Closure, TimeSlot
from office import Clerk, Office
from requests_for import group_of, request_for
from statements import statements

SEEN = re.compile(r'name="seen" value="([^"]*)"')
VERSION = re.compile(r'name="version" value="([^"]*)"')
AT = datetime(2027, 1, 5, 9, tzinfo=UTC)
"""At ten in Amsterdam."""


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def planner(office: Office) -> Clerk:
    return office.as_(StaffRole.PLANNER)


@pytest.fixture
def slot(books: Desk) -> TimeSlot:
    return books.slot({}, starts_at=AT)


def typed(**more: str) -> dict[str, str]:
    return {
        "where": "house",
        "first": "2027-01-05",
        "last": "2027-01-05",
        "begins": "",
        "ends": "",
        "reason_nl": "",
        "reason_en": "",
    } | more


def closures(books: Desk) -> list[Closure]:
    return list(books.read(lambda s: s.scalars(select(Closure)).all()))


def is_closed(books: Desk, slot: TimeSlot) -> bool:
    found = books.read(lambda session: session.get(TimeSlot, slot.id))
    return bool(found.is_closed)


def venue_of(books: Desk, slot: TimeSlot) -> int:
    def venue(session: Session) -> int:
        found = session.get(TimeSlot, slot.id)
        assert found
        return found.activity.venue_id

    return int(books.read(venue))


def close(planner: Clerk, **more: str) -> int:
    """Close, and tell the number of the closure."""
    page = planner.follow("/closures/add", typed(**more))
    found = re.findall(r"/closures/(\d+)/remove", page.text)
    return max(map(int, found))


def test_what_lies_in_it_is_closed_and_refused(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    page = planner.follow("/closures/add", typed(reason_en="Building work"))

    assert "nobody can book in it" in page.text
    assert "Building work" in page.text
    assert is_closed(books, slot)
    with pytest.raises(SlotNotBookableError):
        books.book(request_for(slot))


@pytest.mark.parametrize(
    ("begins", "ends", "closed"),
    [
        ("", "", True),
        ("10:00", "11:30", True),
        ("11:29", "12:00", True),
        ("11:30", "12:00", False),
        ("09:00", "10:00", False),
        ("09:00", "10:01", True),
    ],
)
def test_one_that_ends_as_it_begins_is_open(
    books: Desk,
    planner: Clerk,
    slot: TimeSlot,
    begins: str,
    ends: str,
    *,
    closed: bool,
) -> None:
    close(planner, begins=begins, ends=ends)

    assert is_closed(books, slot) is closed


def test_only_the_venue_or_the_activity_is_closed(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    other = books.slot({}, starts_at=AT)

    close(planner, where=f"activity-{slot.activity_id}")
    close(planner, where=f"venue-{venue_of(books, other)}", first="2027-01-04")

    assert is_closed(books, slot)
    assert is_closed(books, other)
    third = books.slot({}, starts_at=AT)
    assert not is_closed(books, third)


def test_who_is_booked_is_shown_first_and_stays_booked(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    token = books.book(request_for(slot))

    asked = planner.post("/closures/add", typed())
    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "De Regenboog" in asked.text
    assert f"/bookings/{books.view(token).id}" in asked.text
    assert closures(books) == []

    seen = SEEN.search(asked.text)
    assert seen
    done = planner.follow("/closures/add", typed(seen=seen[1]))

    assert "1 booking in it stands" in done.text
    assert books.view(token).state == "confirmed"
    assert books.used(slot) == (27, 1)
    assert is_closed(books, slot)


def test_who_booked_meanwhile_is_shown_too(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    books.book(request_for(slot, group=group_of(adult=2)))
    seen = SEEN.search(planner.post("/closures/add", typed()).text)
    assert seen
    books.book(request_for(slot, group=group_of(adult=3)))

    again = planner.post("/closures/add", typed(seen=seen[1]))

    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "2 groups are booked then" in again.text


def test_a_hold_in_it_ends(books: Desk, planner: Clerk, slot: TimeSlot) -> None:
    token = books.hold(request_for(slot))

    close(planner)

    assert books.used(slot) == (0, 0)
    with pytest.raises(HoldExpiredError):
        books.confirm(token)


def test_a_slot_that_is_made_or_moved_there_later_is_closed(
    books: Desk, planner: Clerk, slot: TimeSlot, office: Office
) -> None:
    close(planner, first="2027-01-06", last="2027-01-08")
    late = books.slot(activity_id=slot.activity_id, starts_at=AT + timedelta(days=2))

    assert is_closed(books, late)
    assert not is_closed(books, slot)

    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        one, other = (
            session.get_one(TimeSlot, slot.id),
            session.get_one(TimeSlot, late.id),
        )
        one.starts_at += timedelta(days=1)
        one.ends_at += timedelta(days=1)
        other.starts_at += timedelta(days=20)
        other.ends_at += timedelta(days=20)

    assert is_closed(books, slot)
    assert not is_closed(books, late)


def test_an_activity_that_moves_to_a_closed_venue_is_closed(
    books: Desk, planner: Clerk, slot: TimeSlot, office: Office
) -> None:
    other = books.slot({}, starts_at=AT)
    venue = venue_of(books, other)
    close(planner, where=f"venue-{venue}")

    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        session.get_one(TimeSlot, slot.id).activity.venue_id = venue

    assert is_closed(books, slot)


def test_what_is_no_longer_in_it_is_open_again(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    number = close(planner)
    page = planner.get(f"/closures/{number}/").text
    version = VERSION.search(page)
    assert version

    planner.follow(
        f"/closures/{number}/",
        typed(first="2027-01-06", last="2027-01-06", version=version[1]),
    )

    assert not is_closed(books, slot)


def test_two_closures_close_until_both_are_gone(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    first, second = close(planner), close(planner, ends="12:00")

    planner.follow(f"/closures/{first}/remove")
    assert is_closed(books, slot)

    planner.follow(f"/closures/{second}/remove")
    assert not is_closed(books, slot)


def test_what_is_taken_away_comes_back(
    books: Desk, planner: Clerk, slot: TimeSlot
) -> None:
    number = close(planner, reason_nl="Verbouwing")

    page = planner.follow(f"/closures/{number}/remove")
    undo = re.search(r'action="([^"]*/closures/restore/\d+)"', page.text)
    assert undo
    assert not is_closed(books, slot)
    back = planner.follow(undo[1])

    assert "Verbouwing" in back.text
    assert is_closed(books, slot)


def test_to_take_it_away_twice_does_no_harm(planner: Clerk) -> None:
    number = close(planner)
    planner.follow(f"/closures/{number}/remove")

    assert "gone already" in planner.follow(f"/closures/{number}/remove").text


def test_who_has_changed_it_meanwhile_is_named(
    books: Desk, planner: Clerk, office: Office
) -> None:
    number = close(planner)
    version = VERSION.search(planner.get(f"/closures/{number}/").text)
    assert version
    other = office.as_(StaffRole.ADMINISTRATOR, name="Kim")
    other.follow(f"/closures/{number}/", typed(reason_nl="Storm", version=version[1]))

    mine = typed(reason_nl="Feest", version=version[1])
    refused = planner.post(f"/closures/{number}/", mine)

    assert refused.status_code == HTTPStatus.CONFLICT
    assert "Kim" in refused.text
    assert "Feest" in refused.text
    newer = VERSION.search(refused.text)
    assert newer
    planner.follow(f"/closures/{number}/", mine | {"version": newer[1]})
    assert closures(books)[0].reason == {"nl": "Feest"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": ""},
        {"first": "nonsense"},
        {"first": "0001-01-01", "last": "0001-01-01"},
        {"last": "2027-01-04"},
        {"last": "9999-12-31"},
        {"begins": "12:00", "ends": "11:00"},
        {"begins": "25:00"},
        {"where": "venue-999"},
        {"where": "activity-x"},
        {"reason_nl": "x" * 201},
    ],
)
def test_what_is_wrong_is_told_and_nothing_saved(
    books: Desk, planner: Clerk, wrong: dict[str, str]
) -> None:
    answer = planner.post("/closures/add", typed(**wrong))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.text
    assert closures(books) == []


@pytest.mark.parametrize("path", ["/closures/999/", "/closures/restore/999"])
def test_what_is_not_there_is_not_found(planner: Clerk, path: str) -> None:
    assert planner.post(path, typed(version="1")).status_code == HTTPStatus.NOT_FOUND


def test_what_is_over_stands_apart(office: Office, planner: Clerk) -> None:
    close(planner, reason_en="The move")
    office.clock.now += timedelta(days=365)

    assert "The move" not in planner.get("/closures/").text
    assert "The move" in planner.get("/closures/?show=past").text


def test_the_list_takes_as_many_queries_however_long_it_is(planner: Clerk) -> None:
    close(planner)
    planner.get("/closures/")
    with statements() as one:
        planner.get("/closures/")
    for day in range(10, 20):
        close(planner, first=f"2027-02-{day}", last=f"2027-02-{day}")
    with statements() as many:
        planner.get("/closures/")

    assert len(many) == len(one) <= 4


def test_whole_days_are_those_of_the_venue(
    books: Desk, planner: Clerk, office: Office
) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        activity.venue.timezone = "Pacific/Auckland"
        early = make_slot(
            session, activity=activity, starts_at=datetime(2027, 1, 4, 12, tzinfo=UTC)
        )

    close(planner, where=f"activity-{early.activity_id}")

    assert is_closed(books, early)
    page = planner.get("/closures/").text
    assert "5 January" in page
    assert "4 January" not in page


def test_new_times_in_it_are_doubted(planner: Clerk, slot: TimeSlot) -> None:
    close(planner, reason_en="Building work", reason_nl="Verbouwing")

    asked = planner.post(
        "/slots/one",
        {
            "activity": str(slot.activity_id),
            "day": "2027-01-05",
            "begins": "15:00",
            "minutes": "60",
            "persons": "10",
            "groups": "1",
        },
    )

    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Building work" in asked.text


def page_of(office: Office, slot: TimeSlot, books: Desk, locale: str) -> str:
    """A visitor's page of the slot's activity in that month."""
    found = books.read(lambda s: s.get_one(TimeSlot, slot.id).activity.slug)
    folder = {"nl": "activiteiten", "en": "activities"}[locale]
    path = f"/{locale}/{folder}/{found}?month=2027-01"
    answer = office.platform.visitor.get(path)
    assert answer.status_code == HTTPStatus.OK, path
    return answer.text


def test_visitors_read_that_it_is_closed_and_why(
    books: Desk, planner: Clerk, office: Office, slot: TimeSlot
) -> None:
    before = page_of(office, slot, books, "en")
    close(planner, reason_nl="Wij verbouwen", reason_en="Building work")

    english = page_of(office, slot, books, "en")
    dutch = page_of(office, slot, books, "nl")

    assert "takes no groups" not in before
    assert "takes no groups" in english
    assert "Building work" in english
    assert "Wij verbouwen" in dutch
    assert "Building work" not in dutch
