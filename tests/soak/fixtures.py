"""Fixtures of races: real servers on each database."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from databases import copied_sqlite, prepared_postgresql
from soak.house import DIALECTS, House, house_on


@pytest.fixture(scope="module", params=DIALECTS)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One server on SQLite, two on PostgreSQL, for the tests of a module."""
    folder: Path = tmp_path_factory.mktemp("house")
    with ExitStack() as stack:
        if request.param == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            database = copied_sqlite(template, folder / "groupz.db")
        else:
            cluster = request.getfixturevalue("postgresql_cluster")
            database = prepared_postgresql(cluster.new_database("house"))
        served = house_on(stack.enter_context(database), folder)
        yield stack.enter_context(served.open())
