import pytest

from booking_desk import Desk
from clocks import FrozenClock
from databases import TestingDatabase


@pytest.fixture
def desk(database: TestingDatabase, clock: FrozenClock) -> Desk:
    """Books on each database."""
    return Desk(database, clock)
