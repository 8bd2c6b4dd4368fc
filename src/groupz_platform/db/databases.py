"""One database behind roles: the way in for all code that reads or writes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from threading import get_ident

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.orm import Session

from groupz_platform.db import postgresql_engine, sqlite
from groupz_platform.db.errors import (
    DatabaseUrlError,
    NestedTransactionError,
    RoleNotGivenError,
)
from groupz_platform.db.failures import passing_failures_refused
from groupz_platform.db.grants import only_reads
from groupz_platform.db.shared_commit import SharedCommit
from groupz_platform.db.sqlite_writer import SqliteWriter
from groupz_platform.roles import Role

Opening = Callable[[], AbstractContextManager[Engine | Connection]]


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
        self._shared_commit = SharedCommit(self._writers)
        self._writing: set[int] = set()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that this process was given."""
        return frozenset(self._engines)

    @contextmanager
    def transaction(self, role: Role) -> Iterator[Session]:
        """Open a transaction of *role*: committed at the end, undone on an error.

        When the block is left without an error, what was written is durable. Objects
        stay readable afterwards.

        Raises:
            BusyError: The database is too busy, or out of reach, for the moment.
            RoleNotGivenError: This process was not given that role.
            NestedTransactionError: This thread is within a writing one already.
        """
        if role not in self._engines:
            raise RoleNotGivenError(role)
        with (
            passing_failures_refused(),
            self._once_a_thread(role),
            self._bind(role) as bind,
            Session(bind, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def dispose(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            engine.dispose()
        for writer in self._writers.values():
            writer.close()  # last: one that may write tidies the files up

    @contextmanager
    def _bind(self, role: Role) -> Iterator[Engine | Connection]:
        if role not in self._writers:
            yield self._engines[role]
            return
        with self._shared_commit.turn(role) as connection:
            yield connection

    @contextmanager
    def _once_a_thread(self, role: Role) -> Iterator[None]:
        """Refuse what would wait for itself for ever."""
        if only_reads(role):
            yield
            return
        thread = get_ident()
        if thread in self._writing:
            raise NestedTransactionError
        self._writing.add(thread)
        try:
            yield
        finally:
            self._writing.discard(thread)


def role_urls(
    base_url: str, overrides: Mapping[Role, str], roles: Iterable[Role]
) -> dict[Role, str]:
    """Answer the URL of each of *roles*.

    On SQLite every role opens the one file. On PostgreSQL each serving role has a login
    of its own, which `groupz db grant` makes.

    Raises:
        DatabaseUrlError: A role has no URL of its own on PostgreSQL.
    """
    wanted = tuple(roles)
    shares = parse_url(base_url).get_backend_name() == "sqlite"
    missing = [role for role in wanted if role not in overrides and not shares]
    if missing:
        names = ", ".join(f"GROUPZ_DATABASE_URL_{role.upper()}" for role in missing)
        raise DatabaseUrlError(
            f"On PostgreSQL every role has a login of its own: {names} not set."
            " `groupz db grant` makes the logins."
        )
    return {role: overrides.get(role, base_url) for role in wanted}


def parse_url(url: str) -> URL:
    """Read a database URL; PostgreSQL is always spoken to through psycopg.

    Raises:
        DatabaseUrlError: It is none, or of a database that is not supported.
    """
    try:
        parsed = make_url(url)
    except ValueError as error:
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
