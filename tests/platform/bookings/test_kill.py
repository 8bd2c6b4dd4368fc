"""`kill -9` of servers under load: the short form of `make soak`."""

from pathlib import Path
from random import Random

import pytest

from databases import TestingDatabase
from soak.crashes import Crashes
from soak.house import house_on
from soak.relay import Relay, accepting

KILLS = {"sqlite": 4, "postgresql": 2}


def test_what_a_visitor_saw_confirmed_is_there_and_its_mail_comes(
    database: TestingDatabase, tmp_path: Path
) -> None:
    with accepting() as relay:
        crashes = Crashes(house_on(database, tmp_path), relay, Random())
        for _ in range(KILLS[database.dialect]):
            crashes.crash()
        crashes.finish()

    assert crashes.confirmed
    assert crashes.problems == []


@pytest.mark.parametrize(
    ("accepted", "doubled"),
    [
        pytest.param("1a 1b 2c", set(), id="each came once"),
        pytest.param("1a 1b 2b", set(), id="in hand when its process was killed"),
        pytest.param("1a 2c 2d 2a", set(), id="while the other process went on"),
        pytest.param("1a 1b 2a", {"a"}, id="noted before its process was killed"),
        pytest.param("1a 2b 2b", {"b"}, id="twice from a process that lived on"),
        pytest.param("1a 2a 2a", {"a"}, id="once more than there was a reason for"),
    ],
)
def test_control_a_mail_that_came_twice_is_found(
    accepted: str, doubled: set[str]
) -> None:
    relay = Relay(0)
    relay.accepted = [(one[0], one[1]) for one in accepted.split()]
    relay.killed = {"1"}

    assert relay.doubled_without_reason == doubled
