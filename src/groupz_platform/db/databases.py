"""One database behind roles: the way in for all code that reads or writes."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from groupz_platform.db import postgresql_engine, sqlite
from groupz_platform.db.errors import DatabaseUrlError, RoleNotGivenError
from groupz_platform.db.grants import only_reads
from groupz_platform.db.shared_commit import SharedCommit
from groupz_platform.db.sqlite_writer import SqliteWriter
from groupz_platform.db.transactions import (
    SharedTransaction,
    Transaction,
    WritingTransaction,
)
from groupz_platform.roles import Role


class Databases:
    """The roles that this process was given, each with connections of its own.

    Args:
        urls: One URL a role. On SQLite they name one file, on PostgreSQL one database
            with a login for each role (see `role_urls`).

    Raises:
        DatabaseUrlError: A URL names a database that cannot be used.
    """

    def __init__(self, urls: Mapping[Role, str]) -> None:
        parsed = {role: parse_url(url) for role, url in urls.items()}
        self._engines = {role: _open_engine(url, role) for role, url in parsed.items()}
        self._writers = {
            role: SqliteWriter(engine)
            for role, engine in self._engines.items()
            if engine.dialect.name == "sqlite" and not only_reads(role)
        }
        self._line = SharedCommit(self._writers)
        self._writing_threads: set[int] = set()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that this process was given."""
        return frozenset(self._engines)

    @property
    def waiting_writers(self) -> int:
        """How many writers stand in line at this moment; on SQLite alone."""
        return self._line.waiting

    def transaction(self, role: Role) -> AbstractContextManager[Session]:
        """Open a transaction of *role*: committed at the end, undone on an error.

        When the block is left without an error, what was written is durable. Objects
        stay readable afterwards.

        Raises:
            BusyError: The database is too busy, or out of reach, for the moment.
            RoleNotGivenError: This process was not given that role.
            NestedTransactionError: This thread is within a writing one already.
        """
        engine = self._engines.get(role)
        if engine is None:
            raise RoleNotGivenError(role)
        if role in self._writers:
            return SharedTransaction(engine, self._writing_threads, self._line, role)
        if only_reads(role):
            return Transaction(engine)
        return WritingTransaction(engine, self._writing_threads)

    def dispose(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            engine.dispose()
        for writer in self._writers.values():
            writer.close()  # last: one that may write tidies the files up


def role_urls(
    base_url: str, overrides: Mapping[Role, str], roles: Iterable[Role]
) -> dict[Role, str]:
    """Answer the URL of each of *roles*.

    On SQLite every role opens the one file. On PostgreSQL each serving role has a login
    of its own, which `groupz db grant` makes. Where one role has a URL of its own, all
    need one: else a forgotten login would quietly be another database.

    Raises:
        DatabaseUrlError: A role has no URL of its own, but needs one.
    """
    wanted = sorted(roles)
    shares = parse_url(base_url).get_backend_name() == "sqlite" and not overrides
    missing = [role for role in wanted if role not in overrides and not shares]
    if missing:
        names = ", ".join(f"GROUPZ_DATABASE_URL_{role.upper()}" for role in missing)
        raise DatabaseUrlError(
            f"Every role of this process needs a login of its own: {names} not set."
            " On PostgreSQL, `groupz db grant` makes the logins."
        )
    return {role: overrides.get(role, base_url) for role in wanted}


def parse_url(url: str) -> URL:
    """Read a database URL; PostgreSQL is always spoken to through psycopg.

    Raises:
        DatabaseUrlError: It is none, or of a database that is not supported.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUrlError("not a database URL") from error
    match parsed.get_backend_name():
        case "sqlite":
            return parsed
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise DatabaseUrlError(f"not a supported database: {other}")


def _open_engine(url: URL, role: Role) -> Engine:
    if url.get_backend_name() == "sqlite":
        return sqlite.open_engine(url, role)
    return postgresql_engine.open_engine(url, role)
