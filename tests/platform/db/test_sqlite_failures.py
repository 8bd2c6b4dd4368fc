"""What SQLite's shared commit does when the disk, or another process, is in the way."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from time import perf_counter

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError, PendingRollbackError
from sqlalchemy.orm import Session

from databases import TestingDatabase
from factories import make_venue
from groupz_platform.catalogue.models import Venue
from groupz_platform.db import Databases, sqlite
from groupz_platform.db.schema import upgrade
from groupz_platform.errors import BusyError
from groupz_platform.roles import Role

STAFF = Role.BACKOFFICE


@contextmanager
def full_disk(database: TestingDatabase, left: int = 0) -> Iterator[None]:
    """Let no file grow beyond the database's journal as it is now, and *left* bytes.

    The kernel then refuses to write, as it does on a full disk.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = Path(f"{file_of(database)}-wal").stat().st_size + left
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def file_of(database: TestingDatabase) -> Path:
    return Path(database.owner_url.removeprefix("sqlite:///"))


def add_venue(database: TestingDatabase, slug: str) -> None:
    with database.databases.transaction(STAFF) as session:
        make_venue(session, slug=slug)


def slugs(database: TestingDatabase) -> list[str]:
    with database.databases.transaction(Role.VISITOR) as session:
        return list(session.scalars(select(Venue.slug).order_by(Venue.slug)))


def wait_for_line(database: TestingDatabase, length: int) -> None:
    deadline = perf_counter() + 10
    while database.databases.waiting_writers < length:
        assert perf_counter() < deadline


def add_too_much(database: TestingDatabase) -> None:
    """Write more than SQLite keeps in memory before the commit."""
    with database.databases.transaction(STAFF) as session:
        make_venue(session, street="x" * 4_000_000)


def go_on_after_too_much(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        with suppress(DBAPIError):
            session.execute(insert(Venue).values(**A_VENUE, street="x" * 4_000_000))
        session.execute(insert(Venue).values(**A_VENUE, street="smuggled"))


A_VENUE = {
    "slug": "much",
    "name": "",
    "timezone": "",
    "postcode": "",
    "city": "",
    "telephone": "",
    "email": "",
    "picture": "",
}


def queue(
    database: TestingDatabase, *visits: Callable[[TestingDatabase], None]
) -> list[type[BaseException | None]]:
    """Let writers line up behind one who writes nothing; answer what each met with."""
    ready, everybody = Event(), Event()

    def first() -> None:
        with database.databases.transaction(STAFF):
            ready.set()
            everybody.wait(10)

    with ThreadPoolExecutor(len(visits) + 1) as people:
        met = [people.submit(first)]
        ready.wait(10)
        for length, visit in enumerate(visits, start=1):
            met.append(people.submit(visit, database))
            wait_for_line(database, length)
        everybody.set()
        return [type(one.exception(10)) for one in met]


def test_everybody_hears_that_the_disk_is_full(
    sqlite_database: TestingDatabase,
) -> None:
    add_venue(sqlite_database, "before")
    with full_disk(sqlite_database):
        met = queue(
            sqlite_database, *[partial(add_venue, slug=slug) for slug in "abcd"]
        )

    assert met == [BusyError] * 5
    assert slugs(sqlite_database) == ["before"]
    add_venue(sqlite_database, "later")
    assert slugs(sqlite_database) == ["before", "later"]


def test_everybody_hears_that_sqlite_undid_all_of_the_transaction(
    sqlite_database: TestingDatabase,
) -> None:
    add_venue(sqlite_database, "before")
    innocent = partial(add_venue, slug="innocent")
    after = partial(add_venue, slug="after")
    with full_disk(sqlite_database, 300_000):
        met = queue(sqlite_database, innocent, add_too_much, after)

    assert met == [BusyError, BusyError, BusyError, type(None)]
    assert slugs(sqlite_database) == ["after", "before"]


def test_nothing_is_written_alone_after_sqlite_undid_the_transaction(
    sqlite_database: TestingDatabase,
) -> None:
    add_venue(sqlite_database, "before")

    with (
        full_disk(sqlite_database, 300_000),
        pytest.raises(PendingRollbackError),
    ):
        go_on_after_too_much(sqlite_database)

    assert slugs(sqlite_database) == ["before"]
    add_venue(sqlite_database, "later")


def test_another_process_that_writes_too_long_makes_writers_busy(
    sqlite_database: TestingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(file_of(sqlite_database))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError):
            add_venue(sqlite_database, "refused")
        other.rollback()

    add_venue(sqlite_database, "later")
    assert slugs(sqlite_database) == ["later"]


def test_a_file_that_is_no_database_is_told_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "groupz.db"
    file.write_bytes(b"no database" * 1000)
    databases = Databases({Role.VISITOR: f"sqlite:///{file}"})

    with (
        pytest.raises(DatabaseError, match="not a database"),
        databases.transaction(Role.VISITOR) as session,
    ):
        session.execute(text("SELECT 1 FROM venues"))

    databases.dispose()


@pytest.mark.parametrize("role", [Role.BOOKER, Role.BACKOFFICE, Role.WORKER])
def test_what_is_committed_is_on_the_disk(
    sqlite_database: TestingDatabase, role: Role
) -> None:
    connection = sqlite.connect(file_of(sqlite_database), role)
    connection.set_authorizer(None)

    settings = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode", "foreign_keys", "trusted_schema")
    ]

    connection.close()
    assert settings == [2, "wal", 1, 0]


def test_only_its_owner_may_open_the_file(sqlite_database: TestingDatabase) -> None:
    file = file_of(sqlite_database).with_name("new.db")
    upgrade(f"sqlite:///{file}")

    assert file.stat().st_mode & 0o777 == 0o600


def test_one_reader_too_many_is_told_to_try_again(
    sqlite_database: TestingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "READERS", 1)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
    databases = Databases(sqlite_database.urls)

    with databases.transaction(Role.VISITOR) as session:
        session.execute(select(Venue))
        with pytest.raises(BusyError), databases.transaction(Role.VISITOR) as other:
            other.execute(select(Venue))

    databases.dispose()


def test_what_cannot_be_undone_alone_is_undone_whole(
    sqlite_database: TestingDatabase,
) -> None:
    connection = sqlite.connect(file_of(sqlite_database), STAFF)
    connection.execute("BEGIN IMMEDIATE")

    connection.rollback()

    assert not connection.in_transaction
    connection.close()


def test_a_turn_that_could_not_be_ended_is_never_committed(
    sqlite_database: TestingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Session) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    def fail(database: TestingDatabase) -> None:
        with database.databases.transaction(STAFF) as session:
            make_venue(session, slug="half")
            monkeypatch.setattr(Session, "close", interrupted)
            raise ValueError

    met = queue(sqlite_database, fail, partial(add_venue, slug="after"))

    assert met == [BusyError, KeyboardInterrupt, type(None)]
    assert slugs(sqlite_database) == ["after"]


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE ':memory:' AS other",
        "VACUUM INTO '/tmp/other.db'",
        "PRAGMA writable_schema = ON",
        "PRAGMA synchronous = OFF",
        "SELECT load_extension('other')",
    ],
)
def test_the_owner_stays_within_its_file(
    sqlite_database: TestingDatabase, statement: str
) -> None:
    connection = sqlite.connect_as_owner(file_of(sqlite_database))

    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|denied"):
        connection.execute(statement)

    connection.close()
