"""`groupz recount`, as a host types it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from groupz_platform.cli.commands import groupz


def run(*arguments: str) -> Result:
    return CliRunner().invoke(groupz, arguments)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with the demo programme."""
    monkeypatch.setenv("GROUPZ_INSTANCE", str(tmp_path))
    run("db", "upgrade")
    run("demo")
    return tmp_path


def test_counters_are_held_against_the_bookings(instance: Path) -> None:
    even = run("recount"), run("recount", "--json")
    with closing(sqlite3.connect(instance / "groupz.sqlite3")) as database, database:
        [(slot, persons)] = database.execute(
            "SELECT id, used_persons FROM time_slots WHERE used_persons > 0 LIMIT 1"
        )
        database.execute("UPDATE time_slots SET used_persons = 0 WHERE id = ?", (slot,))
    odd = run("recount"), run("recount", "--json")

    assert [result.exit_code for result in (*even, *odd)] == [0, 0, 1, 1]
    assert json.loads(even[1].stdout) == []
    [difference] = json.loads(odd[1].stdout)
    assert (difference["slot_id"], difference["counted_persons"]) == (slot, 0)
    assert difference["booked_persons"] == persons
    assert str(slot) in odd[0].stdout
