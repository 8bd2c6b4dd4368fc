"""Fixtures of the platform's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from applications import TestingPlatform, platform_on
from clocks import FrozenClock
from databases import TestingDatabase


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


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
