"""The owner's connections: to change tables and grants, and for nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from groupz_platform.db import postgresql_engine, sqlite
from groupz_platform.db.databases import parse_url
from groupz_platform.db.errors import DatabaseSetupError
from groupz_platform.roles import Role

ONE_OWNER_AT_A_TIME = "SELECT pg_advisory_xact_lock(443851005808)"


@contextmanager
def owner_transaction(url: str) -> Iterator[Connection]:
    """Open a transaction of the owner: with DDL, and all of it or nothing."""
    parsed = parse_url(url)
    is_file = parsed.get_backend_name() == "sqlite"
    engine = (
        _sqlite(parsed)
        if is_file
        else postgresql_engine.open_engine(parsed, Role.OWNER)
    )
    try:
        with engine.begin() as connection:
            if not is_file:
                connection.execute(text(ONE_OWNER_AT_A_TIME))
            yield connection
            if is_file:
                _check_foreign_keys(connection)
    finally:
        engine.dispose()


def _sqlite(url: URL) -> Engine:
    file = sqlite.database_file(url)
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite.connect_as_owner(file), poolclass=NullPool
    )
    event.listen(
        engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE")
    )
    return engine


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise DatabaseSetupError(f"rows refer to rows that are not there: {broken[:5]}")
