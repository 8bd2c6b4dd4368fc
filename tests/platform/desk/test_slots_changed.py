"""A time is changed: what it takes, and when it is, which its groups are told."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from threading import Barrier, Event
from typing import Any

import pytest

from at_once import at_once
from booking_desk import LETTERHEAD, Desk
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.bookings import services
from groupz_platform.bookings.errors import ChangedMeanwhileError, HoldExpiredError
from groupz_platform.bookings.moving import SlotPlan, change_slot, stamp
from groupz_platform.bookings.places import take_places
from groupz_platform.bookings.rules import BookingState
from groupz_platform.desk.slots.blueprint import again
from groupz_platform.errors import BusyError
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from requests_for import group_of, request_for

FIELD = re.compile(r'name="(version|seen)"\s+value="([^"]*)"')
AT = datetime(2027, 1, 12, 9, tzinfo=UTC)


@pytest.fixture
def office_desk(office: Office) -> Desk:
    """Books by the services, in the office's database."""
    return Desk(office.database, office.clock)


def slot_now(desk: Desk, slot: TimeSlot) -> TimeSlot:
    found = desk.read(lambda session: session.get(TimeSlot, slot.id))
    assert isinstance(found, TimeSlot)
    return found


def form(clerk: Clerk, slot: TimeSlot, **typed: str) -> dict[str, str]:
    """The form of a slot at ten, as somebody has it before them, and what they type."""
    page = clerk.get(f"/slots/{slot.id}/").text
    return {
        **dict(FIELD.findall(page)),
        "day": "2027-01-12",
        "begins": "10:00",
        "minutes": "90",
        "persons": "30",
        "groups": "5",
    } | typed


def test_a_moved_time_is_mailed_with_a_new_calendar_file(
    office: Office, office_desk: Desk
) -> None:
    desk = office_desk
    slot = desk.slot(starts_at=AT)
    token = desk.book(request_for(slot))
    clerk = office.as_(StaffRole.PLANNER)

    page = clerk.follow(f"/slots/{slot.id}/", form(clerk, slot, begins="13:30"))

    assert "1 group gets a mail" in page.text
    assert slot_now(desk, slot).starts_at == AT + timedelta(hours=3, minutes=30)
    view = desk.view(token)
    assert view.ics_sequence == 1
    assert view.state is BookingState.CONFIRMED
    mail = desk.mails()[-1]
    assert mail.template == "change"
    assert mail.values["starts_at"] == "2027-01-12T13:30:00+01:00"
    assert mail.values["event"]["sequence"] == 1
    assert desk.is_even()


def test_what_it_takes_is_changed_without_a_mail(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot(starts_at=AT)
    office_desk.book(request_for(slot))
    clerk = office.as_(StaffRole.PLANNER)

    clerk.follow(f"/slots/{slot.id}/", form(clerk, slot, persons="27", groups="1"))

    now = slot_now(office_desk, slot)
    assert (now.capacity_persons, now.capacity_groups) == (27, 1)
    assert [mail.template for mail in office_desk.mails()] == ["confirmation"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param({"persons": "26"}, "places 27, groups 1", id="too small"),
        pytest.param({"groups": "0"}, "1 or more", id="no groups"),
        pytest.param({"day": "2026-11-01"}, "is over", id="in the past"),
        pytest.param(
            {"day": "2027-03-28", "begins": "02:15"},
            "does not exist",
            id="no such time",
        ),
        pytest.param({"begins": "15:00"}, "is there already", id="another is there"),
        pytest.param({"day": "soon"}, "date", id="no date"),
    ],
)
def test_what_cannot_be_is_refused_with_all_that_was_typed(
    office: Office, office_desk: Desk, typed: dict[str, str], why: str
) -> None:
    desk = office_desk
    slot = desk.slot(starts_at=AT)
    desk.slot(starts_at=AT + timedelta(hours=5), activity_id=slot.activity_id)
    desk.book(request_for(slot))
    clerk = office.as_(StaffRole.PLANNER)

    answer = clerk.post(f"/slots/{slot.id}/", form(clerk, slot, **typed))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert why in answer.text
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    assert slot_now(desk, slot).starts_at == AT
    assert len(desk.mails()) == 1


def test_what_speaks_against_the_new_time_is_asked_first(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot(starts_at=AT)
    clerk = office.as_(StaffRole.PLANNER)
    typed = form(clerk, slot, day="2027-04-27")

    asked = clerk.post(f"/slots/{slot.id}/", typed)
    clerk.follow(f"/slots/{slot.id}/", typed | {"anyway": "on"})

    assert "King&#39;s Day" in asked.text
    moved = slot_now(office_desk, slot)
    assert moved.starts_at == datetime(2027, 4, 27, 8, tzinfo=UTC)
    assert moved.local_date.isoformat() == "2027-04-27"


def test_who_changed_it_meanwhile_is_named_and_nothing_typed_is_lost(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot(starts_at=AT)
    mine = office.as_(StaffRole.PLANNER, name="Robin")
    theirs = office.as_(StaffRole.PLANNER, name="Sam")
    typed = form(mine, slot, persons="25")
    theirs.follow(f"/slots/{slot.id}/", form(theirs, slot, persons="20"))

    answer = mine.post(f"/slots/{slot.id}/", typed)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Sam" in answer.text
    assert 'value="25"' in answer.text
    again = typed | dict(FIELD.findall(answer.text))
    mine.follow(f"/slots/{slot.id}/", again)
    assert slot_now(office_desk, slot).capacity_persons == 25


def test_a_booking_that_comes_in_meanwhile_is_no_change(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot(starts_at=AT)
    clerk = office.as_(StaffRole.PLANNER)
    typed = form(clerk, slot, begins="14:00")
    office_desk.book(request_for(slot))

    page = clerk.follow(f"/slots/{slot.id}/", typed)

    assert "1 group gets a mail" in page.text


def test_who_is_just_booking_is_asked_once_more(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot(starts_at=AT)
    token = office_desk.hold(request_for(slot))
    clerk = office.as_(StaffRole.PLANNER)

    clerk.follow(f"/slots/{slot.id}/", form(clerk, slot, begins="14:00"))

    with pytest.raises(HoldExpiredError):
        office_desk.confirm(token)
    assert office_desk.used(slot) == (0, 0)


def test_an_hour_that_comes_twice_stays_the_one_that_it_is(
    office: Office, office_desk: Desk
) -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    slot = office_desk.slot(starts_at=second)
    clerk = office.as_(StaffRole.PLANNER)
    typed = form(clerk, slot, day="2027-10-31", begins="02:30", persons="12")

    clerk.follow(f"/slots/{slot.id}/", typed)

    now = slot_now(office_desk, slot)
    assert (now.starts_at, now.capacity_persons) == (second, 12)


def test_what_has_begun_is_not_changed(office: Office, office_desk: Desk) -> None:
    slot = office_desk.slot(starts_at=AT)
    clerk = office.as_(StaffRole.PLANNER)
    typed = form(clerk, slot, persons="12")
    office.clock.tick(days=60)

    answer = clerk.post(f"/slots/{slot.id}/", typed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "over or has begun" in answer.text
    assert slot_now(office_desk, slot).capacity_persons == 30


VISITORS = 12


def move(desk: Desk, slot: TimeSlot) -> None:
    """Move a slot four hours on, as the page does."""
    plan = SlotPlan(
        slot.starts_at + timedelta(hours=4),
        slot.ends_at + timedelta(hours=4),
        slot.local_date,
        slot.capacity_persons,
        slot.capacity_groups,
    )
    desk.do(
        lambda session: change_slot(
            session,
            slot.id,
            plan,
            seen=stamp(slot),
            letterhead=LETTERHEAD,
            now=desk.clock(),
        ),
        Role.BACKOFFICE,
    )


@pytest.mark.parametrize("_round", range(3))
def test_every_group_that_books_while_it_moves_knows_the_time(
    desk: Desk, _round: int
) -> None:
    slot = desk.slot(starts_at=AT, capacity_persons=100, capacity_groups=100)
    moving = partial(move, desk, slot)
    visitors = [
        partial(desk.book, request_for(slot, group=group_of(adult=2)))
        for _ in range(VISITORS)
    ]

    refusals = at_once([*visitors[1:], partial(again, moving), visitors[0]])

    assert set(refusals) <= {None, ChangedMeanwhileError, HoldExpiredError}
    assert refusals[-2] is None
    last = {mail.values["reference"]: mail for mail in desk.mails()}
    assert all("T14:00" in mail.values["starts_at"] for mail in last.values())
    assert desk.is_even()


def test_a_move_does_not_wait_for_those_who_would_wait_for_it(
    postgresql_database: TestingDatabase,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(postgresql_database, clock)
    slot = desk.slot(starts_at=AT)
    half_way, go_on = Barrier(3), Event()

    def take_later(*places: Any, **more: Any) -> None:
        half_way.wait(timeout=30)
        go_on.wait(timeout=30)
        take_places(*places, **more)

    def move_among_them() -> None:
        half_way.wait(timeout=30)
        with pytest.raises(BusyError):
            move(desk, slot)
        go_on.set()
        again(partial(move, desk, slot))

    monkeypatch.setattr(services, "take_places", take_later)
    visitor = partial(desk.hold, request_for(slot, group=group_of(adult=2)))
    other = partial(desk.hold, request_for(slot, group=group_of(adult=3)))

    refusals = at_once([visitor, move_among_them, other])

    assert refusals[1] is None
    assert set(refusals) <= {None, ChangedMeanwhileError}
    assert slot_now(desk, slot).starts_at == AT + timedelta(hours=4)
    assert desk.is_even()
