"""Real servers, sixteen visitors for one slot: the short form of `make soak`."""

import sys
from pathlib import Path
from random import Random

import pytest

import site_server
from databases import TestingDatabase
from soak.house import House, house_on
from soak.rounds import CAPACITY, played

ROUNDS = 3
CARELESS = f"""#!{sys.executable}
from groupz_platform.bookings import services
from groupz_platform.cli import main

services.check_slot = lambda *_, **__: None
services.take_places = lambda *_, **__: None
main()
"""


def test_exactly_the_capacity_is_sold_and_every_booking_is_there(house: House) -> None:
    chance = Random(1)

    problems = [
        problem
        for _ in range(ROUNDS)
        for problem in played(house, chance).problems(house)
    ]

    assert problems == []
    assert house.differences() == []


def test_control_servers_without_the_condition_oversell(
    database: TestingDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = tmp_path / "careless"
    careless.write_text(CARELESS)
    careless.chmod(0o700)
    monkeypatch.setattr(site_server, "GROUPZ", careless)

    with house_on(database, tmp_path).open() as house:
        race = played(house, Random(1))
        problems = list(race.problems(house))

    assert race.sold > CAPACITY
    assert problems
