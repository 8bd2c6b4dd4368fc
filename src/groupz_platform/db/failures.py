"""Failures of a database that will pass, told as refusals."""

import sqlite3

from sqlalchemy.exc import (
    DBAPIError,
    OperationalError,
    TimeoutError as PoolTimeoutError,
)

from groupz_platform.errors import BusyError

TOO_BUSY = "The site is too busy to do this now. Please try again in a moment."

PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""SQLite's primary result codes for which the same request may succeed later."""

PRIMARY = 0xFF
"""An extended result code carries its primary one in the low byte."""


def refuse_if_it_will_pass(error: BaseException) -> None:
    """Refuse what was asked for, if *error* will pass; otherwise do nothing.

    Raises:
        BusyError: It will pass.
    """
    if will_pass(error):
        raise BusyError(TOO_BUSY) from error


def will_pass(error: BaseException) -> bool:
    """Tell whether the same request may succeed after a while.

    On PostgreSQL that is every operational error: the server is gone or restarts, a
    lock or a statement took too long, there are too many connections; and every other
    one that cost the connection.
    """
    if isinstance(error, PoolTimeoutError):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & PRIMARY in PASSING
    return isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )
