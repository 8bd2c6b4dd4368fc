"""How often the pages of a booking ask the database."""

import pytest

from applications import TestingPlatform
from statements import statements
from way import Way, slot_on

MOST_QUERIES = 12


@pytest.mark.parametrize(
    "part",
    ["", "/agenda.ics", "/wijzigen", "/wijzigen?child=20&type=school", "/annuleren"],
)
def test_a_page_of_a_booking(platform: TestingPlatform, part: str) -> None:
    way = Way.to(platform, slot_on(platform))
    booked = way.book()

    with statements() as asked:
        platform.visitor.get(f"{booked}{part}")

    assert 0 < len(asked) <= MOST_QUERIES


def test_the_pages_on_the_way(platform: TestingPlatform) -> None:
    way = Way.to(platform, slot_on(platform))
    paths = [way.path, way.hold(), f"{way.path}/groep", way.review()]

    for path in paths:
        with statements() as asked:
            platform.visitor.get(path)
        assert 0 < len(asked) <= MOST_QUERIES
