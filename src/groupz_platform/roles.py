"""The database roles: who a piece of code is to the database."""

from enum import StrEnum


class Role(StrEnum):
    """One login (PostgreSQL) or one guarded set of connections (SQLite).

    What each may do stands in one table, `groupz_platform.db.grants`.
    """

    VISITOR = "visitor"
    """Visitors' pages before a booking: reads catalogue and schedule."""

    GUEST = "guest"
    """Pages behind a booking's token: reads that booking."""

    BOOKER = "booker"
    """A visitor's hold, booking, change or cancellation."""

    SIGN_IN = "sign_in"
    """Signing in and out of the backoffice."""

    BACKOFFICE = "backoffice"
    """Staff pages, after both factors."""

    WORKER = "worker"
    """Outbox, expiry, reaper, retention."""

    OWNER = "owner"
    """`groupz db upgrade` alone: the only one with DDL."""
