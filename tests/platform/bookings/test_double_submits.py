"""Each form of the way, sent many times at once to real servers: one effect."""

from itertools import count

import pytest
from sqlalchemy import func, select, update

from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.roles import Role
from soak.doubles import COPIES, led_to, sent_at_once
from soak.house import House
from way import CONTACT

CLASS = 20
NUMBERS = count(1)


@pytest.fixture
def address() -> str:
    """The address of somebody who was not there before."""
    return f"172.16.0.{next(NUMBERS)}"


def counted(house: House, slot: int) -> tuple[int, int, list[str]]:
    """Count a slot's bookings and their events, and list the templates of its mails."""
    of_slot = select(Booking.id).where(Booking.slot_id == slot)
    with house.database.databases.transaction(Role.BACKOFFICE) as session:
        events = session.scalar(
            select(func.count()).where(BookingEvent.booking_id.in_(of_slot))
        )
        references = session.scalars(
            select(Booking.reference).where(Booking.slot_id == slot)
        ).all()
        mails = session.scalars(select(OutboxEmail).order_by(OutboxEmail.id))
        templates = [
            mail.template
            for mail in mails
            if any(reference in mail.dedupe_key for reference in references)
        ]
        return len(references), events or 0, templates


def test_copies_of_a_form_that_holds_places_lead_to_one_hold(
    house: House, address: str
) -> None:
    [slot] = house.slots()
    form = house.visitor(address).form_for(slot, CLASS)

    ways = led_to(sent_at_once(house, address, f"/nl/boeken/{slot}", [form] * COPIES))

    assert len(ways) == 1
    assert ways.pop().startswith("/nl/h/")
    assert house.sold(slot) == (CLASS, CLASS)
    assert counted(house, slot)[0] == 1


def test_copies_of_who_books_lead_to_the_review(house: House, address: str) -> None:
    [slot] = house.slots()
    visitor = house.visitor(address)
    hold = visitor.hold(slot, CLASS)
    form = {"token": visitor.token_on(hold), **CONTACT}

    ways = led_to(sent_at_once(house, address, hold, [form] * COPIES))

    assert ways == {f"{hold}/controle"}


def test_copies_of_the_review_book_once(house: House, address: str) -> None:
    [slot] = house.slots()
    visitor = house.visitor(address)
    review = visitor.review(visitor.hold(slot, CLASS))
    form = {"token": visitor.token_on(review)}

    ways = led_to(sent_at_once(house, address, review, [form] * COPIES))

    assert len(ways) == 1
    assert ways.pop().startswith("/nl/b/")
    assert house.sold(slot) == (CLASS, CLASS)
    assert counted(house, slot) == (1, 2, ["confirmation"])


@pytest.mark.parametrize("persons", [CLASS - 4, CLASS + 4])
def test_copies_of_a_change_change_once(
    house: House, address: str, persons: int
) -> None:
    [slot] = house.slots()
    visitor = house.visitor(address)
    booking = visitor.book(slot, CLASS)
    group = {"adult": str(persons), "type": "school"}
    page = f"{booking}/wijzigen"
    token = visitor.token_on(f"{page}?adult={persons}&type=school")
    form = {
        "token": token,
        "slot": str(slot),
        "agreed_cents": str(persons * 1000),
        **group,
    }

    ways = led_to(sent_at_once(house, address, page, [form] * COPIES))

    assert ways == {booking}
    assert house.sold(slot) == (persons, persons)
    assert counted(house, slot) == (1, 3, ["confirmation", "change"])


def test_copies_of_a_cancellation_cancel_once(house: House, address: str) -> None:
    [slot] = house.slots()
    visitor = house.visitor(address)
    booking = visitor.book(slot, CLASS)
    form = {"token": visitor.token_on(f"{booking}/annuleren")}

    ways = led_to(sent_at_once(house, address, f"{booking}/annuleren", [form] * COPIES))

    assert ways == {booking}
    assert house.sold(slot) == (0, 0)
    assert counted(house, slot) == (1, 3, ["confirmation", "cancellation"])


def test_copies_of_a_corrected_address_lead_to_one_new_link(
    house: House, address: str
) -> None:
    [slot] = house.slots()
    visitor = house.visitor(address)
    booking = visitor.book(slot, CLASS)
    form = {
        "token": visitor.token_on(f"{booking}/e-mailadres"),
        "email": "sam@school.example",
    }

    page = f"{booking}/e-mailadres"
    ways = led_to(sent_at_once(house, address, page, [form] * COPIES))

    assert len(ways) == 1
    assert visitor.sees(ways.pop())
    assert counted(house, slot) == (
        1,
        3,
        ["confirmation", "address_changed", "confirmation"],
    )


def test_copies_of_a_hold_taken_up_again_lead_to_one_hold(
    house: House, address: str
) -> None:
    [slot] = house.slots()
    visitor = house.visitor(address)
    over = visitor.hold(slot, CLASS)
    end_holds(house, slot)
    form = {"token": visitor.token_on(over), "slot": str(slot)}

    ways = led_to(sent_at_once(house, address, f"{over}/opnieuw", [form] * COPIES))

    assert len(ways) == 1
    assert ways.pop() != over
    assert house.sold(slot) == (CLASS, CLASS)


def end_holds(house: House, slot: int) -> None:
    """Let a slot's holds be over, as if twenty minutes had passed."""
    with house.database.databases.transaction(Role.BACKOFFICE) as session:
        session.execute(
            update(Booking)
            .where(Booking.slot_id == slot)
            .values(hold_expires_at=Booking.created_at)
        )
