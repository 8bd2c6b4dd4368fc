"""Places for sessions, each of which is empty for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import PostgresqlServer
from session_places import InFile, InMemory, InTable, InValkey, Place, Site, engine_of
from valkey_server import TestingValkey

PLACES = ("memory", "sqlite", "valkey", "table_on_sqlite", "table_on_postgresql")


@pytest.fixture(scope="session")
def sessions_url(postgresql_cluster: PostgresqlServer) -> str:
    """A database of this worker's own."""
    return postgresql_cluster.new_database("sessions")


@pytest.fixture
def memory_place() -> Place:
    return InMemory()


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Place:
    return InFile(tmp_path)


@pytest.fixture
def valkey_place(valkey: TestingValkey) -> Place:
    return InValkey(valkey)


@pytest.fixture
def table_on_sqlite_place(tmp_path: Path) -> Place:
    return InTable(engine_of(f"sqlite:///{tmp_path}/table.sqlite3"))


@pytest.fixture
def table_on_postgresql_place(sessions_url: str) -> Place:
    return InTable(engine_of(sessions_url))


@pytest.fixture(params=PLACES)
def session_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A place of each kind."""
    place: Place = request.getfixturevalue(f"{request.param}_place")
    yield place
    place.close()


@pytest.fixture
def session_site(session_place: Place) -> Site:
    """Sessions in each place."""
    return Site(session_place)


@pytest.fixture
def memory_site(memory_place: Place) -> Site:
    """Sessions in memory, where the store does not matter."""
    return Site(memory_place)
