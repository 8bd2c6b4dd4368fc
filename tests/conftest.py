"""Fixtures that all tests share; the machinery stands in `databases`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import (
    TestingDatabase,
    copied_sqlite,
    emptied,
    migrated_sqlite,
    postgresql_server,
    prepared_postgresql,
)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    return migrated_sqlite(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(scope="session")
def postgresql_url(worker_id: str) -> Iterator[str]:
    """The owner's URL of an empty database of this worker's own, on a real server."""
    with postgresql_server() as server:
        yield server.new_database(worker_id)


@pytest.fixture(scope="session")
def postgresql(postgresql_url: str) -> Iterator[TestingDatabase]:
    """That database, migrated, with a login for each role."""
    with prepared_postgresql(postgresql_url) as prepared:
        yield prepared


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
