"""Moving a booking on the board: choose it, choose a time, and take it back."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from booking_desk import Desk
from groupz_platform.catalogue.models import PriceRule
from groupz_platform.catalogue.rules import PriceBasis, TaxCode
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from office import Clerk, Office
from requests_for import group_of, request_for

AT = datetime(2027, 1, 5, 9, tzinfo=UTC)
A_DAY = timedelta(days=1)
TARGET = re.compile(r'formaction="([^"]+)"')
HIDDEN = re.compile(r'name="(version|agreed_cents)"\s+value="([^"]*)"')
UNDO = re.compile(r'action="([^"]*/back/[^"]*)"')


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.as_(StaffRole.DESK)


@pytest.fixture
def slot(books: Desk) -> TimeSlot:
    return books.slot({}, starts_at=AT)


@pytest.fixture
def later(books: Desk, slot: TimeSlot) -> TimeSlot:
    return books.slot(activity_id=slot.activity_id, starts_at=AT + A_DAY)


@pytest.fixture
def token(books: Desk, slot: TimeSlot) -> str:
    return books.book(request_for(slot))


def board(clerk: Clerk, number: int) -> str:
    return clerk.get(f"/planning/?date=2027-01-05&move={number}").text


def targets(page: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in TARGET.findall(page)]


def hidden(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


def move(clerk: Clerk, number: int) -> TestResponse:
    page = board(clerk, number)
    [target] = targets(page)
    return clerk.follow(target, hidden(page))


def undo_of(page: TestResponse) -> str:
    found = UNDO.search(page.text)
    assert found, page.text
    return found[1].replace("&amp;", "&")


def test_a_booking_moves_and_its_group_gets_a_mail(
    books: Desk, clerk: Clerk, slot: TimeSlot, later: TimeSlot, token: str
) -> None:
    page = move(clerk, books.view(token).id)

    assert "The booking is moved" in page.text
    assert books.view(token).slot_id == later.id
    assert books.used(slot) == (0, 0)
    assert books.used(later) == (27, 1)
    assert [mail.template for mail in books.mails()] == ["confirmation", "change"]
    assert books.is_even()


def test_it_is_taken_back_with_one_press(
    books: Desk, clerk: Clerk, slot: TimeSlot, later: TimeSlot, token: str
) -> None:
    page = move(clerk, books.view(token).id)

    back = clerk.follow(undo_of(page))

    assert "back where it was" in back.text
    assert books.view(token).slot_id == slot.id
    assert books.used(later) == (0, 0)
    assert len(books.mails()) == 3
    assert books.is_even()


def test_what_was_changed_meanwhile_is_not_taken_back(
    books: Desk, clerk: Clerk, later: TimeSlot, token: str
) -> None:
    undo = undo_of(move(clerk, books.view(token).id))
    books.cancel(token)

    page = clerk.follow(undo)

    assert "has changed meanwhile" in page.text
    assert books.used(later) == (0, 0)


def test_only_times_that_take_the_group_can_be_chosen(
    books: Desk, clerk: Clerk, slot: TimeSlot, later: TimeSlot, token: str
) -> None:
    other = books.slot({}, starts_at=AT + A_DAY)
    full = books.slot(activity_id=slot.activity_id, starts_at=AT + 2 * A_DAY)
    books.book(request_for(full, group=group_of(adult=10)))
    taken = books.slot(
        activity_id=slot.activity_id, starts_at=AT + 3 * A_DAY, capacity_groups=1
    )
    books.book(request_for(taken, group=group_of(adult=2)))

    page = board(clerk, books.view(token).id)

    [target] = targets(page)
    assert f"/{later.id}?" in target
    assert f'id="slot-{other.id}"' not in page
    assert f'id="slot-{full.id}"' in page


def test_who_was_quicker_is_told(
    books: Desk, clerk: Clerk, slot: TimeSlot, later: TimeSlot, token: str
) -> None:
    page = board(clerk, books.view(token).id)
    books.book(request_for(later, group=group_of(adult=10)))

    [target] = targets(page)
    answer = clerk.follow(target, hidden(page))

    assert "Only 20 places are left" in answer.text
    assert books.view(token).slot_id == slot.id
    assert books.is_even()


def test_another_version_is_not_moved(
    books: Desk, clerk: Clerk, slot: TimeSlot, later: TimeSlot, token: str
) -> None:
    page = board(clerk, books.view(token).id)
    [target] = targets(page)

    answer = clerk.follow(target, hidden(page) | {"version": "1"})

    assert "has changed meanwhile" in answer.text
    assert books.view(token).slot_id == slot.id
    assert books.used(later) == (0, 0)


def dearer(books: Desk, slot: TimeSlot, since: datetime) -> None:
    """Let it cost 12 euros a person from a day on."""

    def doing(session: Session) -> None:
        found = session.get_one(TimeSlot, slot.id)
        found.activity.prices[0].valid_until = since.date() - A_DAY
        found.activity.prices.append(
            PriceRule(
                basis=PriceBasis.PERSON,
                amount_cents=1200,
                tax_code=TaxCode.LOW,
                valid_from=since.date(),
            )
        )

    books.do(doing, Role.BACKOFFICE)


def test_another_price_is_shown_first(
    books: Desk, clerk: Clerk, slot: TimeSlot, later: TimeSlot, token: str
) -> None:
    dearer(books, slot, since=AT + A_DAY)

    asked = move(clerk, books.view(token).id)

    assert "€54.00 more" in asked.text
    assert books.view(token).slot_id == slot.id

    form = hidden(asked.text)
    path = f"/planning/move/{books.view(token).id}/{later.id}"
    done = clerk.follow(path, form)

    assert "The booking is moved" in done.text
    assert books.view(token).total_cents == 27 * 1200
    clerk.follow(undo_of(done))
    assert books.view(token).total_cents == 27 * 1000


@pytest.mark.parametrize("slot_id", [999, 2147483647])
def test_there_is_no_moving_to_what_is_not_there(
    books: Desk, clerk: Clerk, slot: TimeSlot, token: str, slot_id: int
) -> None:
    number = books.view(token).id

    answer = clerk.follow(
        f"/planning/move/{number}/{slot_id}", hidden(board(clerk, number))
    )

    assert "not there" in answer.text
    assert books.view(token).slot_id == slot.id


def test_there_is_no_moving_to_another_activity(
    books: Desk, clerk: Clerk, slot: TimeSlot, token: str
) -> None:
    number = books.view(token).id
    other = books.slot({}, starts_at=AT)

    clerk.follow(f"/planning/move/{number}/{other.id}", hidden(board(clerk, number)))

    assert books.view(token).slot_id == slot.id


@pytest.mark.parametrize("role", [StaffRole.AUDITOR, StaffRole.GUIDE])
def test_who_may_not_change_bookings_moves_none(
    office: Office, books: Desk, later: TimeSlot, token: str, role: StaffRole
) -> None:
    number = books.view(token).id

    answer = office.as_(role).post(f"/planning/move/{number}/{later.id}")

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_booking_that_is_not_there_is_told(clerk: Clerk) -> None:
    page = clerk.follow("/planning/move/12/12", {"version": "1"})

    assert "not there" in page.text
    assert 'id="move"' not in page.text
