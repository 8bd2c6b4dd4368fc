"""Taking turns about something that is no row."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def take_turns(session: Session, name: str) -> None:
    """Wait until no other transaction has taken turns under this name.

    On SQLite writers take turns anyhow. On PostgreSQL it is an advisory lock that the
    transaction's end releases; it is taken before any row is locked.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(name, 0)
        session.execute(select(func.pg_advisory_xact_lock(key)))
