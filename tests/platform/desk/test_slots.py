"""The list of times: found, sorted and paged on the server; adding and removing one."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest

from booking_desk import Desk
from factories import make_activity, make_slot
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState
from office import Office
from requests_for import group_of, request_for
from statements import statements

MOST_STATEMENTS = 5
"""The session, the account and its use; the slots, and the activities."""


@pytest.fixture
def desk(office: Office) -> Desk:
    """Books by the services, in the office's database."""
    return Desk(office.database, office.clock)


def slots_of(desk: Desk) -> list[TimeSlot]:
    found = desk.read(lambda session: session.query(TimeSlot).order_by("id").all())
    return list(found)


def new_activity(office: Office, **traits: Any) -> int:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        return make_activity(session, **traits).id


def one(number: int, **typed: str) -> dict[str, str]:
    return {
        "activity": str(number),
        "day": "2027-01-12",
        "begins": "10:00",
        "minutes": "90",
        "persons": "20",
        "groups": "3",
    } | typed


def test_it_lists_times_with_places_used_and_free(office: Office, desk: Desk) -> None:
    slot = desk.slot()
    desk.book(request_for(slot, group=group_of(adult=12)))

    page = office.as_(StaffRole.AUDITOR).get("/slots/").text

    assert "Guided tour" in page
    assert "12/30" in page
    assert "1/5" in page
    assert "Add many times" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param("", 3, id="from today on"),
        pytest.param("?from=", 4, id="all"),
        pytest.param("?from=&until=2026-11-20", 1, id="what is over"),
        pytest.param("?state=closed", 1, id="a state"),
        pytest.param("?room=full", 1, id="full ones"),
        pytest.param("?room=free", 2, id="free ones"),
        pytest.param("?room=booked", 1, id="booked ones"),
        pytest.param("?activity=1", 1, id="an activity"),
        pytest.param("?activity=x&from=9&state=y&room=z&page=0", 4, id="what is odd"),
    ],
)
def test_it_is_filtered_by_the_address(
    office: Office, desk: Desk, query: str, count: int
) -> None:
    full = desk.slot({"max_group": 30})
    desk.book(request_for(full, group=group_of(adult=30)))
    desk.slot({}, state=SlotState.CLOSED)
    activity = desk.slot({}).activity_id
    desk.slot(starts_at=office.clock() - timedelta(days=3), activity_id=activity)
    query = query.replace("activity=1", f"activity={full.activity_id}")

    page = office.as_(StaffRole.PLANNER).get("/slots/" + query).text

    assert page.count('<td class="time">') == count


@pytest.mark.parametrize("by", ["at", "activity", "persons", "left", "groups", "state"])
def test_it_is_sorted_and_paged_with_few_statements(office: Office, by: str) -> None:
    begin = office.clock() + timedelta(days=1)
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        for hours in range(60):
            starts_at = begin + timedelta(hours=hours)
            make_slot(session, activity=activity, starts_at=starts_at)
    clerk = office.as_(StaffRole.PLANNER)
    clerk.get("/slots/")

    with statements() as asked:
        first = clerk.get(f"/slots/?sort=-{by}").text
    second = clerk.get(f"/slots/?sort=-{by}&page=2").text

    assert len(asked) <= MOST_STATEMENTS, asked
    assert first.count('<td class="time">') == 50
    assert second.count('<td class="time">') == 10


def test_a_time_is_added_as_the_clock_on_the_wall_says(
    office: Office, desk: Desk
) -> None:
    activity = new_activity(office)
    clerk = office.as_(StaffRole.PLANNER)

    page = clerk.follow("/slots/one", one(activity, day="2027-07-01"))

    [slot] = slots_of(desk)
    assert "1 time is added" in page.text
    assert slot.starts_at == datetime(2027, 7, 1, 8, tzinfo=UTC)
    assert slot.ends_at - slot.starts_at == timedelta(minutes=90)
    assert slot.local_date.isoformat() == "2027-07-01"
    assert (slot.capacity_persons, slot.capacity_groups) == (20, 3)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param({"day": "2026-11-01"}, "is over", id="a past day"),
        pytest.param(
            {"day": "2027-03-28", "begins": "02:30"},
            "does not exist",
            id="no such time",
        ),
        pytest.param({"persons": "0"}, "1 or more", id="nobody"),
        pytest.param({"minutes": "x"}, "whole number", id="no number"),
        pytest.param({"minutes": "1441"}, "1440", id="more than a day"),
        pytest.param({"day": "20270-01-01"}, "day", id="no date"),
        pytest.param({"day": "9999-12-31"}, "year", id="a mistyped year"),
        pytest.param({"activity": "999"}, "choice", id="no such activity"),
        pytest.param({"begins": "25:00"}, "time", id="no time"),
        pytest.param({"groups": ""}, "1 or more", id="left out"),
    ],
)
def test_what_cannot_be_is_refused_with_all_that_was_typed(
    office: Office, desk: Desk, typed: dict[str, str], why: str
) -> None:
    activity = new_activity(office)

    answer = office.as_(StaffRole.PLANNER).post("/slots/one", one(activity, **typed))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert why in answer.text
    assert slots_of(desk) == []


def test_what_speaks_against_a_time_is_asked_once(office: Office, desk: Desk) -> None:
    activity = new_activity(office)
    clerk = office.as_(StaffRole.PLANNER)
    clerk.post("/slots/one", one(activity))
    late = one(activity, begins="11:00")

    asked = clerk.post("/slots/one", late)
    clerk.follow("/slots/one", late | {"anyway": "on"})
    same = clerk.post("/slots/one", late | {"anyway": "on"})

    assert "overlaps the one at 10:00" in asked.text
    assert asked.status_code == same.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "is there already" in same.text
    assert len(slots_of(desk)) == 2


def test_an_empty_time_is_removed_and_put_back(office: Office, desk: Desk) -> None:
    slot = desk.slot(capacity_persons=17)
    clerk = office.as_(StaffRole.PLANNER)

    page = clerk.follow(f"/slots/{slot.id}/delete")
    assert slots_of(desk) == []
    undo = page.text.partition('action="/backoffice/slots/restore/')[2].partition('"')[
        0
    ]
    clerk.follow(f"/slots/restore/{undo}")

    [back] = slots_of(desk)
    assert (back.starts_at, back.capacity_persons) == (slot.starts_at, 17)
    again = clerk.follow(f"/slots/restore/{undo}")
    assert "begins at that moment already" in again.text


def test_a_time_that_was_ever_booked_stays(office: Office, desk: Desk) -> None:
    slot = desk.slot()
    desk.cancel(desk.book(request_for(slot)))

    page = office.as_(StaffRole.PLANNER).follow(f"/slots/{slot.id}/delete")

    assert "cannot be removed" in page.text
    assert len(slots_of(desk)) == 1


@pytest.mark.parametrize("path", ["delete", "close", "open", ""])
@pytest.mark.parametrize("role", [StaffRole.DESK, StaffRole.AUDITOR, StaffRole.GUIDE])
def test_only_planners_change_times(
    office: Office, desk: Desk, role: StaffRole, path: str
) -> None:
    slot = desk.slot()

    answer = office.as_(role).post(f"/slots/{slot.id}/{path}", {"reason": "No reason"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert slots_of(desk)[0].state is SlotState.OPEN


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("999999/", HTTPStatus.NOT_FOUND, id="changed"),
        pytest.param("999999/close", HTTPStatus.NOT_FOUND, id="closed"),
        pytest.param("999999/open", HTTPStatus.NOT_FOUND, id="opened"),
        pytest.param("999999/delete", HTTPStatus.NOT_FOUND, id="deleted"),
        pytest.param("restore/999999", HTTPStatus.NOT_FOUND, id="restored"),
        pytest.param("added/9/9/9/undo", HTTPStatus.SEE_OTHER, id="taken back"),
        pytest.param("one", HTTPStatus.UNPROCESSABLE_ENTITY, id="an empty form"),
        pytest.param("many", HTTPStatus.UNPROCESSABLE_ENTITY, id="no timetable"),
    ],
)
def test_what_is_not_there_is_said_so(
    office: Office, path: str, status: HTTPStatus
) -> None:
    answer = office.as_(StaffRole.PLANNER).post(f"/slots/{path}")

    assert answer.status_code == status


@pytest.mark.parametrize(
    "query", ["?from=9999-12-31&until=9999-12-31", "?page=99999&sort=x", "?activity=-1"]
)
def test_an_odd_address_is_answered(office: Office, query: str) -> None:
    answer = office.as_(StaffRole.PLANNER).get(f"/slots/{query}")

    assert answer.status_code == HTTPStatus.OK


@pytest.mark.parametrize("number", [2**31, 2**63, 2**200])
def test_a_number_that_is_too_large_is_no_time(office: Office, number: int) -> None:
    clerk = office.as_(StaffRole.PLANNER)

    answers = [
        clerk.get(f"/slots/{number}/"),
        clerk.post(f"/slots/{number}/delete"),
        clerk.post(f"/slots/added/{number}/1/{number}/undo"),
        clerk.post(f"/slots/restore/{number}"),
    ]

    assert all(
        answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR for answer in answers
    )
