"""A time is closed: nobody books it any more, and each of its groups is told."""

from functools import partial
from http import HTTPStatus

import pytest

from at_once import at_once
from booking_desk import LETTERHEAD, Desk
from groupz_platform.bookings import closing
from groupz_platform.bookings.changes import cancel
from groupz_platform.bookings.closing import CalledOff
from groupz_platform.bookings.errors import (
    ChangedMeanwhileError,
    HoldExpiredError,
    SlotNotBookableError,
    TooLateError,
    TransitionError,
)
from groupz_platform.bookings.in_slot import locked_bookings
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY, BookingState
from groupz_platform.catalogue.models import CancellationPolicy, PolicyStep
from groupz_platform.desk.slots import closing as pages
from groupz_platform.mail.rendering import Writer
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.errors import SlotInUseError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState
from office import Office
from requests_for import group_of, request_for
from statements import statements

REASON = "The roof leaks."
OPERATOR = dict.fromkeys(("name", "email", "telephone", "address"), "")
VISITORS = 8


@pytest.fixture
def office_desk(office: Office) -> Desk:
    """Books by the services, in the office's database."""
    return Desk(office.database, office.clock)


def slot_now(desk: Desk, slot: TimeSlot) -> TimeSlot:
    found = desk.read(lambda session: session.get(TimeSlot, slot.id))
    assert isinstance(found, TimeSlot)
    return found


def close(desk: Desk, slot: TimeSlot) -> CalledOff:
    """Close a slot as the page does."""
    closing_it = partial(closing.close, slot_id=slot.id, now=desk.clock())
    desk.do(closing_it, Role.BACKOFFICE)
    done = CalledOff()
    while True:
        part = call_off(desk, slot)
        done = done.and_also(part)
        if not part.total:
            return done


def call_off(desk: Desk, slot: TimeSlot) -> CalledOff:
    part = desk.do(
        lambda session: closing.call_off(
            session, slot.id, REASON, letterhead=LETTERHEAD, now=desk.clock()
        ),
        Role.BACKOFFICE,
    )
    assert isinstance(part, CalledOff)
    return part


def left_in(desk: Desk, slot: TimeSlot) -> list[Booking]:
    """The bookings that have places in a slot."""
    bookings = desk.read(lambda s: s.query(Booking).filter_by(slot_id=slot.id).all())
    return [each for each in bookings if each.state in HOLDS_CAPACITY]


def test_every_group_is_told_why_and_pays_nothing(
    office: Office, office_desk: Desk
) -> None:
    desk = office_desk
    dear = CancellationPolicy(
        slug="dear", steps=[PolicyStep(days_before=90, charge_percent=100)]
    )
    slot = desk.slot({"policy": dear})
    tokens = [desk.book(request_for(slot, group=group_of(adult=9))) for _ in range(3)]
    clerk = office.as_(StaffRole.PLANNER)

    asked = clerk.get(f"/slots/{slot.id}/close").text
    page = clerk.follow(f"/slots/{slot.id}/close", {"reason": REASON})

    assert asked.count("De Regenboog") == 3
    assert "3 bookings are cancelled" in page.text
    assert {desk.view(token).state for token in tokens} == {BookingState.CANCELLED}
    assert {desk.view(token).total_cents for token in tokens} == {0}
    letters = [mail for mail in desk.mails() if mail.template == "cancellation"]
    assert len(letters) == 3
    writer = Writer("x@x.example", "https://x.example", b"secret", OPERATOR)
    for letter in letters:
        text = writer.message(letter).as_string()
        assert REASON in text
        assert 'method="CANCEL"' in text
    assert slot_now(desk, slot).state is SlotState.CANCELLED
    assert desk.used(slot) == (0, 0)
    assert desk.is_even()


def test_sent_again_it_does_nothing_more(office: Office, office_desk: Desk) -> None:
    slot = office_desk.slot()
    office_desk.book(request_for(slot))
    clerk = office.as_(StaffRole.PLANNER)

    for _ in range(2):
        clerk.follow(f"/slots/{slot.id}/close", {"reason": REASON})

    templates = [mail.template for mail in office_desk.mails()]
    assert templates.count("cancellation") == 1


def test_what_was_interrupted_is_finished_by_sending_it_again(
    office: Office, office_desk: Desk
) -> None:
    desk = office_desk
    slot = desk.slot()
    token = desk.book(request_for(slot))
    desk.do(partial(closing.close, slot_id=slot.id, now=desk.clock()), Role.BACKOFFICE)
    clerk = office.as_(StaffRole.PLANNER)

    refused = clerk.follow(f"/slots/{slot.id}/open")
    shown = clerk.get(f"/slots/{slot.id}/").text
    clerk.follow(f"/slots/{slot.id}/close", {"reason": REASON})

    assert "not told yet" in refused.text
    assert "Close this time" in shown
    assert desk.view(token).state is BookingState.CANCELLED


def test_a_reason_is_asked_for_where_somebody_is_booked(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot()
    token = office_desk.book(request_for(slot))
    clerk = office.as_(StaffRole.PLANNER)

    answers = [
        clerk.post(f"/slots/{slot.id}/close", {"reason": reason})
        for reason in ("", "  ", "x" * 501)
    ]

    assert {each.status_code for each in answers} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert "x" * 501 in answers[-1].text
    assert office_desk.view(token).state is BookingState.CONFIRMED
    assert slot_now(office_desk, slot).state is SlotState.OPEN


def test_an_empty_time_is_closed_and_opened_again(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot()
    clerk = office.as_(StaffRole.PLANNER)

    page = clerk.follow(f"/slots/{slot.id}/close")
    assert slot_now(office_desk, slot).state is SlotState.CANCELLED
    with pytest.raises(SlotNotBookableError):
        office_desk.book(request_for(slot))
    assert f"/backoffice/slots/{slot.id}/open" in page.text
    clerk.follow(f"/slots/{slot.id}/open")

    assert slot_now(office_desk, slot).state is SlotState.OPEN
    office_desk.book(request_for(slot))


def test_who_is_just_booking_is_told_that_it_is_over(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot()
    token = office_desk.hold(request_for(slot))

    office.as_(StaffRole.PLANNER).follow(f"/slots/{slot.id}/close", {"reason": REASON})

    with pytest.raises(HoldExpiredError):
        office_desk.confirm(token)
    assert office_desk.mails() == []
    assert office_desk.used(slot) == (0, 0)


def test_what_has_begun_stays_as_it_is(office: Office, office_desk: Desk) -> None:
    slot = office_desk.slot()
    token = office_desk.book(request_for(slot))
    office.clock.tick(days=40)
    clerk = office.as_(StaffRole.PLANNER)

    page = clerk.follow(f"/slots/{slot.id}/close", {"reason": REASON})

    assert "over or has begun" in page.text
    assert office_desk.view(token).state is BookingState.CONFIRMED
    assert slot_now(office_desk, slot).state is SlotState.OPEN


def test_a_time_that_was_opened_again_keeps_its_bookings(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))

    with pytest.raises(ChangedMeanwhileError):
        call_off(desk, slot)

    assert desk.view(token).state is BookingState.CONFIRMED


def test_a_slot_with_bookings_left_is_not_opened(desk: Desk) -> None:
    slot = desk.slot()
    desk.book(request_for(slot))
    desk.do(partial(closing.close, slot_id=slot.id, now=desk.clock()), Role.BACKOFFICE)

    with pytest.raises(SlotInUseError):
        desk.do(
            partial(closing.reopen, slot_id=slot.id, now=desk.clock()), Role.BACKOFFICE
        )


def test_the_page_of_a_time_asks_little_whatever_is_booked(
    office: Office, office_desk: Desk
) -> None:
    slot = office_desk.slot(capacity_groups=30)
    for _ in range(10):
        office_desk.book(request_for(slot, group=group_of(adult=2)))
    clerk = office.as_(StaffRole.PLANNER)
    clerk.get("/slots/")

    with statements() as asked:
        clerk.get(f"/slots/{slot.id}/")

    assert len(asked) <= 6, asked


def test_no_booking_is_left_however_many_book_at_that_moment(desk: Desk) -> None:
    slot = desk.slot(capacity_persons=100, capacity_groups=100)
    held = [
        desk.hold(request_for(slot, group=group_of(adult=2))) for _ in range(VISITORS)
    ]
    booked = desk.book(request_for(slot, group=group_of(adult=2)))
    visitors = [
        partial(desk.book, request_for(slot, group=group_of(adult=2)))
        for _ in range(VISITORS)
    ]
    confirming = [partial(desk.confirm, token) for token in held]
    leaving = partial(desk.cancel, booked)

    refusals = at_once(
        [
            *visitors[:4],
            *confirming[:4],
            partial(close, desk, slot),
            leaving,
            *visitors[4:],
            *confirming[4:],
        ]
    )

    assert set(refusals) <= {
        None,
        ChangedMeanwhileError,
        HoldExpiredError,
        SlotNotBookableError,
        TooLateError,
        TransitionError,
    }
    close(desk, slot)
    assert left_in(desk, slot) == []
    assert desk.used(slot) == (0, 0)
    templates = [mail.template for mail in desk.mails()]
    assert templates.count("cancellation") == templates.count("confirmation")


def test_copies_of_the_same_order_tell_each_group_once(desk: Desk) -> None:
    slot = desk.slot(capacity_groups=30)
    for _ in range(5):
        desk.book(request_for(slot, group=group_of(adult=2)))

    refusals = at_once([partial(close, desk, slot)] * 4)

    assert set(refusals) == {None}
    templates = [mail.template for mail in desk.mails()]
    assert templates.count("cancellation") == 5


def test_control_without_closing_first_a_booking_is_left(desk: Desk) -> None:
    """What the first transaction is for: without it somebody books in between."""
    slot = desk.slot()
    desk.book(request_for(slot, group=group_of(adult=2)))

    with desk.database.databases.transaction(Role.BACKOFFICE) as session:
        for booking in locked_bookings(session, slot.id):
            cancel(session, booking, letterhead=LETTERHEAD, now=desk.clock())
    desk.book(request_for(slot, group=group_of(adult=2)))

    assert len(left_in(desk, slot)) == 1


def test_who_books_while_an_empty_time_is_closed_is_asked_about(
    office: Office, office_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was empty; the booking came in before the slot was locked."""
    slot = office_desk.slot()
    token = office_desk.book(request_for(slot))
    looked = iter([False, True])
    monkeypatch.setattr(pages, "is_booked", lambda *_: next(looked))

    answer = office.as_(StaffRole.PLANNER).post(f"/slots/{slot.id}/close")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "were not told yet" in answer.text
    assert office_desk.view(token).state is BookingState.CONFIRMED
    assert slot_now(office_desk, slot).state is SlotState.CANCELLED


def test_a_hold_alone_needs_no_reason(office: Office, office_desk: Desk) -> None:
    slot = office_desk.slot()
    office_desk.hold(request_for(slot))

    page = office.as_(StaffRole.PLANNER).follow(f"/slots/{slot.id}/close")

    assert "nobody can book it" in page.text
    assert left_in(office_desk, slot) == []
