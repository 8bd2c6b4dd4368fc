"""Sessions in a table of the application's own database, by SQLAlchemy."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Double,
    Executable,
    MetaData,
    String,
    Table,
    Text,
    case,
    or_,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from groupz_shield.errors import StoreError
from groupz_shield.sessions.record import LABEL_CHARACTERS, SessionRecord

Begin: TypeAlias = Callable[[], AbstractContextManager[Connection | Session]]
"""Opens a transaction, which ends with a commit, or undone after an error."""

_HANDLE_CHARACTERS: Final = 16
_HASH_CHARACTERS: Final = 64


def session_table(metadata: MetaData, name: str = "sessions") -> Table:
    """Define the table, for the application's own migrations to make it.

    Args:
        metadata: Where the application's other tables are.
        name: What to call it.
    """
    label = String(LABEL_CHARACTERS)
    return Table(
        name,
        metadata,
        Column("handle", String(_HANDLE_CHARACTERS), primary_key=True),
        Column("hash", String(_HASH_CHARACTERS), nullable=False, unique=True),
        Column("user", label, nullable=False, index=True),
        Column("written", Text, nullable=False),
        Column("created_at", Double, nullable=False, index=True),
        Column("seen_at", Double, nullable=False, index=True),
        Column("client", label, nullable=False),
        Column("agent", label, nullable=False),
    )


class SqlAlchemySessions:
    """Sessions in a table. See `SessionStore`.

    The database has to know `RETURNING`, as PostgreSQL and SQLite do.

    Args:
        table: What `session_table` defined.
        begin: Opens a transaction, such as `engine.begin`. It is called for each
            step, so nobody may be in a transaction that locks the database meanwhile.
        begin_reading: Opens one for a look alone, where that is cheaper.
    """

    def __init__(
        self, table: Table, begin: Begin, begin_reading: Begin | None = None
    ) -> None:
        self._table = table
        self._columns = table.c
        self._begin = begin
        self._begin_reading = begin_reading or begin

    def add(self, record: SessionRecord, keep_seconds: float) -> None:  # noqa: ARG002 — nothing is forgotten by itself
        """Keep a new session."""
        values = {name: getattr(record, name) for name in self._columns.keys()}  # noqa: SIM118 — no mapping
        with self._told(), self._begin() as connection:
            connection.execute(self._table.insert().values(values))

    def find(self, session_hash: str) -> SessionRecord | None:
        """Return the session with this hash of its id."""
        found = self._select(self._columns.hash == session_hash)
        return found[0] if found else None

    def touch(self, session_hash: str, seen_at: float) -> bool:
        """Note that a session was used; tell whether it is there."""
        known = self._columns.seen_at
        latest = case((known < seen_at, seen_at), else_=known)
        return self._change(session_hash, seen_at=latest)

    def write(self, session_hash: str, data: str) -> bool:
        """Replace the data of a session; tell whether it is there."""
        return self._change(session_hash, written=data)

    def rename(self, session_hash: str, new: str) -> bool:
        """Give a session another hash; tell whether it was there."""
        return self._change(session_hash, hash=new)

    def remove(self, handle: str, seen_by: float) -> SessionRecord | None:
        """Delete a session which was not used after `seen_by`."""
        columns = self._columns
        gone = self._delete((columns.handle == handle) & (columns.seen_at <= seen_by))
        return gone[0] if gone else None

    def remove_expired(self, seen_by: float, begun_by: float) -> list[SessionRecord]:
        """Delete sessions that were last used, or began, by these moments."""
        columns = self._columns
        over = or_(columns.seen_at <= seen_by, columns.created_at <= begun_by)
        return self._delete(over)

    def find_handle(self, handle: str) -> SessionRecord | None:
        """Return the session with this handle."""
        found = self._select(self._columns.handle == handle)
        return found[0] if found else None

    def of_user(self, user: str) -> list[SessionRecord]:
        """Return the sessions of a user, the oldest first."""
        return self._select(self._columns.user == user)

    def close(self) -> None:
        """Hold nothing open: the connections are the application's."""

    def _select(self, where: ColumnElement[bool]) -> list[SessionRecord]:
        columns = self._columns
        found = self._table.select().where(where)
        return self._run(
            self._begin_reading, found.order_by(columns.created_at, columns.handle)
        )

    def _change(self, session_hash: str, **values: Any) -> bool:
        statement = self._table.update().where(self._columns.hash == session_hash)
        changed = statement.values(values).returning(*self._columns)
        return bool(self._run(self._begin, changed))

    def _delete(self, where: ColumnElement[bool]) -> list[SessionRecord]:
        statement = self._table.delete().where(where)
        return self._run(self._begin, statement.returning(*self._columns))

    def _run(self, begin: Begin, statement: Executable) -> list[SessionRecord]:
        with self._told(), begin() as connection:
            return [
                SessionRecord(**row) for row in connection.execute(statement).mappings()
            ]

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            why = f"it fails ({type(error).__name__}); look at the database"
            raise StoreError(f"table {self._table.name}", why) from error
