"""SQLite: a role's one writing connection."""

import sqlite3
from contextlib import suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from groupz_platform.db.sqlite import TurnConnection


class SqliteWriter:
    """Opens its connection when it is first needed, and anew after a failure.

    See `groupz_platform.db.shared_commit.Writer`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._opened: tuple[Connection, TurnConnection] | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the transaction is there, and every turn in it ended."""
        if self._opened is None:
            return False
        connection, driver = self._opened
        return (
            not connection.invalidated
            and driver.in_transaction
            and not driver.turn_is_open
        )

    def begin(self) -> None:
        """Begin the transaction around the turns; waits a while for other processes."""
        _, driver = self._open()
        driver.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the transaction durable."""
        _, driver = self._open()
        driver.execute("COMMIT")

    def connection(self) -> Connection:
        """Answer the connection to work on within a turn."""
        connection, _ = self._open()
        return connection

    def abandon(self) -> None:
        """Undo the transaction, whatever state it is in; raises nothing."""
        if self.is_sound and self._opened is not None:
            with suppress(sqlite3.Error):
                self._opened[1].execute("ROLLBACK")
                return
        self.close()

    def close(self) -> None:
        """Close the connection, which undoes what it had begun."""
        if self._opened is not None:
            connection, driver = self._opened
            self._opened = None
            with suppress(SQLAlchemyError):
                connection.invalidate()
            connection.close()
            driver.close()

    def _open(self) -> tuple[Connection, TurnConnection]:
        if self._opened is None:
            connection = self._engine.connect()
            driver = connection.connection.driver_connection
            assert isinstance(driver, TurnConnection)  # noqa: S101 - for mypy
            self._opened = connection, driver
        return self._opened
