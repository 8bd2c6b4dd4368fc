"""Events of the shield are counted by the hour, and no request waits for that."""

from datetime import timedelta
from threading import enumerate as enumerate_threads

import pytest

from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.db import Databases
from groupz_platform.incidents.queries import by_hour, by_name
from groupz_platform.incidents.upkeep import IncidentUpkeep
from groupz_platform.roles import Role
from groupz_platform.tallying import MOST_SORTS, OTHER, THREAD_NAME, Tally
from groupz_shield import EventKind, SecurityEvent

NEVER = 3600.0
LONG_AGO = timedelta(days=365)


def refused(guard: str = "signatures") -> SecurityEvent:
    return SecurityEvent(EventKind.REFUSED, "no", facts={"guard": guard, "path": "/x"})


def counted(database: TestingDatabase, clock: FrozenClock) -> dict[str, int]:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        rows = by_hour(session, ["refused"], clock() - LONG_AGO)
    return {f"{row.hour:%H} {row.name}": row.number for row in rows}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


def test_events_are_added_up_by_hour_and_name(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    tally = Tally(database.databases, clock, NEVER)
    hour = f"{clock():%H}"

    for _ in range(3):
        tally(refused())
    tally(refused("flood"))
    tally.close()
    tally(refused())
    tally.close()

    assert counted(database, clock) == {f"{hour} signatures": 4, f"{hour} flood": 1}


def test_they_are_written_by_themselves(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    tally = Tally(database.databases, clock, pause=0.01)

    tally(refused())
    for thread in enumerate_threads():
        if thread.name == THREAD_NAME:
            thread.join(10)

    assert list(counted(database, clock).values()) == [1]


def test_what_could_not_be_written_is_written_later(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    tally = Tally(Databases({}), clock, NEVER)  # where nobody may write
    tally(refused())
    tally.write()
    tally.databases = database.databases
    assert counted(database, clock) == {}

    tally(refused())
    tally.close()

    assert list(counted(database, clock).values()) == [2]


def test_names_are_bounded_however_many_come(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    tally = Tally(database.databases, clock, NEVER)

    for number in range(MOST_SORTS + 20):
        tally(refused(str(number)))
    tally.close()

    found = counted(database, clock)
    assert len(found) == MOST_SORTS + 1
    assert found[f"{clock():%H} {OTHER}"] == 20


def test_cookies_stand_with_how_often_and_when_the_last_was_and_are_forgotten(
    database: TestingDatabase, clock: FrozenClock
) -> None:
    tally = Tally(database.databases, clock, NEVER)
    for name in ("session", "session", "visitor"):
        facts = {"cookie": name}
        tally(SecurityEvent(EventKind.COOKIE_REMOVED, "undeclared", facts=facts))
    tally.close()
    upkeep = IncidentUpkeep(database.databases, clock)

    upkeep.forget()
    with database.databases.transaction(Role.BACKOFFICE) as session:
        found = by_name(session, ["cookie_removed"])
    clock.tick(days=31)
    upkeep.forget()
    with database.databases.transaction(Role.BACKOFFICE) as session:
        assert by_name(session, ["cookie_removed"]) == []

    assert [(row.name, row.number) for row in found] == [("session", 2), ("visitor", 1)]
