"""PostgreSQL: an engine for each role's login."""

from sqlalchemy import URL, Engine, create_engine

from groupz_platform.db.grants import only_reads
from groupz_platform.roles import Role

CONNECT_SECONDS = 3
LOCK_MILLISECONDS = 5_000
STATEMENT_MILLISECONDS = 10_000
IDLE_MILLISECONDS = 30_000
CONNECTIONS = 16
"""How many connections of one role a process opens at most."""
KEPT = 5
"""How many of them it keeps open: all roles' together must leave room for others."""


def open_engine(url: URL, role: Role) -> Engine:
    """Answer an engine that connects as *role*'s login.

    Waiting is bounded everywhere, so that a visitor gets an answer; a connection that
    the server closed meanwhile is replaced before it is used.
    """
    return create_engine(
        url,
        pool_size=KEPT,
        hide_parameters=True,  # they hold personal data, and errors are logged
        max_overflow=CONNECTIONS - KEPT,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": f"groupz-{role}",
            "options": " ".join(f"-c {option}" for option in _options(role)),
        },
    )


def _options(role: Role) -> list[str]:
    options = ["timezone=UTC"]
    if role is Role.OWNER:
        return options
    return [
        *options,
        f"lock_timeout={LOCK_MILLISECONDS}",
        f"statement_timeout={STATEMENT_MILLISECONDS}",
        f"idle_in_transaction_session_timeout={IDLE_MILLISECONDS}",
        f"default_transaction_read_only={'on' if only_reads(role) else 'off'}",
    ]
