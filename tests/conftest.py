"""Fixtures that all tests share; the machinery stands in `databases`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from applications import TestingPlatform, platform_on
from booking_desk import Desk
from clocks import FrozenClock
from databases import (
    PostgresqlServer,
    TestingDatabase,
    copied_sqlite,
    emptied,
    migrated_sqlite,
    postgresql_server,
    prepared_postgresql,
)
from office import Office, office_on
from pages.browsing import launched

pytest_plugins = (
    "session_fixtures",
    "shield_commands",
    "soak.fixtures",
    "valkey_fixtures",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One real browser a worker."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    return migrated_sqlite(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[PostgresqlServer]:
    """A real server, shared by all workers."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(
    postgresql_cluster: PostgresqlServer, worker_id: str
) -> Iterator[TestingDatabase]:
    """This worker's database, migrated, with a login for each role."""
    with prepared_postgresql(postgresql_cluster.new_database(worker_id)) as prepared:
        yield prepared


@pytest.fixture
def new_postgresql_url(postgresql_cluster: PostgresqlServer) -> str:
    """The owner's URL of a database without tables."""
    return postgresql_cluster.new_database("new")


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[TestingDatabase]:
    """A SQLite database of the test's own."""
    with copied_sqlite(sqlite_template, tmp_path / "groupz.db") as database:
        yield database


@pytest.fixture
def postgresql_database(postgresql: TestingDatabase) -> TestingDatabase:
    """A PostgreSQL database without rows."""
    return emptied(postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> TestingDatabase:
    """An empty database of each kind, with all serving roles."""
    prepared = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(prepared, TestingDatabase)
    return prepared


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands still."""
    return FrozenClock()


@pytest.fixture
def desk(database: TestingDatabase, clock: FrozenClock) -> Desk:
    """Books by the services, on each database."""
    return Desk(database, clock)


@pytest.fixture
def platform(database: TestingDatabase, tmp_path: Path) -> Iterator[TestingPlatform]:
    """The whole platform, on each database."""
    with platform_on(database, tmp_path / "instance") as made:
        yield made


@pytest.fixture
def on_sqlite(
    sqlite_database: TestingDatabase, tmp_path: Path
) -> Iterator[TestingPlatform]:
    """The whole platform on SQLite, where the database does not matter."""
    with platform_on(sqlite_database, tmp_path / "instance") as made:
        yield made


@pytest.fixture
def office(database: TestingDatabase, tmp_path: Path) -> Iterator[Office]:
    """The platform with its backoffice open, on each database."""
    with office_on(database, tmp_path / "instance") as made:
        yield made
