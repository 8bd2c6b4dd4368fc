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
    ("lives", "doubled"),
    [
        pytest.param([["a", "b"], ["c"]], set(), id="each came once"),
        pytest.param([["a", "b"], ["b"]], set(), id="in hand when it was killed"),
        pytest.param([["a", "b"], ["a"]], {"a"}, id="noted before it was killed"),
        pytest.param([["a"], ["b", "b", "c"]], {"b"}, id="twice in one life"),
    ],
)
def test_control_a_mail_that_came_twice_is_found(
    lives: list[list[str]], doubled: set[str]
) -> None:
    relay = Relay(0)
    relay.lives = lives

    assert relay.doubled_without_reason(1) == doubled
