"""Many people behind one address, at real servers with the caps that they come with."""

from soak.doubles import led_to, sent_at_once
from soak.house import House

TRIES = 12
MOST_HOLDS = 2


def test_a_hoarder_gets_no_more_than_the_cap_however_many_requests_come_at_once(
    house: House,
) -> None:
    address = "172.17.0.1"
    [slot] = house.slots(capacity_persons=60)
    forms = [house.visitor(address).form_for(slot, 5) for _ in range(TRIES)]

    ways = led_to(sent_at_once(house, address, f"/nl/boeken/{slot}", forms))

    held = {way for way in ways if way.startswith("/nl/h/")}
    assert len(held) == MOST_HOLDS
    assert all("refused=holds" in way for way in ways - held)
    assert house.sold(slot) == (5 * MOST_HOLDS, 5 * MOST_HOLDS)


def test_a_school_behind_one_address_books_its_second_class(house: House) -> None:
    address = "172.17.0.2"
    [slot] = house.slots(capacity_persons=60)
    teacher = house.visitor(address)

    bookings = [teacher.book(slot, 28), teacher.book(slot, 27)]

    assert all(teacher.sees(path) for path in bookings)
    assert house.sold(slot) == (55, 55)
