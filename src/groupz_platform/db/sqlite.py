"""SQLite: the connections of each role, and the authorizer before them.

A connection belongs to one role for all its life: a statement that was prepared under
other rights would keep them. Readers open the file read-only.
"""

import sqlite3
from pathlib import Path
from typing import Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool, QueuePool
from typing_extensions import override

from groupz_platform.db.errors import DatabaseUrlError, MissingSchemaError
from groupz_platform.db.grants import GRANTS, only_reads
from groupz_platform.db.sqlite_authorizer import authorizer
from groupz_platform.roles import Role

BUSY_SECONDS = 5
"""How long a statement waits for other processes."""

READERS = 64
"""How many readers of one role there may be at once."""


class TurnConnection(sqlite3.Connection):
    """A driver connection whose transactions are turns in a shared one.

    Whoever uses it may commit or roll back a turn, which is a SAVEPOINT; the
    transaction around the turns is `groupz_platform.db.shared_commit`'s.
    """

    turn_is_open = False

    def begin(self) -> None:
        """Begin a turn."""
        self.turn_is_open = True
        self.execute("SAVEPOINT turn")

    @override
    def commit(self) -> None:
        """End a turn and keep it."""
        self.execute("RELEASE turn")
        self.turn_is_open = False

    @override
    def rollback(self) -> None:
        """End a turn and undo it; what cannot be undone alone is undone whole."""
        if not self.in_transaction:
            return
        try:
            self.execute("ROLLBACK TO turn")
            self.execute("RELEASE turn")
        except sqlite3.Error:
            super().rollback()
        self.turn_is_open = False


class SnapshotConnection(sqlite3.Connection):
    """A driver connection that sees one state of the database in a transaction."""

    def begin(self) -> None:
        """Begin to read."""
        self.execute("BEGIN")


def database_file(url: URL) -> Path:
    """Answer the file that *url* names.

    Raises:
        DatabaseUrlError: It names none, as a database in memory does.
    """
    if not url.database or url.database.startswith((":", "file:")):
        raise DatabaseUrlError(f"not a file that processes can share: {url}")
    return Path(url.database).absolute()


def open_engine(url: URL, role: Role) -> Engine:
    """Answer an engine whose connections are those of *role*."""
    file = database_file(url)
    pool = QueuePool if only_reads(role) else NullPool
    sized = {"pool_size": READERS, "max_overflow": 0, "pool_timeout": BUSY_SECONDS}
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(file, role),
        poolclass=pool,
        hide_parameters=True,  # they hold personal data, and errors are logged
        **(sized if only_reads(role) else {}),
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _tell_a_lost_transaction)
    return engine


def connect(file: Path, role: Role) -> sqlite3.Connection:
    """Open *file* as *role*.

    Raises:
        MissingSchemaError: The tables that the role works with are not there.
    """
    if only_reads(role):
        connection = _open(file, "ro", SnapshotConnection)
        connection.execute("PRAGMA query_only = ON")
    else:
        connection = _open(file, "rw", TurnConnection)
        _forbid_replacing(connection, role)
    connection.set_authorizer(authorizer(role))
    return connection


def connect_as_owner(file: Path) -> sqlite3.Connection:
    """Open *file* to change its tables; it is made where it is missing.

    Foreign keys are not enforced while tables are rebuilt: check them afterwards.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)
    connection = _open(file, "rw", sqlite3.Connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.set_authorizer(authorizer(Role.OWNER))
    return connection


def _open(
    file: Path, mode: Literal["ro", "rw"], kind: type[sqlite3.Connection]
) -> sqlite3.Connection:
    if not file.exists():
        raise MissingSchemaError
    connection = sqlite3.connect(
        f"{file.as_uri()}?mode={mode}",
        uri=True,
        factory=kind,
        isolation_level=None,  # the driver begins nothing by itself
        check_same_thread=False,  # used by one thread after another
        timeout=BUSY_SECONDS,
        cached_statements=256,
    )
    for pragma in (
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "synchronous = FULL",
        "temp_store = MEMORY",
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _forbid_replacing(connection: sqlite3.Connection, role: Role) -> None:
    """Refuse what the authorizer is not asked about: REPLACE deletes rows.

    A trigger is told of them where triggers are recursive.
    """
    for table, grant in GRANTS[role].items():
        if grant.writes and not grant.delete:
            try:
                connection.execute(
                    f'CREATE TEMP TRIGGER "keep_{table}"'
                    f' BEFORE DELETE ON main."{table}"'
                    " BEGIN SELECT RAISE(ABORT, 'not authorized to delete'); END"
                )
            except sqlite3.OperationalError as error:
                connection.close()
                raise MissingSchemaError from error


def _begin(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, TurnConnection | SnapshotConnection)  # noqa: S101 - for mypy
    driver.begin()


def _tell_a_lost_transaction(context: ExceptionContext) -> None:
    """Use a connection no more once SQLite has rolled back all of its transaction.

    It does so by itself when the disk is full or fails; every later statement would
    be committed alone.
    """
    if context.connection is None or context.connection.invalidated:
        return
    driver = context.connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False
